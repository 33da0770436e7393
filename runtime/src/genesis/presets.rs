// SPDX-License-Identifier: Apache-2.0
//! The networks.

use crate::{
    configs::consensus::SessionKeys, constants::BABE_EPOCH_CONFIG, AccountId, AttestationConfig,
    BabeConfig, Balance, BalancesConfig, EquilibriumConfig, GovernanceConfig, IncentiveConfig,
    MarketConfig, PanelsConfig, PriceConfig, RootConfig, RuntimeGenesisConfig, SessionConfig,
    StakingConfig, SubnetsConfig, SudoConfig, TimingConfig,
};
use alloc::vec::Vec;
use frame_support::build_struct_json_patch;
use joule_primitives::{price::Dollars, units::JOULE};
use pallet_joule_attestation::AttestationSettings;
use pallet_joule_equilibrium::EquilibriumSettings;
use pallet_joule_incentive::IncentiveDelays;
use pallet_joule_market::MarketSettings;
use pallet_joule_panels::PanelSettings;
use pallet_joule_root::RootSettings;
use pallet_joule_staking::StakingLimits;
use pallet_joule_subnets::SubnetLimits;
use serde_json::Value;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::Perbill;

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
/// What each of their validators stakes of it behind itself.
const STAKE: Balance = 1_000 * JOULE;

/// The times in which networks differ.
struct Times {
    /// Length of a slot, in milliseconds.
    slot_duration_ms: u64,
    /// Length of a session, in slots.
    session_slots: u64,
    /// Blocks between the approval of a call and its enactment.
    enactment_delay_blocks: u32,
    /// Blocks for which a motion may be voted on.
    motion_blocks: u32,
    /// Seats, least self-stake and waiting times.
    limits: StakingLimits,
    /// How many subnets there may be, their tempos and waiting times.
    subnet_limits: SubnetLimits,
    /// When lent stake counts, and how far back averages reach.
    delays: IncentiveDelays,
    /// For how long, and how much, weights of the root network count.
    root_settings: RootSettings,
    /// How devices prove their work.
    attestation: fn() -> AttestationSettings,
    /// How the market works.
    market: fn() -> MarketSettings,
    /// How long its epochs take.
    equilibrium: EquilibriumSettings,
    /// How long panels take.
    panels: PanelSettings,
}

/// Eight subnets, one of which can be registered, weighed and paid in some minutes.
const QUICK_SUBNETS: SubnetLimits = SubnetLimits {
    max_subnets: 8,
    tempo_min: 20,
    tempo_default: 60,
    registration_interval_blocks: 20,
    lock_period_blocks: 1_000,
    immunity_blocks: 500,
};
const QUICK_DELAYS: IncentiveDelays =
    IncentiveDelays { child_delay_blocks: 40, average_half_life_blocks: 500 };
/// On chains of a few validators, all of a member's stake counts.
const QUICK_ROOT: RootSettings =
    RootSettings { commit_reveal_period: None, expiry_blocks: 1_000, counted_cap: Perbill::one() };

const DEVELOPMENT_TIMES: Times = Times {
    slot_duration_ms: 1_000,
    session_slots: 60,
    enactment_delay_blocks: 20,
    motion_blocks: 600,
    limits: StakingLimits {
        max_validators: 1,
        min_self_stake: 100 * JOULE,
        min_unbonding_blocks: 6 * 60,
        max_unbonding_blocks: 14 * 6 * 60,
        coldkey_delay_blocks: 300,
        take_raise_delay_blocks: 1_800,
    },
    subnet_limits: QUICK_SUBNETS,
    delays: QUICK_DELAYS,
    root_settings: QUICK_ROOT,
    attestation: AttestationSettings::development,
    market: MarketSettings::development,
    equilibrium: EquilibriumSettings::development(),
    panels: PanelSettings::development(),
};
const LOCAL_TIMES: Times = Times {
    slot_duration_ms: 2_000,
    session_slots: 150,
    enactment_delay_blocks: 30,
    motion_blocks: 600,
    limits: StakingLimits {
        max_validators: 4,
        min_self_stake: 100 * JOULE,
        min_unbonding_blocks: 6 * 150,
        max_unbonding_blocks: 14 * 6 * 150,
        coldkey_delay_blocks: 750,
        take_raise_delay_blocks: 4_500,
    },
    subnet_limits: QUICK_SUBNETS,
    delays: QUICK_DELAYS,
    root_settings: QUICK_ROOT,
    attestation: AttestationSettings::development,
    market: MarketSettings::development,
    equilibrium: EquilibriumSettings::development(),
    panels: PanelSettings::development(),
};
/// A week for the enactment of a call, and one for the vote on it. Stake leaves in one to fourteen
/// days.
const PUBLIC_TIMES: Times = Times {
    slot_duration_ms: 6_000,
    session_slots: 2_400,
    enactment_delay_blocks: 100_800,
    motion_blocks: 100_800,
    limits: StakingLimits::PUBLIC,
    subnet_limits: SubnetLimits::PUBLIC,
    delays: IncentiveDelays::PUBLIC,
    root_settings: RootSettings::PUBLIC,
    attestation: AttestationSettings::public,
    market: MarketSettings::public,
    equilibrium: EquilibriumSettings::public(),
    panels: PanelSettings::public(),
};

/// The preset `name`, as a patch to the default genesis; `None` if there is none of that name.
///
/// Those of [`TESTNET`] and [`MAINNET`] name no validators and endow nobody: they are not complete
/// without an allocations file.
#[must_use]
pub fn preset(name: &str) -> Option<Value> {
    match name {
        DEVELOPMENT => Some(well_known(DEVELOPMENT_TIMES, 1, 1)),
        LOCAL => Some(well_known(LOCAL_TIMES, 4, 0)),
        TESTNET | MAINNET => Some(public(PUBLIC_TIMES)),
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

/// A network of well-known keys, the first `validators` of which make the blocks, and the first
/// `owners` of which own a subnet each.
fn well_known(times: Times, validators: usize, owners: usize) -> Value {
    let Times { slot_duration_ms, session_slots, .. } = times;
    let Times { enactment_delay_blocks, motion_blocks, limits, .. } = times;
    let Times { subnet_limits, delays, root_settings: settings, attestation, .. } = times;
    let Times { market, equilibrium, panels, .. } = times;
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
    let validators = keys
        .iter()
        .map(|(account, _, _)| (account.clone(), account.clone(), STAKE))
        .collect::<Vec<(AccountId, AccountId, Balance)>>();
    let subnets = WELL_KNOWN
        .iter()
        .take(owners)
        .map(|(account, _)| (account.to_account_id(), account.to_account_id()))
        .collect::<Vec<(AccountId, AccountId)>>();
    let epoch_config = BABE_EPOCH_CONFIG;
    let (devices, market) = (attestation(), market());
    // These chains have no market: a JOULE is a dollar.
    let administered = Some(Dollars::from_u32(1));
    build_struct_json_patch!(RuntimeGenesisConfig {
        timing: TimingConfig { slot_duration_ms, session_slots },
        balances: BalancesConfig { balances },
        babe: BabeConfig { epoch_config },
        session: SessionConfig { keys },
        staking: StakingConfig { limits, validators },
        subnets: SubnetsConfig { limits: subnet_limits, subnets },
        incentive: IncentiveConfig { delays },
        root: RootConfig { settings },
        attestation: AttestationConfig { settings: devices },
        price: PriceConfig { administered },
        market: MarketConfig { settings: market },
        equilibrium: EquilibriumConfig { settings: equilibrium },
        panels: PanelsConfig { settings: panels },
        governance: GovernanceConfig { enactment_delay_blocks, motion_blocks },
        sudo: SudoConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
    })
}

/// A network whose validators and holders come from a file of allocations.
fn public(times: Times) -> Value {
    let Times { slot_duration_ms, session_slots, .. } = times;
    let Times { enactment_delay_blocks, motion_blocks, limits, .. } = times;
    let Times { subnet_limits, delays, root_settings: settings, attestation, .. } = times;
    let Times { market, equilibrium, panels, .. } = times;
    let epoch_config = BABE_EPOCH_CONFIG;
    let (devices, market) = (attestation(), market());
    build_struct_json_patch!(RuntimeGenesisConfig {
        timing: TimingConfig { slot_duration_ms, session_slots },
        babe: BabeConfig { epoch_config },
        staking: StakingConfig { limits },
        subnets: SubnetsConfig { limits: subnet_limits },
        incentive: IncentiveConfig { delays },
        root: RootConfig { settings },
        attestation: AttestationConfig { settings: devices },
        market: MarketConfig { settings: market },
        equilibrium: EquilibriumConfig { settings: equilibrium },
        panels: PanelsConfig { settings: panels },
        governance: GovernanceConfig { enactment_delay_blocks, motion_blocks },
    })
}
