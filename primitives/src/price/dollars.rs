// SPDX-License-Identifier: Apache-2.0
//! Prices as people read them: decimal strings in dollars, with as many decimals as it takes.

use super::Dollars;
use alloc::{
    format,
    string::{String, ToString},
};
use serde::{de::Error, Deserialize, Deserializer, Serializer};

/// How many decimals a price has.
const DECIMALS: usize = 18;

/// Writes a price such as `0.0375`.
///
/// # Errors
/// Only those of the serialiser.
pub fn serialize<S: Serializer>(price: &Dollars, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&text(*price))
}

/// Reads one.
///
/// # Errors
/// If the text is no decimal number, has more than 18 decimals or does not fit.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Dollars, D::Error> {
    let text = String::deserialize(deserializer)?;
    parsed(&text)
        .ok_or_else(|| D::Error::custom("a price is digits, with 18 after the point at most"))
}

/// Prices that may be absent.
pub mod optional {
    use super::{parsed, text, Dollars};
    use alloc::string::String;
    use serde::{de::Error, Deserialize, Deserializer, Serialize, Serializer};

    /// Writes a price, or null.
    ///
    /// # Errors
    /// Only those of the serialiser.
    pub fn serialize<S: Serializer>(
        price: &Option<Dollars>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        price.map(text).serialize(serializer)
    }

    /// Reads a price, or null.
    ///
    /// # Errors
    /// If the text is no decimal number, has more than 18 decimals or does not fit.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Dollars>, D::Error> {
        let price = |text: String| parsed(&text).ok_or_else(|| D::Error::custom("no price"));
        Option::<String>::deserialize(deserializer)?.map(price).transpose()
    }
}

/// A price in dollars, to the last decimal that is not zero, such as `0.0375`.
#[must_use]
pub fn text(price: Dollars) -> String {
    // The digits of one dollar, and those behind the point.
    let digits = format!("{:0width$}", price.into_inner(), width = DECIMALS.saturating_add(1));
    let (whole, decimals) = digits.split_at(digits.len().saturating_sub(DECIMALS));
    match decimals.trim_end_matches('0') {
        "" => whole.to_string(),
        decimals => format!("{whole}.{decimals}"),
    }
}

/// The price that a text says.
fn parsed(text: &str) -> Option<Dollars> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let are_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole) || !are_digits(decimals) || decimals.len() > DECIMALS {
        return None;
    }
    let decimals = format!("{decimals:0<width$}", width = DECIMALS).parse::<u128>().ok()?;
    let whole = whole.parse::<u128>().ok()?.checked_mul(Dollars::from_u32(1).into_inner())?;
    Some(Dollars::from_inner(whole.checked_add(decimals)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_written_and_read_to_the_last_decimal() {
        for (inner, shown) in [
            (0, "0"),
            (1, "0.000000000000000001"),
            (2_500_000_000_000_000_000, "2.5"),
            (10_000_000_000_000_000_000, "10"),
            (1_000_000_000_000_000_010, "1.00000000000000001"),
            (u128::MAX, "340282366920938463463.374607431768211455"),
        ] {
            let price = Dollars::from_inner(inner);
            assert_eq!(text(price), shown);
            assert_eq!(parsed(shown), Some(price));
        }
        assert_eq!(parsed("007.500"), Some(Dollars::from_rational(15, 2)));
    }

    #[test]
    fn what_is_no_price_is_not_read() {
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "-1",
            "+1",
            "1e3",
            "1,5",
            " 1",
            "1.2.3",
            "0.0000000000000000001",
            "340282366920938463464",
            "999999999999999999999999999999999999999999",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }
}
