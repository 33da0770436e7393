// SPDX-License-Identifier: Apache-2.0
//! Builds the runtime's WASM, with the hash of its metadata inside: hardware wallets show what they
//! sign by it.

fn main() {
    // Set by `tests/next-runtime` alone, for the WASM to which a test upgrades a network: this
    // runtime with the next version. It makes no other difference.
    println!("cargo::rerun-if-env-changed=JOULE_NEXT_VERSION");
    println!("cargo::rustc-check-cfg=cfg(next_version)");
    if std::env::var_os("JOULE_NEXT_VERSION").is_some() {
        println!("cargo::rustc-cfg=next_version");
    }

    #[cfg(feature = "std")]
    substrate_wasm_builder::WasmBuilder::init_with_defaults()
        .enable_metadata_hash("JOULE", 12)
        .build();
}
