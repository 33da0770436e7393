// SPDX-License-Identifier: Apache-2.0
//! What differs between networks: times.

use crate::MAX_PANELS;
use alloc::{format, string::String};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use joule_primitives::types::BlockNumber;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Blocks of a day, of six seconds each.
const DAY_BLOCKS: BlockNumber = 14_400;
/// The fewest blocks of a window.
pub const MIN_WINDOW_BLOCKS: BlockNumber = 5;
/// The most blocks of a window: a day.
pub const MAX_WINDOW_BLOCKS: BlockNumber = DAY_BLOCKS;
/// The most blocks of any time: 30 days.
pub const MAX_BLOCKS: BlockNumber = 30 * DAY_BLOCKS;
/// Blocks beside its windows that each panel is given: for the beacon, and until somebody draws.
pub const DRAW_BLOCKS: BlockNumber = 64;

/// How long panels take. Fixed at genesis.
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
pub struct PanelSettings {
    /// Blocks after the draw in which a panel commits.
    pub commit_blocks: BlockNumber,
    /// Blocks after that in which it reveals.
    pub reveal_blocks: BlockNumber,
    /// Blocks after a dispute was opened in which a panel must have revealed.
    pub decide_blocks: BlockNumber,
    /// Blocks for which who was absent is not drawn.
    pub absence_blocks: BlockNumber,
}

impl Default for PanelSettings {
    fn default() -> Self {
        Self::public()
    }
}

impl PanelSettings {
    /// Those of a public network with blocks of six seconds: an hour to commit, one to reveal, three
    /// days to decide, a day without draws.
    #[must_use]
    pub const fn public() -> Self {
        Self {
            commit_blocks: 600,
            reveal_blocks: 600,
            decide_blocks: 3 * DAY_BLOCKS,
            absence_blocks: DAY_BLOCKS,
        }
    }

    /// Those of networks for development and tests: short times.
    #[must_use]
    pub const fn development() -> Self {
        Self { commit_blocks: 10, reveal_blocks: 10, decide_blocks: 300, absence_blocks: 50 }
    }

    /// Checks that a chain may have these settings.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn check(&self) -> Result<(), String> {
        for (name, blocks) in
            [("commitBlocks", self.commit_blocks), ("revealBlocks", self.reveal_blocks)]
        {
            if !(MIN_WINDOW_BLOCKS..=MAX_WINDOW_BLOCKS).contains(&blocks) {
                return Err(format!(
                    "The genesis gives panels a window of {blocks} blocks. Set \
                     `panels.settings.{name}` to {MIN_WINDOW_BLOCKS} to {MAX_WINDOW_BLOCKS}."
                ));
            }
        }
        let least = self.least_decide_blocks();
        if !(least..=MAX_BLOCKS).contains(&self.decide_blocks) {
            return Err(format!(
                "The genesis has disputes decided within {} blocks. Set \
                 `panels.settings.decideBlocks` to {least} to {MAX_BLOCKS}: {MAX_PANELS} panels \
                 must have the time.",
                self.decide_blocks,
            ));
        }
        if !(1..=MAX_BLOCKS).contains(&self.absence_blocks) {
            return Err(format!(
                "The genesis keeps absent validators from panels for {} blocks. Set \
                 `panels.settings.absenceBlocks` to 1 to {MAX_BLOCKS}.",
                self.absence_blocks,
            ));
        }
        Ok(())
    }

    /// Blocks from the draw of a panel to the last one in which it reveals.
    #[must_use]
    pub const fn sitting_blocks(&self) -> BlockNumber {
        self.commit_blocks.saturating_add(self.reveal_blocks)
    }

    /// The fewest blocks in which as many panels as there may be can decide.
    const fn least_decide_blocks(&self) -> BlockNumber {
        self.sitting_blocks().saturating_add(DRAW_BLOCKS).saturating_mul(MAX_PANELS)
    }
}
