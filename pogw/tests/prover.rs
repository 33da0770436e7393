// SPDX-License-Identifier: Apache-2.0
//! The reference prover, its backend, and what it does when something goes wrong.

mod common;

use std::error::Error;

use common::{beacon, params, Definitions, Forger, CHALLENGE, DEVICE};
use joule_pogw::{
    prover::{root_and_paths, self_test, Backend, Check, Cpu, Failure, Peaks, Product, Prover},
    round::entry,
    Hash, Node, Params, Statement,
};

const SEED: Hash = [0x5E; 32];

/// A prover that computed `rounds` rounds.
fn prover(params: Params, rounds: u32, backend: &mut dyn Backend) -> Prover {
    let mut prover = Prover::new(params, CHALLENGE, DEVICE);
    (0..rounds).for_each(|_| prover.step(backend).expect("the backend works"));
    prover
}

#[test]
fn the_processor_computes_what_the_definitions_say_in_panels_and_blocks_of_any_size() {
    for log2_size in 3..=8 {
        let params = params(log2_size, 1);
        let leaves = [0, 1, 1 << (params.depth() - 1), (1 << params.depth()) - 1, 1, 5];
        let expected = Definitions(|_, _| {}).multiply(params, &SEED, &leaves);
        let expected = expected.expect("definitions do not fail");
        for max_buffer_bytes in [0, 1_000, 20_000, 100_000, usize::MAX] {
            let mut backend = Cpu::with_max_buffer_bytes(max_buffer_bytes);
            let product = backend.multiply(params, &SEED, &leaves).expect("the processor works");
            assert_eq!(product, expected, "size 2^{log2_size}, {max_buffer_bytes} bytes");
        }
    }
}

#[test]
fn one_backend_computes_challenges_of_different_sizes() {
    let mut backend = Cpu::default();
    for log2_size in [5, 3, 7, 4] {
        let params = params(log2_size, 1);
        let product = backend.multiply(params, &SEED, &[]).expect("the processor works");
        let expected = Definitions(|_, _| {}).multiply(params, &SEED, &[]);
        assert_eq!(product, expected.expect("definitions do not fail"));
    }
}

#[test]
fn backends_that_compute_as_they_should_pass_their_test() {
    assert!(self_test(&mut Cpu::default()).is_ok());
    assert!(self_test(&mut Cpu::with_max_buffer_bytes(0)).is_ok());
    assert!(self_test(&mut Definitions(|_, _| {})).is_ok());
}

#[test]
fn a_backend_with_one_wrong_entry_in_one_size_fails_its_test() {
    for size in [8, 16, 64, 512] {
        let mut backend = Definitions(|_, entries| {
            if entries.len() == size * size {
                entries[size + 1] ^= 1;
            }
        });
        let failure = self_test(&mut backend).expect_err("it is wrong");
        assert_eq!(
            failure.to_string(),
            format!(
                "The backend does not compute matrices of size {size} as it should. Do not use it."
            )
        );
    }
}

#[test]
fn a_backend_that_shows_less_than_it_was_asked_for_is_found_out() {
    struct Silent(Cpu);
    impl Backend for Silent {
        fn name(&self) -> &str {
            "silent"
        }

        fn multiply(
            &mut self,
            params: Params,
            seed: &Hash,
            leaves: &[u32],
        ) -> Result<Product, Failure> {
            Ok(Product { leaves: Vec::new(), ..self.0.multiply(params, seed, leaves)? })
        }
    }
    let mut backend = Silent(Cpu::default());
    let prover = prover(params(3, 4), 1, &mut backend);
    let failure = prover.open(&mut backend, &beacon(0)).expect_err("there is no leaf");
    assert!(matches!(failure, Failure::LeafMissing));
}

#[test]
fn the_check_passes_what_is_right_in_any_rows() {
    for log2_size in [3, 6, 7] {
        let params = params(log2_size, 1);
        let (entries, size) = (common::product(params, &SEED), params.size() as usize);
        let check = Check::new(params, SEED);
        assert!(check.holds(0, &entries));
        assert!(check.holds(3, &entries[3 * size..][..2 * size]));
        assert!(!check.holds(2, &entries[3 * size..][..2 * size]));
        assert!(!Check::new(params, [0; 32]).holds(0, &entries));
        // Rows that do not exist, or are not whole, are not right.
        assert!(!check.holds(params.size(), &entries[..size]));
        assert!(!check.holds(0, &entries[..size + size / 2]));
    }
}

#[test]
fn the_check_finds_every_bit_that_flips() {
    let params = params(3, 1);
    let entries = common::product(params, &SEED);
    let check = Check::new(params, SEED);
    for place in 0..entries.len() {
        for bit in 0..32 {
            let mut flipped = entries.clone();
            flipped[place] ^= 1 << bit;
            assert!(!check.holds(0, &flipped), "bit {bit} of entry {place}");
            // Nor do two in a row cancel out, which the highest ones would modulo 2^32.
            flipped[place ^ 1] ^= 1 << bit;
            assert!(!check.holds(0, &flipped), "bit {bit} of entry {place} and its neighbour");
        }
    }
}

#[test]
fn a_prover_that_is_resumed_goes_on_as_if_nothing_had_happened() {
    let (params, mut backend) = (params(4, 8), Cpu::default());
    let whole = prover(params, 7, &mut backend);
    for stop in 0..=7 {
        let before = prover(params, stop, &mut backend);
        assert_eq!(before.state(), whole.state()[..24 * stop as usize]);
        let mut after = Prover::resume(params, CHALLENGE, DEVICE, &before.state())
            .expect("the state is that of a prover");
        assert_eq!(after.rounds(), stop);
        (stop..7).for_each(|_| after.step(&mut backend).expect("the processor works"));
        assert_eq!(after.state(), whole.state());
        let opened = |prover: &Prover| {
            let commitment = prover.commitment().expect("there are rounds");
            (commitment, prover.open(&mut Cpu::default(), &beacon(1)).expect("nothing changed"))
        };
        assert_eq!(opened(&after), opened(&whole));
    }
}

#[test]
fn a_state_that_is_cut_is_refused_and_one_that_is_changed_opens_nothing() {
    let (params, mut backend) = (params(3, 16), Cpu::default());
    let state = prover(params, 4, &mut backend).state();
    for length in 0..state.len() {
        let resumed = Prover::resume(params, CHALLENGE, DEVICE, &state[..length]);
        assert_eq!(resumed.is_ok(), length % 24 == 0);
    }
    // A round with a flipped bit is sampled, or those behind it have other seeds.
    for place in (0..state.len()).step_by(5) {
        let mut changed = state.clone();
        changed[place] ^= 1;
        let resumed = Prover::resume(params, CHALLENGE, DEVICE, &changed).expect("it has a length");
        let failure = resumed.open(&mut backend, &beacon(2)).expect_err("it was changed");
        assert!(matches!(failure, Failure::RoundChanged { .. }));
    }
}

#[test]
fn a_round_that_comes_out_differently_is_not_opened() {
    let (params, mut backend) = (params(3, 4), Cpu::default());
    let prover = prover(params, 1, &mut backend);
    let mut faulty = Definitions(|_, entries| entries[0] += 1);
    let failure = prover.open(&mut faulty, &beacon(0)).expect_err("the round is another");
    assert!(matches!(failure, Failure::RoundChanged { round: 0 }));
    assert!(prover.open(&mut backend, &beacon(0)).is_ok());
}

#[test]
fn a_device_that_fails_changes_nothing_and_may_try_again() {
    struct Flaky(u32);
    impl Backend for Flaky {
        fn name(&self) -> &str {
            "flaky"
        }

        fn multiply(
            &mut self,
            params: Params,
            seed: &Hash,
            leaves: &[u32],
        ) -> Result<Product, Failure> {
            self.0 += 1;
            match self.0 % 3 {
                0 => Err(Failure::WrongProduct),
                1 => Err(Failure::Device("it fell off the bus".into())),
                _ => Cpu::default().multiply(params, seed, leaves),
            }
        }
    }
    let params = params(3, 2);
    let (mut backend, mut flaky) = (Flaky(0), Prover::new(params, CHALLENGE, DEVICE));
    let failure = flaky.step(&mut backend).expect_err("the first step fails");
    assert_eq!(failure.to_string(), "The device failed.");
    assert_eq!(failure.source().map(ToString::to_string), Some("it fell off the bus".into()));
    // Of three tries one succeeds: the second one, and with it all that has to be done by the 14th.
    let failures = (2..=14).filter(|_| flaky.step(&mut backend).is_err()).count();
    assert_eq!((flaky.rounds(), failures), (5, 8));
    assert_eq!(flaky.state(), prover(params, 5, &mut Cpu::default()).state());
}

#[test]
fn without_rounds_there_is_nothing_to_commit_to_and_nothing_to_open() {
    let prover = Prover::new(params(3, 1), CHALLENGE, DEVICE);
    assert!(matches!(prover.commitment(), Err(Failure::NoRounds)));
    let opening = prover.open(&mut Cpu::default(), &beacon(0));
    assert!(matches!(opening, Err(Failure::NoRounds)));
}

#[test]
fn the_prover_and_the_verifier_agree_for_any_number_of_rounds() {
    let mut backend = Cpu::default();
    for (log2_size, most) in [(3, 40), (4, 20), (5, 9), (6, 5)] {
        let params = params(log2_size, 5);
        let mut forger = Forger::new(params);
        let mut prover = Prover::new(params, CHALLENGE, DEVICE);
        for rounds in 1..=most {
            prover.step(&mut backend).expect("the processor works");
            forger.compute(|_| {});
            let commitment = prover.commitment().expect("there are rounds");
            assert_eq!(commitment, forger.commitment());
            let opening = prover.open(&mut backend, &beacon(rounds)).expect("nothing changed");
            assert_eq!(opening, forger.open(&beacon(rounds)));
            let statement = Statement::new(params, commitment, &beacon(rounds));
            assert_eq!(statement.verify(&opening), Ok(()), "{rounds} rounds, size 2^{log2_size}");
        }
    }
}

#[test]
fn peaks_are_the_roots_of_complete_subtrees() {
    let nodes = (0..200).map(|number| Node::round(number, &Node::default())).collect::<Vec<_>>();
    let mut peaks = Peaks::default();
    for (number, node) in nodes.iter().enumerate() {
        assert_eq!(peaks.rounds() as usize, number);
        assert_eq!(peaks.nodes(), common::peaks(&nodes[..number]));
        peaks.push(*node);
    }
}

#[test]
fn trees_of_any_size_have_the_roots_and_paths_of_their_definition() {
    for log2 in 0..=9 {
        let number = |number| Node::round(number, &Node::default());
        let nodes = (0..1 << log2).map(number).collect::<Vec<_>>();
        let wanted = (0..1 << log2).rev().step_by(3).chain([0]).collect::<Vec<_>>();
        let (root, paths) = root_and_paths(nodes.clone(), &wanted, Node::parent);
        assert_eq!(root, common::root(&nodes, Node::parent));
        let expected = wanted.iter().map(|leaf| common::path(&nodes, *leaf as usize, Node::parent));
        assert!(expected.eq(paths));
    }
    assert_eq!(root_and_paths(Vec::new(), &[3], Node::parent), (Node::default(), vec![vec![]]));
}

#[test]
fn a_leaf_that_does_not_exist_does_no_harm() {
    let product = Cpu::default().multiply(params(3, 1), &SEED, &[8, u32::MAX]);
    let shown = product.expect("the processor works").leaves;
    assert_eq!(shown.len(), 2);
    assert!(shown.iter().all(|leaf| leaf.entries.is_empty()));
}

#[test]
fn an_entry_of_the_largest_size_is_the_sum_of_all_its_products() {
    let params = params(16, 1);
    let line = |matrix, index| {
        let mut bytes = vec![0; 65_536];
        joule_pogw::round::Line::new(&SEED, matrix, index).fill(&mut bytes);
        bytes.into_iter().map(|byte| i64::from(byte.cast_signed()))
    };
    let (row, column) = (line(joule_pogw::round::Matrix::A, 65_535), 40_000);
    let products = row.zip(line(joule_pogw::round::Matrix::B, column)).map(|(a, b)| a * b);
    assert_eq!(i64::from(entry(&SEED, params, 65_535, column)), products.sum());
}

#[test]
fn no_sum_of_products_overflows_at_the_largest_size() {
    let largest = i64::from(i8::MIN) * i64::from(i8::MIN) * i64::from(params(16, 1).size());
    assert_eq!(largest, 1 << 30);
    assert!(i32::try_from(largest).is_ok() && i32::try_from(-largest).is_ok());
}
