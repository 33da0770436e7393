// SPDX-License-Identifier: Apache-2.0
//! Random histories: whatever happens in whatever order, the invariants hold after every step, what
//! is refused changes nothing, and no money comes from nowhere.

use crate::{mock::*, Pallet, Running};
use frame_support::{traits::Hooks, weights::Weight};
use joule_math::bme::Params;
use joule_primitives::{
    attestation::FollowDevices,
    market::Sale,
    price::Health,
    types::Balance,
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use proptest::prelude::*;
use sp_runtime::{DispatchResult, Perbill};

#[derive(Clone, Debug)]
enum Step {
    Settle { provider: AccountId, amount: Balance, percent: u32, is_related: bool },
    ClaimWork(AccountId, u32),
    Prove { number: u8, credited: u64, blocks: u32 },
    Fail(u8),
    Deactivate(u8),
    List(u8),
    Unlist,
    ClaimAvailability(u8, u32),
    Lapse(u8),
    SetPrice(u128, bool),
    SetParameters(bool),
    Emit(Balance, Balance),
    Blocks(u32, u64),
    Sweep(u64),
}

fn steps() -> impl Strategy<Value = Step> {
    let numbers = || 1..=DEVICES;
    let providers = || 100u64..104;
    let amounts = prop_oneof![0u128..100, 0..5_000 * JOULE, Just(100_000 * JOULE)];
    let epochs = || 0u32..9;
    prop_oneof![
        4 => (providers(), amounts, 0u32..=100, any::<bool>()).prop_map(
            |(provider, amount, percent, is_related)| {
                Step::Settle { provider, amount, percent, is_related }
            }
        ),
        3 => (providers(), epochs()).prop_map(|(who, epoch)| Step::ClaimWork(who, epoch)),
        6 => (numbers(), 0u64..2_000_000, 0u32..2_000)
            .prop_map(|(number, credited, blocks)| Step::Prove { number, credited, blocks }),
        1 => numbers().prop_map(Step::Fail),
        1 => numbers().prop_map(Step::Deactivate),
        3 => numbers().prop_map(Step::List),
        1 => Just(Step::Unlist),
        5 => (numbers(), epochs()).prop_map(|(it, epoch)| Step::ClaimAvailability(it, epoch)),
        1 => numbers().prop_map(Step::Lapse),
        2 => (prop_oneof![Just(0u128), Just(1), 1u128..10_000_000], any::<bool>())
            .prop_map(|(price, is_trusted)| Step::SetPrice(price, is_trusted)),
        1 => any::<bool>().prop_map(Step::SetParameters),
        1 => (0u128..2 * WORK, 0u128..2 * AVAILABILITY).prop_map(|(a, b)| Step::Emit(a, b)),
        5 => (1u32..30, 0u64..20).prop_map(|(blocks, room)| Step::Blocks(blocks, room)),
        1 => (0u64..30).prop_map(Step::Sweep),
    ]
}

/// Steps that the pallet refuses are part of the history: they must change nothing.
fn apply(step: Step) {
    let told = format!("{step:?}");
    let before = state();
    // Counted from the epoch that runs, so that most of them are claimable.
    let epoch = |back: u32| Running::<Test>::get().index.saturating_sub(back);
    let done: DispatchResult = match step {
        Step::Settle { provider, amount, percent, is_related } => {
            let quality = Perbill::from_percent(percent);
            settle(&Sale { quality, is_related, ..sale(&provider, USD) }, amount);
            Ok(())
        }
        Step::ClaimWork(who, back) => Equilibrium::claim_work(signed(who), epoch(back)),
        Step::Prove { number, credited, blocks } => {
            prove(number, credited, blocks);
            Ok(())
        }
        Step::Fail(number) => {
            fail(number);
            Ok(())
        }
        Step::Deactivate(number) => {
            Equilibrium::on_active(&key(number), &owner(number), false);
            Ok(())
        }
        Step::List(number) => {
            list(key(number));
            Ok(())
        }
        Step::Unlist => {
            Listed::set(&Vec::new());
            Ok(())
        }
        Step::ClaimAvailability(number, back) => {
            let origin = signed(owner(number));
            Equilibrium::claim_availability(origin, epoch(back), key(number))
        }
        Step::Lapse(number) => {
            Equilibrium::lapse_unvested(signed(STRANGER), owner(number), key(number))
        }
        Step::SetPrice(price, is_trusted) => {
            set_price(price, if is_trusted { Health::Healthy } else { Health::Degraded });
            Ok(())
        }
        Step::SetParameters(is_lean) => {
            let params = if is_lean { Params::LEAN } else { Params::DEFAULT };
            Equilibrium::set_parameters(RuntimeOrigin::root(), params.into())
        }
        Step::Emit(work, availability) => {
            Emission::set(&(work, availability));
            Ok(())
        }
        Step::Blocks(blocks, room) => {
            for _ in 0..blocks {
                next_block_with(Weight::from_parts(room * SWEEP, 0));
            }
            Ok(())
        }
        Step::Sweep(room) => {
            Equilibrium::on_idle(0, Weight::from_parts(room * SWEEP, 0));
            Ok(())
        }
    };
    if done.is_err() {
        assert_eq!(state(), before, "{told} failed and changed something");
    }
    Pallet::<Test>::check_invariants().unwrap_or_else(|error| panic!("after {told}: {error:?}"));
    check_supply(&told);
}

/// All that is there was minted by the schedule, or is left of what was there.
fn check_supply(told: &str) {
    let genesis = ENDOWMENT + (3 + Balance::from(DEVICES)) * EXISTENTIAL_DEPOSIT;
    let minted = Minted::get();
    let scheduled = minted.work + minted.availability;
    let burned: Balance = BurnedFor::get().into_iter().sum();
    let expected = genesis + scheduled + Reminted::get() - burned;
    assert_eq!(Balances::total_issuance(), expected, "after {told}");
    let events = System::events();
    let is_unexpected = |record: &frame_system::EventRecord<RuntimeEvent, _>| {
        matches!(&record.event, RuntimeEvent::Equilibrium(crate::Event::Unexpected { .. }))
    };
    assert!(!events.iter().any(is_unexpected), "after {told}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whatever_happens_the_books_are_right(history in prop::collection::vec(steps(), 1..80)) {
        run(|| history.into_iter().for_each(apply));
    }
}
