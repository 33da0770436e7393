// SPDX-License-Identifier: Apache-2.0
//! Weights of the pallet's calls and hooks, and of what others ask of it. The runtime holds the
//! measured ones.

use frame_support::weights::Weight;

/// What each call and each task costs. Payments, panels and verdicts come on top.
pub trait WeightInfo {
    /// The call `register_provider`.
    fn register_provider() -> Weight;
    /// The call `pause_provider`.
    fn pause_provider() -> Weight;
    /// The call `resume_provider`.
    fn resume_provider() -> Weight;
    /// The call `leave_market`.
    fn leave_market() -> Weight;
    /// The call `withdraw_provider`.
    fn withdraw_provider() -> Weight;
    /// The call `list_device`.
    fn list_device() -> Weight;
    /// The call `offer_device`.
    fn offer_device() -> Weight;
    /// The call `unlist_device`.
    fn unlist_device() -> Weight;
    /// The call `refresh_listing`.
    fn refresh_listing() -> Weight;
    /// The call `create_order`.
    fn create_order() -> Weight;
    /// The call `cancel_order`, with so many bids for the order.
    fn cancel_order(bids: u32) -> Weight;
    /// The call `sponsor`.
    fn sponsor() -> Weight;
    /// The call `top_up`.
    fn top_up() -> Weight;
    /// The call `draw_on`.
    fn draw_on() -> Weight;
    /// The call `withdraw_excess`.
    fn withdraw_excess() -> Weight;
    /// The call `place_bid`.
    fn place_bid() -> Weight;
    /// The call `withdraw_bid`.
    fn withdraw_bid() -> Weight;
    /// The call `take_bids`, for eight devices of as many providers.
    fn take_bids() -> Weight;
    /// The call `take_bids`, for a job with sixteen bids.
    fn take_for_job() -> Weight;
    /// The call `finalise`, with so many bids for the order.
    fn finalise(bids: u32) -> Weight;
    /// The call `deliver_endpoint`.
    fn deliver_endpoint() -> Weight;
    /// The call `accept_endpoint`, with so many bids for the order.
    fn accept_endpoint(bids: u32) -> Weight;
    /// The call `refuse_endpoint`, by which the next best bids are taken.
    fn refuse_endpoint() -> Weight;
    /// The call `heartbeat`, for so many leases.
    fn heartbeat(leases: u32) -> Weight;
    /// The call `contest`.
    fn contest() -> Weight;
    /// The call `amend_lease`.
    fn amend_lease() -> Weight;
    /// The call `start_reclaim`.
    fn start_reclaim() -> Weight;
    /// The call `close_lease`, with so many bids for the order.
    fn close_lease(bids: u32) -> Weight;
    /// The call `close_lease` by a provider of eight devices, with so many bids for the order.
    fn leave_lease(bids: u32) -> Weight;
    /// The call `poke`, when eight providers fell silent.
    fn end_outage() -> Weight;
    /// The call `poke`, when nobody delivered and the next best bids are taken.
    fn poke() -> Weight;
    /// The call `object`.
    fn object() -> Weight;
    /// The call `submit_delivery`.
    fn submit_delivery() -> Weight;
    /// The call `accept_delivery`.
    fn accept_delivery() -> Weight;
    /// The call `set_class`.
    fn set_class() -> Weight;
    /// That the agenda of so many blocks is looked through, without its tasks.
    fn look(blocks: u32) -> Weight;
    /// That a device begins or ceases to take part in challenges.
    fn on_active() -> Weight;
    /// What follows a verdict, without the payments.
    fn on_verdict() -> Weight;
    /// What follows a finding, without the payments.
    fn on_finding() -> Weight;
    /// The same against a provider of eight devices, whose bonds pay.
    fn condemn() -> Weight;
}

/// For runtimes of tests only.
impl WeightInfo for () {
    fn register_provider() -> Weight {
        Weight::zero()
    }
    fn pause_provider() -> Weight {
        Weight::zero()
    }
    fn resume_provider() -> Weight {
        Weight::zero()
    }
    fn leave_market() -> Weight {
        Weight::zero()
    }
    fn withdraw_provider() -> Weight {
        Weight::zero()
    }
    fn list_device() -> Weight {
        Weight::zero()
    }
    fn offer_device() -> Weight {
        Weight::zero()
    }
    fn unlist_device() -> Weight {
        Weight::zero()
    }
    fn refresh_listing() -> Weight {
        Weight::zero()
    }
    fn create_order() -> Weight {
        Weight::zero()
    }
    fn cancel_order(_bids: u32) -> Weight {
        Weight::zero()
    }
    fn sponsor() -> Weight {
        Weight::zero()
    }
    fn top_up() -> Weight {
        Weight::zero()
    }
    fn draw_on() -> Weight {
        Weight::zero()
    }
    fn withdraw_excess() -> Weight {
        Weight::zero()
    }
    fn place_bid() -> Weight {
        Weight::zero()
    }
    fn withdraw_bid() -> Weight {
        Weight::zero()
    }
    fn take_bids() -> Weight {
        Weight::zero()
    }
    fn take_for_job() -> Weight {
        Weight::zero()
    }
    fn finalise(_bids: u32) -> Weight {
        Weight::zero()
    }
    fn deliver_endpoint() -> Weight {
        Weight::zero()
    }
    fn accept_endpoint(_bids: u32) -> Weight {
        Weight::zero()
    }
    fn refuse_endpoint() -> Weight {
        Weight::zero()
    }
    fn heartbeat(_leases: u32) -> Weight {
        Weight::zero()
    }
    fn contest() -> Weight {
        Weight::zero()
    }
    fn amend_lease() -> Weight {
        Weight::zero()
    }
    fn start_reclaim() -> Weight {
        Weight::zero()
    }
    fn close_lease(_bids: u32) -> Weight {
        Weight::zero()
    }
    fn leave_lease(_bids: u32) -> Weight {
        Weight::zero()
    }
    fn end_outage() -> Weight {
        Weight::zero()
    }
    fn poke() -> Weight {
        Weight::zero()
    }
    fn object() -> Weight {
        Weight::zero()
    }
    fn submit_delivery() -> Weight {
        Weight::zero()
    }
    fn accept_delivery() -> Weight {
        Weight::zero()
    }
    fn set_class() -> Weight {
        Weight::zero()
    }
    fn look(_blocks: u32) -> Weight {
        Weight::zero()
    }
    fn on_active() -> Weight {
        Weight::zero()
    }
    fn on_verdict() -> Weight {
        Weight::zero()
    }
    fn on_finding() -> Weight {
        Weight::zero()
    }
    fn condemn() -> Weight {
        Weight::zero()
    }
}
