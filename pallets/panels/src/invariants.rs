// SPDX-License-Identifier: Apache-2.0
//! What must hold at the end of every block. The numbers are those of the README.

use crate::{
    types::{Duty, Step},
    Absent, Config, DisputeOf, Disputes, Pallet, Queue, QueueEnds, Seated, Settings, MAX_DUTIES,
    MAX_PANELS, MAX_QUEUED, MIN_SEATS,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check_invariants() -> Result<(), TryRuntimeError> {
        for dispute in Disputes::<T>::iter_values() {
            Self::check_step(&dispute)?;
            Self::check_seats(&dispute)?;
            Self::check_votes(&dispute)?;
        }
        Self::check_absent()?;
        Self::check_seated()?;
        Self::check_queues()?;
        ensure!(Settings::<T>::get().check().is_ok(), "J6: the settings are out of bounds");
        Ok(())
    }

    /// J1.
    fn check_step(dispute: &DisputeOf<T>) -> Result<(), TryRuntimeError> {
        let decide_blocks = Settings::<T>::get().decide_blocks;
        let decide_until = dispute.opened_at.saturating_add(decide_blocks);
        let is_timed = dispute.opened_at <= Self::now() && dispute.decide_until == decide_until;
        ensure!(is_timed, "J1: a dispute has another time than all");
        ensure!(dispute.panels <= MAX_PANELS, "J1: a dispute had more panels than it may");
        match dispute.step {
            Step::Drawing { sample_at } => {
                let is_known = sample_at <= dispute.opened_at;
                ensure!(!is_known, "J1: a draw was known beforehand");
                ensure!(dispute.panels < MAX_PANELS, "J1: a panel too many is to be drawn");
            }
            Step::Sitting { commit_until, reveal_until } => {
                let is_ordered = dispute.opened_at < commit_until && commit_until < reveal_until;
                ensure!(is_ordered, "J1: the windows of a panel are out of order");
                let is_in_time = reveal_until <= dispute.decide_until;
                ensure!(is_in_time, "J1: a panel sits after the time of its dispute");
                ensure!(dispute.panels > 0, "J1: a panel sits that was not counted");
            }
        }
        Ok(())
    }

    /// J2.
    fn check_seats(dispute: &DisputeOf<T>) -> Result<(), TryRuntimeError> {
        let seats = u32::try_from(dispute.seats.len()).unwrap_or(u32::MAX);
        let is_sitting = matches!(dispute.step, Step::Sitting { .. });
        ensure!(is_sitting || seats == 0, "J2: somebody sits on a panel that was not drawn");
        ensure!(!is_sitting || seats >= MIN_SEATS, "J2: too few sit on a panel");
        let mut coldkeys = BTreeSet::new();
        for seat in &dispute.seats {
            ensure!(coldkeys.insert(&seat.coldkey), "J2: a coldkey has two seats");
            let is_party = dispute.parties.contains(&seat.coldkey);
            let is_party = is_party || dispute.parties.contains(&seat.hotkey);
            ensure!(!is_party, "J2: a party sits on the panel");
        }
        Ok(())
    }

    /// J3.
    fn check_votes(dispute: &DisputeOf<T>) -> Result<(), TryRuntimeError> {
        let Step::Sitting { commit_until, .. } = dispute.step else { return Ok(()) };
        for seat in &dispute.seats {
            let is_promised = seat.finding.is_none() || seat.commitment.is_some();
            ensure!(is_promised, "J3: a finding was revealed that nobody had committed to");
            let is_timely = seat.finding.is_none() || Self::now() > commit_until;
            ensure!(is_timely, "J3: a finding was revealed while others could commit");
        }
        Ok(())
    }

    /// J4.
    fn check_absent() -> Result<(), TryRuntimeError> {
        let latest = Self::now().saturating_add(Settings::<T>::get().absence_blocks);
        let absent = Absent::<T>::get();
        let mut coldkeys = BTreeSet::new();
        for (coldkey, until) in &absent {
            ensure!(coldkeys.insert(coldkey), "J4: a coldkey is kept from draws twice");
            ensure!(*until <= latest, "J4: a coldkey is kept from draws for too long");
        }
        let is_ordered = absent.is_sorted_by(|(_, one), (_, next)| one <= next);
        ensure!(is_ordered, "J4: who was absent is out of order");
        Ok(())
    }

    /// J7.
    fn check_seated() -> Result<(), TryRuntimeError> {
        let (mut expected, mut duties) = (BTreeMap::new(), BTreeMap::new());
        for seat in Disputes::<T>::iter_values().flat_map(|dispute| dispute.seats) {
            let count = |panels: &mut u32| *panels = panels.saturating_add(1);
            if !seat.is_extra {
                count(duties.entry(seat.coldkey.clone()).or_default());
            }
            count(expected.entry(seat.coldkey).or_default());
        }
        let seated = Seated::<T>::iter().collect::<BTreeMap<T::AccountId, _>>();
        ensure!(seated == expected, "J7: a coldkey sits on more or fewer panels than are counted");
        let is_bounded = duties.values().all(|panels| *panels <= MAX_DUTIES);
        ensure!(is_bounded, "J7: a coldkey must serve on too many panels");
        Ok(())
    }

    /// J5.
    fn check_queues() -> Result<(), TryRuntimeError> {
        for duty in Duty::ALL {
            let ends = QueueEnds::<T>::get(duty);
            ensure!(ends.head <= ends.tail, "J5: a queue ends before it begins");
            ensure!(ends.len() <= MAX_QUEUED, "J5: a queue is too long");
            let tasks = Queue::<T>::iter_prefix(duty).count();
            ensure!(u64::try_from(tasks) == Ok(ends.len()), "J5: a queue has gaps");
            let mut last = 0;
            for place in ends.head..ends.tail {
                let (due, _) = Queue::<T>::get(duty, place).ok_or("J5: a queue has gaps")?;
                ensure!(last <= due, "J5: a task is due before the one that is first");
                last = due;
            }
        }
        Ok(())
    }
}
