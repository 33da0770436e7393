// SPDX-License-Identifier: Apache-2.0
//! The market with the devices, prices, money and settlement of the runtime: who lists, hires,
//! serves and is paid.

use super::{devices::register, *};
use crate::{
    configs::accounts::ProxyType, Attestation, Balances, Equilibrium, Issuance, Market, Panels,
    RuntimeCall,
};
use frame_support::{
    assert_noop, assert_ok,
    traits::{
        fungible::{Inspect, InspectHold},
        Hooks, InstanceFilter,
    },
    weights::Weight,
};
use joule_primitives::{
    apis::market::{Attributes, CloseReason, LeaseState, Needs, OrderFilter, Workload},
    attestation::{ClassId, DeviceKey, Devices, FollowDevices, MilliComputeUnits},
    money::{Pot, Pots},
    types::{Balance, BlockNumber, Hash},
    units::JOULE,
};
use pallet_joule_equilibrium::{IdleTimes, Parameters};
use pallet_joule_market::{
    types::{OrderKind, OrderRequest},
    Call, HoldReason, Jobs, Leases, NextOrder, OrderId,
};
use sp_core::{ed25519, Pair};
use sp_runtime::Perbill;
use Sr25519Keyring::{Alice, Bob, Charlie, Dave};

/// Who hires in these tests.
pub const TENANT: Sr25519Keyring = Charlie;
/// Who serves.
pub const PROVIDER: Sr25519Keyring = Bob;
/// A cent for each block of a second, in micro-dollars per hour.
pub const RATE: u64 = 36_000_000;
/// What a device puts at risk: more than the dollar that the class asks for.
const BOND: Balance = 10 * JOULE;

/// The device of an account.
pub fn pair(owner: Sr25519Keyring) -> ed25519::Pair {
    ed25519::Pair::from_seed(&owner.to_raw_public())
}

/// Its key.
pub fn key(owner: Sr25519Keyring) -> DeviceKey {
    DeviceKey(pair(owner).public().0)
}

/// Lets blocks pass, with the hooks of all that has to do with the market.
pub fn pass(blocks: BlockNumber) {
    for _ in 0..blocks {
        let block = System::block_number() + 1;
        System::set_block_number(block);
        Issuance::on_initialize(block);
        Attestation::on_initialize(block);
        Equilibrium::on_initialize(block);
        Market::on_idle(block, Weight::MAX);
        Equilibrium::on_idle(block, Weight::MAX);
        Panels::on_idle(block, Weight::MAX);
        Equilibrium::on_finalize(block);
        Issuance::on_finalize(block);
    }
}

/// Registers a provider with a device that is listed.
pub fn provide(who: Sr25519Keyring) -> DeviceKey {
    let device = register(who, &pair(who), BOND);
    assert_ok!(Market::register_provider(signed(who)));
    assert_ok!(Market::resume_provider(signed(who)));
    assert_ok!(Market::list_device(signed(who), device, Attributes::default()));
    device
}

/// Lets the tenant order this, with so much in the escrow: the number of the order.
pub fn order(kind: OrderKind, escrow: Balance) -> OrderId {
    let id = NextOrder::<Runtime>::get();
    let request = OrderRequest {
        kind,
        workload: Workload::Container,
        needs: Needs { class: ClassId(0), region: None, link: None, memory_mib: 0 },
        max_price: RATE,
        window_blocks: 10,
        floor_price: None,
        tenant_key: [9; 32],
        manifest: Hash::repeat_byte(1),
        sponsors: Default::default(),
    };
    assert_ok!(Market::create_order(signed(TENANT), Box::new(request), escrow));
    id
}

/// Lets the provider win an order with its device.
pub fn win(id: OrderId) {
    let devices = vec![key(PROVIDER)].try_into().expect("one is few");
    assert_ok!(Market::place_bid(signed(PROVIDER), id, RATE, devices));
    let numbers = vec![0].try_into().expect("one is few");
    assert_ok!(Market::take_bids(signed(TENANT), id, numbers));
}

/// A lease that has begun.
pub fn hire() -> OrderId {
    provide(PROVIDER);
    let id = order(OrderKind::Lease, 20 * JOULE);
    win(id);
    let endpoint = vec![1; 64].try_into().expect("it is short");
    assert_ok!(Market::deliver_endpoint(signed(PROVIDER), id, endpoint));
    assert_ok!(Market::accept_endpoint(signed(TENANT), id));
    id
}

/// Lets the provider serve for so many heartbeats of ten blocks.
pub fn serve(id: OrderId, beats: u32) {
    for _ in 0..beats {
        pass(10);
        let leases = vec![id].try_into().expect("one is few");
        assert_ok!(Market::heartbeat(signed(PROVIDER), leases));
    }
}

/// All that an account has, free or held.
pub fn wealth(who: Sr25519Keyring) -> Balance {
    Balances::total_balance(&account(who))
}

/// What is held of an account for this reason.
pub fn held(reason: HoldReason, who: Sr25519Keyring) -> Balance {
    Balances::balance_on_hold(&reason.into(), &account(who))
}

#[test]
fn a_tenant_pays_for_the_blocks_that_were_served_and_no_more() {
    run(|| {
        let before = (wealth(TENANT), wealth(PROVIDER));
        let id = hire();
        let fee = before.1 - wealth(PROVIDER);
        assert_eq!(held(HoldReason::Escrow, TENANT), 20 * JOULE);
        let standing = Attestation::standing(&key(PROVIDER)).expect("it is registered");
        assert!(!standing.is_idle, "it is on a lease");
        // WHEN a hundred blocks are served, at a cent each
        serve(id, 10);
        let burned = Issuance::supply().burned.settlement;
        let security = Issuance::available(Pot::Security);
        pass(5);
        let to_stakers = |_: ()| Issuance::available(Pot::Security) - security;
        let lapsed = to_stakers(());
        assert_ok!(Market::close_lease(signed(TENANT), id));
        // THEN they are paid, with five more since the last heartbeat: 0.7 of it to the provider, a
        // tenth to stakers
        let lease = Leases::<Runtime>::get(id).expect("it is kept to be read");
        assert!(matches!(lease.state, LeaseState::Closed { .. }), "{:?}", lease.state);
        let closing = lease.closing.expect("it is over");
        assert_eq!(closing.reason, CloseReason::TenantClosed);
        let price = 105 * JOULE / 100;
        assert_eq!(before.0 - wealth(TENANT), price);
        assert_eq!(wealth(PROVIDER) + fee - before.1, price * 7 / 10);
        assert!(lapsed <= to_stakers(()));
        assert_eq!(held(HoldReason::Escrow, TENANT), 0);
        assert_eq!(held(HoldReason::BidDeposit, PROVIDER), 0);
        let settled = Issuance::supply().burned.settlement;
        assert!(settled > burned && settled - burned <= price);
        // Its device is free again.
        let standing = Attestation::standing(&key(PROVIDER)).expect("it is registered");
        assert!(standing.is_idle);
        // AND after a while all is forgotten
        pass(400);
        assert!(!Leases::<Runtime>::contains_key(id));
    });
}

#[test]
fn paid_work_earns_a_subsidy_when_the_epoch_has_ended() {
    run(|| {
        let id = hire();
        serve(id, 4);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        let figures = Equilibrium::running_epoch();
        assert_eq!((figures.epoch, figures.revenue_usd_micro), (0, 400_000));
        assert_eq!(figures.unrelated_revenue_usd_micro, 400_000);
        assert_eq!((figures.device_blocks, figures.burned), (40, 4 * JOULE / 10));
        assert_eq!(figures.subsidised, figures.burned);
        let claim = || Equilibrium::claim_work(signed(PROVIDER), 0);
        assert_noop!(claim(), pallet_joule_equilibrium::Error::<Runtime>::EpochNotClosed);
        pass(100);
        let before = wealth(PROVIDER);
        assert_ok!(claim());
        // The emission of an epoch is much more than fifteen percent of this.
        assert_eq!(wealth(PROVIDER) - before, 4 * JOULE / 10 * 15 / 100);
        // All in all, less comes back than was burned.
        let figures = Equilibrium::epoch_figures(0).expect("it has ended");
        assert!(figures.to_providers + figures.to_stakers < figures.burned * 85 / 100);
        let outcome = figures.outcome.expect("it has ended");
        assert_eq!(outcome.granted_for_work, 4 * JOULE / 10 * 15 / 100);
        assert!(figures.lapsed > 0, "nobody stood by");
    });
}

#[test]
fn a_provider_that_falls_silent_loses_the_lease_and_a_part_of_its_bond() {
    run(|| {
        let id = hire();
        serve(id, 2);
        let bond = || Attestation::standing(&key(PROVIDER)).expect("it is registered").bond;
        // The agenda ends it by itself.
        pass(200);
        let lease = Leases::<Runtime>::get(id).expect("it is kept to be read");
        assert_eq!(lease.closing.map(|closing| closing.reason), Some(CloseReason::Outage));
        assert_eq!(bond(), BOND - BOND / 100);
        let record = Market::describe_provider(account(PROVIDER)).expect("it is one");
        assert!(record.reputation_ppm < 500_000, "{}", record.reputation_ppm);
    });
}

#[test]
fn a_listed_device_earns_for_being_there_unless_it_is_hired() {
    type Followers = <Runtime as pallet_joule_attestation::Config>::Followers;
    let prove = || {
        let device = key(PROVIDER);
        Followers::on_proved(&device, &account(PROVIDER), MilliComputeUnits(1_000), 30);
        IdleTimes::<Runtime>::iter_prefix_values((0,)).map(|idle| idle.weight).sum::<u128>()
    };
    run(|| {
        provide(PROVIDER);
        pass(1);
        assert_eq!(prove(), 30_000);
        let id = order(OrderKind::Lease, 20 * JOULE);
        win(id);
        assert_eq!(prove(), 30_000, "who is hired is paid for that");
        pass(100);
        assert_ok!(Equilibrium::claim_availability(signed(PROVIDER), 0, key(PROVIDER)));
        let vesting = Equilibrium::claims(&account(PROVIDER)).vesting;
        assert!(vesting[0].unvested > 0);
        // It is paid proof by proof, and lapses if the device fails.
        let before = wealth(PROVIDER);
        prove();
        assert!(wealth(PROVIDER) > before);
        Followers::on_failed(&key(PROVIDER), &account(PROVIDER));
        assert_eq!(Equilibrium::claims(&account(PROVIDER)).vesting, []);
    });
}

#[test]
fn figures_of_devices_follow_what_they_do() {
    run(|| {
        let count = || {
            let figures = Market::market().classes.remove(0);
            [figures.listed, figures.bonded, figures.attested, figures.serving].map(|it| it.count)
        };
        assert_eq!(count(), [0; 4]);
        let id = hire();
        assert_eq!(count(), [1, 1, 1, 1]);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(count(), [1, 1, 1, 0]);
        assert_ok!(Attestation::leave(signed(PROVIDER), key(PROVIDER)));
        assert_eq!(count(), [1, 1, 0, 0], "attestation tells the market");
    });
}

#[test]
fn nothing_is_ordered_without_a_price() {
    run(|| {
        assert_ok!(crate::Price::set_administered_price(RuntimeOrigin::root(), None));
        let request = OrderRequest {
            kind: OrderKind::Lease,
            workload: Workload::Training,
            needs: Needs { class: ClassId(0), region: None, link: None, memory_mib: 0 },
            max_price: RATE,
            window_blocks: 10,
            floor_price: None,
            tenant_key: [9; 32],
            manifest: Hash::zero(),
            sponsors: Default::default(),
        };
        assert_noop!(
            Market::create_order(signed(TENANT), Box::new(request), JOULE),
            pallet_joule_market::Error::<Runtime>::PriceUnavailable
        );
    });
}

#[test]
fn governance_alone_sets_what_the_market_burns_and_what_classes_ask_for() {
    run(|| {
        let parameters: Parameters = joule_math::bme::Params::LEAN.into();
        let class = pallet_joule_market::ClassOffer {
            bond_usd_micro: 1,
            reference_usd_micro: 2,
            full_score: MilliComputeUnits(3),
        };
        let calls: [RuntimeCall; 2] = [
            pallet_joule_equilibrium::Call::set_parameters { parameters }.into(),
            Call::set_class { class: ClassId(0), offer: class }.into(),
        ];
        for call in calls {
            use sp_runtime::traits::Dispatchable;
            let refused = call.clone().dispatch(signed(Alice)).expect_err("Alice is not root");
            assert_eq!(refused.error, sp_runtime::DispatchError::BadOrigin);
            assert_ok!(call.dispatch(RuntimeOrigin::root()));
        }
        let beyond = Parameters { availability: Perbill::from_percent(11), ..parameters };
        assert_noop!(
            Equilibrium::set_parameters(RuntimeOrigin::root(), beyond),
            pallet_joule_equilibrium::Error::<Runtime>::AvailabilityBeyondProof
        );
    });
}

#[test]
fn a_proxy_that_may_not_transfer_keeps_leases_alive_and_trades_nothing() {
    let (order, lease, job, device) = (0, 0, 0, key(Dave));
    let allowed: [RuntimeCall; 5] = [
        Call::heartbeat { leases: Default::default() }.into(),
        Call::deliver_endpoint { lease, endpoint: Default::default() }.into(),
        Call::poke { order }.into(),
        Call::pause_provider {}.into(),
        pallet_joule_equilibrium::Call::claim_work { epoch: 0 }.into(),
    ];
    let refused: [RuntimeCall; 10] = [
        Call::register_provider {}.into(),
        Call::list_device { device, attributes: Attributes::default() }.into(),
        Call::place_bid { order, price: 1, devices: Default::default() }.into(),
        Call::take_bids { order, numbers: Default::default() }.into(),
        Call::top_up { order, amount: 1 }.into(),
        Call::withdraw_excess { order, amount: 1 }.into(),
        Call::accept_endpoint { lease }.into(),
        Call::amend_lease { lease, provider: account(Dave), rate: 1 }.into(),
        Call::close_lease { lease }.into(),
        Call::object { job }.into(),
    ];
    for call in &allowed {
        assert!(ProxyType::NonTransfer.filter(call), "{call:?}");
    }
    for call in &refused {
        assert!(!ProxyType::NonTransfer.filter(call), "{call:?}");
    }
    for call in allowed.iter().chain(&refused) {
        assert!(ProxyType::Any.filter(call) && !ProxyType::Staking.filter(call));
    }
}

#[test]
fn a_lease_is_told_with_its_runway_and_its_next_deadline() {
    run(|| {
        let id = hire();
        serve(id, 4);
        let told = Market::describe_lease(id).expect("there is one");
        // Twenty dollars pay for 2,000 blocks, of which 40 were served.
        assert_eq!(told.runway_blocks, Some(1_960));
        assert!(told.terms.next_look.is_some_and(|block| block > System::block_number()));
        assert_eq!(told.parts[0].owed_usd_micro + told.parts[0].paid_usd_micro, 400_000);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(Market::describe_lease(id).expect("it is kept").runway_blocks, None);
    });
}

#[test]
fn providers_and_orders_come_in_pages() {
    run(|| {
        provide(PROVIDER);
        let first = order(OrderKind::Lease, 20 * JOULE);
        let second = order(OrderKind::Lease, 20 * JOULE);
        win(second);
        let page = Market::providers(0);
        assert_eq!((page.providers.len(), page.has_more), (1, false));
        // Dollars that add up may be more than what numbers of clients hold.
        let told = serde_json::to_value(&page.providers[0]).expect("it serialises");
        assert_eq!(told["completedUsdMicro"], "0");
        assert_eq!(told["failedUsdMicro"], "0");
        assert_eq!(Market::providers(1).providers, []);
        let numbers = |filter| {
            let page = Market::orders(filter, 0).orders;
            let mut numbers = page.iter().map(|order| order.terms.number).collect::<Vec<_>>();
            numbers.sort_unstable();
            numbers
        };
        let (any, none) = (OrderFilter::default, Vec::<OrderId>::new());
        assert_eq!(numbers(any()), [first, second]);
        assert_eq!(numbers(OrderFilter { is_matched: Some(false), ..any() }), [first]);
        let tenant = Some(account(TENANT));
        assert_eq!(numbers(OrderFilter { tenant, ..any() }), [first, second]);
        let tenant = Some(account(PROVIDER));
        assert_eq!(numbers(OrderFilter { tenant, ..any() }), none);
        assert_eq!(numbers(OrderFilter { class: Some(ClassId(1)), ..any() }), none);
        let workload = Some(Workload::Render);
        assert_eq!(numbers(OrderFilter { workload, ..any() }), none);
    });
}

#[test]
fn orders_leases_and_jobs_share_their_numbers() {
    run(|| {
        let id = hire();
        assert!(Leases::<Runtime>::contains_key(id) && !Jobs::<Runtime>::contains_key(id));
        assert_eq!(NextOrder::<Runtime>::get(), id + 1);
    });
}
