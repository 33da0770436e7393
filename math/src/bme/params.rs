// SPDX-License-Identifier: Apache-2.0
//! What governance sets of the market, and what it may not.

use sp_arithmetic::Perbill;

/// The least part of a burn that is gone for ever: 5 %.
pub const BURN_TAKE_MIN: Perbill = Perbill::from_percent(5);
/// The largest part of a burn that is gone for ever: 40 %.
pub const BURN_TAKE_MAX: Perbill = Perbill::from_percent(40);
/// The largest part of a burn that goes to stakers: 20 %.
pub const STAKER_TAKE_MAX: Perbill = Perbill::from_percent(20);
/// The least part of a burn that nobody may ever get back: 5 %.
pub const MARGIN_MIN: Perbill = Perbill::from_percent(5);

/// What governance sets of the market. Parts of a whole.
///
/// The fields have the letters of the formulas. They are set together: [`Params::check`] says
/// whether they may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    /// The part of a burn that is gone for ever, 5 to 40 %.
    pub tau_b: Perbill,
    /// The part of a burn that goes to stakers, 0 to 20 %.
    pub tau_s: Perbill,
    /// The highest subsidy per burn, 0 to `tau_b - delta`.
    pub sigma_max: Perbill,
    /// The part of a burn that not even all who profit from it together get back, 5 % at least.
    pub delta: Perbill,
    /// The part of a device's reference price that it may earn by being there. What it proves, it
    /// proves now and then: see [`Challenges::psi_max`](super::Challenges::psi_max).
    pub psi: Perbill,
}

/// Why parameters may not be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsound {
    /// `tau_b` is not within 5 to 40 %.
    BurnTakeOutOfBounds,
    /// `tau_s` is above 20 %.
    StakerTakeOutOfBounds,
    /// `delta` is below 5 %.
    MarginTooSmall,
    /// `sigma_max` is above `tau_b - delta`: burning would come back. Lower it, or burn more.
    FreeLunch,
    /// `psi` is above what challenges can prove. Lower it, or challenge more often.
    AvailabilityBeyondProof,
}

impl Params {
    /// What the chain starts with: 20 % gone, 10 % to stakers, at most 15 % of subsidy.
    pub const DEFAULT: Self = Self {
        tau_b: Perbill::from_percent(20),
        tau_s: Perbill::from_percent(10),
        sigma_max: Perbill::from_percent(15),
        delta: MARGIN_MIN,
        psi: Perbill::from_percent(2),
    };

    /// A lean market: 8 % gone, 2 % to stakers, at most 3 % of subsidy.
    pub const LEAN: Self = Self {
        tau_b: Perbill::from_percent(8),
        tau_s: Perbill::from_percent(2),
        sigma_max: Perbill::from_percent(3),
        delta: MARGIN_MIN,
        psi: Perbill::from_percent(2),
    };

    /// Whether these parameters may be set, where challenges prove availability of `psi_max` at
    /// most.
    ///
    /// # Errors
    ///
    /// The first bound that does not hold, in the order of [`Unsound`].
    pub fn check(&self, psi_max: Perbill) -> Result<(), Unsound> {
        let Self { tau_b, tau_s, delta, psi, .. } = *self;
        if !(BURN_TAKE_MIN..=BURN_TAKE_MAX).contains(&tau_b) {
            return Err(Unsound::BurnTakeOutOfBounds);
        }
        if tau_s > STAKER_TAKE_MAX {
            return Err(Unsound::StakerTakeOutOfBounds);
        }
        if delta < MARGIN_MIN {
            return Err(Unsound::MarginTooSmall);
        }
        if !self.has_no_free_lunch() {
            return Err(Unsound::FreeLunch);
        }
        if psi > psi_max {
            return Err(Unsound::AvailabilityBeyondProof);
        }
        Ok(())
    }

    /// Whether `1 - tau_b + sigma_max <= 1 - delta`: no burn comes back, whoever burns.
    #[must_use]
    pub fn has_no_free_lunch(&self) -> bool {
        // Parts are at most 10^9: sums take 31 bits.
        let regained = self.sigma_max.deconstruct().saturating_add(self.delta.deconstruct());
        regained <= self.tau_b.deconstruct()
    }

    /// The part of a burn that goes to the provider: `1 - tau_b - tau_s`. Zero if that is less.
    #[must_use]
    pub fn provider_part(&self) -> Perbill {
        let taken = self.tau_b.deconstruct().saturating_add(self.tau_s.deconstruct());
        Perbill::from_parts(Perbill::one().deconstruct().saturating_sub(taken))
    }
}

impl Default for Params {
    fn default() -> Self {
        Self::DEFAULT
    }
}
