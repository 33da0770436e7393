// SPDX-License-Identifier: Apache-2.0
//! Calls that the chain refuses to everybody but root.

use super::*;
use crate::{Balances, RuntimeCall, RuntimeOrigin};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::units::JOULE;
use sp_runtime::traits::Dispatchable;

#[test]
fn calls_that_mint_or_burn_past_the_ledger_are_refused() {
    run(|| {
        let calls: [RuntimeCall; 3] = [
            pallet_balances::Call::burn { value: JOULE, keep_alive: true }.into(),
            pallet_balances::Call::force_set_balance { who: bob().into(), new_free: JOULE }.into(),
            pallet_balances::Call::force_adjust_total_issuance {
                direction: pallet_balances::AdjustmentDirection::Increase,
                delta: JOULE,
            }
            .into(),
        ];
        for call in calls {
            let refused = call.clone().dispatch(RuntimeOrigin::signed(alice()));
            let error = refused.expect_err("the filter refuses it").error;
            assert_eq!(error, frame_system::Error::<Runtime>::CallFiltered.into(), "{call:?}");
        }
    });
}

#[test]
fn only_validators_have_session_keys() {
    use pallet_joule_staking::ValidatorOf;
    use sp_runtime::traits::Convert;

    run(|| {
        // A stranger's keys could never be purged, nor the deposit for them come back.
        assert_eq!(ValidatorOf::<Runtime>::convert(alice()), Some(alice()));
        assert_eq!(ValidatorOf::<Runtime>::convert(bob()), None);
    });
}

#[test]
fn a_proxy_that_may_not_transfer_moves_no_money() {
    use crate::configs::accounts::ProxyType;
    use frame_support::traits::InstanceFilter;

    run(|| {
        let transfer: RuntimeCall =
            pallet_balances::Call::transfer_allow_death { dest: bob().into(), value: JOULE }.into();
        let add_proxy = |proxy_type| {
            RuntimeCall::from(pallet_proxy::Call::add_proxy {
                delegate: bob().into(),
                proxy_type,
                delay: 0,
            })
        };
        let proxy = |call: RuntimeCall| {
            RuntimeCall::from(pallet_proxy::Call::proxy {
                real: alice().into(),
                force_proxy_type: None,
                call: Box::new(call),
            })
        };
        let alice_signs = || RuntimeOrigin::signed(alice());
        let bob_signs = || RuntimeOrigin::signed(bob());
        assert_ok!(add_proxy(ProxyType::NonTransfer).dispatch(alice_signs()));
        let before = Balances::free_balance(alice());

        // Neither alone, nor in a batch, nor by a proxy with more power.
        let batch = pallet_utility::Call::batch_all { calls: vec![transfer.clone()] };
        for call in [transfer, batch.into(), add_proxy(ProxyType::Any)] {
            assert_ok!(proxy(call.clone()).dispatch(bob_signs()));
            let last = frame_system::Pallet::<Runtime>::events().pop().expect("an event").event;
            let failed = matches!(
                last,
                crate::RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result: Err(_) })
            );
            assert!(failed, "{call:?}: {last:?}");
            assert_eq!(Balances::free_balance(alice()), before);
        }
        assert!(ProxyType::Any.is_superset(&ProxyType::NonTransfer));
        assert!(!ProxyType::NonTransfer.is_superset(&ProxyType::Any));
    });
}

#[test]
fn a_proxy_that_may_not_transfer_runs_subnets_and_neurons_but_spends_nothing_on_them() {
    use crate::configs::accounts::ProxyType;
    use frame_support::{traits::InstanceFilter, BoundedVec};
    use joule_primitives::subnets::NetUid;
    use pallet_joule_incentive::Call as Incentive;
    use pallet_joule_subnets::Call as Subnets;
    use sp_runtime::Permill;

    let (netuid, hotkey, take) = (NetUid(1), alice(), Permill::zero());
    let weights = BoundedVec::default;
    let allowed: [RuntimeCall; 7] = [
        Subnets::set_parameters { netuid, update: Default::default() }.into(),
        Subnets::serve { netuid, endpoint: None }.into(),
        Subnets::set_identity { netuid, identity: None }.into(),
        Incentive::set_weights { netuid, weights: weights(), version: 0 }.into(),
        Incentive::commit_weights { netuid, hash: Default::default() }.into(),
        Incentive::reveal_weights { netuid, weights: weights(), salt: [0; 32], version: 0 }.into(),
        Incentive::reset_bonds { netuid }.into(),
    ];
    let refused: [RuntimeCall; 8] = [
        Subnets::register_subnet { hotkey: alice(), max_lock: JOULE, proof: None }.into(),
        Subnets::register_neuron { netuid, hotkey: alice(), max_price: JOULE, proof: None }.into(),
        Subnets::offer_ownership { netuid, to: Some(bob()) }.into(),
        Subnets::accept_ownership { netuid, hotkey: alice() }.into(),
        Subnets::dissolve { netuid }.into(),
        Incentive::set_children { netuid, hotkey: alice(), children: Default::default() }.into(),
        Incentive::set_child_terms { netuid, hotkey: alice(), take, refuses: true }.into(),
        Incentive::set_payout { hotkey, to: Some(bob()) }.into(),
    ];
    for call in allowed {
        assert!(ProxyType::NonTransfer.filter(&call), "{call:?}");
        assert!(!ProxyType::Staking.filter(&call), "{call:?}");
    }
    for call in refused {
        assert!(!ProxyType::NonTransfer.filter(&call), "{call:?}");
        assert!(!ProxyType::Staking.filter(&call), "{call:?}");
        assert!(ProxyType::Any.filter(&call), "{call:?}");
    }
}

#[test]
fn a_validator_cannot_drop_its_session_keys() {
    run(|| {
        let call = RuntimeCall::from(pallet_session::Call::purge_keys {});
        let refused = call.dispatch(RuntimeOrigin::signed(alice()));
        let error = refused.expect_err("the filter refuses it").error;
        assert_eq!(error, frame_system::Error::<Runtime>::CallFiltered.into());
    });
}

#[test]
fn refused_calls_are_refused_inside_a_batch_too() {
    run(|| {
        let burn: RuntimeCall =
            pallet_balances::Call::burn { value: JOULE, keep_alive: true }.into();
        let issued = Balances::total_issuance();
        let batch = RuntimeCall::from(pallet_utility::Call::batch_all { calls: vec![burn] });
        let refused = batch.dispatch(RuntimeOrigin::signed(alice()));
        let error = refused.expect_err("the filter refuses it").error;
        assert_eq!(error, frame_system::Error::<Runtime>::CallFiltered.into());
        assert_eq!(Balances::total_issuance(), issued);
    });
}

#[test]
fn burning_through_issuance_is_open_to_all() {
    run(|| {
        let issued = Balances::total_issuance();
        let call = RuntimeCall::from(pallet_joule_issuance::Call::burn {
            amount: JOULE,
            keep_alive: true,
        });
        assert_ok!(call.dispatch(RuntimeOrigin::signed(alice())));
        assert_eq!(Balances::total_issuance(), issued - JOULE);
    });
}

#[test]
fn without_a_sudo_key_nobody_acts_as_root() {
    run(|| {
        pallet_sudo::Key::<Runtime>::kill();
        let set_split =
            RuntimeCall::from(pallet_joule_issuance::Call::set_split { split: Default::default() });
        let sudo = RuntimeCall::from(pallet_sudo::Call::sudo { call: Box::new(set_split) });
        for who in [alice(), bob()] {
            assert_noop!(
                sudo.clone().dispatch(RuntimeOrigin::signed(who)),
                pallet_sudo::Error::<Runtime>::RequireSudo
            );
        }
    });
}
