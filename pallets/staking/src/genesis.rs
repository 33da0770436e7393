// SPDX-License-Identifier: Apache-2.0
//! The first validators and what is staked behind them.

use crate::{Candidates, Config, Hotkeys, Limits, Pallet, Pools, StakingLimits, Totals, MAX_TAKE};
use frame_support::traits::{fungible::Mutate, tokens::Preservation, Get};
use joule_primitives::types::Balance;

impl<T: Config> Pallet<T> {
    /// Writes the genesis state. Panics if it cannot be: a genesis is checked before.
    pub(crate) fn build_genesis(
        limits: StakingLimits,
        validators: &[(T::AccountId, T::AccountId, Balance)],
    ) {
        assert!(
            (1..=T::MaxValidators::get()).contains(&limits.max_validators),
            "The genesis gives a session as many seats as it may have."
        );
        Limits::<T>::put(limits);
        for (hotkey, coldkey, stake) in validators {
            assert!(!Hotkeys::<T>::contains_key(hotkey), "The genesis names each hotkey once.");
            let owner = Self::staker_or_new(coldkey);
            Self::bind_hotkey(hotkey, owner, None);
            let id = Self::create_pool(hotkey.clone(), owner, MAX_TAKE);
            Pools::<T>::mutate(id, |pool| {
                if let Some(pool) = pool {
                    pool.standing = true;
                    if *stake > 0 {
                        let charged = Self::deposit_into(pool, id, owner, *stake);
                        assert_eq!(charged, Some(*stake), "An empty pool takes all.");
                    }
                }
            });
            Candidates::<T>::mutate(|candidates| {
                candidates.try_push(id).expect("The genesis names as many as may stand.");
            });
            if *stake > 0 {
                T::Currency::transfer(coldkey, &Self::account(), *stake, Preservation::Preserve)
                    .expect("The genesis stakes what its coldkeys have and need not keep.");
            }
        }
        debug_assert_eq!(Totals::<T>::get().streaming, 0);
    }
}
