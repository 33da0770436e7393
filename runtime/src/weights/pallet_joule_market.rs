// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_joule_market`.
//!
//! Estimates, on the high side, from the entries that each call reads and writes.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Estimated weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_joule_market::WeightInfo for WeightInfo<T> {
    fn register_provider() -> Weight {
        Weight::from_parts(60_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn pause_provider() -> Weight {
        Weight::from_parts(40_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn resume_provider() -> Weight {
        Weight::from_parts(40_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn leave_market() -> Weight {
        Weight::from_parts(40_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn withdraw_provider() -> Weight {
        Weight::from_parts(70_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn list_device() -> Weight {
        Weight::from_parts(90_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn offer_device() -> Weight {
        Weight::from_parts(70_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn unlist_device() -> Weight {
        Weight::from_parts(70_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(17))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn refresh_listing() -> Weight {
        Weight::from_parts(70_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(17))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn create_order() -> Weight {
        Weight::from_parts(200_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(24))
            .saturating_add(T::DbWeight::get().writes(16))
    }
    fn cancel_order(bids: u32) -> Weight {
        Weight::from_parts(150_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(15))
            .saturating_add(Weight::from_parts(40_000_000, 0).saturating_mul(bids.into()))
            .saturating_add(T::DbWeight::get().reads_writes(4, 3).saturating_mul(bids.into()))
    }
    fn sponsor() -> Weight {
        Weight::from_parts(60_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn top_up() -> Weight {
        Weight::from_parts(90_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn draw_on() -> Weight {
        Weight::from_parts(90_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn withdraw_excess() -> Weight {
        Weight::from_parts(110_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn place_bid() -> Weight {
        Weight::from_parts(200_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(46))
            .saturating_add(T::DbWeight::get().writes(9))
    }
    fn withdraw_bid() -> Weight {
        Weight::from_parts(110_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn take_bids(bids: u32) -> Weight {
        Weight::from_parts(400_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(48))
            .saturating_add(T::DbWeight::get().writes(44))
            .saturating_add(Weight::from_parts(40_000_000, 0).saturating_mul(bids.into()))
            .saturating_add(T::DbWeight::get().reads_writes(4, 3).saturating_mul(bids.into()))
    }
    fn finalise(bids: u32) -> Weight {
        Weight::from_parts(400_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(48))
            .saturating_add(T::DbWeight::get().writes(44))
            .saturating_add(Weight::from_parts(40_000_000, 0).saturating_mul(bids.into()))
            .saturating_add(T::DbWeight::get().reads_writes(4, 3).saturating_mul(bids.into()))
    }
    fn deliver_endpoint() -> Weight {
        Weight::from_parts(80_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn accept_endpoint(bids: u32) -> Weight {
        Weight::from_parts(120_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(10))
            .saturating_add(T::DbWeight::get().writes(8))
            .saturating_add(Weight::from_parts(40_000_000, 0).saturating_mul(bids.into()))
            .saturating_add(T::DbWeight::get().reads_writes(4, 3).saturating_mul(bids.into()))
    }
    fn refuse_endpoint() -> Weight {
        Weight::from_parts(1_500_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(150))
            .saturating_add(T::DbWeight::get().writes(130))
    }
    fn heartbeat(leases: u32) -> Weight {
        Weight::from_parts(40_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(Weight::from_parts(30_000_000, 0).saturating_mul(leases.into()))
            .saturating_add(T::DbWeight::get().reads_writes(4, 3).saturating_mul(leases.into()))
    }
    fn contest() -> Weight {
        Weight::from_parts(130_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(13))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn amend_lease() -> Weight {
        Weight::from_parts(150_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(24))
            .saturating_add(T::DbWeight::get().writes(14))
    }
    fn start_reclaim() -> Weight {
        Weight::from_parts(70_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn close_lease(bids: u32) -> Weight {
        Weight::from_parts(700_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(80))
            .saturating_add(T::DbWeight::get().writes(76))
            .saturating_add(Weight::from_parts(40_000_000, 0).saturating_mul(bids.into()))
            .saturating_add(T::DbWeight::get().reads_writes(4, 3).saturating_mul(bids.into()))
    }
    fn leave_lease(bids: u32) -> Weight {
        Weight::from_parts(800_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(90))
            .saturating_add(T::DbWeight::get().writes(80))
            .saturating_add(Weight::from_parts(40_000_000, 0).saturating_mul(bids.into()))
            .saturating_add(T::DbWeight::get().reads_writes(4, 3).saturating_mul(bids.into()))
    }
    fn end_outage() -> Weight {
        Weight::from_parts(1_200_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(140))
            .saturating_add(T::DbWeight::get().writes(130))
    }
    fn poke() -> Weight {
        Weight::from_parts(1_700_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(160))
            .saturating_add(T::DbWeight::get().writes(140))
    }
    fn object() -> Weight {
        Weight::from_parts(200_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(23))
            .saturating_add(T::DbWeight::get().writes(16))
    }
    fn submit_delivery() -> Weight {
        Weight::from_parts(70_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn accept_delivery() -> Weight {
        Weight::from_parts(160_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(27))
            .saturating_add(T::DbWeight::get().writes(23))
    }
    fn set_class() -> Weight {
        Weight::from_parts(30_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn look(blocks: u32) -> Weight {
        Weight::from_parts(20_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(Weight::from_parts(6_000_000, 0).saturating_mul(blocks.into()))
            .saturating_add(T::DbWeight::get().reads_writes(1, 0).saturating_mul(blocks.into()))
    }
    fn on_active() -> Weight {
        Weight::from_parts(40_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn on_verdict() -> Weight {
        Weight::from_parts(1_200_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(130))
            .saturating_add(T::DbWeight::get().writes(90))
    }
    fn on_finding() -> Weight {
        Weight::from_parts(300_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(53))
            .saturating_add(T::DbWeight::get().writes(48))
    }
    fn condemn() -> Weight {
        Weight::from_parts(700_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(90))
            .saturating_add(T::DbWeight::get().writes(80))
    }
}
