// SPDX-License-Identifier: Apache-2.0
//! What goes wrong between a node and its price sources, and what its operator can do.

use core::fmt;
use joule_primitives::price::{dollars::text, sources::PriceSource, Dollars};

/// Why there is no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing answers.
    Unreachable,
    /// It did not answer in time.
    Slow,
    /// It answered with a status that is not 200.
    Status(u16),
    /// The answer is too long.
    TooLong,
    /// There is no number where the price should stand.
    NoNumber,
    /// It is a price that cannot be.
    OutOfBounds,
    /// At most half of the sources said a price.
    TooFewAnswers {
        /// How many did.
        answered: usize,
        /// How many there are.
        asked: usize,
    },
    /// The sources say a price that is far from the last one.
    FarFromLast {
        /// What they say.
        price: Dollars,
        /// The last one.
        last: Dollars,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable => out.write_str(
                "It does not answer. See whether the address is right, and the certificates of the \
                 system are there.",
            ),
            Self::Slow => out.write_str("It did not answer in time. Name another if that goes on."),
            Self::Status(status) => write!(
                out,
                "It answers with the status {status}. See whether it limits requests or wants a key.",
            ),
            Self::TooLong => out.write_str("Its answer is too long. Ask it for less."),
            Self::NoNumber => out.write_str(
                "No price stands where it should in its answer. See what follows # in \
                 --price-source.",
            ),
            Self::OutOfBounds => out.write_str(
                "It says a price below a millionth of a dollar, or above ten million dollars.",
            ),
            Self::TooFewAnswers { answered, asked } => write!(
                out,
                "Only {answered} of {asked} price sources say a price. More than half must: name \
                 others by --price-source.",
            ),
            Self::FarFromLast { price, last } => write!(
                out,
                "The price sources say {}, more than ten times above or below the last price of \
                 {}. See whether they say dollars for one JOULE.",
                text(*price),
                text(*last),
            ),
        }
    }
}

/// Tells the operator about a source. Only its host: the rest of the address may hold a secret.
pub(super) fn warn(source: &PriceSource, fault: &Fault) {
    log::warn!(target: "joule::price", "The price source at {} was left out. {fault}", source.host());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_is_told_prices_in_dollars() {
        let (price, last) = (Dollars::from_u32(900), Dollars::from_rational(5, 2));
        let told = Fault::FarFromLast { price, last }.to_string();
        assert!(told.contains("say 900, ") && told.contains("the last price of 2.5. "), "{told}");
    }
}
