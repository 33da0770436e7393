// SPDX-License-Identifier: Apache-2.0
//! A small runtime around the pallet, with devices that really compute: the reference prover, on
//! small matrices. Clock, randomness and rewards are variables here.

pub mod followers;

use crate as pallet_joule_attestation;
use crate::{
    resume_message,
    settings::{AttestationSettings, ClassTerms},
    types::{commitment, Metadata, OpenChallenge, PendingCommit, SignedCommit, Top},
    CreditOf, Current, DeviceOf, DeviceRecords, HoldReason, LastCommits, NextChallenge, Pallet,
    Pending, Settings,
};
use codec::{DecodeAll, Encode};
use frame_support::{
    assert_ok, derive_impl, parameter_types,
    storage::unhashed,
    traits::{
        fungible::{Balanced, InspectHold},
        Authorize, ConstU128, Hooks, Imbalance,
    },
    weights::Weight,
    BoundedVec,
};
use frame_system::limits::{BlockLength, BlockWeights};
use joule_pogw::{
    messages::Registration,
    prover::{root_and_paths, Backend, Cpu, Failure, Leaf, Product, Prover},
    round, Node, Params,
};
use joule_primitives::{
    attestation::{
        ChallengeId, ChallengeRewards, ClassId, Clock, DeviceKey, Devices, MilliComputeUnits,
        Standing,
    },
    money::{BurnMoney, BurnReason, PayMoney},
    types::{Balance, BlockNumber},
    units::{EXISTENTIAL_DEPOSIT, JOULE, MILLIJOULE},
};
use sp_core::{ed25519, Pair, H256};
use sp_runtime::{
    traits::{Dispatchable, IdentityLookup},
    transaction_validity::{
        InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
    },
    AccountId32, BuildStorage, DispatchResult, Perbill, StateVersion,
};

pub type AccountId = AccountId32;
pub type Credit = CreditOf<Test>;

/// Owners of devices.
pub const ALICE: AccountId = AccountId32::new([1; 32]);
pub const BOB: AccountId = AccountId32::new([2; 32]);
/// Who has no device.
pub const CHARLIE: AccountId = AccountId32::new([3; 32]);
/// What each of them starts with.
pub const ENDOWMENT: Balance = 100_000 * JOULE;
/// The bond of devices in these tests, which is what their class asks for at least.
pub const BOND: Balance = 100 * JOULE;
/// What is burned for a key.
pub const FEE: Balance = 100 * MILLIJOULE;
/// What is held for a record.
pub const DEPOSIT: Balance = 50 * MILLIJOULE;
/// Milliseconds of a slot.
pub const SLOT_MS: u64 = 1_000;
/// The hash of the first block.
pub const GENESIS: [u8; 32] = [7; 32];

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
    pub type Attestation = pallet_joule_attestation::Pallet<Test>;
}

parameter_types! {
    pub static Slot: u64 = 0;
    pub static Vrf: Option<[u8; 32]> = None;
    pub static VrfInEveryBlock: bool = true;
    pub static Reward: Balance = 0;
    pub static RewardPerUnit: Balance = 0;
    /// What it takes to ask for a reward.
    pub static RewardWeight: Weight = Weight::zero();
    pub static OthersActive: u32 = 0;
    pub static MaxOnTrial: u32 = 1_024;
    pub static OpenWeight: u64 = 0;
    pub static OtherWeight: u64 = 0;
    pub static BlockBytes: u32 = 5 * 1024 * 1024;
    pub Weights: BlockWeights =
        BlockWeights::simple_max(Weight::from_parts(2_000_000_000_000, u64::MAX));
    pub Length: BlockLength = BlockLength::builder().max_length(BlockBytes::get()).build();
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<Balance>;
    type BlockWeights = Weights;
    type BlockLength = Length;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

/// Burns and pays as issuance does. What was burned stands in the state, so that a refused call
/// leaves nothing of it.
pub struct Money;

impl Money {
    const LOG: &'static [u8] = b"burned";

    /// What was burned, and why.
    pub fn burned() -> Vec<(BurnReason, Balance)> {
        unhashed::get_or_default(Self::LOG)
    }
}

impl BurnMoney<Credit> for Money {
    fn burn(reason: BurnReason, credit: Credit) {
        let amount = credit.peek();
        if amount > 0 {
            let mut burned = Self::burned();
            burned.push((reason, amount));
            unhashed::put(Self::LOG, &burned);
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

/// The clock of these tests: a slot for each block, unless a test says otherwise.
pub struct TestClock;

impl Clock for TestClock {
    fn slot() -> u64 {
        Slot::get()
    }

    fn slot_ms() -> u64 {
        SLOT_MS
    }
}

/// Pays every device the same, and so much for each thousandth of a compute unit.
pub struct TestRewards;

impl ChallengeRewards for TestRewards {
    fn per_challenge(_device: &DeviceKey, score: MilliComputeUnits) -> Balance {
        let by_score = RewardPerUnit::get().saturating_mul(score.0.into());
        Reward::get().saturating_add(by_score)
    }

    fn weight() -> Weight {
        RewardWeight::get()
    }
}

/// Weights of these tests: an opening takes what [`OpenWeight`] says, all others [`OtherWeight`].
pub struct TestWeights;

macro_rules! weights {
    ($($name:ident($($arg:ident)?) = $weight:ident;)*) => {
        impl crate::WeightInfo for TestWeights {
            $(fn $name($($arg: u32)?) -> Weight {
                $(let _ = $arg;)?
                Weight::from_parts($weight::get(), 0)
            })*
        }
    };
}

weights! {
    on_initialize() = OtherWeight;
    register_device() = OtherWeight;
    raise_bond() = OtherWeight;
    leave() = OtherWeight;
    withdraw_bond() = OtherWeight;
    set_metadata() = OtherWeight;
    set_class_terms() = OtherWeight;
    commit() = OtherWeight;
    authorize_commit() = OtherWeight;
    open() = OpenWeight;
    authorize_open(samples) = OpenWeight;
    hash_nodes(nodes) = OpenWeight;
    draw_entries(entries) = OpenWeight;
    settle() = OtherWeight;
    authorize_settle() = OtherWeight;
    resume() = OtherWeight;
    authorize_resume() = OtherWeight;
    report_equivocation() = OtherWeight;
    authorize_report_equivocation() = OtherWeight;
    set_offered() = OtherWeight;
    draw(count) = OtherWeight;
    excuse() = OtherWeight;
    end_excuse() = OtherWeight;
}

impl crate::Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Money = Money;
    type Clock = TestClock;
    type AuthorVrf = Vrf;
    type HasVrfInEveryBlock = VrfInEveryBlock;
    type Rewards = TestRewards;
    type Followers = followers::TestFollower;
    type GovernanceOrigin = frame_system::EnsureRoot<AccountId>;
    type RegistrationFee = ConstU128<FEE>;
    type RecordDeposit = ConstU128<DEPOSIT>;
    type MaxOnTrial = MaxOnTrial;
    type WeightInfo = TestWeights;
}

/// Settings of these tests: those of development, with matrices of 8 rows, bonds that are free 300
/// blocks after leaving, and a second class that asks for a thousand times as much.
pub fn settings() -> AttestationSettings {
    let class = |min_bond, least| ClassTerms { min_bond, least_score: MilliComputeUnits(least) };
    AttestationSettings {
        log2_size: 3,
        leave_blocks: 300,
        classes: BoundedVec::truncate_from(vec![class(BOND, 0), class(10 * BOND, 1_000)]),
        ..AttestationSettings::development()
    }
}

/// The genesis state with these settings.
pub fn genesis(settings: AttestationSettings) -> sp_io::TestExternalities {
    Slot::set(1_000);
    Vrf::set(None);
    VrfInEveryBlock::set(true);
    Reward::set(0);
    RewardPerUnit::set(0);
    OthersActive::set(0);
    MaxOnTrial::set(1_024);
    OpenWeight::set(0);
    OtherWeight::set(0);
    BlockBytes::set(5 * 1024 * 1024);
    let balances = [ALICE, BOB, CHARLIE].map(|who| (who, ENDOWMENT)).to_vec();
    let storage = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
        attestation: crate::GenesisConfig { settings, ..Default::default() },
        ..Default::default()
    };
    storage.build_storage().expect("the genesis state is valid").into()
}

/// Runs `test` on a chain without devices, and checks every invariant.
pub fn run(test: impl FnOnce()) {
    run_with(settings(), test);
}

/// Does so on a chain with so many devices that a commit is audited with a probability of a tenth.
pub fn run_rarely_audited(test: impl FnOnce()) {
    let least_audit = Perbill::from_percent(10);
    run_with(AttestationSettings { least_audit, ..settings() }, || {
        OthersActive::set(1_000_000);
        test();
    });
}

/// Does so with these settings.
pub fn run_with(settings: AttestationSettings, test: impl FnOnce()) {
    genesis(settings).execute_with(|| {
        begin_chain();
        test();
        check();
    });
}

/// Begins the first block of the chain.
pub fn begin_chain() {
    frame_system::BlockHash::<Test>::insert(0, H256(GENESIS));
    begin(1);
}

/// Checks every invariant.
pub fn check() {
    Pallet::<Test>::check_invariants().expect("every invariant holds");
    followers::TestFollower::check();
}

/// Begins a block.
fn begin(block: BlockNumber) {
    System::set_block_number(block);
    System::reset_events();
    Slot::mutate(|slot| *slot += 1);
    Vrf::set(Some(sp_io::hashing::sha2_256(&(block, b"vrf").encode())));
    if OthersActive::get() > 0 {
        LastCommits::<Test>::put(OthersActive::get());
    }
    Attestation::on_initialize(block);
}

/// The block that is being executed.
pub fn now() -> BlockNumber {
    System::block_number()
}

/// Goes to a later block, one by one.
pub fn go_to(block: BlockNumber) {
    assert!(block >= now(), "time goes on: {block} is before {}", now());
    while now() < block {
        begin(now() + 1);
    }
}

/// Goes on so many blocks.
pub fn pass(blocks: BlockNumber) {
    go_to(now() + blocks);
}

/// The challenge that is open.
pub fn current() -> OpenChallenge {
    Current::<Test>::get().expect("a challenge is open")
}

/// Goes to the first block in which devices may commit to the next challenge.
pub fn next_challenge() -> OpenChallenge {
    finish();
    while Current::<Test>::get().is_none() {
        pass(1);
    }
    pass(1);
    current()
}

/// Goes to the block in which the open challenge draws its sample.
pub fn go_to_sample() -> OpenChallenge {
    go_to(Settings::<Test>::get().sample_at(current().opened_at));
    current()
}

/// Goes to the block in which the challenge that is open closes, if one is.
pub fn finish() {
    if let Some(open) = Current::<Test>::get() {
        go_to(Settings::<Test>::get().open_until(open.opened_at) + 1);
    }
}

/// The origin of a signed call.
pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// Authorises a feeless call in a block and carries it out, which must not fail then.
pub fn submit(call: crate::Call<Test>) -> Result<ValidTransaction, TransactionValidityError> {
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
    Ok(valid)
}

/// That a feeless call is refused, wherever it comes from.
pub fn refuse(call: crate::Call<Test>, refusal: impl Into<TransactionValidityError>) {
    let refusal = refusal.into();
    for source in
        [TransactionSource::InBlock, TransactionSource::External, TransactionSource::Local]
    {
        let authorized = RuntimeCall::from(call.clone()).authorize(source);
        assert_eq!(authorized.expect("the call is feeless").map(|_| ()), Err(refusal));
    }
}

pub const STALE: InvalidTransaction = InvalidTransaction::Stale;
pub const FUTURE: InvalidTransaction = InvalidTransaction::Future;
pub const BAD_PROOF: InvalidTransaction = InvalidTransaction::BadProof;
pub const NO_ROOM: InvalidTransaction = InvalidTransaction::ExhaustsResources;

/// A GPU with its key, and what it computed in a challenge.
#[derive(Clone)]
pub struct Gpu {
    pub pair: ed25519::Pair,
    pub key: DeviceKey,
    pub work: Option<Prover>,
}

/// One GPU for each number.
pub fn gpu(seed: u32) -> Gpu {
    let pair = ed25519::Pair::from_seed(&sp_io::hashing::sha2_256(&(seed, b"gpu").encode()));
    Gpu { key: DeviceKey(pair.public().0), pair, work: None }
}

impl Gpu {
    /// Its signature.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.pair.sign(message).0
    }

    /// Its registration by an owner.
    pub fn agreement(&self, owner: &AccountId, valid_until: BlockNumber) -> [u8; 64] {
        let (genesis, owner) = (GENESIS, owner.clone().into());
        self.sign(&Registration { genesis, owner, device: self.key.0, valid_until }.message())
    }

    /// Registers it, in the first class.
    pub fn register(&self, owner: AccountId) {
        assert_ok!(self.register_with(owner, ClassId(0), BOND));
    }

    /// Registers it with a bond.
    pub fn register_with(&self, owner: AccountId, class: ClassId, bond: Balance) -> DispatchResult {
        let signature = self.agreement(&owner, now() + 10);
        let metadata = Metadata::default();
        let (device, valid_until) = (self.key, now() + 10);
        Attestation::register_device(
            signed(owner),
            device,
            class,
            bond,
            valid_until,
            signature,
            metadata,
        )
    }

    /// Its record.
    pub fn record(&self) -> DeviceOf<Test> {
        DeviceRecords::<Test>::get(self.key).expect("the device is registered")
    }

    /// Changes its record, and tells followers of it.
    pub fn change(&self, change: impl FnOnce(&mut DeviceOf<Test>)) {
        let mut device = self.record();
        change(&mut device);
        Attestation::store(self.key, device);
    }

    /// What it committed to.
    pub fn pending(&self) -> PendingCommit {
        Pending::<Test>::get(self.key).expect("the device committed")
    }

    /// What others see of it.
    pub fn standing(&self) -> Standing<AccountId> {
        Attestation::standing(&self.key).expect("the device is registered")
    }

    /// Computes so many rounds in the challenge that is open.
    pub fn compute(&mut self, rounds: u32) {
        self.compute_with(rounds, &mut Cpu::default());
    }

    /// Does so on another backend.
    pub fn compute_with(&mut self, rounds: u32, backend: &mut dyn Backend) {
        let open = current();
        let params = Params::from_bytes(open.params).expect("they are checked");
        let mut prover = Prover::new(params, open.seed, self.key.0);
        (0..rounds).for_each(|_| prover.step(backend).expect("the backend works"));
        self.work = Some(prover);
    }

    /// The call that commits to what was computed.
    pub fn commit_call(&self) -> crate::Call<Test> {
        let work = self.work.as_ref().expect("something was computed");
        let commitment = work.commitment().expect("there are rounds");
        self.commit_call_of(current().id, commitment.rounds, *commitment.top.as_bytes())
    }

    /// The call that commits to anything.
    pub fn commit_call_of(
        &self,
        challenge: ChallengeId,
        rounds: u32,
        top: Top,
    ) -> crate::Call<Test> {
        let seed = Attestation::seed_of(challenge).unwrap_or_default();
        let message = commitment(&self.key, seed, rounds, top).message();
        let (device, signature) = (self.key, self.sign(&message));
        crate::Call::commit { device, challenge, rounds, top, signature }
    }

    /// Computes so many rounds and commits to them.
    pub fn commit(&mut self, rounds: u32) {
        self.compute(rounds);
        assert_ok!(submit(self.commit_call()));
    }

    /// Commits to rounds that were never computed.
    pub fn commit_to_nothing(&mut self, rounds: u32) {
        self.work = None;
        assert_ok!(submit(self.commit_call_of(current().id, rounds, [9; 24])));
    }

    /// The call that opens what was computed.
    pub fn open_call(&self) -> crate::Call<Test> {
        self.open_call_with(&mut Cpu::default())
    }

    /// The call that opens what was computed on another backend.
    pub fn open_call_with(&self, backend: &mut dyn Backend) -> crate::Call<Test> {
        let open = current();
        let sample = open.sample.expect("the sample is drawn");
        let work = self.work.as_ref().expect("something was computed");
        let opening = work.open(backend, &sample).expect("the backend works");
        let opening = BoundedVec::try_from(opening).expect("it fits");
        crate::Call::open { device: self.key, challenge: open.id, opening }
    }

    /// The first block in which it may open.
    pub fn opens_from(&self) -> BlockNumber {
        Attestation::opening_window(&self.key, &current()).0
    }

    /// Whether its commit is audited.
    pub fn is_audited(&self) -> bool {
        let open = current();
        let sample = open.sample.expect("the sample is drawn");
        self.pending().is_audited(&self.key, &sample, open.audit)
    }

    /// Opens as soon as it may.
    pub fn open(&self) {
        if now() < self.opens_from() {
            go_to(self.opens_from());
        }
        assert_ok!(submit(self.open_call()));
    }

    /// The call that settles it.
    pub fn settle_call(&self) -> crate::Call<Test> {
        crate::Call::settle { device: self.key }
    }

    /// Settles it.
    pub fn settle(&self) {
        assert_ok!(submit(self.settle_call()));
    }

    /// The call that resumes it after `challenge`.
    pub fn resume_call(&self, challenge: ChallengeId) -> crate::Call<Test> {
        let signature = self.sign(&resume_message(&GENESIS, &self.key, challenge));
        crate::Call::resume { device: self.key, challenge, signature }
    }

    /// Resumes it.
    pub fn resume(&self) {
        let last = ChallengeId(NextChallenge::<Test>::get().0 - 1);
        assert_ok!(submit(self.resume_call(last)));
    }

    /// A commitment that it signed.
    pub fn signed_commit(&self, challenge: ChallengeId, rounds: u32, top: Top) -> SignedCommit {
        let seed = Attestation::seed_of(challenge).unwrap_or_default();
        let message = commitment(&self.key, seed, rounds, top).message();
        SignedCommit { rounds, top, signature: self.sign(&message) }
    }

    /// The call that reports two commitments of it.
    pub fn report_call(&self, challenge: ChallengeId, reporter: AccountId) -> crate::Call<Test> {
        crate::Call::report_equivocation {
            device: self.key,
            challenge,
            first: self.signed_commit(challenge, 1, [1; 24]),
            second: self.signed_commit(challenge, 2, [1; 24]),
            reporter,
        }
    }

    /// Takes part in the next challenge with so many rounds, as an honest device does, and is
    /// settled.
    pub fn attend(&mut self, rounds: u32) {
        next_challenge();
        self.commit(rounds);
        go_to_sample();
        if self.is_audited() {
            self.open();
        }
        finish();
        self.settle();
    }

    /// Commits to nothing in the next challenge, and is settled. Whether it was audited.
    pub fn cheat(&mut self, rounds: u32) -> bool {
        next_challenge();
        self.commit_to_nothing(rounds);
        go_to_sample();
        let is_audited = self.is_audited();
        finish();
        self.settle();
        is_audited
    }

    /// Passes its trial, with so many rounds in each challenge.
    pub fn pass_trial(&mut self, rounds: u32) {
        while self.record().audits_due > 0 {
            self.attend(rounds);
        }
    }
}

/// Lets all of `gpus` miss the next challenge.
pub fn miss_challenge() {
    next_challenge();
    finish();
}

/// Computes products of which it leaves out one entry in `every`.
pub struct Careless {
    pub every: usize,
}

impl Backend for Careless {
    fn name(&self) -> &str {
        "careless"
    }

    fn multiply(
        &mut self,
        params: Params,
        seed: &[u8; 32],
        leaves: &[u32],
    ) -> Result<Product, Failure> {
        let size = params.size();
        let places = (0..size).flat_map(|row| (0..size).map(move |column| (row, column)));
        let entry = |(place, (row, column)): (usize, (u32, u32))| {
            let is_right = (place + 3) % self.every != 0;
            let entry = round::entry(seed, params, row, column);
            if is_right { entry } else { entry ^ 1 }.to_le_bytes()
        };
        let bytes = places.enumerate().flat_map(entry).collect::<Vec<_>>();
        let chunks = bytes.chunks(params.leaf_bytes()).collect::<Vec<_>>();
        let nodes = chunks.iter().map(|leaf| Node::leaf(leaf)).collect();
        let (root, paths) = root_and_paths(nodes, leaves, Node::parent);
        let shown = leaves
            .iter()
            .zip(paths)
            .map(|(leaf, path)| Leaf { entries: chunks[*leaf as usize].to_vec(), path });
        Ok(Product { root, leaves: shown.collect() })
    }
}

/// What is held of an account as bonds.
pub fn bonds_of(who: &AccountId) -> Balance {
    Balances::balance_on_hold(&HoldReason::DeviceBond.into(), who)
}

/// What was burned for `reason`.
pub fn burned(reason: BurnReason) -> Balance {
    let burned = Money::burned().into_iter().filter(|(why, _)| *why == reason);
    burned.map(|(_, amount)| amount).sum()
}

/// A digest of the whole state.
pub fn state() -> Vec<u8> {
    sp_io::storage::root(StateVersion::V1)
}

/// The pallet's events of this block.
pub fn events() -> Vec<crate::Event<Test>> {
    System::read_events_for_pallet()
}

/// A value as it comes back from its encoding.
pub fn recoded<Value: Encode + DecodeAll>(value: &Value) -> Value {
    Value::decode_all(&mut value.encode().as_slice()).expect("it decodes")
}
