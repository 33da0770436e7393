// SPDX-License-Identifier: Apache-2.0
//! What genesis fixes, and what must hold before there is one.

use crate::{
    Backlog, Config, Delays, IncentiveDelays, Pallet, MAX_CHILDREN, MAX_CHILD_TAKE, MAX_KEPT_LOANS,
    MAX_LOANS, MAX_PARENTS, MIN_LOAN, OWNER_PART,
};
use joule_primitives::subnets::MIN_VALIDATOR_STAKE;
use sp_runtime::Permill;

impl<T: Config> Pallet<T> {
    /// Writes the genesis state.
    ///
    /// # Panics
    /// If the delays are not allowed: such a chain must not start.
    pub(crate) fn build_genesis(delays: IncentiveDelays) {
        if let Err(refusal) = delays.check() {
            panic!("{refusal}");
        }
        Delays::<T>::put(delays);
        // There is none: unlike on a chain that began without this pallet.
        Backlog::<T>::put(0);
    }

    /// Relations between constants that must hold at compile time.
    pub(crate) fn check_constants() {
        const {
            assert!(
                MAX_CHILDREN < MAX_PARENTS && MAX_PARENTS < MAX_LOANS && MAX_LOANS < MAX_KEPT_LOANS,
                "What is bounded must fit into what holds it."
            );
            assert!(MIN_LOAN >= MIN_VALIDATOR_STAKE, "Who borrows anything may validate.");
        }
        assert!(OWNER_PART < Permill::one(), "An owner leaves something.");
        assert!(MAX_CHILD_TAKE < Permill::one(), "A child leaves something.");
    }
}
