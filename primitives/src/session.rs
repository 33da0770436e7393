// SPDX-License-Identifier: Apache-2.0
//! How a session's validators are chosen.

use alloc::vec::Vec;
use sp_staking::SessionIndex;

/// Chooses the validators of a session. Whoever holds the stake implements it.
pub trait ElectValidators<AccountId> {
    /// The validators of session `session`, best first. `None` or an empty set leaves the sitting
    /// validators in office: a chain without validators stops for good.
    fn elect(session: SessionIndex) -> Option<Vec<AccountId>>;
}

/// Nobody is ever elected: the validators of the genesis block stay in office.
impl<AccountId> ElectValidators<AccountId> for () {
    fn elect(_session: SessionIndex) -> Option<Vec<AccountId>> {
        None
    }
}
