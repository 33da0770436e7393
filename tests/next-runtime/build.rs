// SPDX-License-Identifier: Apache-2.0
//! Builds the runtime's WASM with the next version. There is no hash of the metadata in it: that
//! would compile the runtime twice, and no test signs with a hardware wallet.

fn main() {
    #[cfg(feature = "std")]
    {
        // The cargo that builds the WASM inherits it, and nothing else does: `runtime/build.rs` of
        // that build sees it, the one of the runtime itself runs in another process.
        std::env::set_var("JOULE_NEXT_VERSION", "1");
        substrate_wasm_builder::WasmBuilder::build_using_defaults();
    }
}
