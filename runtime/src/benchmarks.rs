// SPDX-License-Identifier: Apache-2.0
//! Which pallets are benchmarked, and how.

mod market;

pub use market::{EquilibriumHelper, MarketHelper, PanelsHelper};

use crate::{
    configs::consensus::SessionKeys, AccountId, AllPalletsWithSystem, Attestation, Balance,
    Balances, BlockNumber, Equilibrium, Governance, Incentive, Issuance, Market, Panels, Price,
    Root, Runtime, RuntimeOrigin, Signature, Staking, Subnets, System, Verdicts,
};
use alloc::{format, string::String, vec, vec::Vec};
use codec::Encode;
use frame_benchmarking::{define_benchmarks, BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::{
    traits::{
        fungible::{Balanced, Mutate},
        StorageInfo, StorageInfoTrait, WhitelistedStorageKeys,
    },
    BoundedVec,
};
use joule_primitives::{
    attestation::DeviceKey,
    money::{Pot, Pots},
    root::StakePools,
    staking::{Hotkeys, RewardPools},
    subnets::{BondKind, NetUid, NeuronSlot, SubnetParameters, Uid, MAX_SUBNETS},
    types::{Hash, Moment},
    units::JOULE,
};
use pallet_joule_incentive::{
    types::{
        Column, Commit, Demands, Entries, EpochRecord, LendingTerms, Loan, Pending, RipeningTake,
        SubnetFunds, WeightRow,
    },
    BondResets, BondRows, ChildTerms, Commits, Epochs, Funds, Loans, PendingTotal, Permits, Queue,
    WeightRows, MAX_KEPT_LOANS, MAX_PERMITS,
};
use pallet_joule_staking::{benchmarking::BenchmarkHelper, proof_message, Candidates, MAX_TAKE};
use pallet_joule_subnets::{
    Active, LastRegistration, Limits, LockPrice, Neurons, NextNetUid, Parameters, SubnetLimits,
    SubnetRecords, Uids,
};
use sp_core::{crypto::KeyTypeId, ed25519, sr25519};
use sp_runtime::Permill;
use sp_staking::SessionIndex;

define_benchmarks!(
    [frame_system, frame_system_benchmarking::Pallet::<Runtime>]
    [pallet_balances, Balances]
    [pallet_joule_attestation, Attestation]
    [pallet_joule_equilibrium, Equilibrium]
    [pallet_joule_governance, Governance]
    [pallet_joule_incentive, Incentive]
    [pallet_joule_issuance, Issuance]
    [pallet_joule_market, Market]
    [pallet_joule_panels, Panels]
    [pallet_joule_price, Price]
    [pallet_joule_root, Root]
    [pallet_joule_staking, Staking]
    [pallet_joule_subnets, Subnets]
    [pallet_joule_verdicts, Verdicts]
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

/// Hotkeys for the benchmarks of subnets, and what `Incentive` keeps by subnet and neuron.
pub struct SubnetsHelper;

impl pallet_joule_subnets::benchmarking::BenchmarkHelper<AccountId, Signature> for SubnetsHelper {
    fn hotkey(seed: u32, coldkey: &AccountId) -> (AccountId, Signature) {
        let message = proof_message(&System::block_hash(0), coldkey);
        (StakingHelper::hotkey(seed), StakingHelper::sign(seed, &message))
    }

    fn occupy(netuid: NetUid, neurons: u16) {
        let pending = Pending { owner: JOULE, miners: JOULE, validators: JOULE };
        PendingTotal::<Runtime>::mutate(|total| *total = total.saturating_add(pending.total()));
        let funds = SubnetFunds { pending, average: JOULE, ..SubnetFunds::default() };
        Funds::<Runtime>::insert(netuid, funds);
        // All others are queued: this one may still change its parameters.
        let others = (0..u16::MAX).rev().map(NetUid).filter(|other| *other != netuid);
        let others = others.take(length(MAX_SUBNETS)).collect();
        Queue::<Runtime>::put(BoundedVec::truncate_from(others));
        Loans::<Runtime>::insert(netuid, BoundedVec::truncate_from(loans()));
        BondResets::<Runtime>::insert(netuid, 1);
        Epochs::<Runtime>::insert(netuid, record(neurons));
        let permits = (0..neurons).take(length(MAX_PERMITS)).collect();
        Permits::<Runtime>::insert(netuid, BoundedVec::truncate_from(permits));
        (0..neurons).for_each(|uid| occupy_slot(netuid, uid));
    }
}

fn length(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// Something of everything that is kept by neuron. How long it is makes no difference to who removes
/// it without a look.
fn occupy_slot(netuid: NetUid, uid: Uid) {
    let entries = || Entries::truncate_from(vec![(uid, u16::MAX)]);
    let row = WeightRow { revealed: 1, as_of: 1, entries: entries() };
    WeightRows::<Runtime>::insert(netuid, uid, row);
    BondRows::<Runtime>::insert(netuid, uid, entries());
    let hash = Hash::repeat_byte(7);
    let commit = Commit {
        hash,
        committed_at: 1,
        reveal_from: 2,
        reveal_until: u32::MAX,
        demands: Demands::default(),
    };
    Commits::<Runtime>::insert(netuid, uid, BoundedVec::truncate_from(vec![commit]));
    let ripening = RipeningTake { take: MAX_TAKE, from_block: u32::MAX };
    let terms = LendingTerms { ripening: Some(ripening), ..LendingTerms::default() };
    ChildTerms::<Runtime>::insert(netuid, uid, terms);
}

/// As many loans as are kept of a subnet.
fn loans() -> Vec<Loan<AccountId>> {
    let account = |seed: u32| AccountId::new(seed.using_encoded(sp_io::hashing::blake2_256));
    let loan = |seed| Loan {
        parent: account(seed),
        child: account(u32::MAX),
        part: Permill::from_percent(20),
        from_block: 1,
        until: None,
        lent: 200 * JOULE,
    };
    (0..MAX_KEPT_LOANS).map(loan).collect()
}

/// An epoch in which so many neurons did alike.
fn record(neurons: u16) -> EpochRecord {
    let parts = || Column::truncate_from(vec![1u16; neurons.into()]);
    EpochRecord {
        block: 1,
        bonds: BondKind::Absolute,
        consensus: parts(),
        trust: parts(),
        incentive: parts(),
        dividends: parts(),
        emission: Column::truncate_from(vec![1; neurons.into()]),
        paid: Column::truncate_from(vec![JOULE; neurons.into()]),
    }
}

/// Subnets, stake and money for the benchmarks of what they are paid.
pub struct IncentiveHelper;

impl IncentiveHelper {
    /// An account that is its own hotkey, another one for each `kind` and `number`.
    fn account(kind: u16, number: u32) -> AccountId {
        let bytes =
            (*b"hotkey-of-the-benchmark", kind, number).using_encoded(sp_io::hashing::blake2_256);
        let account = AccountId::new(bytes);
        Staking::claim(&account, &account, None).expect("an account may serve itself");
        account
    }

    fn endow(who: &AccountId, amount: Balance) {
        let minted = Balances::mint_into(who, amount.saturating_add(JOULE));
        minted.expect("the account takes the amount");
    }
}

impl pallet_joule_incentive::benchmarking::BenchmarkHelper<AccountId> for IncentiveHelper {
    fn subnet(neurons: u16) -> NetUid {
        Limits::<Runtime>::put(SubnetLimits::PUBLIC);
        // As if none had been registered for long.
        LastRegistration::<Runtime>::kill();
        LockPrice::<Runtime>::kill();
        let netuid = NextNetUid::<Runtime>::get();
        let hotkey = |uid: Uid| Self::account(netuid.0, uid.into());
        let owner = hotkey(0);
        Self::endow(&owner, 1_000 * JOULE);
        let origin = RuntimeOrigin::signed(owner.clone());
        Subnets::register_subnet(origin, owner, Balance::MAX, None).expect("there is room");
        let registered_at = System::block_number();
        let slots = (0..neurons).map(|uid| {
            Uids::<Runtime>::insert(hotkey(uid), netuid, uid);
            NeuronSlot { hotkey: hotkey(uid), registered_at }
        });
        Neurons::<Runtime>::insert(netuid, BoundedVec::truncate_from(slots.collect()));
        SubnetRecords::<Runtime>::mutate(netuid, |record| {
            if let Some(record) = record {
                record.neurons = neurons;
            }
        });
        netuid
    }

    fn change_parameters(netuid: NetUid, change: fn(&mut SubnetParameters)) {
        Parameters::<Runtime>::mutate(netuid, |parameters| {
            let Some(parameters) = parameters else { return };
            change(parameters);
            let schedule = parameters.schedule();
            Active::<Runtime>::mutate(|active| {
                for subnet in active.iter_mut().filter(|subnet| subnet.netuid == netuid) {
                    subnet.schedule = schedule;
                }
            });
        });
    }

    fn hotkey(seed: u32) -> AccountId {
        // The root network's number, which no neuron has.
        Self::account(0, seed)
    }

    fn stake(hotkey: &AccountId, amount: Balance) {
        let coldkey = Staking::coldkey_of(hotkey).expect("every hotkey serves somebody");
        Self::endow(&coldkey, amount);
        let origin = || RuntimeOrigin::signed(coldkey.clone());
        if Staking::validator(hotkey).is_none() {
            Staking::register_validator(origin(), hotkey.clone(), MAX_TAKE, None)
                .expect("it serves its coldkey");
        }
        Staking::stake(origin(), hotkey.clone(), amount).expect("the coldkey has the amount");
    }

    fn fund(amount: Balance) {
        Issuance::deposit(Pot::Subnets, Balances::issue(amount));
    }
}

/// Validators and subnets for the benchmarks of the root network.
pub struct RootHelper;

impl pallet_joule_root::benchmarking::BenchmarkHelper<AccountId> for RootHelper {
    fn validator(seed: u32, stake: Balance) -> (AccountId, AccountId) {
        use pallet_joule_incentive::benchmarking::BenchmarkHelper as _;
        let hotkey = IncentiveHelper::hotkey(seed);
        IncentiveHelper::stake(&hotkey, stake);
        let rewarded = Staking::reward(&hotkey, Balances::issue(JOULE), 14_400);
        assert!(rewarded.is_ok(), "there is stake to earn for");
        let coldkey = Staking::coldkey_of(&hotkey).expect("every hotkey serves somebody");
        (hotkey, coldkey)
    }

    fn subnets(count: u32) {
        use pallet_joule_incentive::benchmarking::BenchmarkHelper as _;
        while Subnets::active_netuids().len() < length(count) {
            IncentiveHelper::subnet(1);
        }
    }
}

/// Devices and randomness for the benchmarks of verdicts.
pub struct VerdictsHelper;

impl pallet_joule_verdicts::benchmarking::BenchmarkHelper<AccountId> for VerdictsHelper {
    fn device(key: DeviceKey, seed: u32) -> AccountId {
        let owner = frame_benchmarking::account("owner", seed, 0);
        pallet_joule_attestation::benchmarking::offered_device::<Runtime>(&owner, key);
        market::list(key, &owner);
        market::vest_pay(key, &owner);
        owner
    }

    fn reach(height: BlockNumber) {
        pallet_joule_attestation::benchmarking::reach::<Runtime>(height);
    }
}

/// Validators and the time for the benchmarks of the price.
pub struct PriceHelper;

impl pallet_joule_price::benchmarking::BenchmarkHelper<AccountId> for PriceHelper {
    fn validator(seed: u32) -> AccountId {
        use pallet_joule_incentive::benchmarking::BenchmarkHelper as _;
        let hotkey = IncentiveHelper::hotkey(seed);
        IncentiveHelper::stake(&hotkey, JOULE);
        let pool = <Staking as StakePools<AccountId>>::pool_of(&hotkey);
        let pool = pool.expect("it has a pool");
        // More than a chain may have where few sit.
        let stands = Candidates::<Runtime>::try_mutate(|candidates| candidates.try_push(pool));
        stands.expect("there is room");
        hotkey
    }

    fn seat(hotkeys: Vec<AccountId>) {
        pallet_session::Validators::<Runtime>::put(hotkeys);
    }

    fn set_time(now: Moment) {
        pallet_timestamp::Now::<Runtime>::put(now);
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
