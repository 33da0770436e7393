// SPDX-License-Identifier: Apache-2.0
//! Rules about the text of source files.

use crate::{
    rust::{code_of, functions_of, is_identifier},
    SourceFile, Violation,
};

/// The line by which a file says its licence.
pub const LICENCE_LINE: &str = "SPDX-License-Identifier: Apache-2.0";
/// The most lines of a function.
pub const MAX_FUNCTION_LINES: usize = 70;
/// The most lines of a file under `src/`.
pub const MAX_FILE_LINES: usize = 700;
/// The most lines of a pallet's `lib.rs`: it declares what the pallet stores, tells and does, with the
/// documentation that wallets show, and the SDK wants all of it in one module.
pub const MAX_DECLARATION_LINES: usize = 1_000;

/// Functions that may be longer, and why.
const LONG_FUNCTIONS: [(&str, &str, &str); 1] = [(
    "node/src/service.rs",
    "run",
    "it hands the parts of the node to each other once, in one order; split up, each piece would \
     take and return most of them",
)];

/// What says of itself that work is left to do. Words match as a whole.
const UNFINISHED: [&str; 6] = ["todo!(", "unimplemented!(", "TODO", "FIXME", "XXX", "#[ignore"];

/// What mints tokens, or can.
const MINTS: [&str; 8] = [
    "mint_into",
    ".issue(",
    "::issue(",
    "deposit_creating",
    "PositiveImbalance",
    "set_balance",
    "set_total_issuance",
    "restore(",
];

/// Conversions that lose what does not fit, without a word.
const CASTS: [&str; 13] = [
    "as u8",
    "as u16",
    "as u32",
    "as u64",
    "as u128",
    "as usize",
    "as i8",
    "as i16",
    "as i32",
    "as i64",
    "as i128",
    "as Balance",
    "as BlockNumber",
];

/// Lints that a crate of runtime code denies: its WASM has no checks of its own.
const DENIED: [&str; 4] = [
    "clippy::arithmetic_side_effects",
    "clippy::float_arithmetic",
    "clippy::indexing_slicing",
    "clippy::unwrap_used",
];

/// Where code runs on the chain.
const RUNTIME_CODE: [&str; 2] = ["pallets/", "runtime/src/"];
/// The same, with the crates that it is made of.
const ON_CHAIN: [&str; 5] =
    ["math/src/", "pallets/", "pogw/src/", "primitives/src/", "runtime/src/"];
/// Where the length of functions is limited.
const SHORT_FUNCTIONS: [&str; 6] =
    ["math/src/", "node/src/", "pallets/", "pogw/src/", "runtime/src/", "worker/"];

/// Sources and scripts say their licence in one of their first two lines.
#[must_use]
pub fn without_licence(file: &SourceFile) -> Option<Violation> {
    let is_source =
        is_script(file) || ["rs", "cpp", "cu", "wgsl"].iter().any(|it| file.has_extension(it));
    let is_said = file.text.lines().take(2).any(|line| line.contains(LICENCE_LINE));
    (is_source && !is_said).then(|| {
        Violation::of_file(
            &file.path,
            format!("does not say its licence. Write `{LICENCE_LINE}` into a comment on top."),
        )
    })
}

fn is_script(file: &SourceFile) -> bool {
    file.has_extension("sh") || file.has_extension("mjs") || file.path == ".ci/run"
}

/// Nothing says of itself that it is not finished, or is a test that does not run.
#[must_use]
pub fn unfinished(file: &SourceFile) -> Vec<Violation> {
    let is_checked = is_script(file) || file.has_extension("rs") || file.has_extension("md");
    if !is_checked || file.path.starts_with("tests/tidy/") {
        return Vec::new();
    }
    let message = |word: &str| {
        format!(
            "says `{word}`. Finish it, or leave it out and open an issue that says what is left."
        )
    };
    occurrences(&file.path, &file.text, &UNFINISHED, message)
}

/// No runtime code converts numbers by `as`.
#[must_use]
pub fn casts(file: &SourceFile) -> Vec<Violation> {
    if !is_within(file, &ON_CHAIN) || !is_shipped(file) {
        return Vec::new();
    }
    let message = |cast: &str| {
        format!(
            "converts by `{cast}`, which drops what does not fit. Use `from`, `try_from` or a \
             saturating conversion."
        )
    };
    occurrences(&file.path, &code_of(&file.text), &CASTS, message)
}

/// Every crate of runtime code denies the lints that keep its arithmetic safe.
#[must_use]
pub fn undefended(file: &SourceFile) -> Vec<Violation> {
    if !is_within(file, &ON_CHAIN) || !file.path.ends_with("/src/lib.rs") {
        return Vec::new();
    }
    DENIED
        .iter()
        .filter(|lint| !file.text.contains(*lint))
        .map(|lint| Violation::of_file(&file.path, format!("does not deny `{lint}`. Add it.")))
        .collect()
}

/// No runtime code but that of the issuance pallet mints.
#[must_use]
pub fn mints(file: &SourceFile) -> Vec<Violation> {
    let is_minter = file.path.starts_with("pallets/issuance/");
    if is_minter || !is_within(file, &RUNTIME_CODE) || !is_shipped(file) {
        return Vec::new();
    }
    let message = |call: &str| {
        format!(
            "uses `{call}`, which mints. Only pallets/issuance mints: take the money from a pot, or \
             settle a payment, through the traits of `joule_primitives::money`."
        )
    };
    occurrences(&file.path, &code_of(&file.text), &MINTS, message)
}

/// Whether the file is Rust under one of `folders`, and in a `src` folder.
fn is_within(file: &SourceFile, folders: &[&str]) -> bool {
    file.has_extension("rs")
        && file.path.contains("/src/")
        && folders.iter().any(|folder| file.path.starts_with(folder))
}

/// Whether the file is part of what runs on the chain, not of its tests or benchmarks.
fn is_shipped(file: &SourceFile) -> bool {
    const OTHERS: [&str; 6] =
        ["benchmarking.rs", "benchmarks", "benchmarks.rs", "mock.rs", "tests", "tests.rs"];
    !file.path.split('/').any(|part| OTHERS.contains(&part))
}

/// Where `text` holds one of `words`, not as a part of a longer name.
fn occurrences(
    path: &str,
    text: &str,
    words: &[&str],
    message: impl Fn(&str) -> String,
) -> Vec<Violation> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for word in words.iter().filter(|word| holds(line, word)) {
            found.push(Violation::of_line(path, index + 1, message(word)));
        }
    }
    found
}

/// Whether `line` holds `word`, not as a part of a longer name.
fn holds(line: &str, word: &str) -> bool {
    let continues = |one: Option<char>, other: Option<char>| {
        one.is_some_and(is_identifier) && other.is_some_and(is_identifier)
    };
    line.match_indices(word).any(|(start, _)| {
        let (before, rest) = line.split_at(start);
        let after = rest.strip_prefix(word).and_then(|rest| rest.chars().next());
        !continues(before.chars().next_back(), word.chars().next())
            && !continues(word.chars().next_back(), after)
    })
}

/// Functions are short enough to be read at once.
#[must_use]
pub fn long_functions(file: &SourceFile) -> Vec<Violation> {
    if !is_within(file, &SHORT_FUNCTIONS) {
        return Vec::new();
    }
    let is_excused = |name: &str| {
        LONG_FUNCTIONS.iter().any(|(path, excused, _)| *path == file.path && *excused == name)
    };
    functions_of(&file.text)
        .into_iter()
        .filter(|function| function.lines > MAX_FUNCTION_LINES && !is_excused(&function.name))
        .map(|function| {
            let message = format!(
                "`{}` takes {} lines, {MAX_FUNCTION_LINES} at most are allowed. Give a part of it \
                 a name of its own.",
                function.name, function.lines,
            );
            Violation::of_line(&file.path, function.line, message)
        })
        .collect()
}

/// Files under `src/` are about one thing.
#[must_use]
pub fn long_file(file: &SourceFile) -> Option<Violation> {
    let lines = file.text.lines().count();
    // Measured weights are written by a script, a function for each call.
    let is_written = file.path.starts_with("runtime/src/weights/");
    let is_source = file.has_extension("rs") && file.path.contains("/src/") && !is_written;
    let declares = file.path.starts_with("pallets/") && file.path.ends_with("/src/lib.rs");
    let most = if declares { MAX_DECLARATION_LINES } else { MAX_FILE_LINES };
    (is_source && lines > most).then(|| {
        Violation::of_file(
            &file.path,
            format!(
                "has {lines} lines, {most} at most are allowed. Move one of the things it \
                 is about to a module of its own."
            ),
        )
    })
}
