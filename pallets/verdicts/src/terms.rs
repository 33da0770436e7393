// SPDX-License-Identifier: Apache-2.0
//! What may be agreed on. All of it is checked before anything is written.

use crate::{
    Auditors, Config, Error, Pallet, TermsOf, DECIDERS, DECIDING, MAX_EXECUTORS, MAX_FAILED_ROUNDS,
    MAX_JOB_LOG2_SIZE, MAX_JOB_SAMPLES, MAX_PROOF_BYTES, MAX_WINDOW_BLOCKS, MAX_WORK_BLOCKS,
    MIN_EXECUTORS, MIN_WINDOW_BLOCKS, REVEAL_BLOCKS, WHOLE_PERMILLE,
};
use frame_support::ensure;
use joule_pogw::{Commitment, Node, Params, Statement, MAX_ROUNDS};
use joule_primitives::{
    attestation::{Evidence, Policy},
    types::BlockNumber,
    verdicts::{DrawDevices, SeededWork, MAX_SEATS},
};
use sp_runtime::DispatchResult;

/// Checks relations between the constants.
pub(crate) fn check_constants() {
    assert!(u32::from(MAX_EXECUTORS) <= MAX_SEATS, "every executor has a seat");
    assert!(DECIDERS.saturating_add(2) <= MAX_SEATS, "worker, checker and deciders have seats");
    assert!(DECIDING.saturating_mul(2) > DECIDERS, "two groups of deciders cannot both win");
    assert!((MIN_WINDOW_BLOCKS..=MAX_WINDOW_BLOCKS).contains(&REVEAL_BLOCKS), "a window");
    let log2_size = u8::try_from(MAX_JOB_LOG2_SIZE).unwrap_or(u8::MAX);
    let most = Params::new(log2_size, MAX_JOB_SAMPLES).map(|params| {
        let (challenge, device, top) = ([0; 32], [0; 32], Node::default());
        let commitment = Commitment { challenge, device, rounds: MAX_ROUNDS, top };
        Statement::new(params, commitment, &[0; 32]).opening_bytes()
    });
    let most = most.ok().and_then(|bytes| u32::try_from(bytes).ok());
    assert!(most == Some(MAX_PROOF_BYTES), "the longest proof fits, and no longer one");
}

impl<T: Config> Pallet<T> {
    /// Whether a job may have these terms.
    pub(crate) fn check_terms(terms: &TermsOf<T>) -> DispatchResult {
        ensure!(terms.policy.is_supported(), Error::<T>::PolicyNotSupported);
        ensure!(terms.evidence.is_supported(), Error::<T>::EvidenceNotSupported);
        let has_room = terms.attempt <= u32::MAX.saturating_sub(MAX_FAILED_ROUNDS.into());
        ensure!(terms.units > 0 && has_room, Error::<T>::UnitsOutOfBounds);
        let work = MIN_WINDOW_BLOCKS..=MAX_WORK_BLOCKS;
        ensure!(work.contains(&terms.work_blocks), Error::<T>::WindowOutOfBounds);
        match terms.policy {
            Policy::RequesterAccept { window } => {
                ensure!(is_window(window), Error::<T>::WindowOutOfBounds);
                ensure!(terms.device.is_some(), Error::<T>::WorkerMismatch);
            }
            Policy::Redundant { n, k, reveal_window } => {
                let is_majority = u16::from(k).saturating_mul(2) > u16::from(n) && k <= n;
                let is_count = (MIN_EXECUTORS..=MAX_EXECUTORS).contains(&n);
                ensure!(is_count && is_majority, Error::<T>::ExecutorsOutOfBounds);
                ensure!(is_window(reveal_window), Error::<T>::WindowOutOfBounds);
                ensure!(terms.device.is_none(), Error::<T>::WorkerMismatch);
                ensure!(T::Devices::pool_size() >= n.into(), Error::<T>::NotEnoughDevices);
            }
            Policy::SpotCheck { permille, window } => {
                let is_chance = (1..=WHOLE_PERMILLE).contains(&permille);
                ensure!(is_chance, Error::<T>::ChanceOutOfBounds);
                ensure!(is_window(window), Error::<T>::WindowOutOfBounds);
                ensure!(terms.device.is_some(), Error::<T>::WorkerMismatch);
                // The worker's own device may be one of the index.
                let needed = DECIDERS.saturating_add(2);
                ensure!(T::Devices::pool_size() >= needed, Error::<T>::NotEnoughDevices);
            }
            Policy::Bisect | Policy::Tee { .. } | Policy::Fingerprint | Policy::Matmul { .. } => {
                return Err(Error::<T>::PolicyNotSupported.into());
            }
        }
        Self::check_evidence(terms)
    }

    fn check_evidence(terms: &TermsOf<T>) -> DispatchResult {
        let is_acceptance = matches!(terms.policy, Policy::RequesterAccept { .. });
        let is_alone = terms.evidence == Evidence::None;
        ensure!(is_alone || is_acceptance, Error::<T>::EvidenceNeedsAcceptance);
        let is_work_right = match (terms.evidence, terms.seeded_work) {
            (Evidence::SeededMatmul, Some(work)) => is_seeded_work(work),
            (Evidence::SeededMatmul, None) => false,
            (_, work) => work.is_none(),
        };
        ensure!(is_work_right, Error::<T>::SeededWorkOutOfBounds);
        if terms.evidence == Evidence::AuditorQuorum {
            ensure!(Auditors::<T>::get().quorum > 0, Error::<T>::AuditorsNotFound);
        }
        Ok(())
    }
}

fn is_window(blocks: BlockNumber) -> bool {
    (MIN_WINDOW_BLOCKS..=MAX_WINDOW_BLOCKS).contains(&blocks)
}

fn is_seeded_work(work: SeededWork) -> bool {
    let is_count = (1..=MAX_ROUNDS).contains(&work.rounds);
    let is_size = |params: Params| {
        params.log2_size() <= MAX_JOB_LOG2_SIZE && params.samples() <= MAX_JOB_SAMPLES
    };
    is_count && Params::from_bytes(work.params).is_ok_and(is_size)
}
