// SPDX-License-Identifier: Apache-2.0
//! Counting: which result stands, who is paid for it, and who was wrong.

use crate::{
    types::{Role, Round},
    Config, JobOf, Jobs, Pallet,
};
use alloc::vec::Vec;
use joule_primitives::{
    types::Hash,
    verdicts::{Fault, JobId, Outcome},
};

impl<T: Config> Pallet<T> {
    /// Everybody has revealed, or nobody may any more.
    pub(crate) fn tally(id: JobId, job: JobOf<T>, round: Round) {
        match round {
            Round::Executors => Self::tally_majority(id, job, round),
            Round::Lottery => Self::tally_worker(id, job),
            Round::Checker => Self::tally_check(id, job),
            Round::Deciders => Self::tally_majority(id, job, round),
        }
    }

    /// Chance spared the worker. It need only keep its word.
    fn tally_worker(id: JobId, job: JobOf<T>) {
        let root = job.result_of(Role::Worker);
        Self::decide_by(id, job, root);
    }

    /// Worker and checker: if they agree, that is it.
    fn tally_check(id: JobId, mut job: JobOf<T>) {
        match (job.result_of(Role::Worker), job.result_of(Role::Checker)) {
            // Who hides what it has committed to is wrong. Whether the checker is right does not
            // matter then.
            (None, _) => Self::decide_by(id, job, None),
            (Some(worker), Some(checker)) if worker == checker => {
                Self::decide_by(id, job, Some(worker));
            }
            (Some(_), _) => {
                // The worker's result is known to all now: another checker could copy it.
                job.silent_checker = Self::silent_checker(&job);
                Self::drop_silent(id, &mut job, Round::Checker);
                job.step = Self::drawing(Round::Deciders);
                Jobs::<T>::insert(id, job);
            }
        }
    }

    /// Whose device checks the worker and has not revealed.
    fn silent_checker(job: &JobOf<T>) -> Option<T::AccountId> {
        let mut seats = job.seats.iter();
        let checker = seats.find(|seat| seat.role == Role::Checker && seat.result.is_none());
        checker.map(|seat| seat.owner.clone())
    }

    /// Several devices: what enough of them agree on stands.
    fn tally_majority(id: JobId, mut job: JobOf<T>, round: Round) {
        let needed = Self::needed(&job, round);
        let seats = job.seats.iter().filter(|seat| seat.role == round.role());
        let results = seats.filter_map(|seat| seat.result).collect::<Vec<_>>();
        let agree = |root: &Hash| {
            let count = results.iter().filter(|result| *result == root).count();
            u32::try_from(count).is_ok_and(|count| count >= needed)
        };
        // More than half are needed: there is one at most.
        match results.iter().copied().find(agree) {
            Some(root) => Self::decide_by(id, job, Some(root)),
            None => {
                // Silence may be what prevented a majority, and must not be cheaper than an error.
                Self::drop_silent(id, &mut job, round);
                Self::fail_round(id, job, round);
            }
        }
    }

    /// The verdict if `truth` stands: who has it is paid, who has not is at fault. Without a truth,
    /// whoever has revealed is paid, and who has not is at fault.
    fn decide_by(id: JobId, job: JobOf<T>, truth: Option<Hash>) {
        let units = job.terms.units;
        let is_right = |result: Option<Hash>| match truth {
            Some(_) => result == truth,
            None => result.is_some(),
        };
        let (right, wrong): (Vec<_>, Vec<_>) =
            job.seats.iter().partition(|seat| is_right(seat.result));
        let paid = right.iter().map(|seat| (seat.device, units)).collect::<Vec<_>>();
        let fault = |result: Option<Hash>| match result {
            Some(_) => Fault::WrongResult,
            None => Fault::Withheld,
        };
        let wrong = wrong.iter().map(|seat| (seat.device, fault(seat.result))).collect::<Vec<_>>();
        let is_worker_right = job.worker().is_none_or(|worker| is_right(worker.result));
        let outcome = if is_worker_right { Outcome::Accepted } else { Outcome::Rejected };
        Self::decide(id, job, outcome, truth, &paid, &wrong);
    }
}
