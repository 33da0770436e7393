// SPDX-License-Identifier: Apache-2.0
//! What work costs, in reads and writes of the state: it grows with members only, of whom there are
//! few.

use crate::mock::*;
use core::sync::atomic::{AtomicU32, Ordering};
use joule_primitives::{
    subnets::{NetUid, MAX_SUBNETS},
    units::JOULE,
};
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

/// Lets so many subnets exist, and returns weights of all of them.
fn subnets(count: u32) -> Vec<(u16, u16)> {
    Existing::set((1..=count as u16).map(NetUid).collect());
    (1..=count as u16).map(|netuid| (netuid, 1)).collect()
}

/// What an epoch costs with so many members, each of which weighs so many subnets.
fn epoch_of(members: AccountId, count: u32) -> (u32, u32) {
    let mut cost = (0, 0);
    run(|| {
        let all = subnets(count);
        for coldkey in 1..=members {
            set_stake(coldkey, JOULE);
            register(&[coldkey]);
            vote(coldkey, &all);
        }
        go_to(100);
        cost = cost_of(|| {
            divide();
        });
    });
    cost
}

#[test]
fn an_epoch_reads_the_weights_of_each_member_and_writes_once() {
    let (reads, writes) = epoch_of(1, 1);
    assert!(reads > 0 && writes > 0);
    for members in [2, 10, 64] {
        assert_eq!(epoch_of(members, 1), (reads + members as u32 - 1, writes));
    }
}

#[test]
fn more_subnets_cost_an_epoch_no_more_reads_and_writes() {
    assert_eq!(epoch_of(10, MAX_SUBNETS), epoch_of(10, 1));
}

#[test]
fn more_subnets_cost_a_vote_no_more_reads_and_writes() {
    let vote_for = |count: u32| {
        let mut cost = (0, 0);
        run(|| {
            register(&[ALICE]);
            let all = subnets(count);
            cost = cost_of(|| vote(ALICE, &all));
        });
        cost
    };
    assert_eq!(vote_for(MAX_SUBNETS), vote_for(1));
}

#[test]
fn a_newcomer_costs_the_same_whoever_makes_way() {
    let mut costs = Vec::new();
    run(|| {
        fill();
        for (newcomer, smallest) in [(65, 1), (66, 33), (67, 64)] {
            set_stake(smallest, JOULE);
            set_stake(newcomer, 1_000 * JOULE);
            costs.push(cost_of(|| register(&[newcomer])));
        }
    });
    assert_eq!(costs[0], costs[1]);
    assert_eq!(costs[1], costs[2]);
}
