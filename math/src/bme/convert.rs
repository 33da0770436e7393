// SPDX-License-Identifier: Apache-2.0
//! Dollars in pJ, and back.

use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, FixedU128, Rounding};

/// What a micro-dollar is in pJ at a price whose inner number is 1: 10^6 pJ, and the 18 digits of
/// the price.
const PJ_PER_MICRO_AT_ONE: u128 = 1_000_000_000_000_000_000_000_000;

/// Why dollars are not worth any amount of pJ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unconvertible {
    /// The price is zero: wait for one.
    NoPrice,
    /// The amount exceeds 128 bits: convert less at once.
    TooMuch,
}

/// What `usd_micro` micro-dollars cost in pJ at `price`, in dollars per JOULE: rounded up.
///
/// # Errors
///
/// `NoPrice` if the price is zero; `TooMuch` if the result exceeds 128 bits.
pub fn pj_for(usd_micro: u128, price: FixedU128) -> Result<u128, Unconvertible> {
    scaled(usd_micro, PJ_PER_MICRO_AT_ONE, price.into_inner(), Rounding::Up)
}

/// `factor * scale / price`, where the price is its inner number.
pub(super) fn scaled(
    factor: u128,
    scale: u128,
    price: u128,
    rounding: Rounding,
) -> Result<u128, Unconvertible> {
    if price == 0 {
        return Err(Unconvertible::NoPrice);
    }
    multiply_by_rational_with_rounding(factor, scale, price, rounding).ok_or(Unconvertible::TooMuch)
}

/// The most micro-dollars that `amount` pJ can pay at `price`, in dollars per JOULE: rounded down.
///
/// [`pj_for`] of it never exceeds `amount`, and that of one micro-dollar more always does. Nothing
/// at a price of zero. Saturates.
#[must_use]
pub fn usd_for(amount: u128, price: FixedU128) -> u128 {
    let price = price.into_inner();
    // The divisor is not zero: it fails if the result exceeds 128 bits only.
    multiply_by_rational_with_rounding(amount, price, PJ_PER_MICRO_AT_ONE, Rounding::Down)
        .unwrap_or(u128::MAX)
}

/// The price at which an order is settled: the mean of the last 30 minutes, but not below the floor
/// that the order fixed, so that a bad feed cannot drain its escrow.
#[must_use]
pub fn settlement_price(twap_30m: FixedU128, floor_price: FixedU128) -> FixedU128 {
    twap_30m.max(floor_price)
}
