#!/usr/bin/env bash
# Compiles and tests the Swift package on Linux:  mobile-sdk/swift/test.sh [--required]
#
# Prints `skipped: …` where there is no Swift (mobile-sdk/toolchains/swift.sh). Against a server: mobile-sdk/conformance/with_server.py
# mobile-sdk/swift/test.sh. What it cannot show: Keychain, URLSession of Apple's systems, SwiftUI, what the App Store says.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
swift=$("$here/../toolchains/swift.sh" "$@")
case $swift in skipped:*) echo "$swift"; exit 0 ;; esac

cd "$root"
library=$("$here/../ffi/library.sh")
out=$target/swift
mkdir -p "$out"
cp "$library" "$out/libfingertip_sdk.so"
notices=
if [ -n "${FINGERTIP_TEST_NOTICES:-}" ]; then
    # The root folder sees our sources and `out` alone: the notices that are left come along.
    rm -rf "$out/notices"
    mkdir "$out/notices"
    for file in $(find "$FINGERTIP_TEST_NOTICES" -type f | head -n 4); do mv "$file" "$out/notices/"; done
    notices=/out/notices
fi

# `--disable-swift-testing`: its runner would close the log with "0 tests".
exec "$here/../toolchains/inside.sh" "$swift" "$root" "$out" /usr/bin/env \
    FINGERTIP_ROOT=/src FINGERTIP_TEST_URL="${FINGERTIP_TEST_URL:-}" FINGERTIP_TEST_PROXY="${FINGERTIP_TEST_PROXY:-}" \
    FINGERTIP_TEST_NOTICES="$notices" FINGERTIP_TEST_PACK_ROOTS="${FINGERTIP_TEST_PACK_ROOTS:-}" FINGERTIP_TEST_LIST_ROOT="${FINGERTIP_TEST_LIST_ROOT:-}" LD_LIBRARY_PATH=/out \
    swift test --package-path /src/mobile-sdk/swift --scratch-path /out/build --disable-sandbox --disable-swift-testing -Xlinker -L/out
