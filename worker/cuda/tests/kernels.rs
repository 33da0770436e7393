// SPDX-License-Identifier: Apache-2.0
//! The kernels compute what they should: compiled by clang for the processor, because machines that
//! test need not have a GPU. What they cannot show is how the driver launches them, and cuBLASLt.

use std::{path::Path, process::Command};

use joule_pogw::{
    prover::{root_and_paths, Backend, Cpu},
    Node, Params,
};
use tempfile::TempDir;

const SEED: [u8; 32] = [0x5E; 32];

/// The kernels as a program.
struct Emulated(TempDir);

impl Emulated {
    fn compile() -> Self {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        // Asked for when the test runs: checkouts that share a target directory share this program.
        let here = std::env::var_os("CARGO_MANIFEST_DIR");
        let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let source = Path::new(&here).join("tests/emulated.cpp");
        let output = Command::new("clang")
            .args(["-x", "c++", "-std=c++14", "-O1", "-fno-exceptions", "-fno-rtti", "-o"])
            .arg(folder.path().join("emulated"))
            .arg(source)
            .output()
            .expect("clang is installed, which building the node needs as well");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self(folder)
    }

    /// How many rows are found wrong, and the root of the tree.
    fn run(&self, log2_size: u8, rows: u32, columns: u32, flip: (u32, u32)) -> (u32, Node) {
        let output = Command::new(self.0.path().join("emulated"))
            .arg(hex::encode(SEED))
            .args([u32::from(log2_size), rows, columns, flip.0, flip.1].map(|it| it.to_string()))
            .output()
            .expect("it was compiled");
        assert!(output.status.success());
        let said = String::from_utf8(output.stdout).expect("it writes text");
        let mut lines = said.lines();
        let faults = lines.next().and_then(|line| line.parse().ok()).expect("it is a number");
        let node = |line| hex::decode(line).ok()?.try_into().ok().map(Node::from_bytes);
        let roots = lines.map(|line| node(line).expect("it is a node")).collect();
        (faults, root_and_paths(roots, &[], Node::parent).0)
    }
}

#[test]
fn the_kernels_compute_the_roots_of_the_reference_in_panels_and_blocks_of_any_size() {
    let emulated = Emulated::compile();
    for log2_size in 3..=9 {
        let params = Params::new(log2_size, 1).expect("they exist");
        let expected = Cpu::default().multiply(params, &SEED, &[]).expect("the processor works");
        let size = params.size();
        for (rows, columns) in [(size, size), (8, size), (size, 8), (8, 8)] {
            let found = emulated.run(log2_size, rows, columns, (0, 0));
            assert_eq!(found, (0, expected.root), "2^{log2_size} cut to {rows} by {columns}");
        }
    }
}

#[test]
fn the_kernels_find_every_bit_that_flips() {
    let emulated = Emulated::compile();
    let (_, right) = emulated.run(6, 64, 64, (0, 0));
    for bit in 0..32 {
        let (faults, root) = emulated.run(6, 64, 64, (37 * 64 + 21, 1 << bit));
        assert_eq!(faults, 1, "bit {bit}");
        assert_ne!(root, right, "bit {bit}");
    }
}
