// SPDX-License-Identifier: Apache-2.0
//! What is told to those who follow devices, and when.

use crate::{
    mock::{
        followers::{FollowerWeight, TestFollower, Told},
        *,
    },
    types::PendingCommit,
    Call, Pending, WeightInfo, TICKETS_PER_BLOCK,
};
use frame_support::{
    assert_ok,
    dispatch::GetDispatchInfo,
    traits::{Authorize, Hooks, Imbalance},
    weights::Weight,
};
use joule_primitives::{
    attestation::{ClassId, DeviceKey, DeviceState, Devices, MilliComputeUnits, SeizeBonds},
    money::BurnReason,
    types::{Balance, BlockNumber},
    verdicts::DrawDevices,
};
use sp_runtime::traits::Zero;

/// That a device of Alice takes part from now on, or no more.
fn active(gpu: &Gpu, is_active: bool) -> Told {
    Told::Active(gpu.key, ALICE, is_active)
}

fn failed(gpu: &Gpu) -> Told {
    Told::Failed(gpu.key, ALICE)
}

/// For how many blocks the last commit counts that is told of.
fn counted(told: &[Told]) -> Vec<BlockNumber> {
    let blocks = told.iter().map(|told| match told {
        Told::Proved(_, _, _, blocks) => Some(*blocks),
        _ => None,
    });
    blocks.flatten().collect()
}

/// A device that takes part, of which all was told.
fn registered(bond: Balance) -> Gpu {
    let gpu = gpu(1);
    assert_ok!(gpu.register_with(ALICE, ClassId(0), bond));
    assert_eq!(TestFollower::take(), [active(&gpu, true)]);
    gpu
}

#[test]
fn a_commit_counts_from_the_one_before() {
    run(|| {
        let mut gpu = registered(BOND);
        let begin = now();
        next_challenge();
        pass(2);
        let first = now();
        gpu.commit(1);
        let claim = MilliComputeUnits(1_000);
        Pending::<Test>::insert(gpu.key, PendingCommit { claim, ..gpu.pending() });
        go_to_sample();
        gpu.open();
        finish();
        // It makes no difference when it is settled.
        pass(3);
        assert_eq!(TestFollower::take(), []);
        gpu.settle();
        assert_eq!(TestFollower::take(), [Told::Proved(gpu.key, ALICE, claim, first - begin)]);
        next_challenge();
        let second = now();
        gpu.commit(1);
        go_to_sample();
        gpu.open();
        finish();
        gpu.settle();
        assert_eq!(counted(&TestFollower::take()), [second - first]);
    });
}

#[test]
fn a_commit_counts_for_nothing_before_a_challenge_that_was_missed() {
    run(|| {
        let mut gpu = registered(BOND);
        miss_challenge();
        let missed = next_challenge().opened_at;
        finish();
        assert_eq!(next_challenge().previous_opened_at, missed);
        let committed = now();
        gpu.commit(1);
        go_to_sample();
        gpu.open();
        finish();
        gpu.settle();
        assert_eq!(counted(&TestFollower::take()), [committed - missed]);
    });
}

#[test]
fn a_commit_of_who_left_before_it_was_settled_counts_for_nothing() {
    run(|| {
        let mut gpu = registered(BOND);
        next_challenge();
        gpu.commit(1);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        assert_eq!(TestFollower::take(), [active(&gpu, false)]);
        go_to_sample();
        gpu.open();
        finish();
        gpu.settle();
        assert_eq!(TestFollower::take(), []);
    });
}

#[test]
fn who_leaves_with_a_commit_that_it_cannot_open_fails() {
    run(|| {
        let mut gpu = registered(BOND);
        next_challenge();
        gpu.commit_to_nothing(1);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        finish();
        gpu.settle();
        assert_eq!(TestFollower::take(), [active(&gpu, false), failed(&gpu)]);
    });
}

#[test]
fn who_fails_is_told_of_and_the_time_until_then_counts_for_nothing() {
    run(|| {
        let mut gpu = registered(10 * BOND);
        next_challenge();
        gpu.commit_to_nothing(1);
        finish();
        gpu.settle();
        // It goes on, with a place on trial, from now on.
        let settled = now();
        assert_eq!(TestFollower::take(), [failed(&gpu)]);
        next_challenge();
        let second = now();
        gpu.commit(1);
        go_to_sample();
        gpu.open();
        finish();
        gpu.settle();
        assert_eq!(counted(&TestFollower::take()), [second - settled]);
    });
}

#[test]
fn who_fails_and_has_too_little_left_ceases_to_take_part() {
    run(|| {
        let mut gpu = registered(BOND);
        gpu.cheat(1);
        assert_eq!(TestFollower::take(), [failed(&gpu), active(&gpu, false)]);
        assert_ok!(Attestation::raise_bond(signed(ALICE), gpu.key, BOND));
        assert_eq!(TestFollower::take(), []);
        gpu.resume();
        let resumed = now();
        assert_eq!(TestFollower::take(), [active(&gpu, true)]);
        next_challenge();
        let committed = now();
        gpu.commit(1);
        go_to_sample();
        gpu.open();
        finish();
        gpu.settle();
        assert_eq!(counted(&TestFollower::take()), [committed - resumed]);
    });
}

#[test]
fn what_is_forgiven_is_told_to_nobody() {
    run(|| {
        let mut gpu = registered(BOND);
        next_challenge();
        gpu.commit_to_nothing(1);
        go_to_sample();
        while crate::Current::<Test>::exists() {
            crate::Used::<Test>::mutate(|used| used.open = Attestation::kind_limit());
            pass(1);
        }
        gpu.settle();
        assert_eq!((TestFollower::take(), burned(BurnReason::Slash)), (vec![], 0));
        assert_eq!(gpu.record().misses, 1);
    });
}

#[test]
fn two_commitments_in_one_challenge_are_a_failure() {
    run(|| {
        let gpu = registered(10 * BOND);
        let challenge = next_challenge().id;
        assert_ok!(submit(gpu.report_call(challenge, CHARLIE)));
        assert_eq!(TestFollower::take(), [failed(&gpu)]);
    });
}

#[test]
fn each_end_of_taking_part_is_told_once() {
    run(|| {
        let gpu = registered(BOND);
        // Absent.
        (0..4).for_each(|_| miss_challenge());
        assert_eq!(TestFollower::take(), []);
        gpu.settle();
        assert_eq!(TestFollower::take(), [active(&gpu, false)]);
        gpu.resume();
        assert_eq!(TestFollower::take(), [active(&gpu, true)]);
        // Gone.
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        assert_eq!(TestFollower::take(), [active(&gpu, false)]);
        pass(300);
        assert_ok!(Attestation::withdraw_bond(signed(ALICE), gpu.key));
        assert_eq!(TestFollower::take(), []);
    });
}

#[test]
fn who_leaves_while_paused_is_not_told_of_again() {
    run(|| {
        let gpu = registered(BOND);
        (0..3).for_each(|_| miss_challenge());
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        assert_eq!(TestFollower::take(), [active(&gpu, false)]);
    });
}

#[test]
fn who_waits_takes_part_when_it_gets_a_place() {
    run(|| {
        MaxOnTrial::set(1);
        let first = registered(BOND);
        let second = gpu(2);
        second.register(ALICE);
        assert_eq!(TestFollower::take(), []);
        assert_ok!(Attestation::leave(signed(ALICE), first.key));
        pass(1);
        assert_eq!(TestFollower::take(), [active(&first, false), active(&second, true)]);
        assert_eq!(second.record().counts_from, now());
    });
}

#[test]
fn a_lease_changes_nothing_but_its_end_may_find_no_place() {
    run(|| {
        MaxOnTrial::set(1);
        let (first, second) = (registered(BOND), gpu(2));
        second.register(ALICE);
        assert_ok!(Attestation::excuse(&first.key));
        assert_eq!(TestFollower::take(), []);
        pass(1);
        assert_eq!(TestFollower::take(), [active(&second, true)]);
        Attestation::end_excuse(&first.key);
        assert_eq!(first.record().state, DeviceState::Waiting);
        assert_eq!(TestFollower::take(), [active(&first, false)]);
    });
}

#[test]
fn time_on_a_lease_does_not_count() {
    run(|| {
        let mut gpu = registered(BOND);
        next_challenge();
        gpu.commit(1);
        assert_ok!(Attestation::excuse(&gpu.key));
        go_to_sample();
        gpu.open();
        pass(500);
        Attestation::end_excuse(&gpu.key);
        let ended = now();
        // The commit of before counts up to the block in which it was made.
        assert!(counted(&TestFollower::take())[0] < 500);
        next_challenge();
        let committed = now();
        gpu.commit(1);
        go_to_sample();
        gpu.open();
        finish();
        gpu.settle();
        assert_eq!(counted(&TestFollower::take()), [committed - ended]);
    });
}

#[test]
fn a_seized_bond_is_handed_over() {
    run(|| {
        let gpu = registered(3 * BOND);
        let credit = Attestation::seize(&gpu.key, BOND);
        assert_eq!((credit.peek(), gpu.record().bond), (BOND, 2 * BOND));
        let (device, amount) = (gpu.key, BOND);
        assert_eq!(events().last(), Some(&crate::Event::BondSeized { device, amount }));
        drop(credit);
        assert_eq!((TestFollower::take(), burned(BurnReason::Slash)), (vec![], 0));
        // Below what its class asks for, it is paused.
        let credit = Attestation::seize(&gpu.key, BOND + 1);
        assert_eq!((credit.peek(), gpu.record().state), (BOND + 1, DeviceState::Paused));
        assert_eq!(TestFollower::take(), [active(&gpu, false)]);
        drop(credit);
        assert_eq!(bonds_of(&ALICE), gpu.record().bond);
    });
}

#[test]
fn no_more_is_seized_than_there_is() {
    run(|| {
        let gpu = registered(BOND);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        assert_eq!(Attestation::seize(&gpu.key, Balance::MAX).peek(), BOND);
        assert_eq!((gpu.record().bond, bonds_of(&ALICE)), (0, 0));
        let before = state();
        assert!(Attestation::seize(&gpu.key, Balance::MAX).peek().is_zero());
        assert!(Attestation::seize(&DeviceKey([3; 32]), BOND).peek().is_zero());
        assert_eq!(state(), before);
    });
}

#[test]
fn what_is_due_is_done_before_a_bond_is_seized() {
    run(|| {
        let mut gpu = registered(BOND);
        next_challenge();
        gpu.commit_to_nothing(1);
        finish();
        let left = BOND - BOND / 20;
        assert_eq!(Attestation::seize(&gpu.key, BOND).peek(), left);
        assert_eq!(burned(BurnReason::Slash), BOND / 20);
    });
}

#[test]
fn whoever_calls_pays_for_followers() {
    run(|| {
        let one = Weight::from_parts(1_000, 10);
        let weight = |call: &Call<Test>| call.get_dispatch_info().call_weight;
        let device = gpu(1).key;
        let settle = Call::settle { device };
        let leave = Call::leave { device };
        let before = (weight(&settle), weight(&leave));
        FollowerWeight::set(one);
        // A commit, another bond and the end of taking part; and, to leave, that again.
        assert_eq!(weight(&settle), before.0 + one * 3);
        assert_eq!(weight(&leave), before.1 + one * 4);
        let own = TestWeights::on_initialize();
        let all = one * u64::from(TICKETS_PER_BLOCK);
        assert_eq!(Attestation::on_initialize(now()), own + all);
        assert_eq!(Attestation::settle_usage(&device).ref_time, before.0.ref_time() + 3_000);
        FollowerWeight::set(Weight::zero());
    });
}

#[test]
fn whoever_lets_a_commit_be_credited_pays_for_the_question_what_it_earns() {
    run(|| {
        let one = Weight::from_parts(1_000, 10);
        let info = |call: &Call<Test>| call.get_dispatch_info();
        let device = gpu(1).key;
        let (settle, leave) = (Call::settle { device }, Call::leave { device });
        let weight = |call: &Call<Test>| info(call).call_weight;
        let drawn = || <Attestation as DrawDevices<_>>::weight(9);
        let before = (weight(&settle), weight(&leave), settle.weight_of_authorize(), drawn());
        RewardWeight::set(one);
        assert_eq!(weight(&settle), before.0 + one);
        assert_eq!(weight(&leave), before.1 + one);
        assert_eq!(settle.weight_of_authorize(), before.2 + one);
        assert_eq!(Attestation::settle_usage(&device).ref_time, before.0.ref_time() + 2_000);
        assert_eq!(drawn(), before.3 + one * u64::from(crate::draws::tries(9)));
        RewardWeight::set(Weight::zero());
    });
}
