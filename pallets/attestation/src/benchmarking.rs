// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the pallet's calls and hooks, each at its dearest: of devices of which something
//! is due, while others wait and a challenge is open.

use super::*;
use crate::types::{
    commitment, BeaconRecord, ClosedChallenge, Device, DeviceSignature, Metadata, Offer,
    OpenChallenge, PendingCommit, Sample, SignedCommit, Top, TrialRoom, Usages, MAX_NAME_BYTES,
    MAX_VENDOR_BYTES,
};
use alloc::{format, vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{
        fungible::{Mutate, MutateHold},
        Authorize, EnsureOrigin, Get,
    },
    BoundedVec,
};
use frame_system::RawOrigin;
use joule_pogw::{
    challenge::device_seed, messages::Registration, round, Hash, Node, Params, Statement,
};
use joule_primitives::{
    agent::DEVICE_KEY_TYPE,
    attestation::{ChallengeId, ClassId, DeviceKey, DeviceState, Devices, MilliComputeUnits},
    types::Balance,
    units::JOULE,
    verdicts::{DrawRequest, MAX_SEATS},
};
use sp_runtime::{traits::SaturatedConversion, transaction_validity::TransactionSource};

/// The block in which the challenge opened that is open.
const OPENED_AT: BlockNumber = 1_000_000;
/// The challenge that is open, and the one before.
const OPEN: ChallengeId = ChallengeId(9);
const BEFORE: ChallengeId = ChallengeId(8);
/// The seeds of challenges, and their samples.
const SEED: Hash = [5; 32];
const SAMPLE: Hash = [6; 32];
/// Enough for any class, even after a failure.
const BOND: Balance = 10_000 * JOULE;
/// Rows of the matrices: as few as may be, since what they take is measured apart.
const SIZE: u32 = 8;

/// The key of a device, another one for each `seed`.
fn key(seed: u32) -> DeviceKey {
    let seed = format!("//benchmark-{seed}").into_bytes();
    DeviceKey(sp_io::crypto::ed25519_generate(DEVICE_KEY_TYPE, Some(seed)).0)
}

/// The signature of a device.
fn sign(key: &DeviceKey, message: &[u8]) -> DeviceSignature {
    let public = sp_core::ed25519::Public::from_raw(key.0);
    let signature = sp_io::crypto::ed25519_sign(DEVICE_KEY_TYPE, &public, message);
    signature.expect("the key was generated").0
}

fn enter<T: Config>(block: BlockNumber) {
    frame_system::Pallet::<T>::set_block_number(block.saturated_into());
}

fn rich<T: Config>() -> T::AccountId {
    let account = account("owner", 0, 0);
    assert!(T::Currency::mint_into(&account, 100 * BOND).is_ok(), "the account takes it");
    account
}

fn length(number: u32) -> usize {
    usize::try_from(number).expect("machines have at least 32 bits")
}

fn metadata() -> Metadata {
    Metadata {
        name: BoundedVec::truncate_from(vec![b'a'; length(MAX_NAME_BYTES)]),
        vendor: BoundedVec::truncate_from(vec![b'a'; length(MAX_VENDOR_BYTES)]),
        memory_mib: u32::MAX,
    }
}

/// A challenge that is open, with so many samples; the one before is closed and not settled, and
/// all places on trial are taken.
fn begin<T: Config>(samples: u8) -> OpenChallenge {
    enter::<T>(OPENED_AT + 1);
    let settings = AttestationSettings { log2_size: 3, samples, ..AttestationSettings::public() };
    let params = settings.params().expect("they are allowed").to_bytes();
    Settings::<T>::put(settings);
    NextChallenge::<T>::put(ChallengeId(OPEN.0 + 1));
    LastOpened::<T>::put(OPENED_AT);
    Trials::<T>::put(TrialRoom { taken: T::MaxOnTrial::get(), head: 4, tail: 5 });
    let open = OpenChallenge {
        id: OPEN,
        opened_at: OPENED_AT,
        previous_opened_at: 0,
        known_slot: 0,
        seed: SEED,
        params,
        active: 1_000,
        audit: Perbill::one(),
        commits: 1,
        sample: None,
        congested_blocks: 0,
    };
    Current::<T>::put(open);
    close_one::<T>(2);
    open
}

/// Lets the sample of the challenge be drawn, and all devices open.
fn draw_sample<T: Config>(open: OpenChallenge) {
    Current::<T>::put(OpenChallenge { sample: Some(SAMPLE), ..open });
    enter::<T>(Settings::<T>::get().open_until(OPENED_AT));
}

/// An active device on trial.
fn device<T: Config>(owner: &T::AccountId, key: DeviceKey) {
    let deposit = T::RecordDeposit::get();
    for (reason, amount) in [(HoldReason::DeviceBond, BOND), (HoldReason::DeviceRecord, deposit)] {
        assert!(T::Currency::hold(&reason.into(), owner, amount).is_ok(), "the owner is rich");
    }
    let device = Device {
        owner: owner.clone(),
        class: ClassId(0),
        bond: BOND,
        deposit,
        state: DeviceState::Active,
        ticket: None,
        is_excused: false,
        score: MilliComputeUnits(1_000),
        audited: MilliComputeUnits(1_000),
        audits_due: 1,
        failures: BoundedVec::truncate_from(vec![1, 2, 3]),
        due: OPEN,
        misses: 0,
        resumed_in: None,
        equivocated_in: None,
        place: None,
        engagements: 0,
        counts_from: 0,
    };
    DeviceRecords::<T>::insert(key, device);
    Descriptions::<T>::insert(key, metadata());
    UsedKeys::<T>::insert(key, ());
}

fn change<T: Config>(key: &DeviceKey, change: impl FnOnce(&mut DeviceOf<T>)) {
    DeviceRecords::<T>::mutate(key, |device| change(device.as_mut().expect("it exists")));
}

/// Lets a device that has proved itself be offered for draws, the last one so far.
fn offer<T: Config>(key: &DeviceKey) {
    let place = Offers::<T>::count();
    Offers::<T>::insert(place, Offer { device: *key, since: Pallet::<T>::now() });
    change::<T>(key, |device| (device.audits_due, device.place) = (0, Some(place)));
}

/// A device of `owner` that is offered for draws, has a commit that is settled when it is drawn,
/// and loses its place if it loses any of its bond.
pub fn offered_device<T: Config>(owner: &T::AccountId, key: DeviceKey) {
    assert!(T::Currency::mint_into(owner, 2 * BOND).is_ok(), "the account takes it");
    device::<T>(owner, key);
    offer::<T>(&key);
    NextChallenge::<T>::put(OPEN);
    commit_before::<T>(&key);
    let least = Settings::<T>::get().terms(ClassId(0)).map_or(BOND, |terms| terms.min_bond);
    change::<T>(&key, |device| device.bond = least);
}

/// Lets a device have a commit to the challenge before, which is closed.
pub fn commit_before<T: Config>(key: &DeviceKey) {
    close_one::<T>(u32::MAX);
    commit_to::<T>(key, BEFORE, [1; 24], true);
}

/// Goes to a block, whose beacon is then known if somebody asked for it.
pub fn reach<T: Config>(block: BlockNumber) {
    enter::<T>(block);
    Pallet::<T>::keep_sample(block, SAMPLE);
}

/// Lets the challenge before be closed, with so many commits that are not settled.
fn close_one<T: Config>(unsettled: u32) {
    let closed = ClosedChallenge {
        seed: SEED,
        sample: SAMPLE,
        audit: Perbill::one(),
        closed_at: OPENED_AT - 100,
        is_congested: false,
        unsettled,
    };
    Closed::<T>::insert(BEFORE, closed);
}

/// What a device committed to.
fn commit_to<T: Config>(key: &DeviceKey, challenge: ChallengeId, top: Top, is_opened: bool) {
    let claim = MilliComputeUnits(1_000);
    let (rounds, is_audit_due, blocks) = (1, true, 100);
    let pending = PendingCommit { challenge, rounds, top, claim, is_audit_due, is_opened, blocks };
    Pending::<T>::insert(key, pending);
}

/// A device on trial that failed in the challenge before, and needs a place that is not free.
fn failed_on_trial<T: Config>() -> (T::AccountId, DeviceKey) {
    let (owner, key) = (rich::<T>(), key(1));
    begin::<T>(16);
    device::<T>(&owner, key);
    commit_to::<T>(&key, BEFORE, [1; 24], false);
    (owner, key)
}

/// The same, of a device that was offered for draws, whose place another one gets.
fn failed<T: Config>() -> (T::AccountId, DeviceKey) {
    let (owner, key) = failed_on_trial::<T>();
    offer::<T>(&key);
    another_offer::<T>(&owner);
    (owner, key)
}

/// Another device at the last place of the index.
fn another_offer<T: Config>(owner: &T::AccountId) {
    let key = key(2);
    device::<T>(owner, key);
    offer::<T>(&key);
}

/// A commitment that a device signed.
fn signed_commit(key: &DeviceKey, rounds: u32) -> SignedCommit {
    let top = [1; 24];
    let signature = sign(key, &commitment(key, SEED, rounds, top).message());
    SignedCommit { rounds, top, signature }
}

/// The leaves of a product: a row each.
fn leaves(key: &DeviceKey, params: Params) -> Vec<Vec<u8>> {
    let seed = round::seed(&device_seed(&SEED, &key.0), 0, []);
    let entry = |row, column| round::entry(&seed, params, row, column).to_le_bytes();
    (0..SIZE).map(|row| (0..SIZE).flat_map(|column| entry(row, column)).collect()).collect()
}

/// The levels of the tree over `leaves`, from the leaves to the root.
fn levels(leaves: &[Vec<u8>]) -> Vec<Vec<Node>> {
    let mut levels = vec![leaves.iter().map(|leaf| Node::leaf(leaf)).collect::<Vec<_>>()];
    while let Some(level) = levels.last().filter(|level| level.len() > 1) {
        let (pairs, _) = level.as_chunks();
        levels.push(pairs.iter().map(|[left, right]| Node::parent(left, right)).collect());
    }
    levels
}

/// A device that committed to one round, and its opening of so many samples.
fn opening<T: Config>(samples: u32) -> (DeviceKey, Opening) {
    let (owner, key) = (rich::<T>(), key(1));
    let open = begin::<T>(u8::try_from(samples).expect("at most 64"));
    device::<T>(&owner, key);
    let params = Params::from_bytes(open.params).expect("they are allowed");
    let leaves = leaves(&key, params);
    let levels = levels(&leaves);
    let root = levels.last().and_then(|level| level.first()).expect("there is a root");
    let top = *Node::round(0, root).as_bytes();
    commit_to::<T>(&key, OPEN, top, false);
    draw_sample::<T>(open);
    let statement = Statement::new(params, commitment(&key, SEED, 1, top), &SAMPLE);
    let mut opening = Vec::new();
    for sample in statement.samples() {
        let place = length(sample.leaf(params));
        opening.extend_from_slice(leaves.get(place).expect("there is a row for each"));
        for (level, nodes) in levels.iter().take(3).enumerate() {
            let sibling = nodes.get((place >> level) ^ 1).expect("the tree is complete");
            opening.extend_from_slice(sibling.as_bytes());
        }
    }
    assert_eq!(statement.verify(&opening), Ok(()));
    (key, BoundedVec::truncate_from(opening))
}

/// Authorises a call in a block.
fn authorize<T: Config>(call: &Call<T>) -> bool {
    call.authorize(TransactionSource::InBlock).is_some_and(|valid| valid.is_ok())
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// A challenge closes with commits, and eight devices get a place.
    #[benchmark]
    fn on_initialize() {
        let (owner, challenge) = (rich::<T>(), begin::<T>(64));
        draw_sample::<T>(challenge);
        for ticket in 0..TICKETS_PER_BLOCK {
            let key = key(ticket);
            device::<T>(&owner, key);
            WaitingRoom::<T>::insert(u64::from(ticket), key);
        }
        let tail = u64::from(TICKETS_PER_BLOCK);
        Trials::<T>::put(TrialRoom { taken: 0, head: 0, tail });
        Used::<T>::put(Usages::default());
        Beacon::<T>::put(BeaconRecord { value: SAMPLE, slot: 1 });
        let now = Settings::<T>::get().open_until(OPENED_AT.saturating_add(1));
        enter::<T>(now);
        Samples::<T>::insert(now, Sample { requests: 1, value: None });

        #[block]
        {
            Pallet::<T>::begin_block(now);
        }

        assert!(Samples::<T>::get(now).is_some_and(|sample| sample.value.is_some()));
        assert!(Current::<T>::get().is_none() && Closed::<T>::contains_key(OPEN));
        assert_eq!(Trials::<T>::get().taken, TICKETS_PER_BLOCK);
    }

    #[benchmark]
    fn register_device() {
        let (owner, key) = (rich::<T>(), key(1));
        begin::<T>(16);
        let (genesis, valid_until) = (Pallet::<T>::genesis_hash(), BlockNumber::MAX);
        let message =
            Registration { genesis, owner: owner.clone().into(), device: key.0, valid_until };
        let signature = sign(&key, &message.message());

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), key, ClassId(0), BOND, valid_until, signature, metadata());

        assert!(WaitingRoom::<T>::contains_key(5));
    }

    #[benchmark]
    fn raise_bond() {
        let (owner, key) = failed::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), key, JOULE);

        assert!(!Pending::<T>::contains_key(key));
    }

    #[benchmark]
    fn leave() {
        let (owner, key) = failed::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), key);

        let state = DeviceRecords::<T>::get(key).map(|device| device.state);
        assert!(matches!(state, Some(DeviceState::Leaving { .. })));
    }

    #[benchmark]
    fn withdraw_bond() {
        let (owner, key) = failed_on_trial::<T>();
        change::<T>(&key, |device| device.state = DeviceState::Leaving { until: 0 });

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), key);

        assert!(!DeviceRecords::<T>::contains_key(key));
    }

    #[benchmark]
    fn set_metadata() {
        let (owner, key) = failed_on_trial::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), key, metadata());

        assert_eq!(Descriptions::<T>::get(key), Some(metadata()));
    }

    #[benchmark]
    fn set_class_terms() -> Result<(), BenchmarkError> {
        let origin =
            T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        begin::<T>(16);
        let class = ClassId(3);
        let terms = ClassTerms { min_bond: 1, least_score: MilliComputeUnits(1) };

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, class, terms);

        assert_eq!(Settings::<T>::get().terms(class), Some(&terms));
        Ok(())
    }

    /// It settles the commit before, the last of the trial.
    #[benchmark]
    fn commit() {
        let (_, key) = failed_on_trial::<T>();
        commit_to::<T>(&key, BEFORE, [1; 24], true);
        let SignedCommit { rounds, top, signature } = signed_commit(&key, 1);

        #[extrinsic_call]
        _(RawOrigin::Authorized, key, OPEN, rounds, top, signature);

        assert_eq!(Pending::<T>::get(key).map(|pending| pending.challenge), Some(OPEN));
        assert_eq!(DeviceRecords::<T>::get(key).map(|device| device.audits_due), Some(0));
    }

    #[benchmark]
    fn authorize_commit() {
        let (_, key) = failed_on_trial::<T>();
        commit_to::<T>(&key, BEFORE, [1; 24], true);
        let SignedCommit { rounds, top, signature } = signed_commit(&key, 1);
        let call = Call::<T>::commit { device: key, challenge: OPEN, rounds, top, signature };
        let is_valid;

        #[block]
        {
            is_valid = authorize(&call);
        }

        assert!(is_valid);
    }

    #[benchmark]
    fn open() {
        let (key, opening) = opening::<T>(64);

        #[extrinsic_call]
        _(RawOrigin::Authorized, key, OPEN, opening);

        assert!(Pending::<T>::get(key).is_some_and(|pending| pending.is_opened));
    }

    #[benchmark]
    fn authorize_open(s: Linear<1, 64>) {
        let (device, opening) = opening::<T>(s);
        let call = Call::<T>::open { device, challenge: OPEN, opening };
        let is_valid;

        #[block]
        {
            is_valid = authorize(&call);
        }

        assert!(is_valid);
    }

    #[benchmark]
    fn hash_nodes(n: Linear<1, 4_000>) {
        let mut node = Node::default();

        #[block]
        {
            for _ in 0..n {
                node = Node::parent(&node, &node);
            }
        }

        assert_ne!(node, Node::default());
    }

    #[benchmark]
    fn draw_entries(n: Linear<1, 64>) {
        let log2_size = u8::try_from(crate::openings::MEASURED_LOG2_SIZE).expect("it is 13");
        let params = Params::new(log2_size, 16).expect("they are allowed");
        let mut sum: i32 = 0;

        #[block]
        {
            for place in 0..n {
                sum = sum.wrapping_add(round::entry(&SEED, params, place, place));
            }
        }

        assert_ne!(sum, i32::MAX);
    }

    #[benchmark]
    fn settle() {
        let (_, key) = failed::<T>();

        #[extrinsic_call]
        _(RawOrigin::Authorized, key);

        assert!(WaitingRoom::<T>::contains_key(5));
    }

    #[benchmark]
    fn authorize_settle() {
        let (_, key) = failed::<T>();
        let call = Call::<T>::settle { device: key };
        let is_valid;

        #[block]
        {
            is_valid = authorize(&call);
        }

        assert!(is_valid);
    }

    #[benchmark]
    fn resume() {
        let (_, key) = failed_on_trial::<T>();
        change::<T>(&key, |device| device.state = DeviceState::Paused);
        let signature = sign(&key, &resume_message(&Pallet::<T>::genesis_hash(), &key, OPEN));

        #[extrinsic_call]
        _(RawOrigin::Authorized, key, OPEN, signature);

        assert!(WaitingRoom::<T>::contains_key(5));
    }

    #[benchmark]
    fn authorize_resume() {
        let (_, key) = failed_on_trial::<T>();
        change::<T>(&key, |device| device.state = DeviceState::Paused);
        let signature = sign(&key, &resume_message(&Pallet::<T>::genesis_hash(), &key, OPEN));
        let call = Call::<T>::resume { device: key, challenge: OPEN, signature };
        let is_valid;

        #[block]
        {
            is_valid = authorize(&call);
        }

        assert!(is_valid);
    }

    #[benchmark]
    fn report_equivocation() {
        let (owner, key) = failed::<T>();
        let (first, second) = (signed_commit(&key, 1), signed_commit(&key, 2));

        #[extrinsic_call]
        _(RawOrigin::Authorized, key, OPEN, first, second, owner);

        assert_eq!(DeviceRecords::<T>::get(key).and_then(|it| it.equivocated_in), Some(OPEN));
    }

    #[benchmark]
    fn authorize_report_equivocation() {
        let (reporter, key) = failed::<T>();
        let (first, second) = (signed_commit(&key, 1), signed_commit(&key, 2));
        let (device, challenge) = (key, OPEN);
        let call = Call::<T>::report_equivocation { device, challenge, first, second, reporter };
        let is_valid;

        #[block]
        {
            is_valid = authorize(&call);
        }

        assert!(is_valid);
    }

    /// Its owner takes the offer back, when a commit is to be settled.
    #[benchmark]
    fn set_offered() {
        let (owner, key) = failed::<T>();
        commit_to::<T>(&key, BEFORE, [1; 24], true);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), key, false);

        assert_eq!(Offers::<T>::count(), 1);
    }

    /// Every try finds a device of which something is due, and whose owner is excluded.
    #[benchmark]
    fn draw(n: Linear<1, 9>) {
        assert!(n <= MAX_SEATS);
        let excluded = [rich::<T>()];
        for seed in 0..4 * draws::tries(n) {
            let key = DeviceKey(sp_io::hashing::blake2_256(&seed.to_le_bytes()));
            offered_device::<T>(&excluded[0], key);
        }
        let (as_of, pool_size) = (Pallet::<T>::now().saturating_add(1), Offers::<T>::count());
        let seed = sp_core::H256(SEED);
        let request = DrawRequest { seed, count: n, as_of, pool_size, excluded: &excluded };
        let drawn;

        #[block]
        {
            drawn = Pallet::<T>::do_draw(&request);
        }

        assert!(drawn.is_empty());
    }

    #[benchmark]
    fn excuse() {
        let (_, key) = failed_on_trial::<T>();
        commit_to::<T>(&key, BEFORE, [1; 24], true);

        #[block]
        {
            assert!(Pallet::<T>::excuse(&key).is_ok());
        }

        assert!(DeviceRecords::<T>::get(key).is_some_and(|device| device.is_excused));
    }

    #[benchmark]
    fn end_excuse() {
        let (_, key) = failed::<T>();
        change::<T>(&key, |device| device.is_excused = true);

        #[block]
        {
            Pallet::<T>::end_excuse(&key);
        }

        assert!(WaitingRoom::<T>::contains_key(5));
    }
}
