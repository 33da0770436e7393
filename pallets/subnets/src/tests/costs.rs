// SPDX-License-Identifier: Apache-2.0
//! What work costs, in reads and writes of the state: the same however many neurons a subnet has.

use crate::{mock::*, types::Removal, Endpoint, Endpoints, Removals, WeightInfo};
use core::sync::atomic::{AtomicU32, Ordering};
use frame_support::{assert_ok, traits::Hooks};
use joule_primitives::{subnets::NetUid, units::JOULE};
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

/// A full subnet of Alice with so many neurons.
fn full(neurons: u16) -> NetUid {
    let netuid = subnet(ALICE);
    fill(netuid, neurons);
    set(netuid, |parameters| {
        parameters.max_neurons = neurons;
        parameters.max_validators = 16;
    });
    NeuronMerits::mutate(|merits| merits.insert(netuid, vec![1; usize::from(neurons)]));
    netuid
}

/// What work in a full subnet of so many neurons costs: a registration in the place of another, an
/// endpoint, a change of parameters, a swapped hotkey, an epoch that is due, the end of the subnet,
/// and a slot of it that is cleared.
fn costs_with(neurons: u16) -> [(u32, u32); 7] {
    let mut costs = Vec::new();
    run(|| {
        let netuid = full(neurons);
        System::set_block_number(40_000);
        costs.push(cost_of(|| {
            assert_eq!(neuron(netuid, BOB, hot(BOB)), 1);
        }));
        let ip = crate::Ip::V4([10, 0, 0, 1]);
        let (port, protocol, certificate, metrics_port) = (8_091, 0, None, None);
        let endpoint = Some(Endpoint { ip, port, protocol, certificate, metrics_port });
        costs.push(cost_of(|| {
            assert_ok!(Subnets::serve(signed(hot(BOB)), netuid, endpoint));
        }));
        let update = crate::ParametersUpdate { burn_min: Some(JOULE), ..Default::default() };
        costs.push(cost_of(|| {
            assert_ok!(Subnets::set_parameters(signed(ALICE), netuid, update));
        }));
        costs.push(cost_of(|| {
            swap(hot(BOB), 7_000);
        }));
        costs.push(cost_of(|| {
            Subnets::on_initialize(40_063);
        }));
        assert_eq!(Log::get().last(), Some(&Told::Due(netuid)));
        costs.push(cost_of(|| {
            assert_ok!(Subnets::dissolve(signed(ALICE), netuid));
        }));
        let (once, each) = (<() as WeightInfo>::clear_subnet(), <() as WeightInfo>::clear_slot());
        costs.push(cost_of(|| {
            idle(once.saturating_add(each));
        }));
        assert_eq!(Removals::<Test>::get().into_inner(), vec![Removal { netuid, next_uid: 1 }]);
        assert!(Endpoints::<Test>::contains_key(netuid, 1));
    });
    costs.try_into().expect("seven figures")
}

#[test]
fn a_thousand_neurons_cost_what_sixteen_do() {
    let few = costs_with(16);
    assert!(few.iter().all(|(reads, _)| *reads > 0), "{few:?}");
    assert_eq!(costs_with(1_024), few);
}

/// What a registration costs when there are as many other subnets of the same owner.
fn registration_with(others: usize) -> (u32, u32) {
    let mut cost = (0, 0);
    run(|| {
        for _ in 0..others {
            subnet(ALICE);
        }
        let netuid = full(16);
        System::set_block_number(40_000);
        cost = cost_of(|| {
            assert_eq!(neuron(netuid, BOB, hot(BOB)), 1);
        });
    });
    cost
}

#[test]
fn a_neuron_costs_the_same_however_many_subnets_there_are() {
    assert_eq!(registration_with(3), registration_with(0));
}
