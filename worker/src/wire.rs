// SPDX-License-Identifier: Apache-2.0
//! How values stand in JSON: bytes as hex with `0x`, numbers of 64 bits as decimal strings.

use std::{fmt, str::FromStr};

use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};

/// Bytes, as hex with `0x`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

/// `N` bytes, as hex with `0x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fixed<const N: usize>(pub [u8; N]);

/// 32 bytes: a hash, or a key.
pub type Hash32 = Fixed<32>;

/// A number of 64 bits, as a decimal string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(pub u64);

impl<const N: usize> From<[u8; N]> for Fixed<N> {
    fn from(bytes: [u8; N]) -> Self {
        Self(bytes)
    }
}

/// Why a text is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed(String);

impl fmt::Display for Malformed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Malformed {}

impl FromStr for Bytes {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let digits = text.strip_prefix("0x").ok_or_else(|| {
            Malformed("Bytes are hex that begins with 0x, such as 0x00ff.".into())
        })?;
        let bytes = hex::decode(digits)
            .map_err(|error| Malformed(format!("This is not hex with 0x: {error}.")))?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "0x{}", hex::encode(&self.0))
    }
}

impl<const N: usize> FromStr for Fixed<N> {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let bytes = text.parse::<Bytes>()?.0;
        let length = bytes.len();
        let fixed = bytes.try_into().map_err(|_| {
            Malformed(format!("This has {length} bytes, but it must have {N}: 0x and hex."))
        })?;
        Ok(Self(fixed))
    }
}

impl<const N: usize> fmt::Display for Fixed<N> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "0x{}", hex::encode(self.0))
    }
}

impl FromStr for Decimal {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| is_plain).map(Self).ok_or_else(|| {
            Malformed("A number of 64 bits is a string of decimal digits, such as \"42\".".into())
        })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// Reads and writes a type as the text that it is displayed as.
macro_rules! as_text {
    ($type:ty $(, $($generic:tt)*)?) => {
        impl $(<$($generic)*>)? Serialize for $type {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de $(, $($generic)*)?> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(D::Error::custom)
            }
        }
    };
}

as_text!(Bytes);
as_text!(Fixed<N>, const N: usize);
as_text!(Decimal);

/// An error with its causes, as sentences.
#[must_use]
pub fn sentences(error: &anyhow::Error) -> String {
    let sentence = |text: String| {
        let text = text.trim_end();
        let end = if text.ends_with(['.', '!', '?', ':']) { "" } else { "." };
        format!("{text}{end}")
    };
    error.chain().map(|cause| sentence(cause.to_string())).collect::<Vec<_>>().join(" ")
}

/// The first bytes of a hash, for logs.
#[must_use]
pub fn short(hash: &[u8; 32]) -> String {
    let text = hex::encode(hash);
    format!("0x{}…", text.get(..8).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_they_are_written() {
        let hash = Fixed([7; 32]);
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!("0x".parse(), Ok(Bytes(Vec::new())));
        assert_eq!(Decimal(u64::MAX).to_string().parse(), Ok(Decimal(u64::MAX)));
    }

    #[test]
    fn causes_are_sentences() {
        let error = anyhow::anyhow!("no such file").context("It cannot be read.");
        assert_eq!(sentences(&error), "It cannot be read. no such file.");
    }

    #[test]
    fn what_is_not_quite_right_is_refused() {
        for text in ["", "00", "0x0", "0xzz", "0X00", "0x 00"] {
            assert!(text.parse::<Bytes>().is_err(), "{text}");
        }
        for text in ["", "+1", "-1", " 1", "1.0", "0x1", "18446744073709551616"] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
        assert!("0x00".parse::<Hash32>().is_err());
    }
}
