// SPDX-License-Identifier: Apache-2.0
//! A small runtime around the pallet.

pub use crate::tests::models::*;

use crate as pallet_joule_market;
use crate::{
    types::{
        Attributes, CloseReason, Job, JobState, Lease, LeaseState, Needs, Order, OrderKind,
        OrderRequest, Workload,
    },
    CreditOf, HoldReason, Jobs, Leases, MarketSettings, NextOrder, OrderId, Orders, Pallet,
};
use codec::{Decode, Encode};
use frame_support::{
    assert_ok, derive_impl,
    storage::unhashed,
    traits::{
        fungible::{Balanced, Inspect, InspectHold},
        ConstU128, Hooks, Imbalance,
    },
    weights::Weight,
};
use joule_primitives::{
    attestation::{ClassId, Clock, DeviceKey, DeviceState, Evidence, Policy},
    money::{BurnMoney, BurnReason, PayMoney},
    price::Health,
    types::{Balance, BlockNumber, Hash},
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchResult, StateVersion};

pub type AccountId = u64;
pub type Credit = CreditOf<Test>;

/// Who pays in these tests.
pub const TENANT: AccountId = 1;
/// Who pays with it.
pub const SPONSOR: AccountId = 2;
/// Who has nothing to do with anything.
pub const STRANGER: AccountId = 3;
/// The first of the providers. Provider n owns the devices from 6 n on.
pub const ALICE: AccountId = 10;
pub const BOB: AccountId = 11;
pub const CAROL: AccountId = 12;
/// How many accounts there are, numbered from 1.
pub const ACCOUNTS: AccountId = 40;
/// What everybody has at first.
pub const RICHES: Balance = 1_000_000 * JOULE;
/// What each device loses if it cheats.
pub const BOND: Balance = 1_000 * JOULE;
/// A dollar in micro-dollars.
pub const USD: u64 = 1_000_000;
/// How long a block takes.
pub const SLOT_MS: u64 = 6_000;
/// The rate of most leases: 6 dollars an hour are 10,000 micro-dollars a block.
pub const RATE: u64 = 6 * USD;
/// What a block costs at that rate, in pJ at a dollar.
pub const BLOCK: Balance = JOULE / 100;

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeTask
    )]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Test>;
    #[runtime::pallet_index(1)]
    pub type Balances = pallet_balances::Pallet<Test>;
    #[runtime::pallet_index(2)]
    pub type Market = pallet_joule_market::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

/// A value of a model, kept in the state.
pub fn get<V: Decode + Default>(name: &[u8]) -> V {
    unhashed::get_or_default(name)
}

pub fn change<V: Encode + Decode + Default, R>(name: &[u8], change: impl FnOnce(&mut V) -> R) -> R {
    let mut value = get::<V>(name);
    let result = change(&mut value);
    unhashed::put(name, &value);
    result
}

/// Burns and pays as issuance does.
pub struct Money;

impl Money {
    /// What was burned for this reason.
    pub fn burned(reason: BurnReason) -> Balance {
        let all = get::<Vec<(BurnReason, Balance)>>(b"burned");
        all.into_iter().filter(|(its, _)| *its == reason).map(|(_, amount)| amount).sum()
    }
}

impl BurnMoney<Credit> for Money {
    fn burn(reason: BurnReason, credit: Credit) {
        let amount = credit.peek();
        if amount > 0 {
            change(b"burned", |all: &mut Vec<(BurnReason, Balance)>| all.push((reason, amount)));
        }
    }
}

impl PayMoney<AccountId, Credit> for Money {
    fn pay(who: &AccountId, credit: Credit) {
        if let Err(dust) = Balances::resolve(who, credit) {
            Self::burn(BurnReason::Dust, dust);
        }
    }
}

/// A slot for each block.
pub struct TestClock;

impl Clock for TestClock {
    fn slot() -> u64 {
        System::block_number().into()
    }

    fn slot_ms() -> u64 {
        SLOT_MS
    }
}

impl crate::Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Money = Money;
    type Settlement = TestSettlement;
    type Price = TestPrice;
    type Devices = TestDevices;
    type Verdicts = TestVerdicts;
    type Panels = TestPanels;
    type Clock = TestClock;
    type GovernanceOrigin = frame_system::EnsureRoot<AccountId>;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = TestHelper;
}

/// The key of a device.
pub fn key(number: u8) -> DeviceKey {
    DeviceKey([number; 32])
}

/// The settings of these tests: those of a public network.
pub fn settings() -> MarketSettings {
    MarketSettings::public()
}

/// The genesis state with these settings.
pub fn genesis(settings: MarketSettings) -> sp_io::TestExternalities {
    let accounts = (1..=ACCOUNTS).map(|who| (who, RICHES)).collect();
    let storage = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig { balances: accounts, ..Default::default() },
        market: crate::GenesisConfig { settings, ..Default::default() },
        ..Default::default()
    };
    storage.build_storage().expect("the genesis state is valid").into()
}

/// Runs `test` with three providers of two devices each that are listed, at a dollar for a JOULE,
/// and checks every invariant.
pub fn run(test: impl FnOnce()) {
    genesis(settings()).execute_with(|| {
        System::set_block_number(1);
        set_price(100, Health::Healthy);
        for provider in [ALICE, BOB, CAROL] {
            add_provider(provider, 2);
        }
        test();
        check();
    });
}

/// A provider with so many devices, all listed.
pub fn add_provider(who: AccountId, devices: u8) {
    assert_ok!(Market::register_provider(signed(who)));
    assert_ok!(Market::resume_provider(signed(who)));
    for place in 0..devices {
        let key = device_of(who, place);
        add_device(key, who);
        assert_ok!(Market::list_device(signed(who), key, ATTRIBUTES));
    }
}

/// A device that nobody lists.
pub fn add_device(key: DeviceKey, owner: AccountId) {
    let device = TestDevice {
        key,
        owner,
        bond: BOND,
        class: ClassId(0),
        state: DeviceState::Active,
        is_excused: false,
        is_on_trial: false,
        engagements: 0,
    };
    change(b"devices", |devices: &mut Vec<TestDevice>| devices.push(device));
}

/// What everybody says of its devices.
pub const ATTRIBUTES: Attributes =
    Attributes { region: 276, link: crate::types::Link::Pcie, memory_mib: 81_920 };

/// A device of a provider.
pub fn device_of(who: AccountId, place: u8) -> DeviceKey {
    key(u8::try_from(who).expect("few") * 6 + place)
}

/// Checks every invariant, and those that only all models together can see.
pub fn check() {
    Pallet::<Test>::check_invariants().expect("every invariant holds");
    let burned: Balance = BurnReason::ALL.into_iter().map(Money::burned).sum();
    let expected = Balance::from(ACCOUNTS) * RICHES + minted() - burned;
    assert_eq!(Balances::total_issuance(), expected, "no money is lost without a word");
    for device in devices() {
        let listing = crate::ListingRecords::<Test>::get(device.key);
        let serves = listing.and_then(|listing| listing.serves);
        assert_eq!(device.is_excused, serves.is_some(), "who is hired is excused");
        let watched = verdict_jobs();
        let jobs = watched.iter().filter(|it| it.device == Some(device.key));
        let undecided = jobs.filter(|it| it.verdict.is_none()).count() as u32;
        let engaged = u32::from(serves.is_some()) + undecided;
        assert_eq!(device.engagements, engaged, "who is hired is bound");
    }
    for who in 1..=ACCOUNTS {
        let written = |reason: HoldReason| Balances::balance_on_hold(&reason.into(), &who);
        let escrowed: Balance = crate::Escrows::<Test>::iter_values()
            .flat_map(|escrow| escrow.deposits.into_inner())
            .filter(|deposit| deposit.who == who)
            .map(|deposit| deposit.held)
            .sum();
        assert_eq!(written(HoldReason::Escrow), escrowed, "nothing else is held");
    }
    let mut open = disputes().into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    let contests = Leases::<Test>::iter().filter(|(_, lease)| lease.contest.is_some());
    let objections = Jobs::<Test>::iter().filter(|(_, job)| job.dispute.is_some());
    let mut known = contests.map(|(id, _)| id).chain(objections.map(|(id, _)| id)).collect();
    open.sort_unstable();
    let known: &mut Vec<OrderId> = &mut known;
    known.sort_unstable();
    assert_eq!(open, *known, "a panel sits for each dispute");
}

/// The origin of a signed call.
pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// Lets so many blocks pass in which nobody does anything, the agenda neither.
pub fn pass(blocks: BlockNumber) {
    System::set_block_number(System::block_number() + blocks);
}

/// Lets so many blocks pass with their agenda.
pub fn pass_with_agenda(blocks: BlockNumber) {
    for _ in 0..blocks {
        pass(1);
        Market::on_idle(System::block_number(), Weight::MAX);
    }
}

pub fn now() -> BlockNumber {
    System::block_number()
}

/// An order for an hour of a device, at the usual rate.
pub fn request(kind: OrderKind) -> OrderRequest<AccountId> {
    OrderRequest {
        kind,
        workload: Workload::Inference,
        needs: Needs { class: ClassId(0), ..Needs::default() },
        max_price: RATE,
        window_blocks: 10,
        floor_price: None,
        tenant_key: [9; 32],
        manifest: Hash::repeat_byte(1),
        sponsors: vec![SPONSOR].try_into().expect("few"),
    }
}

/// Makes an order: its number.
pub fn order(kind: OrderKind, escrow: Balance) -> OrderId {
    let id = NextOrder::<Test>::get();
    assert_ok!(Market::create_order(signed(TENANT), Box::new(request(kind)), escrow));
    id
}

/// Bids with the first devices of a provider.
pub fn bid(who: AccountId, id: OrderId, price: u64, devices: u8) -> DispatchResult {
    let devices = (0..devices).map(|place| device_of(who, place)).collect::<Vec<_>>();
    Market::place_bid(signed(who), id, price, devices.try_into().expect("few"))
}

/// A lease of one device of [`ALICE`] that has begun, with so much in the escrow.
pub fn lease_with(escrow: Balance) -> OrderId {
    let id = order(OrderKind::Lease, escrow);
    assert_ok!(bid(ALICE, id, RATE, 1));
    begin(id, &[0]);
    id
}

/// Takes these bids and lets the lease begin.
pub fn begin(id: OrderId, numbers: &[u64]) {
    assert_ok!(Market::take_bids(signed(TENANT), id, numbers.to_vec().try_into().expect("few")));
    deliver(id);
    assert_ok!(Market::accept_endpoint(signed(TENANT), id));
}

/// Lets all providers of a lease deliver.
pub fn deliver(id: OrderId) {
    for part in lease(id).parts {
        let endpoint = vec![1; 64].try_into().expect("short");
        assert_ok!(Market::deliver_endpoint(signed(part.bid.provider), id, endpoint));
    }
}

pub fn lease(id: OrderId) -> Lease<AccountId> {
    Leases::<Test>::get(id).expect("there is a lease")
}

pub fn order_of(id: OrderId) -> Order<AccountId> {
    Orders::<Test>::get(id).expect("there is an order")
}

pub fn job(id: OrderId) -> Job<AccountId> {
    Jobs::<Test>::get(id).expect("there is a job")
}

/// Why a lease or job ended.
pub fn reason(id: OrderId) -> Option<CloseReason> {
    let lease = Leases::<Test>::get(id).and_then(|lease| lease.closing);
    let job = Jobs::<Test>::get(id).and_then(|job| job.closing);
    lease.or(job).map(|closing| closing.reason)
}

/// Whether all is paid and given back.
pub fn is_concluded(id: OrderId) -> bool {
    let lease = Leases::<Test>::get(id)
        .is_some_and(|lease| matches!(lease.state, LeaseState::Closed { .. }));
    let job = Jobs::<Test>::get(id).is_some_and(|job| matches!(job.state, JobState::Closed { .. }));
    lease || job
}

/// Lets so many heartbeats pass of everybody in a lease.
pub fn serve(id: OrderId, beats: u32) {
    for _ in 0..beats {
        pass(settings().beat_blocks);
        for part in lease(id).parts {
            let ids = vec![id].try_into().expect("few");
            assert_ok!(Market::heartbeat(signed(part.bid.provider), ids));
        }
    }
}

pub fn heartbeat(who: AccountId, id: OrderId) -> DispatchResult {
    Market::heartbeat(signed(who), vec![id].try_into().expect("few"))
}

pub fn poke(id: OrderId) -> DispatchResult {
    Market::poke(signed(STRANGER), id)
}

/// What is held of `who` for this reason.
pub fn held(reason: HoldReason, who: AccountId) -> Balance {
    Balances::balance_on_hold(&reason.into(), &who)
}

/// What `who` may spend.
pub fn free(who: AccountId) -> Balance {
    Balances::balance(&who)
}

/// The root of the state, to see that nothing changed.
pub fn state() -> Vec<u8> {
    sp_io::storage::root(StateVersion::V1)
}

/// A job that the tenant accepts.
pub fn batch(policy: Policy) -> OrderKind {
    OrderKind::Batch(crate::types::BatchTerms {
        policy,
        evidence: Evidence::None,
        seeded_work: None,
        input_root: Hash::repeat_byte(2),
        units: 10,
        work_blocks: 200,
    })
}

/// A job of [`ALICE`] that has begun, for six dollars.
pub fn job_with(policy: Policy) -> OrderId {
    let id = order(batch(policy), 40 * JOULE);
    assert_ok!(bid(ALICE, id, RATE, 1));
    assert_ok!(Market::take_bids(signed(TENANT), id, vec![0].try_into().expect("few")));
    id
}

/// What benchmarks need of this runtime.
#[cfg(feature = "runtime-benchmarks")]
pub struct TestHelper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper<AccountId> for TestHelper {
    fn price() {
        set_price(100, Health::Healthy);
    }

    fn device(key: DeviceKey, owner: &AccountId) {
        add_device(key, *owner);
        change_device(&key, |device| device.bond = 10_000 * JOULE);
    }

    fn owe(_: DeviceKey, _: &AccountId) {}

    fn submit(job: OrderId) {
        submit(job);
    }

    fn close_dispute(dispute: OrderId) {
        change(b"disputes", |all: &mut Vec<(OrderId, Vec<AccountId>)>| {
            all.retain(|(its, _)| *its != dispute);
        });
    }
}
