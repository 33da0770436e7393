// SPDX-License-Identifier: Apache-2.0
//! The time that a provider served, as its heartbeats say.

use crate::{DEAD_BEATS, DEGRADED_BEATS, MAX_WINDOWS};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_primitives::{market::UsdMicro, types::BlockNumber};
use scale_info::TypeInfo;

/// How often a provider must show that it serves. Blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// From one heartbeat to the next.
    pub beat_blocks: BlockNumber,
    /// For how long served time may be contested.
    pub contest_blocks: BlockNumber,
}

/// What came of a heartbeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// The blocks since the last one count as served.
    Served,
    /// Too many were missed: these blocks are unpaid, and the provider serves again.
    Resumed,
    /// There was one in this block.
    TooSoon,
}

/// Blocks that were served and may still be contested: from the first to the one before the last.
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
)]
pub struct Window {
    /// The first of them.
    pub from: BlockNumber,
    /// The first that is none of them.
    pub to: BlockNumber,
}

impl Window {
    /// How many they are.
    #[must_use]
    pub const fn blocks(&self) -> u32 {
        self.to.saturating_sub(self.from)
    }
}

/// The time that a provider served.
#[derive(
    Clone,
    Debug,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Timeline {
    /// Its last heartbeat.
    pub last_beat: BlockNumber,
    /// What may still be contested, the oldest first.
    pub windows: BoundedVec<Window, ConstU32<MAX_WINDOWS>>,
    /// Blocks that nobody can contest any more.
    pub ripe: u32,
    /// Blocks that are contested.
    pub contested: u32,
    /// What was paid of the ripe blocks, in micro-dollars.
    pub settled: UsdMicro,
}

impl Timeline {
    /// A time that begins in block `now`.
    #[must_use]
    pub fn starting(now: BlockNumber) -> Self {
        Self { last_beat: now, ..Self::default() }
    }

    /// How many heartbeats were missed by block `now`.
    #[must_use]
    pub fn missed(&self, now: BlockNumber, pace: Pace) -> u32 {
        let gap = now.saturating_sub(self.last_beat);
        gap.saturating_sub(1).checked_div(pace.beat_blocks).unwrap_or(0)
    }

    /// Whether so many were missed that the time is not paid.
    #[must_use]
    pub fn is_degraded(&self, now: BlockNumber, pace: Pace) -> bool {
        self.missed(now, pace) > DEGRADED_BEATS
    }

    /// Whether so many were missed that anybody may end the lease.
    #[must_use]
    pub fn is_dead(&self, now: BlockNumber, pace: Pace) -> bool {
        self.missed(now, pace) >= DEAD_BEATS
    }

    /// Blocks since the last heartbeat that would count if there was one in block `now`.
    #[must_use]
    pub fn running(&self, now: BlockNumber, pace: Pace) -> u32 {
        if self.is_degraded(now, pace) {
            return 0;
        }
        now.saturating_sub(self.last_beat)
    }

    /// Blocks that may still be contested.
    #[must_use]
    pub fn unripe(&self) -> u32 {
        self.windows.iter().fold(0, |sum: u32, window| sum.saturating_add(window.blocks()))
    }

    /// All blocks that were served.
    #[must_use]
    pub fn served(&self) -> u32 {
        self.ripe.saturating_add(self.contested).saturating_add(self.unripe())
    }

    /// Takes a heartbeat in block `now`.
    pub fn beat(&mut self, now: BlockNumber, pace: Pace) -> Beat {
        if now <= self.last_beat {
            return Beat::TooSoon;
        }
        self.ripen(now, pace);
        let is_degraded = self.is_degraded(now, pace);
        let window = Window { from: self.last_beat, to: now };
        self.last_beat = now;
        if is_degraded {
            return Beat::Resumed;
        }
        self.push(window, pace);
        Beat::Served
    }

    /// Adds a window. It is joined with the one before if they touch and that one is short, or if
    /// there is no room, as while a panel sits: then as many blocks end with the new one, so that
    /// none is lost and none ripens sooner.
    fn push(&mut self, window: Window, pace: Pace) {
        let is_full = self.windows.is_full();
        if let Some(last) = self.windows.last_mut() {
            let is_short = window.to.saturating_sub(last.from) <= pace.beat_blocks;
            if is_full || (last.to == window.from && is_short) {
                let blocks = last.blocks().saturating_add(window.blocks());
                *last = Window { from: window.to.saturating_sub(blocks), to: window.to };
                return;
            }
        }
        // There is room.
        let _ = self.windows.try_push(window);
    }

    /// Forgets the time since the last heartbeat: it is not paid.
    pub fn stop(&mut self, now: BlockNumber) {
        self.last_beat = now;
    }

    /// Counts what nobody contested in time.
    pub fn ripen(&mut self, now: BlockNumber, pace: Pace) {
        let mut ripe = self.ripe;
        self.windows.retain(|window| {
            let is_open = now < window.to.saturating_add(pace.contest_blocks);
            if !is_open {
                ripe = ripe.saturating_add(window.blocks());
            }
            is_open
        });
        self.ripe = ripe;
    }

    /// Counts all that is not contested at once.
    pub fn ripen_all(&mut self) {
        self.ripe = self.ripe.saturating_add(self.unripe());
        self.windows.truncate(0);
    }

    /// Takes the blocks from `from` on out of what will ripen: how many they are.
    pub fn contest(&mut self, from: BlockNumber) -> u32 {
        let before = self.unripe();
        for window in &mut self.windows {
            window.to = window.to.min(from.max(window.from));
        }
        self.windows.retain(|window| window.blocks() > 0);
        let contested = before.saturating_sub(self.unripe());
        self.contested = self.contested.saturating_add(contested);
        contested
    }

    /// Ends the contest: `ripe` of the contested blocks count, the others do not.
    pub fn resolve(&mut self, ripe: u32) {
        self.ripe = self.ripe.saturating_add(ripe.min(self.contested));
        self.contested = 0;
    }

    /// Leaves so many served blocks, and forgets the latest ones beyond.
    pub fn cut(&mut self, served: u32) {
        let mut excess = self.served().saturating_sub(served);
        for window in self.windows.iter_mut().rev() {
            let cut = excess.min(window.blocks());
            window.to = window.to.saturating_sub(cut);
            excess = excess.saturating_sub(cut);
        }
        self.windows.retain(|window| window.blocks() > 0);
        let contested = excess.min(self.contested);
        self.contested = self.contested.saturating_sub(contested);
        self.ripe = self.ripe.saturating_sub(excess.saturating_sub(contested));
    }

    /// The first block in which some of what may be contested ripens.
    #[must_use]
    pub fn first_ripe_at(&self, pace: Pace) -> Option<BlockNumber> {
        self.windows.first().map(|window| window.to.saturating_add(pace.contest_blocks))
    }

    /// The block from which on nothing may be contested, if nothing more is served.
    #[must_use]
    pub fn ripe_at(&self, pace: Pace) -> Option<BlockNumber> {
        self.windows.last().map(|window| window.to.saturating_add(pace.contest_blocks))
    }
}
