// SPDX-License-Identifier: Apache-2.0
//! The runtime of this release with a `spec_version` one higher: what a test upgrades a running
//! network to.
//!
//! Compiled for the chain, this crate is the runtime: `build.rs` sets `JOULE_NEXT_VERSION`, by which
//! `runtime/build.rs` chooses the higher version. Compiled for the host, it holds the WASM of that.
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(not(feature = "std"))]
pub use joule_runtime::*;

/// What `build.rs` writes.
#[cfg(feature = "std")]
mod built {
    #![allow(dead_code, reason = "there are more constants in the file than a test needs")]

    include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));
}

/// The WASM of the next release, compressed, as a chain stores it; `None` if the build left it out,
/// as with `SKIP_WASM_BUILD`.
#[cfg(feature = "std")]
pub const WASM: Option<&[u8]> = built::WASM_BINARY;
