// SPDX-License-Identifier: Apache-2.0
//! Who follows devices here. What it was told stands in the state, so that a refused call leaves
//! nothing of it.

use super::{parameter_types, AccountId, Test};
use crate::DeviceRecords;
use codec::{Decode, Encode};
use frame_support::{storage::unhashed, weights::Weight};
use joule_primitives::{
    attestation::{DeviceKey, FollowDevices, MilliComputeUnits},
    types::{Balance, BlockNumber},
};
use std::collections::{BTreeMap, BTreeSet};

parameter_types! {
    pub static FollowerWeight: Weight = Weight::zero();
}

/// What a follower is told.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Told {
    Proved(DeviceKey, AccountId, MilliComputeUnits, BlockNumber),
    Failed(DeviceKey, AccountId),
    Active(DeviceKey, AccountId, bool),
}

/// Remembers what it is told, and which devices take part by that.
pub struct TestFollower;

impl TestFollower {
    const ACTIVE: &'static [u8] = b"told active";
    const LOG: &'static [u8] = b"told";
    const BONDS: &'static [u8] = b"told bonds";

    /// The devices that take part, by what was told.
    pub fn active() -> BTreeSet<DeviceKey> {
        unhashed::get_or_default(Self::ACTIVE)
    }

    /// Everything that was told since the last time.
    pub fn take() -> Vec<Told> {
        unhashed::take_or_default(Self::LOG)
    }

    /// The bonds of devices, by what was told.
    pub fn bonds() -> BTreeMap<DeviceKey, Balance> {
        unhashed::get_or_default(Self::BONDS)
    }

    fn note(told: Told) {
        let mut log = unhashed::get_or_default::<Vec<Told>>(Self::LOG);
        log.push(told);
        unhashed::put(Self::LOG, &log);
    }

    /// Checks that the devices told of are those that take part.
    pub fn check() {
        let active = DeviceRecords::<Test>::iter().filter(|(_, device)| device.is_active());
        let active = active.map(|(key, _)| key).collect::<BTreeSet<_>>();
        assert_eq!(Self::active(), active, "followers know who takes part");
        let bonds = Self::bonds();
        for (key, device) in DeviceRecords::<Test>::iter() {
            assert_eq!(bonds.get(&key), Some(&device.bond), "followers know all bonds");
        }
    }
}

impl FollowDevices<AccountId> for TestFollower {
    fn on_proved(
        device: &DeviceKey,
        owner: &AccountId,
        credited: MilliComputeUnits,
        blocks: BlockNumber,
    ) {
        Self::note(Told::Proved(*device, owner.clone(), credited, blocks));
    }

    fn on_failed(device: &DeviceKey, owner: &AccountId) {
        Self::note(Told::Failed(*device, owner.clone()));
    }

    fn on_active(device: &DeviceKey, owner: &AccountId, is_active: bool) {
        let mut active = Self::active();
        let is_change = if is_active { active.insert(*device) } else { active.remove(device) };
        assert!(is_change, "each change is told once");
        unhashed::put(Self::ACTIVE, &active);
        let record = DeviceRecords::<Test>::get(device).expect("it exists");
        assert_eq!((&record.owner, record.is_active()), (owner, is_active), "it is stored");
        Self::note(Told::Active(*device, owner.clone(), is_active));
    }

    fn on_bond(device: &DeviceKey, owner: &AccountId, bond: Balance) {
        let record = DeviceRecords::<Test>::get(device).expect("it exists");
        assert_eq!((&record.owner, record.bond), (owner, bond), "it is stored");
        let mut bonds = Self::bonds();
        bonds.insert(*device, bond);
        unhashed::put(Self::BONDS, &bonds);
    }

    fn weight() -> Weight {
        FollowerWeight::get()
    }
}
