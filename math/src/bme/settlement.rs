// SPDX-License-Identifier: Apache-2.0
//! A payment: what it burns, and who gets which part of it.

use sp_arithmetic::FixedU128;

use super::{
    convert::{pj_for, usd_for, Unconvertible},
    params::Params,
};

/// What a burn leads to, in pJ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// What is burned from the tenant's escrow: the sum of what follows.
    pub burned: u128,
    /// What is minted to the provider.
    pub to_provider: u128,
    /// What is minted to stakers.
    pub to_stakers: u128,
    /// What is gone for ever: at least `tau_b` of what was burned.
    pub gone: u128,
}

/// What of a debt was settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// The part of the debt, in micro-dollars.
    pub usd_micro: u128,
    /// What it led to.
    pub settlement: Settlement,
}

impl Params {
    /// Settles `usd_micro` micro-dollars at `price`, in dollars per JOULE.
    ///
    /// The burn is rounded up, what is minted down: all rounding is gone for ever. The parameters
    /// must be [sound](Params::check).
    ///
    /// # Errors
    ///
    /// `NoPrice` if the price is zero; `TooMuch` if the burn exceeds 128 bits.
    pub fn settle(&self, usd_micro: u128, price: FixedU128) -> Result<Settlement, Unconvertible> {
        pj_for(usd_micro, price).map(|burned| self.divide(burned))
    }

    /// Settles as much of `usd_micro` micro-dollars as `escrow` pJ can pay at `price`.
    ///
    /// The burn never exceeds the escrow. What is left of the debt is not paid: let no more be owed
    /// than [`Rent::blocks_for`](super::Rent::blocks_for) says.
    ///
    /// # Errors
    ///
    /// `NoPrice` if the price is zero.
    pub fn settle_within(
        &self,
        usd_micro: u128,
        price: FixedU128,
        escrow: u128,
    ) -> Result<Settled, Unconvertible> {
        let usd_micro = usd_micro.min(usd_for(escrow, price));
        Ok(Settled { usd_micro, settlement: self.settle(usd_micro, price)? })
    }

    /// Divides `burned` pJ.
    #[must_use]
    pub fn divide(&self, burned: u128) -> Settlement {
        let to_provider = self.provider_part().mul_floor(burned);
        let to_stakers = self.tau_s.mul_floor(burned);
        // Two parts that are together at most one.
        let gone = burned.saturating_sub(to_provider).saturating_sub(to_stakers);
        Settlement { burned, to_provider, to_stakers, gone }
    }
}
