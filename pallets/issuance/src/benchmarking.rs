// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the pallet's calls and hooks.

use super::*;
use frame_benchmarking::v2::*;
use frame_support::traits::{
    fungible::{Balanced, Inspect},
    EnsureOrigin, Hooks,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use joule_primitives::{money::Pot, units::JOULE};

/// Mints `amount` into `who`, and enters it as genesis so that the ledger stays balanced.
fn endow<T: Config>(who: &T::AccountId, amount: Balance) {
    let minted = T::Currency::resolve(who, T::Currency::issue(amount));
    assert!(minted.is_ok(), "the account takes the amount");
    Ledger::<T>::mutate(|ledger| ledger.genesis = T::Currency::total_issuance());
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn block_hooks() {
        for pot in Pot::ALL {
            endow::<T>(&pot.account(), T::Currency::minimum_balance());
        }
        let now = BlockNumberFor::<T>::from(1u32);
        frame_system::Pallet::<T>::set_block_number(now);
        // A credit that was dropped by another pallet: the dearest end of a block.
        Ledger::<T>::mutate(|ledger| ledger.genesis = ledger.genesis.saturating_add(1));
        let scheduled = Ledger::<T>::get().scheduled;

        #[block]
        {
            Pallet::<T>::on_initialize(now);
            Pallet::<T>::on_finalize(now);
        }

        assert!(Ledger::<T>::get().scheduled > scheduled);
        assert_eq!(Ledger::<T>::get().burned.other, 1);
    }

    #[benchmark]
    fn burn() {
        let caller: T::AccountId = whitelisted_caller();
        endow::<T>(&caller, 2 * JOULE);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()), JOULE, true);

        assert_eq!(T::Currency::balance(&caller), JOULE);
    }

    #[benchmark]
    fn set_split() -> Result<(), BenchmarkError> {
        let origin =
            T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let split = EmissionSplit { security: 150_000, subnets: 700_000, ..Default::default() };

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, split);

        assert_eq!(Split::<T>::get(), split);
        Ok(())
    }

    #[benchmark]
    fn sweep() -> Result<(), BenchmarkError> {
        let origin =
            T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let pot = Pot::Compute;
        endow::<T>(&pot.account(), T::Currency::minimum_balance() + JOULE);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, pot);

        assert!(Ledger::<T>::get().burned.other >= JOULE);
        Ok(())
    }
}
