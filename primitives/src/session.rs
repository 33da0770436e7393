// SPDX-License-Identifier: Apache-2.0
//! Between the sessions of consensus and the stake that elects their validators.

use alloc::vec::Vec;
use sp_runtime::DispatchResult;
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

/// Follows the sessions of consensus.
pub trait OnSession<AccountId> {
    /// Session `session` ends; `validators` sat in it, in the order of their election.
    fn on_session_ending(session: SessionIndex, validators: &[AccountId]);
}

impl<AccountId> OnSession<AccountId> for () {
    fn on_session_ending(_session: SessionIndex, _validators: &[AccountId]) {}
}

/// What staking asks of the sessions of consensus.
pub trait Sessions<AccountId> {
    /// The session that is running.
    fn current() -> SessionIndex;

    /// Whether `validator` has session keys.
    fn has_keys(validator: &AccountId) -> bool;

    /// The validators of the running session.
    fn sitting() -> Vec<AccountId>;

    /// The validators of the following session, already fixed.
    fn queued() -> Vec<AccountId>;

    /// Removes the session keys of `validator` and returns the deposit for them.
    ///
    /// # Errors
    /// If it has none.
    fn purge_keys(validator: &AccountId) -> DispatchResult;
}
