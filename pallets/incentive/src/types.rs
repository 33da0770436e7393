// SPDX-License-Identifier: Apache-2.0
//! What the pallet stores.

use crate::OWNER_PART;
use alloc::{format, string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_math::{lending, yuma::Outcome};
use joule_primitives::{
    commits,
    subnets::{BondKind, SubnetParameters, Uid, MAX_NEURONS},
    types::{Balance, BlockNumber},
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Permill;

/// Weights or bonds of a neuron: uids in strictly ascending order, and what each is worth.
pub type Entries = BoundedVec<(Uid, u16), ConstU32<MAX_NEURONS>>;

/// Something of each neuron of a subnet, by uid.
pub type Column<Value> = BoundedVec<Value, ConstU32<MAX_NEURONS>>;

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
pub struct IncentiveDelays {
    /// Blocks until a change of who lends how much stake to whom, and at what take, holds.
    pub child_delay_blocks: BlockNumber,
    /// Blocks after which what flowed into a subnet counts half as much in its average.
    pub average_half_life_blocks: BlockNumber,
}

impl Default for IncentiveDelays {
    fn default() -> Self {
        Self::PUBLIC
    }
}

/// A day of blocks of six seconds.
const DAY: BlockNumber = 14_400;

impl IncentiveDelays {
    /// Those of a public network with blocks of six seconds.
    pub const PUBLIC: Self =
        Self { child_delay_blocks: DAY / 2, average_half_life_blocks: 7 * DAY };

    /// Checks that a chain may have these delays.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn check(&self) -> Result<(), String> {
        let fields = [
            ("childDelayBlocks", self.child_delay_blocks),
            ("averageHalfLifeBlocks", self.average_half_life_blocks),
        ];
        for (field, blocks) in fields {
            if blocks == 0 {
                return Err(format!(
                    "The genesis gives `incentive.delays.{field}` as 0. Set it to 1 block or more."
                ));
            }
        }
        Ok(())
    }
}

/// What waits for the epoch of a subnet, in pJ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Pending {
    /// For its owner.
    pub owner: Balance,
    /// For its miners.
    pub miners: Balance,
    /// For its validators.
    pub validators: Balance,
}

impl Pending {
    /// The sum.
    #[must_use]
    pub fn total(&self) -> Balance {
        self.owner.saturating_add(self.miners).saturating_add(self.validators)
    }

    /// Takes away what was paid of each.
    pub fn pay(&mut self, paid: &Self) {
        self.owner = self.owner.saturating_sub(paid.owner);
        self.miners = self.miners.saturating_sub(paid.miners);
        self.validators = self.validators.saturating_sub(paid.validators);
    }
}

/// Something of both halves into which neurons share emission, in pJ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Halves {
    /// Of the miners' half.
    pub miners: Balance,
    /// Of the validators' half.
    pub validators: Balance,
}

impl Halves {
    /// Each with the same of `other`.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            miners: self.miners.saturating_add(other.miners),
            validators: self.validators.saturating_add(other.validators),
        }
    }

    /// The sum.
    #[must_use]
    pub fn total(&self) -> Balance {
        self.miners.saturating_add(self.validators)
    }
}

/// What a subnet has of the pot, and how it came by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct SubnetFunds {
    /// What waits for the next epoch.
    pub pending: Pending,
    /// What flowed in since the last epoch.
    pub inflow: Halves,
    /// What flowed in before each of the last four epochs, oldest first.
    pub inflows: [Halves; 4],
    /// The moving average of what flows in at a division, in pJ, as if nothing had before the subnet
    /// was registered.
    pub average: Balance,
    /// The part of what was divided last, in parts per million.
    pub share_ppm: u32,
    /// The block in which the subnet was registered.
    pub since: BlockNumber,
}

impl SubnetFunds {
    /// Sets aside the owner's part of `amount` pJ, and halves the rest. The odd pJ is validators'.
    pub fn receive(&mut self, amount: Balance) {
        let owner = OWNER_PART.mul_floor(amount);
        let rest = amount.saturating_sub(owner);
        let miners = rest.checked_div(2).unwrap_or_default();
        let validators = rest.saturating_sub(miners);
        self.pending.owner = self.pending.owner.saturating_add(owner);
        self.pending.miners = self.pending.miners.saturating_add(miners);
        self.pending.validators = self.pending.validators.saturating_add(validators);
        self.inflow = self.inflow.plus(Halves { miners, validators });
    }

    /// Begins to count what flows in before another epoch.
    pub fn end_tempo(&mut self) {
        let [_, second, third, fourth] = self.inflows;
        self.inflows = [second, third, fourth, self.inflow];
        self.inflow = Halves::default();
    }

    /// What flowed in since four epochs ago, and since the last one: the most that may be pending.
    #[must_use]
    pub fn recent_inflow(&self) -> Halves {
        self.inflows.into_iter().fold(self.inflow, Halves::plus)
    }

    /// What is pending of each half beyond what flowed in since four epochs ago.
    #[must_use]
    pub fn lapsing(&self) -> Halves {
        let most = self.recent_inflow();
        Halves {
            miners: self.pending.miners.saturating_sub(most.miners),
            validators: self.pending.validators.saturating_sub(most.validators),
        }
    }
}

/// What a neuron says that others are worth.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct WeightRow {
    /// The block in which it set or revealed them: by which it is active.
    pub revealed: BlockNumber,
    /// The block in which it decided on them: in which it set them or committed to them.
    pub as_of: BlockNumber,
    /// The weights, none of them zero, scaled so that the largest is 65,535.
    pub entries: Entries,
}

/// A promise of weights for a subnet.
pub type Commit = commits::Commit<Demands>;

/// What a subnet demands of weights. A commit keeps those of its time, so that nobody can make it
/// worthless by others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Demands {
    /// The least version of the validator's software.
    pub version: u32,
    /// The fewest neurons that weights name.
    pub fewest: u16,
}

impl Demands {
    /// Those of a subnet with these parameters and so many neurons.
    #[must_use]
    pub fn of(parameters: &SubnetParameters, neurons: u16) -> Self {
        let fewest = parameters.min_weights.min(neurons.saturating_sub(1)).max(1);
        Self { version: parameters.weights_version, fewest }
    }
}

/// Stake that a hotkey, the parent, lends to another one, the child, in one subnet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Loan<AccountId> {
    /// Who lends.
    pub parent: AccountId,
    /// Who is lent to.
    pub child: AccountId,
    /// The part of the parent's stake.
    pub part: Permill,
    /// The first block in which it counts.
    pub from_block: BlockNumber,
    /// The first block in which it no longer does; `None` if it goes on.
    pub until: Option<BlockNumber>,
    /// How much it was when the last epoch looked, or when it was made if none has, in pJ.
    pub lent: Balance,
}

impl<AccountId> Loan<AccountId> {
    /// Whether it goes on until somebody ends it.
    #[must_use]
    pub fn is_standing(&self) -> bool {
        self.until.is_none()
    }

    /// Whether it has begun by block `now`.
    #[must_use]
    pub fn is_ripe(&self, now: BlockNumber) -> bool {
        self.from_block <= now
    }

    /// Whether it is over in block `now`.
    #[must_use]
    pub fn has_ended(&self, now: BlockNumber) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    /// Whether it has begun and is not over.
    #[must_use]
    pub fn is_running(&self, now: BlockNumber) -> bool {
        self.is_ripe(now) && !self.has_ended(now)
    }

    /// What it is of `stake` pJ of the parent.
    #[must_use]
    pub fn of(&self, stake: Balance) -> Balance {
        lending::lent(stake, self.part.deconstruct())
    }

    /// Lets it end in block `at`, unless it ends before.
    pub fn end(&mut self, at: BlockNumber) {
        self.until = Some(self.until.map_or(at, |until| until.min(at)));
    }
}

/// On what terms a neuron borrows stake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct LendingTerms {
    /// The part that it keeps of what borrowed stake earns.
    pub take: Permill,
    /// Another one that will hold.
    pub ripening: Option<RipeningTake>,
    /// Whether it does not borrow at all.
    pub refuses: bool,
}

/// A take that is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct RipeningTake {
    /// The take.
    pub take: Permill,
    /// The first block in which it holds.
    pub from_block: BlockNumber,
}

impl LendingTerms {
    /// The take that holds in block `now`.
    #[must_use]
    pub fn take_at(&self, now: BlockNumber) -> Permill {
        match self.ripening {
            Some(ripening) if ripening.from_block <= now => ripening.take,
            _ => self.take,
        }
    }

    /// The terms after a change in block `now`, of which another take holds from block `ripe_at` on.
    #[must_use]
    pub fn changed(
        &self,
        take: Permill,
        refuses: bool,
        now: BlockNumber,
        ripe_at: BlockNumber,
    ) -> Self {
        let present = self.take_at(now);
        let ripening = (take != present).then_some(RipeningTake { take, from_block: ripe_at });
        Self { take: present, ripening, refuses }
    }
}

/// What the last epoch of a subnet found, by uid.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct EpochRecord {
    /// The block in which it ran.
    pub block: BlockNumber,
    /// Of what kind the bonds are that it left.
    pub bonds: BondKind,
    /// The largest weight that enough of the stake supports, in 65,535ths.
    pub consensus: Column<u16>,
    /// How much of a validator's weights is within the consensus, in 65,535ths.
    pub trust: Column<u16>,
    /// The parts of what miners earned, in 65,535ths.
    pub incentive: Column<u16>,
    /// The parts of what validators earned, in 65,535ths.
    pub dividends: Column<u16>,
    /// The parts of what all earned, in 2^-32; all of it is one less than 2^32.
    pub emission: Column<u32>,
    /// What each earned in both roles, in pJ.
    pub paid: Column<Balance>,
}

impl EpochRecord {
    /// What an epoch in `block` led to.
    #[must_use]
    pub fn of(block: BlockNumber, bonds: BondKind, outcome: &Outcome, paid: Vec<Balance>) -> Self {
        let fractions = |parts: &[joule_math::yuma::I32F32]| {
            Column::truncate_from(parts.iter().map(|part| part.to_u16_fraction()).collect())
        };
        let emission = outcome.emission.iter();
        let emission =
            emission.map(|part| u32::try_from(part.to_bits().max(0)).unwrap_or(u32::MAX));
        Self {
            block,
            bonds,
            consensus: fractions(&outcome.consensus),
            trust: fractions(&outcome.validator_trust),
            incentive: fractions(&outcome.incentive),
            dividends: fractions(&outcome.dividends),
            emission: Column::truncate_from(emission.collect()),
            paid: Column::truncate_from(paid),
        }
    }

    /// Forgets what it says of a neuron that is no more.
    pub fn forget(&mut self, uid: Uid) {
        let columns =
            [&mut self.consensus, &mut self.trust, &mut self.incentive, &mut self.dividends];
        columns.into_iter().for_each(|column| clear(column, uid));
        clear(&mut self.emission, uid);
        clear(&mut self.paid, uid);
    }
}

fn clear<Value: Default>(column: &mut Column<Value>, uid: Uid) {
    if let Some(value) = column.get_mut(usize::from(uid)) {
        *value = Value::default();
    }
}

/// How much there is to do in an epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EpochSize {
    /// Neurons.
    pub neurons: u32,
    /// Neurons that might validate until this epoch or may from it on.
    pub validators: u32,
    /// Weights, or bonds before or after it, whichever are most.
    pub entries: u32,
    /// Loans that run, and payments beyond one of each neuron and one of each validator.
    pub loans: u32,
    /// Miners whose pay is staked.
    pub staked: u32,
}
