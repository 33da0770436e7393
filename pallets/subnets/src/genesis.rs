// SPDX-License-Identifier: Apache-2.0
//! The first subnets.

use crate::{Config, GenesisConfig, Limits, NextNetUid, Pallet, SubnetLimits, MIN_LOCK};
use alloc::{format, string::String};
use joule_primitives::{staking::Hotkeys, subnets::NetUid};

impl<T: Config> GenesisConfig<T> {
    /// Checks the limits, and that there are not more subnets than they allow, before they become
    /// state.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn check(&self) -> Result<(), String> {
        self.limits.check()?;
        let most = usize::from(self.limits.max_subnets);
        if self.subnets.len() > most {
            return Err(format!(
                "The genesis has {} subnets, and its limits allow {most}. Name fewer in \
                 `subnets.subnets`, or raise `subnets.limits.maxSubnets`.",
                self.subnets.len(),
            ));
        }
        Ok(())
    }
}

impl<T: Config> Pallet<T> {
    /// Writes the genesis state.
    ///
    /// # Panics
    /// If a hotkey serves another coldkey than stated or nobody, or if a coldkey cannot pay the lock:
    /// such a chain must not start.
    pub(crate) fn build_genesis(limits: SubnetLimits, subnets: &[(T::AccountId, T::AccountId)]) {
        Limits::<T>::put(limits);
        for (hotkey, coldkey) in subnets {
            T::Hotkeys::claim(coldkey, hotkey, None)
                .expect("The genesis names hotkeys of its validators, or coldkeys, as owners.");
            Self::hold_lock(coldkey, MIN_LOCK)
                .expect("The genesis gives the owner of a subnet what is locked for it.");
            let netuid = NextNetUid::<T>::get();
            let next = netuid.0.checked_add(1).expect("The genesis has few subnets.");
            NextNetUid::<T>::put(NetUid(next));
            Self::create(netuid, hotkey.clone(), coldkey.clone(), MIN_LOCK)
                .expect("The genesis has at most as many subnets as may be.");
        }
    }
}
