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
        assert!(batch.dispatch(RuntimeOrigin::signed(alice())).is_err());
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
