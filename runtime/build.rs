// SPDX-License-Identifier: Apache-2.0
//! Builds the runtime's WASM, with the hash of its metadata inside: hardware wallets show what they
//! sign by it.

fn main() {
    #[cfg(feature = "std")]
    substrate_wasm_builder::WasmBuilder::init_with_defaults()
        .enable_metadata_hash("JOULE", 12)
        .build();
}
