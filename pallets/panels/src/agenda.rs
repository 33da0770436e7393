// SPDX-License-Identifier: Apache-2.0
//! What is done by itself: a queue for each duty, in which tasks come due in the order in which they
//! were put there, as each waits equally long. Nothing depends on it: anybody may call instead.

use crate::{types::Duty, Config, Pallet, Queue, QueueEnds, WeightInfo, MAX_QUEUED, MAX_TASKS};
use frame_support::weights::{Weight, WeightMeter};
use joule_primitives::{panels::DisputeId, types::BlockNumber};

impl<T: Config> Pallet<T> {
    /// Has something done from block `due` on, if there is room in its queue.
    pub(crate) fn enqueue(duty: Duty, due: BlockNumber, id: DisputeId) {
        let mut ends = QueueEnds::<T>::get(duty);
        if ends.len() >= MAX_QUEUED {
            return;
        }
        Queue::<T>::insert(duty, ends.tail, (due, id));
        ends.tail = ends.tail.saturating_add(1);
        QueueEnds::<T>::insert(duty, ends);
    }

    /// Does what is due as far as `limit` goes, and returns what that cost.
    pub(crate) fn do_tasks(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        if meter.try_consume(T::WeightInfo::on_idle()).is_err() {
            return meter.consumed();
        }
        let mut left = MAX_TASKS;
        for duty in Duty::ALL {
            let cost = T::WeightInfo::take_task().saturating_add(Self::weight_of(duty));
            while left > 0 && Self::is_due(duty) && meter.try_consume(cost).is_ok() {
                if let Some(id) = Self::take_task(duty) {
                    Self::do_task(duty, id);
                }
                left = left.saturating_sub(1);
            }
        }
        meter.consumed()
    }

    /// Whether the first task of a queue is due.
    fn is_due(duty: Duty) -> bool {
        let ends = QueueEnds::<T>::get(duty);
        let first = Queue::<T>::get(duty, ends.head);
        first.is_some_and(|(due, _)| due <= Self::now())
    }

    /// Takes the first task out of a queue.
    pub(crate) fn take_task(duty: Duty) -> Option<DisputeId> {
        let mut ends = QueueEnds::<T>::get(duty);
        let (_, id) = Queue::<T>::take(duty, ends.head)?;
        ends.head = ends.head.saturating_add(1);
        QueueEnds::<T>::insert(duty, ends);
        Some(id)
    }

    /// Does what is due for a dispute. A refusal, which changes nothing, means that somebody was
    /// quicker.
    fn do_task(duty: Duty, id: DisputeId) {
        let _ = match duty {
            Duty::Draw => Self::do_draw(id),
            Duty::Close | Duty::Finish => Self::do_conclude(id),
        };
    }

    fn weight_of(duty: Duty) -> Weight {
        match duty {
            Duty::Draw => Self::draw_weight(),
            Duty::Close | Duty::Finish => Self::conclude_weight(),
        }
    }
}
