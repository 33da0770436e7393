// SPDX-License-Identifier: Apache-2.0
//! The schedule against `vectors/halving.json`.

use joule_math::halving::{halve, Schedule};
use serde::{de::DeserializeOwned, Deserialize};

#[derive(Deserialize)]
struct Vectors {
    joule: Joule,
    peer: Vec<PeerCase>,
}

#[derive(Deserialize)]
struct Joule {
    cap: String,
    halving_blocks: u32,
    eras: Vec<EraCase>,
    total_scheduled_pj: String,
    points: Vec<Point>,
    with_genesis: Vec<GenesisCase>,
}

#[derive(Deserialize)]
struct EraCase {
    era: u32,
    first_block: u32,
    last_block: u32,
    reward_pj: String,
    scheduled_at_end_pj: String,
}

#[derive(Deserialize)]
struct Point {
    block: u32,
    reward_pj: String,
}

#[derive(Deserialize)]
struct GenesisCase {
    genesis_pj: String,
    total_issued_pj: String,
}

#[derive(Deserialize)]
struct PeerCase {
    id: String,
    inputs: serde_json::Value,
    expected: serde_json::Value,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("vectors/halving.json")).expect("the vectors are valid JSON")
}

fn amount(text: &str) -> u128 {
    text.parse().expect("the vectors hold decimal amounts")
}

fn field<T: DeserializeOwned>(value: &serde_json::Value, name: &str) -> T {
    serde_json::from_value(value[name].clone()).expect("the vectors have this field")
}

const SCHEDULE: Schedule = Schedule::JOULE;

#[test]
fn constants_are_those_of_the_vectors() {
    let joule = vectors().joule;
    assert_eq!(SCHEDULE.cap, amount(&joule.cap));
    assert_eq!(SCHEDULE.halving_blocks.get(), joule.halving_blocks);
}

#[test]
fn every_era_has_the_edges_reward_and_sum_of_the_vectors() {
    let joule = vectors().joule;
    let eras: Vec<_> = SCHEDULE.eras(0).collect();
    assert_eq!(eras.len(), joule.eras.len());
    for (era, case) in eras.iter().zip(&joule.eras) {
        assert_eq!(era.index, case.era);
        assert_eq!(era.first_block, case.first_block);
        assert_eq!(era.last_block, case.last_block);
        assert_eq!(era.reward, amount(&case.reward_pj));
        assert_eq!(era.scheduled_at_end, amount(&case.scheduled_at_end_pj));

        for block in [case.first_block, case.last_block] {
            assert_eq!(SCHEDULE.era_of(block), case.era);
            let before = SCHEDULE.scheduled_through(block - 1, 0);
            assert_eq!(SCHEDULE.reward(block, 0, before), amount(&case.reward_pj));
        }
    }
    assert_eq!(
        SCHEDULE.scheduled_through(u32::MAX, 0),
        amount(&joule.total_scheduled_pj),
        "the schedule ends where the vectors say"
    );
}

#[test]
fn single_blocks_pay_what_the_vectors_say() {
    for point in vectors().joule.points {
        let before = SCHEDULE.scheduled_through(point.block.saturating_sub(1), 0);
        let reward = SCHEDULE.reward(point.block, 0, before);
        assert_eq!(reward, amount(&point.reward_pj), "block {}", point.block);
    }
}

#[test]
fn a_genesis_endowment_is_counted_against_the_cap() {
    for case in vectors().joule.with_genesis {
        let genesis = amount(&case.genesis_pj);
        let total = genesis + SCHEDULE.scheduled_through(u32::MAX, genesis);
        assert_eq!(total, amount(&case.total_issued_pj), "genesis {genesis}");
    }
}

/// The peer chooses the number of halvings by issuance, which Joule does not; its 43 figures check
/// that [`halve`] truncates as an integer halving must.
#[test]
fn halving_truncates_like_the_peers_integer_rule() {
    fn peer_emission(supply: u128, base: u128, issuance: u128) -> u128 {
        if issuance >= supply {
            return 0;
        }
        let halvings = (supply / (supply - issuance)).ilog2();
        halve(base, halvings)
    }

    let mut checked = 0;
    for case in vectors().peer {
        match case.id.as_str() {
            "halving" => {
                let supply: u64 = field(&case.inputs, "total_supply");
                let base: u64 = field(&case.inputs, "base");
                let issuance: Vec<u64> = field(&case.inputs, "pairs_issuance");
                let expected: Vec<u128> =
                    serde_json::from_value(case.expected).expect("a list of emissions");
                assert_eq!(issuance.len(), expected.len());
                for (issued, emission) in issuance.into_iter().zip(expected) {
                    let got = peer_emission(supply.into(), base.into(), issued.into());
                    assert_eq!(got, emission, "at an issuance of {issued}");
                    checked += 1;
                }
            }
            "issuance_bounds" => {
                let expected: u128 = serde_json::from_value(case.expected).expect("one figure");
                let supply = 21_000_000_000_000_000;
                let issued = (0..100).fold(0u128, |issued, _| {
                    issued + peer_emission(supply, 1_000_000_000, issued) * 10_500_000
                });
                assert_eq!(issued, expected);
                checked += 1;
            }
            other => panic!("the vectors hold a case this test does not know: {other}"),
        }
    }
    assert_eq!(checked, 44);
}
