// SPDX-License-Identifier: Apache-2.0
//! What the pallet stores.

use crate::{MAX_EARLIER, PANEL_SEATS};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_primitives::{
    panels::{Finding, MAX_PARTIES},
    types::{BlockNumber, Hash},
};
use scale_info::TypeInfo;

/// Who takes part in a dispute.
pub type Parties<AccountId> = BoundedVec<AccountId, ConstU32<MAX_PARTIES>>;
/// Those who sit on a panel.
pub type Seats<AccountId> = BoundedVec<Seat<AccountId>, ConstU32<PANEL_SEATS>>;

/// A validator that was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Seat<AccountId> {
    /// Its hotkey when it was drawn, which commits and reveals, whatever it is later.
    pub hotkey: AccountId,
    /// Whose it was then, who is paid.
    pub coldkey: AccountId,
    /// Whether its coldkey sat on as many other panels as it must serve: then it may vote, and loses
    /// nothing by being absent.
    pub is_extra: bool,
    /// The finding to which it has committed.
    pub commitment: Option<Hash>,
    /// The finding that it has revealed.
    pub finding: Option<Finding>,
}

/// What a dispute waits for. The last block of a window belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Step {
    /// For the randomness that decides who is drawn.
    #[codec(index = 0)]
    Drawing {
        /// The block whose beacon decides.
        sample_at: BlockNumber,
    },
    /// For the panel.
    #[codec(index = 1)]
    Sitting {
        /// The last block in which its members may commit.
        commit_until: BlockNumber,
        /// The last block in which they may reveal.
        reveal_until: BlockNumber,
    },
}

/// A dispute.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Dispute<AccountId> {
    /// Who takes part in it.
    pub parties: Parties<AccountId>,
    /// The block in which it was opened.
    pub opened_at: BlockNumber,
    /// The last block in which a panel may reveal. Without a panel that can, nobody is at fault.
    pub decide_until: BlockNumber,
    /// How many panels were drawn.
    pub panels: u32,
    /// What it waits for.
    pub step: Step,
    /// Who sits on the panel; nobody while it waits for a draw.
    pub seats: Seats<AccountId>,
    /// The coldkeys of those who sat on earlier panels, who are drawn only if others are too few.
    pub earlier: BoundedVec<AccountId, ConstU32<MAX_EARLIER>>,
}

impl<AccountId> Dispute<AccountId> {
    /// How many seats must have revealed alike: more than half.
    #[must_use]
    pub fn needed(&self) -> usize {
        (self.seats.len() / 2).saturating_add(1)
    }

    /// How many seats have revealed this.
    #[must_use]
    pub fn votes(&self, finding: Finding) -> usize {
        self.seats.iter().filter(|seat| seat.finding == Some(finding)).count()
    }

    /// Whether the panel can do no more in block `now`: its time is over, or nobody may commit any
    /// more and all who have committed have revealed.
    #[must_use]
    pub fn is_over(&self, now: BlockNumber) -> bool {
        let Step::Sitting { commit_until, reveal_until } = self.step else { return false };
        let is_open = |seat: &Seat<AccountId>| seat.commitment.is_some() && seat.finding.is_none();
        now > reveal_until || (now > commit_until && !self.seats.iter().any(is_open))
    }
}

/// Why a finding stands.
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
pub enum Grounds {
    /// More than half of the seats of a panel revealed it.
    #[codec(index = 0)]
    Majority,
    /// The last panel came to no majority.
    #[codec(index = 1)]
    NoMajority,
    /// There was no time left for a panel.
    #[codec(index = 2)]
    NoTime,
}

/// What is to be done for a dispute at a time. There is a queue for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Duty {
    /// To draw its panel.
    #[codec(index = 0)]
    Draw,
    /// To conclude it when the windows have closed.
    #[codec(index = 1)]
    Close,
    /// To conclude it, as all have revealed.
    #[codec(index = 2)]
    Finish,
    /// To draw its panel, as that was not possible before.
    #[codec(index = 3)]
    Redraw,
}

impl Duty {
    /// Every duty, in the order in which they are done.
    pub const ALL: [Duty; 4] = [Duty::Draw, Duty::Close, Duty::Finish, Duty::Redraw];
}

/// Where a queue begins and ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Ends {
    /// The place of the first task.
    pub head: u64,
    /// The place after the last one.
    pub tail: u64,
}

impl Ends {
    /// How many tasks there are.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.tail.saturating_sub(self.head)
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
