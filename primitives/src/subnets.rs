// SPDX-License-Identifier: Apache-2.0
//! Subnets: what they are called, what their owners set, and what the pallets around them ask of each
//! other.

use crate::types::{Balance, BlockNumber};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Number of a subnet. It is never used again; 0 is the root network.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(transparent)]
pub struct NetUid(pub u16);

impl fmt::Display for NetUid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Number of a neuron within its subnet: 0 to one less than there are.
pub type Uid = u16;

/// The most subnets at a time on any network.
pub const MAX_SUBNETS: u32 = 128;
/// The most neurons of a subnet on any network.
pub const MAX_NEURONS: u32 = 1_024;
/// The most validators of a subnet on any network, its owner not counted.
pub const MAX_SUBNET_VALIDATORS: u32 = 256;
/// The most that neurons times validators of a subnet may be: what bounds its epoch.
pub const MAX_PAIRS: u32 = 131_072;
/// With less stake than this, nobody but a subnet's owner validates in it: 100 JOULE.
pub const MIN_VALIDATOR_STAKE: Balance = 100 * crate::units::JOULE;

/// What the owner of a subnet sets.
///
/// Fractions are in 65,535ths. Every field has bounds, which the pallet `subnets` names and checks.
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
pub struct SubnetParameters {
    /// Blocks between two epochs.
    pub tempo: BlockNumber,
    /// The most neurons.
    pub max_neurons: u16,
    /// The most validators, besides the owner.
    pub max_validators: u16,
    /// Blocks after its registration in which a neuron is replaced only if no other can be.
    pub immunity_blocks: BlockNumber,
    /// The fewest neurons that weights must name. Counts as one less than there are neurons, if that
    /// is fewer.
    pub min_weights: u16,
    /// Blocks between two weights of a validator.
    pub weights_rate_limit: BlockNumber,
    /// The least version of the validators' software whose weights are taken.
    pub weights_version: u32,
    /// Blocks for which a validator is active after it set or revealed weights.
    pub activity_cutoff: BlockNumber,
    /// The part of the stake that makes a consensus.
    pub kappa: u16,
    /// What kind of bonds there are.
    pub bonds: BondKind,
    /// The part of what a weight exceeds the consensus by that buys no bonds.
    pub bonds_penalty: u16,
    /// How far bonds follow the weights in an epoch, in parts per million, unless that is liquid.
    pub bonds_alpha_ppm: u32,
    /// How far they follow if that is liquid; `None` if it is not.
    pub liquid_alpha: Option<LiquidAlpha>,
    /// Whether validators commit to their weights before they reveal them.
    pub commit_reveal: bool,
    /// Tempos between a commit and its reveal.
    pub commit_reveal_period: u16,
    /// How the price of registering a neuron moves.
    pub burn: BurnTerms,
    /// Whether neurons can be registered.
    pub registration_open: bool,
}

/// How a subnet's time is divided, until its next epoch is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Schedule {
    /// Blocks between two epochs.
    pub tempo: BlockNumber,
    /// Tempos between a commit and its reveal; `None` if validators set weights at once.
    pub commit_reveal: Option<u16>,
}

impl SubnetParameters {
    /// How they divide time.
    #[must_use]
    pub fn schedule(&self) -> Schedule {
        let commit_reveal = self.commit_reveal.then_some(self.commit_reveal_period);
        Schedule { tempo: self.tempo, commit_reveal }
    }
}

/// What kind of bonds validators have.
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
pub enum BondKind {
    /// Each validator builds up its own of each neuron, up to one.
    #[codec(index = 0)]
    Absolute,
    /// Validators share one of each neuron among them.
    #[codec(index = 1)]
    Relative,
}

/// How far bonds follow the weights in an epoch, the farther the more the two differ.
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
pub struct LiquidAlpha {
    /// Where they do not differ, in 65,535ths.
    pub low: u16,
    /// Where they differ entirely, in 65,535ths.
    pub high: u16,
    /// How steeply it rises from one to the other.
    pub steepness: u16,
}

/// How the price of registering a neuron moves.
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
pub struct BurnTerms {
    /// The least price, in pJ.
    #[serde(with = "crate::apis::decimal")]
    pub min: Balance,
    /// The highest price, in pJ.
    #[serde(with = "crate::apis::decimal")]
    pub max: Balance,
    /// Blocks in which the price falls to half.
    pub half_life_blocks: BlockNumber,
    /// What a registration multiplies the price by, in parts per million.
    pub step_ppm: u32,
}

/// A neuron, as its subnet's table has it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct NeuronSlot<AccountId> {
    /// The account that mines or validates.
    pub hotkey: AccountId,
    /// The block in which it was registered.
    pub registered_at: BlockNumber,
}

/// What others ask about subnets that exist. A subnet that is being removed does not.
pub trait Subnets<AccountId> {
    /// All of them, in ascending order. At most [`MAX_SUBNETS`].
    fn all() -> Vec<NetUid>;

    /// Whether it exists.
    fn exists(netuid: NetUid) -> bool;

    /// Its parameters.
    fn parameters(netuid: NetUid) -> Option<SubnetParameters>;

    /// What of its parameters holds until its next epoch is due, when those that its owner set
    /// meanwhile take their place.
    fn schedule(netuid: NetUid) -> Option<Schedule>;

    /// Its neurons by uid. At most [`MAX_NEURONS`]; empty if there is no such subnet.
    fn neurons(netuid: NetUid) -> Vec<NeuronSlot<AccountId>>;

    /// How many neurons it has.
    fn neuron_count(netuid: NetUid) -> u16;

    /// The uid of a hotkey in it.
    fn uid_of(netuid: NetUid, hotkey: &AccountId) -> Option<Uid>;

    /// The uid of its owner's hotkey.
    fn owner_uid(netuid: NetUid) -> Option<Uid>;

    /// The coldkey that owns it.
    fn owner(netuid: NetUid) -> Option<AccountId>;
}

/// Follows the life of subnets and neurons. Whoever keeps something by netuid or uid implements it.
pub trait OnSubnets {
    /// A subnet was registered.
    fn on_registered(netuid: NetUid);

    /// The epoch of a subnet is due. It is called at the beginning of that block, at most once.
    fn on_epoch_due(netuid: NetUid);

    /// A subnet no longer exists; what is kept of it is cleared later, in steps. A short call.
    fn on_removed(netuid: NetUid);

    /// Another neuron takes the place of the one at `uid`, or the slot of a removed subnet is cleared:
    /// forget what is kept of it.
    fn on_slot_cleared(netuid: NetUid, uid: Uid);

    /// All slots of a removed subnet are cleared: forget the rest.
    fn on_cleared(netuid: NetUid);
}

/// How neurons and subnets have done, for who decides which of them makes way for another.
pub trait Merits {
    /// What each neuron of a subnet earned of its last epoch, by uid, in 2^-32. Uids beyond the end
    /// earned nothing.
    fn neurons(netuid: NetUid) -> Vec<u32>;

    /// The moving average of what flows into a subnet, in pJ per [`DIVISION_BLOCKS`], as if the subnet
    /// had existed for ever: a young one is not judged by an average that has not filled.
    fn subnet(netuid: NetUid) -> Balance;
}

/// Blocks between two divisions of the subnets' part of the emission.
pub const DIVISION_BLOCKS: BlockNumber = 100;

/// Divides the subnets' part of the emission among them.
pub trait SplitEmission {
    /// What each of `subnets` gets, in their order, in pJ.
    ///
    /// `inflow` has come since the last division, [`DIVISION_BLOCKS`] ago; `backlog` is what earlier
    /// divisions left. Together at most the sum of the two: what is more is not paid, and what is left
    /// joins the backlog.
    fn split(subnets: &[NetUid], inflow: Balance, backlog: Balance) -> Vec<Balance>;

    /// The most that [`split`](Self::split) costs for as many subnets.
    fn weight(subnets: u32) -> Weight;
}

/// The stake behind hotkeys.
pub trait StakeBehind<AccountId> {
    /// What is staked behind `hotkey`, in pJ, rewards included that have reached its pool by now.
    fn stake_behind(hotkey: &AccountId) -> Balance;
}

/// Stakes money that somebody earned.
pub trait StakeEarnings<AccountId, Credit> {
    /// Stakes `credit` for `coldkey` behind `hotkey`, and hands back what cannot be staked: all of it
    /// if nobody validates with this hotkey any more, or what a whole share costs more than.
    fn stake_earnings(coldkey: &AccountId, hotkey: &AccountId, credit: Credit) -> Credit;
}

/// Whether the parameters of a subnet may change now.
pub trait EpochQueue {
    /// Whether the subnet's epoch is due and has not run yet.
    fn is_queued(netuid: NetUid) -> bool;
}
