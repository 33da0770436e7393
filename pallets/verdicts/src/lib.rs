// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::float_arithmetic,
        clippy::indexing_slicing,
        clippy::unwrap_used
    )
)]

extern crate alloc;

mod auditors;
mod draws;
mod genesis;
mod glue;
mod invariants;
mod jobs;
mod proofs;
mod results;
mod rounds;
mod tally;
mod terms;
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use draws::is_checked;
pub use pallet::*;
pub use proofs::job_challenge;
pub use types::AuditorSet;
pub use weights::WeightInfo;

use joule_primitives::types::BlockNumber;
use sp_runtime::Perbill;

/// The most devices that do a job together.
pub const MAX_EXECUTORS: u8 = 9;
/// The fewest of them: of fewer, no majority finds one of them at fault.
pub const MIN_EXECUTORS: u8 = 3;
/// How many devices decide between a worker and who checked it.
pub const DECIDERS: u32 = 3;
/// How many of them must agree.
pub const DECIDING: u32 = 2;
/// How many rounds of drawn devices may fail before a job stays undecided.
pub const MAX_FAILED_ROUNDS: u8 = 3;
/// The fewest blocks for anything that somebody must do in time.
pub const MIN_WINDOW_BLOCKS: BlockNumber = 20;
/// The most blocks to accept, reveal, prove or check in: three days of six seconds each.
pub const MAX_WINDOW_BLOCKS: BlockNumber = 3 * 14_400;
/// The most blocks to do a job in: seven days.
pub const MAX_WORK_BLOCKS: BlockNumber = 7 * 14_400;
/// Blocks to reveal results in where the policy does not say how many.
pub const REVEAL_BLOCKS: BlockNumber = 100;
/// Of what the chance of a spot check is told.
pub const WHOLE_PERMILLE: u16 = 1_000;
/// What a bond loses if its device is drawn and does not commit to a result.
pub const ABSENCE_SLASH: Perbill = Perbill::from_percent(1);
/// What a bond loses for a wrong result, one that is not revealed, and work that is not proven.
pub const FAULT_SLASH: Perbill = Perbill::from_percent(10);
/// The most auditors.
pub const MAX_AUDITORS: u32 = 32;
/// The largest matrices of a seeded job, as a power of two.
pub const MAX_JOB_LOG2_SIZE: u32 = 13;
/// The most samples of a seeded job.
pub const MAX_JOB_SAMPLES: u8 = 32;
/// The longest proof of a seeded job: for each sample a leaf of 32 entries, and the nodes below the
/// 21 levels of the largest product and the 24 of the most rounds.
pub const MAX_PROOF_BYTES: u32 = 32 * (4 * 32 + (21 + 24) * 24);

/// A job.
pub type JobOf<T> = types::Job<<T as frame_system::Config>::AccountId>;
/// A device that has a say in a verdict.
pub type SeatOf<T> = types::Seat<<T as frame_system::Config>::AccountId>;
/// The terms of a job.
pub type TermsOf<T> = joule_primitives::verdicts::JobTerms<<T as frame_system::Config>::AccountId>;

#[frame_support::pallet]
pub mod pallet {
    use super::{
        types::{AuditorKeys, AuditorSet, AuditorSignatures, Claim, DeviceSignature, Proof, Round},
        JobOf, WeightInfo, MAX_EXECUTORS, MAX_JOB_SAMPLES,
    };
    use alloc::vec::Vec;
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use joule_primitives::{
        attestation::{DeviceKey, Devices, Evidence, Policy},
        types::{Balance, BlockNumber, Hash},
        verdicts::{
            DrawDevices, EngageDevices, Fault, JobId, OnVerdict, Outcome, SampleBeacon,
            SlashDevices,
        },
    };

    /// What the runtime gives the pallet.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = joule_primitives::types::Hash>
    {
        /// The devices: whose they are, which are drawn, and their bonds.
        type Devices: Devices<Self::AccountId>
            + DrawDevices<Self::AccountId>
            + EngageDevices
            + SlashDevices;

        /// The chain's randomness.
        type Beacon: SampleBeacon;

        /// Who pays by what is decided here.
        type OnVerdict: OnVerdict;

        /// Who names the auditors.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Weights of the pallet's calls.
        type WeightInfo: WeightInfo;

        /// What benchmarks need of the runtime.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
    }

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// The jobs that are watched over, and those whose verdict has not been forgotten.
    #[pallet::storage]
    pub type Jobs<T: Config> = StorageMap<_, Twox64Concat, JobId, JobOf<T>>;

    /// For which job a device was drawn, until it has revealed its result or the round is over.
    #[pallet::storage]
    pub type Drawn<T> = StorageMap<_, Twox64Concat, DeviceKey, JobId>;

    /// Who may vouch for receipts, and how many must.
    #[pallet::storage]
    pub type Auditors<T> = StorageValue<_, AuditorSet, ValueQuery>;

    /// The state that the genesis block gives the pallet.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Who may vouch for receipts, and how many must.
        pub auditors: AuditorSet,
        /// Nothing: binds the type parameter.
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::build_genesis(self.auditors.clone());
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A job is watched over from now on.
        JobOpened {
            /// The job.
            job: JobId,
            /// Number of its first attempt.
            attempt: u32,
            /// Who pays.
            requester: T::AccountId,
            /// The device that does it; nobody's if devices will be drawn.
            device: Option<DeviceKey>,
            /// How it is decided that it was done.
            policy: Policy,
            /// What must be shown beside the result.
            evidence: Evidence,
        },
        /// The worker handed in a result, with its receipt.
        ResultSubmitted {
            /// The job.
            job: JobId,
            /// The attempt.
            attempt: u32,
            /// The worker.
            device: DeviceKey,
            /// The hash of the result.
            output_root: Hash,
            /// How many units it says that it took.
            units: u64,
        },
        /// A device promised a result that nobody else knows yet.
        ResultCommitted {
            /// The job.
            job: JobId,
            /// The attempt.
            attempt: u32,
            /// The device.
            device: DeviceKey,
        },
        /// A device showed the result that it had promised.
        ResultRevealed {
            /// The job.
            job: JobId,
            /// The attempt.
            attempt: u32,
            /// The device.
            device: DeviceKey,
            /// The hash of the result.
            output_root: Hash,
        },
        /// Devices were drawn for a job. They must commit to its result.
        DevicesDrawn {
            /// The job.
            job: JobId,
            /// The attempt.
            attempt: u32,
            /// For what.
            round: Round,
            /// The devices.
            devices: Vec<DeviceKey>,
            /// The last block in which they may commit.
            until: BlockNumber,
        },
        /// Chance spared the worker a check. It must reveal its result.
        CheckSpared {
            /// The job.
            job: JobId,
            /// The attempt.
            attempt: u32,
        },
        /// Whoever has committed to a result may reveal it now.
        RevealsBegun {
            /// The job.
            job: JobId,
            /// The attempt.
            attempt: u32,
            /// The last block in which they may.
            until: BlockNumber,
        },
        /// A round of drawn devices came to nothing. Others are drawn, unless too many rounds have
        /// failed.
        RoundFailed {
            /// The job.
            job: JobId,
            /// The attempt that it belonged to.
            attempt: u32,
            /// Which round.
            round: Round,
        },
        /// A device was at fault.
        DeviceFaulted {
            /// The job.
            job: JobId,
            /// The attempt.
            attempt: u32,
            /// The device.
            device: DeviceKey,
            /// What it did wrong.
            fault: Fault,
            /// What its bond lost, in pJ.
            slashed: Balance,
        },
        /// A verdict fell.
        VerdictReached {
            /// The job.
            job: JobId,
            /// The attempt.
            attempt: u32,
            /// How it ended.
            outcome: Outcome,
            /// The hash of the result, if one stands.
            output_root: Option<Hash>,
        },
        /// A job was forgotten.
        JobClosed {
            /// The job.
            job: JobId,
        },
        /// Governance named the auditors.
        AuditorsChanged {
            /// How many there are.
            auditors: u32,
            /// How many must agree.
            quorum: u8,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is a job with this number. Close it first, or take another number.
        JobAlreadyExists,
        /// There is no such job. It may have been closed.
        JobNotFound,
        /// The job goes on. Wait for its verdict.
        JobInProgress,
        /// The job is at another attempt. Look up which, and make the message for that one.
        AttemptMismatch,
        /// This policy is not built yet. Choose acceptance, several executors or spot checks.
        PolicyNotSupported,
        /// This evidence is not built yet. Choose none, a seeded product or the auditors.
        EvidenceNotSupported,
        /// Evidence goes with acceptance by the requester only. Choose that policy, or no evidence.
        EvidenceNeedsAcceptance,
        /// A seeded product needs its work, any other job must not have one. Its matrices have at
        /// most 8,192 rows, and 1 to 32 samples, of 1 to 2^24 rounds.
        SeededWorkOutOfBounds,
        /// A window has 20 to 43,200 blocks, and the time to do a job 20 to 100,800. Choose
        /// another.
        WindowOutOfBounds,
        /// 3 to 9 devices do a job together, and more than half of them must agree. Choose others.
        ExecutorsOutOfBounds,
        /// The chance of a spot check is 1 to 1,000 of a thousand. Choose another.
        ChanceOutOfBounds,
        /// A job has at least one unit, and its first attempt a number that leaves room for more.
        UnitsOutOfBounds,
        /// Executors are drawn, so the job names no device. Under other policies it names one.
        WorkerMismatch,
        /// There is no such device. Register it first.
        DeviceNotFound,
        /// The device is leaving: it takes no new work. Hire another one.
        DeviceLeaving,
        /// Fewer devices can be drawn than the policy may need. Wait for more, or choose another
        /// one.
        NotEnoughDevices,
        /// There are no auditors. Choose other evidence.
        AuditorsNotFound,
        /// The device has no say in this job now: it was not drawn, or the round is over.
        DeviceNotDrawn,
        /// Only the owner of the device may do this, or a proxy.
        NotOwner,
        /// Only the requester may do this, or a proxy.
        NotRequester,
        /// The job is not at this step. Look up what it waits for.
        WrongStep,
        /// It is too late: the window has closed. Anybody may conclude the job now.
        TooLate,
        /// It is too early: the window is open, or the randomness is not known yet. Wait.
        TooEarly,
        /// There is a verdict already.
        AlreadyDecided,
        /// The device has committed to a result, which cannot be changed. Reveal it when it is
        /// time.
        AlreadyCommitted,
        /// The device has revealed its result.
        AlreadyRevealed,
        /// The result is not what the device committed to. Reveal result and salt of the commit.
        CommitMismatch,
        /// The receipt claims no units, more than were agreed on, or an end before its beginning.
        ClaimOutOfBounds,
        /// The device did not sign this receipt. Have it sign the one of this job and attempt.
        BadSignature,
        /// The seeded product is proven, or not. The requester has nothing to object to.
        ProofDecides,
        /// The evidence that was agreed on is of another kind.
        EvidenceMismatch,
        /// The opening does not prove what the receipt says. Open the commitment in the receipt.
        BadProof,
        /// Too few auditors signed, or one that is none, twice, or out of order.
        QuorumNotReached,
        /// Auditors are listed once each, in ascending order, at most 32, and more than half of
        /// them must agree; without auditors, none.
        AuditorsOutOfBounds,
    }

    #[pallet::extra_constants]
    impl<T: Config> Pallet<T> {
        /// The fewest blocks for anything that somebody must do in time.
        fn min_window_blocks() -> BlockNumber {
            super::MIN_WINDOW_BLOCKS
        }

        /// The most blocks to accept, reveal, prove or check in.
        fn max_window_blocks() -> BlockNumber {
            super::MAX_WINDOW_BLOCKS
        }

        /// The most blocks to do a job in.
        fn max_work_blocks() -> BlockNumber {
            super::MAX_WORK_BLOCKS
        }

        /// How many rounds of drawn devices may fail before a job stays undecided.
        fn max_failed_rounds() -> u8 {
            super::MAX_FAILED_ROUNDS
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            super::terms::check_constants();
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_invariants()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Hands in the result of a job that its requester accepts, by the owner of the device that
        /// did it.
        ///
        /// The device signs the receipt, which the chain puts together from the claim and the job.
        /// What comes next is evidence, if it was agreed on, or else that the requester accepts.
        ///
        /// Fails if the job is decided otherwise, if it is too late, if the claim exceeds what was
        /// agreed on, or if the device did not sign.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::submit_result())]
        pub fn submit_result(
            origin: OriginFor<T>,
            job: JobId,
            attempt: u32,
            claim: Claim,
            signature: DeviceSignature,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_submit_result(&who, job, attempt, &claim, &signature)
        }

        /// Promises a result that nobody else can know yet, by the owner of the device.
        ///
        /// `blind` is the hash of chain, job, attempt, device, hash of the result, and 32 random
        /// bytes: the blind result of PoGW. It cannot be changed. When all who must have committed,
        /// or the time is over, results are revealed.
        ///
        /// Fails if the device has no say in the job now, has committed already, or is too late.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::commit_result().max(T::WeightInfo::commit_work()))]
        pub fn commit_result(
            origin: OriginFor<T>,
            job: JobId,
            attempt: u32,
            device: DeviceKey,
            blind: Hash,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_commit_result(&who, job, attempt, device, blind)
        }

        /// Shows the result that a device had promised, by its owner. When all have, a verdict may
        /// fall.
        ///
        /// Fails if it is not what was promised, or not the time to reveal.
        #[pallet::call_index(2)]
        #[pallet::weight(
            T::WeightInfo::reveal_result().saturating_add(T::OnVerdict::weight())
        )]
        pub fn reveal_result(
            origin: OriginFor<T>,
            job: JobId,
            attempt: u32,
            device: DeviceKey,
            output_root: Hash,
            salt: [u8; 32],
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_reveal_result(&who, job, attempt, device, output_root, salt)
        }

        /// Accepts what the worker handed in, by the requester, before its time to object is over.
        ///
        /// Fails if there is nothing to accept, or evidence decides.
        #[pallet::call_index(3)]
        #[pallet::weight(
            T::WeightInfo::accept_result().saturating_add(T::OnVerdict::weight())
        )]
        pub fn accept_result(origin: OriginFor<T>, job: JobId, attempt: u32) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_accept_result(&who, job, attempt)
        }

        /// Proves a seeded product, by anybody who has the proof.
        ///
        /// `top` is the root over the rounds that the device committed to in its receipt, and
        /// `proof` the opening of the entries that the beacon sampled.
        ///
        /// Fails if the job has other evidence, if the sample is not known yet, if it is too late,
        /// or if the proof does not hold.
        #[pallet::call_index(4)]
        #[pallet::weight(
            T::WeightInfo::show_proof()
                .saturating_add(T::WeightInfo::verify_samples(MAX_JOB_SAMPLES.into()))
                .saturating_add(T::OnVerdict::weight())
        )]
        pub fn show_proof(
            origin: OriginFor<T>,
            job: JobId,
            attempt: u32,
            top: [u8; 24],
            proof: Proof,
        ) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_show_proof(job, attempt, top, &proof)
        }

        /// Shows that enough auditors vouch for the receipt, by anybody who has their signatures.
        ///
        /// Each is the place of an auditor in the list, in ascending order, and its signature of
        /// what the device signed.
        ///
        /// Fails if the job has other evidence, if it is too late, if there are too few, or if one
        /// of them does not hold.
        #[pallet::call_index(5)]
        #[pallet::weight(
            T::WeightInfo::show_quorum(u32::try_from(signatures.len()).unwrap_or(u32::MAX))
                .saturating_add(T::OnVerdict::weight())
        )]
        pub fn show_quorum(
            origin: OriginFor<T>,
            job: JobId,
            attempt: u32,
            signatures: AuditorSignatures,
        ) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_show_quorum(job, attempt, &signatures)
        }

        /// Does what is due for a job, by anybody: draws devices when the randomness is there, ends
        /// a window that is over, and so leads to the verdict.
        ///
        /// Fails if nothing is due yet, or there is a verdict.
        #[pallet::call_index(6)]
        #[pallet::weight(
            T::WeightInfo::conclude()
                .max(T::WeightInfo::draw().saturating_add(T::Devices::weight(MAX_EXECUTORS.into())))
                .saturating_add(T::OnVerdict::weight())
        )]
        pub fn conclude(origin: OriginFor<T>, job: JobId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_conclude(job)
        }

        /// Names the auditors, and how many of them must agree.
        ///
        /// Receipts that wait for auditors wait for these from now on. Governance only.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::set_auditors())]
        pub fn set_auditors(origin: OriginFor<T>, keys: AuditorKeys, quorum: u8) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_auditors(keys, quorum)
        }
    }
}
