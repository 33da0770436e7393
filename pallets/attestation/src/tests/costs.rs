// SPDX-License-Identifier: Apache-2.0
//! What blocks and calls cost, in reads and writes of the state: the same however many devices
//! there are.

use crate::mock::*;
use core::sync::atomic::{AtomicU32, Ordering};
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

/// What a block costs, and a commit that settles the one before, with so many devices.
fn costs_with(devices: u32) -> [(u32, u32); 4] {
    let mut costs = [(0, 0); 4];
    run(|| {
        let mut gpus = (1..=devices).map(gpu).collect::<Vec<_>>();
        gpus.iter().for_each(|gpu| gpu.register(ALICE));
        next_challenge();
        gpus.iter_mut().for_each(|gpu| gpu.commit(1));
        costs[0] = cost_of(|| pass(1));
        go_to_sample();
        gpus[0].open();
        go_to(current().opened_at + 17);
        // The block that closes it.
        costs[1] = cost_of(|| pass(1));
        next_challenge();
        gpus[0].compute(1);
        let call = RuntimeCall::from(gpus[0].commit_call());
        costs[2] = cost_of(|| {
            let origin = frame_system::RawOrigin::Authorized.into();
            assert!(sp_runtime::traits::Dispatchable::dispatch(call, origin).is_ok());
        });
        let settle = RuntimeCall::from(gpus[devices as usize - 1].settle_call());
        costs[3] = cost_of(|| {
            let origin = frame_system::RawOrigin::Authorized.into();
            assert!(sp_runtime::traits::Dispatchable::dispatch(settle, origin).is_ok());
        });
    });
    costs
}

#[test]
fn hooks_and_calls_cost_the_same_however_many_devices_there_are() {
    let few = costs_with(3);
    assert!(few.iter().all(|(reads, writes)| *reads > 0 && *writes > 0), "{few:?}");
    assert_eq!(costs_with(60), few);
}

#[test]
fn a_long_queue_costs_a_block_no_more_than_its_first_tickets() {
    let cost_with = |waiting: u32| {
        let mut cost = (0, 0);
        run(|| {
            MaxOnTrial::set(1);
            (1..=waiting).map(gpu).for_each(|gpu| gpu.register(ALICE));
            MaxOnTrial::set(1_000);
            cost = cost_of(|| pass(1));
        });
        cost
    };
    assert_eq!(cost_with(100), cost_with(10));
    assert!(cost_with(1) < cost_with(10));
}
