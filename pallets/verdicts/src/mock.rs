// SPDX-License-Identifier: Apache-2.0
//! A small runtime around the pallet. Devices, the beacon and who follows verdicts are variables
//! here; the tests of the runtime put the real ones in their place.

use crate as pallet_joule_verdicts;
use crate::{
    is_checked,
    types::{Claim, DeviceSignature, Step},
    AuditorSet, Drawn, Jobs, Pallet,
};
use frame_support::{assert_ok, derive_impl, parameter_types, weights::Weight};
use joule_pogw::messages::{signed as signed_message, BlindResult, Receipt};
use joule_primitives::{
    attestation::{
        ClassId, DeviceKey, DeviceState, Devices, Evidence, MilliComputeUnits, Policy, Standing,
    },
    types::{Balance, BlockNumber, Hash},
    units::JOULE,
    verdicts::{
        DrawDevices, DrawRequest, EngageDevices, JobId, JobTerms, OnVerdict, SampleBeacon,
        SlashDevices, Verdict, Verdicts as _,
    },
};
use sp_core::{ed25519, Pair};
use sp_io::hashing::blake2_256;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::{BuildStorage, DispatchError, DispatchResult, Perbill, StateVersion};
use std::collections::{BTreeMap, BTreeSet};

pub type AccountId = u64;

/// Who pays in these tests.
pub const REQUESTER: AccountId = 1;
/// Who has nothing to do with anything.
pub const STRANGER: AccountId = 2;
/// The number of the device that is hired.
pub const WORKER: u8 = 1;
/// How many devices there are, numbered from 1, each with an owner of its own.
pub const DEVICES: u8 = 20;
/// What each of them loses if it cheats.
pub const BOND: Balance = 100 * JOULE;
/// The job of these tests.
pub const JOB: JobId = 7;
/// The attempt at it.
pub const ATTEMPT: u32 = 3;
/// How many units it is.
pub const UNITS: u64 = 50;
/// Blocks to do it in.
pub const WORK: BlockNumber = 200;
/// Blocks of every other window.
pub const WINDOW: BlockNumber = 30;
/// The result of whoever is honest.
pub const RIGHT: Hash = Hash::repeat_byte(0xaa);
/// Another one.
pub const WRONG: Hash = Hash::repeat_byte(0xbb);
/// The hash of what is to be done.
pub const INPUT: Hash = Hash::repeat_byte(0x11);
/// After how many blocks the beacon is known.
pub const DELAY: BlockNumber = 8;

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
    pub type Verdicts = pallet_joule_verdicts::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
}

/// A device that may be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestDevice {
    pub key: DeviceKey,
    pub owner: AccountId,
    pub bond: Balance,
    /// The block in which it came to its place in the index.
    pub since: BlockNumber,
    pub is_offered: bool,
    pub is_excused: bool,
    pub is_leaving: bool,
    /// In how many jobs it has a part.
    pub engagements: u32,
}

parameter_types! {
    pub static AllDevices: Vec<TestDevice> = Vec::new();
    pub static Forced: Option<Vec<(DeviceKey, AccountId)>> = None;
    pub static ExcuseRefused: Vec<DeviceKey> = Vec::new();
    pub static ExcusedTwice: bool = false;
    pub static Requested: BTreeMap<BlockNumber, u32> = BTreeMap::new();
    pub static Entropy: u32 = 0;
    pub static Slashes: Vec<(DeviceKey, Perbill)> = Vec::new();
    pub static Followed: Vec<(JobId, Verdict)> = Vec::new();
    pub static ClosedByFollower: bool = false;
}

/// The devices of these tests.
pub struct TestDevices;

fn change_device(key: &DeviceKey, change: impl FnOnce(&mut TestDevice)) -> bool {
    AllDevices::mutate(|devices| {
        let device = devices.iter_mut().find(|device| device.key == *key);
        device.map(change).is_some()
    })
}

impl Devices<AccountId> for TestDevices {
    fn standing(key: &DeviceKey) -> Option<Standing<AccountId>> {
        let device = AllDevices::get().into_iter().find(|device| device.key == *key)?;
        let leaving = DeviceState::Leaving { until: u32::MAX };
        Some(Standing {
            owner: device.owner,
            state: if device.is_leaving { leaving } else { DeviceState::Active },
            class: ClassId(0),
            bond: device.bond,
            score: MilliComputeUnits(1_000),
            audited: MilliComputeUnits(1_000),
            is_idle: !device.is_excused,
        })
    }

    fn excuse(key: &DeviceKey) -> DispatchResult {
        if ExcuseRefused::get().contains(key) {
            return Err(DispatchError::Unavailable);
        }
        let mut was_idle = false;
        change_device(key, |device| {
            was_idle = !device.is_excused || ExcusedTwice::get();
            device.is_excused = true;
        });
        if was_idle {
            Ok(())
        } else {
            Err(DispatchError::Unavailable)
        }
    }

    fn end_excuse(key: &DeviceKey) {
        change_device(key, |device| device.is_excused = false);
    }
}

impl DrawDevices<AccountId> for TestDevices {
    fn pool_size() -> u32 {
        AllDevices::get().len() as u32
    }

    fn draw(request: &DrawRequest<AccountId>) -> Vec<(DeviceKey, AccountId)> {
        if let Some(forced) = Forced::get() {
            return forced;
        }
        let devices = AllDevices::get();
        let (mut drawn, mut owners) = (Vec::new(), request.excluded.to_vec());
        for attempt in 0u32..256 {
            if drawn.len() as u32 == request.count {
                break;
            }
            let hash = blake2_256(&[&request.seed.0[..], &attempt.to_le_bytes()].concat());
            let word = u64::from_le_bytes(hash[..8].try_into().expect("eight bytes"));
            let place = (u128::from(word) * u128::from(request.pool_size)) >> 64;
            let Some(device) = devices.get(place as usize) else { continue };
            let is_free = device.is_offered && !device.is_excused && device.since < request.as_of;
            if is_free && !owners.contains(&device.owner) {
                owners.push(device.owner);
                drawn.push((device.key, device.owner));
            }
        }
        drawn
    }

    fn weight(count: u32) -> Weight {
        Weight::from_parts(count.into(), 0)
    }
}

impl EngageDevices for TestDevices {
    fn engage(key: &DeviceKey) -> DispatchResult {
        let mut is_kept = false;
        change_device(key, |device| {
            is_kept = !device.is_leaving;
            device.engagements += u32::from(is_kept);
        });
        is_kept.then_some(()).ok_or(DispatchError::Unavailable)
    }

    fn disengage(key: &DeviceKey) {
        let is_known = change_device(key, |device| device.engagements -= 1);
        assert!(is_known, "who has a seat does not vanish");
    }

    fn engagements(key: &DeviceKey) -> u32 {
        let devices = AllDevices::get();
        devices.iter().find(|device| device.key == *key).map_or(0, |device| device.engagements)
    }
}

impl SlashDevices for TestDevices {
    fn slash(key: &DeviceKey, part: Perbill) -> Balance {
        let mut taken = 0;
        change_device(key, |device| {
            taken = part.mul_floor(device.bond);
            device.bond -= taken;
        });
        Slashes::mutate(|slashes| slashes.push((*key, part)));
        taken
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

/// Who follows verdicts in these tests.
pub struct TestFollower;

impl OnVerdict for TestFollower {
    fn on_verdict(job: JobId, verdict: &Verdict) {
        assert_eq!(Verdicts::verdict(job, verdict.attempt).as_ref(), Some(verdict));
        Followed::mutate(|followed| followed.push((job, verdict.clone())));
        if ClosedByFollower::get() {
            assert_ok!(Verdicts::close(job));
        }
    }

    fn weight() -> Weight {
        Weight::from_parts(5, 5)
    }
}

impl crate::Config for Test {
    type Devices = TestDevices;
    type Beacon = TestBeacon;
    type OnVerdict = TestFollower;
    type GovernanceOrigin = frame_system::EnsureRoot<AccountId>;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = TestHelper;
}

/// The key pair of a device, or of an auditor.
pub fn pair(number: u8) -> ed25519::Pair {
    ed25519::Pair::from_seed(&[number; 32])
}

/// The key of a device.
pub fn key(number: u8) -> DeviceKey {
    DeviceKey(pair(number).public().0)
}

/// The number of a device.
pub fn number_of(device: DeviceKey) -> u8 {
    (1..=DEVICES).find(|number| key(*number) == device).expect("one of these tests")
}

/// Whose a device is.
pub fn owner(number: u8) -> AccountId {
    100 + AccountId::from(number)
}

/// Three auditors, of whom two must agree; in ascending order of their keys.
pub fn auditors() -> AuditorSet {
    let keys = auditor_pairs().iter().map(|pair| pair.public().0).collect::<Vec<_>>();
    AuditorSet { keys: keys.try_into().expect("few"), quorum: 2 }
}

/// Their key pairs, in that order.
pub fn auditor_pairs() -> Vec<ed25519::Pair> {
    let mut pairs = (201..=203).map(pair).collect::<Vec<_>>();
    pairs.sort_by_key(|pair| pair.public().0);
    pairs
}

/// The genesis state with these auditors.
pub fn genesis(auditors: AuditorSet) -> sp_io::TestExternalities {
    let device = |number| TestDevice {
        key: key(number),
        owner: owner(number),
        bond: BOND,
        since: 0,
        is_offered: true,
        is_excused: false,
        is_leaving: false,
        engagements: 0,
    };
    AllDevices::set((1..=DEVICES).map(device).collect());
    Forced::set(None);
    ExcuseRefused::set(Vec::new());
    ExcusedTwice::set(false);
    Requested::set(BTreeMap::new());
    Entropy::set(0);
    Slashes::set(Vec::new());
    Followed::set(Vec::new());
    ClosedByFollower::set(false);
    let verdicts = crate::GenesisConfig { auditors, ..Default::default() };
    let storage = RuntimeGenesisConfig { verdicts, ..Default::default() };
    let storage = storage.build_storage().expect("the genesis state is valid");
    let mut externalities = sp_io::TestExternalities::from(storage);
    // Benchmarks keep their keys there.
    externalities.register_extension(KeystoreExt::new(MemoryKeystore::new()));
    externalities
}

/// Runs `test` with twenty devices and three auditors, and checks every invariant.
pub fn run(test: impl FnOnce()) {
    genesis(auditors()).execute_with(|| {
        System::set_block_number(1);
        test();
        check();
    });
}

/// Checks every invariant, and those that only all pallets together can see.
pub fn check() {
    Pallet::<Test>::check_invariants().expect("every invariant holds");
    let waits_for = |step: &Step| match step {
        Step::Drawing { ticket, .. } => Some(ticket.sample_at),
        Step::Proving { sample_at, .. } => Some(*sample_at),
        _ => None,
    };
    let mut awaited = BTreeMap::new();
    for height in Jobs::<Test>::iter_values().filter_map(|job| waits_for(&job.step)) {
        *awaited.entry(height).or_default() += 1;
    }
    assert_eq!(awaited, Requested::get(), "what is asked of the beacon is what jobs wait for");
    let excused = AllDevices::get().into_iter().filter(|device| device.is_excused);
    let excused = excused.map(|device| device.key).collect::<BTreeSet<_>>();
    assert_eq!(excused, Drawn::<Test>::iter_keys().collect(), "who is drawn is excused");
    let seats = Jobs::<Test>::iter_values().map(|job| job.seats.len()).sum::<usize>();
    let engaged = AllDevices::get().iter().map(|device| device.engagements as usize).sum::<usize>();
    assert_eq!(seats, engaged, "whose bond is kept has a seat");
}

/// The origin of a signed call.
pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// Terms with this policy and no evidence.
pub fn terms(policy: Policy) -> JobTerms<AccountId> {
    let is_drawn = matches!(policy, Policy::Redundant { .. });
    JobTerms {
        requester: REQUESTER,
        excluded: Default::default(),
        device: (!is_drawn).then(|| key(WORKER)),
        policy,
        evidence: Evidence::None,
        seeded_work: None,
        input_root: INPUT,
        units: UNITS,
        work_blocks: WORK,
        attempt: ATTEMPT,
    }
}

/// The requester accepts.
pub const ACCEPTANCE: Policy = Policy::RequesterAccept { window: WINDOW };
/// Five do it, three must agree.
pub const REDUNDANT: Policy = Policy::Redundant { n: 5, k: 3, reveal_window: WINDOW };
/// A tenth is checked.
pub const SPOT_CHECK: Policy = Policy::SpotCheck { permille: 100, window: WINDOW };

/// Opens the job of these tests.
pub fn open(policy: Policy) {
    assert_ok!(Verdicts::open(JOB, terms(policy)));
}

/// What the worker says of its work.
pub fn claim(output_root: Hash) -> Claim {
    Claim { output_root, trace_root: None, units: UNITS, start_ms: 1_000, end_ms: 2_000 }
}

/// The receipt of a device.
pub fn receipt(number: u8, job: JobId, attempt: u32, claim: &Claim) -> Receipt {
    Receipt {
        genesis: System::block_hash(0).0,
        job,
        attempt,
        device: key(number).0,
        input_root: INPUT.0,
        output_root: claim.output_root.0,
        trace_root: claim.trace_root.map(|root| root.0),
        units: claim.units,
        start_ms: claim.start_ms,
        end_ms: claim.end_ms,
    }
}

/// Who signs a receipt.
pub fn sign(signer: &ed25519::Pair, receipt: &Receipt) -> DeviceSignature {
    signer.sign(&signed_message(&receipt.hash())).0
}

/// Lets the worker hand in a result.
pub fn submit(claim: &Claim) -> DispatchResult {
    let signature = sign(&pair(WORKER), &receipt(WORKER, JOB, ATTEMPT, claim));
    Verdicts::submit_result(signed(owner(WORKER)), JOB, ATTEMPT, *claim, signature)
}

/// The salt of a device.
pub fn salt(number: u8) -> [u8; 32] {
    [number; 32]
}

/// What a device commits to.
pub fn blind(number: u8, attempt: u32, output_root: Hash) -> Hash {
    let blind = BlindResult {
        genesis: System::block_hash(0).0,
        job: JOB,
        attempt,
        device: key(number).0,
        output_root: output_root.0,
        salt: salt(number),
    };
    Hash::from(blind.hash())
}

/// The attempt at the job that is made now.
pub fn attempt() -> u32 {
    Jobs::<Test>::get(JOB).expect("there is a job").attempt
}

/// Lets a device commit to a result, by its owner.
pub fn commit(number: u8, output_root: Hash) -> DispatchResult {
    let blind = blind(number, attempt(), output_root);
    Verdicts::commit_result(signed(owner(number)), JOB, attempt(), key(number), blind)
}

/// Lets a device reveal it.
pub fn reveal(number: u8, output_root: Hash) -> DispatchResult {
    let (origin, salt) = (signed(owner(number)), salt(number));
    Verdicts::reveal_result(origin, JOB, attempt(), key(number), output_root, salt)
}

/// Lets each of these devices commit to its result.
pub fn commit_each(answers: &[(u8, Hash)]) {
    for (number, root) in answers {
        assert_ok!(commit(*number, *root));
    }
}

/// Lets each of these devices reveal its result.
pub fn reveal_each(answers: &[(u8, Hash)]) {
    for (number, root) in answers {
        assert_ok!(reveal(*number, *root));
    }
}

/// Lets these devices commit to one result.
pub fn commit_all(numbers: &[u8], root: Hash) {
    commit_each(&numbers.iter().map(|number| (*number, root)).collect::<Vec<_>>());
}

/// Lets these devices reveal one result.
pub fn reveal_all(numbers: &[u8], root: Hash) {
    reveal_each(&numbers.iter().map(|number| (*number, root)).collect::<Vec<_>>());
}

/// Lets a stranger do what is due.
pub fn conclude() -> DispatchResult {
    Verdicts::conclude(signed(STRANGER), JOB)
}

/// Goes to a later block, until which nothing happens.
pub fn go_to(block: BlockNumber) {
    assert!(block >= System::block_number(), "time goes on");
    System::set_block_number(block);
    System::reset_events();
}

/// Goes on by so many blocks.
pub fn pass(blocks: BlockNumber) {
    go_to(System::block_number() + blocks);
}

/// What the job waits for.
pub fn step() -> Step {
    Jobs::<Test>::get(JOB).expect("there is a job").step
}

/// The devices that have a seat in a role.
pub fn seated(role: crate::types::Role) -> Vec<u8> {
    let seats = Jobs::<Test>::get(JOB).expect("there is a job").seats;
    seats.iter().filter(|seat| seat.role == role).map(|seat| number_of(seat.device)).collect()
}

/// Waits for the randomness, and has devices drawn.
pub fn draw() {
    pass(DELAY);
    assert_ok!(conclude());
}

/// Lets chance decide, as of now, whether the job is checked.
pub fn let_chance(check: bool) {
    let Step::Drawing { ticket, .. } = step() else { panic!("the job waits for no draw") };
    while is_checked(&beacon_of(ticket.sample_at), JOB, ATTEMPT, 100) != check {
        Entropy::mutate(|entropy| *entropy += 1);
    }
}

/// The verdict on the job.
pub fn verdict() -> Verdict {
    match step() {
        Step::Decided(verdict) => verdict,
        step => panic!("no verdict, but {step:?}"),
    }
}

/// The devices that are paid.
pub fn paid() -> Vec<u8> {
    let verdict = verdict();
    assert!(verdict.paid.iter().all(|(_, units)| *units == UNITS));
    verdict.paid.iter().map(|(device, _)| number_of(*device)).collect()
}

/// What the bond of a device has lost.
pub fn lost(number: u8) -> Balance {
    let devices = AllDevices::get();
    let device = devices.iter().find(|device| device.key == key(number)).expect("it exists");
    BOND - device.bond
}

/// A digest of the whole state.
pub fn state() -> Vec<u8> {
    sp_io::storage::root(StateVersion::V1)
}

/// The pallet's events of this block.
pub fn events() -> Vec<crate::Event<Test>> {
    System::read_events_for_pallet()
}

/// What benchmarks need.
#[cfg(feature = "runtime-benchmarks")]
pub struct TestHelper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper<AccountId> for TestHelper {
    fn device(key: DeviceKey, seed: u32) -> AccountId {
        let owner = 10_000 + AccountId::from(seed);
        let since = System::block_number();
        let device = TestDevice {
            key,
            owner,
            bond: BOND,
            since,
            is_offered: true,
            is_excused: false,
            is_leaving: false,
            engagements: 0,
        };
        AllDevices::mutate(|devices| devices.push(device));
        owner
    }

    fn reach(height: BlockNumber) {
        System::set_block_number(height);
    }
}
