// SPDX-License-Identifier: Apache-2.0
//! Random histories: whatever happens in whatever order, the invariants hold after every step, a
//! refused step changes nothing, and no money comes from nowhere or is lost but by burning.

use crate::{
    mock::*, types::Ip, Active, Endpoint, Identity, Limits, Neurons, NextNetUid, ParametersUpdate,
    Removals,
};
use frame_support::weights::Weight;
use joule_primitives::{
    staking::Hotkeys,
    subnets::{LiquidAlpha, NetUid},
    types::Balance,
    units::JOULE,
};
use proptest::prelude::*;
use sp_runtime::DispatchResult;

/// Coldkeys that take part.
const COLDKEYS: u64 = 5;
/// Hotkeys of each of them.
const HOTKEYS: u64 = 8;
/// Hotkeys that take the place of others begin here.
const FRESH: AccountId = 1_000_000;

#[derive(Clone, Debug)]
enum Step {
    RegisterSubnet(AccountId, AccountId, Balance),
    RegisterNeuron(AccountId, u16, AccountId, Balance),
    SetParameters(AccountId, u16, ParametersUpdate),
    Serve(AccountId, u16, Option<u8>),
    SetIdentity(AccountId, u16, bool),
    Offer(AccountId, u16, Option<AccountId>),
    Accept(AccountId, u16, AccountId),
    Dissolve(AccountId, u16),
    Swap(AccountId),
    HandOver(AccountId, AccountId),
    Judge(u16, Vec<u32>, Balance),
    Fill(u16, u16),
    Blocks(u32),
    Leap(u32),
    Idle(u64),
}

fn who() -> impl Strategy<Value = AccountId> {
    1..=COLDKEYS
}

/// A hotkey of a coldkey; who names another one's is refused.
fn hotkeys() -> impl Strategy<Value = AccountId> {
    (who(), 0..HOTKEYS).prop_map(|(coldkey, index)| 1_000 * coldkey + index)
}

fn prices() -> impl Strategy<Value = Balance> {
    prop_oneof![3 => Just(ANY), 1 => 0..2_000 * JOULE]
}

fn some<Value: Clone + core::fmt::Debug>(
    values: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Option<Value>> {
    prop_oneof![2 => Just(None), 1 => values.prop_map(Some)]
}

/// Updates of a few parameters, in their bounds or not.
fn updates() -> impl Strategy<Value = ParametersUpdate> {
    let times = (some(10..300u32), some(0..300u32), some(100..20_000u32), some(100..20_000u32));
    let sizes = (some(10..40u16), some(0..40u16), some(0..4u16), some(any::<u32>()));
    let alphas = (
        some(1_500..4_000u16),
        some(1_500..4_000u16),
        some(0..3u16),
        some(prop::bool::weighted(0.8)),
    );
    let burns = (
        some(0..3 * JOULE),
        some(0..1_500 * JOULE),
        some(0..100_000u32),
        some(900_000..4_000_000u32),
    );
    (times, sizes, alphas, burns).prop_map(|(times, sizes, alphas, burns)| {
        let (tempo, weights_rate_limit, immunity_blocks, activity_cutoff) = times;
        let (max_neurons, max_validators, min_weights, weights_version) = sizes;
        let (low, high, commit_reveal_period, registration_open) = alphas;
        let (burn_min, burn_max, burn_half_life_blocks, burn_step_ppm) = burns;
        let liquid_alpha =
            low.zip(high).map(|(low, high)| Some(LiquidAlpha { low, high, steepness: 10 }));
        ParametersUpdate {
            tempo,
            weights_rate_limit,
            immunity_blocks,
            activity_cutoff,
            max_neurons,
            max_validators,
            min_weights,
            weights_version,
            liquid_alpha,
            commit_reveal_period,
            burn_min,
            burn_max,
            burn_half_life_blocks,
            burn_step_ppm,
            registration_open,
            ..Default::default()
        }
    })
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (who(), hotkeys(), prices()).prop_map(|(a, b, c)| Step::RegisterSubnet(a, b, c)),
        8 => (who(), any::<u16>(), hotkeys(), prices())
            .prop_map(|(a, b, c, d)| Step::RegisterNeuron(a, b, c, d)),
        4 => (who(), any::<u16>(), updates()).prop_map(|(a, b, c)| Step::SetParameters(a, b, c)),
        2 => (hotkeys(), any::<u16>(), some(any::<u8>())).prop_map(|(a, b, c)| Step::Serve(a, b, c)),
        1 => (who(), any::<u16>(), any::<bool>()).prop_map(|(a, b, c)| Step::SetIdentity(a, b, c)),
        2 => (who(), any::<u16>(), some(who())).prop_map(|(a, b, c)| Step::Offer(a, b, c)),
        2 => (who(), any::<u16>(), hotkeys()).prop_map(|(a, b, c)| Step::Accept(a, b, c)),
        2 => (who(), any::<u16>()).prop_map(|(a, b)| Step::Dissolve(a, b)),
        2 => hotkeys().prop_map(Step::Swap),
        1 => (hotkeys(), who()).prop_map(|(a, b)| Step::HandOver(a, b)),
        2 => (any::<u16>(), prop::collection::vec(any::<u32>(), 0..20), 0..1_000 * JOULE)
            .prop_map(|(a, b, c)| Step::Judge(a, b, c)),
        1 => (any::<u16>(), 1..20u16).prop_map(|(a, b)| Step::Fill(a, b)),
        4 => (1..60u32).prop_map(Step::Blocks),
        2 => (1..2_000u32).prop_map(Step::Leap),
        4 => (0..20_000_000_000u64).prop_map(Step::Idle),
    ]
}

/// One of the subnets that exist; one that does not if none does, and for the largest of choices.
fn netuid(choice: u16) -> NetUid {
    let active = Active::<Test>::get();
    if active.is_empty() || choice > 60_000 {
        return NetUid(choice % (NextNetUid::<Test>::get().0 + 1));
    }
    active[usize::from(choice) % active.len()].netuid
}

/// The hotkey that is in the place of `hotkey` by now.
fn present(hotkey: AccountId) -> AccountId {
    let mut present = hotkey;
    while TestHotkeys::is_retired(present) {
        present = successor(present);
    }
    present
}

fn successor(hotkey: AccountId) -> AccountId {
    hotkey + FRESH
}

/// Lets `who` name the hotkey by which it would act, with its agreement.
fn proof(who: AccountId, hotkey: AccountId) -> Option<Proof> {
    // Who would act by another's hotkey has no agreement of it.
    (hotkey % FRESH / 1_000 == who).then_some((hotkey, who))
}

fn apply(step: &Step) -> DispatchResult {
    match step.clone() {
        Step::RegisterSubnet(who, hotkey, most) => {
            let hotkey = present(hotkey);
            Subnets::register_subnet(signed(who), hotkey, most, proof(who, hotkey))
        }
        Step::RegisterNeuron(who, choice, hotkey, most) => {
            let (netuid, hotkey) = (netuid(choice), present(hotkey));
            Subnets::register_neuron(signed(who), netuid, hotkey, most, proof(who, hotkey))
                .map(|_| ())
                .map_err(|failed| failed.error)
        }
        Step::SetParameters(who, choice, update) => {
            Subnets::set_parameters(signed(who), netuid(choice), update)
        }
        Step::Serve(hotkey, choice, last) => {
            let endpoint = last.map(|last| Endpoint {
                ip: Ip::V4([last, 0, 0, last]),
                port: u16::from(last),
                protocol: last,
                certificate: None,
                metrics_port: None,
            });
            Subnets::serve(signed(present(hotkey)), netuid(choice), endpoint)
        }
        Step::SetIdentity(who, choice, is_some) => {
            let identity = is_some.then(Identity::default);
            Subnets::set_identity(signed(who), netuid(choice), identity)
        }
        Step::Offer(who, choice, to) => Subnets::offer_ownership(signed(who), netuid(choice), to),
        Step::Accept(who, choice, hotkey) => {
            Subnets::accept_ownership(signed(who), netuid(choice), present(hotkey))
        }
        Step::Dissolve(who, choice) => Subnets::dissolve(signed(who), netuid(choice)),
        other => {
            happen(other);
            Ok(())
        }
    }
}

/// What is no call.
fn happen(step: Step) {
    match step {
        Step::Swap(hotkey) => {
            let old = present(hotkey);
            swap(old, successor(old));
        }
        Step::HandOver(hotkey, coldkey) => {
            let hotkey = present(hotkey);
            if TestHotkeys::coldkey_of(&hotkey).is_some() {
                hand_over(hotkey, coldkey);
            }
        }
        Step::Judge(choice, neurons, subnet) => {
            let netuid = netuid(choice);
            NeuronMerits::mutate(|merits| merits.insert(netuid, neurons));
            SubnetMerits::mutate(|merits| merits.insert(netuid, subnet));
        }
        Step::Fill(choice, neurons) => {
            let netuid = netuid(choice);
            if Neurons::<Test>::get(netuid).len() < usize::from(neurons)
                && Active::<Test>::get().iter().any(|subnet| subnet.netuid == netuid)
            {
                fill(netuid, neurons);
            }
        }
        Step::Blocks(blocks) => run_to(System::block_number() + blocks),
        Step::Leap(blocks) => pass(blocks),
        Step::Idle(limit) => {
            let limit = Weight::from_parts(limit, u64::MAX);
            assert!(idle(limit).all_lte(limit), "clearing took more than it may");
        }
        call => unreachable!("{call:?} is a call"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_history_breaks_an_invariant(history in prop::collection::vec(steps(), 1..100)) {
        run(|| {
            for step in history {
                let (before, burned) = (state(), burned_so_far());
                let issued = Balances::total_issuance();
                let outcome = frame_support::storage::with_storage_layer(|| apply(&step));
                check();
                if outcome.is_err() {
                    assert_eq!(state(), before, "a refused step changed something: {step:?}");
                    continue;
                }
                // What is gone was burned, and told so.
                let gone = issued - Balances::total_issuance();
                assert_eq!(gone, burned_so_far() - burned, "{step:?}");
                assert_eq!(owned_by_all(), Balances::total_issuance(), "{step:?}");
            }
        });
    }

    #[test]
    fn whatever_happened_nothing_is_left_of_what_ended(
        history in prop::collection::vec(steps(), 1..100),
    ) {
        run(|| {
            for step in history {
                // A refused step changes nothing.
                let _ = frame_support::storage::with_storage_layer(|| apply(&step));
            }
            let owner = |netuid| {
                let hotkey = record(netuid).owner_hotkey;
                TestHotkeys::coldkey_of(&hotkey).expect("it serves somebody")
            };
            while let Some(netuid) = Subnets::active_netuids().first().copied() {
                assert!(Subnets::dissolve(signed(owner(netuid)), netuid).is_ok());
                check();
            }
            idle(Weight::MAX);
            assert!(Removals::<Test>::get().is_empty());
            assert_eq!((1..=COLDKEYS).map(locked).sum::<Balance>(), 0);
            // Limits, prices, counters and an empty list: nothing that belongs to a subnet.
            assert!(keys().len() <= 6, "{:?}", keys());
            assert_eq!(Limits::<Test>::get(), LIMITS);
        });
    }
}

/// What every coldkey has, what is locked of it included.
fn owned_by_all() -> Balance {
    (1..=200).map(|who| free(who) + locked(who)).sum()
}

fn burned_so_far() -> Balance {
    Burned::get().iter().map(|(_, amount)| amount).sum()
}
