// SPDX-License-Identifier: Apache-2.0
//! Disputes that a panel of validators decides: who asks, who is drawn, and what follows.

use crate::types::{Balance, Hash};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{
    traits::{BlakeTwo256, Hash as _},
    DispatchResult,
};

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

/// The first words of what a member of a panel commits to.
pub const FINDING_CONTEXT: &[u8] = b"joule-finding";

/// What the juror with this hotkey commits to if it finds `finding`, on the chain of this genesis
/// block: BLAKE2-256 of the context as bytes without a length, and the SCALE encoding of the rest.
///
/// `salt` must be 32 random bytes that are used once: there are three findings to guess from.
pub fn finding_commitment(
    genesis_hash: &impl Encode,
    dispute: DisputeId,
    juror: &impl Encode,
    finding: Finding,
    salt: &[u8; 32],
) -> Hash {
    let mut message = FINDING_CONTEXT.to_vec();
    (genesis_hash, dispute, juror, finding, salt).encode_to(&mut message);
    BlakeTwo256::hash(&message)
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
    /// A dispute is over. `found` is what the majority of a panel found; without any in time,
    /// nobody is at fault, as for [`Finding::NoFault`]. Returns what the panel is paid, out of the
    /// bonds of the parties: it must be the same whatever was found, as panels find what pays them.
    /// It is divided among those who voted with the finding; without any, it is burned.
    fn on_finding(dispute: DisputeId, found: Option<Finding>) -> Credit;

    /// What that takes at most.
    fn weight() -> Weight;
}

/// Who may be drawn for a panel.
pub trait Jurors<AccountId> {
    /// The validators in office: the hotkey that each uses now, and its coldkey. In the order of
    /// their election.
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
    #[test]
    fn a_commitment_is_the_hash_of_what_is_documented() {
        let (genesis, juror, salt) = (Hash::repeat_byte(1), [2u8; 32], [3u8; 32]);
        let parts =
            [&b"joule-finding"[..], &genesis.0, &[7, 0, 0, 0, 0, 0, 0, 0], &juror, &[1], &salt];
        let expected = BlakeTwo256::hash(&parts.concat());
        let commitment = finding_commitment(&genesis, 7, &juror, Finding::TenantFault, &salt);
        assert_eq!(commitment, expected);
    }

    #[test]
    fn a_commitment_names_chain_dispute_juror_finding_and_salt() {
        let commitment = |genesis: u8, dispute, juror: u8, finding, salt: u8| {
            finding_commitment(&[genesis; 32], dispute, &[juror; 32], finding, &[salt; 32])
        };
        let one = commitment(1, 1, 1, Finding::NoFault, 1);
        for other in [
            commitment(2, 1, 1, Finding::NoFault, 1),
            commitment(1, 2, 1, Finding::NoFault, 1),
            commitment(1, 1, 2, Finding::NoFault, 1),
            commitment(1, 1, 1, Finding::TenantFault, 1),
            commitment(1, 1, 1, Finding::NoFault, 2),
        ] {
            assert_ne!(one, other);
        }
    }
}
