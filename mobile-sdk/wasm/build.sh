#!/usr/bin/env bash
# Builds what browsers load, target/wasm/fingertip_packs.wasm:  mobile-sdk/wasm/build.sh [--install | --required]
#
# Prints `skipped: …` where there is no Rust for WebAssembly (mobile-sdk/toolchains/wasm.sh).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
rust=$("$here/../toolchains/wasm.sh" "$@")
case $rust in skipped:*) echo "$rust"; exit 0 ;; esac

cd "$root"
out=$target/wasm
mkdir -p "$out"
cargo=${CARGO_HOME:-$HOME/.cargo}
# What is hashed is hashed once: small before fast. Where things were built is nobody's matter.
flags='--cfg sha2_backend="soft" --cfg sha2_backend_soft="compact"'
build=(cargo rustc --quiet --locked -p fingertip-sdk-wasm --lib --crate-type cdylib --profile browser --target wasm32-unknown-unknown)
# What Rust uses of WebAssembly, and nothing newer.
optimise=(wasm-opt -Oz --strip-debug --strip-producers --enable-{bulk-memory,multivalue,mutable-globals,nontrapping-float-to-int,reference-types,sign-ext})
if [ "$rust" = rustup ]; then
    CARGO_TARGET_DIR=$out RUSTFLAGS="$flags --remap-path-prefix=$cargo/registry/src= --remap-path-prefix=$root=" "${build[@]}"
    command -v wasm-opt >/dev/null || { echo "$0: wasm-opt is missing (Debian: binaryen)" >&2; exit 1; }
    "${optimise[@]}" "$out/wasm32-unknown-unknown/browser/fingertip_packs.wasm" -o "$out/fingertip_packs.wasm"
else
    inside() { INSIDE_CARGO=$cargo "$here/../toolchains/inside.sh" "$rust" "$root" "$out" /usr/bin/env --chdir=/src "$@"; }
    # What is needed is obtained out here: nothing in there asks the network.
    cargo fetch --quiet --locked --target wasm32-unknown-unknown
    inside CARGO_TARGET_DIR=/out CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld \
        RUSTFLAGS="$flags --remap-path-prefix=/root/.cargo/registry/src= --remap-path-prefix=/src=" "${build[@]}" --offline
    inside "${optimise[@]}" /out/wasm32-unknown-unknown/browser/fingertip_packs.wasm -o /out/fingertip_packs.wasm
fi
echo "$out/fingertip_packs.wasm"
