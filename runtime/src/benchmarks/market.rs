// SPDX-License-Identifier: Apache-2.0
//! Prices, devices, jobs and disputes for the benchmarks of the market and of what settles it.

use crate::{AccountId, Attestation, BlockNumber, Price, Runtime, RuntimeOrigin, System};
use frame_benchmarking::account;
use joule_primitives::{
    apis::market::{Attributes, ProviderState},
    attestation::{ClassId, DeviceKey},
    panels::DisputeId,
    price::Dollars,
    types::Hash,
    units::JOULE,
    verdicts::JobId,
};
use pallet_joule_attestation::benchmarking::{offered_device, reach};
use pallet_joule_market::{
    types::{History, Listing, Provider},
    ListingRecords, Providers,
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

/// What the benchmarks of the market need.
pub struct MarketHelper;

impl pallet_joule_market::benchmarking::BenchmarkHelper<AccountId> for MarketHelper {
    fn price() {
        set_price();
    }

    fn device(key: DeviceKey, owner: &AccountId) {
        let bond = 10_000 * JOULE;
        offered_device::<Runtime>(owner, key);
        let origin = RuntimeOrigin::signed(owner.clone());
        Attestation::raise_bond(origin, key, bond).expect("the owner is rich");
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
        let owner: AccountId = account("provider", 0, 0);
        let provider = Provider {
            state: ProviderState::Active,
            deposit: JOULE,
            listed: 1,
            deposits: 0,
            last_outage: None,
            history: History::default(),
        };
        Providers::<Runtime>::insert(&owner, provider);
        let listing = Listing {
            provider: owner,
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
}
