// SPDX-License-Identifier: Apache-2.0
//! What a genesis block must satisfy, whoever wrote it.

use crate::{
    configs::{equilibrium::max_availability, money::ModuleAccounts},
    constants::{BABE_EPOCH_CONFIG, MAX_VALIDATORS, REPORT_SESSIONS},
    AccountId, Balance, Equilibrium, RuntimeGenesisConfig,
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
};
use joule_primitives::{
    money::Pot,
    units::{EXISTENTIAL_DEPOSIT, JOULE, MAX_GENESIS_ENDOWMENT},
};
use pallet_joule_attestation::AttestationSettings;
use pallet_joule_market::{MarketSettings, DEGRADED_BEATS};
use pallet_joule_panels::PanelSettings;
use pallet_joule_staking::MIN_STAKE;
use pallet_joule_subnets::MIN_LOCK;
use sp_core::crypto::{ByteArray, Ss58Codec};

/// Checks `config` before anything is written.
///
/// # Errors
/// A sentence that says what is wrong and what to do.
pub fn check(config: &RuntimeGenesisConfig) -> Result<(), String> {
    check_balances(&config.balances.balances)?;
    if config.balances.dev_accounts.is_some() {
        return Err(String::from(
            "The genesis endows `balances.devAccounts`, which no ledger would know of. Name the \
             accounts in `balances.balances` instead.",
        ));
    }
    check_validators(config)?;
    config.timing.check()?;
    check_staking(config)?;
    check_subnets(config)?;
    config.incentive.delays.check()?;
    config.root.settings.check()?;
    config.attestation.settings.check()?;
    config.verdicts.auditors.check()?;
    config.price.check()?;
    check_market(config)?;
    config.issuance.split.check()?;
    config.governance.check()?;
    if !config.collective.members.is_empty() {
        return Err(String::from(
            "The genesis names members in `collective.members`. Leave them out: the members are the \
             validators of `session.keys`.",
        ));
    }
    let (c_numerator, c_denominator) = config.babe.epoch_config.c;
    if c_numerator == 0 || c_numerator > c_denominator {
        return Err(format!(
            "The genesis gives primary BABE slots to {c_numerator} of {c_denominator} authors. Set \
             `babe.epochConfig.c` to a fraction above 0 and up to 1, such as [1, 4]."
        ));
    }
    if config.babe.epoch_config.allowed_slots != BABE_EPOCH_CONFIG.allowed_slots {
        return Err(format!(
            "The genesis allows the BABE slots {:?}, but the chain's randomness needs a VRF output \
             in every block. Set `babe.epochConfig.allowed_slots` to {:?}.",
            config.babe.epoch_config.allowed_slots, BABE_EPOCH_CONFIG.allowed_slots,
        ));
    }
    Ok(())
}

/// Checks the market, and that it fits what the genesis says of devices.
fn check_market(config: &RuntimeGenesisConfig) -> Result<(), String> {
    let (devices, market) = (&config.attestation.settings, &config.market.settings);
    let equilibrium = &config.equilibrium;
    market.check()?;
    config.panels.settings.check()?;
    Equilibrium::check_genesis(
        &equilibrium.settings,
        equilibrium.parameters,
        max_availability(devices),
    )?;
    if market.classes.len() != devices.classes.len() {
        return Err(format!(
            "The genesis has {} classes of devices, and sells {}. Name as many classes in \
             `market.settings.classes` as in `attestation.settings.classes`.",
            devices.classes.len(),
            market.classes.len(),
        ));
    }
    if market.epoch_blocks != equilibrium.settings.epoch_blocks {
        return Err(format!(
            "The genesis has epochs of {} blocks for what is paid, and of {} for reputation. Set \
             `market.settings.epochBlocks` to `equilibrium.settings.epochBlocks`.",
            equilibrium.settings.epoch_blocks, market.epoch_blocks,
        ));
    }
    check_bonds_of_disputes(devices, &config.panels.settings)?;
    check_refusals(market)
}

/// Checks that the bond of a device whose work is disputed is still there when a panel has found.
///
/// An objection frees the device, which may leave at once. It gives the panel as much time again,
/// for somebody to conclude the dispute.
fn check_bonds_of_disputes(
    devices: &AttestationSettings,
    panels: &PanelSettings,
) -> Result<(), String> {
    let least = panels.decide_blocks.saturating_mul(2);
    if devices.leave_blocks < least {
        return Err(format!(
            "The genesis frees the bond of a device {} blocks after it left, while disputes take \
             up to {}. Set `attestation.settings.leaveBlocks` to {least} or more: twice \
             `panels.settings.decideBlocks`.",
            devices.leave_blocks, panels.decide_blocks,
        ));
    }
    Ok(())
}

/// Checks that a provider is paid from its delivery on if its lease is refused a second time, also
/// if it was the first of many to deliver, and the refusal came in the last block.
fn check_refusals(market: &MarketSettings) -> Result<(), String> {
    let paid = market.beat_blocks.saturating_mul(DEGRADED_BEATS.saturating_add(1));
    if market.start_blocks.saturating_add(market.refusal_blocks) > paid {
        return Err(format!(
            "The genesis gives {} blocks to deliver endpoints, and {} to refuse them. Together they \
             may be {paid} at most, three heartbeats: a longer silence is not paid. Lower \
             `market.settings.startBlocks` or `market.settings.refusalBlocks`.",
            market.start_blocks, market.refusal_blocks,
        ));
    }
    Ok(())
}

fn check_balances(balances: &[(AccountId, Balance)]) -> Result<(), String> {
    let mut accounts = BTreeSet::new();
    let modules = Pot::ALL.len().saturating_add(ModuleAccounts::get().len());
    let deposits = u128::try_from(modules).unwrap_or(u128::MAX).saturating_mul(EXISTENTIAL_DEPOSIT);
    let mut endowment = deposits;
    for (account, balance) in balances {
        if !accounts.insert(account) {
            return Err(format!(
                "The genesis endows {} twice. Keep one of the entries.",
                account.to_ss58check(),
            ));
        }
        if *balance < EXISTENTIAL_DEPOSIT {
            return Err(format!(
                "The genesis endows {} with {balance} pJ, less than the existential deposit of \
                 {EXISTENTIAL_DEPOSIT} pJ. Raise the balance or remove the entry.",
                account.to_ss58check(),
            ));
        }
        endowment = endowment.saturating_add(*balance);
    }
    if endowment > MAX_GENESIS_ENDOWMENT {
        return Err(format!(
            "The genesis endows {endowment} pJ, {deposits} pJ of them deposits of module accounts. \
             At most {MAX_GENESIS_ENDOWMENT} pJ ({} JOULE, a 64th of the cap) may be endowed, or \
             the last eras of the schedule would not be paid. Lower the balances.",
            MAX_GENESIS_ENDOWMENT.saturating_div(JOULE),
        ));
    }
    Ok(())
}

fn check_validators(config: &RuntimeGenesisConfig) -> Result<(), String> {
    let keys = &config.session.keys;
    if keys.is_empty() {
        return Err(String::from(
            "The genesis has no validators, so nobody could make a block. Name at least one in \
             `session.keys`; for `testnet` and `mainnet` they come from the allocations file.",
        ));
    }
    let too_many = usize::try_from(MAX_VALIDATORS).is_ok_and(|most| keys.len() > most);
    if too_many {
        return Err(format!(
            "The genesis has {} validators, and a session at most {MAX_VALIDATORS}. Name fewer in \
             `session.keys`.",
            keys.len(),
        ));
    }
    let is_set_twice =
        !config.babe.authorities.is_empty() || !config.grandpa.authorities.is_empty();
    if is_set_twice || !config.session.non_authority_keys.is_empty() {
        return Err(String::from(
            "The genesis names validators in `babe.authorities`, `grandpa.authorities` or \
             `session.nonAuthorityKeys`. Leave these out: validators are those of `session.keys`.",
        ));
    }
    let (mut validators, mut session_keys) = (BTreeSet::new(), BTreeSet::new());
    for (account, validator, keys) in keys {
        if account != validator || !validators.insert(validator) {
            return Err(format!(
                "Validator {} is named twice, or under two accounts, in `session.keys`. Name each \
                 validator once, with its own account.",
                validator.to_ss58check(),
            ));
        }
        if !session_keys.insert(keys.babe.to_raw_vec())
            || !session_keys.insert(keys.grandpa.to_raw_vec())
        {
            return Err(format!(
                "A session key of validator {} is used twice in `session.keys`. Give each validator \
                 keys of its own.",
                validator.to_ss58check(),
            ));
        }
    }
    Ok(())
}

/// Checks that the validators that stake are those that have session keys, and can pay their stake.
fn check_staking(config: &RuntimeGenesisConfig) -> Result<(), String> {
    let staking = &config.staking;
    staking.limits.check(MAX_VALIDATORS, config.timing.session_slots, REPORT_SESSIONS)?;
    let with_keys = config.session.keys.iter().map(|(hotkey, ..)| hotkey).collect::<BTreeSet<_>>();
    let mut hotkeys = BTreeSet::new();
    let mut stakes = BTreeMap::<_, Balance>::new();
    for (hotkey, coldkey, stake) in &staking.validators {
        if !hotkeys.insert(hotkey) {
            return Err(format!(
                "The genesis names {} twice in `staking.validators`. Keep one of the entries.",
                hotkey.to_ss58check(),
            ));
        }
        if *stake > 0 && *stake < MIN_STAKE {
            return Err(format!(
                "The genesis stakes {stake} pJ behind {}. Stake nothing or at least {MIN_STAKE} pJ.",
                hotkey.to_ss58check(),
            ));
        }
        let sum = stakes.entry(coldkey).or_default();
        *sum = sum.saturating_add(*stake);
    }
    if hotkeys != with_keys {
        return Err(String::from(
            "The validators of `staking.validators` are not those of `session.keys`. Name the same \
             hotkeys in both; a stake may be zero.",
        ));
    }
    for (coldkey, stake) in stakes {
        let held = endowment_of(config, coldkey);
        if stake > 0 && stake.saturating_add(EXISTENTIAL_DEPOSIT) > held {
            return Err(format!(
                "The genesis stakes {stake} pJ of {}, which holds {held} pJ and must keep \
                 {EXISTENTIAL_DEPOSIT} pJ. Stake less, or endow it with more in `balances.balances`.",
                coldkey.to_ss58check(),
            ));
        }
    }
    Ok(())
}

/// Checks that the first subnets may be, and that their owners can pay the locks besides their stake.
fn check_subnets(config: &RuntimeGenesisConfig) -> Result<(), String> {
    config.subnets.check()?;
    let mut hotkeys = BTreeSet::new();
    let mut locks = BTreeMap::<_, Balance>::new();
    for (hotkey, coldkey) in &config.subnets.subnets {
        if !hotkeys.insert(hotkey) {
            return Err(format!(
                "The genesis names {} twice in `subnets.subnets`. Keep one of the entries.",
                hotkey.to_ss58check(),
            ));
        }
        // A hotkey that signs nothing serves itself, unless the genesis says more of it.
        let validators = &config.staking.validators;
        let validator = validators.iter().find(|(validator, ..)| validator == hotkey);
        if validator.map_or(hotkey, |(_, owner, _)| owner) != coldkey {
            return Err(format!(
                "The genesis gives {} a subnet by the hotkey {}, which does not serve it. In \
                 `subnets.subnets`, name hotkey and coldkey of a validator, or one account as both.",
                coldkey.to_ss58check(),
                hotkey.to_ss58check(),
            ));
        }
        let sum = locks.entry(coldkey).or_default();
        *sum = sum.saturating_add(MIN_LOCK);
    }
    for (coldkey, lock) in locks {
        let own = config.staking.validators.iter().filter(|(_, owner, _)| owner == coldkey);
        let staked = own.fold(0, |sum: Balance, (_, _, stake)| sum.saturating_add(*stake));
        let held = endowment_of(config, coldkey);
        let needed = lock.saturating_add(staked).saturating_add(EXISTENTIAL_DEPOSIT);
        if needed > held {
            return Err(format!(
                "The genesis locks {lock} pJ of {} for subnets, which holds {held} pJ, stakes \
                 {staked} pJ and must keep {EXISTENTIAL_DEPOSIT} pJ. Endow it with more in \
                 `balances.balances`, or name fewer subnets of it.",
                coldkey.to_ss58check(),
            ));
        }
    }
    Ok(())
}

/// What the genesis endows `account` with, in pJ.
fn endowment_of(config: &RuntimeGenesisConfig, account: &AccountId) -> Balance {
    let balances = &config.balances.balances;
    balances.iter().find(|(endowed, _)| endowed == account).map_or(0, |(_, held)| *held)
}
