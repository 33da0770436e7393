// SPDX-License-Identifier: Apache-2.0
//! What the pallet stores.

use alloc::{format, string::String};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_math::{shares, streams};
use joule_primitives::{
    apis::staking::ValidatorIdentity,
    staking::{PoolId, StakerId},
    types::{Balance, BlockNumber},
    units::JOULE,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{Perbill, Permill};
use sp_staking::SessionIndex;

/// What differs between networks, set at genesis.
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
pub struct StakingLimits {
    /// Seats of a session.
    pub max_validators: u32,
    /// What the owner of a validator must have staked behind it itself to be elected, in pJ.
    pub min_self_stake: Balance,
    /// Blocks between asking for stake and getting it, at least.
    pub min_unbonding_blocks: BlockNumber,
    /// Blocks between asking for stake and getting it, at most.
    pub max_unbonding_blocks: BlockNumber,
    /// Blocks between the announcement of a new coldkey and its first act.
    pub coldkey_delay_blocks: BlockNumber,
    /// Blocks between two raises of a validator's take.
    pub take_raise_delay_blocks: BlockNumber,
}

impl Default for StakingLimits {
    fn default() -> Self {
        Self::PUBLIC
    }
}

/// A day of blocks of six seconds.
const DAY: BlockNumber = 14_400;

impl StakingLimits {
    /// Those of a public network with blocks of six seconds.
    pub const PUBLIC: Self = Self {
        max_validators: 100,
        min_self_stake: 1_000 * JOULE,
        min_unbonding_blocks: DAY,
        max_unbonding_blocks: 14 * DAY,
        coldkey_delay_blocks: 5 * DAY,
        take_raise_delay_blocks: 30 * DAY,
    };

    /// Checks that a chain may have these limits, when its type allows `most_validators` and a
    /// session has `session_slots`, and an equivocation can be reported for `report_sessions`
    /// sessions after its own.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn check(
        &self,
        most_validators: u32,
        session_slots: u64,
        report_sessions: u32,
    ) -> Result<(), String> {
        if self.max_validators == 0 || self.max_validators > most_validators {
            return Err(format!(
                "The genesis gives a session {} seats. Set `staking.limits.maxValidators` to 1 to \
                 {most_validators}.",
                self.max_validators,
            ));
        }
        // Stake is liable in the session of the request and the two after it, and whatever happens
        // in the last of them can be reported for some time more.
        let sessions = u64::from(report_sessions).saturating_add(u64::from(LIABLE_SESSIONS));
        let least = session_slots.saturating_mul(sessions);
        if u64::from(self.min_unbonding_blocks) < least {
            return Err(format!(
                "The genesis lets stake leave after {} blocks, but offences of up to {sessions} \
                 sessions must find it: set `staking.limits.minUnbondingBlocks` to at least {least}.",
                self.min_unbonding_blocks,
            ));
        }
        if self.max_unbonding_blocks < self.min_unbonding_blocks {
            return Err(format!(
                "The genesis lets stake wait for at most {} blocks, less than the least of {}. Raise \
                 `staking.limits.maxUnbondingBlocks`.",
                self.max_unbonding_blocks, self.min_unbonding_blocks,
            ));
        }
        Ok(())
    }
}

/// Sessions whose offences stake pays for that asks to leave: that of the request, whose set counted
/// it, the next, whose set was fixed before the request, and one more for good measure.
pub const LIABLE_SESSIONS: SessionIndex = 3;

/// Whom a hotkey serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct HotkeyRecord {
    /// The coldkey's number.
    pub owner: StakerId,
    /// The pool behind the hotkey, if it has one. Stays when the hotkey is replaced, so that
    /// offences of the old one are found.
    pub pool: Option<PoolId>,
    /// Whether another hotkey replaced it.
    pub retired: bool,
}

/// A coldkey, and how many things hang on its number.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct StakerRecord<AccountId> {
    /// The account.
    pub coldkey: AccountId,
    /// Pools with stake of it, pools with exits of it, and hotkeys that serve it. The number is
    /// forgotten when none is left.
    pub positions: u32,
}

/// A coldkey that takes over from another.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct AnnouncedColdkey<AccountId> {
    /// The new one.
    pub coldkey: AccountId,
    /// The first block at which it may.
    pub from_block: BlockNumber,
}

/// Rewards on their way into a pool, as of the block up to which they have flowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct RewardStream {
    /// Still to come for all stakers, in pJ.
    pub stakers: Balance,
    /// Still to come for the owner as its take, in pJ.
    pub owner: Balance,
    /// The block up to which rewards have flowed.
    pub since: BlockNumber,
    /// The block by which all have.
    pub until: BlockNumber,
}

impl From<RewardStream> for streams::Stream {
    fn from(stream: RewardStream) -> Self {
        let RewardStream { stakers, owner, since, until } = stream;
        Self { stakers, owner, since, until }
    }
}

impl From<streams::Stream> for RewardStream {
    fn from(stream: streams::Stream) -> Self {
        let streams::Stream { stakers, owner, since, until } = stream;
        Self { stakers, owner, since, until }
    }
}

/// A validator and the stake behind it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ValidatorPool<AccountId> {
    /// The account that validates.
    pub hotkey: AccountId,
    /// The number of the coldkey that owns it.
    pub owner: StakerId,
    /// The part of rewards that the owner keeps before stakers share the rest.
    pub take: Permill,
    /// When the take was raised last.
    pub take_raised_at: Option<BlockNumber>,
    /// What the stakers own together, in pJ.
    pub tokens: Balance,
    /// The shares that divide it.
    pub shares: u128,
    /// Rewards that are still to flow in.
    pub rewards: RewardStream,
    /// Whether the validator stands for election.
    pub standing: bool,
    /// The session in which its latest offence was reported.
    pub offended_in: Option<SessionIndex>,
    /// Blocks authored in all ended sessions.
    pub blocks: u64,
    /// Rewards ever paid, in pJ.
    pub rewarded: Balance,
    /// Ever slashed, exits included, in pJ.
    pub slashed: Balance,
}

/// What a pool gained while nobody touched it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flowed {
    /// Rewards that reached the pool, in pJ.
    pub tokens: Balance,
    /// Shares that the owner's part of them bought.
    pub owner_shares: u128,
}

impl<AccountId> ValidatorPool<AccountId> {
    /// A pool without stake.
    pub fn new(hotkey: AccountId, owner: StakerId, take: Permill) -> Self {
        Self {
            hotkey,
            owner,
            take,
            take_raised_at: None,
            tokens: 0,
            shares: 0,
            rewards: RewardStream::default(),
            standing: false,
            offended_in: None,
            blocks: 0,
            rewarded: 0,
            slashed: 0,
        }
    }

    /// What `shares` of the pool are worth, in pJ, rounded down.
    #[must_use]
    pub fn value_of(&self, shares: u128) -> Balance {
        self.arithmetic().value_of(shares)
    }

    /// Whether slashes left shares that say nothing any more.
    #[must_use]
    pub fn is_worn_out(&self) -> bool {
        self.arithmetic().is_worn_out()
    }

    /// Does `change` to tokens and shares.
    pub fn with<Answer>(&mut self, change: impl FnOnce(&mut shares::Pool) -> Answer) -> Answer {
        let mut arithmetic = self.arithmetic();
        let answer = change(&mut arithmetic);
        self.tokens = arithmetic.tokens;
        self.shares = arithmetic.shares;
        answer
    }

    /// Lets rewards flow in up to block `now`. The owner's part buys shares at the price that the
    /// stakers' part gives; into a pool without shares all of it does.
    pub fn flow(&mut self, now: BlockNumber) -> Flowed {
        let mut stream = streams::Stream::from(self.rewards);
        let released = stream.release(now);
        self.rewards = stream.into();
        let tokens = released.stakers.saturating_add(released.owner);
        if tokens == 0 {
            return Flowed::default();
        }
        let for_owner = if self.shares == 0 { tokens } else { released.owner };
        let owner_shares = self.with(|pool| {
            pool.add(tokens.saturating_sub(for_owner));
            let minted = pool.deposit(for_owner);
            let charged = minted.map_or(0, |minted| minted.tokens);
            pool.add(for_owner.saturating_sub(charged));
            minted.map_or(0, |minted| minted.shares)
        });
        Flowed { tokens, owner_shares }
    }

    fn arithmetic(&self) -> shares::Pool {
        shares::Pool { tokens: self.tokens, shares: self.shares }
    }
}

/// The exits that were asked for in one session from one pool: a pool of their own, so that one
/// slash reaches all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ExitPool {
    /// What is left of what was asked for, in pJ.
    pub tokens: Balance,
    /// The shares that divide it.
    pub shares: u128,
}

impl From<ExitPool> for shares::Pool {
    fn from(pool: ExitPool) -> Self {
        Self { tokens: pool.tokens, shares: pool.shares }
    }
}

impl From<shares::Pool> for ExitPool {
    fn from(pool: shares::Pool) -> Self {
        Self { tokens: pool.tokens, shares: pool.shares }
    }
}

/// Stake on its way out of a pool.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct QueuedExit<AccountId> {
    /// The session of the request.
    pub session: SessionIndex,
    /// Shares of that session's exits from the pool.
    pub shares: u128,
    /// What was asked for, in pJ: the most that is paid.
    pub requested: Balance,
    /// Where it goes, and when.
    pub target: ExitTarget<AccountId>,
}

/// Where stake goes that leaves a pool.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum ExitTarget<AccountId> {
    /// To the coldkey's balance, from this block on.
    #[codec(index = 0)]
    Balance(BlockNumber),
    /// Into another pool, for the same coldkey.
    #[codec(index = 1)]
    Pool(PoolId),
    /// Into the same pool, for another coldkey.
    #[codec(index = 2)]
    Coldkey(AccountId),
}

impl<AccountId: PartialEq> QueuedExit<AccountId> {
    /// Whether it goes where `other` goes.
    #[must_use]
    pub fn goes_where(&self, other: &ExitTarget<AccountId>) -> bool {
        match (&self.target, other) {
            (ExitTarget::Balance(_), ExitTarget::Balance(_)) => true,
            (ours, theirs) => ours == theirs,
        }
    }
}

/// What the staking account owes, in pJ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct StakeTotals {
    /// The tokens of all pools.
    pub pooled: Balance,
    /// Rewards that are still to flow into them.
    pub streaming: Balance,
    /// Exits, matured or not.
    pub exiting: Balance,
}

/// A pool whose validator offended in a session, and the part that it lost for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Offender {
    /// The pool.
    pub pool: PoolId,
    /// What it lost of the stake that was liable, as a part of it.
    pub slashed: Perbill,
}

/// What a validator says about itself. Bytes are UTF-8 by convention.
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
pub struct Identity {
    /// Its name.
    pub name: BoundedVec<u8, ConstU32<64>>,
    /// What it is.
    pub description: BoundedVec<u8, ConstU32<512>>,
    /// Its page.
    pub url: BoundedVec<u8, ConstU32<128>>,
    /// How to reach who runs it.
    pub contact: BoundedVec<u8, ConstU32<128>>,
}

impl From<Identity> for ValidatorIdentity {
    fn from(identity: Identity) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            name: text(&identity.name),
            description: text(&identity.description),
            url: text(&identity.url),
            contact: text(&identity.contact),
        }
    }
}

/// Why a validator no longer stands for election.
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
pub enum ChillReason {
    /// Its owner wished so.
    #[codec(index = 0)]
    Wish,
    /// A larger one took its place among those who stand.
    #[codec(index = 1)]
    Outbid,
    /// It authored nothing in a session in which it should have.
    #[codec(index = 2)]
    Idle,
    /// It committed an offence.
    #[codec(index = 3)]
    Offence,
}
