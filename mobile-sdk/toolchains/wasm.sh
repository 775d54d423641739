#!/usr/bin/env bash
# Finds or installs Rust for WebAssembly:  toolchains/wasm.sh [--install | --required]
#
# Uses rustup's target where there is one; otherwise Debian's rustc with its standard library for wasm32, in a root folder of its own (1.4 GB),
# entered by toolchains/inside.sh. Prints `rustup` or that folder.
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/debian.sh"

home=$toolchains/wasm-sid

if [ -d "$(rustc --print sysroot 2>/dev/null)/lib/rustlib/wasm32-unknown-unknown" ]; then
    echo rustup
    exit 0
fi
if [ ! -f "$home/.whole" ] && [ -n "$install" ]; then
    alone wasm
    # Debian 13 has Rust 1.85, older than our minimum; unstable has one that serves.
    [ -f "$home/.whole" ] || root_folder "$home" sid rustc cargo lld libstd-rust-dev-wasm32 binaryen libc6-dev gcc ca-certificates
fi
[ -f "$home/.whole" ] || skip 'Rust for WebAssembly is not installed (mobile-sdk/toolchains/wasm.sh --install; root, 1.4 GB)'
echo "$home"
