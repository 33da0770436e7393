// SPDX-License-Identifier: Apache-2.0
//! What the pallet stores.

use crate::MAX_MEMBERS;
use alloc::{format, string::String};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_math::root::{Fraction, Funds, Outcome};
use joule_primitives::{
    staking::PoolId,
    subnets::{NetUid, DIVISION_BLOCKS, MAX_SUBNETS},
    types::{Balance, BlockNumber},
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Perbill;

/// Weights of a member: subnets in strictly ascending order, and what each should get.
pub type Entries = BoundedVec<(NetUid, u16), ConstU32<MAX_SUBNETS>>;

/// The most root epochs between a commit and its reveal.
pub const MAX_PERIOD: u16 = 100;

/// The most blocks after which weights count no more: 14 days of six seconds each.
pub const MAX_EXPIRY_BLOCKS: BlockNumber = 14 * 14_400;

/// The least part of all members' stake that may count of a single one's.
pub const MIN_COUNTED_CAP: Perbill = Perbill::from_percent(10);

/// Parts per million of a whole.
const WHOLE_PPM: u128 = 1_000_000;

/// How weights are given, and for how long they count.
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
pub struct RootSettings {
    /// Root epochs between a commit and its reveal; `None` while weights are set at once.
    pub commit_reveal_period: Option<u16>,
    /// Blocks after which weights count no more.
    pub expiry_blocks: BlockNumber,
    /// The part of all members' stake that counts of a single one's at most.
    pub counted_cap: Perbill,
}

impl Default for RootSettings {
    fn default() -> Self {
        Self::PUBLIC
    }
}

impl RootSettings {
    /// Those of a public network with blocks of six seconds.
    pub const PUBLIC: Self = Self {
        commit_reveal_period: None,
        expiry_blocks: MAX_EXPIRY_BLOCKS,
        counted_cap: MIN_COUNTED_CAP,
    };

    /// Checks that a chain may have these settings.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn check(&self) -> Result<(), String> {
        let period = self.commit_reveal_period.unwrap_or(0);
        if period > MAX_PERIOD || self.commit_reveal_period == Some(0) {
            return Err(format!(
                "The genesis lets weights of the root network be revealed {period} epochs after \
                 they are promised. Set `root.settings.commitRevealPeriod` to 1 to {MAX_PERIOD}, \
                 or leave it out."
            ));
        }
        // What is promised in the first block of an epoch and revealed in the last one possible
        // counts in the epoch after that.
        let counts_after = u32::from(period).saturating_add(1).saturating_mul(DIVISION_BLOCKS);
        if self.expiry_blocks <= counts_after || self.expiry_blocks > MAX_EXPIRY_BLOCKS {
            return Err(format!(
                "The genesis lets weights of the root network expire after {} blocks: too soon for \
                 some to ever count, or too late. Set `root.settings.expiryBlocks` above \
                 {counts_after}, and to {MAX_EXPIRY_BLOCKS} at most.",
                self.expiry_blocks,
            ));
        }
        if !(MIN_COUNTED_CAP..=Perbill::one()).contains(&self.counted_cap) {
            return Err(format!(
                "The genesis counts {} billionths of the members' stake of one member at most. Set \
                 `root.settings.countedCap` to {} to 1000000000.",
                self.counted_cap.deconstruct(),
                MIN_COUNTED_CAP.deconstruct(),
            ));
        }
        Ok(())
    }
}

/// What a member says that subnets should get.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct RootWeights {
    /// The block in which it set, revealed or cleared them.
    pub set_at: BlockNumber,
    /// The block in which it decided on them: in which it set them or committed to them.
    pub as_of: BlockNumber,
    /// The weights, none of them zero; empty if it withdrew them.
    pub entries: Entries,
}

impl RootWeights {
    /// The first block in which they count no more.
    #[must_use]
    pub fn expires_at(&self, expiry_blocks: BlockNumber) -> BlockNumber {
        self.as_of.saturating_add(expiry_blocks)
    }
}

/// What a root epoch decided. Fractions are in 2^-63.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct AllocationRecord {
    /// The block of the epoch.
    pub block: BlockNumber,
    /// What had come since the one before, in pJ.
    pub inflow: Balance,
    /// What earlier ones had left, in pJ.
    pub backlog: Balance,
    /// How much the members together could decide, by what of all stake counted of them.
    pub turnout: u64,
    /// The part of what was available that was divided.
    pub decided: u64,
    /// The members, in ascending order of their pools.
    pub members: BoundedVec<MemberOutcome, ConstU32<MAX_MEMBERS>>,
    /// The subnets that there were.
    pub subnets: BoundedVec<SubnetOutcome, ConstU32<MAX_SUBNETS>>,
}

/// What a root epoch found of a member. Fractions are in 2^-63.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct MemberOutcome {
    /// Number of its pool.
    pub pool: PoolId,
    /// What was staked in it, in pJ.
    pub stake: Balance,
    /// What of it counted, in pJ.
    pub counted: Balance,
    /// The part of all that counted.
    pub voice: u64,
    /// How much of its weights agreed with the shares.
    pub agreement: u64,
}

/// What a root epoch decided for a subnet. Fractions are in 2^-63.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct SubnetOutcome {
    /// Its number.
    pub netuid: NetUid,
    /// Its part of what was divided.
    pub share: u64,
    /// What members gave it, by their voice and the turnout.
    pub rank: u64,
    /// The voice of those who gave it enough to trust it, times the turnout.
    pub trust: u64,
    /// The part of the rank that counted.
    pub consensus: u64,
    /// What it got, in pJ.
    pub amount: Balance,
}

impl AllocationRecord {
    /// What an epoch in `block` led to that gave `amounts` of `funds` to `subnets`, for `members`
    /// with their stakes.
    #[must_use]
    pub fn of(
        block: BlockNumber,
        funds: &Funds,
        members: &[(PoolId, Balance)],
        subnets: &[NetUid],
        outcome: &Outcome,
        amounts: &[Balance],
    ) -> Self {
        let members = members
            .iter()
            .zip(&outcome.counted)
            .zip(outcome.voice.iter().zip(&outcome.agreement))
            .map(|((&(pool, stake), &counted), (voice, agreement))| MemberOutcome {
                pool,
                stake,
                counted,
                voice: voice.to_bits(),
                agreement: agreement.to_bits(),
            })
            .collect();
        let subnets = subnets
            .iter()
            .zip(amounts)
            .zip(outcome.share.iter().zip(&outcome.rank))
            .zip(outcome.trust.iter().zip(&outcome.consensus))
            .map(|(((&netuid, &amount), (share, rank)), (trust, consensus))| SubnetOutcome {
                netuid,
                share: share.to_bits(),
                rank: rank.to_bits(),
                trust: trust.to_bits(),
                consensus: consensus.to_bits(),
                amount,
            })
            .collect();
        Self {
            block,
            inflow: funds.inflow,
            backlog: funds.backlog,
            turnout: outcome.turnout.to_bits(),
            decided: outcome.decided.to_bits(),
            members: BoundedVec::truncate_from(members),
            subnets: BoundedVec::truncate_from(subnets),
        }
    }
}

/// A fraction in 2^-63, in parts per million, rounded down.
#[must_use]
pub fn in_ppm(bits: u64) -> u32 {
    u32::try_from(Fraction::from_bits(bits).of(WHOLE_PPM)).unwrap_or(u32::MAX)
}
