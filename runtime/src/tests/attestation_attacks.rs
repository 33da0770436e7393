// SPDX-License-Identifier: Apache-2.0
//! Attacks on devices where the runtime decides: real weights, real blocks, calls inside of calls.

use super::{
    devices::{device, open_challenge, validate},
    *,
};
use crate::{
    configs::{
        accounts::ProxyType,
        system::{RuntimeBlockLength, RuntimeBlockWeights},
    },
    Executive, RuntimeCall, TransactionPayment, UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::{
    assert_ok,
    dispatch::{DispatchClass, GetDispatchInfo},
    traits::Authorize,
    weights::Weight,
};
use frame_system::offchain::CreateAuthorizedTransaction;
use joule_primitives::{
    attestation::{ChallengeId, DeviceKey},
    units::JOULE,
};
use pallet_joule_attestation::{
    types::{commitment, Opening, SignedCommit, MAX_OPENING_BYTES},
    AttestationSettings, Call, Current, WeightInfo, KIND_DIVISOR,
};
use sp_core::ed25519;
use sp_runtime::{
    traits::Dispatchable,
    transaction_validity::{InvalidTransaction, TransactionSource},
};

type Weights = <Runtime as pallet_joule_attestation::Config>::WeightInfo;

/// Bytes of an opening of one round with 16 samples of matrices of 8,192, and what each doubling of
/// the rounds adds.
const OPENING_BYTES: u32 = 16 * (128 + 21 * 24);
const DOUBLING_BYTES: u32 = 16 * 24;

/// A commitment that a device signed.
fn signed_commit(pair: &ed25519::Pair, seed: [u8; 32], rounds: u32) -> SignedCommit {
    let (device, top) = (DeviceKey(pair.public().0), [5; 24]);
    let signature = pair.sign(&commitment(&device, seed, rounds, top).message()).0;
    SignedCommit { rounds, top, signature }
}

/// A commit that is valid in this block.
fn valid_commit() -> (ed25519::Pair, Call<Runtime>) {
    let (pair, device) = device();
    open_challenge([4; 32]);
    let SignedCommit { rounds, top, signature } = signed_commit(&pair, [4; 32], 3);
    let call = Call::commit { device, challenge: ChallengeId(0), rounds, top, signature };
    assert!(validate(call.clone()).is_ok());
    (pair, call)
}

/// How many calls with so many bytes and of this weight a kind may put into a block.
fn per_block(bytes: u32, weight: Weight) -> u32 {
    let limits = RuntimeBlockWeights::get();
    let base = limits.get(DispatchClass::Operational).base_extrinsic;
    let room = limits.max_block.ref_time() / u64::from(KIND_DIVISOR);
    let computed = room / weight.saturating_add(base).ref_time();
    let length = *RuntimeBlockLength::get().max.get(DispatchClass::Operational) / KIND_DIVISOR;
    u32::try_from(computed).unwrap_or(u32::MAX).min(length / bytes)
}

/// What it takes to verify an opening of so many bytes.
fn opening_weight(bytes: u32) -> Weight {
    Weights::open()
        .saturating_add(Weights::authorize_open(16))
        .saturating_add(Weights::hash_nodes(bytes.div_ceil(24)))
        .saturating_add(Weights::draw_entries(17))
}

#[test]
fn a_feeless_call_inside_another_call_does_nothing() {
    run(|| {
        let (_, call) = valid_commit();
        let commit = RuntimeCall::from(call);
        let proxied = |call: RuntimeCall| {
            RuntimeCall::from(pallet_proxy::Call::proxy {
                real: alice().into(),
                force_proxy_type: None,
                call: Box::new(call),
            })
        };
        let delegate = bob().into();
        let proxy_type = ProxyType::Any;
        let add = pallet_proxy::Call::add_proxy { delegate, proxy_type, delay: 0 };
        assert_ok!(RuntimeCall::from(add).dispatch(signed(Sr25519Keyring::Alice)));
        let calls = || vec![commit.clone()];
        for outer in [
            commit.clone(),
            pallet_utility::Call::batch { calls: calls() }.into(),
            pallet_utility::Call::batch_all { calls: calls() }.into(),
            pallet_utility::Call::force_batch { calls: calls() }.into(),
            pallet_utility::Call::as_derivative { index: 0, call: Box::new(commit.clone()) }.into(),
            proxied(commit.clone()),
        ] {
            // Whoever signs it, or nobody.
            for origin in [
                signed(Sr25519Keyring::Alice),
                signed(Sr25519Keyring::Bob),
                RuntimeOrigin::none(),
                RuntimeOrigin::root(),
            ] {
                let _ = outer.clone().dispatch(origin);
                let open = Current::<Runtime>::get().expect("it is open");
                assert_eq!(open.commits, 0, "{outer:?}");
            }
            // Around it, it authorises nothing.
            if outer != commit {
                assert!(outer.authorize(TransactionSource::External).is_none());
            }
        }
        let origin = RuntimeOrigin::from(frame_system::RawOrigin::Authorized);
        assert_ok!(commit.dispatch(origin));
        assert_eq!(Current::<Runtime>::get().expect("it is open").commits, 1);
    });
}

#[test]
fn two_calls_of_a_kind_for_one_device_and_challenge_share_their_tag() {
    run(|| {
        let (pair, first) = valid_commit();
        let tags = |call| validate(call).expect("it is valid").provides;
        let Call::commit { device, challenge, .. } = first.clone() else { panic!("a commit") };
        let SignedCommit { rounds, top, signature } = signed_commit(&pair, [4; 32], 8);
        let second = Call::commit { device, challenge, rounds, top, signature };
        assert_eq!(tags(first), tags(second));
        let report = |reporter, rounds| Call::report_equivocation {
            device,
            challenge,
            first: signed_commit(&pair, [4; 32], 3),
            second: signed_commit(&pair, [4; 32], rounds),
            reporter,
        };
        // The pool keeps the report that came first, and its reporter.
        assert_eq!(tags(report(alice(), 4)), tags(report(bob(), 5)));
    });
}

#[test]
fn a_tip_on_a_feeless_call_buys_nothing() {
    run(|| {
        let (_, call) = valid_commit();
        let with_tip = |tip| {
            let mut extension =
                <Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
            extension.8 = pallet_transaction_payment::ChargeTransactionPayment::from(tip);
            UncheckedExtrinsic::new_transaction(call.clone().into(), extension)
        };
        let validate = |transaction| {
            let hash = System::block_hash(0);
            let valid =
                Executive::validate_transaction(TransactionSource::External, transaction, hash);
            valid.map(|valid| (valid.priority, valid.provides))
        };
        // It is neither before others nor charged. But the bytes are others, so that a pool which
        // refuses to look at these once more looks at those.
        let (priority, tags) = validate(with_tip(0)).expect("it is valid");
        assert_eq!(validate(with_tip(u128::MAX)), Ok((priority, tags)));
        assert_ne!(with_tip(1).encode(), with_tip(0).encode());
    });
}

#[test]
fn feeless_calls_of_nobody_are_refused_before_they_cost_a_block_anything() {
    run(|| {
        open_challenge([4; 32]);
        let (device, challenge, signature) = (DeviceKey([3; 32]), ChallengeId(0), [0; 64]);
        let (first, top) = (SignedCommit { rounds: 1, top: [0; 24], signature }, [0; 24]);
        let second = SignedCommit { rounds: 2, ..first };
        let reporter = bob();
        let unknown = Err(InvalidTransaction::Custom(1).into());
        for call in [
            Call::commit { device, challenge, rounds: 1, top, signature },
            Call::settle { device },
            Call::resume { device, challenge, signature },
            Call::report_equivocation { device, challenge, first, second, reporter },
        ] {
            assert_eq!(validate(call.clone()), unknown, "{call:?}");
        }
        let opening = Opening::truncate_from(vec![0; 86_528]);
        let early = Err(InvalidTransaction::Future.into());
        assert_eq!(validate(Call::open { device, challenge, opening }), early);
        assert_eq!(pallet_joule_attestation::Used::<Runtime>::get(), Default::default());
    });
}

#[test]
fn an_opening_is_charged_for_all_that_may_be_verified_of_it() {
    run(|| {
        let samples = u32::from(AttestationSettings::development().samples);
        let mut before = Weight::zero();
        for bytes in [0, 1, 1_000, 16_256, MAX_OPENING_BYTES] {
            let opening = Opening::truncate_from(vec![0; usize::try_from(bytes).expect("it fits")]);
            let (device, challenge) = (DeviceKey([3; 32]), ChallengeId(0));
            let call = Call::<Runtime>::open { device, challenge, opening };
            let charged = call.weight_of_authorize();
            let least = Weights::authorize_open(samples)
                .saturating_add(Weights::hash_nodes(bytes.div_ceil(24)))
                .saturating_add(Weights::draw_entries(1));
            assert!(charged.all_gte(least), "{bytes} bytes: {charged:?}");
            assert!(charged.all_gte(before));
            before = charged;
            // Whoever signs around it pays for its bytes.
            let info = RuntimeCall::from(call).get_dispatch_info();
            assert!(TransactionPayment::compute_fee(bytes, &info, 0) > u128::from(bytes));
        }
    });
}

#[test]
fn the_largest_opening_that_the_protocol_knows_fits_into_its_part_of_a_block() {
    // Matrices of 65,536 rows, and 64 samples.
    let weight = Weights::open()
        .saturating_add(Weights::authorize_open(64))
        .saturating_add(Weights::hash_nodes(MAX_OPENING_BYTES.div_ceil(24)))
        .saturating_add(Weights::draw_entries(64 * 8 + 1));
    assert!(per_block(MAX_OPENING_BYTES + 100, weight) >= 10);
}

#[test]
fn congesting_a_window_takes_more_openings_than_newcomers_and_draws_make() {
    // GIVEN a window of 64 blocks, of which 17 must have no room for a further opening
    let settings = AttestationSettings::public();
    let blocks = settings.opening_blocks / 4 + 1;
    let limit = *RuntimeBlockLength::get().max.get(DispatchClass::Operational) / KIND_DIVISOR;
    let largest = OPENING_BYTES + 24 * DOUBLING_BYTES + 60;
    let needed = |doublings: u32| {
        let bytes = OPENING_BYTES + doublings * DOUBLING_BYTES + 60;
        assert!(per_block(bytes, opening_weight(bytes)) >= (limit - largest) / bytes);
        blocks * ((limit - largest) / bytes + 1)
    };
    // THEN that takes all places on trial, and as many as are drawn, and 512 rounds of each
    let audited = 1_024 + settings.audited_per_challenge;
    assert_eq!([0, 9, 16].map(needed), [1_734, 1_292, 1_088]);
    assert!(needed(9) > audited);
    // From 2,560 devices on, one in ten of them all is drawn.
    assert_eq!(settings.audit(2_560), settings.least_audit);
}

#[test]
fn a_window_takes_the_commits_of_thousands_of_devices() {
    let settings = AttestationSettings::public();
    let weight = Weights::commit().saturating_add(Weights::authorize_commit());
    let commits = settings.commit_blocks * per_block(148, weight);
    assert!(commits >= 5_500, "{commits}");
}

#[test]
fn a_window_takes_the_openings_of_ten_thousand_devices() {
    // GIVEN that devices may open in the second half of a window whatever their phase is
    let settings = AttestationSettings::public();
    let bytes = OPENING_BYTES + 16 * DOUBLING_BYTES + 60;
    let room = settings.opening_blocks / 2 * per_block(bytes, opening_weight(bytes));
    // THEN those on trial fit, and a tenth of 9,000 others
    assert!(room >= 1_024 + settings.least_audit.mul_floor(9_000), "{room}");
}

#[test]
fn stuffing_blocks_with_signed_openings_costs_more_than_their_reward() {
    run(|| {
        // GIVEN the largest call that fails, and as many of them as fill a block
        let opening = Opening::truncate_from(vec![0; 86_528]);
        let call = Call::open { device: DeviceKey([3; 32]), challenge: ChallengeId(0), opening };
        let info = RuntimeCall::from(call).get_dispatch_info();
        let fee = TransactionPayment::compute_fee(MAX_OPENING_BYTES, &info, 0);
        let most = *RuntimeBlockLength::get().max.get(DispatchClass::Operational);
        let fees = fee * u128::from(most / MAX_OPENING_BYTES);
        assert!(fees > JOULE / 2, "{fees} pJ");
    });
}

#[test]
fn a_crowd_of_newcomers_costs_more_for_good_than_what_it_takes_of_the_state() {
    // Fifteen thousand keys that nobody ever uses again.
    let fee = <Runtime as pallet_joule_attestation::Config>::RegistrationFee::get();
    assert_eq!(fee * 15_000, 1_500 * JOULE);
    let bonds = AttestationSettings::public().classes.iter().map(|class| class.min_bond).min();
    assert_eq!(bonds.expect("there is a class") * 15_000, 150_000 * JOULE);
    assert!(crate::constants::storage_deposit(1, 32) < fee);
}
