// SPDX-License-Identifier: Apache-2.0
//! Burn-mint equilibrium: what a tenant burns for GPU time, and what is minted for it.
//!
//! Prices are in dollars, payments in JOULE. When work is settled, what it costs is burned from the
//! tenant's escrow, and strictly less is minted to those who did it, in one call and at one price
//! `P`, in dollars per JOULE. Nobody ever holds a promise that the chain would have to cover later.
//!
//! ```text
//! owed  = floor( rate * blocks * slot_ms / 3,600,000 )       since the lease began
//! b     = ceil( dollars / P )                                burned
//! w     = floor( b * (1 - tau_b - tau_s) )                   minted to the provider
//! z     = floor( b * tau_s )                                 minted to stakers
//! d     = b - w - z >= tau_b * b                             gone for ever
//! ```
//!
//! A part of the emission, `W` in an epoch, adds a subsidy to work. `q` says which part of a burn
//! counts:
//!
//! ```text
//! S     = W + carry
//! sigma = min( sigma_max, S / sum(q b) )                     sigma_max if nothing was burned
//! s     = floor( sigma * floor(q b) )                        of each burn
//! carry = min( S - floor(sigma * sum(q b)), 4 W )            what is beyond lapses
//! ```
//!
//! Another one, `A`, is paid to devices that are there and proved it with weight `x`:
//!
//! ```text
//! a     = min( A * x / sum(x), psi * reference price * hours / P )
//! psi  <= 0.75 * D / mean gap between two challenges
//! ```
//!
//! Of the time between two proofs, hours of one mean gap count at most, so that no choice of
//! challenges is worth a rented card.
//!
//! Orders are won by reverse auction, and the price comes from the oracle's members:
//!
//! ```text
//! reputation = (completed + 2) / (completed + failed + 4)    in dollars
//! value      = price * (1 + 0.2 * (1 - reputation))          the lowest wins
//! spot       = the median of what lies within 3 % of the median,
//!              at most 10 % away from the last one for each 30 minutes that have passed
//! P          = max( mean of 30 minutes, floor price of the order )
//! ```
//!
//! # What holds
//!
//! - **No free lunch**: `1 - tau_b + sigma_max <= 1 - delta`. Who is tenant, provider and all
//!   stakers at once gets back `w + z + s <= (1 - delta) * b`, at any price, in any volume, in one
//!   settlement or in many. [`Params::check`] refuses parameters by which it would not hold. Pay
//!   for availability is outside of the sum, because it does not depend on what is burned.
//! - `w + z <= (1 - tau_b) * b`, and the subsidies of an epoch are together at most `S`.
//! - A settlement in many parts burns at least what one of the whole does, up to 1 pJ more for
//!   each, and loses at least `tau_b` of what the dollars are worth.
//! - An escrow is never owed more than it holds: [`Rent::blocks_for`] is the inverse of
//!   [`Rent::owed`], and [`usd_for`] that of [`pj_for`].
//!
//! # Units
//!
//! Dollars are whole micro-dollars (10^-6), amounts pJ (10^-12 JOULE), and prices dollars per JOULE
//! with 18 digits behind the point, as [`FixedU128`](sp_arithmetic::FixedU128) has them, so that
//! `dollars / P` is `usd_micro * 10^24 / inner`. Time is in milliseconds or blocks. A rate is in
//! micro-dollars per hour: per block it would lose up to a few percent of a small one.
//!
//! ```
//! use joule_math::bme::{Params, Rent};
//! use sp_arithmetic::FixedU128;
//!
//! // A day on a card of 2 dollars an hour, in slots of 6 seconds, at 3 dollars per JOULE.
//! let rent = Rent { usd_micro_per_hour: 2_000_000, slot_ms: 6_000 };
//! let owed = rent.owed(14_400);
//! assert_eq!(owed, 48_000_000);
//! let settlement = Params::DEFAULT.settle(owed, FixedU128::from_u32(3)).unwrap();
//! assert_eq!(settlement.burned, 16_000_000_000_000);
//! assert_eq!(settlement.to_provider, 11_200_000_000_000);
//! assert_eq!(settlement.to_stakers, 1_600_000_000_000);
//! assert_eq!(settlement.gone, 3_200_000_000_000);
//! ```

mod auction;
mod availability;
mod convert;
mod epoch;
mod params;
mod price;
mod rent;
mod settlement;
mod twap;

pub use auction::{Rank, Record, NEUTRAL_USD_MICRO};
pub use availability::{capped_pay, idle_weight, pay_cap, share, Challenges};
pub use convert::{pj_for, settlement_price, usd_for, Unconvertible};
pub use epoch::{subsidy, weighted, Closed, CARRY_EPOCHS};
pub use params::{Params, Unsound, BURN_TAKE_MAX, BURN_TAKE_MIN, MARGIN_MIN, STAKER_TAKE_MAX};
pub use price::{
    bounded, combined, quorum, CHANGE_PERIODS_MAX, CHANGE_PERIOD_MS, OUTLIER_DISTANCE,
};
pub use rent::Rent;
pub use settlement::{Settled, Settlement};
pub use twap::{PriceTrack, Span, Twap, DAY_MS, HALF_HOUR_MS, HOLD_MS_MAX, SPANS};
