// SPDX-License-Identifier: Apache-2.0
//! Runtime APIs of this chain, one trait per pallet that answers questions.
//!
//! The answers serialise to what JSON-RPC shows: camelCase fields, amounts as decimal strings in pJ.

pub mod issuance;
pub mod staking;

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
