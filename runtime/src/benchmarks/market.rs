// SPDX-License-Identifier: Apache-2.0
//! Prices, devices, jobs and disputes for the benchmarks of the market and of what settles it.

use crate::{AccountId, Balances, BlockNumber, Issuance, Price, Runtime, RuntimeOrigin, System};
use frame_benchmarking::account;
use frame_support::traits::fungible::Balanced;
use joule_primitives::{
    apis::market::{Attributes, ProviderState},
    attestation::{ClassId, DeviceKey},
    money::{Pot, Pots},
    panels::DisputeId,
    price::Dollars,
    types::Hash,
    units::JOULE,
    verdicts::JobId,
};
use pallet_joule_attestation::{
    benchmarking::{commit_before, offered_device, reach},
    Settings,
};
use pallet_joule_equilibrium::{
    types::Vesting, LastAvailability, Outstanding, Vestings, VestingsSince,
};
use pallet_joule_market::{
    settings::MAX_CLASSES,
    types::{ClassGauges, History, Listing, Provider},
    Gauges, ListingRecords, Providers,
};
use pallet_joule_panels::Disputes;
use pallet_joule_verdicts::{
    types::{ReceiptRecord, Step},
    Jobs,
};

/// Sets a price of a dollar, which converts.
fn set_price() {
    let set = Price::set_administered_price(RuntimeOrigin::root(), Some(Dollars::from_u32(1)));
    set.expect("it is a price that can be");
}

/// Lets a device be listed and idle.
pub fn list(device: DeviceKey, owner: &AccountId) {
    let provider = Provider {
        state: ProviderState::Active,
        deposit: JOULE,
        listed: 1,
        deposits: 0,
        last_outage: None,
        history: History::default(),
    };
    Providers::<Runtime>::insert(owner, provider);
    let listing = Listing {
        provider: owner.clone(),
        class: ClassId(0),
        attributes: Attributes::default(),
        bond_needed: JOULE,
        is_offered: true,
        is_bonded: true,
        is_attested: true,
        serves: None,
    };
    ListingRecords::<Runtime>::insert(device, listing);
}

/// Lets pay for a device vest, all of it with its next proof, and lets there be something to earn by
/// challenges: who follows devices has as much to do for it as can be.
pub fn vest_pay(device: DeviceKey, owner: &AccountId) {
    let vesting = Vesting { unvested: JOULE, proofs_left: 1, touched_in: 0, listed_in: 0 };
    Vestings::<Runtime>::insert(owner, device, vesting);
    VestingsSince::<Runtime>::insert((0, owner, device), ());
    Outstanding::<Runtime>::mutate(|owed| owed.unvested = owed.unvested.saturating_add(JOULE));
    Issuance::deposit(Pot::Compute, Balances::issue(JOULE));
    LastAvailability::<Runtime>::put((JOULE, 1_000_000));
}

/// What the benchmarks of the market need.
pub struct MarketHelper;

impl pallet_joule_market::benchmarking::BenchmarkHelper<AccountId> for MarketHelper {
    fn price() {
        set_price();
    }

    fn device(key: DeviceKey, owner: &AccountId) {
        // Its bond is what its class asks for: who loses any of it is paused.
        Settings::<Runtime>::mutate(|settings| {
            settings.classes.iter_mut().for_each(|class| class.min_bond = 10_000 * JOULE);
        });
        offered_device::<Runtime>(owner, key);
        vest_pay(key, owner);
    }

    fn owe(key: DeviceKey, owner: &AccountId) {
        commit_before::<Runtime>(&key);
        vest_pay(key, owner);
    }

    fn submit(job: JobId) {
        Jobs::<Runtime>::mutate(job, |job| {
            let job = job.as_mut().expect("the market opened it");
            let (hash, output_root) = (Hash::repeat_byte(1), Hash::repeat_byte(2));
            job.receipt = Some(ReceiptRecord { hash, output_root, units: 1 });
            job.step = Step::Accepting { until: System::block_number().saturating_add(10) };
        });
    }

    fn close_dispute(dispute: DisputeId) {
        Disputes::<Runtime>::remove(dispute);
    }
}

/// What the benchmarks of panels need.
pub struct PanelsHelper;

impl pallet_joule_panels::benchmarking::BenchmarkHelper for PanelsHelper {
    fn reach(height: BlockNumber) {
        reach::<Runtime>(height);
    }
}

/// What the benchmarks of settlement need.
pub struct EquilibriumHelper;

impl pallet_joule_equilibrium::benchmarking::BenchmarkHelper for EquilibriumHelper {
    fn list(device: DeviceKey) {
        set_price();
        list(device, &account("provider", 0, 0));
        // The market has figures of each class.
        for class in (0..).map(ClassId).take(super::length(MAX_CLASSES)) {
            Gauges::<Runtime>::insert(class, ClassGauges::default());
        }
    }
}
