// SPDX-License-Identifier: Apache-2.0
//! What must hold at the end of every block. The numbers are those of the README.

use crate::{
    enactments::task_name, times::is_number_of_blocks, Config, EnactmentDelayBlocks, MotionBlocks,
    NextId, Pallet, Pending,
};
use frame_support::{
    ensure,
    traits::{schedule::v3::Named, Get},
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check_invariants() -> Result<(), TryRuntimeError> {
        let stored = Pending::<T>::iter_keys().count();
        ensure!(
            u32::try_from(stored) == Ok(Pending::<T>::count()),
            "G1: the number of calls that wait is wrong"
        );
        ensure!(Pending::<T>::count() <= T::MaxPending::get(), "G1: too many calls wait");
        ensure!(
            is_number_of_blocks(EnactmentDelayBlocks::<T>::get())
                && is_number_of_blocks(MotionBlocks::<T>::get()),
            "G3: a time is out of bounds"
        );
        let now = frame_system::Pallet::<T>::block_number();
        for (id, enactment) in Pending::<T>::iter() {
            ensure!(id < NextId::<T>::get(), "G2: a call has a number that was not given out");
            ensure!(
                enactment.at <= now
                    || T::Scheduler::next_dispatch_time(task_name(id)) == Ok(enactment.at),
                "G4: a call is not scheduled for its block"
            );
        }
        Ok(())
    }
}
