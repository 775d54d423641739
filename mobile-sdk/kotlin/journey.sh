#!/usr/bin/env bash
# Runs the sample that test.sh compiled:  mobile-sdk/kotlin/journey.sh URL FOLDER REFERENCE
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$(cd "$here/../.." && pwd)/target}
kotlin=$("$here/../toolchains/kotlin.sh")
out=$target/kotlin
exec java -Djna.library.path="$target/debug" \
    -cp "$out/tests.jar:$out/fingertip-sdk.jar:$out/bindings.jar:$kotlin/lib/kotlin-stdlib.jar:$kotlin/lib/kotlinx-coroutines-core-jvm.jar:/usr/share/java/jna.jar" \
    fingertip.sdk.sample.JourneyKt "$@"
