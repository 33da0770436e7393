// SPDX-License-Identifier: Apache-2.0
//! What work costs, in reads and writes of the state: the same however many stake.

use crate::mock::*;
use core::sync::atomic::{AtomicU32, Ordering};
use joule_primitives::{session::OnSession, staking::RewardPools, units::JOULE};
use std::{fmt::Debug, sync::Arc};
use tracing::{
    field::{Field, Visit},
    span, Event, Metadata, Subscriber,
};

/// Counts what the state machine tells of itself.
#[derive(Clone, Default)]
struct Counter(Arc<Counts>);

#[derive(Default)]
struct Counts {
    reads: AtomicU32,
    writes: AtomicU32,
}

/// The name of the method that an event tells of.
#[derive(Default)]
struct Method(String);

impl Visit for Method {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "method" {
            self.0 = format!("{value:?}").trim_matches('"').to_owned();
        }
    }
}

impl Subscriber for Counter {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "state"
    }

    fn event(&self, event: &Event<'_>) {
        let mut method = Method::default();
        event.record(&mut method);
        let count = match method.0.as_str() {
            "Put" | "Append" | "ClearPrefix" => &self.0.writes,
            _ => &self.0.reads,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    fn new_span(&self, _span: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _span: &span::Id, _values: &span::Record<'_>) {}

    fn record_follows_from(&self, _span: &span::Id, _follows: &span::Id) {}

    fn enter(&self, _span: &span::Id) {}

    fn exit(&self, _span: &span::Id) {}
}

/// Reads and writes of `work`.
fn cost_of(work: impl FnOnce()) -> (u32, u32) {
    let counter = Counter::default();
    tracing::subscriber::with_default(counter.clone(), work);
    (counter.0.reads.load(Ordering::Relaxed), counter.0.writes.load(Ordering::Relaxed))
}

/// What work on Alice's pool costs when `stakers` have staked in it: a reward, a stake, a slash, the
/// end of a session, a swap of the hotkey, an exit.
fn costs_with(stakers: u64) -> [(u32, u32); 6] {
    let mut costs = Vec::new();
    run(|| {
        for staker in 10_000..10_000 + stakers {
            endow(staker, 2 * JOULE);
            stake(staker, ALICE, JOULE);
        }
        // Rewards that flow are part of each figure.
        assert!(Staking::reward(&hot(ALICE), mint(JOULE), 1_000).is_ok());
        pass(1);
        costs.push(cost_of(|| {
            assert!(Staking::reward(&hot(ALICE), mint(JOULE), 10).is_ok());
        }));
        pass(1);
        costs.push(cost_of(|| stake(CHARLIE, ALICE, JOULE)));
        pass(1);
        costs.push(cost_of(|| {
            Staking::slash(&hot(ALICE), 0, 100, None);
        }));
        pass(1);
        fund_security(JOULE);
        Staking::note_author(&hot(ALICE));
        costs.push(cost_of(|| {
            <Staking as OnSession<_>>::on_session_ending(0, &Sitting::get());
        }));
        // Whoever keeps something by hotkey would have to move it for each staker.
        let swap = Some(proof_of(5_000, ALICE));
        costs.push(cost_of(|| {
            assert!(Staking::swap_hotkey(signed(ALICE), hot(ALICE), 5_000, swap).is_ok());
        }));
        costs.push(cost_of(|| {
            assert!(Staking::unstake(signed(CHARLIE), 5_000, None).is_ok());
        }));
    });
    costs.try_into().expect("six figures")
}

#[test]
fn a_hundred_thousand_stakers_cost_what_one_does() {
    let one = costs_with(1);
    assert!(one.iter().all(|(reads, writes)| *reads > 0 && *writes > 0), "{one:?}");
    assert_eq!(costs_with(100_000), one);
}
