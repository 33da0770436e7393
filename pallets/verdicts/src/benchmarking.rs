// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the pallet's calls, each at its dearest: with as many devices as have a say in one
//! verdict, and as many of them at fault as may be.

use super::*;
use crate::types::{AuditorKeys, AuditorSignatures, Claim, DeviceSignature, Proof};
use alloc::vec::Vec;
use core::hint::black_box;
use frame_benchmarking::v2::*;
use frame_support::{traits::EnsureOrigin, BoundedVec};
use frame_system::RawOrigin;
use joule_pogw::{
    messages::{signed, BlindResult, Receipt},
    round, tree, Commitment, Node, Params, Sample, Statement,
};
use joule_primitives::{
    agent::DEVICE_KEY_TYPE,
    attestation::{DeviceKey, Evidence, Policy},
    types::Hash,
    verdicts::{JobId, JobTerms, Outcome, SampleBeacon, SeededWork, MAX_EXCLUDED},
};
use sp_core::ed25519::Public;
use sp_io::crypto::{ed25519_generate, ed25519_sign};

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId> {
    /// Lets there be a device with this key, which may be drawn from the next block on: who owns
    /// it. Another owner for each `seed`.
    fn device(key: DeviceKey, seed: u32) -> AccountId;
    /// Goes to block `height`, whose beacon somebody has asked for.
    fn reach(height: BlockNumber);
}

type Helper<T> = <T as Config>::BenchmarkHelper;

/// The job.
const JOB: JobId = 1;
/// Its first attempt.
const ATTEMPT: u32 = 0;
/// What is to be done.
const INPUT: Hash = Hash::repeat_byte(1);
/// The right result.
const RIGHT: Hash = Hash::repeat_byte(2);
/// Another one.
const WRONG: Hash = Hash::repeat_byte(3);
/// The salt of every result.
const SALT: [u8; 32] = [7; 32];
/// The smallest matrices, with the most samples, in one round.
const SMALLEST: SeededWork = SeededWork { params: [1, 3, MAX_JOB_SAMPLES, 0], rounds: 1 };

/// A new key.
fn new_key() -> Public {
    ed25519_generate(DEVICE_KEY_TYPE, None)
}

/// A device and its owner.
fn device<T: Config>(seed: u32) -> (DeviceKey, T::AccountId) {
    let key = DeviceKey(new_key().0);
    (key, Helper::<T>::device(key, seed))
}

fn sign(key: [u8; 32], message: &[u8]) -> DeviceSignature {
    ed25519_sign(DEVICE_KEY_TYPE, &Public::from_raw(key), message)
        .expect("the key is in the store")
        .0
}

fn terms<T: Config>(device: Option<DeviceKey>, policy: Policy, evidence: Evidence) -> TermsOf<T> {
    let seeded_work = (evidence == Evidence::SeededMatmul).then_some(SMALLEST);
    let excluded = (0..MAX_EXCLUDED).map(|seed| account("excluded", seed, 0)).collect();
    JobTerms {
        requester: account("requester", 0, 0),
        excluded: BoundedVec::truncate_from(excluded),
        device,
        policy,
        evidence,
        seeded_work,
        input_root: INPUT,
        units: 1,
        work_blocks: MAX_WORK_BLOCKS,
        attempt: ATTEMPT,
    }
}

/// A job that is to be accepted, and the device that does it.
fn hired<T: Config>(evidence: Evidence) -> (DeviceKey, T::AccountId) {
    let (key, owner) = device::<T>(0);
    let policy = Policy::RequesterAccept { window: MAX_WINDOW_BLOCKS };
    let opened = Pallet::<T>::do_open(JOB, terms::<T>(Some(key), policy, evidence));
    assert!(opened.is_ok(), "the terms are allowed");
    (key, owner)
}

fn claim(output_root: Hash) -> Claim {
    Claim { output_root, trace_root: Some(INPUT), units: 1, start_ms: 1, end_ms: 2 }
}

/// The message that a device signs of its receipt.
fn receipt<T: Config>(device: DeviceKey, claim: &Claim) -> [u8; 36] {
    let receipt = Receipt {
        genesis: Pallet::<T>::genesis_hash().0,
        job: JOB,
        attempt: ATTEMPT,
        device: device.0,
        input_root: INPUT.0,
        output_root: claim.output_root.0,
        trace_root: claim.trace_root.map(|root| root.0),
        units: claim.units,
        start_ms: claim.start_ms,
        end_ms: claim.end_ms,
    };
    signed(&receipt.hash())
}

/// Lets the device that was hired hand in a result.
fn submit<T: Config>(device: DeviceKey, owner: &T::AccountId, output_root: Hash) {
    let claim = claim(output_root);
    let signature = sign(device.0, &receipt::<T>(device, &claim));
    let submitted = Pallet::<T>::do_submit_result(owner, JOB, ATTEMPT, &claim, &signature);
    assert!(submitted.is_ok(), "the receipt is right");
}

/// Opens a job for as many executors as there may be, of whom `k` must agree.
fn redundant<T: Config>(k: u8) {
    for seed in 0..4 * MAX_EXECUTORS {
        device::<T>(seed.into());
    }
    // They may be drawn from the next block on.
    Helper::<T>::reach(Pallet::<T>::now().saturating_add(1));
    let policy = Policy::Redundant { n: MAX_EXECUTORS, k, reveal_window: MAX_WINDOW_BLOCKS };
    let opened = Pallet::<T>::do_open(JOB, terms::<T>(None, policy, Evidence::None));
    assert!(opened.is_ok(), "the terms are allowed");
    reach_sample::<T>();
}

/// Goes to the block whose beacon the job waits for.
fn reach_sample<T: Config>() -> BlockNumber {
    let job = Jobs::<T>::get(JOB).expect("there is a job");
    let sample_at = match job.step {
        types::Step::Drawing { ticket, .. } => ticket.sample_at,
        types::Step::Proving { sample_at, .. } => sample_at,
        _ => Pallet::<T>::now(),
    };
    Helper::<T>::reach(sample_at);
    sample_at
}

/// Goes to the block after the window for which the job waits.
fn pass_window<T: Config>() {
    let job = Jobs::<T>::get(JOB).expect("there is a job");
    let (types::Step::Committing { until, .. } | types::Step::Revealing { until, .. }) = job.step
    else {
        return;
    };
    let after = until.saturating_add(1);
    frame_system::Pallet::<T>::set_block_number(after.into());
}

/// The executors that were drawn, and their owners.
fn executors<T: Config>() -> Vec<(DeviceKey, T::AccountId)> {
    let job = Jobs::<T>::get(JOB).expect("there is a job");
    assert_eq!(job.seats.len(), usize::from(MAX_EXECUTORS));
    job.seats.into_iter().map(|seat| (seat.device, seat.owner)).collect()
}

fn attempt<T: Config>() -> u32 {
    Jobs::<T>::get(JOB).expect("there is a job").attempt
}

fn blind<T: Config>(device: DeviceKey, output_root: Hash) -> Hash {
    let blind = BlindResult {
        genesis: Pallet::<T>::genesis_hash().0,
        job: JOB,
        attempt: attempt::<T>(),
        device: device.0,
        output_root: output_root.0,
        salt: SALT,
    };
    Hash::from(blind.hash())
}

fn commit<T: Config>(executor: &(DeviceKey, T::AccountId), output_root: Hash) {
    let (device, owner) = executor;
    let blind = blind::<T>(*device, output_root);
    let attempt = attempt::<T>();
    let committed = Pallet::<T>::do_commit_result(owner, JOB, attempt, *device, blind);
    assert!(committed.is_ok(), "it was drawn");
}

fn draw_now<T: Config>() {
    assert!(Pallet::<T>::do_conclude(JOB).is_ok(), "it is due");
}

fn outcome<T: Config>() -> Option<Outcome> {
    match Jobs::<T>::get(JOB)?.step {
        types::Step::Decided(verdict) => Some(verdict.outcome),
        _ => None,
    }
}

/// The product of the smallest matrices in one round: its leaves, which are its rows.
fn product(seed: &[u8; 32], params: Params) -> Vec<Vec<u8>> {
    let row = |row: u32| {
        let entries = (0..params.size()).map(|column| round::entry(seed, params, row, column));
        entries.flat_map(i32::to_le_bytes).collect()
    };
    (0..params.size()).map(row).collect()
}

/// The levels of the tree over these leaves, the leaves first.
fn levels(leaves: &[Vec<u8>]) -> Vec<Vec<Node>> {
    let mut levels = Vec::from([leaves.iter().map(|leaf| Node::leaf(leaf)).collect::<Vec<_>>()]);
    while let Some(level) = levels.last().filter(|level| level.len() > 1) {
        let parents = level.chunks_exact(2).map(|pair| Node::parent(&pair[0], &pair[1])).collect();
        levels.push(parents);
    }
    levels
}

/// What the device computed: the matrices' leaves and tree, and its commitment.
fn computed<T: Config>(device: DeviceKey) -> (Vec<Vec<u8>>, Vec<Vec<Node>>, Commitment) {
    let params = Params::from_bytes(SMALLEST.params).expect("they are allowed");
    let genesis = Pallet::<T>::genesis_hash();
    let challenge = job_challenge(&genesis, JOB, ATTEMPT, &INPUT, &SMALLEST);
    let device_seed = joule_pogw::challenge::device_seed(&challenge, &device.0);
    let leaves = product(&round::seed(&device_seed, 0, []), params);
    let levels = levels(&leaves);
    let root = levels.last().and_then(|level| level.first()).copied().unwrap_or_default();
    let top = Node::round(0, &root);
    let commitment = Commitment { challenge, device: device.0, rounds: 1, top };
    (leaves, levels, commitment)
}

/// The opening of all that is sampled.
fn opened(leaves: &[Vec<u8>], levels: &[Vec<Node>], statement: &Statement) -> Proof {
    let mut bytes = Vec::new();
    for sample in statement.samples() {
        let mut place = usize::try_from(sample.leaf(statement.params)).unwrap_or_default();
        bytes.extend_from_slice(&leaves[place]);
        for level in levels.iter().take(levels.len() - 1) {
            bytes.extend_from_slice(level[place ^ 1].as_bytes());
            place >>= 1;
        }
    }
    BoundedVec::truncate_from(bytes)
}

/// So many auditors, in order, of whom all must agree.
fn auditors<T: Config>(count: u32) -> AuditorKeys {
    let mut keys = (0..count).map(|_| new_key().0).collect::<Vec<_>>();
    keys.sort();
    let keys = AuditorKeys::truncate_from(keys);
    let quorum = u8::try_from(count).unwrap_or_default();
    assert!(Pallet::<T>::do_set_auditors(keys.clone(), quorum).is_ok(), "they are in order");
    keys
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// The beacon is asked for a sample.
    #[benchmark]
    fn submit_result() {
        let (key, owner) = hired::<T>(Evidence::SeededMatmul);
        let claim = claim(RIGHT);
        let signature = sign(key.0, &receipt::<T>(key, &claim));

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), JOB, ATTEMPT, claim, signature);

        assert!(Jobs::<T>::get(JOB).is_some_and(|job| job.receipt.is_some()));
    }

    /// The last of most executors.
    #[benchmark]
    fn commit_result() {
        redundant::<T>(MAX_EXECUTORS);
        draw_now::<T>();
        let mut executors = executors::<T>();
        let (key, owner) = executors.pop().expect("there are some");
        executors.iter().for_each(|executor| commit::<T>(executor, RIGHT));
        let blind = blind::<T>(key, RIGHT);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), JOB, ATTEMPT, key, blind);

        let job = Jobs::<T>::get(JOB).expect("there is a job");
        assert!(matches!(job.step, types::Step::Revealing { .. }));
    }

    /// A worker, whom chance may have checked.
    #[benchmark]
    fn commit_work() {
        let (key, owner) = device::<T>(0);
        for seed in 1..=DECIDERS + 2 {
            device::<T>(seed);
        }
        let policy = Policy::SpotCheck { permille: WHOLE_PERMILLE, window: MAX_WINDOW_BLOCKS };
        let opened = Pallet::<T>::do_open(JOB, terms::<T>(Some(key), policy, Evidence::None));
        assert!(opened.is_ok(), "the terms are allowed");
        let blind = blind::<T>(key, RIGHT);

        #[extrinsic_call]
        commit_result(RawOrigin::Signed(owner), JOB, ATTEMPT, key, blind);

        let job = Jobs::<T>::get(JOB).expect("there is a job");
        assert!(matches!(job.step, types::Step::Drawing { .. }));
    }

    /// The last of most executors, of whom nearly half are wrong.
    #[benchmark]
    fn reveal_result() {
        let majority = MAX_EXECUTORS / 2 + 1;
        redundant::<T>(majority);
        draw_now::<T>();
        let executors = executors::<T>();
        let roots = (0..MAX_EXECUTORS).map(|it| if it < majority { RIGHT } else { WRONG });
        let answers = executors.iter().zip(roots).collect::<Vec<_>>();
        answers.iter().for_each(|(executor, root)| commit::<T>(executor, *root));
        for ((key, owner), root) in answers.iter().skip(1) {
            let revealed = Pallet::<T>::do_reveal_result(owner, JOB, ATTEMPT, *key, *root, SALT);
            assert!(revealed.is_ok(), "it has committed to that");
        }
        let (key, owner) = executors.first().cloned().expect("there are some");

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), JOB, ATTEMPT, key, RIGHT, SALT);

        assert_eq!(outcome::<T>(), Some(Outcome::Accepted));
    }

    #[benchmark]
    fn accept_result() {
        let (key, owner) = hired::<T>(Evidence::None);
        submit::<T>(key, &owner, RIGHT);
        let requester = account::<T::AccountId>("requester", 0, 0);

        #[extrinsic_call]
        _(RawOrigin::Signed(requester), JOB, ATTEMPT);

        assert_eq!(outcome::<T>(), Some(Outcome::Accepted));
    }

    /// The most samples of the smallest product: larger ones are what `verify_samples` adds.
    #[benchmark]
    fn show_proof() {
        let (key, owner) = hired::<T>(Evidence::SeededMatmul);
        let (leaves, levels, commitment) = computed::<T>(key);
        submit::<T>(key, &owner, Hash::from(commitment.hash()));
        let sample_at = reach_sample::<T>();
        let sample = T::Beacon::sample(sample_at).expect("its block has come");
        let params = Params::from_bytes(SMALLEST.params).expect("they are allowed");
        let statement = Statement::new(params, commitment, &sample);
        let proof = opened(&leaves, &levels, &statement);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), JOB, ATTEMPT, *commitment.top.as_bytes(), proof);

        assert_eq!(outcome::<T>(), Some(Outcome::Accepted));
    }

    /// What verifying takes, step by step: nobody computes the largest product for a benchmark.
    #[benchmark]
    fn verify_samples(k: Linear<1, 32>) {
        assert!(k <= MAX_JOB_SAMPLES.into());
        let log2 = u8::try_from(MAX_JOB_LOG2_SIZE).unwrap_or_default();
        let params = Params::new(log2, MAX_JOB_SAMPLES).expect("they are allowed");
        let levels = params.depth().saturating_add(tree::round_depth(joule_pogw::MAX_ROUNDS));
        let path = (0..levels).map(|_| [1u8; tree::NODE_BYTES]).collect::<Vec<_>>();

        #[block]
        {
            for number in 0..k {
                let sample = Sample::new(&SALT, number, joule_pogw::MAX_ROUNDS, params);
                let leaf = Node::leaf(&[0; 128]);
                let node = tree::fold(leaf, sample.leaf(params), &path, Node::parent);
                let seed =
                    round::seed(node_seed(&node), sample.round, tree::peaks(u32::MAX, &path));
                black_box(round::entry(&seed, params, sample.row, sample.column));
            }
        }
    }

    #[benchmark]
    fn show_quorum(n: Linear<1, MAX_AUDITORS>) {
        let keys = auditors::<T>(n);
        let (key, owner) = hired::<T>(Evidence::AuditorQuorum);
        submit::<T>(key, &owner, RIGHT);
        let message = receipt::<T>(key, &claim(RIGHT));
        let signatures = (0u8..).zip(&keys).map(|(place, key)| (place, sign(*key, &message)));
        let signatures = AuditorSignatures::truncate_from(signatures.collect());

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), JOB, ATTEMPT, signatures);

        assert_eq!(outcome::<T>(), Some(Outcome::Accepted));
    }

    /// A round in which most executors hide their results. Others will be drawn.
    #[benchmark]
    fn conclude() {
        redundant::<T>(MAX_EXECUTORS);
        draw_now::<T>();
        executors::<T>().iter().for_each(|executor| commit::<T>(executor, RIGHT));
        pass_window::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(account::<T::AccountId>("caller", 0, 0)), JOB);

        let job = Jobs::<T>::get(JOB).expect("there is a job");
        assert!(job.seats.is_empty() && matches!(job.step, types::Step::Drawing { .. }));
    }

    /// Most executors are drawn.
    #[benchmark]
    fn draw() {
        redundant::<T>(MAX_EXECUTORS);

        #[extrinsic_call]
        conclude(RawOrigin::Signed(account::<T::AccountId>("caller", 0, 0)), JOB);

        executors::<T>();
    }

    #[benchmark]
    fn set_auditors() -> Result<(), BenchmarkError> {
        let origin =
            T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let keys = auditors::<T>(MAX_AUDITORS);
        let quorum = u8::try_from(MAX_AUDITORS / 2 + 1).unwrap_or_default();

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, keys, quorum);

        assert_eq!(Auditors::<T>::get().quorum, quorum);
        Ok(())
    }

    /// A device is hired, and there are most auditors.
    #[benchmark]
    fn open() {
        auditors::<T>(MAX_AUDITORS);
        let (key, _) = device::<T>(0);
        let policy = Policy::RequesterAccept { window: MAX_WINDOW_BLOCKS };
        let terms = terms::<T>(Some(key), policy, Evidence::AuditorQuorum);
        let opened;

        #[block]
        {
            opened = Pallet::<T>::do_open(JOB, terms);
        }

        assert!(opened.is_ok());
    }

    #[benchmark]
    fn object() {
        let (key, owner) = hired::<T>(Evidence::None);
        submit::<T>(key, &owner, RIGHT);
        let requester = account::<T::AccountId>("requester", 0, 0);
        let objected;

        #[block]
        {
            objected = Pallet::<T>::do_object(JOB, &requester);
        }

        assert!(objected.is_ok());
        assert_eq!(outcome::<T>(), Some(Outcome::Contested));
    }

    #[benchmark]
    fn close() {
        for seed in 0..MAX_EXECUTORS {
            device::<T>(seed.into());
        }
        let policy = Policy::Redundant {
            n: MAX_EXECUTORS,
            k: MAX_EXECUTORS,
            reveal_window: MAX_WINDOW_BLOCKS,
        };
        let opened = Pallet::<T>::do_open(JOB, terms::<T>(None, policy, Evidence::None));
        assert!(opened.is_ok(), "the terms are allowed");
        let closed;

        #[block]
        {
            closed = Pallet::<T>::do_close(JOB);
        }

        assert!(closed.is_ok());
        assert!(!Jobs::<T>::contains_key(JOB));
    }

    impl_benchmark_test_suite!(
        Pallet,
        crate::mock::genesis(crate::mock::auditors()),
        crate::mock::Test
    );
}

/// Something that depends on a node, so that no compiler leaves the node out.
fn node_seed(node: &Node) -> &[u8; 32] {
    black_box(node);
    &SALT
}
