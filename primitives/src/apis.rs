// SPDX-License-Identifier: Apache-2.0
//! Runtime APIs of this chain, one trait per pallet that answers questions.
//!
//! The answers serialise to what JSON-RPC shows: camelCase fields, amounts as decimal strings in pJ.

pub mod attestation;
pub mod equilibrium;
pub mod issuance;
pub mod market;
pub mod panels;
pub mod price;
pub mod root;
pub mod staking;
pub mod subnets;

/// Serialises an amount as a decimal string, so that no client rounds it.
pub mod decimal {
    use alloc::string::String;
    use serde::{de::Error, Deserialize, Deserializer, Serializer};

    /// Writes `amount` in decimal digits.
    ///
    /// # Errors
    /// Only those of the serialiser.
    pub fn serialize<S: Serializer>(amount: &u128, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(amount)
    }

    /// Reads an amount in decimal digits.
    ///
    /// # Errors
    /// If the text is no decimal number or does not fit 128 bits.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Serialises an amount that may be below zero as a decimal string.
pub mod decimal_signed {
    use alloc::string::String;
    use serde::{de::Error, Deserialize, Deserializer, Serializer};

    /// Writes `amount` in decimal digits, after a minus if it is below zero.
    ///
    /// # Errors
    /// Only those of the serialiser.
    pub fn serialize<S: Serializer>(amount: &i128, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(amount)
    }

    /// Reads an amount in decimal digits.
    ///
    /// # Errors
    /// If the text is no decimal number or does not fit 128 bits.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i128, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Serialises an amount that may be absent as a decimal string or null.
pub mod decimal_optional {
    use alloc::string::{String, ToString};
    use serde::{de::Error, Deserialize, Deserializer, Serialize, Serializer};

    /// Writes `amount` in decimal digits, or null.
    ///
    /// # Errors
    /// Only those of the serialiser.
    pub fn serialize<S: Serializer>(
        amount: &Option<u128>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        amount.map(|amount| amount.to_string()).serialize(serializer)
    }

    /// Reads an amount in decimal digits, or null.
    ///
    /// # Errors
    /// If the text is no decimal number or does not fit 128 bits.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<u128>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}

/// Serialises a column of amounts as decimal strings.
pub mod decimals {
    use alloc::{string::String, vec::Vec};
    use serde::{de::Error, Deserialize, Deserializer, Serialize, Serializer};

    /// Writes each of `amounts` in decimal digits.
    ///
    /// # Errors
    /// Only those of the serialiser.
    pub fn serialize<S: Serializer>(
        amounts: &Option<Vec<u128>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let texts = amounts.as_ref().map(|amounts| {
            amounts.iter().map(|amount| alloc::format!("{amount}")).collect::<Vec<_>>()
        });
        texts.serialize(serializer)
    }

    /// Reads amounts in decimal digits.
    ///
    /// # Errors
    /// If a text is no decimal number or does not fit 128 bits.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<u128>>, D::Error> {
        let texts = Option::<Vec<String>>::deserialize(deserializer)?;
        let amounts = texts.map(|texts| texts.iter().map(|text| text.parse()).collect());
        amounts.transpose().map_err(D::Error::custom)
    }
}
