// SPDX-License-Identifier: Apache-2.0
//! Who offers devices, and which.

use crate::{OrderId, HISTORY_SPANS, SPAN_EPOCHS};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use joule_math::bme::Record;
use joule_primitives::{
    attestation::ClassId,
    market::UsdMicro,
    types::{Balance, BlockNumber},
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

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

/// What somebody did, by what it was worth, in micro-dollars.
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
)]
pub struct Worth {
    /// What was completed.
    pub completed: u64,
    /// What failed.
    pub failed: u64,
}

/// What a provider did in the last 90 epochs, in ten spans of nine epochs each.
///
/// A span is forgotten as a whole, so that between 81 and 90 epochs count.
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
)]
pub struct History {
    /// The number of the span that runs.
    pub span: u32,
    /// The spans, the one that runs first.
    pub spans: [Worth; HISTORY_SPANS],
}

impl History {
    /// Forgets what is too old in `epoch`.
    fn roll(&mut self, epoch: u32) {
        let span = epoch.checked_div(SPAN_EPOCHS).unwrap_or(0).max(self.span);
        let passed = usize::try_from(span.saturating_sub(self.span)).unwrap_or(usize::MAX);
        let gone = passed.min(HISTORY_SPANS);
        self.spans.rotate_right(gone);
        self.spans.iter_mut().take(gone).for_each(|worth| *worth = Worth::default());
        self.span = span;
    }

    /// Adds to the span of `epoch`. Saturates.
    pub fn add(&mut self, epoch: u32, completed: UsdMicro, failed: UsdMicro) {
        self.roll(epoch);
        let narrow = |usd_micro: UsdMicro| u64::try_from(usd_micro).unwrap_or(u64::MAX);
        if let Some(worth) = self.spans.first_mut() {
            worth.completed = worth.completed.saturating_add(narrow(completed));
            worth.failed = worth.failed.saturating_add(narrow(failed));
        }
    }

    /// All that counts in `epoch`.
    #[must_use]
    pub fn record(&self, epoch: u32) -> Record {
        let mut rolled = *self;
        rolled.roll(epoch);
        rolled.spans.iter().fold(Record::default(), |sum, worth| Record {
            completed_usd_micro: sum.completed_usd_micro.saturating_add(worth.completed),
            failed_usd_micro: sum.failed_usd_micro.saturating_add(worth.failed),
        })
    }
}

/// Somebody who offers devices.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Provider {
    /// What it may do now.
    pub state: ProviderState,
    /// What is held for this record, in pJ.
    pub deposit: Balance,
    /// How many devices it lists.
    pub listed: u32,
    /// How many of its deposits are held: one for each bid, lease and job.
    pub deposits: u32,
    /// When a lease of it last ended by an outage.
    pub last_outage: Option<BlockNumber>,
    /// What it did.
    pub history: History,
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

/// A device that is listed.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Listing<AccountId> {
    /// Who offers it.
    pub provider: AccountId,
    /// Its class.
    pub class: ClassId,
    /// What its provider says of it.
    pub attributes: Attributes,
    /// The bond that was asked for when it was listed, in pJ.
    pub bond_needed: Balance,
    /// Whether it may be hired, as its provider wishes.
    pub is_offered: bool,
    /// Whether it had that bond when somebody last looked.
    pub is_bonded: bool,
    /// Whether it takes part in challenges.
    pub is_attested: bool,
    /// The lease or job that it is hired for.
    pub serves: Option<OrderId>,
}
