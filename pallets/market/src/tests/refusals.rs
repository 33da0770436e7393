// SPDX-License-Identifier: Apache-2.0
//! What is refused: each call about an order, at each place where that can be, by everybody, and
//! twice in a block. Whatever is refused changes nothing.

use super::stages::{attempt, reach, Act, Stage, ACTS, ID, STAGES};
use crate::{mock::*, Call, Error as E};
use joule_primitives::units::JOULE;
use sp_runtime::DispatchError;
use Stage::*;

type Error = E<Test>;

/// Why a call is refused at a stage; `None` if it is not.
fn refusal(act: Act, stage: Stage) -> Option<DispatchError> {
    let error = match act {
        Act::Cancel | Act::Bid | Act::Unbid | Act::Take | Act::Finalise => of_order(act, stage),
        Act::Sponsor | Act::TopUp | Act::DrawOn | Act::TakeOut => of_escrow(act, stage),
        Act::Object | Act::HandIn | Act::Receive => return of_job(act, stage),
        Act::Poke => of_poke(stage),
        _ => of_lease(act, stage),
    };
    error.map(Into::into)
}

fn of_order(act: Act, stage: Stage) -> Option<Error> {
    match (act, stage) {
        (Act::Cancel | Act::Unbid, Open | Due | Overdue) => None,
        (Act::Bid | Act::Take, Open | Due) | (Act::Finalise, Due) => None,
        (Act::Finalise, Open) => Some(E::TooEarly),
        (Act::Bid | Act::Take | Act::Finalise, Overdue) => Some(E::TooLate),
        // The others wait until the lease has begun; the winner has no bid any more.
        (Act::Unbid, Pending | LatePending | Delivered | LateDelivered) => Some(E::BidNotFound),
        (_, Pending | LatePending | Delivered | LateDelivered) => Some(E::OrderMatched),
        _ => Some(E::OrderNotFound),
    }
}

fn of_escrow(act: Act, stage: Stage) -> Option<Error> {
    match (act, stage) {
        (Act::TakeOut, Active | Ripe | Reclaiming | Contested | Silent | Dead) => None,
        (Act::TakeOut, Pending | LatePending | Delivered | LateDelivered | Ending | Ended) => {
            Some(E::NotRunning)
        }
        (Act::TakeOut, _) => Some(E::LeaseNotFound),
        (_, Nothing | Forgotten) | (Act::DrawOn, Ended | JobEnded) => Some(E::OrderNotFound),
        (_, Ending | Ended | JobEnding | JobEnded) => Some(E::NotRunning),
        _ => None,
    }
}

fn of_lease(act: Act, stage: Stage) -> Option<Error> {
    let is_begun = matches!(stage, Active | Ripe | Reclaiming | Contested | Silent | Dead);
    let is_lease = is_begun
        || matches!(stage, Pending | LatePending | Delivered | LateDelivered | Ending | Ended);
    match (act, stage) {
        (Act::Beat, Active | Ripe | Reclaiming | Contested | Silent) => None,
        (Act::Beat, _) => Some(E::NoHeartbeatTaken),
        _ if !is_lease => Some(E::LeaseNotFound),
        (Act::Deliver, Pending) => None,
        (Act::Deliver, LatePending) | (Act::Refuse, LateDelivered) => Some(E::TooLate),
        (Act::Accept, Delivered | LateDelivered) | (Act::Refuse, Delivered) => None,
        (Act::Deliver | Act::Accept | Act::Refuse, _) => Some(E::WrongStep),
        (Act::Contest | Act::Amend, Contested) => Some(E::DisputeInProgress),
        (Act::Contest, Dead | Ending) => Some(E::NothingToContest),
        (Act::Notice, Reclaiming) => Some(E::NoticeOutOfBounds),
        (Act::Close, Ending | Ended) => Some(E::NotRunning),
        // It has begun by then, though nobody looked.
        (Act::Close, _) | (Act::Leave, LateDelivered) => None,
        _ if is_begun => None,
        _ => Some(E::NotRunning),
    }
}

fn of_poke(stage: Stage) -> Option<Error> {
    match stage {
        Nothing | Forgotten => Some(E::OrderNotFound),
        Due | Overdue | LatePending | LateDelivered | Ripe | Silent | Dead => None,
        LateWorking | LateSubmitted => None,
        _ => Some(E::NothingDue),
    }
}

fn of_job(act: Act, stage: Stage) -> Option<DispatchError> {
    let error = match (act, stage) {
        (Act::Object, Running) => return Some(DispatchError::Other("nothing to object to")),
        (Act::Object, HandedIn | Submitted) => return None,
        (Act::HandIn, Working) | (Act::Receive, Submitted | LateSubmitted) => return None,
        (Act::Object, Drawn) => E::PolicyMismatch,
        (Act::HandIn, Drawn) => E::NotProvider,
        (Act::Object, LateSubmitted) | (Act::HandIn, LateWorking) => E::TooLate,
        (_, Running | Drawn | HandedIn | Disputed | JobEnding | JobEnded) => E::WrongStep,
        (_, Working | LateWorking | Submitted | LateSubmitted) => E::WrongStep,
        _ => E::<Test>::JobNotFound,
    };
    Some(error.into())
}

#[test]
fn each_call_is_taken_or_refused_by_where_its_order_is() {
    for stage in STAGES {
        for act in ACTS {
            run(|| {
                reach(stage);
                let refused = attempt(act.call(), signed(act.who()));
                assert_eq!(refused, refusal(act, stage), "{act:?} at {stage:?}");
            });
        }
    }
}

#[test]
fn what_is_done_is_not_done_again_in_the_same_block() {
    for (stage, act, error) in [
        (Open, Act::Cancel, E::OrderNotFound),
        (Open, Act::Bid, E::BidAlreadyExists),
        (Open, Act::Unbid, E::BidNotFound),
        (Open, Act::Take, E::OrderMatched),
        (Due, Act::Finalise, E::OrderMatched),
        (Due, Act::Poke, E::NothingDue),
        (Overdue, Act::Poke, E::OrderNotFound),
        (Pending, Act::Deliver, E::WrongStep),
        (LatePending, Act::Poke, E::NothingDue),
        (Delivered, Act::Accept, E::WrongStep),
        (Delivered, Act::Refuse, E::LeaseNotFound),
        (LateDelivered, Act::Poke, E::NothingDue),
        (Active, Act::Beat, E::NoHeartbeatTaken),
        (Active, Act::Contest, E::DisputeInProgress),
        (Active, Act::Notice, E::NoticeOutOfBounds),
        (Active, Act::Close, E::NotRunning),
        (Active, Act::Leave, E::NotRunning),
        // What ripened is settled once.
        (Ripe, Act::Poke, E::NothingDue),
        (Silent, Act::Poke, E::NothingDue),
        (Dead, Act::Poke, E::NothingDue),
        (HandedIn, Act::Object, E::WrongStep),
        (Working, Act::HandIn, E::WrongStep),
        (LateWorking, Act::Poke, E::NothingDue),
        (Submitted, Act::Object, E::WrongStep),
        (Submitted, Act::Receive, E::WrongStep),
        (LateSubmitted, Act::Poke, E::<Test>::NothingDue),
    ] {
        run(|| {
            reach(stage);
            let told = format!("{act:?} at {stage:?}");
            assert_eq!(attempt(act.call(), signed(act.who())), None, "{told}");
            let before = paid();
            let again = attempt(act.call(), signed(act.who()));
            assert_eq!(again, Some(error.into()), "{told}");
            assert_eq!(before, paid(), "nobody is paid twice: {told}");
        });
    }
}

#[test]
fn what_is_no_concern_of_ones_own_is_refused() {
    for (stage, act, may, error) in [
        (Open, Act::Cancel, [TENANT].as_slice(), E::NotTenant),
        (Open, Act::Sponsor, &[SPONSOR], E::NotDepositor),
        (Open, Act::TopUp, &[TENANT, SPONSOR], E::NotDepositor),
        (Open, Act::DrawOn, &[TENANT], E::NotTenant),
        (Active, Act::TakeOut, &[TENANT, SPONSOR], E::NotDepositor),
        (Open, Act::Unbid, &[ALICE], E::BidNotFound),
        (Open, Act::Take, &[TENANT], E::NotTenant),
        (Pending, Act::Deliver, &[ALICE], E::NotProvider),
        (Delivered, Act::Accept, &[TENANT], E::NotTenant),
        (Delivered, Act::Refuse, &[TENANT], E::NotTenant),
        (Active, Act::Beat, &[ALICE], E::NoHeartbeatTaken),
        (Active, Act::Contest, &[TENANT], E::NotTenant),
        (Active, Act::Amend, &[TENANT, ALICE], E::NotProvider),
        (Active, Act::Notice, &[ALICE], E::NotProvider),
        (Active, Act::Close, &[TENANT, ALICE], E::NotProvider),
        (HandedIn, Act::Object, &[TENANT], E::NotTenant),
        (Working, Act::HandIn, &[ALICE], E::NotProvider),
        (Submitted, Act::Receive, &[TENANT], E::<Test>::NotTenant),
    ] {
        run(|| {
            reach(stage);
            let error = Some(DispatchError::from(error));
            for who in [TENANT, SPONSOR, ALICE, BOB, STRANGER] {
                if !may.contains(&who) {
                    let refused = attempt(act.call(), signed(who));
                    assert_eq!(refused, error, "{act:?} at {stage:?} by {who}");
                }
            }
        });
    }
}

#[test]
fn who_has_too_little_money_is_refused_and_nothing_has_begun() {
    run(|| {
        // All but a JOULE is in the escrow.
        assert_eq!(order(crate::types::OrderKind::Lease, RICHES - JOULE), ID);
        assert_eq!(attempt(Act::Bid.call(), signed(BOB)), None);
        begin(ID, &[0]);
        serve(ID, 1);
        let short = Some(sp_runtime::TokenError::FundsUnavailable.into());
        assert_eq!(attempt(Act::TopUp.call(), signed(TENANT)), None);
        let contest = Call::contest { lease: ID, provider: BOB, from: 0 };
        assert_eq!(attempt(contest.into(), signed(TENANT)), short);
        let more = Call::top_up { order: ID, amount: JOULE };
        assert_eq!(attempt(more.into(), signed(TENANT)), short);
        // A deposit of 50,000 JOULE, of somebody who has spent its money elsewhere.
        let spent = RICHES - 2 * JOULE;
        let request = Box::new(request(crate::types::OrderKind::Lease));
        let other = Call::create_order { request, escrow: spent };
        assert_eq!(attempt(other.into(), signed(STRANGER)), None);
        let away = pallet_balances::Call::transfer_all { dest: 40, keep_alive: true };
        assert_eq!(attempt(away.into(), signed(CAROL)), None);
        let devices = vec![device_of(CAROL, 0)].try_into().expect("few");
        let bid = Call::place_bid { order: 1, price: RATE, devices };
        assert_eq!(attempt(bid.into(), signed(CAROL)), short);
    });
}
