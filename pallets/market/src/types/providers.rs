// SPDX-License-Identifier: Apache-2.0
//! Who offers devices, and which.

use super::{Attributes, ProviderState};
use crate::{OrderId, HISTORY_SPANS, SPAN_EPOCHS};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use joule_math::bme::Record;
use joule_primitives::{
    attestation::ClassId,
    market::UsdMicro,
    types::{Balance, BlockNumber},
};
use scale_info::TypeInfo;

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
