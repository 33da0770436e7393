// SPDX-License-Identifier: Apache-2.0
//! Genesis blocks: the presets of the four networks, and what every genesis must satisfy.
//!
//! | preset | validators | slots | sessions | endows | subnets | sudo |
//! |---|---|---|---|---|---|---|
//! | `development` | Alice | 1 s | 60 slots | six well-known accounts | one of Alice | Alice |
//! | `local` | Alice to Dave | 2 s | 150 slots | six well-known accounts | none | Alice |
//! | `testnet` | of the allocations file | 6 s | 2,400 slots | what that file says | none | nobody |
//! | `mainnet` | of the allocations file | 6 s | 2,400 slots | what that file says | none | nobody |

mod checks;
mod presets;

pub use checks::check;
pub use presets::{preset, DEVELOPMENT, LOCAL, MAINNET, NAMES, TESTNET};

use crate::RuntimeGenesisConfig;
use alloc::{format, string::String, vec::Vec};
use frame_support::traits::BuildGenesisConfig;

/// Writes the state of the genesis block that `json` describes, a whole [`RuntimeGenesisConfig`].
///
/// # Errors
/// A sentence that says what is wrong with it and what to do. Nothing is written then.
pub fn build(json: &[u8]) -> Result<(), String> {
    let config: RuntimeGenesisConfig = serde_json::from_slice(json)
        .map_err(|error| format!("The genesis configuration is not valid JSON for it: {error}."))?;
    check(&config)?;
    config.build();
    Ok(())
}

/// The JSON that [`GenesisBuilder`](sp_genesis_builder::GenesisBuilder) hands out: the defaults for
/// no name, a patch to them for the name of a preset.
#[must_use]
pub fn json_of(name: Option<&str>) -> Option<Vec<u8>> {
    match name {
        None => serde_json::to_vec(&RuntimeGenesisConfig::default()).ok(),
        Some(name) => serde_json::to_vec(&preset(name)?).ok(),
    }
}
