// SPDX-License-Identifier: Apache-2.0
//! What is bought on the market, by whom, and where it stands: in the words of the chain's state, its
//! calls and its events, too.

use crate::{
    attestation::{ClassId, Evidence, Policy},
    types::{BlockNumber, Hash},
    verdicts::SeededWork,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What is bought. The rules are the same for all.
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
pub enum Workload {
    /// Pictures of a scene.
    #[codec(index = 0)]
    Render,
    /// Answers of a model.
    #[codec(index = 1)]
    Inference,
    /// A model that learns.
    #[codec(index = 2)]
    Training,
    /// Whatever the tenant runs.
    #[codec(index = 3)]
    Container,
    /// The key to data.
    #[codec(index = 4)]
    DatasetAccess,
    /// Labels of data, by people.
    #[codec(index = 5)]
    Labelling,
}

/// What devices must be like.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
pub struct Needs {
    /// Their class.
    pub class: ClassId,
    /// Where they must be, if that matters.
    pub region: Option<u16>,
    /// How they must be connected, if that matters.
    pub link: Option<Link>,
    /// The memory that each must have, in MiB.
    pub memory_mib: u32,
}

/// Why a bid is over.
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
pub enum BidEnd {
    /// Another one won.
    #[codec(index = 0)]
    Lost,
    /// Its provider took it back.
    #[codec(index = 1)]
    Withdrawn,
    /// There were too many better ones.
    #[codec(index = 2)]
    Evicted,
    /// The order expired or was cancelled.
    #[codec(index = 3)]
    Expired,
    /// It was its turn, and its provider could not keep it. The deposit is lost.
    #[codec(index = 4)]
    Broken,
}

/// What a provider may do now.
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
pub enum ProviderState {
    /// It offers nothing yet.
    #[codec(index = 0)]
    Registered,
    /// It may bid.
    #[codec(index = 1)]
    Active,
    /// It takes no new work for now, by its own wish.
    #[codec(index = 2)]
    Maintenance,
    /// It was at fault and takes no new work.
    #[codec(index = 3)]
    Jailed {
        /// The first block in which it may come back.
        until: BlockNumber,
    },
    /// It leaves.
    #[codec(index = 4)]
    Exiting {
        /// The first block in which it may be gone.
        until: BlockNumber,
    },
}

/// How the devices of a machine are connected.
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
#[serde(rename_all = "camelCase")]
pub enum Link {
    /// By the bus of the machine.
    #[codec(index = 0)]
    #[default]
    Pcie,
    /// By links among the devices of one machine.
    #[codec(index = 1)]
    Nvlink,
    /// By a network that reads and writes the memory of other machines.
    #[codec(index = 2)]
    Rdma,
}

/// What a provider says of a device that it lists. Nobody checks it but the tenant.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
pub struct Attributes {
    /// Where it is: the numeric code of a country in ISO 3166-1.
    pub region: u16,
    /// How it is connected to others.
    pub link: Link,
    /// Its memory, in MiB.
    pub memory_mib: u32,
}

/// Why a lease or a job ended.
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
pub enum CloseReason {
    /// The tenant wished so.
    #[codec(index = 0)]
    TenantClosed,
    /// The provider gave notice, and the time is over.
    #[codec(index = 1)]
    Reclaimed,
    /// The provider left without notice.
    #[codec(index = 2)]
    ProviderLeft,
    /// The price of JOULE is under the floor of the order, and one side wished to end it.
    #[codec(index = 3)]
    BelowFloor,
    /// The escrow is used up.
    #[codec(index = 4)]
    Exhausted,
    /// The provider was not heard of for too long.
    #[codec(index = 5)]
    Outage,
    /// No endpoint was delivered in time. The order takes bids again.
    #[codec(index = 6)]
    StartTimeout,
    /// A panel found the provider at fault.
    #[codec(index = 7)]
    ProviderFault,
    /// A panel found the tenant at fault.
    #[codec(index = 8)]
    TenantFault,
    /// A panel found nobody at fault, or nothing.
    #[codec(index = 9)]
    NoFault,
    /// The job was done.
    #[codec(index = 10)]
    Completed,
    /// The job was not done in time.
    #[codec(index = 11)]
    TimedOut,
    /// The result was wrong.
    #[codec(index = 12)]
    Rejected,
    /// What had to be shown beside the result was not.
    #[codec(index = 13)]
    Unproven,
    /// Those who were drawn did not agree.
    #[codec(index = 14)]
    Undecided,
}

impl CloseReason {
    /// Every reason.
    pub const ALL: [Self; 15] = [
        Self::TenantClosed,
        Self::Reclaimed,
        Self::ProviderLeft,
        Self::BelowFloor,
        Self::Exhausted,
        Self::Outage,
        Self::StartTimeout,
        Self::ProviderFault,
        Self::TenantFault,
        Self::NoFault,
        Self::Completed,
        Self::TimedOut,
        Self::Rejected,
        Self::Unproven,
        Self::Undecided,
    ];

    /// Whether the provider is to blame.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(
            self,
            Self::ProviderLeft
                | Self::Outage
                | Self::StartTimeout
                | Self::ProviderFault
                | Self::TimedOut
                | Self::Rejected
        )
    }
}

/// Where a lease stands.
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
pub enum LeaseState {
    /// Endpoints are awaited.
    #[codec(index = 0)]
    Pending {
        /// The last block for them.
        until: BlockNumber,
    },
    /// They are delivered. The tenant may refuse them.
    #[codec(index = 1)]
    Delivered {
        /// The last block for that. Then it is active.
        until: BlockNumber,
    },
    /// It is served.
    #[codec(index = 2)]
    Active,
    /// A provider was not heard of for so long that its time is unpaid.
    #[codec(index = 3)]
    Degraded,
    /// A provider gave notice.
    #[codec(index = 4)]
    Reclaiming {
        /// The first block in which the lease may be ended.
        until: BlockNumber,
    },
    /// It is over, and the last payments wait.
    #[codec(index = 5)]
    Closing,
    /// It is over, and all is paid.
    #[codec(index = 6)]
    Closed {
        /// The first block in which it may be forgotten.
        until: BlockNumber,
    },
}

impl LeaseState {
    /// Whether time is served and paid for.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(self, Self::Active | Self::Degraded | Self::Reclaiming { .. })
    }
}

/// What a job on a device is, and how it is decided that it was done.
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
pub struct BatchTerms {
    /// How it is decided.
    pub policy: Policy,
    /// What must be shown beside the result.
    pub evidence: Evidence,
    /// What is computed, if that is a seeded product.
    pub seeded_work: Option<SeededWork>,
    /// The hash of what is to be done.
    pub input_root: Hash,
    /// In how many parts the work can be paid.
    pub units: u64,
    /// Blocks in which it must be done.
    pub work_blocks: BlockNumber,
}

impl BatchTerms {
    /// How many devices are drawn to do the job, if it is not bought of one provider.
    #[must_use]
    pub const fn drawn(&self) -> Option<u8> {
        match self.policy {
            Policy::Redundant { n, .. } => Some(n),
            _ => None,
        }
    }
}

/// Where a job stands.
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
pub enum JobState {
    /// Devices work, and the verdict on it comes.
    #[codec(index = 0)]
    Running,
    /// Something is to be delivered.
    #[codec(index = 1)]
    Working {
        /// The last block for that.
        until: BlockNumber,
    },
    /// It was delivered. The tenant may object.
    #[codec(index = 2)]
    Submitted {
        /// The hash of what was.
        result: Hash,
        /// The last block for that.
        until: BlockNumber,
    },
    /// A panel decides.
    #[codec(index = 3)]
    Disputed,
    /// It is over, and payments wait.
    #[codec(index = 4)]
    Closing,
    /// It is over, and all is paid.
    #[codec(index = 5)]
    Closed {
        /// The first block in which it may be forgotten.
        until: BlockNumber,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_indices_of_reasons_are_frozen() {
        let indices = CloseReason::ALL.map(|reason| reason.encode());
        let expected = core::array::from_fn(|index| vec![u8::try_from(index).expect("few")]);
        assert_eq!(indices, expected);
        assert_eq!(CloseReason::Exhausted.encode(), [4]);
        assert_eq!(CloseReason::Undecided.encode(), [14]);
    }
}
