// SPDX-License-Identifier: Apache-2.0
//! What is done by itself: a queue for each duty, in which tasks come due in the order in which they
//! were put there, as each waits equally long. Nothing depends on it: anybody may call instead.

use crate::{
    types::Duty, Config, Error, Pallet, Queue, QueueEnds, WeightInfo, MAX_QUEUED, MAX_TASKS,
    REDRAW_BLOCKS,
};
use frame_support::weights::{Weight, WeightMeter};
use joule_primitives::{panels::DisputeId, types::BlockNumber};
use sp_runtime::DispatchError;

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
    /// quicker, unless a panel cannot be drawn yet: that is tried again.
    fn do_task(duty: Duty, id: DisputeId) {
        let refusal = match duty {
            Duty::Draw | Duty::Redraw => Self::do_draw(id).err(),
            Duty::Close | Duty::Finish => {
                let _ = Self::do_conclude(id);
                None
            }
        };
        let waits = [Error::<T>::TooEarly, Error::<T>::TooFewJurors].map(DispatchError::from);
        if refusal.is_some_and(|refusal| waits.contains(&refusal)) {
            Self::enqueue(Duty::Redraw, Self::now().saturating_add(REDRAW_BLOCKS), id);
        }
    }

    fn weight_of(duty: Duty) -> Weight {
        match duty {
            Duty::Draw | Duty::Redraw => Self::draw_weight(),
            Duty::Close | Duty::Finish => Self::conclude_weight(),
        }
    }
}
