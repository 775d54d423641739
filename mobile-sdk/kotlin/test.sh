#!/usr/bin/env bash
# Compiles and tests the Kotlin face, and compiles the glue for Android against stubs:  mobile-sdk/kotlin/test.sh [--required]
#
# Prints `skipped: …` where there is no Kotlin (mobile-sdk/toolchains/kotlin.sh). Against a server: mobile-sdk/conformance/with_server.py
# mobile-sdk/kotlin/test.sh
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
kotlin=$("$here/../toolchains/kotlin.sh" "$@")
case $kotlin in skipped:*) echo "$kotlin"; exit 0 ;; esac

cd "$root"
library=$("$here/../ffi/library.sh")
out=$target/kotlin
mkdir -p "$out/native"
libraries=$kotlin/lib/kotlin-stdlib.jar:$kotlin/lib/kotlinx-coroutines-core-jvm.jar:/usr/share/java/jna.jar

# Makes a jar of sources, unless it was made of the same ones:  compile JAR CLASSPATH SOURCES…
compile() {
    local jar=$1 path=$2 digest
    shift 2
    # What the jars on the path were made of counts too.
    digest=$(echo "$path"; cat "$@" "$0" $(tr ':' '\n' <<<"$path" | sed -n "s|^$out/.*|&.made-of|p") | sha256sum)
    [ "$(cat "$jar.made-of" 2>/dev/null)" != "$digest" ] || return 0
    rm -f "$jar"
    java -Xmx1500m -XX:TieredStopAtLevel=1 -cp "$kotlin/lib/*" org.jetbrains.kotlin.cli.jvm.K2JVMCompiler \
        -no-stdlib -no-reflect -kotlin-home "$kotlin" -jvm-target 17 -nowarn -cp "$path" -d "$jar" "$@"
    echo "$digest" >"$jar.made-of"
}

compile "$out/bindings.jar" "$libraries" $(find "$here/generated" -name '*.kt')
compile "$out/fingertip-sdk.jar" "$out/bindings.jar:$libraries" "$here"/fingertip-sdk/*.kt
compile "$out/android.jar" "$out/fingertip-sdk.jar:$out/bindings.jar:$libraries" "$here"/fingertip-sdk-android/*.kt "$here"/fingertip-sdk-android/stubs/*.kt
compile "$out/tests.jar" "$out/fingertip-sdk.jar:$out/bindings.jar:$libraries" "$here"/tests/*.kt "$here"/sample-cli/*.kt
echo "the glue for Android compiles against stubs; it was not run"

cp "$library" "$out/native/libfingertip_sdk.so"
exec java -Xmx512m -XX:TieredStopAtLevel=1 -Djna.library.path="$out/native" -Dfingertip.root="$root" \
    -cp "$out/tests.jar:$out/fingertip-sdk.jar:$out/bindings.jar:$libraries" fingertip.sdk.tests.MainKt
