// SPDX-License-Identifier: Apache-2.0
//! Tests on every GPU that there is, lavapipe among them. Without any, they pass with a word on
//! standard error; set `JOULE_WORKER_REQUIRE_GPU` to let them fail.

use super::*;
use crate::backends::conformance::{self, params, Spoils};

impl Spoils for Gpu {
    fn spoil(&mut self, at: Option<(u32, u32, i32)>) {
        self.spoil = at;
    }
}

/// Does something with every GPU, which is opened with the size of its largest buffer.
fn on_each(test: impl Fn(&dyn Fn(u32) -> Gpu)) {
    let found = found();
    if found.is_empty() {
        let is_required = std::env::var_os("JOULE_WORKER_REQUIRE_GPU").is_some();
        assert!(!is_required, "there is no GPU, and no software that acts like one");
        eprintln!("There is no GPU: nothing was tested.");
    }
    for found in found {
        test(&|max_buffer_bytes| {
            Gpu::open(found.number, max_buffer_bytes).expect("the driver works")
        });
    }
}

#[test]
fn buffers_stay_below_64_mib_at_every_size() {
    for log2_size in 3..=16 {
        let panels = Panels::new(params(log2_size), MAX_BUFFER_BYTES);
        let line = u64::from(panels.params.size());
        for bytes in [
            panels.entry_bytes(),
            panels.node_bytes(),
            u64::from(panels.rows) * line,
            u64::from(panels.columns) * line,
            u64::from(PARTS) * line * 8,
        ] {
            assert!(bytes <= 64 << 20, "{bytes} bytes at 2^{log2_size}");
        }
        assert_eq!(panels.count() * panels.rows, panels.params.size());
    }
    let largest = Panels::new(params(16), MAX_BUFFER_BYTES);
    assert_eq!((largest.rows, largest.columns), (256, 1_024));
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
