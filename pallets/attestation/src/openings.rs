// SPDX-License-Identifier: Apache-2.0
//! Openings: what audited devices show of what they committed to. They are verified before they get
//! into a block.

use crate::{
    authorization::{future, stale},
    types::{params_of, Kind, OpenChallenge, Opening, PendingCommit, Usage},
    Config, Event, Pallet, Pending, Refusal, Settings, WeightInfo,
};
use frame_support::{defensive, weights::Weight};
use joule_pogw::{
    beacon::opening_phase_blocks,
    tree::{round_depth, NODE_BYTES},
    Params, Statement, MAX_ROUNDS,
};
use joule_primitives::{
    attestation::{ChallengeId, DeviceKey},
    types::BlockNumber,
};
use sp_runtime::transaction_validity::{TransactionSource, TransactionValidityWithRefund};

/// As many entries of a product as `WeightInfo::draw_entries` draws at once have lines of this size
/// as a power of two.
pub(crate) const MEASURED_LOG2_SIZE: u32 = 13;
/// Bytes of the arguments of `open` beside the opening: key, challenge and length.
const ARGUMENT_BYTES: usize = 32 + 4 + 4;

impl<T: Config> Pallet<T> {
    pub(crate) fn authorize_open(
        source: TransactionSource,
        key: &DeviceKey,
        challenge: &ChallengeId,
        opening: &Opening,
    ) -> TransactionValidityWithRefund {
        Self::check_room(source, Kind::Open, Self::open_usage(opening))?;
        let open = Self::open_challenge_of(*challenge)?;
        let Some(sample) = open.sample else { return future() };
        let pending = Pending::<T>::get(key).filter(|pending| pending.challenge == *challenge);
        let Some(pending) = pending else { return Err(Refusal::CommitNotFound.into()) };
        if pending.is_opened {
            return stale();
        }
        if !pending.is_audited(key, &sample, open.audit) {
            return Err(Refusal::NotAudited.into());
        }
        let (from, until) = Self::opening_window(key, &open);
        if Self::now() < from {
            return future();
        }
        if Self::now() > until {
            return stale();
        }
        let commitment = pending.commitment(key, open.seed);
        let is_proved = params_of(open.params).is_some_and(|params| {
            Statement::new(params, commitment, &sample).verify(opening).is_ok()
        });
        if !is_proved {
            return Err(Refusal::OpeningRefused.into());
        }
        Self::valid(Kind::Open, key, *challenge, until)
    }

    pub(crate) fn do_open(key: DeviceKey, challenge: ChallengeId, usage: Usage) {
        Self::note_usage(Kind::Open, usage);
        Pending::<T>::mutate(key, |pending| match pending {
            Some(PendingCommit { is_opened, .. }) => *is_opened = true,
            None => {
                defensive!("only a commit that is pending is opened");
            }
        });
        Self::deposit_event(Event::Opened { device: key, challenge });
    }

    /// The first and the last block in which `device` may open.
    pub(crate) fn opening_window(
        device: &DeviceKey,
        open: &OpenChallenge,
    ) -> (BlockNumber, BlockNumber) {
        let settings = Settings::<T>::get();
        let phase = opening_phase_blocks(&open.seed, &device.0, settings.opening_blocks);
        let from = settings.sample_at(open.opened_at).saturating_add(phase);
        (from, settings.open_until(open.opened_at))
    }

    /// What an opening takes of a block.
    pub(crate) fn open_usage(opening: &Opening) -> Usage {
        let weight = T::WeightInfo::open().saturating_add(Self::opening_weight(opening));
        Self::usage_of(opening.len().saturating_add(ARGUMENT_BYTES), weight)
    }

    /// What the largest opening of a challenge takes of a block.
    pub(crate) fn largest_opening_usage(params: [u8; 4]) -> Usage {
        let Some(params) = params_of(params) else { return Usage::default() };
        let depth = params.depth().saturating_add(round_depth(MAX_ROUNDS));
        let nodes = usize::try_from(depth).unwrap_or(usize::MAX).saturating_mul(NODE_BYTES);
        let record = params.leaf_bytes().saturating_add(nodes);
        let bytes = record.saturating_mul(params.samples().into());
        let weight = T::WeightInfo::open().saturating_add(Self::verify_weight(params, bytes));
        Self::usage_of(bytes.saturating_add(ARGUMENT_BYTES), weight)
    }

    /// What it takes to verify an opening, or to refuse it.
    pub(crate) fn opening_weight(opening: &Opening) -> Weight {
        match Settings::<T>::get().params() {
            Some(params) => Self::verify_weight(params, opening.len()),
            None => T::WeightInfo::authorize_open(0),
        }
    }

    /// What it takes to verify an opening of so many bytes: a hash for each node, and two lines of
    /// the matrices for each sample.
    fn verify_weight(params: Params, bytes: usize) -> Weight {
        let samples = u32::from(params.samples());
        let nodes = bytes.div_ceil(NODE_BYTES);
        let nodes = u32::try_from(nodes).unwrap_or(u32::MAX);
        // Entries with lines of the size that was measured: at least one.
        let lines = samples.saturating_mul(params.size());
        let entries = lines.wrapping_shr(MEASURED_LOG2_SIZE).saturating_add(1);
        T::WeightInfo::authorize_open(samples)
            .saturating_add(T::WeightInfo::hash_nodes(nodes))
            .saturating_add(T::WeightInfo::draw_entries(entries))
    }
}
