// SPDX-License-Identifier: Apache-2.0
//! Tests on every GPU that CUDA can use. Without any, they pass with a word on
//! standard error; set `JOULE_WORKER_REQUIRE_CUDA` to let them fail.

use super::*;
use crate::backends::conformance::{self, Spoils};

impl Spoils for Gpu {
    fn spoil(&mut self, at: Option<(u32, u32, i32)>) {
        self.spoil = at;
    }
}

/// Does something with every GPU, which is opened with the size of its largest buffer.
fn on_each(test: impl Fn(&dyn Fn(u32) -> Gpu)) {
    let found = found().unwrap_or_default();
    if found.is_empty() {
        let is_required = std::env::var_os("JOULE_WORKER_REQUIRE_CUDA").is_some();
        assert!(!is_required, "there is no GPU that CUDA can use");
        eprintln!("There is no GPU: nothing was tested.");
    }
    for found in found {
        test(&|max_buffer_bytes| {
            Gpu::open(found.number, max_buffer_bytes).expect("the driver works")
        });
    }
}

#[test]
fn gpus_pass_the_test_that_every_backend_must_pass() {
    on_each(|open| conformance::pass_the_self_test(open, MAX_BUFFER_BYTES));
}

#[test]
fn gpus_compute_what_the_processor_does_in_panels_and_blocks_of_any_size() {
    on_each(|open| conformance::agree_with_the_processor(open, MAX_BUFFER_BYTES));
}

#[test]
fn a_chain_that_a_gpu_began_is_opened_by_the_processor() {
    on_each(|open| conformance::are_opened_by_the_processor(open(MAX_BUFFER_BYTES)));
}

#[test]
fn the_check_finds_every_bit_that_flips() {
    on_each(|open| conformance::find_every_bit_that_flips(open(6_000)));
}
