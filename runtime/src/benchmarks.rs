// SPDX-License-Identifier: Apache-2.0
//! Which pallets are benchmarked, and how.

use crate::{
    configs::consensus::SessionKeys, AccountId, AllPalletsWithSystem, Balances, Governance,
    Issuance, Runtime, Signature, Staking,
};
use alloc::{format, string::String, vec::Vec};
use codec::Encode;
use frame_benchmarking::{define_benchmarks, BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};
use pallet_joule_staking::benchmarking::BenchmarkHelper;
use sp_core::{crypto::KeyTypeId, ed25519, sr25519};
use sp_staking::SessionIndex;

define_benchmarks!(
    [frame_system, frame_system_benchmarking::Pallet::<Runtime>]
    [pallet_balances, Balances]
    [pallet_joule_governance, Governance]
    [pallet_joule_issuance, Issuance]
    [pallet_joule_staking, Staking]
);

impl frame_system_benchmarking::Config for Runtime {}

/// Keys and sessions for the benchmarks of staking.
pub struct StakingHelper;

impl StakingHelper {
    fn key(seed: u32) -> sr25519::Public {
        let seed = format!("//benchmark-{seed}").into_bytes();
        sp_io::crypto::sr25519_generate(KeyTypeId(*b"bnch"), Some(seed))
    }
}

impl BenchmarkHelper<AccountId, Signature> for StakingHelper {
    fn hotkey(seed: u32) -> AccountId {
        AccountId::from(Self::key(seed).0)
    }

    fn sign(seed: u32, message: &[u8]) -> Signature {
        let signature = sp_io::crypto::sr25519_sign(KeyTypeId(*b"bnch"), &Self::key(seed), message)
            .expect("the key was generated");
        Signature::Sr25519(signature)
    }

    fn give_keys(hotkey: &AccountId, seed: u32) {
        let bytes =
            (*b"session-keys-of-the-benchmark", seed).using_encoded(sp_io::hashing::blake2_256);
        let keys = SessionKeys {
            babe: sr25519::Public::from_raw(bytes).into(),
            grandpa: ed25519::Public::from_raw(bytes).into(),
        };
        pallet_session::NextKeys::<Runtime>::insert(hotkey, keys);
        // What `set_keys` would have counted; `purge_keys` takes it back.
        frame_system::Pallet::<Runtime>::inc_providers(hotkey);
        frame_system::Pallet::<Runtime>::inc_consumers(hotkey).expect("it has a provider");
    }

    fn enter_session(session: SessionIndex) {
        pallet_session::CurrentIndex::<Runtime>::put(session);
    }
}

/// What can be benchmarked.
pub fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
    let mut list = Vec::new();
    list_benchmarks!(list, extra);
    (list, AllPalletsWithSystem::storage_info())
}

/// Runs the benchmarks that `config` names.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
    let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
    let mut batches = Vec::new();
    let params = (&config, &whitelist);
    add_benchmarks!(params, batches);
    Ok(batches)
}
