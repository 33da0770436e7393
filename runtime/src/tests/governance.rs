// SPDX-License-Identifier: Apache-2.0
//! What the validators decide, from the motion to the deed.

use super::*;
use crate::{
    AccountId, Balances, Collective, Governance, RuntimeCall, RuntimeEvent, RuntimeOrigin,
    Scheduler, Session, System,
};
use codec::Encode;
use frame_support::{
    assert_noop, assert_ok,
    dispatch::GetDispatchInfo,
    traits::{fungible::InspectHold, Hooks},
    weights::Weight,
};
use joule_primitives::units::JOULE;
use pallet_joule_governance::Pending;
use pallet_joule_issuance::{EmissionSplit, Split};
use pallet_session::NextKeys;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave};
use sp_runtime::{
    traits::{BlakeTwo256, Dispatchable, Hash},
    DispatchError, DispatchResult,
};

/// Blocks between approval and enactment on the network of four validators.
const DELAY: u32 = 30;

fn account(who: Sr25519Keyring) -> AccountId {
    who.to_account_id()
}

fn members() -> Vec<AccountId> {
    pallet_collective::Members::<Runtime>::get()
}

/// The validators of the running session, in the order of their accounts.
fn sitting() -> Vec<AccountId> {
    let mut sitting = Session::validators();
    sitting.sort();
    sitting
}

/// A split that differs from that of genesis.
fn other_split() -> EmissionSplit {
    EmissionSplit { security: 200_000, subnets: 650_000, work: 100_000, availability: 50_000 }
}

fn set_split() -> RuntimeCall {
    pallet_joule_issuance::Call::set_split { split: other_split() }.into()
}

fn enact(call: RuntimeCall) -> RuntimeCall {
    pallet_joule_governance::Call::enact { call: Box::new(call) }.into()
}

fn cancel(id: u32) -> RuntimeCall {
    pallet_joule_governance::Call::cancel { id }.into()
}

/// The first of `ayes` moves `call`, all of them vote for it, and a stranger closes the motion: what
/// came of it.
fn carry(ayes: &[Sr25519Keyring], call: RuntimeCall) -> DispatchResult {
    let length_bound = u32::try_from(call.encoded_size()).expect("a short call");
    let threshold = u32::try_from(ayes.len()).expect("few validators");
    let proposal_hash = BlakeTwo256::hash_of(&call);
    let index = pallet_collective::ProposalCount::<Runtime>::get();
    let send = |who, call: pallet_collective::Call<Runtime>| {
        assert_ok!(RuntimeCall::from(call).dispatch(RuntimeOrigin::signed(account(who))));
    };
    let weight = call.get_dispatch_info().call_weight;
    let proposal = Box::new(call);
    send(ayes[0], pallet_collective::Call::propose { threshold, proposal, length_bound });
    for who in ayes {
        let proposal = proposal_hash;
        send(*who, pallet_collective::Call::vote { proposal, index, approve: true });
    }
    send(
        Sr25519Keyring::Ferdie,
        pallet_collective::Call::close {
            proposal_hash,
            index,
            proposal_weight_bound: weight,
            length_bound,
        },
    );
    let result = System::events().into_iter().rev().find_map(|record| match record.event {
        RuntimeEvent::Collective(pallet_collective::Event::Executed { result, .. }) => Some(result),
        _ => None,
    });
    result.expect("the motion was carried")
}

/// Begins every block up to `height`, as far as the scheduler is concerned.
fn run_to(height: u32) {
    for height in System::block_number() + 1..=height {
        System::set_block_number(height);
        Scheduler::on_initialize(height);
    }
}

#[test]
fn the_collective_is_the_sitting_set_from_genesis_on() {
    run(|| assert_eq!(members(), vec![alice()]));
    run_local(|| {
        assert_eq!(members().len(), 4);
        for _ in 0..4 {
            assert_eq!(members(), sitting());
            Session::rotate_session();
        }
    });
}

#[test]
fn the_collective_follows_the_sessions() {
    run_local(|| {
        // GIVEN a vote of Dave, who loses his keys and with them his seat
        let motion = enact(set_split());
        let length_bound = u32::try_from(motion.encoded_size()).expect("a short call");
        let proposal_hash = BlakeTwo256::hash_of(&motion);
        let by = |who| RuntimeOrigin::signed(account(who));
        assert_ok!(Collective::propose(by(Alice), 3, Box::new(motion), length_bound));
        assert_ok!(Collective::vote(by(Dave), proposal_hash, 0, true));
        assert_ok!(Collective::vote(by(Alice), proposal_hash, 0, true));
        assert_ok!(Collective::vote(by(Bob), proposal_hash, 0, true));
        NextKeys::<Runtime>::remove(account(Dave));

        // WHEN the session comes for which he is not queued
        Session::rotate_session();
        assert_eq!(members().len(), 4, "he still sits in the one that was queued");
        Session::rotate_session();

        // THEN he is no member any more, and his vote does not count
        assert_eq!(members().len(), 3);
        assert_eq!(members(), sitting());
        assert!(!members().contains(&account(Dave)));
        assert_noop!(
            Collective::vote(by(Dave), proposal_hash, 0, true),
            pallet_collective::Error::<Runtime>::NotMember
        );
        assert_noop!(
            Collective::close(by(Bob), proposal_hash, 0, Weight::MAX, length_bound),
            pallet_collective::Error::<Runtime>::TooEarly
        );
    });
}

#[test]
fn three_of_four_validators_change_the_split_after_the_delay() {
    run_local(|| {
        assert_ok!(carry(&[Alice, Bob, Charlie], enact(set_split())));
        assert_eq!(Pending::<Runtime>::count(), 1);
        run_to(DELAY);
        assert_eq!(Split::<Runtime>::get(), EmissionSplit::default());
        run_to(DELAY + 1);
        assert_eq!(Split::<Runtime>::get(), other_split());
        assert_eq!(Pending::<Runtime>::count(), 0);
    });
}

#[test]
fn two_of_four_do_not() {
    run_local(|| {
        assert_eq!(carry(&[Alice, Bob], enact(set_split())), Err(DispatchError::BadOrigin));
        assert_eq!(Pending::<Runtime>::count(), 0);
        run_to(DELAY + 2);
        assert_eq!(Split::<Runtime>::get(), EmissionSplit::default());
    });
}

#[test]
fn two_of_four_cancel_what_three_approved() {
    run_local(|| {
        assert_ok!(carry(&[Alice, Bob, Charlie], enact(set_split())));
        run_to(DELAY);
        assert_ok!(carry(&[Dave, Charlie], cancel(0)));
        run_to(DELAY + 5);
        assert_eq!(Split::<Runtime>::get(), EmissionSplit::default());
    });
}

#[test]
fn a_call_that_came_due_in_a_full_block_is_enacted_in_the_next() {
    run_local(|| {
        assert_ok!(carry(&[Alice, Bob, Charlie], enact(set_split())));
        run_to(DELAY);
        // The change of a session leaves no room to the scheduler.
        let full = crate::constants::MAXIMUM_BLOCK_WEIGHT;
        System::set_block_number(DELAY + 1);
        System::register_extra_weight_unchecked(
            full,
            frame_support::dispatch::DispatchClass::Mandatory,
        );
        Scheduler::on_initialize(DELAY + 1);
        assert_eq!(Split::<Runtime>::get(), EmissionSplit::default());

        frame_system::BlockWeight::<Runtime>::kill();
        run_to(DELAY + 2);
        assert_eq!(Split::<Runtime>::get(), other_split());
    });
}

#[test]
fn a_motion_of_all_validators_is_not_root_by_itself() {
    run_local(|| {
        let all = [Alice, Bob, Charlie, Dave];
        assert_eq!(carry(&all, set_split()), Err(DispatchError::BadOrigin));
        assert_eq!(Split::<Runtime>::get(), EmissionSplit::default());
    });
}

#[test]
fn nobody_but_sessions_seats_members() {
    run_local(|| {
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::signed(alice())] {
            let set = Collective::set_members(origin, vec![bob()], None, 4);
            assert_eq!(set.map_err(|refused| refused.error), Err(DispatchError::BadOrigin));
        }
        assert_eq!(members().len(), 4);
    });
}

#[test]
fn a_motion_holds_a_deposit_until_it_is_closed() {
    run_local(|| {
        let motion = enact(set_split());
        let length_bound = u32::try_from(motion.encoded_size()).expect("a short call");
        let proposal_hash = BlakeTwo256::hash_of(&motion);
        let by = |who| RuntimeOrigin::signed(account(who));
        let held = || Balances::total_balance_on_hold(&alice());
        let before = held();
        assert_ok!(Collective::propose(by(Alice), 3, Box::new(motion), length_bound));
        assert_eq!(held(), before + JOULE);
        assert_noop!(
            Collective::release_proposal_cost(by(Alice), proposal_hash),
            pallet_collective::Error::<Runtime>::ProposalActive
        );
        for who in [Bob, Charlie] {
            assert_ok!(Collective::vote(by(who), proposal_hash, 0, false));
        }
        assert_ok!(Collective::close(by(Bob), proposal_hash, 0, Weight::MAX, length_bound));
        // Anybody may let it go back.
        assert_ok!(Collective::release_proposal_cost(by(Bob), proposal_hash));
        assert_eq!(held(), before);
    });
}

#[test]
fn a_runtime_upgrade_is_authorised_by_its_hash() {
    run_local(|| {
        let code_hash = BlakeTwo256::hash(b"the code of the next runtime");
        let authorise: RuntimeCall = frame_system::Call::authorize_upgrade { code_hash }.into();
        assert_ok!(carry(&[Alice, Bob, Charlie], enact(authorise)));
        run_to(DELAY + 1);
        let is_authorised = System::events().into_iter().any(|record| {
            let RuntimeEvent::System(event) = record.event else { return false };
            event == frame_system::Event::UpgradeAuthorized { code_hash, check_version: true }
        });
        assert!(is_authorised);
    });
}

#[test]
fn the_only_validator_of_a_development_chain_decides_alone() {
    run(|| {
        let motion = enact(set_split());
        let length_bound = u32::try_from(motion.encoded_size()).expect("a short call");
        let origin = RuntimeOrigin::signed(alice());
        assert_ok!(Collective::propose(origin, 1, Box::new(motion), length_bound));
        assert_eq!(Pending::<Runtime>::count(), 1);
        run_to(21);
        assert_eq!(Split::<Runtime>::get(), other_split());
        assert_ok!(Governance::check_invariants());
    });
}
