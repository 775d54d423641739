#!/usr/bin/env bash
# Writes the bindings of every language:  mobile-sdk/ffi/generate.sh [--check]
#
# With --check it changes nothing, and fails where what is kept is not what would be written. They are made from the library as it is built for
# development: the one that phones carry has no names in it.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
target=${CARGO_TARGET_DIR:-$root/target}
out=$root/mobile-sdk
if [ "${1:-}" = --check ]; then
    out=$(mktemp -d)
    trap 'rm -rf "$out"' EXIT
fi

cargo build --quiet --locked -p fingertip-sdk-ffi --lib
cargo build --quiet --locked -p fingertip-sdk-ffi --features bindgen --bin uniffi-bindgen
library=$target/debug/libfingertip_sdk.so
bindings() { "$target/debug/uniffi-bindgen" generate --no-format --config mobile-sdk/ffi/uniffi.toml "$@" "$library"; }

bindings --language kotlin --out-dir "$out/kotlin/generated"
bindings --language python --out-dir "$out/python"
swift=$out/swift/Sources
bindings --language swift --out-dir "$swift/FingertipSdkGenerated"
mkdir -p "$swift/FingertipSdkFFI"
mv "$swift"/FingertipSdkGenerated/*.h "$swift/FingertipSdkFFI/"
mv "$swift"/FingertipSdkGenerated/*.modulemap "$swift/FingertipSdkFFI/module.modulemap"

[ "$out" != "$root/mobile-sdk" ] || exit 0
stale=0
while read -r file; do
    cmp -s "$out/$file" "$root/mobile-sdk/$file" || { echo "mobile-sdk/$file is not what is generated: run mobile-sdk/ffi/generate.sh" >&2; stale=1; }
done < <(cd "$out" && find . -type f -printf '%P\n')
exit $stale
