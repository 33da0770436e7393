// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the pallet's calls, each at its dearest: orders with as many bids as there may be,
//! and leases of as many providers. Payments, verdicts and panels are weighed by who makes them.

use super::*;
use crate::types::{
    Attributes, BatchTerms, DeviceList, Needs, OrderKind, OrderRequest, Sponsors, Workload,
};
use alloc::{boxed::Box, vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{fungible::Mutate, EnsureOrigin, Hooks, Imbalance},
    BoundedVec,
};
use frame_system::RawOrigin;
use joule_primitives::{
    attestation::{ClassId, DeviceKey, Evidence, FollowDevices, Policy},
    panels::{Finding, OnFinding},
    types::{Balance, BlockNumber, Hash},
    units::JOULE,
    verdicts::{Fault, OnVerdict, Outcome, Verdict, MAX_SEATS},
};
use sp_runtime::traits::SaturatedConversion;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId> {
    /// Lets there be a price of a dollar that converts.
    fn price();
    /// Lets there be an active device of class 0 with this key, whose bond is worth 10,000 dollars
    /// and all needed, of which something is due, and for which its owner has pay that vests.
    fn device(key: DeviceKey, owner: &AccountId);
    /// Lets the same be due of it once more, as of one that was hired while a challenge was open.
    fn owe(key: DeviceKey, owner: &AccountId);
    /// Lets the worker of a job hand in its result, to which the requester may object.
    fn submit(job: OrderId);
    /// Ends a dispute in the books of who decides it, so that it may be found.
    fn close_dispute(dispute: OrderId);
}

type Helper<T> = <T as Config>::BenchmarkHelper;

/// What everybody has.
const RICHES: Balance = 1_000_000 * JOULE;
/// What escrows hold.
const ESCROW: Balance = 10_000 * JOULE;
/// Six dollars an hour.
const RATE: u64 = 6_000_000;

fn rich<T: Config>(name: &'static str, number: u32) -> T::AccountId {
    let who: T::AccountId = account(name, number, 0);
    T::Currency::set_balance(&who, RICHES);
    who
}

fn tenant<T: Config>() -> T::AccountId {
    account("tenant", 0, 0)
}

fn signed<T: Config>(who: &T::AccountId) -> RawOrigin<T::AccountId> {
    RawOrigin::Signed(who.clone())
}

fn now<T: Config>() -> BlockNumber {
    Pallet::<T>::now()
}

fn pass<T: Config>(blocks: BlockNumber) {
    let at = now::<T>().saturating_add(blocks);
    frame_system::Pallet::<T>::set_block_number(at.saturated_into());
    Helper::<T>::price();
}

/// A provider with one device that is listed.
fn provider<T: Config>(number: u32) -> (T::AccountId, DeviceKey) {
    let who = rich::<T>("provider", number);
    assert!(Pallet::<T>::do_register(who.clone()).is_ok(), "it is new");
    assert!(Pallet::<T>::do_resume(&who).is_ok(), "it may begin");
    let key = key(number);
    Helper::<T>::device(key, &who);
    let listed = Pallet::<T>::do_list(who.clone(), key, Attributes::default());
    assert!(listed.is_ok(), "the device will do");
    (who, key)
}

fn key(number: u32) -> DeviceKey {
    let mut key = [7; 32];
    key.iter_mut().zip(number.to_le_bytes()).for_each(|(its, byte)| *its = byte);
    DeviceKey(key)
}

fn request<T: Config>(kind: OrderKind) -> RequestOf<T> {
    let sponsors = (0..MAX_SPONSORS).map(|number| account("sponsor", number, 0)).collect();
    OrderRequest {
        kind,
        workload: Workload::Container,
        needs: Needs { class: ClassId(0), ..Needs::default() },
        max_price: RATE,
        window_blocks: Pallet::<T>::settings().max_window_blocks,
        floor_price: None,
        tenant_key: [9; 32],
        manifest: Hash::repeat_byte(1),
        sponsors: Sponsors::<T::AccountId>::truncate_from(sponsors),
    }
}

/// The devices of a provider that has as many as a lease may have.
fn devices(number: u32) -> Vec<DeviceKey> {
    let before = number.saturating_add(100).saturating_mul(MAX_DEVICES);
    (0..MAX_DEVICES).map(|place| key(before.saturating_add(place))).collect()
}

/// A provider with as many devices as a lease may have, all listed.
fn large_provider<T: Config>(number: u32) -> (T::AccountId, Vec<DeviceKey>) {
    let who = rich::<T>("provider", number);
    assert!(Pallet::<T>::do_register(who.clone()).is_ok(), "it is new");
    assert!(Pallet::<T>::do_resume(&who).is_ok(), "it may begin");
    let devices = devices(number);
    for device in &devices {
        Helper::<T>::device(*device, &who);
        let listed = Pallet::<T>::do_list(who.clone(), *device, Attributes::default());
        assert!(listed.is_ok(), "the device will do");
    }
    (who, devices)
}

fn order<T: Config>(kind: OrderKind) -> OrderId {
    order_of::<T>(0, kind)
}

/// An order of a tenant with this number, paid by as many as may pay.
fn order_of<T: Config>(tenant: u32, kind: OrderKind) -> OrderId {
    Helper::<T>::price();
    let (who, id) = (rich::<T>("tenant", tenant), NextOrder::<T>::get());
    let created = Pallet::<T>::do_create_order(who, request::<T>(kind), ESCROW);
    assert!(created.is_ok(), "the order is allowed");
    for number in 0..MAX_SPONSORS {
        let sponsor = rich::<T>("sponsor", number);
        assert!(Pallet::<T>::do_sponsor(&sponsor, id, ESCROW).is_ok(), "it is named");
        assert!(Pallet::<T>::do_top_up(id, &sponsor, JOULE).is_ok(), "it is rich");
    }
    id
}

fn bid<T: Config>(id: OrderId, who: &T::AccountId, devices: Vec<DeviceKey>) {
    let devices = DeviceList::truncate_from(devices);
    let placed = Pallet::<T>::do_place_bid(who.clone(), id, RATE, devices);
    assert!(placed.is_ok(), "the bid will do");
}

/// An order with so many bids, the first of providers with lower numbers.
fn with_bids<T: Config>(kind: OrderKind, bids: u32) -> OrderId {
    let id = order::<T>(kind);
    for number in 0..bids {
        let (who, device) = provider::<T>(number);
        bid::<T>(id, &who, vec![device]);
    }
    id
}

/// An order with so many bids, each with all devices that are needed.
fn with_large_bids<T: Config>(bids: u32) -> OrderId {
    let id = order::<T>(cluster());
    for number in 0..bids {
        let (who, devices) = large_provider::<T>(number);
        bid::<T>(id, &who, devices);
    }
    id
}

/// Lets all devices of these providers be hired by other tenants, each by another one: who made a
/// bid with them has to take it back, and which tenant has hired a device is read for each.
fn hire_away<T: Config>(numbers: core::ops::Range<u32>) {
    for number in numbers {
        for (device, place) in devices(number).into_iter().zip(1u32..) {
            let tenant = number.saturating_mul(MAX_DEVICES).saturating_add(place);
            let id = order_of::<T>(tenant, OrderKind::Lease);
            bid::<T>(id, &account("provider", number, 0), vec![device]);
            take::<T>(tenant, id, 1);
        }
    }
}

/// Takes the first bids of an order. Something is due of all devices again, to be done when they are
/// free.
fn take<T: Config>(tenant: u32, id: OrderId, bids: u32) {
    let tenant = account("tenant", tenant, 0);
    let taken = Pallet::<T>::do_take_bids(&tenant, id, &numbers(bids));
    assert!(taken.is_ok(), "they are enough");
    let parts = Leases::<T>::get(id).into_iter().flat_map(|lease| lease.parts);
    let hired = Jobs::<T>::get(id).and_then(|job| job.bid);
    for bid in parts.map(|part| part.bid).chain(hired) {
        bid.devices.iter().for_each(|device| Helper::<T>::owe(*device, &bid.provider));
    }
}

/// The largest cluster.
fn cluster() -> OrderKind {
    OrderKind::Cluster { devices: u8::try_from(MAX_DEVICES).unwrap_or(u8::MAX) }
}

fn first<T: Config>() -> T::AccountId {
    account("provider", 0, 0)
}

fn numbers(count: u32) -> BoundedVec<u64, frame_support::traits::ConstU32<MAX_DEVICES>> {
    BoundedVec::truncate_from((0..u64::from(count)).collect())
}

/// The largest cluster, matched, with as many further bids as there may be.
fn matched<T: Config>(bids: u32) -> OrderId {
    let id = with_bids::<T>(cluster(), MAX_DEVICES.max(bids));
    take::<T>(0, id, MAX_DEVICES);
    id
}

fn deliver<T: Config>(id: OrderId, but: u32) {
    let most = usize::try_from(MAX_ENDPOINT_BYTES).unwrap_or(0);
    for number in 0..MAX_DEVICES.saturating_sub(but) {
        let who: T::AccountId = account("provider", number, 0);
        let endpoint = BoundedVec::truncate_from(vec![1; most]);
        let delivered = Pallet::<T>::do_deliver_endpoint(&who, id, endpoint);
        assert!(delivered.is_ok(), "it is time for that");
    }
}

/// The largest cluster that runs.
fn running<T: Config>(bids: u32) -> OrderId {
    let id = matched::<T>(bids);
    deliver::<T>(id, 0);
    let accepted = Pallet::<T>::do_accept_endpoint(&tenant::<T>(), id);
    assert!(accepted.is_ok(), "it was delivered");
    id
}

/// The largest cluster, of one provider, delivered, with as many further bids as there may be.
fn delivered_by_one<T: Config>(bids: u32) -> OrderId {
    let id = with_large_bids::<T>(bids);
    take::<T>(0, id, 1);
    let delivered = Pallet::<T>::do_deliver_endpoint(&first::<T>(), id, BoundedVec::new());
    assert!(delivered.is_ok(), "it is time for that");
    id
}

fn beat<T: Config>(id: OrderId) {
    for number in 0..MAX_DEVICES {
        let who: T::AccountId = account("provider", number, 0);
        assert!(Pallet::<T>::do_heartbeat(who, &[id]).is_ok(), "it serves");
    }
}

/// One that has served as many windows as can be contested.
fn served<T: Config>() -> OrderId {
    let id = running::<T>(MAX_BIDS);
    let settings = Pallet::<T>::settings();
    for _ in 0..settings.contest_blocks.checked_div(settings.beat_blocks).unwrap_or(0) {
        pass::<T>(settings.beat_blocks);
        beat::<T>(id);
    }
    id
}

fn terms() -> BatchTerms {
    BatchTerms {
        policy: Policy::RequesterAccept { window: 100 },
        evidence: Evidence::None,
        seeded_work: None,
        input_root: Hash::repeat_byte(2),
        units: 10,
        work_blocks: 200,
    }
}

/// A job that has begun.
fn job<T: Config>(kind: OrderKind) -> OrderId {
    let id = order::<T>(kind);
    let (who, device) = provider::<T>(0);
    let devices = if kind.devices() == 0 { Vec::new() } else { vec![device] };
    bid::<T>(id, &who, devices);
    take::<T>(0, id, 1);
    id
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn register_provider() {
        let who = rich::<T>("provider", 0);
        #[extrinsic_call]
        _(signed::<T>(&who));
        assert!(Providers::<T>::contains_key(&who));
    }

    #[benchmark]
    fn pause_provider() {
        Helper::<T>::price();
        let (who, _) = provider::<T>(0);
        #[extrinsic_call]
        _(signed::<T>(&who));
    }

    #[benchmark]
    fn resume_provider() {
        let who = rich::<T>("provider", 0);
        assert!(Pallet::<T>::do_register(who.clone()).is_ok(), "it is new");
        #[extrinsic_call]
        _(signed::<T>(&who));
    }

    #[benchmark]
    fn leave_market() {
        Helper::<T>::price();
        let (who, _) = provider::<T>(0);
        #[extrinsic_call]
        _(signed::<T>(&who));
    }

    #[benchmark]
    fn withdraw_provider() {
        let who = rich::<T>("provider", 0);
        assert!(Pallet::<T>::do_register(who.clone()).is_ok(), "it is new");
        assert!(Pallet::<T>::do_leave(&who).is_ok(), "it may leave");
        pass::<T>(Pallet::<T>::settings().exit_blocks);
        #[extrinsic_call]
        _(signed::<T>(&who));
        assert!(!Providers::<T>::contains_key(&who));
    }

    #[benchmark]
    fn list_device() {
        Helper::<T>::price();
        let (who, _) = provider::<T>(0);
        Helper::<T>::device(key(99), &who);
        #[extrinsic_call]
        _(signed::<T>(&who), key(99), Attributes::default());
        assert!(ListingRecords::<T>::contains_key(key(99)));
    }

    #[benchmark]
    fn offer_device() {
        Helper::<T>::price();
        let (who, device) = provider::<T>(0);
        #[extrinsic_call]
        _(signed::<T>(&who), device, false);
    }

    #[benchmark]
    fn unlist_device() {
        Helper::<T>::price();
        let (who, device) = provider::<T>(0);
        #[extrinsic_call]
        _(signed::<T>(&who), device);
        assert!(!ListingRecords::<T>::contains_key(device));
    }

    #[benchmark]
    fn refresh_listing() {
        Helper::<T>::price();
        let (who, device) = provider::<T>(0);
        #[extrinsic_call]
        _(signed::<T>(&who), device);
    }

    #[benchmark]
    fn create_order() {
        // As many devices will be drawn as may be, and the job begins at once.
        Helper::<T>::price();
        for number in 0..MAX_SEATS {
            provider::<T>(number);
        }
        let who = rich::<T>("tenant", 0);
        let n = u8::try_from(MAX_SEATS).unwrap_or(u8::MAX);
        let policy = Policy::Redundant { n, k: n, reveal_window: 100 };
        let kind = OrderKind::Batch(BatchTerms { policy, ..terms() });
        let request = OrderRequest { max_price: 100 * RATE, ..request::<T>(kind) };
        #[extrinsic_call]
        _(signed::<T>(&who), Box::new(request), ESCROW);
        assert!(Jobs::<T>::contains_key(0));
    }

    #[benchmark]
    fn cancel_order(b: Linear<0, MAX_BIDS>) {
        let id = with_bids::<T>(cluster(), b);
        #[extrinsic_call]
        _(signed::<T>(&tenant::<T>()), id);
        assert!(!Orders::<T>::contains_key(id));
    }

    #[benchmark]
    fn sponsor() {
        let id = order::<T>(cluster());
        let who = rich::<T>("sponsor", 0);
        #[extrinsic_call]
        _(signed::<T>(&who), id, ESCROW);
    }

    #[benchmark]
    fn top_up() {
        let id = order::<T>(cluster());
        #[extrinsic_call]
        _(signed::<T>(&tenant::<T>()), id, JOULE);
    }

    #[benchmark]
    fn draw_on() {
        let id = order::<T>(cluster());
        let who = account("sponsor", 0, 0);
        #[extrinsic_call]
        _(signed::<T>(&tenant::<T>()), id, who, JOULE);
    }

    #[benchmark]
    fn withdraw_excess() {
        let id = served::<T>();
        #[extrinsic_call]
        _(signed::<T>(&tenant::<T>()), id, JOULE);
    }

    #[benchmark]
    fn place_bid() {
        let id = with_bids::<T>(cluster(), MAX_BIDS);
        let (who, devices) = large_provider::<T>(MAX_BIDS);
        // It is the best, and another one is evicted.
        #[extrinsic_call]
        _(signed::<T>(&who), id, 1, DeviceList::truncate_from(devices));
        assert!(Orders::<T>::get(id).is_some_and(|it| it.next_bid == u64::from(MAX_BIDS) + 1));
    }

    #[benchmark]
    fn withdraw_bid() {
        let id = with_bids::<T>(cluster(), MAX_BIDS);
        #[extrinsic_call]
        _(signed::<T>(&first::<T>()), id);
    }

    #[benchmark]
    fn take_bids() {
        let id = with_bids::<T>(cluster(), MAX_BIDS);
        #[extrinsic_call]
        _(signed::<T>(&tenant::<T>()), id, numbers(MAX_DEVICES));
        assert!(Leases::<T>::contains_key(id));
    }

    #[benchmark]
    fn take_for_job() {
        // The job begins at once, and all other bids are over.
        let id = with_bids::<T>(OrderKind::Batch(terms()), MAX_BIDS);
        #[extrinsic_call]
        take_bids(signed::<T>(&tenant::<T>()), id, numbers(1));
        assert!(Jobs::<T>::contains_key(id));
    }

    #[benchmark]
    fn finalise(b: Linear<1, MAX_BIDS>) {
        // The devices of all but the last bid are hired by others.
        let id = with_large_bids::<T>(b);
        hire_away::<T>(0..b.saturating_sub(1));
        pass::<T>(Pallet::<T>::settings().max_window_blocks.saturating_add(1));
        #[extrinsic_call]
        _(signed::<T>(&tenant::<T>()), id);
        assert!(Leases::<T>::contains_key(id));
    }

    #[benchmark]
    fn deliver_endpoint() {
        let id = matched::<T>(MAX_BIDS);
        deliver::<T>(id, 1);
        let who: T::AccountId = account("provider", MAX_DEVICES.saturating_sub(1), 0);
        let most = usize::try_from(MAX_ENDPOINT_BYTES).unwrap_or(0);
        let endpoint = BoundedVec::truncate_from(vec![1; most]);
        #[extrinsic_call]
        _(signed::<T>(&who), id, endpoint);
    }

    #[benchmark]
    fn accept_endpoint(b: Linear<1, MAX_BIDS>) {
        // All other bids are over.
        let id = delivered_by_one::<T>(b);
        #[extrinsic_call]
        _(signed::<T>(&tenant::<T>()), id);
        assert!(!Orders::<T>::contains_key(id));
    }

    #[benchmark]
    fn refuse_endpoint() {
        // The next best is taken at once: the last one, as the devices of the others are hired.
        let id = delivered_by_one::<T>(MAX_BIDS);
        hire_away::<T>(1..MAX_BIDS.saturating_sub(1));
        Orders::<T>::mutate_extant(id, |order| order.window_until = 0);
        #[extrinsic_call]
        _(signed::<T>(&tenant::<T>()), id);
        assert!(Leases::<T>::get(id).is_some_and(|it| it.part(&first::<T>()).is_none()));
    }

    #[benchmark]
    fn heartbeat(l: Linear<1, MAX_BEATS>) {
        let id = served::<T>();
        let lease = Leases::<T>::get(id).expect("there is a lease");
        let ids = (0..u64::from(l)).map(|number| id.saturating_add(number)).collect::<Vec<_>>();
        for id in &ids {
            Leases::<T>::insert(id, &lease);
        }
        pass::<T>(Pallet::<T>::settings().beat_blocks);
        #[extrinsic_call]
        _(signed::<T>(&first::<T>()), BoundedVec::truncate_from(ids));
    }

    #[benchmark]
    fn contest() {
        let id = served::<T>();
        #[extrinsic_call]
        _(signed::<T>(&tenant::<T>()), id, first::<T>(), 0);
        assert!(Leases::<T>::get(id).is_some_and(|lease| lease.contest.is_some()));
    }

    #[benchmark]
    fn amend_lease() {
        let id = served::<T>();
        let who = first::<T>();
        assert!(Pallet::<T>::do_amend(who.clone(), id, &who, 1).is_ok(), "it may wish that");
        #[extrinsic_call]
        _(signed::<T>(&tenant::<T>()), id, who, 1);
    }

    #[benchmark]
    fn start_reclaim() {
        let id = served::<T>();
        let notice = Pallet::<T>::settings().min_notice_blocks;
        #[extrinsic_call]
        _(signed::<T>(&first::<T>()), id, notice);
    }

    #[benchmark]
    fn close_lease(b: Linear<8, MAX_BIDS>) {
        // It has begun, but nobody has looked: the other bids are refunded first.
        let id = matched::<T>(b);
        deliver::<T>(id, 0);
        pass::<T>(Pallet::<T>::settings().refusal_blocks.saturating_add(2));
        #[extrinsic_call]
        _(signed::<T>(&tenant::<T>()), id);
        assert!(Leases::<T>::get(id).is_some_and(|it| it.closing.is_some()));
    }

    #[benchmark]
    fn leave_lease(b: Linear<8, MAX_BIDS>) {
        // A day costs more than the deposit and all bonds.
        let id = delivered_by_one::<T>(b);
        Leases::<T>::mutate_extant(id, |lease| {
            lease.parts.iter_mut().for_each(|part| part.rate = RATE.saturating_mul(10_000));
        });
        pass::<T>(Pallet::<T>::settings().refusal_blocks.saturating_add(2));
        #[extrinsic_call]
        close_lease(signed::<T>(&first::<T>()), id);
        assert!(Leases::<T>::get(id).is_some_and(|it| it.closing.is_some()));
    }

    #[benchmark]
    fn end_outage() {
        // All fell silent: the bonds of all pay, and all that was served before.
        let id = served::<T>();
        let beats = DEAD_BEATS.saturating_add(1);
        pass::<T>(Pallet::<T>::settings().beat_blocks.saturating_mul(beats));
        #[extrinsic_call]
        poke(signed::<T>(&tenant::<T>()), id);
        assert!(Leases::<T>::get(id).is_some_and(|it| it.closing.is_some()));
    }

    #[benchmark]
    fn poke() {
        // Nothing is delivered: the deposit is lost, and the next best is taken, the last one, as
        // the devices of the others are hired.
        let id = with_large_bids::<T>(MAX_BIDS);
        take::<T>(0, id, 1);
        hire_away::<T>(1..MAX_BIDS.saturating_sub(1));
        Orders::<T>::mutate_extant(id, |order| order.window_until = 0);
        pass::<T>(Pallet::<T>::settings().start_blocks.saturating_add(1));
        #[extrinsic_call]
        _(signed::<T>(&tenant::<T>()), id);
        assert!(Leases::<T>::get(id).is_some_and(|it| it.part(&first::<T>()).is_none()));
    }

    #[benchmark]
    fn object() {
        let id = job::<T>(OrderKind::Batch(terms()));
        Helper::<T>::submit(id);
        #[extrinsic_call]
        _(signed::<T>(&tenant::<T>()), id);
        assert!(Jobs::<T>::get(id).is_some_and(|job| job.dispute.is_some()));
    }

    #[benchmark]
    fn submit_delivery() {
        let id = job::<T>(OrderKind::Delivery { work_blocks: 100 });
        #[extrinsic_call]
        _(signed::<T>(&first::<T>()), id, Hash::repeat_byte(1));
    }

    #[benchmark]
    fn accept_delivery() {
        let id = job::<T>(OrderKind::Delivery { work_blocks: 100 });
        let result = Hash::repeat_byte(1);
        let submitted = Pallet::<T>::do_submit_delivery(&first::<T>(), id, result);
        assert!(submitted.is_ok(), "it is time for that");
        #[extrinsic_call]
        _(signed::<T>(&tenant::<T>()), id, result);
        assert!(Jobs::<T>::get(id).is_some_and(|job| job.closing.is_some()));
    }

    #[benchmark]
    fn set_class() {
        let origin = T::GovernanceOrigin::try_successful_origin().expect("governance can act");
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, ClassId(0), ClassOffer::default());
    }

    #[benchmark]
    fn look(b: Linear<1, MAX_AGENDA_BLOCKS>) {
        pass::<T>(b.saturating_sub(1));
        #[block]
        {
            Pallet::<T>::on_idle(now::<T>().saturated_into(), frame_support::weights::Weight::MAX);
        }
        assert!(AgendaCursor::<T>::get() > 0);
    }

    #[benchmark]
    fn on_active() {
        Helper::<T>::price();
        let (who, device) = provider::<T>(0);
        #[block]
        {
            <Pallet<T> as FollowDevices<T::AccountId>>::on_active(&device, &who, false);
        }
        assert!(ListingRecords::<T>::get(device).is_some_and(|it| !it.is_attested));
    }

    #[benchmark]
    fn on_verdict() {
        // More than one verdict says: the worker loses its deposit, a part of the price is burned,
        // and as many as may have a say are paid.
        let id = job::<T>(OrderKind::Batch(terms()));
        let paid = (1..=MAX_SEATS).map(|number| (provider::<T>(number).1, 10));
        let verdict = Verdict {
            attempt: 0,
            outcome: Outcome::Undecided,
            output_root: None,
            paid: BoundedVec::truncate_from(paid.collect()),
            at_fault: BoundedVec::truncate_from(vec![(key(0), Fault::WrongResult)]),
        };
        #[block]
        {
            <Pallet<T> as OnVerdict>::on_verdict(id, &verdict);
        }
        assert!(Jobs::<T>::get(id).is_some_and(|job| job.closing.is_some()));
    }

    #[benchmark]
    fn on_finding() {
        let id = served::<T>();
        let contested = Pallet::<T>::do_contest(&tenant::<T>(), id, &first::<T>(), 0);
        assert!(contested.is_ok(), "there is something to contest");
        Helper::<T>::close_dispute(id);
        #[block]
        {
            let pay = Pallet::<T>::on_finding(id, Some(Finding::ProviderFault));
            assert!(pay.peek() > 0);
            drop(pay);
        }
        assert!(Leases::<T>::get(id).is_some_and(|lease| lease.closing.is_some()));
    }

    #[benchmark]
    fn condemn() {
        let id = delivered_by_one::<T>(MAX_BIDS);
        let accepted = Pallet::<T>::do_accept_endpoint(&tenant::<T>(), id);
        assert!(accepted.is_ok(), "it was delivered");
        pass::<T>(Pallet::<T>::settings().beat_blocks);
        // The panel is paid by the bonds of all eight devices.
        let dear = u64::from(MAX_DEVICES).saturating_mul(9_900_000_000);
        Settings::<T>::mutate(|settings| settings.contest_usd_micro = dear);
        let contested = Pallet::<T>::do_contest(&tenant::<T>(), id, &first::<T>(), 0);
        assert!(contested.is_ok(), "there is something to contest");
        Helper::<T>::close_dispute(id);
        #[block]
        {
            drop(Pallet::<T>::on_finding(id, Some(Finding::ProviderFault)));
        }
        assert!(Leases::<T>::get(id).is_some_and(|lease| lease.closing.is_some()));
    }

    impl_benchmark_test_suite!(
        Pallet,
        crate::mock::genesis(MarketSettings::public()),
        crate::mock::Test
    );
}
