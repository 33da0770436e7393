// SPDX-License-Identifier: Apache-2.0
//! Tables and plots of the documentation that simulations write, or compare with what they compute.

use joule_primitives::{
    types::Balance,
    units::{JOULE, MILLIJOULE},
};
use std::{env, fs, path::Path};

/// The variable that has the files written instead of compared.
const WRITE: &str = "WRITE_FIGURES";

/// An amount in JOULE with three digits behind the point, the rest cut off.
pub fn joules(amount: Balance) -> String {
    format!("{}.{:03}", amount / JOULE, amount % JOULE / MILLIJOULE)
}

/// Compares `text` with the file `name` of the documentation, which the guide `page` shows, or writes
/// it.
///
/// # Panics
/// If the file says something else.
pub fn publish(page: &str, name: &str, text: &str) {
    // Asked for when the test runs: checkouts that share a target directory share the test, too.
    let here = env::var_os("CARGO_MANIFEST_DIR");
    let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let path = Path::new(&here).join("../docs/figures").join(name);
    if env::var_os(WRITE).is_some() {
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("there is room");
        fs::write(&path, text).expect("the file can be written");
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        published == text,
        "The simulation came out otherwise than docs/figures/{name} says. If that is meant, run \
         the test with {WRITE}=1 to write the figures anew, and correct docs/{page}."
    );
}
