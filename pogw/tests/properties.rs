// SPDX-License-Identifier: Apache-2.0
//! What holds for any opening, whoever wrote it.

mod common;

use std::sync::LazyLock;

use common::{beacon, params, Forger};
use joule_pogw::{
    tree::{self, round_depth},
    Commitment, Hash, Node, Params, Refusal, Sample, Statement, MAX_OPENING_BYTES, MAX_ROUNDS,
};
use proptest::prelude::*;

/// Five rounds, and what they prove. Eight samples never fall on the same leaves as eight others.
static HONEST: LazyLock<(Forger, Statement, Vec<u8>)> = LazyLock::new(|| {
    let forger = Forger::honest(params(4, 8), 5);
    let statement = forger.statement(&beacon(0));
    let opening = forger.show(&statement);
    (forger, statement, opening)
});

fn any_params() -> impl Strategy<Value = Params> {
    (3u8..=16, 1u8..=64).prop_map(|(log2_size, samples)| params(log2_size, samples))
}

fn any_rounds() -> impl Strategy<Value = u32> {
    let limits = prop_oneof![Just(MAX_ROUNDS), Just(MAX_ROUNDS + 1), Just(u32::MAX)];
    prop_oneof![0u32..5, any::<u32>(), 1..=MAX_ROUNDS, limits]
}

fn any_commitment() -> impl Strategy<Value = Commitment> {
    (any::<[u8; 32]>(), any::<[u8; 32]>(), any_rounds(), any::<[u8; 24]>()).prop_map(
        |(challenge, device, rounds, top)| Commitment {
            challenge,
            device,
            rounds,
            top: Node::from_bytes(top),
        },
    )
}

/// `bytes` with one of their bits flipped.
fn flipped<const N: usize>(mut bytes: [u8; N], place: usize, bit: u32) -> [u8; N] {
    bytes[place % N] ^= 1 << bit;
    bytes
}

proptest! {
    #[test]
    fn bytes_of_any_length_are_refused_without_a_panic(
        params in any_params(),
        commitment in any_commitment(),
        sample in any::<[u8; 32]>(),
        opening in prop::collection::vec(any::<u8>(), 0..3_000),
    ) {
        let statement = Statement::new(params, commitment, &sample);
        prop_assert!(statement.verify(&opening).is_err());
    }

    #[test]
    fn bytes_of_the_right_length_are_refused_at_the_first_sample(
        params in any_params(),
        commitment in any_commitment(),
        sample in any::<[u8; 32]>(),
        byte in any::<u8>(),
    ) {
        let statement = Statement::new(params, commitment, &sample);
        let bytes = statement.opening_bytes();
        let expected = match commitment.rounds {
            0 => Refusal::NoRounds,
            1..=MAX_ROUNDS => {
                prop_assert!(bytes <= MAX_OPENING_BYTES);
                Refusal::WrongPath { sample: 0 }
            }
            rounds => Refusal::TooManyRounds { rounds },
        };
        prop_assert_eq!(statement.verify(&vec![byte; bytes]), Err(expected));
    }

    #[test]
    fn an_opening_with_a_flipped_bit_is_refused(place in any::<usize>(), bit in 0u32..8) {
        let (_, statement, opening) = &*HONEST;
        let mut opening = opening.clone();
        let place = place % opening.len();
        opening[place] ^= 1 << bit;
        let sample = u8::try_from(place / (opening.len() / 8)).expect("there are eight");
        prop_assert_eq!(statement.verify(&opening), Err(Refusal::WrongPath { sample }));
    }

    #[test]
    fn an_opening_that_is_cut_or_extended_is_refused(
        length in 0usize..4_000,
        byte in any::<u8>(),
    ) {
        let (_, statement, opening) = &*HONEST;
        let mut changed = opening.clone();
        changed.resize(length, byte);
        let wrong = Refusal::WrongLength { expected: opening.len(), actual: length };
        let expected = if length == opening.len() { Ok(()) } else { Err(wrong) };
        prop_assert_eq!(statement.verify(&changed), expected);
    }

    #[test]
    fn a_statement_with_a_flipped_bit_is_not_proved(
        place in any::<usize>(),
        bit in 0u32..8,
        number in 0u32..1_000,
    ) {
        // GIVEN an honest device, which can show any entry that it computed
        let (forger, statement, _) = &*HONEST;
        let (params, own) = (statement.params, statement.commitment);
        let sample = beacon(number);
        let top = Node::from_bytes(flipped(*own.top.as_bytes(), place, bit));
        for (commitment, sample) in [
            (Commitment { challenge: flipped(own.challenge, place, bit), ..own }, sample),
            (Commitment { device: flipped(own.device, place, bit), ..own }, sample),
            (Commitment { top, ..own }, sample),
            (own, flipped(sample, place, bit)),
        ] {
            // WHEN it opens what it committed to, but another statement is asked for
            let other = Statement::new(params, commitment, &sample);
            // THEN neither its opening nor the one that would fit is accepted
            prop_assert!(other.verify(&forger.open(&beacon(number))).is_err());
            if commitment != own {
                prop_assert!(other.verify(&forger.show(&other)).is_err());
            }
        }
    }

    #[test]
    fn another_number_of_rounds_is_not_proved_by_the_same_opening(rounds in any_rounds()) {
        let (_, statement, opening) = &*HONEST;
        prop_assume!(rounds != 5);
        let commitment = Commitment { rounds, ..statement.commitment };
        let other = Statement::new(statement.params, commitment, &beacon(0));
        prop_assert!(other.verify(opening).is_err());
    }

    #[test]
    fn samples_are_entries_that_exist(
        params in any_params(),
        commitment in any_commitment(),
        beacon in any::<[u8; 32]>(),
    ) {
        prop_assume!(commitment.rounds > 0);
        let statement = Statement::new(params, commitment, &beacon);
        let samples = statement.samples().collect::<Vec<_>>();
        prop_assert_eq!(samples.len(), usize::from(params.samples()));
        for (number, sample) in (0..).zip(samples) {
            prop_assert!(sample.round < commitment.rounds);
            prop_assert!(sample.row < params.size());
            prop_assert!(sample.column < params.size());
            prop_assert!(sample.leaf(params) < 1 << params.depth());
            let seed = commitment.sample_seed(&beacon);
            prop_assert_eq!(sample, Sample::new(&seed, number, commitment.rounds, params));
        }
    }

    #[test]
    fn the_peaks_in_a_path_are_the_roots_of_the_complete_subtrees_before_it(
        rounds in 1u32..=70,
        salt in any::<[u8; 24]>(),
    ) {
        let node = |number| Node::round(number, &Node::from_bytes(salt));
        let mut nodes = (0..rounds).map(node).collect::<Vec<_>>();
        nodes.resize(nodes.len().next_power_of_two(), Node::empty_round());
        for round in 0..rounds {
            let index = round as usize;
            let path = common::path(&nodes, index, Node::round_parent);
            let path = path.iter().map(|node| *node.as_bytes()).collect::<Vec<_>>();
            prop_assert_eq!(path.len(), round_depth(rounds) as usize);
            prop_assert!(tree::peaks(round, &path).eq(common::peaks(&nodes[..index])));
            let top = tree::fold(nodes[index], round, &path, Node::round_parent);
            prop_assert_eq!(top, common::root(&nodes, Node::round_parent));
        }
    }
}

#[test]
fn every_byte_of_an_opening_counts() {
    let (_, statement, opening) = &*HONEST;
    assert_eq!(statement.verify(opening), Ok(()));
    for place in 0..opening.len() {
        let mut changed = opening.clone();
        changed[place] = !changed[place];
        assert!(statement.verify(&changed).is_err(), "byte {place}");
    }
}

#[test]
fn the_tree_over_the_rounds_is_as_high_as_their_number_needs() {
    for (rounds, depth) in
        [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (MAX_ROUNDS, 24), (u32::MAX, 32)]
    {
        assert_eq!(round_depth(rounds), depth);
    }
    assert_eq!(round_depth(MAX_ROUNDS + 1), 25);
}

#[test]
fn the_largest_opening_has_the_size_of_the_limit() {
    let commitment = Commitment {
        challenge: [0; 32],
        device: [0; 32],
        rounds: MAX_ROUNDS,
        top: Node::default(),
    };
    let statement = Statement::new(params(16, 64), commitment, &Hash::default());
    assert_eq!(statement.opening_bytes(), MAX_OPENING_BYTES);
    assert_eq!(MAX_OPENING_BYTES, 86_528);
}

#[test]
fn an_opening_in_production_has_the_size_that_is_documented() {
    // 16 samples of matrices of 8,192, of up to 2^16 rounds.
    let commitment =
        Commitment { challenge: [0; 32], device: [0; 32], rounds: 1 << 16, top: Node::default() };
    let statement = Statement::new(params(13, 16), commitment, &Hash::default());
    assert_eq!(statement.opening_bytes(), 16 * 1_016);
}

#[test]
fn refusals_say_why() {
    for (refusal, text) in [
        (Refusal::NoRounds, "The commitment has no rounds, so nothing can be opened."),
        (
            Refusal::TooManyRounds { rounds: 16_777_217 },
            "The commitment has 16777217 rounds, but 16777216 are the most.",
        ),
        (
            Refusal::WrongLength { expected: 208, actual: 207 },
            "The opening has 207 bytes, but it must have 208.",
        ),
        (Refusal::WrongPath { sample: 3 }, "Sample 3 is not a part of what was committed to."),
        (
            Refusal::WrongEntry { sample: 3 },
            "The entry of sample 3 is not the product of its lines.",
        ),
    ] {
        assert_eq!(refusal.to_string(), text);
    }
}
