// SPDX-License-Identifier: Apache-2.0
//! What an offence costs.
//!
//! One validator that errs alone loses little. The more of them offend in one session, the more it
//! looks like an attack, and a third of the seats, which is what an attack on finality takes, loses
//! everything.

use sp_arithmetic::Perbill;

/// What every offence costs at least: 5 %.
pub const MIN_SLASH: Perbill = Perbill::from_percent(5);

/// The part of its pool that each of `offenders` on `seats` loses, if so many offended in one
/// session: `max(5 %, min(1, 3 * offenders / seats)^2)`, rounded down to a billionth.
///
/// Everything from a third of the seats on, and if there are no seats. Nothing without offenders.
#[must_use]
pub fn slash_fraction(offenders: u32, seats: u32) -> Perbill {
    if offenders == 0 {
        return Perbill::zero();
    }
    let (thrice, all) = (u64::from(offenders).saturating_mul(3), u64::from(seats));
    if thrice >= all {
        return Perbill::one();
    }
    // Both are below 2^32 here, and their squares below 2^64.
    let part = Perbill::from_rational(thrice.saturating_mul(thrice), all.saturating_mul(all));
    part.max(MIN_SLASH)
}

/// The part of what is left to take so that `before`, taken already, becomes `now` in all:
/// `(now - before) / (1 - before)`, rounded down to a billionth.
///
/// Nothing if `now` is not more than `before`.
#[must_use]
pub fn further(before: Perbill, now: Perbill) -> Perbill {
    if now <= before {
        return Perbill::zero();
    }
    // `now` is at most one, so that `before` is below it and the divisor is not zero.
    let missing = now.deconstruct().saturating_sub(before.deconstruct());
    let left = Perbill::one().deconstruct().saturating_sub(before.deconstruct());
    Perbill::from_rational(missing, left)
}
