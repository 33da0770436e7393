// SPDX-License-Identifier: Apache-2.0
//! A small runtime around the pallet. Subnets, stakes, pools and the pot are variables here; the tests
//! of the runtime put the real ones in their place.

use crate as pallet_joule_incentive;
use crate::{
    types::{Entries, IncentiveDelays},
    CreditOf, Funds, LoanOf, Loans, Pallet, PendingTotal,
};
use frame_support::{
    derive_impl, parameter_types,
    traits::{
        fungible::{Balanced, Inspect},
        tokens::{Fortitude, Precision, Preservation},
        ConstU128, Hooks, Imbalance,
    },
    weights::Weight,
};
use joule_math::tempo;
use joule_primitives::{
    money::{BurnMoney, BurnReason, PayMoney, Pot, Pots},
    staking::{Hotkeys, RewardPools},
    subnets::{
        BondKind, BurnTerms, NetUid, NeuronSlot, OnSubnets, Schedule, SplitEmission, StakeBehind,
        StakeEarnings, SubnetParameters, Subnets, Uid,
    },
    types::{Balance, BlockNumber, Hash},
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::{
    testing::TestSignature, BuildStorage, DispatchError, DispatchResult, Permill, StateVersion,
    TokenError,
};
use std::collections::BTreeMap;

pub type AccountId = u64;
/// Weights as a call takes them.
pub type Pairs<'a> = &'a [(Uid, u16)];
pub type Credit = CreditOf<Test>;

/// The subnet of these tests.
pub const ONE: NetUid = NetUid(1);
/// Another one, where a test makes it.
pub const TWO: NetUid = NetUid(2);
/// Coldkeys. Alice owns the subnet; she, Bob and Charlie have stake; Dave and Eve mine. The uids of
/// their hotkeys are 0 to 4.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CHARLIE: AccountId = 3;
pub const DAVE: AccountId = 4;
pub const EVE: AccountId = 5;
/// A coldkey whose hotkey is no neuron. It has stake.
pub const FRANK: AccountId = 6;
/// The hotkey of a coldkey.
pub const fn hot(coldkey: AccountId) -> AccountId {
    coldkey + 1_000_000
}
/// Whose money the pot is.
const POT: AccountId = 9_000_001;
/// Who holds what is rewarded and staked.
const POOLS: AccountId = 9_000_002;
/// What each of the first two hundred coldkeys starts with.
pub const ENDOWMENT: Balance = 1_000 * JOULE;
/// What is staked behind the hotkeys of Alice, Bob, Charlie and Frank.
pub const STAKE: Balance = 1_000 * JOULE;
/// The delays of these tests.
pub const DELAYS: IncentiveDelays =
    IncentiveDelays { child_delay_blocks: 50, average_half_life_blocks: 1_000 };
/// What owners of subnets set: epochs of subnet 1 are due in blocks 3, 23, 43 and so on.
pub const PARAMETERS: SubnetParameters = SubnetParameters {
    tempo: 20,
    max_neurons: 256,
    max_validators: 64,
    immunity_blocks: 100,
    min_weights: 1,
    weights_rate_limit: 0,
    weights_version: 0,
    activity_cutoff: 5_000,
    kappa: 32_767,
    bonds: BondKind::Absolute,
    bonds_penalty: u16::MAX,
    bonds_alpha_ppm: 100_000,
    liquid_alpha: None,
    commit_reveal: false,
    commit_reveal_period: 1,
    burn: BurnTerms {
        min: 500_000_000,
        max: 100 * JOULE,
        half_life_blocks: 720,
        step_ppm: 1_260_000,
    },
    registration_open: true,
};

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
    pub type Incentive = pallet_joule_incentive::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlockU32<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

/// A subnet, as its own pallet would have it.
#[derive(Clone, Debug)]
pub struct TestSubnet {
    pub owner_uid: Uid,
    pub parameters: SubnetParameters,
    /// The tempo in force.
    pub tempo: BlockNumber,
    pub neurons: Vec<NeuronSlot<AccountId>>,
}

parameter_types! {
    /// The subnets that exist.
    pub static Networks: BTreeMap<NetUid, TestSubnet> = BTreeMap::new();
    /// Whom hotkeys serve.
    pub static Serving: BTreeMap<AccountId, AccountId> = BTreeMap::new();
    /// Hotkeys that others replaced.
    pub static Retired: Vec<AccountId> = Vec::new();
    /// What is staked behind hotkeys.
    pub static StakesBehind: BTreeMap<AccountId, Balance> = BTreeMap::new();
    /// What was rewarded: to which hotkeys, how much, accrued over how many blocks.
    pub static Rewarded: Vec<(AccountId, Balance, BlockNumber)> = Vec::new();
    /// Hotkeys whose pools take no reward.
    pub static WornOut: Vec<AccountId> = Vec::new();
    /// What was staked of earnings: for which coldkeys, behind which hotkeys, how much.
    pub static EarningsStaked: Vec<(AccountId, AccountId, Balance)> = Vec::new();
    /// Hotkeys behind which no earnings can be staked.
    pub static Unstakable: Vec<AccountId> = Vec::new();
    /// What a share of every pool costs: earnings are staked in multiples of it.
    pub static SharePrice: Balance = 1;
    /// What is owed from the pot of the subnets.
    pub static SubnetsPot: Balance = 0;
    /// What was burned, and why.
    pub static Burned: Vec<(BurnReason, Balance)> = Vec::new();
    /// How emission is divided: the subnets' votes.
    pub static Votes: BTreeMap<NetUid, u32> = BTreeMap::new();
    /// What a division gives instead, whatever the votes.
    pub static Amounts: Option<Vec<Balance>> = None;
    /// What divisions were asked: among whom, inflow and backlog.
    pub static Divisions: Vec<(Vec<NetUid>, Balance, Balance)> = Vec::new();
    /// All that was ever issued.
    pub static Issued: Balance = 0;
    /// What the last block's `on_initialize` said that it cost.
    pub static LastWeight: Weight = Weight::zero();
}

/// Burns and pays as issuance does, and holds the pot of the subnets.
pub struct Money;

impl BurnMoney<Credit> for Money {
    fn burn(reason: BurnReason, credit: Credit) {
        let amount = credit.peek();
        if amount > 0 {
            Burned::mutate(|burned| burned.push((reason, amount)));
        }
    }
}

impl PayMoney<AccountId, Credit> for Money {
    fn pay(who: &AccountId, credit: Credit) {
        if let Err(credit) = Balances::resolve(who, credit) {
            Self::burn(BurnReason::Dust, credit);
        }
    }
}

impl Pots<Balance, Credit> for Money {
    fn available(pot: Pot) -> Balance {
        assert_eq!(pot, Pot::Subnets, "the other pots are not ours");
        SubnetsPot::get()
    }

    fn deposit(pot: Pot, credit: Credit) {
        SubnetsPot::set(Self::available(pot) + credit.peek());
        Balances::resolve(&POT, credit).expect("the pot exists");
    }

    fn withdraw(pot: Pot, amount: Balance) -> Result<Credit, DispatchError> {
        let left = Self::available(pot).checked_sub(amount).ok_or(TokenError::FundsUnavailable)?;
        SubnetsPot::set(left);
        Balances::withdraw(
            &POT,
            amount,
            Precision::Exact,
            Preservation::Preserve,
            Fortitude::Polite,
        )
    }
}

/// The subnets of these tests.
pub struct TestSubnets;

impl Subnets<AccountId> for TestSubnets {
    fn all() -> Vec<NetUid> {
        Networks::get().into_keys().collect()
    }

    fn exists(netuid: NetUid) -> bool {
        Networks::get().contains_key(&netuid)
    }

    fn parameters(netuid: NetUid) -> Option<SubnetParameters> {
        Networks::get().get(&netuid).map(|subnet| subnet.parameters)
    }

    fn schedule(netuid: NetUid) -> Option<Schedule> {
        Networks::get()
            .get(&netuid)
            .map(|subnet| Schedule { tempo: subnet.tempo, ..subnet.parameters.schedule() })
    }

    fn neurons(netuid: NetUid) -> Vec<NeuronSlot<AccountId>> {
        Networks::get().remove(&netuid).map(|subnet| subnet.neurons).unwrap_or_default()
    }

    fn neuron_count(netuid: NetUid) -> u16 {
        u16::try_from(Self::neurons(netuid).len()).expect("there are few")
    }

    fn uid_of(netuid: NetUid, hotkey: &AccountId) -> Option<Uid> {
        let neurons = Self::neurons(netuid);
        let index = neurons.iter().position(|slot| slot.hotkey == *hotkey)?;
        Some(u16::try_from(index).expect("there are few"))
    }

    fn owner_uid(netuid: NetUid) -> Option<Uid> {
        Networks::get().get(&netuid).map(|subnet| subnet.owner_uid)
    }

    fn owner(netuid: NetUid) -> Option<AccountId> {
        let uid = Self::owner_uid(netuid)?;
        TestHotkeys::coldkey_of(&Self::neurons(netuid).get(usize::from(uid))?.hotkey)
    }
}

/// The hotkeys of these tests.
pub struct TestHotkeys;

impl Hotkeys<AccountId, TestSignature> for TestHotkeys {
    fn coldkey_of(hotkey: &AccountId) -> Option<AccountId> {
        Serving::get().get(hotkey).copied()
    }

    fn claim(
        coldkey: &AccountId,
        hotkey: &AccountId,
        _proof: Option<&TestSignature>,
    ) -> DispatchResult {
        if Self::coldkey_of(hotkey).is_some_and(|owner| owner != *coldkey) {
            return Err(DispatchError::Other("the hotkey serves another coldkey"));
        }
        if Retired::get().contains(hotkey) {
            return Err(DispatchError::Other("the hotkey was replaced"));
        }
        serve(*hotkey, *coldkey);
        Ok(())
    }
}

/// The stakes and pools of these tests.
pub struct TestStaking;

impl StakeBehind<AccountId> for TestStaking {
    fn stake_behind(hotkey: &AccountId) -> Balance {
        StakesBehind::get().get(hotkey).copied().unwrap_or_default()
    }
}

impl RewardPools<AccountId, Credit> for TestStaking {
    fn reward(
        hotkey: &AccountId,
        credit: Credit,
        accrued_blocks: BlockNumber,
    ) -> Result<(), Credit> {
        if WornOut::get().contains(hotkey) || TestHotkeys::coldkey_of(hotkey).is_none() {
            return Err(credit);
        }
        let amount = credit.peek();
        Rewarded::mutate(|rewarded| rewarded.push((*hotkey, amount, accrued_blocks)));
        Balances::resolve(&POOLS, credit)
    }
}

impl StakeEarnings<AccountId, Credit> for TestStaking {
    fn stake_earnings(coldkey: &AccountId, hotkey: &AccountId, credit: Credit) -> Credit {
        if Unstakable::get().contains(hotkey) {
            return credit;
        }
        let amount = credit.peek() / SharePrice::get() * SharePrice::get();
        let (cost, rest) = credit.split(amount);
        EarningsStaked::mutate(|staked| staked.push((*coldkey, *hotkey, amount)));
        Balances::resolve(&POOLS, cost).expect("the account exists");
        rest
    }
}

/// Divides all there is by votes.
pub struct ByVotes;

impl SplitEmission for ByVotes {
    fn split(subnets: &[NetUid], inflow: Balance, backlog: Balance) -> Vec<Balance> {
        Divisions::mutate(|divisions| divisions.push((subnets.to_vec(), inflow, backlog)));
        if let Some(amounts) = Amounts::get() {
            return amounts;
        }
        let votes = Votes::get();
        let votes_of = |netuid| Balance::from(votes.get(netuid).copied().unwrap_or_default());
        let all: Balance = subnets.iter().map(votes_of).sum();
        subnets.iter().map(|netuid| (inflow + backlog) * votes_of(netuid) / all.max(1)).collect()
    }

    fn weight(_subnets: u32) -> Weight {
        Weight::zero()
    }
}

impl crate::Config for Test {
    type Currency = Balances;
    type Money = Money;
    type Subnets = TestSubnets;
    type Hotkeys = TestHotkeys;
    type Signature = TestSignature;
    type Stakes = TestStaking;
    type Pools = TestStaking;
    type Earnings = TestStaking;
    type SplitEmission = ByVotes;
    type WeightInfo = ();
}

/// The chain's genesis, without subnets, and no variable set.
pub fn genesis(delays: IncentiveDelays) -> sp_io::TestExternalities {
    let mut balances: Vec<_> = (1..=200).map(|coldkey| (coldkey, ENDOWMENT)).collect();
    balances.push((POT, EXISTENTIAL_DEPOSIT));
    balances.push((POOLS, EXISTENTIAL_DEPOSIT));
    let issued: Balance = balances.iter().map(|(_, amount)| amount).sum();
    let storage = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
        incentive: crate::GenesisConfig { delays, ..Default::default() },
        ..Default::default()
    };
    Networks::set(BTreeMap::new());
    Serving::set(BTreeMap::new());
    Retired::set(Vec::new());
    StakesBehind::set(BTreeMap::new());
    Rewarded::set(Vec::new());
    WornOut::set(Vec::new());
    EarningsStaked::set(Vec::new());
    Unstakable::set(Vec::new());
    SharePrice::set(1);
    SubnetsPot::set(0);
    Burned::set(Vec::new());
    Votes::set(BTreeMap::new());
    Amounts::set(None);
    Divisions::set(Vec::new());
    Issued::set(issued);
    LastWeight::set(Weight::zero());
    storage.build_storage().expect("the genesis state is valid").into()
}

/// Runs `test` in block 1 with Alice's subnet, registered in block 0, and checks every invariant.
pub fn run(test: impl FnOnce()) {
    genesis(DELAYS).execute_with(|| {
        create(ONE, &[ALICE, BOB, CHARLIE, DAVE, EVE]);
        serve(hot(FRANK), FRANK);
        for coldkey in [ALICE, BOB, CHARLIE, FRANK] {
            set_stake(coldkey, STAKE);
        }
        System::set_block_number(1);
        test();
        check();
    });
}

/// Runs `test` in block 2, with permits of Alice, Bob and Charlie from an epoch in this block, and
/// checks every invariant.
pub fn run_permitted(test: impl FnOnce()) {
    run(|| {
        epoch(ONE);
        test();
    });
}

/// Checks every invariant, and that no money came from or went nowhere.
pub fn check() {
    Pallet::<Test>::check_invariants().expect("every invariant holds");
    let burned: Balance = Burned::get().iter().map(|(_, amount)| amount).sum();
    assert_eq!(Balances::total_issuance() + burned, Issued::get(), "every pJ is accounted for");
}

/// Makes a subnet whose neurons are the hotkeys of `coldkeys`, registered now. The first one owns it.
pub fn create(netuid: NetUid, coldkeys: &[AccountId]) {
    let subnet = TestSubnet {
        owner_uid: 0,
        parameters: PARAMETERS,
        tempo: PARAMETERS.tempo,
        neurons: Vec::new(),
    };
    Networks::mutate(|networks| networks.insert(netuid, subnet));
    coldkeys.iter().for_each(|coldkey| {
        register(netuid, *coldkey);
    });
    Incentive::on_registered(netuid);
}

/// Registers the hotkey of a coldkey, which it serves from now on, and returns its uid.
pub fn register(netuid: NetUid, coldkey: AccountId) -> Uid {
    serve(hot(coldkey), coldkey);
    let slot = NeuronSlot { hotkey: hot(coldkey), registered_at: System::block_number() };
    change_subnet(netuid, |subnet| subnet.neurons.push(slot));
    TestSubnets::neuron_count(netuid) - 1
}

/// Registers the hotkey of a coldkey in the place of another neuron.
pub fn replace(netuid: NetUid, uid: Uid, coldkey: AccountId) {
    serve(hot(coldkey), coldkey);
    let slot = NeuronSlot { hotkey: hot(coldkey), registered_at: System::block_number() };
    change_subnet(netuid, |subnet| subnet.neurons[usize::from(uid)] = slot);
    Incentive::on_slot_cleared(netuid, uid);
}

/// Removes a subnet, and returns how many neurons it had: what is left of it can be cleared.
pub fn remove(netuid: NetUid) -> u16 {
    let neurons = TestSubnets::neuron_count(netuid);
    Networks::mutate(|networks| networks.remove(&netuid));
    Incentive::on_removed(netuid);
    neurons
}

/// Clears all that is left of a removed subnet.
pub fn clear(netuid: NetUid, neurons: u16) {
    (0..neurons).for_each(|uid| Incentive::on_slot_cleared(netuid, uid));
    Incentive::on_cleared(netuid);
}

/// Changes what the pallet of the subnets would know of one.
pub fn change_subnet(netuid: NetUid, change: impl FnOnce(&mut TestSubnet)) {
    Networks::mutate(|networks| change(networks.get_mut(&netuid).expect("it exists")));
}

/// Changes parameters, without asking anybody.
pub fn change(netuid: NetUid, change: impl FnOnce(&mut SubnetParameters)) {
    change_subnet(netuid, |subnet| change(&mut subnet.parameters));
}

/// Lets a hotkey serve a coldkey.
pub fn serve(hotkey: AccountId, coldkey: AccountId) {
    Serving::mutate(|serving| serving.insert(hotkey, coldkey));
}

/// Sets what is staked behind the hotkey of a coldkey.
pub fn set_stake(coldkey: AccountId, stake: Balance) {
    StakesBehind::mutate(|stakes| stakes.insert(hot(coldkey), stake));
}

/// Gives subnets their votes, by which emission is divided.
pub fn vote(votes: &[(NetUid, u32)]) {
    Votes::set(votes.iter().copied().collect());
}

/// The origin of a signed call.
pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// Lets blocks pass, each with its epochs, as the pallet of the subnets would announce them.
pub fn pass(blocks: BlockNumber) {
    for _ in 0..blocks {
        let now = System::block_number() + 1;
        System::set_block_number(now);
        System::reset_events();
        let due = Networks::get()
            .into_iter()
            .filter(|(netuid, subnet)| tempo::is_due(now, netuid.0, subnet.tempo));
        for (netuid, _) in due {
            Incentive::on_epoch_due(netuid);
            change_subnet(netuid, |subnet| subnet.tempo = subnet.parameters.tempo);
        }
        LastWeight::set(Incentive::on_initialize(now));
    }
}

/// Lets blocks pass until it is this one.
pub fn pass_to(block: BlockNumber) {
    pass(block.checked_sub(System::block_number()).expect("it lies ahead"));
}

/// Queues the epoch of a subnet, and lets a block pass, in which it runs if no other one waits.
pub fn epoch(netuid: NetUid) {
    Incentive::on_epoch_due(netuid);
    pass(1);
}

/// Weights as a call takes them.
pub fn weights(pairs: &[(Uid, u16)]) -> Entries {
    Entries::try_from(pairs.to_vec()).expect("they are few")
}

/// Lets the hotkey of a coldkey set weights.
pub fn set_weights(netuid: NetUid, coldkey: AccountId, pairs: &[(Uid, u16)]) {
    Incentive::set_weights(signed(hot(coldkey)), netuid, weights(pairs), 0)
        .expect("they may be set");
}

/// What the hotkey of a coldkey commits to, with a salt of ones.
pub fn hash(netuid: NetUid, coldkey: AccountId, pairs: &[(Uid, u16)]) -> Hash {
    crate::weights_hash(&hot(coldkey), netuid, pairs, &SALT, 0)
}

/// The salt of these tests.
pub const SALT: [u8; 32] = [1; 32];

/// Lets the hotkey of a coldkey commit to weights.
pub fn commit(netuid: NetUid, coldkey: AccountId, pairs: &[(Uid, u16)]) -> DispatchResult {
    Incentive::commit_weights(signed(hot(coldkey)), netuid, hash(netuid, coldkey, pairs))
}

/// Lets the hotkey of a coldkey reveal weights.
pub fn reveal(netuid: NetUid, coldkey: AccountId, pairs: &[(Uid, u16)]) -> DispatchResult {
    Incentive::reveal_weights(signed(hot(coldkey)), netuid, weights(pairs), SALT, 0)
}

/// Lets the hotkey of a coldkey lend percents of its stake to those of others.
pub fn lend(netuid: NetUid, coldkey: AccountId, children: &[(AccountId, u32)]) -> DispatchResult {
    let children = children.iter().map(|(child, part)| (hot(*child), Permill::from_percent(*part)));
    let children = children.collect::<Vec<_>>().try_into().expect("they are few");
    Incentive::set_children(signed(coldkey), netuid, hot(coldkey), children)
}

/// The loans of a subnet, as they are stored.
pub fn loans(netuid: NetUid) -> Vec<LoanOf<Test>> {
    Loans::<Test>::get(netuid).into_inner()
}

/// Puts new money into the pot.
pub fn fund(amount: Balance) {
    let money = <Balances as Balanced<_>>::issue(amount);
    Issued::mutate(|issued| *issued += amount);
    Money::deposit(Pot::Subnets, money);
}

/// Puts new money into the pot, as if a division had given it to a subnet.
pub fn pend(netuid: NetUid, amount: Balance) {
    fund(amount);
    Funds::<Test>::mutate(netuid, |funds| funds.receive(amount));
    PendingTotal::<Test>::mutate(|total| *total += amount);
}

/// What was rewarded to the hotkey of a coldkey, in all.
pub fn rewarded(coldkey: AccountId) -> Balance {
    let rewards = Rewarded::get();
    let of_it = rewards.iter().filter(|(hotkey, _, _)| *hotkey == hot(coldkey));
    of_it.map(|(_, amount, _)| amount).sum()
}

/// What `who` may spend or has reserved.
pub fn free(who: AccountId) -> Balance {
    Balances::balance(&who)
}

/// A digest of the whole state.
pub fn state() -> Vec<u8> {
    sp_io::storage::root(StateVersion::V1)
}

/// The pallet's events of this block.
pub fn events() -> Vec<crate::Event<Test>> {
    System::read_events_for_pallet()
}
