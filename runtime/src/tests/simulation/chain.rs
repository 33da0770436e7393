// SPDX-License-Identifier: Apache-2.0
//! The chain: the real runtime, on a genesis with the settings of public networks.

use super::{
    actors::{Member, CARTEL},
    DAY_BLOCKS,
};
use crate::{
    genesis as networks,
    tests::{account, genesis_of},
    AccountId, Issuance, Root, Runtime, RuntimeGenesisConfig, RuntimeOrigin, Staking, Subnets,
    System,
};
use codec::Encode;
use frame_support::{assert_ok, traits::Hooks, weights::Weight};
use joule_math::averages;
use joule_primitives::{
    root::StakePools,
    subnets::{NetUid, SplitEmission, DIVISION_BLOCKS},
    types::Balance,
    units::JOULE,
};
use pallet_joule_incentive::{Delays, Funds, IncentiveDelays};
use pallet_joule_issuance::Split;
use pallet_joule_root::{
    types::{AllocationRecord, Entries},
    Allocation, RootSettings, Settings, Weights, BACKLOG_BLOCKS,
};
use pallet_joule_staking::MAX_TAKE;
use pallet_joule_subnets::{SubnetLimits, MIN_LOCK};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave};
use sp_runtime::BuildStorage;

/// What the founder of all subnets has, for their locks.
const FOUNDER_FUNDS: Balance = 250_000 * JOULE;
/// What a member has beside its stake.
const SPARE: Balance = 10 * JOULE;

/// The owner of all subnets: who it is makes no difference to the division.
fn founder() -> AccountId {
    AccountId::new(b"founder-of-the-simulation".using_encoded(sp_io::hashing::blake2_256))
}

/// The coldkey of a member, which is its own hotkey. The first four honest ones are the validators
/// of the genesis block.
fn member_account(number: u32) -> AccountId {
    match number.checked_sub(CARTEL) {
        Some(0) => account(Alice),
        Some(1) => account(Bob),
        Some(2) => account(Charlie),
        Some(3) => account(Dave),
        _ => AccountId::new(
            (b"member-of-the-simulation", number).using_encoded(sp_io::hashing::blake2_256),
        ),
    }
}

/// Runs `simulation` on a chain with `subnets` subnets, of which `members` are the root network.
pub fn with_genesis<Outcome>(
    members: &[Member],
    subnets: u32,
    simulation: impl FnOnce() -> Outcome,
) -> Outcome {
    let mut config: RuntimeGenesisConfig =
        serde_json::from_value(genesis_of(networks::LOCAL)).expect("the preset is complete");
    let funds = members
        .iter()
        .map(|member| (member_account(member.number), member.stake + SPARE))
        .chain([(founder(), FOUNDER_FUNDS)]);
    config.balances.balances = funds.collect();
    let honest = members.iter().filter(|member| member.number >= CARTEL);
    for (validator, member) in config.staking.validators.iter_mut().zip(honest) {
        validator.2 = member.stake;
    }
    config.subnets.limits = SubnetLimits::PUBLIC;
    config.subnets.subnets = (0..subnets).map(|_| (founder(), founder())).collect();
    config.incentive.delays = IncentiveDelays::PUBLIC;
    config.root.settings = RootSettings::PUBLIC;
    let storage = config.build_storage().expect("the genesis builds");
    sp_io::TestExternalities::from(storage).execute_with(|| {
        System::set_block_number(1);
        members.iter().for_each(join);
        simulation()
    })
}

/// Makes a member of who stakes, if it does not yet.
fn join(member: &Member) {
    let account = member_account(member.number);
    let origin = || RuntimeOrigin::signed(account.clone());
    if Staking::validator(&account).is_none() {
        assert_ok!(Staking::register_validator(origin(), account.clone(), MAX_TAKE, None));
        assert_ok!(Staking::stake(origin(), account.clone(), member.stake));
    }
    assert_ok!(Root::root_register(origin(), account.clone()));
}

/// Begins the last block of `day`, and clears what is left of removed subnets.
pub fn begin(day: u32) {
    let height = day * DAY_BLOCKS;
    System::set_block_number(height);
    System::reset_events();
    Subnets::on_idle(height, Weight::MAX);
}

/// The subnets that exist.
pub fn subnets() -> Vec<NetUid> {
    Subnets::active_netuids()
}

/// What a root epoch's blocks bring the subnets by now, in pJ.
pub fn inflow() -> Balance {
    let reward = Issuance::reward_at(System::block_number());
    Split::<Runtime>::get().divide(reward).subnets * Balance::from(DIVISION_BLOCKS)
}

/// Lets the root network divide, as it does every 100 blocks, and moves the averages of subnets as
/// if that had been so all day.
pub fn divide(inflow: Balance, backlog: Balance) -> AllocationRecord {
    let subnets = subnets();
    let amounts = Root::split(&subnets, inflow, backlog);
    let half_life = Delays::<Runtime>::get().average_half_life_blocks;
    for (netuid, amount) in subnets.iter().zip(amounts) {
        Funds::<Runtime>::mutate(netuid, |funds| {
            funds.average = averages::moved(funds.average, amount, half_life, DAY_BLOCKS);
        });
    }
    Allocation::<Runtime>::get().expect("there was an epoch")
}

/// What a root epoch may divide of a backlog, in pJ.
pub fn freed(backlog: Balance) -> Balance {
    let funds = joule_math::root::Funds {
        inflow: 0,
        backlog,
        blocks: DIVISION_BLOCKS,
        backlog_blocks: BACKLOG_BLOCKS,
    };
    funds.available()
}

/// What registering a subnet takes now, in pJ.
pub fn price() -> Balance {
    Subnets::registration().lock
}

/// Whether a subnet must make way for the next one.
pub fn is_full() -> bool {
    Subnets::registration().is_full
}

/// The least price.
pub const LEAST_PRICE: Balance = MIN_LOCK;

/// Registers a subnet.
pub fn found(price: Balance) -> NetUid {
    let origin = RuntimeOrigin::signed(founder());
    assert_ok!(Subnets::register_subnet(origin, founder(), price, None));
    subnets().last().copied().expect("there is one now")
}

/// Dissolves a subnet.
pub fn dissolve(netuid: NetUid) {
    assert_ok!(Subnets::dissolve(RuntimeOrigin::signed(founder()), netuid));
}

/// Lets a member vote.
pub fn vote(number: u32, weights: Vec<(NetUid, u16)>) {
    let (account, weights) = (member_account(number), Entries::truncate_from(weights));
    assert_ok!(Root::set_root_weights(RuntimeOrigin::signed(account.clone()), account, weights));
}

/// Whether the weights of a member count now.
pub fn is_heard(number: u32) -> bool {
    let pool = Staking::pool_of(&member_account(number)).expect("it validates");
    let expiry = Settings::<Runtime>::get().expiry_blocks;
    Weights::<Runtime>::get(pool).is_some_and(|row| System::block_number() < row.expires_at(expiry))
}
