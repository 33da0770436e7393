// SPDX-License-Identifier: Apache-2.0
//! The chain: the real runtime, on a genesis with the settings of public networks.

use super::DAY_BLOCKS;
use crate::{
    genesis as networks,
    tests::{account, genesis_of, price::set_key},
    AccountId, Balances, Equilibrium, Issuance, Market, Oracle, Price, Runtime,
    RuntimeGenesisConfig, RuntimeOrigin, System,
};
use codec::Encode;
use frame_support::{
    assert_err, assert_ok,
    traits::{
        fungible::{Balanced, Inspect, Mutate},
        tokens::{Fortitude, Preservation},
        Hooks,
    },
    weights::Weight,
};
use frame_system::RawOrigin;
use joule_primitives::{
    attestation::MilliComputeUnits,
    money::{PayMoney, Pot, Pots},
    price::{Dollars, FeederKey, PriceOfJoule},
    types::{Balance, BlockNumber},
    units::{JOULE, SCHEDULE},
};
use pallet_joule_attestation::AttestationSettings;
use pallet_joule_equilibrium::EquilibriumSettings;
use pallet_joule_issuance::{types::DividedReward, Ledger, Split};
use pallet_joule_market::{ClassOffer, MarketSettings};
use sp_core::sr25519;
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::{BoundedVec, BuildStorage};

/// Length of a slot.
pub const SLOT_MS: u64 = 6_000;
/// When the genesis block was made.
const GENESIS_MS: u64 = 1_800_000_000_000;
/// What the validator has, for its stake.
const VALIDATOR_FUNDS: Balance = 2_000 * JOULE;
/// What everybody else buys from at first.
const EXCHANGE_FUNDS: Balance = 300_000 * JOULE;
/// What an account keeps when it sells.
const SPARE: Balance = 10 * JOULE;

/// A machine of eight cards of the highest class: what its bond is worth, and what its hour costs
/// elsewhere.
const MACHINE: ClassOffer = ClassOffer {
    bond_usd_micro: 8 * 300_000_000,
    reference_usd_micro: REFERENCE,
    full_score: SCORE,
};
/// What such a machine computes.
pub const SCORE: MilliComputeUnits = MilliComputeUnits(8 * 800_000);
/// Micro-dollars for an hour of such a machine elsewhere.
pub const REFERENCE: u64 = 8 * 2_000_000;

/// An account of the simulation.
pub fn named(name: &str) -> AccountId {
    AccountId::new((b"market-simulation", name).using_encoded(sp_io::hashing::blake2_256))
}

/// Who sells JOULE to whoever needs some, and buys what others earn.
pub fn exchange() -> AccountId {
    named("exchange")
}

/// Runs `simulation` on a chain with one validator, which feeds the price.
pub fn with_genesis<Outcome>(simulation: impl FnOnce() -> Outcome) -> Outcome {
    let mut config: RuntimeGenesisConfig =
        serde_json::from_value(genesis_of(networks::DEVELOPMENT)).expect("the preset is complete");
    config.timing.slot_duration_ms = SLOT_MS;
    config.balances.balances =
        vec![(account(Alice), VALIDATOR_FUNDS), (exchange(), EXCHANGE_FUNDS)];
    config.price.administered = None;
    config.attestation.settings = AttestationSettings {
        // One proof of a device stands for all of its day, with a window as much longer.
        min_gap_blocks: DAY_BLOCKS,
        max_gap_blocks: DAY_BLOCKS,
        commit_blocks: 480,
        ..AttestationSettings::public()
    };
    config.equilibrium.settings =
        EquilibriumSettings { vesting_proofs: 1, ..EquilibriumSettings::public() };
    let market = MarketSettings::public();
    let mut classes = market.classes.clone();
    if let Some(last) = classes.last_mut() {
        *last = MACHINE;
    }
    // One heartbeat, too: its silence is seen after three.
    config.market.settings = MarketSettings {
        beat_blocks: DAY_BLOCKS,
        min_notice_blocks: 3 * DAY_BLOCKS + 1,
        classes,
        ..market
    };
    let storage = config.build_storage().expect("the genesis builds");
    sp_io::TestExternalities::from(storage).execute_with(|| {
        begin(1);
        begin(2);
        Price::on_initialize(2);
        set_key(Alice);
        simulation()
    })
}

/// Begins a block, whose reward is minted by the runtime.
fn begin(height: BlockNumber) {
    System::set_block_number(height);
    pallet_timestamp::Now::<Runtime>::put(GENESIS_MS + u64::from(height) * SLOT_MS);
    Issuance::on_initialize(height);
}

/// Begins the block `height`, after all blocks before it have minted what the schedule says.
pub fn pass_to(height: BlockNumber) {
    let mut next = System::block_number() + 1;
    while next < height {
        let next_era = SCHEDULE.first_block_of(SCHEDULE.era_of(next) + 1);
        let last = next_era.map_or(height - 1, |first| (first - 1).min(height - 1));
        mint(Issuance::reward_at(next), (last - next + 1).into());
        next = last + 1;
    }
    begin(height);
}

/// Mints the reward of so many blocks at once, as the issuance pallet does for each.
fn mint(reward: Balance, blocks: Balance) {
    let divided = Split::<Runtime>::get().divide(reward);
    let DividedReward { security, subnets, work, availability } = divided;
    Ledger::<Runtime>::mutate(|ledger| {
        ledger.scheduled += reward * blocks;
        ledger.work += work * blocks;
        ledger.availability += availability * blocks;
    });
    let parts =
        [(Pot::Security, security), (Pot::Subnets, subnets), (Pot::Compute, work + availability)];
    for (pot, part) in parts {
        Issuance::deposit(pot, <Balances as Balanced<AccountId>>::issue(part * blocks));
    }
}

/// Ends a block: whichever is the last one of an epoch closes it.
pub fn end_block() {
    let height = System::block_number();
    Equilibrium::on_idle(height, Weight::MAX);
    Oracle::on_finalize(height);
    Equilibrium::on_finalize(height);
    Issuance::on_finalize(height);
}

/// The validator says what a JOULE costs. Its signature is checked before a block takes it.
pub fn feed(price: Dollars) {
    let key: FeederKey = Alice.public().into();
    let signature = sr25519::Signature::from_raw([0; 64]).into();
    let at = System::block_number() - 1;
    assert_ok!(Price::feed(RawOrigin::Authorized.into(), key, price, at, signature));
}

/// At what price dollars become JOULE now, if they do.
pub fn converts_at() -> Option<Dollars> {
    <Price as PriceOfJoule>::settlement_price(Dollars::default())
}

/// What somebody may spend.
fn free(who: &AccountId) -> Balance {
    Balances::reducible_balance(who, Preservation::Preserve, Fortitude::Polite)
}

/// Lets `who` have `amount` to spend: it buys what is missing.
pub fn fund(who: &AccountId, amount: Balance) {
    let missing = (amount + SPARE).saturating_sub(free(who));
    if missing > 0 {
        let bought = Balances::transfer(&exchange(), who, missing, Preservation::Preserve);
        assert_ok!(bought.map(|_| ()));
    }
}

/// Lets `who` sell what it has, but for some.
pub fn sell(who: &AccountId) {
    let amount = free(who).saturating_sub(SPARE);
    if amount > 0 {
        assert_ok!(Balances::transfer(who, &exchange(), amount, Preservation::Preserve).map(|_| ()));
    }
}

/// Pays out a pot: whoever earns that sells it.
pub fn collect(pot: Pot) {
    let amount = Issuance::available(pot);
    let credit = Issuance::withdraw(pot, amount).expect("so much is available");
    Issuance::pay(&exchange(), credit);
}

/// Asserts that no order is taken.
pub fn refuses_orders(tenant: &AccountId) {
    let refused = Market::create_order(
        RuntimeOrigin::signed(tenant.clone()),
        Box::new(super::leases::request(REFERENCE)),
        JOULE,
    );
    assert_err!(refused, pallet_joule_market::Error::<Runtime>::PriceUnavailable);
}

#[test]
fn blocks_that_are_skipped_mint_what_they_would_have() {
    let first = SCHEDULE.first_block_of(1).expect("there is a halving");
    let state = |pass: &dyn Fn(BlockNumber)| {
        with_genesis(|| {
            System::set_block_number(first - 50);
            pass(first + 50);
            let pots = Pot::ALL.map(Issuance::available);
            (Ledger::<Runtime>::get(), pots, Balances::total_issuance(), System::block_number())
        })
    };
    let all = state(&|until| {
        while System::block_number() < until {
            begin(System::block_number() + 1);
        }
    });
    assert_eq!(state(&pass_to), all);
}

/// Four blocks of a day in which something happens: its quarters end with them.
pub fn quarters(day: u32) -> [BlockNumber; 4] {
    [1, 2, 3, 4].map(|quarter| (day - 1) * DAY_BLOCKS + quarter * DAY_BLOCKS / 4)
}

/// A list of few entries.
pub fn few<Entry, Most>(entries: Vec<Entry>) -> BoundedVec<Entry, Most>
where
    Most: frame_support::traits::Get<u32>,
{
    BoundedVec::truncate_from(entries)
}
