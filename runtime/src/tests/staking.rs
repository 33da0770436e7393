// SPDX-License-Identifier: Apache-2.0
//! Stake with the real sessions, offences, pots and fees around it.

use super::*;
use crate::{
    configs::{consensus::SessionKeys, money::BlockAuthor},
    session::{CountBlocks, Offender, PunishOffenders},
    Balances, RuntimeCall, Session, Staking, System,
};
use codec::Encode;
use frame_support::{
    assert_noop, assert_ok,
    traits::{fungible::InspectHold, Get, Hooks},
};
use joule_primitives::{money::Pot, units::JOULE};
use pallet_authorship::EventHandler;
use pallet_joule_issuance::{Ledger, PotClaims};
use pallet_joule_staking::{Error, MAX_TAKE};
use pallet_session::{NextKeys, SessionManager};
use sp_core::Pair;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{traits::Dispatchable, Perbill};
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

/// Lets Eve register the hotkey of `One`, which has money, and stake `amount` behind it.
fn eve_stakes(amount: u128) {
    let one = account(Sr25519Keyring::One);
    assert_ok!(Balances::transfer_keep_alive(
        signed(Sr25519Keyring::Ferdie),
        one.clone().into(),
        10 * JOULE
    ));
    assert_ok!(Staking::register_validator(
        signed(Sr25519Keyring::Eve),
        one.clone(),
        MAX_TAKE,
        Some(proof(Sr25519Keyring::One, Sr25519Keyring::Eve)),
    ));
    assert_ok!(Staking::stake(signed(Sr25519Keyring::Eve), one, amount));
}

/// Sets session keys for a hotkey, with the proof that the session pallet wants.
fn set_keys(hotkey: Sr25519Keyring, grandpa: Ed25519Keyring) -> sp_runtime::DispatchResult {
    let owner = account(hotkey).encode();
    let statement = [b"POP_".to_vec(), owner].concat();
    let keys = SessionKeys { babe: hotkey.public().into(), grandpa: grandpa.public().into() };
    let proof = (hotkey.pair().sign(&statement), grandpa.pair().sign(&statement)).encode();
    Session::set_keys(signed(hotkey), keys, proof)
}

fn rotate() {
    System::set_block_number(System::block_number() + 150);
    Session::rotate_session();
    crate::Grandpa::on_finalize(System::block_number());
}

fn offend(offender: Sr25519Keyring, reporter: Option<Sr25519Keyring>) {
    let offender: Offender = (account(offender), ());
    let reporters = reporter.map(account).into_iter().collect();
    let details = OffenceDetails { offender, reporters };
    PunishOffenders::on_offence(&[details], &[Perbill::from_percent(5)], Session::current_index());
}

fn tokens(hotkey: Sr25519Keyring) -> u128 {
    Staking::validator(&account(hotkey)).expect("it is a validator").tokens
}

#[test]
fn stake_elects_the_validators_of_genesis() {
    run_local(|| {
        let all = [Sr25519Keyring::Alice, Sr25519Keyring::Bob]
            .into_iter()
            .chain([Sr25519Keyring::Charlie, Sr25519Keyring::Dave])
            .map(account)
            .collect::<Vec<_>>();
        assert_eq!(Session::validators(), all, "in the order of their pools");
        assert_eq!(Issuance::supply().staked, 4_000 * JOULE);
    });
}

#[test]
fn a_fifth_validator_takes_the_seat_of_the_smallest() {
    run_local(|| {
        eve_stakes(2_000 * JOULE);
        let one = account(Sr25519Keyring::One);
        assert_noop!(
            Staking::validate(signed(Sr25519Keyring::Eve), one.clone()),
            Error::<Runtime>::SessionKeysMissing
        );
        assert_ok!(set_keys(Sr25519Keyring::One, Ed25519Keyring::One));
        assert_ok!(Staking::validate(signed(Sr25519Keyring::Eve), one.clone()));
        rotate();
        assert!(!Session::validators().contains(&one));
        rotate();
        assert_eq!(Session::validators()[0], one);
        assert!(!Session::validators().contains(&account(Sr25519Keyring::Dave)));
        // The collective follows.
        assert!(pallet_collective::Members::<Runtime>::get().contains(&one));
    });
}

#[test]
fn strangers_cannot_set_session_keys() {
    run_local(|| {
        assert_noop!(
            set_keys(Sr25519Keyring::Ferdie, Ed25519Keyring::Ferdie),
            pallet_session::Error::<Runtime>::NoAssociatedValidatorId
        );
    });
}

#[test]
fn session_keys_are_purged_when_nobody_needs_them_and_the_deposit_comes_back() {
    run_local(|| {
        eve_stakes(2_000 * JOULE);
        let one = account(Sr25519Keyring::One);
        assert_ok!(set_keys(Sr25519Keyring::One, Ed25519Keyring::One));
        assert!(Balances::total_balance_on_hold(&one) > 0);
        assert_ok!(Staking::validate(signed(Sr25519Keyring::Eve), one.clone()));
        let purge = || Staking::purge_keys(signed(Sr25519Keyring::One));
        let in_use = Error::<Runtime>::SessionKeysInUse;
        assert_noop!(purge(), in_use);
        rotate();
        assert_ok!(Staking::chill(signed(Sr25519Keyring::Eve), one.clone()));
        assert_noop!(purge(), Error::<Runtime>::SessionKeysInUse);
        rotate();
        assert_noop!(purge(), Error::<Runtime>::SessionKeysInUse);
        rotate();
        assert_ok!(purge());
        assert_eq!(Balances::total_balance_on_hold(&one), 0);
        assert_eq!(NextKeys::<Runtime>::get(&one), None);
    });
}

#[test]
fn the_security_pot_pays_the_authors_of_a_session() {
    run_local(|| {
        for block in 1..=100 {
            Issuance::on_initialize(block);
            let author = if block % 4 == 0 { Sr25519Keyring::Alice } else { Sr25519Keyring::Bob };
            CountBlocks::note_author(account(author));
        }
        let earned = PotClaims::<Runtime>::get(Pot::Security);
        assert!(earned > 0);
        rotate();
        assert!(PotClaims::<Runtime>::get(Pot::Security) < 100, "what rounding leaves");
        rotate();
        // It flows in over as many blocks as it accrued: one session is long enough.
        assert_eq!(tokens(Sr25519Keyring::Alice), 1_000 * JOULE + earned / 4);
        assert_eq!(tokens(Sr25519Keyring::Bob), 1_000 * JOULE + earned * 3 / 4);
        assert_eq!(tokens(Sr25519Keyring::Charlie), 1_000 * JOULE);
    });
}

#[test]
fn an_offence_burns_stake_and_pays_who_reported_it() {
    run_local(|| {
        let before = Balances::free_balance(account(Sr25519Keyring::Alice));
        offend(Sr25519Keyring::Bob, Some(Sr25519Keyring::Alice));
        // One of four: (3/4)^2.
        let slashed = 562_500 * JOULE / 1_000;
        assert_eq!(tokens(Sr25519Keyring::Bob), 1_000 * JOULE - slashed);
        let paid = Balances::free_balance(account(Sr25519Keyring::Alice)) - before;
        assert_eq!(paid, slashed / 10);
        assert_eq!(Ledger::<Runtime>::get().burned.slash, slashed - paid);
        assert!(!Session::disabled_validators().is_empty());
        // Reported again with others, as the pallet of offences does, it costs no more.
        offend(Sr25519Keyring::Bob, Some(Sr25519Keyring::Alice));
        assert_eq!(tokens(Sr25519Keyring::Bob), 1_000 * JOULE - slashed);
        rotate();
        rotate();
        assert!(!Session::validators().contains(&account(Sr25519Keyring::Bob)));
    });
}

#[test]
fn if_all_offend_the_chain_goes_on() {
    run_local(|| {
        let all = Session::validators();
        for who in [Sr25519Keyring::Alice, Sr25519Keyring::Bob] {
            offend(who, None);
        }
        for who in [Sr25519Keyring::Charlie, Sr25519Keyring::Dave] {
            offend(who, None);
        }
        assert_eq!(tokens(Sr25519Keyring::Alice), 0);
        (0..4).for_each(|_| rotate());
        assert_eq!(Session::validators(), all);
    });
}

#[test]
fn fees_go_to_who_owns_the_author() {
    run_local(|| {
        eve_stakes(2_000 * JOULE);
        let one = account(Sr25519Keyring::One);
        assert_ok!(set_keys(Sr25519Keyring::One, Ed25519Keyring::One));
        assert_ok!(Staking::validate(signed(Sr25519Keyring::Eve), one.clone()));
        rotate();
        rotate();
        // Nobody is the author between blocks; One is when its block begins.
        assert_eq!(BlockAuthor::get(), None);
        let author = frame_support::storage::storage_prefix(b"Authorship", b"Author");
        frame_support::storage::unhashed::put(&author, &one);
        assert_eq!(BlockAuthor::get(), Some(account(Sr25519Keyring::Eve)));
        frame_support::storage::unhashed::kill(&author);
    });
}

#[test]
fn the_manager_of_sessions_never_names_an_empty_set() {
    run_local(|| {
        for who in [Sr25519Keyring::Alice, Sr25519Keyring::Bob] {
            assert_ok!(Staking::chill(signed(who), account(who)));
        }
        for who in [Sr25519Keyring::Charlie, Sr25519Keyring::Dave] {
            assert_ok!(Staking::unstake(signed(who), account(who), None));
        }
        let named = <crate::session::ElectedSessions<Staking> as SessionManager<_>>::new_session(9);
        assert_eq!(named.map(|set| set.len()), Some(4), "the sitting set goes on");
        rotate();
        rotate();
        assert_eq!(Session::validators().len(), 4);
    });
}

#[test]
fn a_proxy_for_staking_stakes_but_hands_nothing_over() {
    use crate::configs::accounts::ProxyType;
    use frame_support::traits::InstanceFilter;

    let alice = account(Sr25519Keyring::Alice);
    let allowed: [RuntimeCall; 3] = [
        pallet_joule_staking::Call::stake { hotkey: alice.clone(), amount: JOULE }.into(),
        pallet_joule_staking::Call::chill { hotkey: alice.clone() }.into(),
        pallet_session::Call::purge_keys {}.into(),
    ];
    let refused: [RuntimeCall; 4] = [
        pallet_joule_staking::Call::transfer_stake {
            hotkey: alice.clone(),
            to: alice.clone(),
            amount: None,
        }
        .into(),
        pallet_joule_staking::Call::announce_coldkey { new: alice.clone() }.into(),
        pallet_joule_staking::Call::apply_coldkey { old: alice.clone() }.into(),
        pallet_joule_staking::Call::swap_hotkey {
            old: alice.clone(),
            new: alice.clone(),
            proof: None,
        }
        .into(),
    ];
    assert!(allowed.iter().all(|call| ProxyType::Staking.filter(call)));
    assert!(!refused.iter().any(|call| ProxyType::Staking.filter(call)));
    assert!(!refused.iter().any(|call| ProxyType::NonTransfer.filter(call)));
    let transfer = pallet_balances::Call::transfer_allow_death { dest: alice.into(), value: 1 };
    assert!(!ProxyType::Staking.filter(&transfer.into()));
    assert!(ProxyType::NonTransfer.is_superset(&ProxyType::Staking));
    assert!(!ProxyType::Staking.is_superset(&ProxyType::NonTransfer));
}

#[test]
fn a_validator_whose_owner_leaves_is_replaced_and_its_stake_waits() {
    run_local(|| {
        let dave = account(Sr25519Keyring::Dave);
        let call = pallet_joule_staking::Call::unstake { hotkey: dave.clone(), amount: None };
        assert_ok!(RuntimeCall::from(call).dispatch(signed(Sr25519Keyring::Dave)));
        rotate();
        assert!(Session::validators().contains(&dave), "it was elected for the current session");
        rotate();
        assert!(!Session::validators().contains(&dave));
        let withdraw =
            || Staking::withdraw(signed(Sr25519Keyring::Eve), dave.clone(), dave.clone());
        assert_noop!(withdraw(), Error::<Runtime>::NothingMatured);
    });
}

#[test]
fn an_offence_of_a_session_is_reported_once_and_costs_nobody_blocks_after_that() {
    use pallet_babe::EquivocationOffence;
    use sp_staking::offence::{OffenceError, ReportOffence};

    run_local(|| {
        let report = |slot: u64| {
            let offence = EquivocationOffence {
                slot: slot.into(),
                session_index: Session::current_index(),
                validator_set_count: 4,
                offender: (account(Sr25519Keyring::Bob), ()),
            };
            crate::session::OneReportPerSession::report_offence(vec![], offence)
        };
        assert!(report(1).is_ok());
        let state = sp_io::storage::root(sp_runtime::StateVersion::V1);
        for slot in 1..20 {
            assert_eq!(report(slot), Err(OffenceError::DuplicateReport));
        }
        assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), state);
        rotate();
        assert!(report(30).is_ok());
    });
}
