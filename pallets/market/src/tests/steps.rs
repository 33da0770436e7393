// SPDX-License-Identifier: Apache-2.0
//! What may happen in a random history, step by step.

use crate::{
    mock::*,
    types::{OrderKind, OrderRequest},
    Jobs, Leases, NextOrder, OrderId, Orders,
};
use frame_support::storage::with_storage_layer;
use joule_primitives::{
    attestation::{DeviceState, FollowDevices, Policy},
    panels::Finding,
    price::{Dollars, Health},
    types::{BlockNumber, Hash},
    units::JOULE,
    verdicts::{Fault, Outcome},
};
use proptest::prelude::*;
use sp_runtime::DispatchResult;

/// The providers of these histories.
pub const PROVIDERS: [AccountId; 3] = [ALICE, BOB, CAROL];

/// A step: numbers say of what, by whom and how.
#[derive(Clone, Debug)]
pub enum Step {
    Order(u8, u8, u8),
    Bid(u8, u8, u8, u8),
    Withdraw(u8, u8),
    Take(u8, u8),
    Finalise(u8),
    Cancel(u8),
    Begin(u8, u8),
    Deliver(u8, u8),
    Accept(u8),
    Refuse(u8),
    Beat(u8),
    Serve(u8),
    Poke(u8),
    Contest(u8, u8),
    Find(u8),
    Close(u8, u8),
    Reclaim(u8, u8),
    Amend(u8, u8, u8),
    Fund(u8, u8),
    TakeOut(u8, u8),
    Verdict(u8, u8),
    Object(u8),
    Handover(u8, u8),
    Provider(u8, u8),
    Device(u8, u8),
    Price(u8),
    Settlement(bool),
    Blocks(BlockNumber, bool),
}

/// Any step, those that lead further more often.
pub fn steps() -> impl Strategy<Value = Step> {
    let id = || 0..4u8;
    let who = || 0..5u8;
    prop_oneof![
        4 => (0..8u8, 0..3u8, 0..8u8).prop_map(|(a, b, c)| Step::Order(a, b, c)),
        8 => (id(), who(), 0..3u8, 0..4u8).prop_map(|(a, b, c, d)| Step::Bid(a, b, c, d)),
        1 => (id(), who()).prop_map(|(a, b)| Step::Withdraw(a, b)),
        4 => (id(), any::<u8>()).prop_map(|(a, b)| Step::Take(a, b)),
        3 => id().prop_map(Step::Finalise),
        1 => id().prop_map(Step::Cancel),
        12 => (id(), any::<u8>()).prop_map(|(a, b)| Step::Begin(a, b)),
        3 => (id(), who()).prop_map(|(a, b)| Step::Deliver(a, b)),
        4 => id().prop_map(Step::Accept),
        1 => id().prop_map(Step::Refuse),
        12 => who().prop_map(Step::Beat),
        8 => (1..9u8).prop_map(Step::Serve),
        6 => id().prop_map(Step::Poke),
        6 => (id(), who()).prop_map(|(a, b)| Step::Contest(a, b)),
        4 => any::<u8>().prop_map(Step::Find),
        5 => (id(), who()).prop_map(|(a, b)| Step::Close(a, b)),
        3 => (id(), who()).prop_map(|(a, b)| Step::Reclaim(a, b)),
        2 => (id(), who(), 0..3u8).prop_map(|(a, b, c)| Step::Amend(a, b, c)),
        2 => (id(), who()).prop_map(|(a, b)| Step::Fund(a, b)),
        1 => (id(), who()).prop_map(|(a, b)| Step::TakeOut(a, b)),
        3 => (id(), any::<u8>()).prop_map(|(a, b)| Step::Verdict(a, b)),
        4 => id().prop_map(Step::Object),
        2 => (id(), who()).prop_map(|(a, b)| Step::Handover(a, b)),
        2 => (who(), 0..4u8).prop_map(|(a, b)| Step::Provider(a, b)),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Step::Device(a, b)),
        3 => (0..15u8).prop_map(Step::Price),
        1 => any::<bool>().prop_map(Step::Settlement),
        12 => (1..150u32, any::<bool>()).prop_map(|(a, b)| Step::Blocks(a, b)),
        1 => (300..1_500u32).prop_map(|blocks| Step::Blocks(blocks, false)),
    ]
}

/// Runs one step, which must change nothing if it is refused.
fn attempt(step: impl FnOnce() -> DispatchResult) -> bool {
    let before = state();
    let result = with_storage_layer(step);
    if result.is_err() {
        assert_eq!(before, state(), "a refused step changed something");
    }
    result.is_ok()
}

fn account(who: u8) -> AccountId {
    match who {
        0..=2 => PROVIDERS[usize::from(who)],
        3 => TENANT,
        _ => SPONSOR,
    }
}

/// One of the last four orders.
fn id_of(back: u8) -> OrderId {
    NextOrder::<Test>::get().saturating_sub(1 + u64::from(back))
}

/// Who orders: the tenant mostly; at times the one who may pay, or a provider for itself.
fn by_whom(by: u8) -> RuntimeOrigin {
    signed(match by {
        0 => SPONSOR,
        1 => ALICE,
        _ => TENANT,
    })
}

/// Who has ordered this, for the steps that only a tenant may take.
fn tenant_of(id: OrderId) -> RuntimeOrigin {
    let order = Orders::<Test>::get(id).map(|order| order.tenant);
    let lease = Leases::<Test>::get(id).map(|lease| lease.tenant);
    let job = Jobs::<Test>::get(id).map(|job| job.tenant);
    signed(order.or(lease).or(job).unwrap_or(TENANT))
}

/// What is ordered. Some name a provider as sponsor, or take next to no floor.
fn wish(which: u8, by: u8) -> OrderRequest<AccountId> {
    let mut request = request(kind(which));
    match by {
        0 => request.sponsors = Default::default(),
        2 => request.sponsors = vec![BOB].try_into().expect("few"),
        3 => request.floor_price = Some(Dollars::from_inner(1)),
        _ => {}
    }
    request
}

fn kind(which: u8) -> OrderKind {
    match which {
        0..=1 => OrderKind::Lease,
        2 => OrderKind::Cluster { devices: 2 },
        3 => OrderKind::Cluster { devices: 3 },
        4 => batch(Policy::RequesterAccept { window: 100 }),
        5 => batch(Policy::Redundant { n: 3, k: 2, reveal_window: 100 }),
        6 => batch(Policy::SpotCheck { permille: 100, window: 100 }),
        _ => OrderKind::Delivery { work_blocks: 100 },
    }
}

fn verdict(id: OrderId, how: u8) {
    let Some(watched) = verdict_jobs().into_iter().find(|it| it.job == id) else { return };
    if watched.verdict.is_some() {
        return;
    }
    let worker = watched.device.unwrap_or(device_of(BOB, 1));
    match how % 8 {
        0..=1 => decide(id, Outcome::Accepted, &[(worker, u64::from(how % 10) + 1)], &[]),
        2 => decide(id, Outcome::TimedOut, &[], &[(worker, Fault::Late)]),
        3 => decide(id, Outcome::Rejected, &[], &[(worker, Fault::WrongResult)]),
        4 => decide(id, Outcome::Undecided, &[], &[]),
        5 => decide(id, Outcome::Unproven, &[], &[(worker, Fault::NotProven)]),
        _ => submit(id),
    }
}

/// Takes a step.
pub fn take(step: Step) {
    let origin = |who: u8| signed(account(who));
    match step {
        Step::Order(which, size, by) => {
            let escrow = [7, 20, 200][usize::from(size)] * JOULE;
            attempt(|| Market::create_order(by_whom(by), Box::new(wish(which, by)), escrow));
        }
        Step::Bid(back, who, count, cheap) => {
            let price = RATE - 500_000 * u64::from(cheap);
            attempt(|| bid(account(who), id_of(back), price, count));
        }
        Step::Withdraw(back, who) => {
            attempt(|| Market::withdraw_bid(origin(who), id_of(back)));
        }
        Step::Take(back, mask) => {
            let numbers = (0..4u64).filter(|bit| mask >> bit & 1 == 1).collect::<Vec<_>>();
            let numbers = numbers.try_into().expect("few");
            attempt(|| Market::take_bids(tenant_of(id_of(back)), id_of(back), numbers));
        }
        Step::Finalise(back) => {
            attempt(|| Market::finalise(signed(STRANGER), id_of(back)));
        }
        Step::Cancel(back) => {
            attempt(|| Market::cancel_order(tenant_of(id_of(back)), id_of(back)));
        }
        Step::Begin(back, how) => begin_with(id_of(back), how),
        Step::Deliver(back, who) => {
            let endpoint = vec![who].try_into().expect("short");
            attempt(|| Market::deliver_endpoint(origin(who), id_of(back), endpoint));
        }
        Step::Accept(back) => {
            attempt(|| Market::accept_endpoint(tenant_of(id_of(back)), id_of(back)));
        }
        Step::Refuse(back) => {
            attempt(|| Market::refuse_endpoint(tenant_of(id_of(back)), id_of(back)));
        }
        Step::Beat(who) => {
            let ids = (0..4u8).map(id_of).collect::<Vec<_>>().try_into().expect("few");
            attempt(|| Market::heartbeat(origin(who), ids));
        }
        Step::Serve(beats) => serve_all(beats),
        Step::Poke(back) => {
            attempt(|| poke(id_of(back)));
        }
        other => go_on(other),
    }
}

/// The steps after a lease or job has begun.
fn go_on(step: Step) {
    let origin = |who: u8| signed(account(who));
    match step {
        Step::Contest(back, who) => {
            let from = now().saturating_sub(350);
            attempt(|| {
                Market::contest(tenant_of(id_of(back)), id_of(back), account(who % 3), from)
            });
        }
        Step::Find(how) => {
            let open = disputes();
            if let Some((id, _)) = open.get(usize::from(how) % open.len().max(1)) {
                match findings(how) {
                    Some(finding) => find(*id, finding),
                    None => find_nothing(*id),
                };
            }
        }
        Step::Close(back, who) => {
            attempt(|| Market::close_lease(origin(who), id_of(back)));
        }
        Step::Reclaim(back, who) => {
            attempt(|| Market::start_reclaim(origin(who), id_of(back), 600));
        }
        Step::Amend(back, who, rate) => {
            let provider = account(who % 3);
            let rate = RATE / 2 * (1 + u64::from(rate));
            let by = if rate.is_multiple_of(2) { tenant_of(id_of(back)) } else { signed(provider) };
            attempt(|| Market::amend_lease(by, id_of(back), provider, rate));
            attempt(|| Market::amend_lease(origin(who), id_of(back), provider, rate));
        }
        Step::Fund(back, who) => {
            attempt(|| Market::sponsor(origin(who), id_of(back), 5 * JOULE));
            attempt(|| Market::top_up(origin(who), id_of(back), 2 * JOULE));
            attempt(|| Market::draw_on(tenant_of(id_of(back)), id_of(back), SPONSOR, JOULE));
        }
        Step::TakeOut(back, who) => {
            attempt(|| Market::withdraw_excess(origin(who), id_of(back), JOULE));
        }
        other => happen(other),
    }
}

/// What happens around them.
fn happen(step: Step) {
    let origin = |who: u8| signed(account(who));
    match step {
        Step::Verdict(back, how) => verdict(id_of(back), how),
        Step::Object(back) => {
            attempt(|| Market::object(tenant_of(id_of(back)), id_of(back)));
        }
        Step::Handover(back, who) => {
            let (id, result) = (id_of(back), Hash::repeat_byte(5));
            attempt(|| Market::submit_delivery(origin(who), id, result));
            if who == 3 {
                attempt(|| Market::accept_delivery(tenant_of(id), id, result));
            }
        }
        Step::Provider(who, how) => {
            attempt(|| match how {
                0 => Market::pause_provider(origin(who)),
                1 => Market::leave_market(origin(who)),
                2 => Market::withdraw_provider(origin(who)),
                _ => Market::resume_provider(origin(who)),
            });
        }
        Step::Device(which, how) => change_a_device(which, how),
        Step::Price(how) => match how {
            0 => set_price(100, Health::Degraded),
            1 => set_price(100, Health::Halted),
            2 | 7..=9 => set_price(40, Health::Healthy),
            3 => set_price(200, Health::Administered),
            4 => set_price(1, Health::Healthy),
            5 => set_price(100_000_000, Health::Healthy),
            6 => set_price(0, Health::Halted),
            _ => set_price(100, Health::Healthy),
        },
        Step::Settlement(is_broken) => break_settlement(is_broken),
        Step::Blocks(blocks, true) => pass_with_agenda(blocks),
        Step::Blocks(blocks, false) => pass(blocks),
        other => panic!("{other:?} is a step of another kind"),
    }
}

/// Lets so many heartbeats pass of everybody who serves.
fn serve_all(beats: u8) {
    for _ in 0..beats {
        pass(100);
        for who in PROVIDERS {
            let ids = (0..4u8).map(id_of).collect::<Vec<_>>().try_into().expect("few");
            attempt(|| Market::heartbeat(signed(who), ids));
        }
    }
}

/// Lets an order become a lease or a job, as far as it can: providers bid, the tenant takes what it
/// needs, and all deliver and accept.
fn begin_with(id: OrderId, how: u8) {
    let Some(needed) = Orders::<Test>::get(id).map(|order| order.kind.devices()) else { return };
    let first = usize::from(how % 3);
    for turn in 0..3 {
        let who = PROVIDERS[(first + turn) % 3];
        let devices = needed.min(1 + u32::from(how / 3 % 2));
        attempt(|| bid(who, id, RATE - u64::from(how), u8::try_from(devices).expect("few")));
    }
    let bids = Orders::<Test>::get(id).map_or(Default::default(), |order| order.bids);
    let mut left = needed;
    let mut numbers = Vec::new();
    for bid in bids.iter().filter(|bid| bid.devices.len() as u32 <= needed) {
        if left > 0 || numbers.is_empty() {
            left = left.saturating_sub(bid.devices.len() as u32);
            numbers.push(bid.number);
        }
    }
    numbers.truncate(8);
    let taken = numbers.try_into().expect("few");
    attempt(|| Market::take_bids(tenant_of(id), id, taken));
    for who in PROVIDERS {
        let endpoint = vec![how].try_into().expect("short");
        attempt(|| Market::deliver_endpoint(signed(who), id, endpoint));
    }
    if how < 200 {
        attempt(|| Market::accept_endpoint(tenant_of(id), id));
    }
}

/// What a panel finds, if it finds anything.
fn findings(how: u8) -> Option<Finding> {
    match how % 4 {
        0 => Some(Finding::ProviderFault),
        1 => Some(Finding::TenantFault),
        2 => Some(Finding::NoFault),
        _ => None,
    }
}

fn change_a_device(which: u8, how: u8) {
    let who = PROVIDERS[usize::from(which % 3)];
    let device = device_of(who, which / 3 % 2);
    match how % 6 {
        0 => Market::on_active(&device, &who, how > 100),
        1 => {
            change_device(&device, |it| it.bond = if how > 100 { BOND } else { 0 });
        }
        2 => {
            let state = if how > 100 { DeviceState::Active } else { DeviceState::Paused };
            change_device(&device, |it| it.state = state);
        }
        3 => {
            attempt(|| Market::refresh_listing(signed(STRANGER), device));
        }
        4 => {
            attempt(|| Market::offer_device(signed(who), device, how > 60));
        }
        _ => {
            attempt(|| Market::unlist_device(signed(who), device));
            attempt(|| Market::list_device(signed(who), device, ATTRIBUTES));
        }
    }
}
