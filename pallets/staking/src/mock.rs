// SPDX-License-Identifier: Apache-2.0
//! A small runtime around the pallet. Sessions and the security pot are variables here; the tests of
//! the runtime put the real ones in their place.

use crate as pallet_joule_staking;
use crate::{types::StakingLimits, CreditOf, Pallet, PoolOf, Pools, StakerIds, Stakes};
use frame_support::{
    derive_impl, parameter_types,
    traits::{
        fungible::{Balanced, Inspect, Mutate},
        tokens::{Fortitude, Precision, Preservation},
        ConstU128, ConstU32, Imbalance,
    },
    weights::Weight,
};
use joule_primitives::{
    money::{BurnMoney, BurnReason, PayMoney, Pot, Pots},
    session::{ElectValidators, OnSession, Sessions},
    staking::{OnHotkeySwapped, PoolId},
    types::{Balance, BlockNumber},
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::{
    testing::TestSignature, BuildStorage, DispatchError, DispatchResult, StateVersion, TokenError,
};
use sp_staking::SessionIndex;

pub type AccountId = u64;
pub type Credit = CreditOf<Test>;

/// Coldkeys.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CHARLIE: AccountId = 3;
pub const DAVE: AccountId = 4;
/// The hotkey of a coldkey.
pub const fn hot(coldkey: AccountId) -> AccountId {
    coldkey + 1_000
}
/// Whose money the security pot is.
const POT: AccountId = 900;
/// An account that can hold no reward: it does not exist.
pub const NOBODY: AccountId = 999;
/// What each coldkey starts with.
pub const ENDOWMENT: Balance = 1_000_000 * JOULE;
/// How long a session is in these tests, in blocks.
pub const SESSION: BlockNumber = 100;
/// The limits of these tests.
pub const LIMITS: StakingLimits = StakingLimits {
    max_validators: 4,
    min_self_stake: 100 * JOULE,
    min_unbonding_blocks: 600,
    max_unbonding_blocks: 8_400,
    coldkey_delay_blocks: 3_000,
    take_raise_delay_blocks: 18_000,
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
    pub type Staking = pallet_joule_staking::Pallet<Test>;
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

parameter_types! {
    pub static CurrentSession: SessionIndex = 0;
    pub static Sitting: Vec<AccountId> = Vec::new();
    pub static Queued: Vec<AccountId> = Vec::new();
    pub static WithKeys: Vec<AccountId> = Vec::new();
    pub static SecurityPot: Balance = 0;
    pub static Burned: Vec<(BurnReason, Balance)> = Vec::new();
    pub static Swaps: Vec<(AccountId, AccountId)> = Vec::new();
    pub static RefuseSwaps: bool = false;
}

/// Burns and pays as issuance does, and holds the security pot.
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
    fn available(_pot: Pot) -> Balance {
        SecurityPot::get()
    }

    fn deposit(_pot: Pot, credit: Credit) {
        SecurityPot::mutate(|claims| *claims += credit.peek());
        Balances::resolve(&POT, credit).expect("the pot exists");
    }

    fn withdraw(_pot: Pot, amount: Balance) -> Result<Credit, DispatchError> {
        let left = SecurityPot::get().checked_sub(amount).ok_or(TokenError::FundsUnavailable)?;
        SecurityPot::set(left);
        Balances::withdraw(
            &POT,
            amount,
            Precision::Exact,
            Preservation::Preserve,
            Fortitude::Polite,
        )
    }
}

/// The sessions of these tests.
pub struct TestSessions;

impl Sessions<AccountId> for TestSessions {
    fn current() -> SessionIndex {
        CurrentSession::get()
    }

    fn has_keys(validator: &AccountId) -> bool {
        WithKeys::get().contains(validator)
    }

    fn sitting() -> Vec<AccountId> {
        Sitting::get()
    }

    fn queued() -> Vec<AccountId> {
        Queued::get()
    }

    fn purge_keys(validator: &AccountId) -> DispatchResult {
        WithKeys::mutate(|keys| keys.retain(|account| account != validator));
        Ok(())
    }
}

/// What following a swap costs here; at most ten times as much.
pub const FOLLOWED: Weight = Weight::from_parts(7, 0);

/// Remembers who swapped.
pub struct Follower;

impl OnHotkeySwapped<AccountId> for Follower {
    fn on_hotkey_swapped(old: &AccountId, new: &AccountId) -> Result<Weight, DispatchError> {
        if RefuseSwaps::get() {
            return Err(DispatchError::Other("the follower refuses"));
        }
        Swaps::mutate(|swaps| swaps.push((*old, *new)));
        Ok(FOLLOWED)
    }

    fn weight() -> Weight {
        FOLLOWED.saturating_mul(10)
    }
}

impl crate::Config for Test {
    type Currency = Balances;
    type Money = Money;
    type Sessions = TestSessions;
    type OnHotkeySwapped = Follower;
    type Signature = TestSignature;
    type GovernanceOrigin = frame_system::EnsureRoot<AccountId>;
    type MaxValidators = ConstU32<100>;
    type MaxCandidates = ConstU32<400>;
    type ReportSessions = ConstU32<3>;
    type WeightInfo = ();
}

/// The chain's genesis with these validators: coldkeys and what they stake.
pub fn genesis(
    limits: StakingLimits,
    validators: &[(AccountId, Balance)],
) -> sp_io::TestExternalities {
    let mut balances: Vec<_> = (1..=200).map(|coldkey| (coldkey, ENDOWMENT)).collect();
    balances.push((POT, ENDOWMENT));
    balances.push((Staking::account(), EXISTENTIAL_DEPOSIT));
    let staking = crate::GenesisConfig {
        limits,
        validators: validators
            .iter()
            .map(|(coldkey, stake)| (hot(*coldkey), *coldkey, *stake))
            .collect(),
    };
    let storage = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
        staking,
        ..Default::default()
    };
    let hotkeys: Vec<_> = validators.iter().map(|(coldkey, _)| hot(*coldkey)).collect();
    WithKeys::set(hotkeys.clone());
    Sitting::set(hotkeys.clone());
    Queued::set(hotkeys);
    CurrentSession::set(0);
    SecurityPot::set(0);
    Burned::set(Vec::new());
    Swaps::set(Vec::new());
    RefuseSwaps::set(false);
    storage.build_storage().expect("the genesis state is valid").into()
}

/// Runs `test` with Alice and Bob as validators of 1,000 JOULE each, and checks every invariant.
pub fn run(test: impl FnOnce()) {
    run_with(LIMITS, &[(ALICE, 1_000 * JOULE), (BOB, 1_000 * JOULE)], test);
}

/// Runs `test` with these limits and validators, and checks every invariant.
pub fn run_with(limits: StakingLimits, validators: &[(AccountId, Balance)], test: impl FnOnce()) {
    genesis(limits, validators).execute_with(|| {
        System::set_block_number(1);
        test();
        check();
    });
}

/// Checks every invariant.
pub fn check() {
    Pallet::<Test>::check_invariants().expect("every invariant holds");
}

/// The origin of a signed call.
pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// Lets blocks pass, in which nothing happens.
pub fn pass(blocks: BlockNumber) {
    System::set_block_number(System::block_number() + blocks);
}

/// Ends the session a session's length after now, and begins the next one.
pub fn next_session() {
    pass(SESSION);
    Staking::on_session_ending(CurrentSession::get(), &Sitting::get());
    Sitting::set(Queued::get());
    CurrentSession::mutate(|session| *session += 1);
    if let Some(elected) = Staking::elect(CurrentSession::get() + 1) {
        Queued::set(elected);
    }
    check();
}

/// Lets a coldkey register its hotkey, which has session keys, with a proof.
pub fn register(coldkey: AccountId) {
    let proof = proof_of(hot(coldkey), coldkey);
    let take = crate::MAX_TAKE;
    Staking::register_validator(signed(coldkey), hot(coldkey), take, Some(proof))
        .expect("the hotkey signed");
    WithKeys::mutate(|keys| keys.push(hot(coldkey)));
}

/// What a hotkey signs to serve a coldkey.
pub fn proof_of(hotkey: AccountId, coldkey: AccountId) -> TestSignature {
    let genesis_hash = System::block_hash(0);
    TestSignature(hotkey, crate::proof_message(&genesis_hash, &coldkey))
}

/// Stakes behind the hotkey of another coldkey.
pub fn stake(who: AccountId, validator: AccountId, amount: Balance) {
    Staking::stake(signed(who), hot(validator), amount).expect("it may be staked");
}

/// The pool behind the hotkey of a coldkey.
pub fn pool_id(coldkey: AccountId) -> PoolId {
    Pallet::<Test>::pool_of(&hot(coldkey)).expect("it has a pool")
}

/// The pool of a coldkey's validator, with everything that has flowed into it.
pub fn pool(coldkey: AccountId) -> PoolOf<Test> {
    Pallet::<Test>::peek(pool_id(coldkey)).expect("it exists").0
}

/// The pool as it is stored.
pub fn stored_pool(coldkey: AccountId) -> PoolOf<Test> {
    Pools::<Test>::get(pool_id(coldkey)).expect("it exists")
}

/// What `who` has staked behind the validator of a coldkey.
pub fn value(who: AccountId, validator: AccountId) -> Balance {
    let Some(staker) = StakerIds::<Test>::get(who) else { return 0 };
    let id = pool_id(validator);
    let (pool, owner_shares) = Pallet::<Test>::peek(id).expect("it exists");
    let shares = if pool.owner == staker { owner_shares } else { Stakes::<Test>::get(staker, id) };
    pool.value_of(shares)
}

/// What `who` may spend or has reserved.
pub fn free(who: AccountId) -> Balance {
    Balances::balance(&who)
}

/// Pays into the security pot.
pub fn fund_security(amount: Balance) {
    <Money as Pots<_, _>>::deposit(Pot::Security, mint(amount));
}

/// New money.
pub fn mint(amount: Balance) -> Credit {
    <Balances as Balanced<_>>::issue(amount)
}

/// Gives an account more.
pub fn endow(who: AccountId, amount: Balance) {
    Balances::mint_into(&who, amount).expect("it exists");
}

/// A digest of the whole state.
pub fn state() -> Vec<u8> {
    sp_io::storage::root(StateVersion::V1)
}

/// The pallet's events of this block.
pub fn events() -> Vec<crate::Event<Test>> {
    System::read_events_for_pallet()
}
