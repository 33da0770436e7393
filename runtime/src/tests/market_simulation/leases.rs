// SPDX-License-Identifier: Apache-2.0
//! Machines and leases on the real market: what providers and tenants call.

use super::{
    chain::{converts_at, few, fund, SCORE, SLOT_MS},
    DAY_BLOCKS,
};
use crate::{AccountId, Attestation, Equilibrium, Market, Price, Runtime, RuntimeOrigin, System};
use codec::Encode;
use frame_support::assert_ok;
use joule_math::bme::{pj_for, Rent};
use joule_pogw::messages::Registration;
use joule_primitives::{
    attestation::{ClassId, DeviceKey, FollowDevices},
    market::{Listings, UsdMicro},
    price::{Dollars, PriceOfJoule},
    types::{Balance, BlockNumber, Hash},
    units::JOULE,
};
use pallet_joule_attestation::{types::Metadata, Config, DeviceRecords, Trials};
use pallet_joule_market::{
    types::{Attributes, LeaseState, Link, Needs, OrderKind, OrderRequest, Workload},
    Error, Escrows, Leases, NextOrder, OrderId, Settings, BID_PART,
};
use sp_core::{ed25519, Pair};

/// The class of machines.
pub const CLASS: ClassId = ClassId(2);
/// Money for deposits of records and the fee of a registration.
const FEES: Balance = 20 * JOULE;
/// What an escrow pays for, in days: so much at first, and when it is filled up again since it pays
/// for less than the other.
const ESCROW_DAYS: u32 = 9;
const LOW_ESCROW_DAYS: u32 = 6;

/// Whoever follows what becomes of devices.
type Followers = <Runtime as Config>::Followers;

fn signed(who: &AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who.clone())
}

/// What dollars come to.
fn pj(usd_micro: UsdMicro, price: Dollars) -> Balance {
    pj_for(usd_micro, price).expect("there is a price")
}

/// What an hour at this rate costs for so many blocks.
pub fn rent(usd_micro_per_hour: u64, blocks: BlockNumber) -> UsdMicro {
    Rent { usd_micro_per_hour, slot_ms: SLOT_MS }.owed(blocks)
}

/// Makes a provider.
pub fn register(provider: &AccountId) {
    fund(provider, FEES);
    assert_ok!(Market::register_provider(signed(provider)));
    assert_ok!(Market::resume_provider(signed(provider)));
}

/// Registers the machine with this number as if it had passed its trial, and lists it.
pub fn list(provider: &AccountId, number: u32) -> DeviceKey {
    let pair = ed25519::Pair::from_seed(&(b"machine", number).using_encoded(blake2));
    let (device, valid_until) = (DeviceKey(pair.public().0), System::block_number());
    let (genesis, owner) = (System::block_hash(0).0, provider.clone().into());
    let message = Registration { genesis, owner, device: device.0, valid_until };
    let signature = pair.sign(&message.message()).0;
    let offer = *Settings::<Runtime>::get().class(CLASS).expect("there is the class");
    let price = converts_at().expect("machines come while there is a price");
    let bond = pj(offer.bond_usd_micro.into(), price);
    fund(provider, bond + FEES);
    let metadata = Metadata::default();
    assert_ok!(Attestation::register_device(
        signed(provider),
        device,
        CLASS,
        bond,
        valid_until,
        signature,
        metadata,
    ));
    DeviceRecords::<Runtime>::mutate(device, |record| {
        record.as_mut().expect("it was registered").audits_due = 0;
    });
    Trials::<Runtime>::mutate(|room| room.taken -= 1);
    let attributes = Attributes { region: 276, link: Link::Nvlink, memory_mib: 8 * 81_920 };
    assert_ok!(Market::list_device(signed(provider), device, attributes));
    device
}

fn blake2(bytes: &[u8]) -> [u8; 32] {
    sp_io::hashing::blake2_256(bytes)
}

/// Takes a machine off the market.
pub fn unlist(provider: &AccountId, device: DeviceKey) {
    assert_ok!(Market::unlist_device(signed(provider), device));
}

/// Whether a machine is there to be hired.
pub fn is_idle(device: &DeviceKey) -> bool {
    Market::idle_class(device).is_some()
}

/// A machine has proved its work all day, as attestation tells everybody.
pub fn prove(provider: &AccountId, device: &DeviceKey) {
    Followers::on_proved(device, provider, SCORE, DAY_BLOCKS);
}

/// A machine takes part in challenges, or does not any more, as attestation tells everybody.
pub fn take_part(provider: &AccountId, device: &DeviceKey, is_active: bool) {
    Followers::on_active(device, provider, is_active);
}

/// What is asked for: a machine for an hour, at this price at most.
pub fn request(max_price: u64) -> OrderRequest<AccountId> {
    OrderRequest {
        kind: OrderKind::Lease,
        workload: Workload::Training,
        needs: Needs { class: CLASS, ..Needs::default() },
        max_price,
        window_blocks: 100,
        floor_price: None,
        tenant_key: [1; 32],
        manifest: Hash::repeat_byte(1),
        sponsors: few(Vec::new()),
    }
}

/// Orders a machine, has these bids made, takes the lowest, and begins. The number of the lease, and
/// of the bid that won.
pub fn hire(
    tenant: &AccountId,
    max_price: u64,
    bids: &[(&AccountId, u64, DeviceKey)],
) -> (OrderId, usize) {
    let price = converts_at().expect("orders are made while there is a price");
    let escrow = pj(rent(max_price, ESCROW_DAYS * DAY_BLOCKS), price);
    fund(tenant, escrow);
    let id = NextOrder::<Runtime>::get();
    assert_ok!(Market::create_order(signed(tenant), Box::new(request(max_price)), escrow));
    for (provider, rate, device) in bids {
        fund(provider, BID_PART.mul_ceil(escrow));
        assert_ok!(Market::place_bid(signed(provider), id, *rate, few(vec![*device])));
    }
    let lowest = bids.iter().zip(0u64..).min_by_key(|((_, rate, _), number)| (*rate, *number));
    let ((provider, _, _), number) = lowest.expect("somebody bids");
    assert_ok!(Market::take_bids(signed(tenant), id, few(vec![number])));
    assert_ok!(Market::deliver_endpoint(signed(provider), id, few(vec![1; 64])));
    assert_ok!(Market::accept_endpoint(signed(tenant), id));
    (id, usize::try_from(number).expect("there are few bids"))
}

/// A provider says that it serves.
pub fn beat(provider: &AccountId, leases: Vec<OrderId>) {
    if !leases.is_empty() {
        // None is taken of leases that began in this block only.
        assert_ok!(Market::heartbeat(signed(provider), few(leases)));
    }
}

/// Ends a lease.
pub fn close(who: &AccountId, lease: OrderId) {
    assert_ok!(Market::close_lease(signed(who), lease));
}

/// Does whatever is due of a lease, as anybody may.
pub fn poke(lease: OrderId) {
    let poked = Market::poke(signed(&super::chain::exchange()), lease);
    if let Err(error) = poked {
        assert_eq!(error, Error::<Runtime>::NothingDue.into());
    }
}

/// Fills an escrow up that pays for too little.
pub fn fill_up(tenant: &AccountId, lease: OrderId, rate: u64) {
    let price = Price::price().twap_24h;
    let worth = |days| pj(rent(rate, days * DAY_BLOCKS), price);
    let held = Escrows::<Runtime>::get(lease).map_or(0, |escrow| escrow.held());
    if held < worth(LOW_ESCROW_DAYS) {
        let amount = worth(ESCROW_DAYS) - held;
        fund(tenant, amount);
        assert_ok!(Market::top_up(signed(tenant), lease, amount));
    }
}

/// Whether the price is under the floor of a lease, so that its provider may end it.
pub fn is_below_floor(lease: OrderId) -> bool {
    let floor = Leases::<Runtime>::get(lease).map(|lease| lease.floor_price);
    floor.is_some_and(|floor| Price::price().is_below(floor))
}

/// What of a lease was paid once it is over and concluded, in micro-dollars.
pub fn paid_at_last(lease: OrderId) -> Option<UsdMicro> {
    let lease = Leases::<Runtime>::get(lease)?;
    let paid = lease.parts.iter().map(|part| part.timeline.settled).sum();
    matches!(lease.state, LeaseState::Closed { .. }).then_some(paid)
}

/// Claims what an epoch owes a provider.
pub fn claim_work(provider: &AccountId, epoch: u32) {
    if pallet_joule_equilibrium::WorkClaims::<Runtime>::get(epoch, provider) > 0 {
        assert_ok!(Equilibrium::claim_work(signed(provider), epoch));
    }
}

/// Claims what an epoch owes a provider for a machine that stood by, if it owes something.
pub fn claim_availability(provider: &AccountId, epoch: u32, device: DeviceKey) {
    let claimed = Equilibrium::claim_availability(signed(provider), epoch, device);
    if let Err(error) = claimed {
        let nothing = pallet_joule_equilibrium::Error::<Runtime>::NothingToClaim;
        assert_eq!(error, nothing.into());
    }
}
