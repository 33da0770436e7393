// SPDX-License-Identifier: Apache-2.0
//! Random histories: whatever anybody does in whatever order, at whatever price, the invariants hold
//! after every step, a refused step changes nothing, no money appears or vanishes, and in the end
//! everything is over, everybody has its money, and every provider can go, with a price or without.

use super::steps::{steps, take, PROVIDERS};
use crate::{
    mock::*, types::CloseReason, Deadlines, Escrows, Event, Jobs, Leases, ListingRecords, Orders,
    Providers, MAX_AGENDA_BLOCKS,
};
use codec::Encode;
use frame_support::{
    assert_ok,
    traits::{fungible::InspectHold, Hooks},
};
use joule_primitives::{panels::Finding, price::Health, verdicts::Outcome};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use std::collections::BTreeMap;

/// Whatever is open ends by itself, once disputes are decided and verdicts fall: with a price, or
/// without one ever again.
fn wind_down(health: Health) {
    set_price(100, health);
    break_settlement(false);
    // Enough blocks for the longest life: to expire, to wait for a price, and to be forgotten.
    let is_over = || Deadlines::<Test>::iter_keys().next().is_none();
    for _ in 0..400 {
        if is_over() {
            break;
        }
        // Others do their part: orders of before may become jobs meanwhile.
        for (id, _) in disputes() {
            find(id, Finding::NoFault);
        }
        for job in verdict_jobs().into_iter().filter(|it| it.verdict.is_none()) {
            let device = job.device.unwrap_or(device_of(BOB, 1));
            decide(job.job, Outcome::Accepted, &[(device, 1)], &[]);
        }
        pass(MAX_AGENDA_BLOCKS);
        Market::on_idle(now(), frame_support::weights::Weight::MAX);
    }
    check();
    assert_eq!(Orders::<Test>::iter_keys().count(), 0, "an order never ends");
    assert_eq!(Leases::<Test>::iter_keys().count(), 0, "a lease never ends");
    assert_eq!(Jobs::<Test>::iter_keys().count(), 0, "a job never ends");
    assert_eq!(Escrows::<Test>::iter_keys().count(), 0, "an escrow is never given back");
    for device in devices() {
        assert_eq!(device.engagements, 0, "a device is bound for nothing");
    }
    for who in PROVIDERS {
        leave(who);
    }
    check();
    for who in 1..=ACCOUNTS {
        assert_eq!(Balances::total_balance_on_hold(&who), 0, "money is held for nothing");
    }
}

/// A provider takes its devices off the list, and is gone with its deposit.
fn leave(who: AccountId) {
    for device in devices().into_iter().filter(|device| device.owner == who) {
        if ListingRecords::<Test>::contains_key(device.key) {
            assert_ok!(Market::unlist_device(signed(who), device.key));
        }
    }
    // It may have left before, or be on its way.
    if Providers::<Test>::contains_key(who) {
        let _ = Market::leave_market(signed(who));
        pass(settings().exit_blocks);
        assert_ok!(Market::withdraw_provider(signed(who)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whatever_happens_the_books_are_right(
        steps in prop::collection::vec(steps(), 1..120),
        ends_without_price in any::<bool>(),
    ) {
        run(|| {
            for step in steps {
                take(step);
                check();
            }
            wind_down(if ends_without_price { Health::Halted } else { Health::Healthy });
        });
    }
}

#[test]
fn histories_reach_the_ends_that_they_are_about() {
    // The same histories each time.
    let mut runner = TestRunner::deterministic();
    let histories = prop::collection::vec(steps(), 80..120);
    let mut seen = BTreeMap::<u8, u32>::new();
    for _ in 0..128 {
        let steps = histories.new_tree(&mut runner).expect("there is a history").current();
        run(|| {
            steps.into_iter().for_each(take);
            for record in System::events() {
                if let RuntimeEvent::Market(Event::Ended { reason, .. }) = record.event {
                    let index = reason.encode().first().copied().expect("an index");
                    *seen.entry(index).or_default() += 1;
                }
            }
        });
    }
    for reason in [
        CloseReason::TenantClosed,
        CloseReason::Reclaimed,
        CloseReason::ProviderLeft,
        CloseReason::BelowFloor,
        CloseReason::Exhausted,
        CloseReason::Outage,
        CloseReason::StartTimeout,
        CloseReason::ProviderFault,
        CloseReason::TenantFault,
        CloseReason::NoFault,
        CloseReason::Completed,
        CloseReason::TimedOut,
        CloseReason::Rejected,
        CloseReason::Unproven,
        CloseReason::Undecided,
    ] {
        let index = reason.encode().first().copied().expect("an index");
        assert!(seen.contains_key(&index), "{reason:?} is never reached: {seen:?}");
    }
}
