// SPDX-License-Identifier: Apache-2.0
//! How many candidates take a seat.
//!
//! Seats are equal in consensus. Where fewer candidates stand than there are seats, a seat would
//! cost next to nothing, and a thousandth of the stake could buy most of them. So a candidate must
//! hold a quarter of the median pool, weighted by stake: the one at which half of all that stands is
//! reached, the largest first. Who has less than half of the stake cannot choose that pool.

/// The first that take a seat whatever they hold.
///
/// As many as it takes for one of them to fail without stopping finality.
pub const SAFE_SEATS: usize = 4;

/// How many of the candidates, whose stakes come in descending order, take a seat.
///
/// All that hold at least a quarter of the stake-weighted median, but at least [`SAFE_SEATS`] as far
/// as there are candidates, and at most `max_seats`. Exact as long as the stakes add up to less than
/// 2^126.
#[must_use]
pub fn seats(stakes: &[u128], max_seats: usize) -> usize {
    let median = median_by_stake(stakes);
    let worthy = stakes.iter().take_while(|stake| stake.saturating_mul(4) >= median).count();
    worthy.max(SAFE_SEATS.min(stakes.len())).min(max_seats)
}

/// The stake with which half of all stake is reached, counted from the largest; zero of none.
#[must_use]
pub fn median_by_stake(stakes: &[u128]) -> u128 {
    let total = stakes.iter().fold(0u128, |sum, stake| sum.saturating_add(*stake));
    let mut reached = 0u128;
    for stake in stakes {
        reached = reached.saturating_add(*stake);
        if reached >= total.saturating_sub(reached) {
            return *stake;
        }
    }
    0
}
