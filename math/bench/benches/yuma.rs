// SPDX-License-Identifier: Apache-2.0
//! How long an epoch takes, and how that grows: `cargo bench --manifest-path math/bench/Cargo.toml`.

use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};
use joule_math_bench::epoch;

/// Neurons, validators, and which percentage of the neurons each validator weighs.
const SIZES: [(usize, usize, usize); 3] = [(256, 64, 100), (1_024, 128, 100), (4_096, 256, 10)];

fn yuma(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("yuma");
    for (neurons, validators, percent) in SIZES {
        let epoch = epoch(neurons, validators, percent);
        let entries = epoch.neurons.iter().map(|neuron| neuron.weights.len()).sum::<usize>();
        group.throughput(Throughput::Elements(entries.try_into().expect("it is small")));
        let size = format!("{neurons} x {validators}, {percent} %");
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter(|| epoch.outcome());
        });
    }
    group.finish();
}

criterion_group!(benches, yuma);
criterion_main!(benches);
