// SPDX-License-Identifier: Apache-2.0
//! The genesis endowment, and the reward of each block after it.

use crate::{types::DividedReward, Config, EmissionSplit, Error, Event, Ledger, Pallet, Split};
use frame_support::{
    ensure,
    traits::{
        fungible::{Balanced, Inspect},
        Get, Imbalance,
    },
};
use frame_system::pallet_prelude::BlockNumberFor;
use joule_primitives::{
    money::Pot,
    units::{CAP, MAX_GENESIS_ENDOWMENT, SCHEDULE},
};
use sp_runtime::{traits::SaturatedConversion, DispatchResult};

impl<T: Config> Pallet<T> {
    /// Gives every pot and module account its existential deposit, and enters what the genesis
    /// block endows.
    ///
    /// # Panics
    /// If the endowment is above its bound or the split is not allowed: such a chain must not
    /// start.
    pub(crate) fn build_genesis(split: EmissionSplit) {
        if let Err(refusal) = split.check() {
            panic!("{refusal}");
        }
        Split::<T>::put(split);

        let deposit = T::Currency::minimum_balance();
        let accounts =
            Pot::ALL.into_iter().map(|pot| pot.account()).chain(T::ModuleAccounts::get());
        for account in accounts {
            let unplaced = T::Currency::resolve(&account, T::Currency::issue(deposit));
            assert!(unplaced.is_ok(), "A module account takes its existential deposit.");
        }

        let genesis = T::Currency::total_issuance();
        assert!(
            genesis <= MAX_GENESIS_ENDOWMENT,
            "The genesis block endows {genesis} pJ, deposits of module accounts included; at most \
             {MAX_GENESIS_ENDOWMENT} pJ, a 64th of the cap, may be endowed. Lower the balances.",
        );
        Ledger::<T>::mutate(|ledger| ledger.genesis = genesis);
    }

    /// Mints what block `now` pays and divides it among the pots.
    pub(crate) fn issue_block_reward(now: BlockNumberFor<T>) {
        let mut ledger = Ledger::<T>::get();
        let reward = SCHEDULE.reward(now.saturated_into(), ledger.genesis, ledger.scheduled);
        if reward == 0 {
            return;
        }
        let DividedReward { security, subnets, work, availability } =
            Split::<T>::get().divide(reward);
        ledger.scheduled = ledger.scheduled.saturating_add(reward);
        ledger.work = ledger.work.saturating_add(work);
        ledger.availability = ledger.availability.saturating_add(availability);
        Ledger::<T>::put(ledger);

        let (to_subnets, rest) = T::Currency::issue(reward).split(subnets);
        let (to_compute, to_security) = rest.split(work.saturating_add(availability));
        Self::fill_pot(Pot::Security, to_security);
        Self::fill_pot(Pot::Subnets, to_subnets);
        Self::fill_pot(Pot::Compute, to_compute);
        Self::deposit_event(Event::Issued { security, subnets, work, availability });
    }

    pub(crate) fn do_set_split(split: EmissionSplit) -> DispatchResult {
        ensure!(split.is_whole(), Error::<T>::SplitNotWhole);
        ensure!(split.is_within_bounds(), Error::<T>::SplitOutOfBounds);
        Split::<T>::put(split);
        Self::deposit_event(Event::SplitChanged { split });
        Ok(())
    }

    /// Relations between constants that must hold at compile time.
    pub(crate) fn check_constants() {
        let split = EmissionSplit::default();
        assert!(split.is_whole() && split.is_within_bounds(), "The default split is allowed.");
        const { assert!(MAX_GENESIS_ENDOWMENT < CAP, "The schedule must have room.") };
        assert!(
            T::MaxReminted::get() < sp_runtime::Permill::one(),
            "A settlement mints less than it burns."
        );
    }
}
