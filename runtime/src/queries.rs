// SPDX-License-Identifier: Apache-2.0
//! Answers about subnets and the root network, put together of what several pallets know.

use crate::{AccountId, Incentive, Root, Runtime, Staking, Subnets, System};
use joule_primitives::{
    apis::{
        root::RootAllocation,
        subnets::{Column, Metagraph, Subnet, SubnetsPage, SUBNETS_PER_PAGE},
    },
    staking::Hotkeys as _,
    subnets::{EpochQueue as _, NetUid, Subnets as _},
};
use pallet_joule_incentive::Backlog;
use pallet_joule_subnets::Description;

/// Page `page` of all subnets, from 0; empty past the last one.
#[must_use]
pub fn subnets(page: u32) -> SubnetsPage<AccountId> {
    let all = Subnets::active_netuids();
    let total = u32::try_from(all.len()).unwrap_or(u32::MAX);
    let first = usize::try_from(page.saturating_mul(SUBNETS_PER_PAGE)).unwrap_or(usize::MAX);
    let most = usize::try_from(SUBNETS_PER_PAGE).unwrap_or(usize::MAX);
    SubnetsPage {
        page,
        pages: total.div_ceil(SUBNETS_PER_PAGE),
        total,
        subnets: all.into_iter().skip(first).take(most).filter_map(subnet).collect(),
        registration: Subnets::registration(),
    }
}

/// A subnet; `None` if there is none of this number, or it was removed.
#[must_use]
pub fn subnet(netuid: NetUid) -> Option<Subnet<AccountId>> {
    let Description {
        owner,
        owner_hotkey,
        offered_to,
        identity,
        registered_at,
        lock,
        parameters,
        neurons,
        registration_cost,
        tempo,
        next_epoch_block,
    } = Subnets::describe(netuid)?;
    Some(Subnet {
        netuid,
        owner,
        owner_hotkey,
        offered_to,
        identity,
        registered_at,
        lock,
        parameters,
        neurons,
        validators: Incentive::validator_count(netuid),
        registration_cost,
        tempo,
        last_epoch_block: Incentive::last_epoch_block(netuid),
        next_epoch_block,
        epoch_queued: Incentive::is_queued(netuid),
        emission_share_ppm: Incentive::emission_share_ppm(netuid),
        average_emission: Incentive::average_emission(netuid),
        pending: Incentive::pending(netuid),
    })
}

/// The neurons of a subnet in these columns, in all for none; `None` if there is no such subnet.
#[must_use]
pub fn metagraph(netuid: NetUid, columns: &[Column]) -> Option<Metagraph<AccountId>> {
    if !Subnets::exists(netuid) {
        return None;
    }
    let slots = Subnets::neurons(netuid);
    let neurons = Subnets::neuron_count(netuid);
    let coldkey_of =
        |hotkey: &AccountId| Staking::coldkey_of(hotkey).unwrap_or_else(|| hotkey.clone());
    let wants = |column: Column| columns.is_empty() || columns.contains(&column);
    Some(Metagraph {
        netuid,
        block: System::block_number(),
        epoch_block: Incentive::last_epoch_block(netuid),
        neurons,
        owner_uid: Subnets::owner_uid(netuid),
        hotkey: wants(Column::Hotkey)
            .then(|| slots.iter().map(|slot| slot.hotkey.clone()).collect()),
        coldkey: wants(Column::Coldkey)
            .then(|| slots.iter().map(|slot| coldkey_of(&slot.hotkey)).collect()),
        registered_at: wants(Column::RegisteredAt)
            .then(|| slots.iter().map(|slot| slot.registered_at).collect()),
        stake: wants(Column::Stake).then(|| Incentive::weighing_stakes(netuid)),
        permit: wants(Column::Permit).then(|| Incentive::permits(netuid)),
        active: wants(Column::Active).then(|| Incentive::active(netuid)),
        last_update: wants(Column::LastUpdate).then(|| Incentive::last_updates(netuid)),
        trust: wants(Column::Trust).then(|| Incentive::trust(netuid)),
        consensus: wants(Column::Consensus).then(|| Incentive::consensus(netuid)),
        incentive: wants(Column::Incentive).then(|| Incentive::incentive(netuid)),
        dividends: wants(Column::Dividends).then(|| Incentive::dividends(netuid)),
        emission: wants(Column::Emission).then(|| Incentive::paid(netuid)),
        endpoint: wants(Column::Endpoint)
            .then(|| (0..neurons).map(|uid| Subnets::endpoint(netuid, uid)).collect()),
    })
}

/// The root network: its members, and what its last epoch decided. `Incentive` holds what epochs
/// left.
#[must_use]
pub fn root_allocation() -> RootAllocation<AccountId> {
    Root::root_allocation(Backlog::<Runtime>::get())
}
