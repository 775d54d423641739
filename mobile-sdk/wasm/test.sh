#!/usr/bin/env bash
# Builds what browsers load and compares what it says with what the same code says natively, in Node and in Chromium:
# mobile-sdk/wasm/test.sh [--install | --required]
#
# Prints `skipped: …` where there is no Rust for WebAssembly, or no TypeScript was built (npm ci && npm run build in mobile-sdk/typescript).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
wasm=$("$here/build.sh" "$@")
case $wasm in skipped:*) echo "$wasm"; exit 0 ;; esac
[ -d "$here/../typescript/dist/test" ] || { echo "$0: TypeScript was not built" >&2; exit 1; }

cd "$root"
cargo run --quiet --locked -p fingertip-sdk-wasm --example played -- "$target/wasm/played"
cd "$here/../typescript"
FINGERTIP_TEST_WASM=$wasm FINGERTIP_TEST_PLAYED=$target/wasm/played exec node --test --test-reporter=spec dist/test/packs.test.js dist/test/packs.browser.test.js
