// SPDX-License-Identifier: Apache-2.0
//! Questions about disputes and the panels that decide them.

use crate::{
    panels::{DisputeId, Finding},
    types::{AccountId, BlockNumber},
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// A dispute that is open, and its panel.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dispute<Account> {
    /// Its number.
    pub dispute: DisputeId,
    /// Who takes part in it. Nobody sits on its panel who shares a coldkey with them.
    pub parties: Vec<Account>,
    /// The block in which it was opened.
    pub opened_at: BlockNumber,
    /// The last block in which a panel may reveal. Without a panel that can, nobody is at fault.
    pub decide_until: BlockNumber,
    /// How many panels were drawn, the one that sits now included.
    pub panels: u32,
    /// The first block in which the next panel can be drawn; absent while one sits.
    pub draw_from: Option<BlockNumber>,
    /// The last block in which the panel may commit; absent while none sits.
    pub commit_until: Option<BlockNumber>,
    /// The last block in which it may reveal, from the one after `commit_until` on; absent while
    /// none sits.
    pub reveal_until: Option<BlockNumber>,
    /// Whether the panel can do no more: anybody may conclude the dispute.
    pub is_over: bool,
    /// How many members must reveal alike; absent while no panel sits.
    pub needed: Option<u32>,
    /// The members of the panel; none while it is to be drawn.
    pub jurors: Vec<Juror<Account>>,
}

/// A member of a panel.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Juror<Account> {
    /// Its hotkey when it was drawn, which commits and reveals.
    pub hotkey: Account,
    /// Whose it was then.
    pub coldkey: Account,
    /// Whether it has committed to a finding.
    pub has_committed: bool,
    /// The finding that it has revealed.
    pub finding: Option<Finding>,
}

sp_api::decl_runtime_apis! {
    /// Disputes and panels.
    #[api_version(1)]
    pub trait PanelsApi {
        /// A dispute and its panel; `None` if no dispute with this number is open.
        fn dispute(dispute: DisputeId) -> Option<Dispute<AccountId>>;
    }
}
