// SPDX-License-Identifier: Apache-2.0
//! Disputes that a panel of validators decides: who asks, who is drawn, and what follows.

use crate::types::Balance;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::DispatchResult;

/// The number of a dispute. What it is a number of is known to who opened it only.
pub type DisputeId = u64;

/// How many validators sit on a panel.
pub const PANEL_SEATS: u32 = 5;
/// The most accounts that may be parties to a dispute.
pub const MAX_PARTIES: u32 = 16;

/// Who is at fault.
#[derive(
    Clone,
    Copy,
    Debug,
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
pub enum Finding {
    /// Who was to do the work: all goes back to the tenant.
    #[codec(index = 0)]
    ProviderFault,
    /// Who pays for it: the work is paid in full.
    #[codec(index = 1)]
    TenantFault,
    /// Nobody, or nobody knows: half is paid, and half goes back.
    #[codec(index = 2)]
    NoFault,
}

/// Decides disputes.
pub trait Panels<AccountId> {
    /// Has a panel drawn by the beacon of a later block. Nobody sits on it who shares a coldkey
    /// with one of the parties, and no two seats share one.
    ///
    /// # Errors
    /// If a dispute with this number is open, or there are too many parties. Nothing changes then.
    fn open(dispute: DisputeId, parties: &[AccountId]) -> DispatchResult;

    /// What that takes at most.
    fn weight() -> Weight;
}

/// Follows what panels find.
pub trait OnFinding<Credit> {
    /// A panel found, or did not in time, which is [`Finding::NoFault`]. Returns what it is paid,
    /// out of the bonds of the parties. It is divided among those who voted with the finding;
    /// without any, it is burned.
    fn on_finding(dispute: DisputeId, finding: Finding) -> Credit;

    /// What that takes at most.
    fn weight() -> Weight;
}

/// Who may be drawn for a panel.
pub trait Jurors<AccountId> {
    /// The validators in office: the hotkey of each, and its coldkey. In the order of their
    /// election.
    fn jurors() -> Vec<(AccountId, AccountId)>;

    /// Fines a validator that did not do its duty on a panel: takes a hundredth of the least stake
    /// of its own that a validator must have out of its pool's own stake, burns it, and says how
    /// much it was. Nothing if it is no validator any more.
    fn fine(hotkey: &AccountId) -> Balance;

    /// What drawing and fining one take at most.
    fn weight() -> Weight;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_indices_of_findings_are_frozen() {
        let findings = [Finding::ProviderFault, Finding::TenantFault, Finding::NoFault];
        assert_eq!(findings.map(|it| it.encode()), [0, 1, 2].map(|index| vec![index]));
    }
}
