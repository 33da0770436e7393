// SPDX-License-Identifier: Apache-2.0
//! The life of an approved call.

use crate::{
    BoundedCallOf, Call, CallOf, Config, Enactment, EnactmentDelay, Error, Event, NextId, Pallet,
    Pending, WeightInfo,
};
use alloc::boxed::Box;
use codec::Encode;
use frame_support::{
    dispatch::{DispatchResultWithPostInfo, GetDispatchInfo},
    ensure,
    traits::{
        schedule::{
            v3::{Named, TaskName},
            DispatchTime, HIGHEST_PRIORITY,
        },
        Get, QueryPreimage, StorePreimage,
    },
    weights::Weight,
};
use frame_system::RawOrigin;
use sp_runtime::{
    traits::{Dispatchable, Hash, Saturating},
    ArithmeticError, DispatchResult,
};

/// The name of the task that executes the approved call `id`.
#[must_use]
pub fn task_name(id: u32) -> TaskName {
    (b"joule/governance", id).using_encoded(sp_io::hashing::blake2_256)
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_enact(call: Box<CallOf<T>>) -> DispatchResult {
        ensure!(Pending::<T>::count() < T::MaxPending::get(), Error::<T>::TooManyPending);
        let weight = Self::weight_of_execution(&call);
        ensure!(weight.all_lte(T::MaxEnactmentWeight::get()), Error::<T>::TooHeavy);
        let id = NextId::<T>::get();
        let next_id = id.checked_add(1).ok_or(ArithmeticError::Overflow)?;

        let now = frame_system::Pallet::<T>::block_number();
        let at = now.saturating_add(EnactmentDelay::<T>::get());
        let call_hash = T::Hashing::hash_of(&call);
        let task: CallOf<T> = Call::<T>::execute { id, call }.into();
        let task = T::Preimages::bound(task).map_err(|_| Error::<T>::TooLong)?;
        T::Scheduler::schedule_named(
            task_name(id),
            DispatchTime::At(at),
            None,
            HIGHEST_PRIORITY,
            RawOrigin::Root.into(),
            task.clone(),
        )?;
        // The scheduler has requested the preimage for itself. It is the only one to need it, and
        // gives it up when the task is done.
        T::Preimages::drop(&task);

        NextId::<T>::put(next_id);
        Pending::<T>::insert(id, Enactment { at, call_hash, task });
        Self::deposit_event(Event::Approved { id, at, call_hash });
        Ok(())
    }

    pub(crate) fn do_cancel(id: u32) -> DispatchResult {
        let Enactment { call_hash, task, .. } =
            Pending::<T>::take(id).ok_or(Error::<T>::NotFound)?;
        // The scheduler knows no name for a task that came due and was put off. That one finds no
        // entry when its turn comes, and does nothing.
        if T::Scheduler::cancel_named(task_name(id)).is_ok() {
            Self::release_preimage(&task);
        }
        Self::deposit_event(Event::Cancelled { id, call_hash });
        Ok(())
    }

    pub(crate) fn do_execute(id: u32, call: CallOf<T>) -> DispatchResultWithPostInfo {
        ensure!(Pending::<T>::take(id).is_some(), Error::<T>::NotFound);
        let announced = call.get_dispatch_info().call_weight;
        let (info, result) = match call.dispatch(RawOrigin::Root.into()) {
            Ok(info) => (info, Ok(())),
            Err(failure) => (failure.post_info, Err(failure.error)),
        };
        Self::deposit_event(Event::Enacted { id, result });
        let spent = info.actual_weight.unwrap_or(announced);
        Ok(Some(T::WeightInfo::execute().saturating_add(spent)).into())
    }

    /// What the call `execute` weighs for `call`.
    pub(crate) fn weight_of_execution(call: &CallOf<T>) -> Weight {
        T::WeightInfo::execute().saturating_add(call.get_dispatch_info().call_weight)
    }

    /// The length of `call` in bytes.
    pub(crate) fn length_of(call: &CallOf<T>) -> u32 {
        u32::try_from(call.encoded_size()).unwrap_or(u32::MAX)
    }

    /// Gives up the preimage of a task that was cancelled, if the scheduler did not: in this
    /// release of the SDK, it does not for a task that is cancelled by its name.
    fn release_preimage(task: &BoundedCallOf<T>) {
        if task.lookup_hash().is_some_and(|hash| T::Preimages::is_requested(&hash)) {
            T::Preimages::drop(task);
        }
    }
}
