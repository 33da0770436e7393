// SPDX-License-Identifier: Apache-2.0
//! Decimal numbers as services write them.

/// How many decimals of a number are kept.
const DECIMALS: i32 = 18;
/// Exponents beyond this make no price.
const MOST_EXPONENT: i32 = 40;

/// A number such as `12`, `0.0375` or `3.75e-2`, times 10^18, rounded down. `None` if it is none, is
/// negative or does not fit.
pub(super) fn parse(text: &str) -> Option<u128> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    if !(-MOST_EXPONENT..=MOST_EXPONENT).contains(&exponent) {
        return None;
    }
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() || (mantissa.contains('.') && fraction.is_empty()) {
        return None;
    }
    let mut value: u128 = 0;
    let mut shift = exponent.saturating_add(DECIMALS);
    for digit in whole.chars() {
        value = append(value, digit.to_digit(10)?)?;
    }
    for digit in fraction.chars() {
        let digit = digit.to_digit(10)?;
        // What is too small to be seen is left out, but must be digits all the same.
        if shift > 0 {
            value = append(value, digit)?;
            shift = shift.saturating_sub(1);
        }
    }
    let scale = 10u128.checked_pow(shift.unsigned_abs())?;
    if shift >= 0 {
        value.checked_mul(scale)
    } else {
        value.checked_div(scale)
    }
}

/// A number with one digit more.
fn append(value: u128, digit: u32) -> Option<u128> {
    value.checked_mul(10)?.checked_add(digit.into())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn numbers_are_read_to_the_last_decimal() {
        const ONE: u128 = 1_000_000_000_000_000_000;
        for (text, value) in [
            ("0", 0),
            ("1", ONE),
            ("0.5", ONE / 2),
            ("12.000000000000000001", 12 * ONE + 1),
            ("0.0000000000000000019", 1),
            ("3.75e-2", ONE / 10_000 * 375),
            ("1E3", 1_000 * ONE),
            ("1e+3", 1_000 * ONE),
            ("2.5e1", 25 * ONE),
            ("1e-18", 1),
            ("1e-30", 0),
            ("25e-19", 2),
            ("00010", 10 * ONE),
        ] {
            assert_eq!(parse(text), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        let long = "9".repeat(40);
        for text in [
            "",
            "-1",
            "+1",
            "1.",
            ".5",
            ".",
            "1.2.3",
            "1e",
            "e5",
            "1e99",
            "1e-99",
            "1e2147483648",
            "NaN",
            "inf",
            "1,5",
            "1 ",
            " 1",
            "0x10",
            "1.0000000000000000000000x",
            "1e38",
            &long,
            "\u{661}",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
