// SPDX-License-Identifier: Apache-2.0
//! Verdicts on jobs, with the devices, draws, bonds and randomness of attestation. Jobs are opened
//! as another pallet would open them.

use super::{devices::register, *};
use crate::{Attestation, RuntimeCall, Verdicts};
use frame_support::{
    assert_noop, assert_ok,
    traits::{Hooks, InstanceFilter},
    BoundedVec,
};
use joule_pogw::messages::{signed as signed_message, BlindResult, Receipt};
use joule_primitives::{
    attestation::{ClassId, DeviceKey, DeviceState, Devices, Evidence, Policy},
    types::{Balance, BlockNumber, Hash},
    units::JOULE,
    verdicts::{EngageDevices, Fault, JobId, JobTerms, Outcome, Verdict, Verdicts as _},
};
use pallet_joule_attestation::{DeviceRecords, Offers, Samples, Trials};
use pallet_joule_verdicts::{types::Claim, Call, Error, JobOf, Jobs};
use sp_core::ed25519;
use sp_runtime::{traits::Dispatchable, DispatchError};
use Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve, Ferdie};

type AttestationError = pallet_joule_attestation::Error<Runtime>;

const JOB: JobId = 7;
const WINDOW: BlockNumber = 20;
const BOND: Balance = 10 * JOULE;
const RIGHT: Hash = Hash::repeat_byte(0xaa);
const WRONG: Hash = Hash::repeat_byte(0xbb);
const INPUT: Hash = Hash::repeat_byte(0x11);
/// Who pays in these tests, and has a device, too.
const REQUESTER: Sr25519Keyring = Alice;
/// Everybody else.
const OTHERS: [Sr25519Keyring; 5] = [Bob, Charlie, Dave, Eve, Ferdie];

/// The device of an account.
fn pair(owner: Sr25519Keyring) -> ed25519::Pair {
    ed25519::Pair::from_seed(&owner.to_raw_public())
}

fn key(owner: Sr25519Keyring) -> DeviceKey {
    DeviceKey(pair(owner).public().0)
}

/// Registers the device of an account, and offers it for draws as if it had passed its trial.
fn offer_device(owner: Sr25519Keyring) {
    let device = register(owner, &pair(owner), BOND);
    DeviceRecords::<Runtime>::mutate(device, |record| {
        record.as_mut().expect("it was registered").audits_due = 0;
    });
    Trials::<Runtime>::mutate(|room| room.taken -= 1);
    assert_ok!(Attestation::set_offered(signed(owner), device, true));
}

/// Runs `test` on a chain on which everybody offers a device.
fn run_with_devices(test: impl FnOnce()) {
    run(|| {
        offer_device(REQUESTER);
        OTHERS.into_iter().for_each(offer_device);
        pass(1);
        test();
    });
}

/// Goes on so many blocks.
fn pass(blocks: BlockNumber) {
    for _ in 0..blocks {
        let block = System::block_number() + 1;
        System::set_block_number(block);
        Attestation::on_initialize(block);
    }
}

fn terms(policy: Policy, device: Option<Sr25519Keyring>) -> JobTerms<AccountId> {
    JobTerms {
        requester: account(REQUESTER),
        excluded: BoundedVec::new(),
        device: device.map(key),
        policy,
        evidence: Evidence::None,
        seeded_work: None,
        input_root: INPUT,
        units: 50,
        work_blocks: WINDOW,
        attempt: 0,
    }
}

const ACCEPTANCE: Policy = Policy::RequesterAccept { window: WINDOW };
const REDUNDANT: Policy = Policy::Redundant { n: 3, k: 2, reveal_window: WINDOW };
const EVERY_TIME: Policy = Policy::SpotCheck { permille: 1_000, window: WINDOW };

fn job() -> JobOf<Runtime> {
    Jobs::<Runtime>::get(JOB).expect("there is a job")
}

/// Who has a seat, the worker first.
fn seated() -> Vec<Sr25519Keyring> {
    let owner = |device| OTHERS.into_iter().find(|owner| key(*owner) == device);
    job().seats.iter().map(|seat| owner(seat.device).expect("no device of the requester")).collect()
}

fn conclude() {
    assert_ok!(Verdicts::conclude(signed(Alice), JOB));
}

/// Waits for the randomness, and has devices drawn.
fn draw() {
    assert_noop!(Verdicts::conclude(signed(Alice), JOB), Error::<Runtime>::TooEarly);
    pass(7);
    assert_noop!(Verdicts::conclude(signed(Alice), JOB), Error::<Runtime>::TooEarly);
    pass(1);
    conclude();
}

fn commit(who: Sr25519Keyring, output_root: Hash) {
    let device = key(who);
    let blind = BlindResult {
        genesis: System::block_hash(0).0,
        job: JOB,
        attempt: 0,
        device: device.0,
        output_root: output_root.0,
        salt: [9; 32],
    };
    assert_ok!(Verdicts::commit_result(signed(who), JOB, 0, device, Hash::from(blind.hash())));
}

fn reveal(who: Sr25519Keyring, output_root: Hash) {
    assert_ok!(Verdicts::reveal_result(signed(who), JOB, 0, key(who), output_root, [9; 32]));
}

fn verdict() -> Verdict {
    Verdicts::verdict(JOB, 0).expect("there is a verdict")
}

fn bond(who: Sr25519Keyring) -> Balance {
    Attestation::standing(&key(who)).expect("it is registered").bond
}

fn is_free(who: Sr25519Keyring) -> bool {
    let standing = Attestation::standing(&key(who)).expect("it is registered");
    standing.is_idle && Attestation::engagements(&key(who)) == 0
}

#[test]
fn three_drawn_devices_decide_and_the_one_that_lies_pays() {
    run_with_devices(|| {
        assert_ok!(Verdicts::open(JOB, terms(REDUNDANT, None)));
        draw();
        let three = seated();
        assert_eq!(three.len(), 3);
        assert!(three.iter().all(|who| !is_free(*who)));
        let results = [RIGHT, WRONG, RIGHT];
        let answers = three.iter().copied().zip(results).collect::<Vec<_>>();
        answers.iter().for_each(|(who, root)| commit(*who, *root));
        let supply = crate::Balances::total_issuance();
        answers.iter().for_each(|(who, root)| reveal(*who, *root));
        let verdict = verdict();
        assert_eq!((verdict.outcome, verdict.output_root), (Outcome::Accepted, Some(RIGHT)));
        let paid = verdict.paid.into_inner();
        assert_eq!(paid, [(key(three[0]), 50), (key(three[2]), 50)]);
        assert_eq!(verdict.at_fault.into_inner(), [(key(three[1]), Fault::WrongResult)]);
        // A tenth of one bond is burned, and all of them do other work again.
        assert_eq!(three.iter().map(|who| bond(*who)).sum::<Balance>(), 3 * BOND - BOND / 10);
        assert_eq!(bond(three[1]), BOND - BOND / 10);
        assert_eq!(supply - crate::Balances::total_issuance(), BOND / 10);
        assert!(three.iter().all(|who| is_free(*who)));
        assert_eq!(Samples::<Runtime>::iter().count(), 0);
    });
}

#[test]
fn deciders_find_the_worker_wrong_that_differs_from_its_checker() {
    run_with_devices(|| {
        assert_ok!(Verdicts::open(JOB, terms(EVERY_TIME, Some(Bob))));
        commit(Bob, WRONG);
        draw();
        let [Bob, checker] = seated()[..] else { panic!("worker and checker") };
        commit(checker, RIGHT);
        reveal(Bob, WRONG);
        reveal(checker, RIGHT);
        draw();
        // Those who are left.
        let deciders = seated().split_off(2);
        assert_eq!(deciders.len(), 3);
        deciders.iter().for_each(|who| commit(*who, RIGHT));
        deciders.iter().for_each(|who| reveal(*who, RIGHT));
        let verdict = verdict();
        assert_eq!((verdict.outcome, verdict.paid.len()), (Outcome::Rejected, 4));
        assert_eq!(verdict.at_fault.into_inner(), [(key(Bob), Fault::WrongResult)]);
        assert_eq!(bond(Bob), BOND - BOND / 10);
        assert!(OTHERS.into_iter().all(is_free));
    });
}

#[test]
fn a_device_below_the_bond_of_its_class_is_drawn_no_more() {
    run_with_devices(|| {
        // GIVEN a class that asks for all of the bond
        let terms_of_class = pallet_joule_attestation::ClassTerms {
            min_bond: BOND,
            least_score: Default::default(),
        };
        let root = RuntimeOrigin::root();
        assert_ok!(Attestation::set_class_terms(root, ClassId(0), terms_of_class));
        // WHEN a worker shows nothing of what it promised
        assert_ok!(Verdicts::open(JOB, terms(EVERY_TIME, Some(Bob))));
        commit(Bob, RIGHT);
        draw();
        let [_, checker] = seated()[..] else { panic!("worker and checker") };
        commit(checker, RIGHT);
        reveal(checker, RIGHT);
        pass(pallet_joule_verdicts::REVEAL_BLOCKS + 1);
        conclude();
        // THEN it pays for that, is paused, and loses its place in the index
        assert_eq!(verdict().at_fault.into_inner(), [(key(Bob), Fault::Withheld)]);
        let standing = Attestation::standing(&key(Bob)).expect("it is registered");
        assert_eq!((standing.bond, standing.state), (BOND - BOND / 10, DeviceState::Paused));
        assert!(Offers::<Runtime>::iter_values().all(|offer| offer.device != key(Bob)));
    });
}

#[test]
fn the_requester_accepts_what_a_device_signed() {
    run_with_devices(|| {
        assert_ok!(Verdicts::open(JOB, terms(ACCEPTANCE, Some(Bob))));
        let receipt = Receipt {
            genesis: System::block_hash(0).0,
            job: JOB,
            attempt: 0,
            device: key(Bob).0,
            input_root: INPUT.0,
            output_root: RIGHT.0,
            trace_root: None,
            units: 40,
            start_ms: 1,
            end_ms: 2,
        };
        let signature = |who| pair(who).sign(&signed_message(&receipt.hash())).0;
        let claim =
            Claim { output_root: RIGHT, trace_root: None, units: 40, start_ms: 1, end_ms: 2 };
        assert_noop!(
            Verdicts::submit_result(signed(Bob), JOB, 0, claim, signature(Charlie)),
            Error::<Runtime>::BadSignature
        );
        assert_ok!(Verdicts::submit_result(signed(Bob), JOB, 0, claim, signature(Bob)));
        assert_noop!(Verdicts::accept_result(signed(Bob), JOB, 0), Error::<Runtime>::NotRequester);
        assert_ok!(Verdicts::accept_result(signed(REQUESTER), JOB, 0));
        assert_eq!(verdict().outcome, Outcome::Accepted);
        assert_eq!(verdict().paid.into_inner(), [(key(Bob), 40)]);
        assert_eq!(bond(Bob), BOND);
        assert_ok!(Verdicts::close(JOB));
    });
}

#[test]
fn a_bond_stays_until_the_verdict_even_if_its_device_has_left() {
    run_with_devices(|| {
        let work_blocks = 400;
        let terms = JobTerms { work_blocks, ..terms(ACCEPTANCE, Some(Bob)) };
        assert_ok!(Verdicts::open(JOB, terms.clone()));
        assert_ok!(Attestation::leave(signed(Bob), key(Bob)));
        let DeviceState::Leaving { until } =
            Attestation::standing(&key(Bob)).expect("it is registered").state
        else {
            panic!("it leaves")
        };
        pass(until - System::block_number());
        let withdraw = || Attestation::withdraw_bond(signed(Bob), key(Bob));
        assert_noop!(withdraw(), AttestationError::DeviceEngaged);
        pass(work_blocks);
        conclude();
        assert_eq!(verdict().outcome, Outcome::TimedOut);
        assert_ok!(withdraw());
        // Nobody hires it any more.
        assert_noop!(Verdicts::open(JOB + 1, terms), Error::<Runtime>::DeviceNotFound);
    });
}

#[test]
fn what_is_not_built_is_refused() {
    run_with_devices(|| {
        let unbuilt = [
            Policy::Bisect,
            Policy::Tee { policy: [1; 32] },
            Policy::Fingerprint,
            Policy::Matmul { k: 16 },
        ];
        for policy in unbuilt {
            assert_noop!(
                Verdicts::open(JOB, terms(policy, Some(Bob))),
                Error::<Runtime>::PolicyNotSupported
            );
        }
        let evidence = Evidence::NvidiaNras;
        assert_noop!(
            Verdicts::open(JOB, JobTerms { evidence, ..terms(ACCEPTANCE, Some(Bob)) }),
            Error::<Runtime>::EvidenceNotSupported
        );
        // Without auditors nobody can vouch for anything.
        let evidence = Evidence::AuditorQuorum;
        assert_noop!(
            Verdicts::open(JOB, JobTerms { evidence, ..terms(ACCEPTANCE, Some(Bob)) }),
            Error::<Runtime>::AuditorsNotFound
        );
    });
}

#[test]
fn nobody_opens_a_job_by_a_call() {
    use frame_support::traits::GetCallName;
    assert_eq!(
        Call::<Runtime>::get_call_names(),
        [
            "submit_result",
            "commit_result",
            "reveal_result",
            "accept_result",
            "show_proof",
            "show_quorum",
            "conclude",
            "set_auditors",
        ]
    );
}

#[test]
fn governance_names_the_auditors() {
    run(|| {
        let keys = BoundedVec::truncate_from(vec![[1; 32], [2; 32]]);
        let call = RuntimeCall::from(Call::set_auditors { keys, quorum: 2 });
        let refused = call.clone().dispatch(signed(Alice)).expect_err("Alice is not root");
        assert_eq!(refused.error, DispatchError::BadOrigin);
        assert_ok!(call.dispatch(RuntimeOrigin::root()));
    });
}

#[test]
fn a_proxy_that_may_not_transfer_neither_pays_nor_puts_a_bond_at_risk() {
    use crate::configs::accounts::ProxyType::{Any, NonTransfer, Staking};
    let (job, attempt, device) = (JOB, 0, key(Bob));
    let accept = RuntimeCall::from(Call::accept_result { job, attempt });
    let offer =
        RuntimeCall::from(pallet_joule_attestation::Call::set_offered { device, is_offered: true });
    let commit = RuntimeCall::from(Call::commit_result { job, attempt, device, blind: RIGHT });
    let conclude = RuntimeCall::from(Call::conclude { job });
    for (call, may) in [(accept, false), (offer, false), (commit, false), (conclude, true)] {
        assert_eq!(NonTransfer.filter(&call), may, "{call:?}");
        assert!(Any.filter(&call) && !Staking.filter(&call));
    }
}
