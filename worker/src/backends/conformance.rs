// SPDX-License-Identifier: Apache-2.0
//! What every GPU must do, whatever drives it. The tests of each backend run this.

use joule_pogw::{
    prover::{self_test, Backend, Cpu, Failure, Prover},
    Hash, Params,
};

const SEED: Hash = [0x5E; 32];

/// A backend that can spoil a product before it is checked.
pub trait Spoils: Backend {
    /// Spoils the entry in this row and column, or none.
    fn spoil(&mut self, at: Option<(u32, u32, i32)>);
}

/// Matrices of 2^`log2_size`.
pub fn params(log2_size: u8) -> Params {
    Params::new(log2_size, 1).expect("they exist")
}

/// Lets GPUs compute what is known. `open` is given the size of the largest buffer.
pub fn pass_the_self_test<G: Backend>(open: impl Fn(u32) -> G, max_buffer_bytes: u32) {
    self_test(&mut open(max_buffer_bytes)).expect("it computes as it should");
    self_test(&mut open(0)).expect("it computes as it should in small panels");
}

/// Lets GPUs compute what the processor does.
pub fn agree_with_the_processor<G: Backend>(open: impl Fn(u32) -> G, max_buffer_bytes: u32) {
    for max_buffer_bytes in [0, 4_000, 30_000, 100_000, max_buffer_bytes] {
        let mut gpu = open(max_buffer_bytes);
        for log2_size in [3, 4, 5, 6, 7, 8, 9] {
            let params = params(log2_size);
            let leaves = [0, 1, 1 << (params.depth() - 1), (1 << params.depth()) - 1, 1, 5];
            let expected = Cpu::default().multiply(params, &SEED, &leaves);
            let product = gpu.multiply(params, &SEED, &leaves).expect("the driver works");
            let what = format!("2^{log2_size}, {max_buffer_bytes} bytes, {}", gpu.name());
            assert_eq!(product, expected.expect("the processor works"), "{what}");
        }
    }
    // A size of several tiles, and no leaves.
    let expected = Cpu::default().multiply(params(10), &SEED, &[]).expect("the processor works");
    let product = open(1 << 20).multiply(params(10), &SEED, &[]).expect("the driver works");
    assert_eq!(product, expected);
}

/// Lets the processor open what a GPU has begun.
pub fn are_opened_by_the_processor(mut gpu: impl Backend) {
    let params = Params::new(6, 8).expect("they exist");
    let mut prover = Prover::new(params, [1; 32], [2; 32]);
    (0..5).for_each(|_| prover.step(&mut gpu).expect("the driver works"));
    let by_gpu = prover.open(&mut gpu, &[3; 32]).expect("the driver works");
    let by_cpu = prover.open(&mut Cpu::default(), &[3; 32]).expect("the processor works");
    assert_eq!(by_gpu, by_cpu);
}

/// Flips each bit of an entry.
pub fn find_every_bit_that_flips(mut gpu: impl Spoils) {
    let (params, row, column) = (params(6), 37, 21);
    let right = joule_pogw::round::entry(&SEED, params, row, column);
    // That it is this entry which is spoilt.
    gpu.spoil(Some((row, column, right)));
    gpu.multiply(params, &SEED, &[]).expect("nothing has changed");
    for bit in 0..32 {
        gpu.spoil(Some((row, column, right ^ (1 << bit))));
        let product = gpu.multiply(params, &SEED, &[]);
        assert!(matches!(product, Err(Failure::WrongProduct)), "bit {bit}");
    }
    gpu.spoil(None);
    gpu.multiply(params, &SEED, &[]).expect("the next attempt is right");
}
