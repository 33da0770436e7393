// SPDX-License-Identifier: Apache-2.0
//! What all feeless calls share: the part of a block that each kind may take, and how they wait.
//!
//! Nobody pays for them, so each is valid at most once, and whatever may be wrong with it is found
//! before it gets into a block. They are declared as calls that pay: a transaction that somebody
//! signs around such a call fails, and must cost its sender something.

use crate::{
    types::{DeviceSignature, Kind, Usage},
    Config, Pallet, Used, WeightInfo, KIND_DIVISOR, PRIORITY,
};
use codec::Encode;
use frame_support::{dispatch::DispatchClass, traits::Get, weights::Weight};
use joule_primitives::{
    attestation::{ChallengeId, DeviceKey},
    types::BlockNumber,
};
use sp_core::ed25519;
use sp_runtime::{
    traits::{SaturatedConversion, Zero},
    transaction_validity::{
        InvalidTransaction, TransactionSource, TransactionValidityError,
        TransactionValidityWithRefund, ValidTransaction,
    },
};

/// Bytes of a feeless transaction beside the arguments of its call: its length, version, extensions
/// and the two indices of the call.
const FRAME_BYTES: u32 = 20;

impl<T: Config> Pallet<T> {
    /// The block that is being executed, or that a transaction is checked for.
    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    /// The hash of the chain's first block.
    pub(crate) fn genesis_hash() -> [u8; 32] {
        let hash = frame_system::Pallet::<T>::block_hash(
            frame_system::pallet_prelude::BlockNumberFor::<T>::zero(),
        );
        hash.as_ref().try_into().unwrap_or_default()
    }

    /// What the calls of one kind may take of a block.
    pub(crate) fn kind_limit() -> Usage {
        let weight = T::BlockWeights::get().max_block.ref_time();
        let limits = T::BlockLength::get();
        let bytes = *limits.max.get(DispatchClass::Operational);
        Usage {
            ref_time: weight.checked_div(KIND_DIVISOR.into()).unwrap_or_default(),
            bytes: bytes.checked_div(KIND_DIVISOR).unwrap_or_default(),
        }
    }

    /// What a call takes whose arguments have so many bytes.
    pub(crate) fn usage_of(bytes: usize, weight: Weight) -> Usage {
        let base = T::BlockWeights::get().get(DispatchClass::Operational).base_extrinsic;
        Usage {
            ref_time: weight.saturating_add(base).ref_time(),
            bytes: u32::try_from(bytes).unwrap_or(u32::MAX).saturating_add(FRAME_BYTES),
        }
    }

    pub(crate) fn commit_usage(args: &impl Encode) -> Usage {
        let authorized = Self::asked(T::WeightInfo::authorize_commit());
        let weight = Self::commit_weight().saturating_add(authorized);
        Self::usage_of(args.encoded_size(), weight)
    }

    pub(crate) fn settle_usage(args: &impl Encode) -> Usage {
        let authorized = Self::asked(T::WeightInfo::authorize_settle());
        let weight = Self::settle_weight().saturating_add(authorized);
        Self::usage_of(args.encoded_size(), weight)
    }

    pub(crate) fn resume_usage(args: &impl Encode) -> Usage {
        let authorized = Self::asked(T::WeightInfo::authorize_resume());
        let weight = Self::resume_weight().saturating_add(authorized);
        Self::usage_of(args.encoded_size(), weight)
    }

    pub(crate) fn report_usage(args: &impl Encode) -> Usage {
        let authorized = T::WeightInfo::authorize_report_equivocation();
        let weight = Self::report_weight().saturating_add(authorized);
        Self::usage_of(args.encoded_size(), weight)
    }

    /// Refuses a call for which there is no room left in this block. In the pool nothing is known
    /// of the block that will take it.
    pub(crate) fn check_room(
        source: TransactionSource,
        kind: Kind,
        usage: Usage,
    ) -> Result<(), TransactionValidityError> {
        let is_full = source == TransactionSource::InBlock
            && !Used::<T>::get().of(kind).plus(usage).fits(Self::kind_limit());
        match is_full {
            true => Err(InvalidTransaction::ExhaustsResources.into()),
            false => Ok(()),
        }
    }

    /// Notes what a call takes of this block.
    pub(crate) fn note_usage(kind: Kind, usage: Usage) {
        Used::<T>::mutate(|used| {
            let used = used.of(kind);
            *used = used.plus(usage);
        });
    }

    /// Says that a call is valid that does its kind of thing for `device` in `challenge`, which
    /// only one call can, up to the block `until`.
    pub(crate) fn valid(
        kind: Kind,
        device: &DeviceKey,
        challenge: ChallengeId,
        until: BlockNumber,
    ) -> TransactionValidityWithRefund {
        let longevity = until.saturating_sub(Self::now()).saturating_add(1);
        let valid = ValidTransaction::with_tag_prefix("JouleAttestation")
            .and_provides((kind, device, challenge))
            .priority(PRIORITY)
            .longevity(longevity.into())
            .propagate(true)
            .build()?;
        Ok((valid, Weight::zero()))
    }

    /// Whether `device` signed `message`.
    pub(crate) fn has_signed(
        device: &DeviceKey,
        message: &[u8],
        signature: &DeviceSignature,
    ) -> bool {
        let signature = ed25519::Signature::from_raw(*signature);
        sp_io::crypto::ed25519_verify(&signature, message, &ed25519::Public::from_raw(device.0))
    }
}

/// That something came too late, or was done already.
pub(crate) fn stale<R>() -> Result<R, TransactionValidityError> {
    Err(InvalidTransaction::Stale.into())
}

/// That something comes too early.
pub(crate) fn future<R>() -> Result<R, TransactionValidityError> {
    Err(InvalidTransaction::Future.into())
}

/// That a signature is wrong.
pub(crate) fn bad_proof<R>() -> Result<R, TransactionValidityError> {
    Err(InvalidTransaction::BadProof.into())
}
