// SPDX-License-Identifier: Apache-2.0
//! Locks: what is held from the balances of owners as long as their subnets exist.

use crate::{types::LockRecord, Config, HoldReason, Limits, LockPrice, Pallet, RecordOf};
use frame_support::{
    defensive,
    traits::{
        fungible::{BalancedHold, MutateHold},
        tokens::{Fortitude, Precision, Restriction},
    },
};
use joule_math::registration;
use joule_primitives::{
    money::{BurnMoney, BurnReason},
    types::{Balance, BlockNumber},
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// What registering a subnet in block `now` locks, in pJ.
    pub(crate) fn lock_at(now: BlockNumber) -> Balance {
        registration::LockPrice::from(LockPrice::<T>::get()).cost(Self::lock_terms(), now)
    }

    /// Notes that a subnet was registered in block `now` for the lock of then.
    pub(crate) fn raise_lock(now: BlockNumber) {
        let price = registration::LockPrice::from(LockPrice::<T>::get());
        LockPrice::<T>::put(LockRecord::from(price.after(Self::lock_terms(), now)));
    }

    fn lock_terms() -> registration::LockTerms {
        Limits::<T>::get().lock_terms()
    }

    /// Holds `lock` from the balance of `coldkey`.
    pub(crate) fn hold_lock(coldkey: &T::AccountId, lock: Balance) -> DispatchResult {
        T::Currency::hold(&HoldReason::SubnetLock.into(), coldkey, lock)
    }

    /// Gives `returned` of a subnet's lock to `owner`, and burns the rest.
    pub(crate) fn end_lock(record: &RecordOf<T>, owner: &T::AccountId, returned: Balance) {
        Self::release_lock(&record.depositor, owner, returned);
        let burned = record.lock.saturating_sub(returned);
        if burned > 0 {
            let reason = HoldReason::SubnetLock.into();
            let (credit, _) = T::Currency::slash(&reason, &record.depositor, burned);
            T::Money::burn(BurnReason::Registration, credit);
        }
    }

    /// Gives `amount` of what is held on the balance of `depositor` to `owner`, who may have another
    /// coldkey by now. An account that cannot receive it leaves it to the depositor, so that nobody
    /// keeps a subnet from ending.
    pub(crate) fn release_lock(depositor: &T::AccountId, owner: &T::AccountId, amount: Balance) {
        if amount == 0 {
            return;
        }
        let reason = HoldReason::SubnetLock.into();
        let (exactly, free, by_force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
        let is_moved = depositor != owner
            && T::Currency::transfer_on_hold(
                &reason, depositor, owner, amount, exactly, free, by_force,
            )
            .is_ok();
        if !is_moved && T::Currency::release(&reason, depositor, amount, exactly).is_err() {
            defensive!("what is locked for a subnet is held until it ends");
        }
    }
}
