// SPDX-License-Identifier: Apache-2.0
//! What must hold at the end of every block. The numbers are those of the README.

use crate::{Config, Ledger, Pallet, PotClaims, Split};
use frame_support::{ensure, traits::fungible::Inspect};
use joule_primitives::{money::Pot, units::CAP};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check_invariants() -> Result<(), TryRuntimeError> {
        let ledger = Ledger::<T>::get();
        ensure!(
            T::Currency::total_issuance() == ledger.expected_issuance(),
            "I1: total issuance is not what the ledger says"
        );
        ensure!(ledger.unrecorded == 0, "I1: something else than this pallet minted");
        ensure!(
            ledger.genesis.saturating_add(ledger.scheduled) <= CAP,
            "I2: genesis and schedule exceed the cap"
        );
        ensure!(
            ledger.reminted <= ledger.remintable,
            "I3: settlements minted more than they were allowed to"
        );
        ensure!(
            ledger.remintable <= ledger.burned.settlement,
            "I4: settlements minted more than they burned"
        );
        for pot in Pot::ALL {
            let owed = PotClaims::<T>::get(pot).saturating_add(T::Currency::minimum_balance());
            ensure!(Self::pot_balance(pot) >= owed, "I5: a pot holds less than it owes");
        }
        ensure!(
            ledger.work.saturating_add(ledger.availability) <= ledger.scheduled,
            "I6: more went to compute than was minted by the schedule"
        );
        let split = Split::<T>::get();
        ensure!(split.is_whole() && split.is_within_bounds(), "the split is not allowed");
        Ok(())
    }
}
