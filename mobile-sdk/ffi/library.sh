#!/usr/bin/env bash
# Builds the library that the faces load for development, and prints where it is:  mobile-sdk/ffi/library.sh
#
# It is the one that `cargo nextest run` builds for `ffi/tests/library.rs`: after the tests nothing is compiled here, not even a library of somebody
# else with other features. FINGERTIP_SDK_LIBRARY names another one to be tried, such as what phones carry (size/check.py).
set -euo pipefail

if [ -n "${FINGERTIP_SDK_LIBRARY:-}" ]; then
    echo "$FINGERTIP_SDK_LIBRARY"
    exit
fi
cd "$(dirname "$0")/../.."
cargo test --quiet --locked --no-run --test library >&2
echo "${CARGO_TARGET_DIR:-$PWD/target}/debug/deps/libfingertip_sdk.so"
