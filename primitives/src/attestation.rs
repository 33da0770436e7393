// SPDX-License-Identifier: Apache-2.0
//! Devices that prove their work, and what other pallets ask and tell of them.

use crate::types::{Balance, BlockNumber};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sp_core::H256;
use sp_runtime::DispatchResult;

/// The public ed25519 key by which a device is known. People read it as `0x` and 64 digits.
#[derive(
    Clone,
    Copy,
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
)]
pub struct DeviceKey(pub [u8; 32]);

impl fmt::Debug for DeviceKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}", H256(self.0))
    }
}

impl Serialize for DeviceKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        H256(self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for DeviceKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        H256::deserialize(deserializer).map(|key| Self(key.0))
    }
}

/// The number of a challenge, from 0 in the order in which they open.
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
pub struct ChallengeId(pub u32);

/// How much a device computes: a thousand are one compute unit, 10^12 operations on int8 in a second.
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
pub struct MilliComputeUnits(pub u64);

/// The number of a class of devices.
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
pub struct ClassId(pub u8);

/// What a device may do now.
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
pub enum DeviceState {
    /// It waits for a place among those that are always audited.
    #[codec(index = 0)]
    Waiting,
    /// It takes part in challenges.
    #[codec(index = 1)]
    Active,
    /// It takes no part until it is resumed: it was absent, or its bond is too small.
    #[codec(index = 2)]
    Paused,
    /// It takes no part any more.
    #[codec(index = 3)]
    Leaving {
        /// The first block in which its bond may be withdrawn.
        until: BlockNumber,
    },
}

/// What the chain knows of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing<AccountId> {
    /// Whose it is, and whose balance holds the bond.
    pub owner: AccountId,
    /// What it may do now.
    pub state: DeviceState,
    /// The class that it claims. What it computes counts only if the class expects no more.
    pub class: ClassId,
    /// What it loses if it cheats, in pJ.
    pub bond: Balance,
    /// What counts of it: the average of what it was credited with.
    pub score: MilliComputeUnits,
    /// What it computed in the last challenge in which it was audited.
    pub audited: MilliComputeUnits,
    /// Whether it takes part in challenges and is on no lease.
    pub is_idle: bool,
}

/// The devices, as the market sees them.
pub trait Devices<AccountId> {
    /// What is known of a device, misses and a commit that is due included; `None` if there is none
    /// with this key. Writes nothing.
    fn standing(device: &DeviceKey) -> Option<Standing<AccountId>>;

    /// A lease of the device begins: until it ends, the device misses nothing and earns no score.
    /// What it has committed to it must still open.
    ///
    /// # Errors
    /// If there is no such device, or it is not idle. Nothing changes then.
    fn excuse(device: &DeviceKey) -> DispatchResult;

    /// The lease ended. Does nothing if there was none.
    fn end_excuse(device: &DeviceKey);
}

/// Takes from bonds for those who were harmed.
pub trait SeizeBonds<Credit> {
    /// Takes up to `amount` pJ out of the device's bond, as far as it reaches, whether the device is
    /// leaving or not. Nothing if there is no such device.
    fn seize(device: &DeviceKey, amount: Balance) -> Credit;
}

/// Follows what devices do.
pub trait FollowDevices<AccountId> {
    /// A commit of the device is settled and counts with `credited`, for so many blocks: since the
    /// commit before, since the challenge before opened, since it became active, or since a lease or
    /// job of it ended, whichever was last. Not called for a device that had ceased to take part
    /// before it was settled.
    fn on_proved(
        device: &DeviceKey,
        owner: &AccountId,
        credited: MilliComputeUnits,
        blocks: BlockNumber,
    );

    /// The device failed: it did not open what it had committed to, or signed two things.
    fn on_failed(device: &DeviceKey, owner: &AccountId);

    /// The device begins to take part in challenges, or ceases to. Called at each change, and once
    /// only.
    fn on_active(device: &DeviceKey, owner: &AccountId, is_active: bool);

    /// The device has another bond from now on, in pJ. Called at each change.
    fn on_bond(device: &DeviceKey, owner: &AccountId, bond: Balance);

    /// What one of them takes at most.
    fn weight() -> Weight;
}

#[impl_trait_for_tuples::impl_for_tuples(4)]
impl<AccountId> FollowDevices<AccountId> for Tuple {
    fn on_proved(
        device: &DeviceKey,
        owner: &AccountId,
        credited: MilliComputeUnits,
        blocks: BlockNumber,
    ) {
        for_tuples!( #( Tuple::on_proved(device, owner, credited, blocks); )* );
    }

    fn on_failed(device: &DeviceKey, owner: &AccountId) {
        for_tuples!( #( Tuple::on_failed(device, owner); )* );
    }

    fn on_active(device: &DeviceKey, owner: &AccountId, is_active: bool) {
        for_tuples!( #( Tuple::on_active(device, owner, is_active); )* );
    }

    fn on_bond(device: &DeviceKey, owner: &AccountId, bond: Balance) {
        for_tuples!( #( Tuple::on_bond(device, owner, bond); )* );
    }

    fn weight() -> Weight {
        let mut weight = Weight::zero();
        for_tuples!( #( weight = weight.saturating_add(Tuple::weight()); )* );
        weight
    }
}

/// What a device earns. Whoever pays answers; `()` pays nothing.
pub trait ChallengeRewards {
    /// What the device would earn for a challenge if `score` were its score, in pJ: the gain of a
    /// cheat, which its bond must exceed. A part of a score must earn no more than that part.
    fn per_challenge(device: &DeviceKey, score: MilliComputeUnits) -> Balance;

    /// What that takes at most.
    fn weight() -> Weight;
}

impl ChallengeRewards for () {
    fn per_challenge(_device: &DeviceKey, _score: MilliComputeUnits) -> Balance {
        0
    }

    fn weight() -> Weight {
        Weight::zero()
    }
}

/// Slots, by which work is timed: blocks may be late, and slots may be empty.
pub trait Clock {
    /// The slot of the block that is being executed.
    fn slot() -> u64;

    /// Length of a slot, in milliseconds.
    fn slot_ms() -> u64;
}

/// How it is decided that a job was done. Only some are built.
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
pub enum Policy {
    /// The requester accepts, or lets the time pass.
    #[codec(index = 0)]
    RequesterAccept {
        /// Blocks to object in.
        window: BlockNumber,
    },
    /// Several executors do the job, and the result of most of them counts.
    #[codec(index = 1)]
    Redundant {
        /// How many do it.
        n: u8,
        /// How many must agree.
        k: u8,
        /// Blocks to reveal results in.
        reveal_window: BlockNumber,
    },
    /// Some jobs are done again by somebody else.
    #[codec(index = 2)]
    SpotCheck {
        /// How many of a thousand.
        permille: u16,
        /// Blocks to do them again in.
        window: BlockNumber,
    },
    /// Two parties find the first step on which they differ.
    #[codec(index = 3)]
    Bisect,
    /// A trusted environment says so.
    #[codec(index = 4)]
    Tee {
        /// Hash of what the environment must be.
        policy: [u8; 32],
    },
    /// The result carries a trace of how it came to be.
    #[codec(index = 5)]
    Fingerprint,
    /// Entries of the products of matrices are sampled.
    #[codec(index = 6)]
    Matmul {
        /// How many entries.
        k: u8,
    },
}

impl Policy {
    /// Whether it is built. Others are refused.
    #[must_use]
    pub const fn is_supported(&self) -> bool {
        matches!(
            self,
            Self::RequesterAccept { .. } | Self::Redundant { .. } | Self::SpotCheck { .. }
        )
    }
}

/// What stands behind what is said of a device. Only some are built.
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
pub enum Evidence {
    /// Nothing but the owner's word.
    #[codec(index = 0)]
    None,
    /// Challenges of seeded matrix multiplication.
    #[codec(index = 1)]
    SeededMatmul,
    /// NVIDIA's remote attestation service.
    #[codec(index = 2)]
    NvidiaNras,
    /// A quote of Intel's data centre attestation.
    #[codec(index = 3)]
    IntelDcap,
    /// A report of AMD SEV-SNP.
    #[codec(index = 4)]
    AmdSevSnp,
    /// A session with an NVIDIA device itself.
    #[codec(index = 5)]
    NvidiaSpdm,
    /// The word of several auditors.
    #[codec(index = 6)]
    AuditorQuorum,
}

impl Evidence {
    /// Whether it is built. Other evidence is refused.
    #[must_use]
    pub const fn is_supported(self) -> bool {
        matches!(self, Self::None | Self::SeededMatmul | Self::AuditorQuorum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_indices_of_policies_are_frozen() {
        let policies = [
            Policy::RequesterAccept { window: 1 },
            Policy::Redundant { n: 3, k: 2, reveal_window: 1 },
            Policy::SpotCheck { permille: 1, window: 1 },
            Policy::Bisect,
            Policy::Tee { policy: [0; 32] },
            Policy::Fingerprint,
            Policy::Matmul { k: 1 },
        ];
        let indices = policies.map(|policy| policy.encode().first().copied());
        assert_eq!(indices, [0, 1, 2, 3, 4, 5, 6].map(Some));
        let supported = policies.map(|policy| policy.is_supported());
        assert_eq!(supported, [true, true, true, false, false, false, false]);
    }

    #[test]
    fn the_indices_of_evidence_are_frozen() {
        let kinds = [
            Evidence::None,
            Evidence::SeededMatmul,
            Evidence::NvidiaNras,
            Evidence::IntelDcap,
            Evidence::AmdSevSnp,
            Evidence::NvidiaSpdm,
            Evidence::AuditorQuorum,
        ];
        assert_eq!(kinds.map(|kind| kind.encode()), [0, 1, 2, 3, 4, 5, 6].map(|index| vec![index]));
        let supported = kinds.map(Evidence::is_supported);
        assert_eq!(supported, [true, true, false, false, false, false, true]);
    }

    #[test]
    fn states_and_keys_are_encoded_as_clients_expect() {
        assert_eq!(DeviceState::Waiting.encode(), [0]);
        assert_eq!(DeviceState::Active.encode(), [1]);
        assert_eq!(DeviceState::Paused.encode(), [2]);
        assert_eq!(DeviceState::Leaving { until: 7 }.encode(), [3, 7, 0, 0, 0]);
        assert_eq!(DeviceKey([9; 32]).encode(), [9; 32]);
        assert_eq!((ChallengeId(5), ClassId(6)).encode(), [5, 0, 0, 0, 6]);
        assert_eq!(MilliComputeUnits(1).encode().len(), 8);
    }

    #[test]
    fn who_pays_nothing_pays_nothing() {
        let score = MilliComputeUnits(u64::MAX);
        assert_eq!(<() as ChallengeRewards>::per_challenge(&DeviceKey([1; 32]), score), 0);
    }
}
