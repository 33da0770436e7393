// SPDX-License-Identifier: Apache-2.0
//! Every number in `vectors/pogw1.json`, byte for byte.

mod common;

use std::collections::BTreeMap;

use common::Forger;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use joule_pogw::{
    beacon,
    challenge::device_seed,
    hash::Tag,
    prover::{root_and_paths, Backend, Cpu, Peaks, Prover},
    round::{self, Line, Matrix},
    tree::{self, round_depth},
    Challenge, Commitment, Hash, Node, Params, Refusal, Statement,
};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};

/// Bytes that are written as `0x` and hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hex(Vec<u8>);

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let digits = text.strip_prefix("0x").ok_or(serde::de::Error::custom("0x is missing"))?;
        hex::decode(digits).map(Self).map_err(serde::de::Error::custom)
    }
}

impl Hex {
    fn array<const N: usize>(&self) -> [u8; N] {
        self.0.as_slice().try_into().expect("the vectors have bytes of the right number")
    }

    fn node(&self) -> Node {
        Node::from_bytes(self.array())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    protocol: String,
    #[serde(rename = "hash")]
    _hash: String,
    #[serde(rename = "prf")]
    _prf: String,
    tags: BTreeMap<String, String>,
    primitives: Primitives,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Primitives {
    empty_round_leaf: Hex,
    chacha8_key_seq_line0_mat0_block0: Hex,
    chacha8_key_seq_line3_mat1_block1: Hex,
    beacon_step: BeaconStep,
    beacon_step_no_vrf: BeaconStep,
    trigger: Trigger,
    audit: Audit,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BeaconStep {
    acc_prev: Hex,
    h: u32,
    vrf: Option<Hex>,
    acc: Hex,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Trigger {
    acc: Hex,
    value_u64: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Audit {
    acc: Hex,
    device: Hex,
    value_u32: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    n: u32,
    log2n: u32,
    rounds: u32,
    k: u8,
    inputs: Inputs,
    s_c: Hex,
    d0: Hex,
    leaf_entries: u32,
    leaves_per_round: u32,
    round_depth: u32,
    round_data: Vec<Round>,
    top: Hex,
    commit_hash: Hex,
    commit_sign_message: Hex,
    commit_signature: Hex,
    sample_seed: Hex,
    samples: Vec<SampleCase>,
    opening_len: usize,
    opening: Hex,
    expect: String,
    negative: Vec<Negative>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    genesis_hash: Hex,
    challenge_id: u32,
    h0: u32,
    params: Hex,
    acc_h0: Hex,
    acc_sample: Hex,
    device_secret_seed: Hex,
    device_pub: Hex,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(non_snake_case)]
struct Round {
    r: u32,
    peaks: Vec<Hex>,
    seed: Hex,
    A_row0: Hex,
    B_col0: Hex,
    A_last_row: Hex,
    C_0_0: i32,
    C_last_last: i32,
    leaf0: Hex,
    root: Hex,
    C_sha256: Hex,
    round_leaf: Hex,
    A: Option<Vec<Vec<i8>>>,
    B_columns: Option<Vec<Vec<i8>>>,
    C: Option<Vec<Vec<i32>>>,
    leaf_hashes: Option<Vec<Hex>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SampleCase {
    s: usize,
    r: u32,
    i: u32,
    j: u32,
    value: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Negative {
    why: String,
    rounds: u32,
    top: Hex,
    opening: Hex,
    expect: String,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("vectors/pogw1.json")).expect("the vectors are valid")
}

impl Case {
    fn params(&self) -> Params {
        Params::from_bytes(self.inputs.params.array()).expect("the parameters exist")
    }

    fn commitment(&self) -> Commitment {
        Commitment {
            challenge: self.s_c.array(),
            device: self.inputs.device_pub.array(),
            rounds: self.rounds,
            top: self.top.node(),
        }
    }

    fn statement(&self) -> Statement {
        Statement::new(self.params(), self.commitment(), &self.inputs.acc_sample.array())
    }

    fn prover(&self) -> Prover {
        let Commitment { challenge, device, .. } = self.commitment();
        Prover::new(self.params(), challenge, device)
    }
}

/// Lets `check` see every case, and says which one it was if it fails.
fn for_each_case(check: impl Fn(&Case)) {
    for case in &vectors().cases {
        println!("{}", case.name);
        check(case);
    }
}

#[test]
fn the_tags_are_those_of_the_vectors() {
    let vectors = vectors();
    assert_eq!(vectors.protocol, "PoGW/1");
    let own = Tag::ALL.iter().map(|(tag, purpose)| {
        (String::from_utf8(tag.bytes().to_vec()).expect("tags are ASCII"), purpose.to_string())
    });
    assert_eq!(own.collect::<BTreeMap<_, _>>(), vectors.tags);
    assert_eq!(Tag::ALL.len(), vectors.tags.len());
}

#[test]
fn streams_and_the_empty_leaf_are_those_of_the_vectors() {
    let primitives = vectors().primitives;
    assert_eq!(Node::empty_round(), primitives.empty_round_leaf.node());
    let seed: Hash = core::array::from_fn(|index| index as u8);
    let mut block = [0; 64];
    Line::new(&seed, Matrix::A, 0).fill(&mut block);
    assert_eq!(block, primitives.chacha8_key_seq_line0_mat0_block0.array());
    let mut line = Line::new(&seed, Matrix::B, 3);
    line.fill(&mut block);
    line.fill(&mut block);
    assert_eq!(block, primitives.chacha8_key_seq_line3_mat1_block1.array());
}

#[test]
fn what_is_drawn_with_the_beacon_is_what_the_vectors_say() {
    let Primitives { beacon_step, beacon_step_no_vrf, trigger, audit, .. } = vectors().primitives;
    for case in [beacon_step, beacon_step_no_vrf] {
        let vrf = case.vrf.as_ref().map(Hex::array);
        let next = beacon::step(&case.acc_prev.array(), case.h, vrf.as_ref());
        assert_eq!(next, case.acc.array());
    }
    assert_eq!(beacon::trigger(&trigger.acc.array()).to_string(), trigger.value_u64);
    let draw = beacon::audit_draw(&audit.acc.array(), &audit.device.array());
    assert_eq!(draw, audit.value_u32);
}

#[test]
fn parameters_and_seeds_are_those_of_the_vectors() {
    for_each_case(|case| {
        let (params, inputs) = (case.params(), &case.inputs);
        assert_eq!(Params::new(case.log2n as u8, case.k), Ok(params));
        assert_eq!(params.to_bytes(), inputs.params.array());
        assert_eq!((params.size(), params.log2_size()), (case.n, case.log2n));
        assert_eq!(params.samples(), case.k);
        assert_eq!(params.leaf_entries(), case.leaf_entries);
        assert_eq!(params.size() * params.row_leaves(), case.leaves_per_round);
        assert_eq!(1 << params.depth(), case.leaves_per_round);
        assert_eq!(round_depth(case.rounds), case.round_depth);
        let challenge = Challenge {
            genesis: inputs.genesis_hash.array(),
            id: inputs.challenge_id,
            height: inputs.h0,
            params,
            beacon: inputs.acc_h0.array(),
        };
        assert_eq!(challenge.seed(), case.s_c.array());
        let seed = device_seed(&challenge.seed(), &inputs.device_pub.array());
        assert_eq!(seed, case.d0.array());
    });
}

#[test]
fn rounds_are_those_of_the_vectors() {
    for_each_case(|case| {
        let mut peaks = Peaks::default();
        assert_eq!(case.round_data.len(), case.rounds as usize);
        for (number, round) in (0..).zip(&case.round_data) {
            assert_eq!(round.r, number);
            assert_eq!(peaks.rounds(), number);
            let expected = round.peaks.iter().map(Hex::node).collect::<Vec<_>>();
            assert_eq!(peaks.nodes(), expected);
            let seed = peaks.seed(&case.d0.array());
            assert_eq!(seed, round.seed.array());
            check_round(case, round, &seed);
            peaks.push(round.round_leaf.node());
        }
    });
}

/// The matrices of a round, its tree, and what the backend makes of it.
fn check_round(case: &Case, round: &Round, seed: &Hash) {
    let (params, last) = (case.params(), case.n - 1);
    let line = |matrix, index| {
        let mut line = vec![0; case.n as usize];
        Line::new(seed, matrix, index).fill(&mut line);
        Hex(line)
    };
    assert_eq!(line(Matrix::A, 0), round.A_row0);
    assert_eq!(line(Matrix::A, last), round.A_last_row);
    assert_eq!(line(Matrix::B, 0), round.B_col0);
    assert_eq!(round::entry(seed, params, 0, 0), round.C_0_0);
    assert_eq!(round::entry(seed, params, last, last), round.C_last_last);

    let entry = |index| round::entry(seed, params, index / case.n, index % case.n);
    let entries = (0..case.n * case.n).map(entry).collect::<Vec<_>>();
    assert_eq!(entries, common::product(params, seed));
    let bytes = entries.iter().flat_map(|entry| entry.to_le_bytes()).collect::<Vec<_>>();
    assert_eq!(Sha256::digest(&bytes).as_slice(), round.C_sha256.0);
    let leaves = bytes.chunks(params.leaf_bytes()).map(Node::leaf).collect::<Vec<_>>();
    assert_eq!(leaves.len(), case.leaves_per_round as usize);
    assert_eq!(leaves[0], round.leaf0.node());
    let (root, _) = root_and_paths(leaves.clone(), &[], Node::parent);
    assert_eq!(root, round.root.node());
    assert_eq!(Node::round(round.r, &root), round.round_leaf.node());
    let product = Cpu::default().multiply(params, seed, &[]).expect("the processor works");
    assert_eq!(product.root, root);

    if let Some(rows) = &round.A {
        assert_eq!(&common::lines(params, seed, Matrix::A), rows);
    }
    if let Some(columns) = &round.B_columns {
        assert_eq!(&common::lines(params, seed, Matrix::B), columns);
    }
    if let Some(rows) = &round.C {
        assert_eq!(entries, rows.concat());
    }
    if let Some(hashes) = &round.leaf_hashes {
        assert_eq!(leaves, hashes.iter().map(Hex::node).collect::<Vec<_>>());
    }
}

#[test]
fn every_case_shows_a_round_with_all_its_numbers() {
    for case in vectors().cases.iter().filter(|case| case.n <= 16) {
        let Round { A, B_columns, C, leaf_hashes, .. } = &case.round_data[0];
        assert!(A.is_some() && B_columns.is_some() && C.is_some() && leaf_hashes.is_some());
    }
}

#[test]
fn commitments_and_their_signatures_are_those_of_the_vectors() {
    for_each_case(|case| {
        let commitment = case.commitment();
        assert_eq!(commitment.hash(), case.commit_hash.array());
        assert_eq!(commitment.message(), case.commit_sign_message.array());
        let key = SigningKey::from_bytes(&case.inputs.device_secret_seed.array());
        assert_eq!(key.verifying_key().to_bytes(), commitment.device);
        let signature = Signature::from_bytes(&case.commit_signature.array());
        assert_eq!(key.sign(&commitment.message()), signature);
        let key = VerifyingKey::from_bytes(&commitment.device).expect("the key exists");
        assert!(key.verify_strict(&commitment.message(), &signature).is_ok());
    });
}

#[test]
fn samples_are_those_of_the_vectors() {
    for_each_case(|case| {
        let statement = case.statement();
        assert_eq!(statement.sample_seed, case.sample_seed.array());
        assert_eq!(case.samples.len(), usize::from(case.k));
        for (number, (own, sample)) in statement.samples().zip(&case.samples).enumerate() {
            assert_eq!(number, sample.s);
            assert_eq!((own.round, own.row, own.column), (sample.r, sample.i, sample.j));
            let seed = case.round_data[sample.r as usize].seed.array();
            assert_eq!(round::entry(&seed, case.params(), sample.i, sample.j), sample.value);
        }
    });
}

#[test]
fn the_prover_gives_the_openings_of_the_vectors_and_they_are_accepted() {
    for_each_case(|case| {
        let (mut prover, mut backend) = (case.prover(), Cpu::default());
        for _ in 0..case.rounds {
            prover.step(&mut backend).expect("the processor works");
        }
        assert_eq!(prover.commitment().expect("there are rounds"), case.commitment());
        let opening = prover.open(&mut backend, &case.inputs.acc_sample.array());
        assert_eq!(opening.expect("the processor works"), case.opening.0);
        assert_eq!(case.opening.0.len(), case.opening_len);
        assert_eq!(case.statement().opening_bytes(), case.opening_len);
        assert_eq!(case.expect, "Ok");
        assert_eq!(case.statement().verify(&case.opening.0), Ok(()));
    });
}

#[test]
fn a_prover_made_of_the_definitions_gives_the_openings_of_the_vectors() {
    for_each_case(|case| {
        let Commitment { challenge, device, .. } = case.commitment();
        let mut forger = Forger { challenge, device, ..Forger::new(case.params()) };
        (0..case.rounds).for_each(|_| forger.compute(|_| {}));
        assert_eq!(forger.commitment(), case.commitment());
        assert_eq!(forger.open(&case.inputs.acc_sample.array()), case.opening.0);
    });
}

#[test]
fn openings_that_must_be_refused_are_refused_for_the_reason_that_the_vectors_give() {
    for_each_case(|case| {
        assert!(case.negative.len() >= 5);
        for Negative { why, rounds, top, opening, expect } in &case.negative {
            // The samples remain those of the commitment that the case is about.
            let commitment = Commitment { rounds: *rounds, top: top.node(), ..case.commitment() };
            let statement = Statement { commitment, ..case.statement() };
            let refusal = statement.verify(&opening.0).expect_err(why);
            assert_eq!(&reason(refusal), expect, "{why}");
        }
    });
}

/// How the vectors write a refusal.
fn reason(refusal: Refusal) -> String {
    match refusal {
        Refusal::WrongLength { .. } => "BadLength".into(),
        Refusal::WrongPath { sample } => format!("BadPath(sample {sample})"),
        Refusal::WrongEntry { sample } => format!("BadEntry(sample {sample})"),
        Refusal::NoRounds | Refusal::TooManyRounds { .. } => refusal.to_string(),
    }
}

#[test]
fn the_peaks_are_found_in_the_round_paths_of_the_vectors() {
    for_each_case(|case| {
        let mut nodes =
            case.round_data.iter().map(|round| round.round_leaf.node()).collect::<Vec<_>>();
        nodes.resize(nodes.len().next_power_of_two(), Node::empty_round());
        for round in &case.round_data {
            let (top, paths) = root_and_paths(nodes.clone(), &[round.r], Node::round_parent);
            assert_eq!(top, case.top.node());
            let path = paths[0].iter().map(|node| *node.as_bytes()).collect::<Vec<_>>();
            let leaf = round.round_leaf.node();
            assert_eq!(tree::fold(leaf, round.r, &path, Node::round_parent), top);
            let expected = round.peaks.iter().map(Hex::node);
            assert!(tree::peaks(round.r, &path).eq(expected));
        }
    });
}
