// SPDX-License-Identifier: Apache-2.0
//! What other pallets ask of staking: whose a hotkey is, and rewards for those who stake behind it.

use crate::types::BlockNumber;
use frame_support::weights::Weight;
use sp_runtime::{DispatchError, DispatchResult};

/// Number of a validator's pool. It stays when the validator changes its hotkey.
pub type PoolId = u32;
/// Number of a coldkey. It stays when its owner moves to another coldkey.
pub type StakerId = u64;

/// The first words of what a hotkey signs to serve a coldkey.
pub const HOTKEY_PROOF_CONTEXT: &[u8] = b"joule-hotkey";

/// Whose a hotkey is. A hotkey serves one coldkey for ever.
pub trait Hotkeys<AccountId, Proof> {
    /// The coldkey that `hotkey` serves; `None` if it serves nobody yet.
    fn coldkey_of(hotkey: &AccountId) -> Option<AccountId>;

    /// Binds `hotkey` to `coldkey`, or checks that it is.
    ///
    /// At the first use `proof` is the hotkey's signature over the SCALE encoding of
    /// ([`HOTKEY_PROOF_CONTEXT`], genesis hash, coldkey), the context as bytes without a length. It
    /// may be absent if the two are one account.
    ///
    /// # Errors
    /// If the hotkey serves another coldkey, was replaced by another hotkey, or did not sign.
    fn claim(coldkey: &AccountId, hotkey: &AccountId, proof: Option<&Proof>) -> DispatchResult;
}

/// Pays rewards to those who stake behind a hotkey.
pub trait RewardPools<AccountId, Credit> {
    /// Pays `credit` into the pool behind `hotkey`, in a straight line over the next
    /// `accrued_blocks` blocks, as it was earned over so many. A hotkey without a pool gets one.
    ///
    /// # Errors
    /// If nobody claimed the hotkey, or its pool was slashed so far that its shares say nothing any
    /// more. The credit is handed back then.
    fn reward(
        hotkey: &AccountId,
        credit: Credit,
        accrued_blocks: BlockNumber,
    ) -> Result<(), Credit>;
}

/// Follows a hotkey that its owner replaces by another one.
pub trait OnHotkeySwapped<AccountId> {
    /// Moves what `old` has to `new`, and returns what that cost. Called before anything else of the
    /// swap is written.
    ///
    /// # Errors
    /// If `new` cannot take it. Nothing may have changed then.
    fn on_hotkey_swapped(old: &AccountId, new: &AccountId) -> Result<Weight, DispatchError>;

    /// The most that [`on_hotkey_swapped`](Self::on_hotkey_swapped) costs.
    fn weight() -> Weight;
}

#[impl_trait_for_tuples::impl_for_tuples(8)]
impl<AccountId> OnHotkeySwapped<AccountId> for Tuple {
    fn on_hotkey_swapped(old: &AccountId, new: &AccountId) -> Result<Weight, DispatchError> {
        let mut weight = Weight::zero();
        for_tuples!( #( weight = weight.saturating_add(Tuple::on_hotkey_swapped(old, new)?); )* );
        Ok(weight)
    }

    fn weight() -> Weight {
        let mut weight = Weight::zero();
        for_tuples!( #( weight = weight.saturating_add(Tuple::weight()); )* );
        weight
    }
}
