// SPDX-License-Identifier: Apache-2.0
//! Every trait through which other pallets and the runtime reach this one.

use crate::{types::Step, Config, Jobs, Pallet, TermsOf, WeightInfo};
use frame_support::weights::Weight;
use joule_primitives::verdicts::{JobId, Verdict, Verdicts};
use sp_runtime::DispatchResult;

impl<T: Config> Verdicts<T::AccountId> for Pallet<T> {
    fn check(terms: &TermsOf<T>) -> DispatchResult {
        Self::check_terms(terms)
    }

    fn open(job: JobId, terms: TermsOf<T>) -> DispatchResult {
        Self::do_open(job, terms)
    }

    fn object(job: JobId, who: &T::AccountId) -> DispatchResult {
        Self::do_object(job, who)
    }

    fn verdict(job: JobId, attempt: u32) -> Option<Verdict> {
        match Jobs::<T>::get(job)?.step {
            Step::Decided(verdict) if verdict.attempt == attempt => Some(verdict),
            _ => None,
        }
    }

    fn close(job: JobId) -> DispatchResult {
        Self::do_close(job)
    }

    fn weight() -> Weight {
        T::WeightInfo::open().max(T::WeightInfo::object()).max(T::WeightInfo::close())
    }
}
