// SPDX-License-Identifier: Apache-2.0
//! What the root network asks of staking.

use crate::{staking::PoolId, types::Balance};

/// The pools behind validators, by their number, which stays when hotkey or coldkey change.
pub trait StakePools<AccountId> {
    /// The pool behind `hotkey`; `None` if it has none, or another hotkey took its place.
    fn pool_of(hotkey: &AccountId) -> Option<PoolId>;

    /// The hotkey that the pool's validator uses now.
    fn hotkey_of(pool: PoolId) -> Option<AccountId>;

    /// The coldkey that owns the pool's validator now.
    fn owner_of(pool: PoolId) -> Option<AccountId>;

    /// What is staked in a pool, in pJ, rewards included that have reached it by now; nothing if
    /// there is no such pool. Writes nothing.
    fn tokens_of(pool: PoolId) -> Balance;

    /// What is staked in all pools, in pJ: at least the sum of what is in each, and at most what is
    /// on its way into them more.
    fn total() -> Balance;
}
