// SPDX-License-Identifier: Apache-2.0
//! A small runtime around the pallet. Validators, the beacon and who follows findings are variables
//! here; the tests of the runtime put the real ones in their place.

use crate as pallet_joule_panels;
use crate::{
    types::{Grounds, Step},
    CreditOf, DisputeOf, Disputes, Pallet, PanelSettings, Seated, MAX_DUTIES,
};
use frame_support::{
    assert_ok, derive_impl, parameter_types,
    traits::{fungible::Balanced, ConstU128, Hooks, Imbalance},
    weights::Weight,
};
use joule_primitives::{
    money::{BurnMoney, BurnReason, PayMoney},
    panels::{finding_commitment, DisputeId, Finding, Jurors, OnFinding, Panels as _},
    types::{Balance, BlockNumber, Hash},
    units::{EXISTENTIAL_DEPOSIT, JOULE},
    verdicts::SampleBeacon,
};
use sp_io::hashing::blake2_256;
use sp_runtime::{BuildStorage, DispatchResult, StateVersion};
use std::collections::BTreeMap;

pub type AccountId = u64;
pub type Credit = CreditOf<Test>;

/// One party of the dispute.
pub const TENANT: AccountId = 1;
/// The other one.
pub const PROVIDER: AccountId = 2;
/// Who has nothing to do with anything.
pub const STRANGER: AccountId = 3;
/// How many validators there are, numbered from 1, each with a coldkey of its own.
pub const VALIDATORS: u64 = 12;
/// The dispute of these tests.
pub const DISPUTE: DisputeId = 7;
/// What the panel is paid for a finding.
pub const PAY: Balance = 10 * JOULE;
/// What a validator is fined.
pub const FINE: Balance = JOULE;
/// After how many blocks the beacon is known.
pub const DELAY: BlockNumber = 8;
/// How long panels take.
pub const SETTINGS: PanelSettings = PanelSettings::public();

pub use Finding::{NoFault, ProviderFault, TenantFault};

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
    pub type Panels = pallet_joule_panels::Pallet<Test>;
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
    pub static InOffice: Vec<(AccountId, AccountId)> = Vec::new();
    pub static Fines: Vec<AccountId> = Vec::new();
    pub static Requested: BTreeMap<BlockNumber, u32> = BTreeMap::new();
    pub static Entropy: u32 = 0;
    pub static Followed: Vec<(DisputeId, Option<Finding>)> = Vec::new();
    pub static Paid: Balance = PAY;
    pub static PaidWithoutFinding: Balance = 0;
    pub static OpensAgain: bool = false;
    pub static Burned: Vec<(BurnReason, Balance)> = Vec::new();
    pub const MaxJurors: u32 = 64;
}

/// Burns and pays as issuance does.
pub struct Money;

impl BurnMoney<Credit> for Money {
    fn burn(reason: BurnReason, credit: Credit) {
        if credit.peek() > 0 {
            Burned::mutate(|burned| burned.push((reason, credit.peek())));
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

/// The validators of these tests.
pub struct TestJurors;

impl Jurors<AccountId> for TestJurors {
    fn jurors() -> Vec<(AccountId, AccountId)> {
        InOffice::get()
    }

    fn fine(hotkey: &AccountId) -> Balance {
        if !InOffice::get().iter().any(|(other, _)| other == hotkey) {
            return 0;
        }
        Fines::mutate(|fines| fines.push(*hotkey));
        FINE
    }

    fn weight() -> Weight {
        Weight::from_parts(7, 7)
    }
}

/// The beacon of these tests.
pub struct TestBeacon;

/// The beacon of a block.
pub fn beacon_of(height: BlockNumber) -> [u8; 32] {
    blake2_256(&[Entropy::get().to_le_bytes(), height.to_le_bytes()].concat())
}

impl SampleBeacon for TestBeacon {
    fn request() -> BlockNumber {
        let height = System::block_number() + DELAY;
        Requested::mutate(|requested| *requested.entry(height).or_default() += 1);
        height
    }

    fn sample(height: BlockNumber) -> Option<[u8; 32]> {
        let is_known = Requested::get().contains_key(&height) && System::block_number() >= height;
        is_known.then(|| beacon_of(height))
    }

    fn release(height: BlockNumber) {
        Requested::mutate(|requested| {
            let count = requested.get_mut(&height).expect("only what was asked for is released");
            *count -= 1;
            if *count == 0 {
                requested.remove(&height);
            }
        });
    }
}

/// Who opens disputes in these tests: bonds pay the panel, whatever it finds.
pub struct TestFollower;

impl OnFinding<Credit> for TestFollower {
    fn on_finding(dispute: DisputeId, found: Option<Finding>) -> Credit {
        assert!(!Disputes::<Test>::contains_key(dispute), "it is forgotten before");
        Followed::mutate(|followed| followed.push((dispute, found)));
        if OpensAgain::get() {
            assert_ok!(Panels::open(dispute, &[TENANT]));
        }
        Balances::issue(if found.is_none() { PaidWithoutFinding::get() } else { Paid::get() })
    }

    fn weight() -> Weight {
        Weight::from_parts(5, 5)
    }
}

impl crate::Config for Test {
    type Currency = Balances;
    type Money = Money;
    type Jurors = TestJurors;
    type MaxJurors = MaxJurors;
    type Beacon = TestBeacon;
    type OnFinding = TestFollower;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = TestHelper;
}

/// The hotkey of a validator.
pub fn hotkey(number: u64) -> AccountId {
    100 + number
}

/// The coldkey of a validator.
pub fn coldkey(number: u64) -> AccountId {
    200 + number
}

/// Puts these validators into office.
pub fn elect(numbers: impl IntoIterator<Item = u64>) {
    InOffice::set(numbers.into_iter().map(|number| (hotkey(number), coldkey(number))).collect());
}

/// The genesis state with these settings.
pub fn genesis(settings: PanelSettings) -> sp_io::TestExternalities {
    elect(1..=VALIDATORS);
    Fines::set(Vec::new());
    Requested::set(BTreeMap::new());
    Entropy::set(0);
    Followed::set(Vec::new());
    Paid::set(PAY);
    PaidWithoutFinding::set(0);
    OpensAgain::set(false);
    Burned::set(Vec::new());
    let panels = crate::GenesisConfig { settings, ..Default::default() };
    let storage = RuntimeGenesisConfig { panels, ..Default::default() };
    storage.build_storage().expect("the genesis state is valid").into()
}

/// Runs `test` with twelve validators, and checks every invariant.
pub fn run(test: impl FnOnce()) {
    genesis(SETTINGS).execute_with(|| {
        System::set_block_number(1);
        test();
        check();
    });
}

/// Checks every invariant, and those that only all pallets together can see.
pub fn check() {
    Pallet::<Test>::check_invariants().expect("every invariant holds");
    let mut awaited = BTreeMap::new();
    for dispute in Disputes::<Test>::iter_values() {
        if let Step::Drawing { sample_at } = dispute.step {
            *awaited.entry(sample_at).or_default() += 1;
        }
    }
    assert_eq!(awaited, Requested::get(), "what is asked of the beacon is what disputes wait for");
}

/// The origin of a signed call.
pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// Lets so many blocks pass in which nothing is done by itself.
pub fn pass(blocks: BlockNumber) {
    System::set_block_number(System::block_number() + blocks);
}

/// Goes to block `height`, in which nothing is done by itself.
pub fn go_to(height: BlockNumber) {
    System::set_block_number(height);
}

/// Ends the block with all the weight in the world.
pub fn idle() -> Weight {
    Panels::on_idle(System::block_number(), Weight::MAX)
}

/// Opens the dispute of these tests.
pub fn open() {
    assert_ok!(Panels::open(DISPUTE, &[TENANT, PROVIDER]));
}

/// Opens it, and has its panel drawn.
pub fn open_and_draw() {
    open();
    draw();
}

/// Waits for the randomness, and has the panel drawn.
pub fn draw() {
    pass(DELAY);
    assert_ok!(Panels::draw(signed(STRANGER), DISPUTE));
}

/// The dispute, which goes on.
pub fn dispute() -> DisputeOf<Test> {
    Disputes::<Test>::get(DISPUTE).expect("it goes on")
}

/// Whether it goes on.
pub fn goes_on() -> bool {
    Disputes::<Test>::contains_key(DISPUTE)
}

/// The last blocks of the windows of the panel that sits.
pub fn windows() -> (BlockNumber, BlockNumber) {
    match dispute().step {
        Step::Sitting { commit_until, reveal_until } => (commit_until, reveal_until),
        step => panic!("no panel sits, but {step:?}"),
    }
}

/// The hotkeys of the panel.
pub fn panel() -> Vec<AccountId> {
    dispute().seats.iter().map(|seat| seat.hotkey).collect()
}

/// The coldkeys of the panel.
pub fn owners() -> Vec<AccountId> {
    dispute().seats.iter().map(|seat| seat.coldkey).collect()
}

/// The salt of a juror.
pub fn salt(juror: AccountId) -> [u8; 32] {
    [juror as u8; 32]
}

/// What a juror commits to.
pub fn commitment(juror: AccountId, finding: Finding) -> Hash {
    finding_commitment(&System::block_hash(0), DISPUTE, &juror, finding, &salt(juror))
}

/// Lets a juror commit.
pub fn commit(juror: AccountId, finding: Finding) -> DispatchResult {
    let hash = commitment(juror, finding);
    Panels::commit_finding(signed(juror), DISPUTE, hash).map(drop).map_err(|it| it.error)
}

/// Lets a juror reveal.
pub fn reveal(juror: AccountId, finding: Finding) -> DispatchResult {
    Panels::reveal_finding(signed(juror), DISPUTE, finding, salt(juror))
        .map(drop)
        .map_err(|it| it.error)
}

/// Lets all of these commit to one finding.
pub fn commit_all(jurors: &[AccountId], finding: Finding) {
    for juror in jurors {
        assert_ok!(commit(*juror, finding));
    }
}

/// Lets all of these reveal it.
pub fn reveal_all(jurors: &[AccountId], finding: Finding) {
    for juror in jurors {
        assert_ok!(reveal(*juror, finding));
    }
}

/// Opens disputes with these numbers.
pub fn open_all(ids: impl IntoIterator<Item = DisputeId>) {
    for id in ids {
        assert_ok!(Panels::open(id, &[TENANT]));
    }
}

/// Forgets a dispute, as if it had never been.
pub fn forget(id: DisputeId) {
    let dispute = Disputes::<Test>::take(id).expect("it goes on");
    Pallet::<Test>::vacate(&dispute);
}

/// Has these five validators, and nobody else, sit on as many panels as they must serve, of disputes
/// that begin with number `first`.
pub fn keep_busy(numbers: [u64; 5], first: DisputeId) {
    let in_office = InOffice::get();
    elect(numbers);
    let disputes = first..first + u64::from(MAX_DUTIES);
    open_all(disputes.clone());
    pass(DELAY);
    for id in disputes {
        assert_ok!(Panels::draw(signed(STRANGER), id));
    }
    assert!(numbers.into_iter().all(|number| Seated::<Test>::get(coldkey(number)) == MAX_DUTIES));
    InOffice::set(in_office);
}

/// Lets somebody conclude the dispute.
pub fn conclude() -> DispatchResult {
    Panels::conclude(signed(STRANGER), DISPUTE)
}

/// Lets the panel vote: what each of its seats does, in their order. Nobody concludes. `None` is
/// absent.
pub fn vote(votes: &[Option<Finding>]) {
    let jurors = panel();
    assert_eq!(jurors.len(), votes.len(), "each seat has a vote");
    let votes = jurors.iter().zip(votes).filter_map(|(juror, vote)| Some((*juror, (*vote)?)));
    let votes = votes.collect::<Vec<_>>();
    let (commit_until, _) = windows();
    for (juror, finding) in &votes {
        assert_ok!(commit(*juror, *finding));
    }
    go_to(commit_until + 1);
    for (juror, finding) in &votes {
        assert_ok!(reveal(*juror, *finding));
    }
}

/// Has the panel vote, and somebody conclude when the windows have closed.
pub fn vote_and_conclude(votes: &[Option<Finding>]) {
    let (_, reveal_until) = windows();
    vote(votes);
    go_to(reveal_until + 1);
    assert_ok!(conclude());
}

/// How the dispute of this block was decided.
pub fn decision() -> (Finding, Grounds, u32) {
    let decided = events().into_iter().find_map(|event| match event {
        crate::Event::DisputeDecided { dispute: DISPUTE, finding, grounds, votes } => {
            Some((finding, grounds, votes))
        }
        _ => None,
    });
    decided.expect("it was decided")
}

/// A digest of the whole state.
pub fn state() -> Vec<u8> {
    sp_io::storage::root(StateVersion::V1)
}

/// The pallet's events since the last call.
pub fn events() -> Vec<crate::Event<Test>> {
    let events = System::read_events_for_pallet();
    System::reset_events();
    events
}

/// What benchmarks need.
#[cfg(feature = "runtime-benchmarks")]
pub struct TestHelper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for TestHelper {
    fn reach(height: BlockNumber) {
        System::set_block_number(height);
    }
}
