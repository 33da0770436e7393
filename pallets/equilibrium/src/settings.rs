// SPDX-License-Identifier: Apache-2.0
//! What differs between networks: times.

use alloc::{format, string::String};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use joule_primitives::types::BlockNumber;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The fewest blocks of an epoch.
pub const MIN_EPOCH_BLOCKS: BlockNumber = 10;
/// The most blocks of an epoch: a week of six-second blocks.
pub const MAX_EPOCH_BLOCKS: BlockNumber = 7 * 14_400;
/// The most epochs for which claims are kept.
pub const MAX_CLAIM_EPOCHS: u32 = 365;
/// The most proofs over which pay vests.
pub const MAX_VESTING_PROOFS: u32 = 1_000;

/// How long things take. Fixed at genesis.
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
pub struct EquilibriumSettings {
    /// Blocks of an epoch.
    pub epoch_blocks: BlockNumber,
    /// For how many epochs after its own something may be claimed.
    pub claim_epochs: u32,
    /// Over how many proofs of a device its pay for being there vests.
    pub vesting_proofs: u32,
}

impl Default for EquilibriumSettings {
    fn default() -> Self {
        Self::public()
    }
}

impl EquilibriumSettings {
    /// Those of a public network: epochs of a day of six-second blocks.
    #[must_use]
    pub const fn public() -> Self {
        Self { epoch_blocks: 14_400, claim_epochs: 90, vesting_proofs: 24 }
    }

    /// Those of networks for development and tests: short times.
    #[must_use]
    pub const fn development() -> Self {
        Self { epoch_blocks: 100, claim_epochs: 9, vesting_proofs: 4 }
    }

    /// Checks that a chain may have these settings.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn check(&self) -> Result<(), String> {
        for (name, value, least, most) in [
            ("epochBlocks", self.epoch_blocks, MIN_EPOCH_BLOCKS, MAX_EPOCH_BLOCKS),
            ("claimEpochs", self.claim_epochs, 1, MAX_CLAIM_EPOCHS),
            ("vestingProofs", self.vesting_proofs, 1, MAX_VESTING_PROOFS),
        ] {
            if !(least..=most).contains(&value) {
                return Err(format!(
                    "The genesis asks for {value} where {least} to {most} are possible. Change \
                     `equilibrium.settings.{name}`."
                ));
            }
        }
        Ok(())
    }
}
