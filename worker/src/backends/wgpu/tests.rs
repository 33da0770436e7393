// SPDX-License-Identifier: Apache-2.0
//! Tests on every GPU that there is, lavapipe among them. Without any, they pass with a word on
//! standard error; set `JOULE_WORKER_REQUIRE_GPU` to let them fail.

use joule_pogw::prover::{self_test, Cpu, Prover};

use super::*;

const SEED: Hash = [0x5E; 32];

/// Does something with every GPU.
fn on_each(max_buffer_bytes: u32, test: impl Fn(&mut Gpu)) {
    let found = found();
    if found.is_empty() {
        let is_required = std::env::var_os("JOULE_WORKER_REQUIRE_GPU").is_some();
        assert!(!is_required, "there is no GPU, and no software that acts like one");
        eprintln!("There is no GPU: nothing was tested.");
    }
    for found in found {
        let mut gpu = Gpu::open(found.number, max_buffer_bytes).expect("the driver works");
        test(&mut gpu);
    }
}

fn params(log2_size: u8) -> Params {
    Params::new(log2_size, 1).expect("they exist")
}

#[test]
fn gpus_pass_the_test_that_every_backend_must_pass() {
    on_each(MAX_BUFFER_BYTES, |gpu| self_test(gpu).expect("it computes as it should"));
    on_each(0, |gpu| self_test(gpu).expect("it computes as it should in small panels"));
}

#[test]
fn gpus_compute_what_the_processor_does_in_panels_and_blocks_of_any_size() {
    let mut cpu = Cpu::default();
    for max_buffer_bytes in [0, 4_000, 30_000, 100_000, MAX_BUFFER_BYTES] {
        on_each(max_buffer_bytes, |gpu| {
            for log2_size in [3, 4, 5, 6, 7, 8, 9] {
                let params = params(log2_size);
                let leaves = [0, 1, 1 << (params.depth() - 1), (1 << params.depth()) - 1, 1, 5];
                let expected = Cpu::default().multiply(params, &SEED, &leaves);
                let product = gpu.multiply(params, &SEED, &leaves).expect("the driver works");
                let what = format!("2^{log2_size}, {max_buffer_bytes} bytes, {}", gpu.name());
                assert_eq!(product, expected.expect("the processor works"), "{what}");
            }
        });
    }
    // A size of several tiles, and no leaves.
    let expected = cpu.multiply(params(10), &SEED, &[]).expect("the processor works");
    on_each(1 << 20, |gpu| {
        let product = gpu.multiply(params(10), &SEED, &[]).expect("the driver works");
        assert_eq!(product, expected);
    });
}

#[test]
fn a_chain_that_a_gpu_began_is_opened_by_the_processor() {
    on_each(MAX_BUFFER_BYTES, |gpu| {
        let params = Params::new(6, 8).expect("they exist");
        let mut prover = Prover::new(params, [1; 32], [2; 32]);
        (0..5).for_each(|_| prover.step(gpu).expect("the driver works"));
        let by_gpu = prover.open(gpu, &[3; 32]).expect("the driver works");
        let by_cpu = prover.open(&mut Cpu::default(), &[3; 32]).expect("the processor works");
        assert_eq!(by_gpu, by_cpu);
    });
}

#[test]
fn the_check_finds_every_bit_that_flips() {
    on_each(6_000, |gpu| {
        let (params, row, column) = (params(6), 37, 21);
        let right = joule_pogw::round::entry(&SEED, params, row, column);
        // That it is this entry which is spoilt.
        gpu.spoil = Some((row, column, right));
        gpu.multiply(params, &SEED, &[]).expect("nothing has changed");
        for bit in 0..32 {
            gpu.spoil = Some((row, column, right ^ (1 << bit)));
            let product = gpu.multiply(params, &SEED, &[]);
            assert!(matches!(product, Err(Failure::WrongProduct)), "bit {bit}");
        }
        gpu.spoil = None;
        gpu.multiply(params, &SEED, &[]).expect("the next attempt is right");
    });
}
