// SPDX-License-Identifier: Apache-2.0
//! The price through time: how far it may move, and its averages. A price counts from when it was
//! agreed on until the next one, for 15 minutes at most: a time in which nobody knew the price
//! counts for nothing.

use crate::types::{Average, Reading, Track};
use core::cmp::Ordering;
use joule_math::bme::{bounded, Span, Twap, DAY_MS, HALF_HOUR_MS, HOLD_MS_MAX, SPANS};
use joule_primitives::{price::Dollars, types::Moment};

/// That a round says nothing that is newer than the last price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotNewer;

impl Track {
    /// Begins with the first price.
    pub(crate) fn begin(last: Reading) -> Self {
        Self {
            last,
            before: None,
            half_hour: Twap::new(HALF_HOUR_MS, last.as_of).into(),
            day: Twap::new(DAY_MS, last.as_of).into(),
        }
    }

    /// What a price that was agreed on may be, by feeders who were enough at `as_of`: as far as it
    /// may have moved since the last one of an earlier time.
    ///
    /// While it is `now`, more of them may speak, in whatever order. Later the price of that time
    /// stands: a few who spoke again do not change it.
    pub(crate) fn hold(
        &self,
        agreed: Dollars,
        as_of: Moment,
        now: Moment,
    ) -> Result<Dollars, NotNewer> {
        let base = match as_of.cmp(&self.last.as_of) {
            Ordering::Greater => Some(self.last),
            Ordering::Equal if as_of == now => self.before,
            Ordering::Equal | Ordering::Less => return Err(NotNewer),
        };
        let held = |base: Reading| bounded(base.spot, agreed, as_of.saturating_sub(base.as_of));
        Ok(base.map_or(agreed, held))
    }

    /// Goes on to the next price, which is not older than the last one.
    pub(crate) fn advance(&mut self, next: Reading) {
        if next.as_of > self.last.as_of {
            self.half_hour = self.with_last(self.half_hour, HALF_HOUR_MS, next.as_of).into();
            self.day = self.with_last(self.day, DAY_MS, next.as_of).into();
            self.before = Some(self.last);
        }
        self.last = next;
    }

    /// The averages over 30 minutes and 24 hours that end at `now`, or when the last price became too
    /// old to count.
    pub(crate) fn averages(&self, now: Moment) -> (Dollars, Dollars) {
        let now = now.min(self.counts_until());
        let mean = |average, window_ms| {
            self.with_last(average, window_ms, now).mean(now).unwrap_or(self.last.spot)
        };
        (mean(self.half_hour, HALF_HOUR_MS), mean(self.day, DAY_MS))
    }

    /// When the last price is too old to count.
    fn counts_until(&self) -> Moment {
        self.last.as_of.saturating_add(HOLD_MS_MAX)
    }

    /// An average with the last price up to `now`, as long as it counts.
    fn with_last(&self, average: Average, window_ms: Moment, now: Moment) -> Twap {
        let mut twap = average.over(window_ms);
        twap.add(self.last.spot, self.last.as_of, self.counts_until().min(now), now);
        twap
    }
}

impl Average {
    /// As the formulas take it.
    fn over(self, window_ms: Moment) -> Twap {
        let spans = self.spans.map(|(mean, ms)| Span { mean, ms });
        Twap { window_ms, start_ms: self.start_ms, spans }
    }
}

impl From<Twap> for Average {
    fn from(twap: Twap) -> Self {
        Self { start_ms: twap.start_ms, spans: twap.spans.map(|Span { mean, ms }| (mean, ms)) }
    }
}

const _: () = assert!(SPANS == 7, "What is stored has as many spans.");
