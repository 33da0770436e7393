// SPDX-License-Identifier: Apache-2.0
//! The networks.

use crate::{
    configs::consensus::SessionKeys, constants::BABE_EPOCH_CONFIG, AccountId, BabeConfig, Balance,
    BalancesConfig, RuntimeGenesisConfig, SessionConfig, SudoConfig, TimingConfig,
};
use alloc::vec::Vec;
use frame_support::build_struct_json_patch;
use joule_primitives::units::JOULE;
use serde_json::Value;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// One validator, short times, well-known keys.
pub const DEVELOPMENT: &str = "development";
/// Four validators on one machine, well-known keys.
pub const LOCAL: &str = "local";
/// The public test network.
pub const TESTNET: &str = "testnet";
/// The network.
pub const MAINNET: &str = "mainnet";
/// Every preset.
pub const NAMES: [&str; 4] = [DEVELOPMENT, LOCAL, TESTNET, MAINNET];

/// What each well-known account of the development and local networks starts with.
const ENDOWMENT: Balance = 10_000 * JOULE;

/// The preset `name`, as a patch to the default genesis; `None` if there is none of that name.
///
/// Those of [`TESTNET`] and [`MAINNET`] name no validators and endow nobody: they are not complete
/// without an allocations file.
#[must_use]
pub fn preset(name: &str) -> Option<Value> {
    match name {
        DEVELOPMENT => Some(well_known(1_000, 60, 1)),
        LOCAL => Some(well_known(2_000, 150, 4)),
        TESTNET | MAINNET => Some(public(6_000, 2_400)),
        _ => None,
    }
}

/// The well-known keys, which anybody can use: the account and BABE key, and the GRANDPA key.
const WELL_KNOWN: [(Sr25519Keyring, Ed25519Keyring); 6] = [
    (Sr25519Keyring::Alice, Ed25519Keyring::Alice),
    (Sr25519Keyring::Bob, Ed25519Keyring::Bob),
    (Sr25519Keyring::Charlie, Ed25519Keyring::Charlie),
    (Sr25519Keyring::Dave, Ed25519Keyring::Dave),
    (Sr25519Keyring::Eve, Ed25519Keyring::Eve),
    (Sr25519Keyring::Ferdie, Ed25519Keyring::Ferdie),
];

/// A network of well-known keys, the first `validators` of which make the blocks.
fn well_known(slot_duration_ms: u64, session_slots: u64, validators: usize) -> Value {
    let balances = WELL_KNOWN
        .iter()
        .map(|(account, _)| (account.to_account_id(), ENDOWMENT))
        .collect::<Vec<(AccountId, Balance)>>();
    let keys = WELL_KNOWN
        .iter()
        .take(validators)
        .map(|(babe, grandpa)| {
            let account = babe.to_account_id();
            let keys = SessionKeys { babe: babe.public().into(), grandpa: grandpa.public().into() };
            (account.clone(), account, keys)
        })
        .collect::<Vec<(AccountId, AccountId, SessionKeys)>>();
    let epoch_config = BABE_EPOCH_CONFIG;
    build_struct_json_patch!(RuntimeGenesisConfig {
        timing: TimingConfig { slot_duration_ms, session_slots },
        balances: BalancesConfig { balances },
        babe: BabeConfig { epoch_config },
        session: SessionConfig { keys },
        sudo: SudoConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
    })
}

/// A network whose validators and holders come from a file of allocations.
fn public(slot_duration_ms: u64, session_slots: u64) -> Value {
    let epoch_config = BABE_EPOCH_CONFIG;
    build_struct_json_patch!(RuntimeGenesisConfig {
        timing: TimingConfig { slot_duration_ms, session_slots },
        babe: BabeConfig { epoch_config },
    })
}
