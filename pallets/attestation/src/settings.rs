// SPDX-License-Identifier: Apache-2.0
//! What differs between networks: sizes, times, and what classes of devices ask for.

use alloc::{format, string::String};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_pogw::{beacon::Schedule, Params};
use joule_primitives::{
    attestation::{ClassId, MilliComputeUnits},
    types::{Balance, BlockNumber},
    units::JOULE,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Perbill;

/// The most classes.
pub const MAX_CLASSES: u32 = 16;
/// The most blocks of an opening window, and of each time before it: a day of six-second blocks.
pub const MAX_WINDOW_BLOCKS: BlockNumber = 14_400;
/// The most blocks of any time: a year of six-second blocks.
pub const MAX_BLOCKS: BlockNumber = 365 * 14_400;

/// What a class asks of its devices.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct ClassTerms {
    /// The least bond, in pJ.
    pub min_bond: Balance,
    /// What a device must compute in a challenge to be credited with anything.
    pub least_score: MilliComputeUnits,
}

/// How challenges go. Fixed at genesis, except for the terms of classes.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct AttestationSettings {
    /// The size of the matrices, as a power of two.
    pub log2_size: u8,
    /// How many entries an opening shows.
    pub samples: u8,
    /// Blocks after the one that opens a challenge in which devices commit.
    pub commit_blocks: BlockNumber,
    /// Blocks from the last of these to the one in which the sample is drawn.
    pub delay_blocks: BlockNumber,
    /// Blocks after that in which devices open.
    pub opening_blocks: BlockNumber,
    /// After how many blocks on average, beyond the least gap, the next challenge opens.
    pub mean_interval_blocks: BlockNumber,
    /// Blocks from one challenge to the next at least.
    pub min_gap_blocks: BlockNumber,
    /// And at most.
    pub max_gap_blocks: BlockNumber,
    /// How likely a commit is audited at least.
    pub least_audit: Perbill,
    /// How many commits of a challenge are audited on average, as far as the line above allows.
    pub audited_per_challenge: u32,
    /// Blocks from leaving to the withdrawal of the bond.
    pub leave_blocks: BlockNumber,
    /// Blocks for which a failure makes the next one dearer.
    pub failure_memory_blocks: BlockNumber,
    /// What each class asks for, by its number.
    pub classes: BoundedVec<ClassTerms, ConstU32<MAX_CLASSES>>,
}

impl Default for AttestationSettings {
    fn default() -> Self {
        Self::public()
    }
}

impl AttestationSettings {
    /// Those of a public network with blocks of six seconds: classes for any device, and for those
    /// of 50 and 500 compute units.
    #[must_use]
    pub fn public() -> Self {
        let class = |min_bond, least_score| ClassTerms {
            min_bond,
            least_score: MilliComputeUnits(least_score),
        };
        let classes = alloc::vec![
            class(10 * JOULE, 0),
            class(50 * JOULE, 50_000),
            class(250 * JOULE, 500_000)
        ];
        Self {
            log2_size: 13,
            samples: 16,
            commit_blocks: 20,
            delay_blocks: 8,
            opening_blocks: 64,
            mean_interval_blocks: 600,
            min_gap_blocks: 100,
            max_gap_blocks: 1_200,
            least_audit: Perbill::from_percent(10),
            audited_per_challenge: 256,
            leave_blocks: 14 * 14_400,
            failure_memory_blocks: 30 * 14_400,
            classes: BoundedVec::truncate_from(classes),
        }
    }

    /// Those of networks for development and tests: small matrices, short times, one class, and
    /// every commit audited.
    #[must_use]
    pub fn development() -> Self {
        let class = ClassTerms { min_bond: JOULE, least_score: MilliComputeUnits(0) };
        Self {
            log2_size: 8,
            samples: 4,
            commit_blocks: 5,
            delay_blocks: 2,
            opening_blocks: 10,
            mean_interval_blocks: 30,
            min_gap_blocks: 20,
            max_gap_blocks: 40,
            least_audit: Perbill::one(),
            audited_per_challenge: 256,
            leave_blocks: 600,
            failure_memory_blocks: 3_000,
            classes: BoundedVec::truncate_from(alloc::vec![class]),
        }
    }

    /// Checks that a chain may have these settings.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn check(&self) -> Result<(), String> {
        if let Err(bad) = Params::new(self.log2_size, self.samples) {
            return Err(format!(
                "The genesis asks for challenges that the protocol does not know. {bad} Change \
                 `attestation.settings.log2Size` or `attestation.settings.samples`."
            ));
        }
        self.check_windows()?;
        self.check_gaps()?;
        if self.least_audit.is_zero() || self.audited_per_challenge == 0 {
            return Err(String::from(
                "The genesis lets nobody be audited. Set `attestation.settings.leastAudit` and \
                 `attestation.settings.auditedPerChallenge` above zero.",
            ));
        }
        for (name, blocks) in [
            ("leaveBlocks", self.leave_blocks),
            ("failureMemoryBlocks", self.failure_memory_blocks),
        ] {
            if blocks < self.max_gap_blocks || blocks > MAX_BLOCKS {
                return Err(format!(
                    "The genesis sets a time of {blocks} blocks, shorter than the longest gap \
                     between challenges, or longer than a year. Set `attestation.settings.{name}` \
                     to {} to {MAX_BLOCKS}.",
                    self.max_gap_blocks,
                ));
            }
        }
        if self.classes.is_empty() || self.classes.iter().any(|class| class.min_bond == 0) {
            return Err(String::from(
                "The genesis has no class of devices, or one without a bond. Name 1 to 16 in \
                 `attestation.settings.classes`, each with a `minBond` above zero.",
            ));
        }
        Ok(())
    }

    /// Checks the windows of a challenge.
    fn check_windows(&self) -> Result<(), String> {
        let windows = [self.commit_blocks, self.delay_blocks, self.opening_blocks];
        let is_too_short =
            self.commit_blocks < 2 || self.delay_blocks == 0 || self.opening_blocks < 2;
        let is_too_long = windows.iter().any(|blocks| *blocks > MAX_WINDOW_BLOCKS);
        if is_too_short || is_too_long || !self.opening_blocks.is_multiple_of(2) {
            return Err(format!(
                "The genesis gives a challenge {windows:?} blocks to commit, to wait and to open. \
                 Set `attestation.settings.commitBlocks` to 2 or more, `delayBlocks` to 1 or more, \
                 `openingBlocks` to an even number, and each to {MAX_WINDOW_BLOCKS} at most."
            ));
        }
        Ok(())
    }

    /// Checks the times between challenges.
    fn check_gaps(&self) -> Result<(), String> {
        let length = self.length_blocks();
        let is_ordered = length < self.min_gap_blocks
            && self.min_gap_blocks <= self.max_gap_blocks
            && self.mean_interval_blocks <= self.max_gap_blocks
            && self.max_gap_blocks <= MAX_WINDOW_BLOCKS;
        if !is_ordered || self.mean_interval_blocks == 0 {
            return Err(format!(
                "The genesis opens challenges {} to {} blocks apart, {} on average beyond the \
                 least, but one takes {length}. Set `attestation.settings.minGapBlocks` above \
                 {length}, `maxGapBlocks` to no less than that and `meanIntervalBlocks`, and to \
                 {MAX_WINDOW_BLOCKS} at most.",
                self.min_gap_blocks, self.max_gap_blocks, self.mean_interval_blocks,
            ));
        }
        Ok(())
    }

    /// Blocks from the one that opens a challenge to the last one for openings.
    #[must_use]
    pub const fn length_blocks(&self) -> BlockNumber {
        self.commit_blocks.saturating_add(self.delay_blocks).saturating_add(self.opening_blocks)
    }

    /// What challenges ask for; `None` for settings that no chain may have.
    #[must_use]
    pub fn params(&self) -> Option<Params> {
        Params::new(self.log2_size, self.samples).ok()
    }

    /// How often they open.
    #[must_use]
    pub const fn schedule(&self) -> Schedule {
        Schedule {
            mean_interval_blocks: self.mean_interval_blocks,
            min_gap_blocks: self.min_gap_blocks,
            max_gap_blocks: self.max_gap_blocks,
        }
    }

    /// How likely a commit is audited if `active` devices committed to the challenge before.
    #[must_use]
    pub fn audit(&self, active: u32) -> Perbill {
        let share = match active > self.audited_per_challenge {
            true => Perbill::from_rational(self.audited_per_challenge, active),
            false => Perbill::one(),
        };
        share.max(self.least_audit)
    }

    /// What `class` asks for; `None` if there is no such class.
    #[must_use]
    pub fn terms(&self, class: ClassId) -> Option<&ClassTerms> {
        self.classes.get(usize::from(class.0))
    }

    /// The last block in which devices commit to a challenge that opened in `opened_at`.
    #[must_use]
    pub const fn commit_until(&self, opened_at: BlockNumber) -> BlockNumber {
        opened_at.saturating_add(self.commit_blocks)
    }

    /// The block in which its sample is drawn.
    #[must_use]
    pub const fn sample_at(&self, opened_at: BlockNumber) -> BlockNumber {
        self.commit_until(opened_at).saturating_add(self.delay_blocks)
    }

    /// The last block in which devices open.
    #[must_use]
    pub const fn open_until(&self, opened_at: BlockNumber) -> BlockNumber {
        self.sample_at(opened_at).saturating_add(self.opening_blocks)
    }
}
