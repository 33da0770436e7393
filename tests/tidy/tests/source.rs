// SPDX-License-Identifier: Apache-2.0
//! Sources say their licence, are finished, mint nowhere but in one place, and are short.

use anyhow::Result;
use joule_tidy::{
    assert_none, repository,
    rust::{code_of, functions_of},
    source, SourceFile,
};

#[test]
fn every_source_says_its_licence() -> Result<()> {
    let found = repository()?.iter().filter_map(source::without_licence).collect::<Vec<_>>();
    assert_none("Whoever copies a file must see its licence:", &found);
    Ok(())
}

#[test]
fn a_source_without_its_licence_is_caught() {
    let late = "//! A module.\n\n// SPDX-License-Identifier: Apache-2.0\n";
    for path in
        ["math/src/lib.rs", "scripts/dev.sh", "tests/apps/run.mjs", ".ci/run", "a/b.cu", "a/b.wgsl"]
    {
        assert!(source::without_licence(&SourceFile::new(path, late)).is_some(), "{path}");
        for head in [
            "// SPDX-License-Identifier: Apache-2.0\n",
            "#!/usr/bin/env bash\n# SPDX-License-Identifier: Apache-2.0\n",
        ] {
            assert_eq!(source::without_licence(&SourceFile::new(path, head)), None, "{path}");
        }
    }
    assert_eq!(source::without_licence(&SourceFile::new("README.md", late)), None);
}

#[test]
fn nothing_says_of_itself_that_it_is_unfinished() -> Result<()> {
    let found = repository()?.iter().flat_map(source::unfinished).collect::<Vec<_>>();
    assert_none("What is in the repository is finished, and every test runs:", &found);
    Ok(())
}

#[test]
fn words_of_unfinished_work_are_caught() {
    for line in ["// TODO: more", "todo!()", "unimplemented!(\"x\")", "# FIXME", "#[ignore]", "XXX"]
    {
        for path in ["math/src/lib.rs", "scripts/dev.sh", "docs/README.md"] {
            let found = source::unfinished(&SourceFile::new(path, &format!("\n{line}\n")));
            assert_eq!(found.len(), 1, "{line}");
            assert_eq!(found[0].line, Some(2));
        }
    }
    for line in ["a TODOLIST", "let mytodo = 1;", "#[ignored]", "XXXL"] {
        assert_eq!(source::unfinished(&SourceFile::new("math/src/lib.rs", line)), [], "{line}");
    }
}

#[test]
fn runtime_code_loses_nothing_in_a_conversion() -> Result<()> {
    let found = repository()?.iter().flat_map(source::casts).collect::<Vec<_>>();
    assert_none("Numbers on chain fit or are refused:", &found);
    Ok(())
}

#[test]
fn a_conversion_that_may_lose_something_is_caught() {
    let cast = "let small = large as u8;\n";
    let found = |path: &str| source::casts(&SourceFile::new(path, cast)).len();
    assert_eq!(found("pallets/x/src/lib.rs"), 1);
    assert_eq!(found("math/src/halving.rs"), 1);
    assert_eq!(found("pallets/x/src/tests/calls.rs"), 0);
    assert_eq!(found("node/src/main.rs"), 0);
    let harmless = SourceFile::new("runtime/src/lib.rs", "use a as b; // read as u8\n");
    assert_eq!(source::casts(&harmless), []);
}

#[test]
fn crates_of_runtime_code_deny_what_their_wasm_would_not_catch() -> Result<()> {
    let found = repository()?.iter().flat_map(source::undefended).collect::<Vec<_>>();
    assert_none("The WASM has no overflow checks; the lints are all there is:", &found);
    Ok(())
}

#[test]
fn a_crate_of_runtime_code_without_its_lints_is_caught() {
    let bare = SourceFile::new("pallets/x/src/lib.rs", "#![deny(clippy::unwrap_used)]\n");
    assert_eq!(source::undefended(&bare).len(), 3);
    assert_eq!(source::undefended(&SourceFile::new("node/src/lib.rs", "")), []);
}

#[test]
fn only_the_issuance_pallet_mints() -> Result<()> {
    let found = repository()?.iter().flat_map(source::mints).collect::<Vec<_>>();
    assert_none("There is one minter:", &found);
    Ok(())
}

#[test]
fn a_second_minter_is_caught() {
    for line in [
        "T::Currency::mint_into(&who, 5)?;",
        "let credit = T::Currency::issue(5);",
        "Balances::set_balance(&who, 5);",
        "drop(PositiveImbalance::<T>::new(5));",
        "asset.restore(who, 5);",
    ] {
        let file = |path| SourceFile::new(path, line);
        assert_eq!(source::mints(&file("pallets/staking/src/pools.rs")).len(), 1, "{line}");
        assert_eq!(source::mints(&file("runtime/src/configs/money.rs")).len(), 1, "{line}");
        for path in [
            "pallets/issuance/src/schedule.rs",
            "pallets/staking/src/mock.rs",
            "pallets/staking/src/tests/pools.rs",
            "pallets/staking/src/benchmarking.rs",
            "runtime/tests/fees.rs",
        ] {
            assert_eq!(source::mints(&file(path)), [], "{path}");
        }
    }
    for line in
        ["Balances::force_set_balance { .. }", "// never mint_into", "\"mint_into\"", "tissue()"]
    {
        let file = SourceFile::new("pallets/staking/src/pools.rs", line);
        assert_eq!(source::mints(&file), [], "{line}");
    }
}

#[test]
fn functions_can_be_read_at_once() -> Result<()> {
    let found = repository()?.iter().flat_map(source::long_functions).collect::<Vec<_>>();
    assert_none("A function fits a screen:", &found);
    Ok(())
}

#[test]
fn a_function_that_is_too_long_is_caught() {
    let function = |name: &str, lines: usize| {
        let body = "    let brace = '{'; // {\n".repeat(lines - 2);
        SourceFile::new("node/src/service.rs", &format!("pub(crate) fn {name}() {{\n{body}}}\n"))
    };
    assert_eq!(source::long_functions(&function("parts", source::MAX_FUNCTION_LINES)), []);
    let found = source::long_functions(&function("parts", source::MAX_FUNCTION_LINES + 1));
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("`parts` takes 71 lines"), "{}", found[0]);
    assert_eq!(source::long_functions(&function("run", 300)), [], "it is excused");
}

#[test]
fn files_are_about_one_thing() -> Result<()> {
    let found = repository()?.iter().filter_map(source::long_file).collect::<Vec<_>>();
    assert_none("A file is about one thing:", &found);
    Ok(())
}

#[test]
fn a_file_that_is_too_long_is_caught() {
    let file = |path, lines| SourceFile::new(path, &"\n".repeat(lines));
    let limit = source::MAX_FILE_LINES;
    assert_eq!(source::long_file(&file("node/src/main.rs", limit)), None);
    assert!(source::long_file(&file("node/src/main.rs", limit + 1)).is_some());
    assert_eq!(source::long_file(&file("docs/README.md", limit + 1)), None);
    let declarations = "pallets/staking/src/lib.rs";
    assert_eq!(source::long_file(&file(declarations, limit + 1)), None);
    let limit = source::MAX_DECLARATION_LINES;
    assert!(source::long_file(&file(declarations, limit + 1)).is_some());
}

#[test]
fn code_is_what_neither_comments_nor_literals_say() {
    for (text, code) in [
        ("a /* { /* } */ \n{ */ b", "a \n b"),
        ("a // {\nb", "a \nb"),
        ("\"{ \\\" {\" '{' '\\'' '\\u{7b}' &'a str", "\"\" '' '' '' &'a str"),
        ("r#\"{ \" {\"# br\"{\" r#type for", "\"\" b\"\" rtype for"),
        ("\"one \\\n{ two\"\nb", "\"\"\n\nb"),
    ] {
        assert_eq!(code_of(text), code, "{text}");
    }
}

#[test]
fn functions_are_found_with_their_lengths() {
    let text = "trait T {\n    fn declared(&self, a: [u8; 2]) -> u8;\n    fn given() {}\n}\n\
                pub const fn long(\n    a: [u8; 2],\n) -> u8 {\n    { 1 }\n}\n";
    let found = functions_of(text)
        .into_iter()
        .map(|function| (function.name, function.line, function.lines))
        .collect::<Vec<_>>();
    assert_eq!(found, [("given".to_owned(), 3, 1), ("long".to_owned(), 5, 5)]);
}
