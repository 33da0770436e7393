// SPDX-License-Identifier: Apache-2.0
//! Whatever bytes somebody sends: nothing panics, nothing is accepted that does not hold, and
//! asking changes nothing.

use crate::{mock::*, types::Opening, AttestationSettings, Call, Refusal};
use codec::Decode;
use frame_support::traits::Authorize;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sp_runtime::transaction_validity::TransactionSource;

/// What somebody does to an opening.
#[derive(Clone, Debug)]
enum Change {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Extend(Vec<u8>),
    SwapRecords(usize, usize),
    CopyRecord(usize, usize),
    Overwrite(prop::sample::Index, Vec<u8>),
    Replace(Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    let bytes = |most| prop::collection::vec(any::<u8>(), 0..most);
    let record = || 0usize..4;
    prop_oneof![
        4 => (any::<prop::sample::Index>(), 1u8..).prop_map(|(at, bits)| Change::Flip(at, bits)),
        2 => any::<prop::sample::Index>().prop_map(Change::Cut),
        2 => bytes(90_000).prop_map(Change::Extend),
        1 => (record(), record()).prop_map(|(one, other)| Change::SwapRecords(one, other)),
        1 => (record(), record()).prop_map(|(one, other)| Change::CopyRecord(one, other)),
        2 => (any::<prop::sample::Index>(), bytes(100))
            .prop_map(|(at, new)| Change::Overwrite(at, new)),
        2 => bytes(90_000).prop_map(Change::Replace),
    ]
}

/// An opening of four records, changed.
fn changed(honest: &[u8], change: Change) -> Vec<u8> {
    let size = honest.len() / 4;
    let mut bytes = honest.to_vec();
    match change {
        Change::Flip(at, bits) => bytes[at.index(honest.len())] ^= bits,
        Change::Cut(at) => bytes.truncate(at.index(honest.len())),
        Change::Extend(more) => bytes.extend(more),
        Change::SwapRecords(one, other) => {
            bytes[one * size..][..size].copy_from_slice(&honest[other * size..][..size]);
            bytes[other * size..][..size].copy_from_slice(&honest[one * size..][..size]);
        }
        Change::CopyRecord(from, to) => {
            bytes[to * size..][..size].copy_from_slice(&honest[from * size..][..size]);
        }
        Change::Overwrite(at, new) => {
            let at = at.index(honest.len());
            for (to, from) in bytes[at..].iter_mut().zip(new) {
                *to = from;
            }
        }
        Change::Replace(new) => bytes = new,
    }
    bytes
}

/// Tries something many times in the same block.
fn try_often<S: Strategy>(strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { failure_persistence: None, ..Config::with_cases(512) };
    if let Err(failure) = TestRunner::new(config).run(&strategy, test) {
        panic!("{failure}");
    }
}

#[test]
fn an_opening_that_is_changed_in_any_way_is_refused() {
    run_with(AttestationSettings { log2_size: 5, ..settings() }, || {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit(5);
        go_to_sample();
        go_to(gpu.opens_from());
        let Call::open { opening: honest, device, challenge } = gpu.open_call() else {
            panic!("an opening")
        };
        let before = state();
        try_often(change(), |change| {
            let opening = Opening::truncate_from(changed(&honest, change));
            prop_assume!(opening != honest);
            let call = RuntimeCall::from(Call::open { device, challenge, opening });
            for source in [TransactionSource::InBlock, TransactionSource::External] {
                let authorized = call.authorize(source).expect("the call is feeless");
                prop_assert_eq!(authorized.map(|_| ()), Err(Refusal::OpeningRefused.into()));
            }
            Ok(())
        });
        assert_eq!(state(), before);
        gpu.open();
    });
}

#[test]
fn whatever_decodes_as_a_call_is_answered_without_a_panic() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit(1);
        go_to_sample();
        let before = state();
        let key = gpu.key;
        let bytes = prop::collection::vec(any::<u8>(), 0..400);
        // A feeless call of a device that exists, or not, with anything behind it.
        try_often((6u8..11, any::<bool>(), bytes), |(index, is_known, bytes)| {
            let mut call = vec![index];
            call.extend(if is_known { key.0 } else { [5; 32] });
            call.extend(bytes);
            let Ok(call) = Call::<Test>::decode(&mut call.as_slice()) else { return Ok(()) };
            let authorized = RuntimeCall::from(call).authorize(TransactionSource::External);
            prop_assert!(authorized.expect("the call is feeless").is_err());
            Ok(())
        });
        assert_eq!(state(), before);
    });
}
