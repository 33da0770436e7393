// SPDX-License-Identifier: Apache-2.0
//! What the genesis block fixes.

use crate::{mock::*, AuditorSet, Auditors};

#[test]
fn the_genesis_names_the_auditors() {
    run(|| assert_eq!(Auditors::<Test>::get(), auditors()));
}

#[test]
fn there_need_be_no_auditors() {
    genesis(AuditorSet::default()).execute_with(|| {
        assert_eq!(Auditors::<Test>::get(), AuditorSet::default());
        check();
    });
}

#[test]
#[should_panic(expected = "1 of 3 auditors must agree. Set `verdicts.auditors.quorum`")]
fn a_chain_whose_auditors_contradict_each_other_does_not_start() {
    genesis(AuditorSet { quorum: 1, ..auditors() });
}

#[test]
#[should_panic(expected = "An auditor is listed twice, or out of order.")]
fn a_chain_whose_auditors_are_out_of_order_does_not_start() {
    let keys = auditors().keys.into_iter().rev().collect::<Vec<_>>();
    genesis(AuditorSet { keys: keys.try_into().expect("three"), quorum: 2 });
}

#[test]
fn the_constants_fit_each_other() {
    crate::terms::check_constants();
}
