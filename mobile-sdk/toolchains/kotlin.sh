#!/usr/bin/env bash
# Finds or installs Kotlin for the JVM:  toolchains/kotlin.sh [--install | --required]
#
# The npm package kotlin-compiler is the whole distribution of kotlinc (Apache-2.0, 90 MB): compiler, standard library, coroutines. JNA, by which
# the bindings call the library, is Debian's libjna-java.
. "$(dirname "$0")/common.sh"

version=2.4.20
# SHA-512 of the archive, as the registry published it.
integrity=205e4854cecba4f840fe7b47410a5a56dd72c6969a428bed11560bcaa58cb9a2ebd177a52cf3e6effb0ce872e1b5c4638e3a12b0aec8ee53f693360990ccbbdf
home=$toolchains/kotlin-$version

whole() { [ -f "$home/lib/kotlin-compiler.jar" ] && [ -f /usr/share/java/jna.jar ] && command -v java >/dev/null; }

fetch() {
    command -v npm >/dev/null || skip 'npm is missing, which obtains the Kotlin compiler'
    local folder
    folder=$(mktemp -d "$toolchains/kotlin.XXXXXX")
    trap 'rm -rf "$folder"' EXIT
    (cd "$folder" && npm pack --silent "kotlin-compiler@$version" >/dev/null) || skip 'the Kotlin compiler could not be obtained'
    echo "$integrity  $folder/kotlin-compiler-$version.tgz" | sha512sum --check --quiet >&2 || skip 'the archive of the Kotlin compiler is another one'
    tar xzf "$folder/kotlin-compiler-$version.tgz" -C "$folder"
    rm -rf "$home"
    mv "$folder/package" "$home"
}

if ! whole && [ -n "$install" ]; then
    alone kotlin
    command -v java >/dev/null || debian default-jre-headless || skip 'Java is missing (Debian: default-jre-headless)'
    [ -f /usr/share/java/jna.jar ] || debian libjna-java || skip 'JNA is missing (Debian: libjna-java)'
    [ -f "$home/lib/kotlin-compiler.jar" ] || fetch
fi
whole || skip 'Kotlin is not installed (mobile-sdk/toolchains/kotlin.sh --install)'
echo "$home"
