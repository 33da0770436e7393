// SPDX-License-Identifier: Apache-2.0
//! A small runtime around the pallet. Who mints, the price and the listings are a few values of its
//! state; the tests of the runtime put the real ones in their place.

use crate as pallet_joule_equilibrium;
use crate::{types::Grant, CreditOf, EquilibriumSettings, Grants, Pallet, Parameters, Running};
use frame_support::{
    derive_impl, parameter_types,
    traits::{
        fungible::{Balanced, Inspect},
        tokens::{Fortitude, Precision, Preservation},
        ConstU128, ConstU64, Hooks, Imbalance,
    },
    weights::Weight,
};
use joule_math::bme::Params;
use joule_primitives::{
    attestation::{ClassId, DeviceKey, FollowDevices, MilliComputeUnits},
    market::{Listings, MarketActivity, Reference, Sale, SettleCompute, UsdMicro},
    money::{
        BurnMoney, BurnReason, ComputeBudget, ComputeIssued, PayMoney, Pot, Pots, SettlePayment,
    },
    price::{Dollars, Health, Price, PriceOfJoule},
    types::{Balance, BlockNumber},
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::{BuildStorage, DispatchError, Perbill, StateVersion};

pub type AccountId = u64;
pub type Credit = CreditOf<Test>;

/// Who pays for compute.
pub const TENANT: AccountId = 1;
/// Who did the work.
pub const PROVIDER: AccountId = 2;
/// Who did other work.
pub const OTHER: AccountId = 3;
/// Who has nothing to do with anything.
pub const STRANGER: AccountId = 4;
/// What the tenant starts with.
pub const ENDOWMENT: Balance = 10_000_000 * JOULE;
/// Blocks of an epoch.
pub const EPOCH: BlockNumber = 10;
/// For how many epochs claims are kept.
pub const KEPT: u32 = 5;
/// Over how many proofs pay vests.
pub const PROOFS: u32 = 24;
/// What an epoch has for the subsidy of work.
pub const WORK: Balance = 720 * JOULE;
/// What it has for devices that stand by.
pub const AVAILABILITY: Balance = 360 * JOULE;
/// How many devices there are, each with an owner who has an existential deposit.
pub const DEVICES: u8 = 5;
/// A class whose devices cost 2 dollars an hour elsewhere.
pub const CLASS: ClassId = ClassId(1);
/// A class for which governance named no price.
pub const UNPRICED: ClassId = ClassId(2);
/// The most blocks between two challenges.
pub const MAX_GAP: BlockNumber = 1_200;
/// A dollar.
pub const USD: UsdMicro = 1_000_000;

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
    pub type Equilibrium = pallet_joule_equilibrium::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

parameter_types! {
    pub const MaxGap: BlockNumber = MAX_GAP;
    pub const MaxAvailability: Perbill = Perbill::from_parts(24_800_000);
    // In the state, so that what fails is undone with everything else.
    pub storage PotClaims: [Balance; 3] = [0; 3];
    pub storage Minted: ComputeIssued = ComputeIssued { work: 0, availability: 0 };
    pub storage BurnedFor: [Balance; 7] = [0; 7];
    pub storage Reminted: Balance = 0;
    pub storage CurrentPrice: Price = Price::administered(Dollars::from_u32(3), 0);
    pub storage Listed: Vec<(DeviceKey, ClassId)> = Vec::new();
    /// What happened on the market.
    pub storage Activity: MarketActivity = MarketActivity::default();
    pub storage Emission: (Balance, Balance) = (WORK, AVAILABILITY);
    /// What an hour of a full device costs elsewhere, and what that computes.
    pub storage HourlyPrice: u64 = 2_000_000;
    pub storage FullScore: u64 = 1_000;
    /// Devices that are hired, or take part in challenges.
    pub storage InService: Vec<DeviceKey> = Vec::new();
    pub storage Refusing: bool = false;
}

/// Mints, burns, pays and keeps pots, as the issuance pallet does.
pub struct Bank;

impl SettlePayment<Balance, Credit> for Bank {
    fn max_reminted(amount: Balance) -> Balance {
        Perbill::from_percent(95).mul_floor(amount)
    }

    fn settle(payment: Credit, remint: Balance) -> Result<Credit, (DispatchError, Credit)> {
        if Refusing::get() || remint > Self::max_reminted(payment.peek()) {
            return Err((DispatchError::Unavailable, payment));
        }
        Reminted::set(&(Reminted::get() + remint));
        Self::burn(BurnReason::Settlement, payment);
        Ok(Balances::issue(remint))
    }
}

impl BurnMoney<Credit> for Bank {
    fn burn(reason: BurnReason, credit: Credit) {
        let mut burned = BurnedFor::get();
        burned[reason as usize] += credit.peek();
        BurnedFor::set(&burned);
    }
}

impl PayMoney<AccountId, Credit> for Bank {
    fn pay(who: &AccountId, credit: Credit) {
        if let Err(credit) = Balances::resolve(who, credit) {
            Self::burn(BurnReason::Dust, credit);
        }
    }
}

impl Pots<Balance, Credit> for Bank {
    fn available(pot: Pot) -> Balance {
        PotClaims::get()[pot as usize]
    }

    fn deposit(pot: Pot, credit: Credit) {
        let mut claims = PotClaims::get();
        claims[pot as usize] += credit.peek();
        PotClaims::set(&claims);
        let placed = Balances::resolve(&pot.account(), credit);
        assert!(placed.is_ok(), "a pot takes any credit");
    }

    fn withdraw(pot: Pot, amount: Balance) -> Result<Credit, DispatchError> {
        let mut claims = PotClaims::get();
        let left = claims[pot as usize].checked_sub(amount).ok_or(DispatchError::Exhausted)?;
        claims[pot as usize] = left;
        PotClaims::set(&claims);
        take(pot.account(), amount)
    }
}

impl ComputeBudget for Bank {
    fn issued() -> ComputeIssued {
        Minted::get()
    }
}

impl PriceOfJoule for Bank {
    fn price() -> Price {
        CurrentPrice::get()
    }
}

impl Listings for Bank {
    fn idle_class(device: &DeviceKey) -> Option<ClassId> {
        Listed::get().into_iter().find(|(key, _)| key == device).map(|(_, class)| class)
    }

    fn is_in_service(device: &DeviceKey) -> bool {
        InService::get().contains(device)
    }

    fn reference(class: ClassId) -> Reference {
        if class == CLASS {
            let full_score = MilliComputeUnits(FullScore::get());
            Reference { usd_micro_per_hour: HourlyPrice::get(), full_score }
        } else {
            Reference::default()
        }
    }

    fn activity() -> MarketActivity {
        Activity::get()
    }
}

impl crate::Config for Test {
    type Currency = Balances;
    type Issuance = Bank;
    type Price = Bank;
    type Listings = Bank;
    type MaxGap = MaxGap;
    type MaxAvailability = MaxAvailability;
    type SlotMs = ConstU64<6_000>;
    type GovernanceOrigin = frame_system::EnsureRoot<AccountId>;
    type WeightInfo = TestWeights;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = Bank;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for Bank {
    fn list(device: DeviceKey) {
        list(device);
    }
}

/// A sweep takes time here; nothing else does.
pub struct TestWeights;

/// What removing an entry takes, and a sweep itself.
pub const SWEEP: u64 = 10;

impl crate::WeightInfo for TestWeights {
    fn claim_work() -> Weight {
        Weight::zero()
    }
    fn claim_availability() -> Weight {
        Weight::zero()
    }
    fn lapse_unvested() -> Weight {
        Weight::zero()
    }
    fn set_parameters() -> Weight {
        Weight::zero()
    }
    fn pass_block() -> Weight {
        Weight::from_parts(1, 0)
    }
    fn close_epoch() -> Weight {
        Weight::from_parts(2, 0)
    }
    fn sweep(entries: u32) -> Weight {
        Weight::from_parts(SWEEP * u64::from(entries + 1), 0)
    }
    fn settle() -> Weight {
        Weight::from_parts(3, 0)
    }
    fn on_proved() -> Weight {
        Weight::from_parts(4, 0)
    }
    fn per_challenge() -> Weight {
        Weight::from_parts(6, 0)
    }
    fn on_failed() -> Weight {
        Weight::from_parts(5, 0)
    }
}

/// The settings of most tests.
pub const SETTINGS: EquilibriumSettings =
    EquilibriumSettings { epoch_blocks: EPOCH, claim_epochs: KEPT, vesting_proofs: PROOFS };

/// The chain's genesis with these settings and parameters.
pub fn genesis(settings: EquilibriumSettings, parameters: Parameters) -> sp_io::TestExternalities {
    let pots = Pot::ALL.map(|pot| (pot.account(), EXISTENTIAL_DEPOSIT));
    let owners = (1..=DEVICES).map(|number| (owner(number), EXISTENTIAL_DEPOSIT));
    let mut balances = vec![(TENANT, ENDOWMENT)];
    balances.extend(pots);
    balances.extend(owners);
    let storage = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
        equilibrium: crate::GenesisConfig { settings, parameters, ..Default::default() },
        ..Default::default()
    };
    storage.build_storage().expect("the genesis state is valid").into()
}

/// Runs `test` in block 1 after its hooks, and checks every invariant at its end.
pub fn run_with(parameters: Parameters, test: impl FnOnce()) {
    genesis(SETTINGS, parameters).execute_with(|| {
        begin_block(1);
        test();
        check();
    });
}

/// Runs `test` with the parameters to start with.
pub fn run(test: impl FnOnce()) {
    run_with(Params::DEFAULT.into(), test);
}

/// Checks every invariant.
pub fn check() {
    Pallet::<Test>::check_invariants().expect("every invariant holds");
}

/// Mints so much for compute.
pub fn mint(work: Balance, availability: Balance) {
    let before = Minted::get();
    Minted::set(&ComputeIssued {
        work: before.work + work,
        availability: before.availability + availability,
    });
    Bank::deposit(Pot::Compute, Balances::issue(work + availability));
}

fn begin_block(height: BlockNumber) {
    System::set_block_number(height);
    System::reset_events();
    let (work, availability) = Emission::get();
    mint(work / Balance::from(EPOCH), availability / Balance::from(EPOCH));
    Equilibrium::on_initialize(height);
}

/// Ends the block with as much room as `idle`, and begins the next one.
pub fn next_block_with(idle: Weight) {
    let height = System::block_number();
    Equilibrium::on_idle(height, idle);
    Equilibrium::on_finalize(height);
    check();
    begin_block(height + 1);
}

/// Ends the epoch, and goes to the first block of the next one. Returns what the one that ended
/// grants.
pub fn end_epoch() -> Grant {
    let epoch = Running::<Test>::get().index;
    while Running::<Test>::get().index == epoch {
        next_block_with(Weight::zero());
    }
    Grants::<Test>::get(epoch).expect("a closed epoch has a grant")
}

/// Ends so many epochs.
pub fn end_epochs(count: u32) {
    for _ in 0..count {
        end_epoch();
    }
}

/// Takes `amount` from `who`, as a market that releases an escrow does.
pub fn take(who: AccountId, amount: Balance) -> Result<Credit, DispatchError> {
    Balances::withdraw(&who, amount, Precision::Exact, Preservation::Preserve, Fortitude::Polite)
}

/// A sale that earns all that it can.
pub fn sale(provider: &AccountId, usd_micro: UsdMicro) -> Sale<'_, AccountId> {
    Sale {
        provider,
        class: Some(CLASS),
        usd_micro,
        device_blocks: 600,
        quality: Perbill::one(),
        is_related: false,
    }
}

/// The tenant pays `burned` pJ for such a sale.
pub fn settle(sale: &Sale<'_, AccountId>, burned: Balance) {
    let payment = take(TENANT, burned).expect("the tenant has as much");
    assert!(Equilibrium::settle(sale, payment).is_ok(), "the payment is settled");
}

/// The tenant pays `burned` pJ to the provider, for a dollar.
pub fn pay(provider: AccountId, burned: Balance) {
    settle(&sale(&provider, USD), burned);
}

/// A device.
pub fn key(number: u8) -> DeviceKey {
    DeviceKey([number; 32])
}

/// Who owns it.
pub fn owner(number: u8) -> AccountId {
    100 + AccountId::from(number)
}

/// Lists a device in the class that has a reference price.
pub fn list(device: DeviceKey) {
    let mut listed = Listed::get();
    listed.retain(|(key, _)| *key != device);
    listed.push((device, CLASS));
    Listed::set(&listed);
}

/// The device proves `credited` after so many blocks.
pub fn prove(number: u8, credited: u64, blocks: BlockNumber) {
    Equilibrium::on_proved(&key(number), &owner(number), MilliComputeUnits(credited), blocks);
}

/// A listed device proves 1,000 after 600 blocks, which is an hour.
pub fn prove_hour(number: u8) {
    list(key(number));
    prove(number, 1_000, 600);
}

/// The device fails.
pub fn fail(number: u8) {
    Equilibrium::on_failed(&key(number), &owner(number));
}

/// A price of so many micro-dollars that may be trusted as far as `health` says.
pub fn set_price(usd_micro: u128, health: Health) {
    let price = Dollars::from_inner(usd_micro * 1_000_000_000_000);
    CurrentPrice::set(&Price { health, ..Price::administered(price, 0) });
}

/// A price at which no device earns more than it may.
pub fn set_low_price() {
    set_price(1, Health::Healthy);
}

/// What was burned because nobody earned it.
pub fn lapsed() -> Balance {
    BurnedFor::get()[BurnReason::Lapsed as usize]
}

/// What an account has.
pub fn balance(who: AccountId) -> Balance {
    Balances::balance(&who)
}

/// What the owner of a device was paid.
pub fn earned(number: u8) -> Balance {
    balance(owner(number)) - EXISTENTIAL_DEPOSIT
}

/// A transaction of `who`.
pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// A digest of the whole state.
pub fn state() -> Vec<u8> {
    sp_io::storage::root(StateVersion::V1)
}

/// The pallet's events of this block.
pub fn events() -> Vec<crate::Event<Test>> {
    System::read_events_for_pallet()
}
