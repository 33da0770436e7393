// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the pallet's calls.

use super::*;
use alloc::{boxed::Box, vec};
use frame_benchmarking::v2::*;
use frame_support::traits::{EnsureOrigin, Get};
use frame_system::RawOrigin;

/// The longest call that is measured, in bytes: about as long as a preimage may be.
const MAX_LENGTH: u32 = 4 * 1024 * 1024 - 64;

/// A call of `length` bytes and a little more that does nothing.
fn remark<T: Config>(length: u32) -> Box<CallOf<T>> {
    let remark = vec![0; usize::try_from(length).unwrap_or_default()];
    Box::new(frame_system::Call::<T>::remark { remark }.into())
}

/// Approves short calls for the same block until one more may be approved: the scheduler reads and
/// writes them all when another one comes or goes.
fn fill<T: Config>() -> Result<(), BenchmarkError> {
    for _ in 1..T::MaxPending::get() {
        // As long as fits into the agenda.
        Pallet::<T>::do_enact(remark::<T>(118))?;
    }
    Ok(())
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn enact(l: Linear<1, MAX_LENGTH>) -> Result<(), BenchmarkError> {
        let origin =
            T::EnactOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        fill::<T>()?;
        let before = Pending::<T>::count();
        let call = remark::<T>(l);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, call);

        assert_eq!(Pending::<T>::count(), before + 1);
        Ok(())
    }

    #[benchmark]
    fn cancel() -> Result<(), BenchmarkError> {
        let origin =
            T::CancelOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        fill::<T>()?;
        let id = NextId::<T>::get();
        Pallet::<T>::do_enact(remark::<T>(MAX_LENGTH))?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, id);

        assert!(!Pending::<T>::contains_key(id));
        Ok(())
    }

    #[benchmark]
    fn execute() -> Result<(), BenchmarkError> {
        fill::<T>()?;
        let id = NextId::<T>::get();
        let call = remark::<T>(1);
        Pallet::<T>::do_enact(call.clone())?;

        #[extrinsic_call]
        _(RawOrigin::Root, id, call);

        assert!(!Pending::<T>::contains_key(id));
        Ok(())
    }
}
