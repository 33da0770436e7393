// SPDX-License-Identifier: Apache-2.0
//! Means of a price over time.

use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, FixedU128, Rounding};

use super::price::bounded;

/// Half an hour, in milliseconds.
pub const HALF_HOUR_MS: u64 = 1_800_000;
/// A day, in milliseconds.
pub const DAY_MS: u64 = 86_400_000;
/// For how long a price counts in the means without a new one, in milliseconds: 15 minutes.
pub const HOLD_MS_MAX: u64 = 900_000;

/// Spans that a mean remembers: the one that runs, and those of a window before it.
pub const SPANS: usize = 7;
/// Spans of a window: one less.
const SPANS_OF_WINDOW: u64 = 6;

/// A span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The mean of the price, as its inner number, over the time in which there was one.
    pub mean: u128,
    /// That time, in milliseconds.
    pub ms: u64,
}

impl Span {
    /// The two together. The mean is rounded down, and lies between both.
    fn and(self, other: Self) -> Self {
        let (low, high) = if self.mean < other.mean { (self, other) } else { (other, self) };
        let ms = low.ms.saturating_add(high.ms);
        let distance = high.mean.saturating_sub(low.mean);
        // A part of the distance never exceeds it: it fails if neither has any time only.
        let above =
            multiply_by_rational_with_rounding(distance, high.ms.into(), ms.into(), Rounding::Down);
        Self { mean: low.mean.saturating_add(above.unwrap_or(0)), ms }
    }
}

/// The mean of a price over a window of time that ends now.
///
/// The window slides. It is kept as spans of a sixth of it each: the one that runs, five whole
/// ones, and of the one before as much as is missing, as if its price had been the same all the
/// time. So a price is forgotten after a window and a sixth at most, and all that is kept has a
/// fixed size.
///
/// Time without a price does not count. The mean lies between the lowest and the highest price of
/// the time that counts; each price that is added rounds it down by 10^-18 at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Twap {
    /// The window, in milliseconds.
    pub window_ms: u64,
    /// When the span that runs began.
    pub start_ms: u64,
    /// The spans, the one that runs first.
    pub spans: [Span; SPANS],
}

impl Twap {
    /// A mean over `window_ms` that begins now.
    #[must_use]
    pub fn new(window_ms: u64, now_ms: u64) -> Self {
        Self { window_ms, start_ms: now_ms, spans: Default::default() }
    }

    /// Adds the price that held from `from_ms` until `until_ms`, as of `now_ms`.
    ///
    /// No time may be added twice: begin where the last one ended, or later. What lies beyond
    /// `now_ms` or before the window does not count.
    pub fn add(&mut self, price: FixedU128, from_ms: u64, until_ms: u64, now_ms: u64) {
        self.roll(now_ms);
        let mean = price.into_inner();
        let (mut start, mut end) = (self.start_ms, until_ms.min(now_ms));
        for span in &mut self.spans {
            let ms = end.saturating_sub(from_ms.max(start));
            if ms > 0 {
                *span = span.and(Span { mean, ms });
            }
            end = end.min(start);
            start = start.saturating_sub(span_ms(self.window_ms));
        }
    }

    /// The mean over the window that ends now; `None` if there was no price in it.
    #[must_use]
    pub fn mean(&self, now_ms: u64) -> Option<FixedU128> {
        let mut rolled = *self;
        rolled.roll(now_ms);
        let length = span_ms(self.window_ms);
        let missing = length.saturating_sub(now_ms.saturating_sub(rolled.start_ms));
        if let Some(oldest) = rolled.spans.last_mut() {
            oldest.ms = part(oldest.ms, missing, length);
        }
        let window = rolled.spans.into_iter().filter(|span| span.ms > 0).reduce(Span::and)?;
        Some(FixedU128::from_inner(window.mean))
    }

    /// Forgets what is too old, so that the span that runs is the one of `now_ms`.
    fn roll(&mut self, now_ms: u64) {
        let length = span_ms(self.window_ms);
        let passed = now_ms.saturating_sub(self.start_ms).checked_div(length).unwrap_or(0);
        // All of them, if more have passed than there are.
        let gone = usize::try_from(passed).unwrap_or(SPANS).min(SPANS);
        self.spans.rotate_right(gone);
        self.spans.iter_mut().take(gone).for_each(|span| *span = Span::default());
        self.start_ms = self.start_ms.saturating_add(passed.saturating_mul(length));
    }
}

/// The length of a span.
fn span_ms(window_ms: u64) -> u64 {
    window_ms.checked_div(SPANS_OF_WINDOW).unwrap_or(0).max(1)
}

/// `amount * part / whole`, rounded down, where the part is at most the whole.
fn part(amount: u64, part: u64, whole: u64) -> u64 {
    // 128 bits hold the product, and the whole is not zero: it cannot fail.
    let product = u128::from(amount).saturating_mul(part.into());
    product.checked_div(whole.into()).and_then(|part| u64::try_from(part).ok()).unwrap_or(0)
}

/// A price with its means over half an hour and over a day.
///
/// An update and each mean take the same few steps however much time has passed, but for the
/// periods of [`bounded`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceTrack {
    /// The last price.
    pub spot: FixedU128,
    /// When it came, in milliseconds.
    pub as_of_ms: u64,
    /// Half an hour without the last price.
    pub half_hour: Twap,
    /// A day without the last price.
    pub day: Twap,
}

impl PriceTrack {
    /// Begins with the first price.
    #[must_use]
    pub fn new(first: FixedU128, now_ms: u64) -> Self {
        Self {
            spot: first,
            as_of_ms: now_ms,
            half_hour: Twap::new(HALF_HOUR_MS, now_ms),
            day: Twap::new(DAY_MS, now_ms),
        }
    }

    /// Takes the next price, as far as it may differ from the last one. Nothing if `now_ms` lies
    /// before that.
    ///
    /// The last one counts until now, but no longer than [`HOLD_MS_MAX`].
    pub fn update(&mut self, next: FixedU128, now_ms: u64) {
        let Some(elapsed_ms) = now_ms.checked_sub(self.as_of_ms) else { return };
        self.half_hour = self.with_spot(self.half_hour, now_ms);
        self.day = self.with_spot(self.day, now_ms);
        self.spot = bounded(self.spot, next, elapsed_ms);
        self.as_of_ms = now_ms;
    }

    /// The mean over the last 30 minutes; the last price if there is none.
    #[must_use]
    pub fn twap_30m(&self, now_ms: u64) -> FixedU128 {
        self.with_spot(self.half_hour, now_ms).mean(now_ms).unwrap_or(self.spot)
    }

    /// The mean over the last 24 hours; the last price if there is none.
    #[must_use]
    pub fn twap_24h(&self, now_ms: u64) -> FixedU128 {
        self.with_spot(self.day, now_ms).mean(now_ms).unwrap_or(self.spot)
    }

    /// A mean with the last price, for as long as it counts.
    fn with_spot(&self, mut twap: Twap, now_ms: u64) -> Twap {
        let until_ms = self.as_of_ms.saturating_add(HOLD_MS_MAX).min(now_ms);
        twap.add(self.spot, self.as_of_ms, until_ms, now_ms);
        twap
    }
}
