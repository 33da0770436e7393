#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the scripts share: how they talk, and what has to be there before they build. It is sourced.

set -euo pipefail

# The root of the checkout.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# One directory for what is compiled, outside the checkout: a fresh clone finds its dependencies
# there. Its last component is `target` because the WASM builder finds its way by that name.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/joule/target}"

# What the dependencies need to compile: Debian's packages, and the programs that are in them.
packages=(clang libclang-dev protobuf-compiler libssl-dev pkg-config make git ca-certificates)
programs=(clang protoc pkg-config make git)

# What the tests of the agent need beside that: Vulkan, and lavapipe, software that acts like a GPU.
vulkan_packages=(libvulkan1 mesa-vulkan-drivers)
# Where Vulkan's drivers say that they are there.
vulkan_folders=(/usr/share/vulkan/icd.d /usr/local/share/vulkan/icd.d /etc/vulkan/icd.d)

# Any version runs the tests; one that is named still compiles when newer ones need a newer Rust.
nextest_version=0.9.143

# say TEXT: what happens next, to the one who watches.
say() {
    echo "==> $*" >&2
}

# fail SENTENCE: what is wrong and what to do about it.
fail() {
    echo "error: $*" >&2
    exit 1
}

# Sees to everything that a build needs. Quick if nothing is missing.
set_up() {
    need_packages
    need_toolchain
}

# Sees to what the tests need beside that. To be called in the checkout, whose toolchain it uses.
set_up_tests() {
    need_nextest
    need_lavapipe
    need_npm
}

need_packages() {
    local program
    if command -v dpkg-query >/dev/null; then
        install_missing "${packages[@]}"
        return
    fi
    # Not Debian: the packages have other names, the programs do not.
    for program in "${programs[@]}"; do
        command -v "$program" >/dev/null \
            || fail "The program $program is missing. Install what Debian calls ${packages[*]}."
    done
}

# install_missing PACKAGE...: installs the Debian packages that are not there.
install_missing() {
    local installed package missing=() as_root=()
    installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
    for package in "$@"; do
        grep -qxF "$package installed" <<<"$installed" || missing+=("$package")
    done
    if ((${#missing[@]} == 0)); then
        return
    fi
    say "Installing ${missing[*]}"
    if ((EUID != 0)); then
        as_root=(sudo)
    fi
    {
        "${as_root[@]}" apt-get update \
            && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
                apt-get install --yes --no-install-recommends "${missing[@]}"
    } >&2 || fail "These packages are missing and could not be installed: ${missing[*]}." \
        "Install them and start again."
}

need_toolchain() {
    local channel program
    command -v rustup >/dev/null \
        || fail "rustup is missing. Install it as https://rustup.rs says, and start again in a" \
            "new shell."
    channel=$(sed -n 's/^channel = "\(.*\)"$/\1/p' "$root/rust-toolchain.toml")
    for program in rustc cargo-clippy rustfmt; do
        if ! rustup run "$channel" "$program" --version >/dev/null 2>&1; then
            say "Installing Rust $channel"
            rustup toolchain install "$channel" --profile minimal \
                --component clippy --component rustfmt >&2 \
                || fail "Rust $channel could not be installed. Try it by hand: rustup toolchain" \
                    "install $channel"
            break
        fi
    done
    if ! grep -qx wasm32v1-none <<<"$(rustup target list --installed --toolchain "$channel")"; then
        say "Installing the target of the runtime, wasm32v1-none"
        rustup target add wasm32v1-none --toolchain "$channel" >&2 \
            || fail "The target could not be installed. Try it by hand: rustup target add" \
                "wasm32v1-none --toolchain $channel"
    fi
}

need_nextest() {
    if cargo nextest --version >/dev/null 2>&1; then
        return
    fi
    say "Installing cargo-nextest, which runs the tests: this takes minutes, once"
    env -u CARGO_TARGET_DIR cargo install cargo-nextest --version "$nextest_version" --locked >&2 \
        || fail "cargo-nextest could not be installed. Try it by hand: cargo install" \
            "cargo-nextest --locked"
}

# Sees to it that the tests of the agent run on lavapipe, and on no other GPU of this machine: its
# driver may be slow, broken or busy. Without lavapipe they fail instead of testing nothing.
need_lavapipe() {
    local driver
    if command -v dpkg-query >/dev/null; then
        install_missing "${vulkan_packages[@]}"
    fi
    # Its name has the processor in it, or not, depending on the version.
    driver=$(find "${vulkan_folders[@]}" -name 'lvp_icd*.json' 2>/dev/null | sort | head -n 1 || true)
    [[ -n $driver ]] \
        || fail "The tests of the agent need lavapipe, the software driver of Mesa for Vulkan." \
            "Install what Debian calls ${vulkan_packages[*]} and start again."
    # The second is what older versions of Vulkan's loader call the first.
    export VK_DRIVER_FILES=$driver VK_ICD_FILENAMES=$driver JOULE_WORKER_REQUIRE_GPU=1
}

need_npm() {
    if has_npm; then
        return
    fi
    if command -v dpkg-query >/dev/null; then
        install_missing nodejs npm
    fi
    has_npm \
        || fail "The smoke test needs npm and Node.js 18 or newer. Install them and start again."
}

has_npm() {
    command -v npm >/dev/null \
        && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null
}
