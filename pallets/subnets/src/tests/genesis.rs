// SPDX-License-Identifier: Apache-2.0
//! The first subnets, and what a network may allow.

use crate::{
    default_parameters, mock::*, GenesisConfig, LastRegistration, Limits, NextNetUid, SubnetLimits,
    MIN_LOCK,
};
use joule_primitives::subnets::{NetUid, Subnets as SubnetsTrait};

/// What is said of these limits.
fn refusal(limits: SubnetLimits) -> String {
    limits.check().expect_err("they are not allowed")
}

#[test]
fn the_first_subnets_are_those_of_the_genesis_block() {
    run_with(LIMITS, &[(ALICE, ALICE), (BOB, BOB)], || {
        assert_eq!(Limits::<Test>::get(), LIMITS);
        assert_eq!(Subnets::active_netuids(), vec![NetUid(1), NetUid(2)]);
        for (netuid, coldkey) in [(NetUid(1), ALICE), (NetUid(2), BOB)] {
            assert_eq!(Subnets::owner(netuid), Some(coldkey));
            assert_eq!(Subnets::uid_of(netuid, &coldkey), Some(0));
            assert_eq!(locked(coldkey), MIN_LOCK);
            assert_eq!(record(netuid).registered_at, 0);
            assert_eq!(parameters(netuid), default_parameters(LIMITS.tempo_default));
        }
        assert_eq!(NextNetUid::<Test>::get(), NetUid(3));
        assert_eq!(LastRegistration::<Test>::get(), None);
        assert_eq!(Log::get(), vec![Told::Registered(NetUid(1)), Told::Registered(NetUid(2))]);
    });
}

#[test]
fn a_chain_without_a_word_about_subnets_has_the_public_limits() {
    let config = GenesisConfig::<Test>::default();
    assert_eq!((config.limits, config.subnets.len()), (SubnetLimits::PUBLIC, 0));
    assert_eq!(config.check(), Ok(()));
    assert_eq!(SubnetLimits::PUBLIC.max_subnets, 128);
    assert_eq!((SubnetLimits::PUBLIC.tempo_min, SubnetLimits::PUBLIC.tempo_default), (256, 360));
    assert_eq!(SubnetLimits::PUBLIC.registration_interval_blocks, 7_200);
    assert_eq!(SubnetLimits::PUBLIC.lock_period_blocks, 201_600);
    assert_eq!(SubnetLimits::PUBLIC.immunity_blocks, 100_800);
}

#[test]
fn limits_are_checked_at_their_bounds() {
    let public = SubnetLimits::PUBLIC;
    assert_eq!(LIMITS.check(), Ok(()));
    for (limits, complaint) in [
        (SubnetLimits { max_subnets: 0, ..public }, "maxSubnets"),
        (SubnetLimits { max_subnets: 129, ..public }, "maxSubnets"),
        // Epochs of as many subnets would take every block and more.
        (SubnetLimits { tempo_min: 255, ..public }, "tempoMin"),
        (SubnetLimits { tempo_min: 50_401, ..public }, "tempoMin"),
        // Parameters could never change.
        (SubnetLimits { max_subnets: 1, tempo_min: 10, ..public }, "tempoMin"),
        (SubnetLimits { tempo_default: 255, ..public }, "tempoDefault"),
        (SubnetLimits { tempo_default: 50_401, ..public }, "tempoDefault"),
        // The defaults of immunity and activity would be too short.
        (SubnetLimits { tempo_default: 1_667, ..public }, "ActivityCutoff"),
        (SubnetLimits { tempo_default: 2_500, ..public }, "Immunity"),
        (SubnetLimits { registration_interval_blocks: 0, ..public }, "waiting time"),
        (SubnetLimits { lock_period_blocks: 0, ..public }, "waiting time"),
    ] {
        let refusal = refusal(limits);
        assert!(refusal.contains(complaint), "{refusal}");
        assert!(refusal.contains("subnets.limits."), "it says what to set: {refusal}");
    }
    for limits in [
        SubnetLimits { max_subnets: 1, tempo_min: 11, tempo_default: 11, ..public },
        SubnetLimits { tempo_default: 256, ..public },
        SubnetLimits { tempo_default: 1_666, ..public },
        SubnetLimits { registration_interval_blocks: 1, lock_period_blocks: 1, ..public },
        SubnetLimits { immunity_blocks: 0, ..public },
        SubnetLimits { immunity_blocks: u32::MAX, ..public },
    ] {
        assert_eq!(limits.check(), Ok(()));
    }
}

#[test]
fn a_genesis_names_at_most_as_many_subnets_as_may_be() {
    let subnets = |count| (1..=count).map(|coldkey| (coldkey, coldkey)).collect::<Vec<_>>();
    let config = |count| GenesisConfig::<Test> { limits: LIMITS, subnets: subnets(count) };
    assert_eq!(config(4).check(), Ok(()));
    assert!(config(5).check().expect_err("five are too many").contains("subnets.subnets"));
    run_with(LIMITS, &subnets(4), || assert_eq!(Subnets::active_netuids().len(), 4));
}

#[test]
#[should_panic(expected = "maxSubnets")]
fn a_chain_with_limits_that_are_not_allowed_does_not_start() {
    genesis(SubnetLimits { max_subnets: 0, ..LIMITS }, &[]);
}

#[test]
#[should_panic(expected = "hotkeys of its validators")]
fn a_chain_does_not_start_with_a_hotkey_that_serves_nobody() {
    genesis(LIMITS, &[(hot(ALICE), ALICE)]);
}

#[test]
#[should_panic(expected = "what is locked for it")]
fn a_chain_does_not_start_with_an_owner_that_cannot_pay() {
    genesis(LIMITS, &[(9_999, 9_999)]);
}
