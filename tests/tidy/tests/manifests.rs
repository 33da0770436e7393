// SPDX-License-Identifier: Apache-2.0
//! The manifests keep the layers apart and the versions together.

use anyhow::Result;
use joule_tidy::{
    assert_none,
    manifests::{self, Workspace},
    repository, SourceFile,
};

/// A root manifest, and those of two pallets, `math` and `primitives`, each with `extra` lines.
fn example(pallet: &str, math: &str, primitives: &str) -> Result<Workspace> {
    let root = "[workspace.dependencies]\n\
                codec = { package = \"parity-scale-codec\", version = \"3\" }\n\
                issuance = { package = \"pallet-joule-issuance\", path = \"pallets/issuance\" }\n\
                joule-math = { path = \"math\" }\n\
                joule-primitives = { path = \"primitives\" }";
    let member = |folder: &str, name: &str, extra: &str| {
        let text = format!(
            "[package]\nname = \"{name}\"\nlicense.workspace = true\nedition.workspace = true\n\
             [lints]\nworkspace = true\n{extra}"
        );
        SourceFile::new(&format!("{folder}/Cargo.toml"), &text)
    };
    Workspace::read(&[
        SourceFile::new("Cargo.toml", root),
        member("math", "joule-math", math),
        member("pallets/issuance", "pallet-joule-issuance", ""),
        member("pallets/staking", "pallet-joule-staking", pallet),
        member("primitives", "joule-primitives", primitives),
    ])
}

#[test]
fn no_pallet_depends_on_another_pallet_of_ours() -> Result<()> {
    let workspace = Workspace::read(&repository()?)?;
    let found = manifests::pallets_that_know_pallets(&workspace);
    assert_none("Pallets meet in the traits of primitives, not in each other:", &found);
    Ok(())
}

#[test]
fn a_pallet_that_names_another_one_is_caught_in_every_section() -> Result<()> {
    for section in ["dependencies", "dev-dependencies", "target.'cfg(unix)'.dependencies"] {
        for name in ["pallet-joule-issuance", "issuance"] {
            let extra = format!("[{section}]\n{name} = {{ workspace = true }}");
            let found = manifests::pallets_that_know_pallets(&example(&extra, "", "")?);
            assert_eq!(found.len(), 1, "{section}, {name}");
            assert_eq!(found[0].path, "pallets/staking/Cargo.toml");
        }
    }
    let foreign = "[dependencies]\npallet-balances = { workspace = true }";
    assert_eq!(manifests::pallets_that_know_pallets(&example(foreign, "", "")?), []);
    Ok(())
}

#[test]
fn math_and_primitives_know_nothing_above_them() -> Result<()> {
    let workspace = Workspace::read(&repository()?)?;
    let found = manifests::layers_that_look_up(&workspace);
    assert_none("Dependencies of our crates on each other point down:", &found);
    Ok(())
}

#[test]
fn a_layer_that_looks_up_is_caught() -> Result<()> {
    let up = "[dependencies]\njoule-primitives = { workspace = true }";
    let found = manifests::layers_that_look_up(&example("", up, "")?);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].path, "math/Cargo.toml");

    let down = "[dependencies]\njoule-math = { workspace = true }";
    assert_eq!(manifests::layers_that_look_up(&example("", "", down)?), []);
    let sideways = "[dependencies]\nissuance = { workspace = true }";
    assert_eq!(manifests::layers_that_look_up(&example("", "", sideways)?).len(), 1);
    Ok(())
}

#[test]
fn no_pallet_is_called_like_a_crate_of_the_sdk() -> Result<()> {
    let workspace = Workspace::read(&repository()?)?;
    let found = manifests::misnamed_pallets(&workspace);
    assert_none("The names of our pallets say that they are ours:", &found);
    Ok(())
}

#[test]
fn a_pallet_without_the_prefix_is_caught() -> Result<()> {
    let files = [
        SourceFile::new("Cargo.toml", "[workspace.dependencies]"),
        SourceFile::new("pallets/staking/Cargo.toml", "[package]\nname = \"pallet-staking\""),
    ];
    let found = manifests::misnamed_pallets(&Workspace::read(&files)?);
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains(manifests::PALLET_PREFIX));
    Ok(())
}

#[test]
fn versions_and_paths_stand_in_the_root_manifest_only() -> Result<()> {
    let workspace = Workspace::read(&repository()?)?;
    let found = manifests::dependencies_of_their_own(&workspace);
    assert_none("Dependencies come from [workspace.dependencies]:", &found);
    Ok(())
}

#[test]
fn a_version_in_a_member_is_caught() -> Result<()> {
    for (line, violations) in [
        ("log = \"0.4\"", 1),
        ("log = { version = \"0.4\" }", 1),
        ("log = { path = \"../log\" }", 1),
        ("log = { workspace = false, version = \"0.4\" }", 1),
        ("log = { workspace = true, optional = true }", 0),
        ("log.workspace = true", 0),
    ] {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let workspace = example(&format!("[{section}]\n{line}"), "", "")?;
            let found = manifests::dependencies_of_their_own(&workspace);
            assert_eq!(found.len(), violations, "{section}, {line}");
        }
    }
    Ok(())
}

#[test]
fn every_crate_takes_over_the_settings_of_the_workspace() -> Result<()> {
    let workspace = Workspace::read(&repository()?)?;
    let found = manifests::settings_of_their_own(&workspace);
    assert_none("Lints, licence and edition are said once, in the root manifest:", &found);
    Ok(())
}

#[test]
fn settings_of_its_own_are_caught() -> Result<()> {
    let files = [
        SourceFile::new("Cargo.toml", "[workspace.dependencies]"),
        SourceFile::new("math/Cargo.toml", "[package]\nlicense = \"MIT\"\nedition = \"2021\""),
    ];
    let found = manifests::settings_of_their_own(&Workspace::read(&files)?);
    let messages = found.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(messages.len(), 3, "{messages:?}");
    for setting in ["`lints`", "`package.license`", "`package.edition`"] {
        assert!(messages.iter().any(|message| message.contains(setting)), "{messages:?}");
    }
    Ok(())
}

#[test]
fn a_crate_that_may_be_unsafe_repeats_the_other_lints() -> Result<()> {
    let root = "[workspace.dependencies]\n\
                [workspace.lints.rust]\nmissing_docs = \"deny\"\nunsafe_code = \"forbid\"\n\
                [workspace.lints.clippy]\nall = { level = \"warn\", priority = -1 }\n";
    let violations = |name: &str, lints: &str| -> Result<usize> {
        let text = format!(
            "[package]\nname = \"{name}\"\nlicense.workspace = true\nedition.workspace = true\n{lints}"
        );
        let files =
            [SourceFile::new("Cargo.toml", root), SourceFile::new("worker/cuda/Cargo.toml", &text)];
        Ok(manifests::settings_of_their_own(&Workspace::read(&files)?).len())
    };
    let whole = "[lints.rust]\nmissing_docs = \"deny\"\nunsafe_op_in_unsafe_fn = \"deny\"\n\
                 [lints.clippy]\nall = { level = \"warn\", priority = -1 }\n\
                 undocumented_unsafe_blocks = \"deny\"\n";
    assert_eq!(violations("joule-cuda", whole)?, 0);
    assert_eq!(violations("joule-other", whole)?, 1);
    for lint in ["missing_docs", "unsafe_op_in_unsafe_fn", "all", "undocumented_unsafe_blocks"] {
        let without = whole.replace(&format!("{lint} ="), "other =");
        assert_eq!(violations("joule-cuda", &without)?, 1, "{lint}");
    }
    let weaker = whole.replacen("deny", "warn", 1);
    assert_eq!(violations("joule-cuda", &weaker)?, 1);
    Ok(())
}

#[test]
fn the_lock_file_holds_each_crate_of_the_sdk_once() -> Result<()> {
    let files = repository()?;
    let lock = files.iter().find(|file| file.path == "Cargo.lock");
    let found = manifests::sdk_in_several_versions(lock.expect("Cargo.lock is part of the tree"))?;
    assert_none("Two versions of a crate of the SDK do not fit each other:", &found);
    Ok(())
}

#[test]
fn a_crate_of_the_sdk_in_two_versions_is_caught() -> Result<()> {
    let package =
        |name, version| format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n");
    let text = [package("sp-core", "42.0.0"), package("sp-core", "43.0.0")].concat()
        + &[package("syn", "1.0.0"), package("syn", "2.0.0"), package("sc-cli", "1.0.0")].concat();
    let found = manifests::sdk_in_several_versions(&SourceFile::new("Cargo.lock", &text))?;
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("sp-core in the versions 42.0.0 and 43.0.0"));
    Ok(())
}
