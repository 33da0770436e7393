// SPDX-License-Identifier: Apache-2.0
//! A small runtime around the pallet: validators are numbers, and so are their pools.

use crate as pallet_joule_price;
use crate::{Asset, Call, Pallet};
use codec::Encode;
use frame_support::{
    assert_ok, derive_impl, parameter_types,
    traits::{Authorize, ConstU32, ConstU64},
    weights::Weight,
    PalletId,
};
use joule_primitives::{
    price::{
        feed_message, feeder_proof, Dollars, FeedMembers, FeederKey, FeederSignature, Health,
        Price as PriceOf, PriceOfJoule,
    },
    staking::PoolId,
    types::{BlockNumber, Moment},
};
use sp_core::{sr25519, Pair, H256};
use sp_runtime::{
    testing::TestXt,
    traits::{Dispatchable, IdentityLookup},
    transaction_validity::{TransactionSource, TransactionValidityError, ValidTransaction},
    AccountId32, BuildStorage, StateVersion,
};

pub type AccountId = AccountId32;
/// A transaction of these tests.
pub type Xt = TestXt<RuntimeCall, frame_system::AuthorizeCall<Test>>;

/// The hash of the first block.
pub const GENESIS: [u8; 32] = [7; 32];
/// The time of the first block, in milliseconds since the Unix epoch.
pub const START: Moment = 1_800_000_000_000;
/// Milliseconds of a slot.
pub const SLOT_MS: Moment = 6_000;
pub const MINUTE: Moment = 60_000;
pub const HOUR: Moment = 60 * MINUTE;
/// Validators have pools below this number.
pub const POOLS: u8 = 100;

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(RuntimeCall, RuntimeEvent, RuntimeError, RuntimeOrigin, RuntimeTask)]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Test>;
    #[runtime::pallet_index(1)]
    pub type Timestamp = pallet_timestamp::Pallet<Test>;
    #[runtime::pallet_index(2)]
    pub type Oracle = pallet_oracle::Pallet<Test>;
    #[runtime::pallet_index(3)]
    pub type Price = pallet_joule_price::Pallet<Test>;
}

parameter_types! {
    /// Who sits, the largest pool first.
    pub static Sitting: Vec<PoolId> = Vec::new();
    /// Who does not stand.
    pub static Chilled: Vec<PoolId> = Vec::new();
    /// Pools that are gone.
    pub static Ended: Vec<PoolId> = Vec::new();
    pub const OraclePalletId: PalletId = PalletId(*b"joule/or");
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {
    type Moment = Moment;
    type MinimumPeriod = ConstU64<1>;
}

impl pallet_oracle::Config for Test {
    type OnNewData = Price;
    type CombineData = Price;
    type Time = Timestamp;
    type OracleKey = Asset;
    type OracleValue = Dollars;
    type PalletId = OraclePalletId;
    type Members = Price;
    type WeightInfo = ();
    type MaxHasDispatchedSize = ConstU32<22>;
    type MaxFeedValues = ConstU32<1>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ();
}

impl<LocalCall> frame_system::offchain::CreateTransactionBase<LocalCall> for Test
where
    RuntimeCall: From<LocalCall>,
{
    type Extrinsic = Xt;
    type RuntimeCall = RuntimeCall;
}

impl<LocalCall> frame_system::offchain::CreateTransaction<LocalCall> for Test
where
    RuntimeCall: From<LocalCall>,
{
    type Extension = frame_system::AuthorizeCall<Test>;

    fn create_transaction(call: RuntimeCall, extension: Self::Extension) -> Xt {
        TestXt::new_transaction(call, extension)
    }
}

impl<LocalCall> frame_system::offchain::CreateAuthorizedTransaction<LocalCall> for Test
where
    RuntimeCall: From<LocalCall>,
{
    fn create_extension() -> Self::Extension {
        frame_system::AuthorizeCall::new()
    }
}

/// Validators of these tests.
pub struct Validators;

impl FeedMembers<AccountId> for Validators {
    fn largest(most: u32) -> Vec<PoolId> {
        Sitting::get().into_iter().take(most as usize).collect()
    }

    fn pool_of(validator: &AccountId) -> Option<PoolId> {
        let bytes: &[u8; 32] = validator.as_ref();
        (bytes[0] < POOLS).then_some(bytes[0].into())
    }

    fn stands(pool: PoolId) -> bool {
        !Chilled::get().contains(&pool)
    }

    fn exists(pool: PoolId) -> bool {
        !Ended::get().contains(&pool)
    }
}

impl crate::Config for Test {
    type FeedMembers = Validators;
    type GovernanceOrigin = frame_system::EnsureRoot<AccountId>;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = TestHelper;
}

/// What benchmarks need.
#[cfg(feature = "runtime-benchmarks")]
pub struct TestHelper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper<AccountId> for TestHelper {
    fn validator(seed: u32) -> AccountId {
        validator(seed.try_into().expect("there are fewer"))
    }

    fn seat(hotkeys: Vec<AccountId>) {
        let pools = hotkeys.iter().map(|hotkey| Validators::pool_of(hotkey).expect("it has one"));
        Sitting::set(pools.collect());
    }

    fn set_time(now: Moment) {
        pallet_timestamp::Now::<Test>::put(now);
    }
}

/// The genesis state, with a keystore.
#[cfg(feature = "runtime-benchmarks")]
pub fn with_keystore() -> sp_io::TestExternalities {
    use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
    let mut externalities = genesis(None);
    externalities.register_extension(KeystoreExt::new(MemoryKeystore::new()));
    externalities
}

/// The hotkey of the validator with this pool.
pub fn validator(pool: u8) -> AccountId {
    AccountId::new([pool; 32])
}

/// The key pair that feeds for it, unless a test says otherwise.
pub fn pair(pool: u8) -> sr25519::Pair {
    sr25519::Pair::from_seed(&[pool; 32])
}

/// Its public key.
pub fn key(pool: u8) -> FeederKey {
    pair(pool).public().into()
}

/// The account by which the oracle knows that.
pub fn account(pool: u8) -> AccountId {
    Pallet::<Test>::account_of(&key(pool))
}

/// What `signer` signs to feed for `validator`.
pub fn proof(signer: &sr25519::Pair, validator: &AccountId) -> FeederSignature {
    signer.sign(&feeder_proof(&GENESIS, validator)).into()
}

/// What nobody signed.
pub fn no_signature() -> FeederSignature {
    sr25519::Signature::from_raw([0; 64]).into()
}

/// Lets validators set their keys.
pub fn set_keys(pools: impl IntoIterator<Item = u8>) {
    for pool in pools {
        let (hotkey, signer) = (validator(pool), pair(pool));
        let proof = proof(&signer, &hotkey);
        assert_ok!(Price::set_feeder_key(signed(hotkey), key(pool), proof));
    }
}

/// Starts a session in which these sit, the largest first.
pub fn seat(pools: impl IntoIterator<Item = u8>) {
    Sitting::set(pools.into_iter().map(PoolId::from).collect());
    Price::seat_members();
}

/// The origin of a signed call.
pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// So many thousandths of a dollar.
pub fn milli(dollars: u64) -> Dollars {
    Dollars::from_rational(dollars.into(), 1_000)
}

/// Whole dollars.
pub fn dollars(dollars: u32) -> Dollars {
    Dollars::from_u32(dollars)
}

/// Runs `test` in the first block of a chain, and checks every invariant.
pub fn run(test: impl FnOnce()) {
    genesis(None).execute_with(|| {
        begin_chain();
        test();
        check();
    });
}

/// Runs `test` in a session of so many members.
pub fn run_with(members: u8, test: impl FnOnce()) {
    run(|| {
        set_keys(0..members);
        seat(0..members);
        pass(MINUTE);
        test();
    });
}

/// The genesis state, with a price that governance sets.
pub fn genesis(administered: Option<Dollars>) -> sp_io::TestExternalities {
    Sitting::set(Vec::new());
    Chilled::set(Vec::new());
    Ended::set(Vec::new());
    let storage = RuntimeGenesisConfig {
        price: crate::GenesisConfig { administered, ..Default::default() },
        ..Default::default()
    };
    storage.build_storage().expect("the genesis state is valid").into()
}

/// Begins the first block of the chain.
pub fn begin_chain() {
    frame_system::BlockHash::<Test>::insert(0, H256(GENESIS));
    System::set_block_number(1);
    pallet_timestamp::Now::<Test>::put(START);
}

/// Checks every invariant.
pub fn check() {
    Pallet::<Test>::check_invariants().expect("every invariant holds");
}

/// The block that is being executed.
pub fn now() -> BlockNumber {
    System::block_number()
}

/// The time.
pub fn time() -> Moment {
    pallet_timestamp::Now::<Test>::get()
}

/// Goes on to the block after so many milliseconds.
pub fn pass(ms: Moment) {
    use frame_support::traits::Hooks;
    Oracle::on_finalize(now());
    let blocks = ms.div_ceil(SLOT_MS).max(1);
    System::set_block_number(now() + BlockNumber::try_from(blocks).expect("not so many"));
    System::reset_events();
    pallet_timestamp::Now::<Test>::put(time() + ms);
}

/// The call by which `signer` says a price after the block `at`.
pub fn feed_call(signer: &sr25519::Pair, price: Dollars, at: BlockNumber) -> Call<Test> {
    let signature = signer.sign(&feed_message(&GENESIS, price, at)).into();
    Call::feed { key: signer.public().into(), price, at, signature }
}

/// Lets the key of `pool` feed a price, as its node does after the block before.
pub fn feed(pool: u8, price: Dollars) -> Result<ValidTransaction, TransactionValidityError> {
    submit(feed_call(&pair(pool), price, now() - 1))
}

/// Lets all of these feed the same price.
pub fn feed_all(pools: impl IntoIterator<Item = u8>, price: Dollars) {
    for pool in pools {
        feed(pool, price).expect("the price is taken");
    }
}

/// Authorises a feeless call in a block and carries it out, which must not fail then.
pub fn submit(call: Call<Test>) -> Result<ValidTransaction, TransactionValidityError> {
    let before = state();
    let call = RuntimeCall::from(call);
    let authorized = call.authorize(TransactionSource::InBlock).expect("the call is feeless");
    assert_eq!(state(), before, "asking changes nothing");
    let (valid, unspent) = authorized?;
    assert_eq!(unspent, Weight::zero());
    let origin = RuntimeOrigin::from(frame_system::RawOrigin::Authorized);
    assert_ok!(call.clone().dispatch(origin));
    // Nobody pays for it twice.
    assert!(call.authorize(TransactionSource::InBlock).is_some_and(|again| again.is_err()));
    check();
    Ok(valid)
}

/// That a feeless call is refused, wherever it comes from.
pub fn refuse(call: Call<Test>, refusal: impl Into<TransactionValidityError>) {
    let refusal = refusal.into();
    for source in
        [TransactionSource::InBlock, TransactionSource::External, TransactionSource::Local]
    {
        let authorized = RuntimeCall::from(call.clone()).authorize(source);
        assert_eq!(authorized.expect("the call is feeless").map(|_| ()), Err(refusal));
    }
}

/// The price.
pub fn price() -> PriceOf {
    <Price as PriceOfJoule>::price()
}

/// The last price of the feed.
pub fn spot() -> Dollars {
    Price::fed_price().spot
}

/// How far the price may be trusted.
pub fn health() -> Health {
    price().health
}

/// A digest of the whole state.
pub fn state() -> Vec<u8> {
    sp_io::storage::root(StateVersion::V1)
}

/// The pallet's events of this block.
pub fn events() -> Vec<crate::Event<Test>> {
    System::read_events_for_pallet()
}

/// What the oracle keeps of a member.
pub fn kept_of(pool: u8) -> Option<Dollars> {
    Oracle::raw_values(account(pool), Asset::Joule).map(|fed| fed.value)
}

/// A value as it is encoded.
pub fn encoded(value: &impl Encode) -> Vec<u8> {
    value.encode()
}
