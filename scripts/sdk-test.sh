#!/usr/bin/env bash
# Tests the faces of the mobile SDK beside one server:  scripts/sdk-test.sh [--all]
#
# `make test` runs TypeScript, Python and Kotlin, where there is what they need. With --all the tool chains are installed first (Swift and
# WebAssembly take root and 900 MB), all of them are required, bindings are compared with what is generated, and the size is measured.
set -euo pipefail
cd "$(dirname "$0")/.."

all=${1:-}
sdk=mobile-sdk
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}

# Each face by itself, so that one that fails does not hide what another says.
if [ "$all" = --each ]; then
    status=0
    shift
    for face in "$@"; do
        echo "== $face"
        case $face in
            typescript) (cd $sdk/typescript && npm run --silent build && npm test --silent) || status=1 ;;
            python) $sdk/python/test.sh || status=1 ;;
            kotlin) $sdk/kotlin/test.sh || status=1 ;;
            kotlin-required) $sdk/kotlin/test.sh --required || status=1 ;;
            swift-required) $sdk/swift/test.sh --required || status=1 ;;
            wasm-required) $sdk/wasm/test.sh --required || status=1 ;;
        esac
    done
    exit $status
fi

if command -v npm >/dev/null; then
    if ! cmp -s $sdk/typescript/package-lock.json $sdk/typescript/node_modules/.installed-lock.json; then
        npm ci --silent --prefix $sdk/typescript --no-audit --no-fund
        cp $sdk/typescript/package-lock.json $sdk/typescript/node_modules/.installed-lock.json
    fi
    faces=(typescript python)
else
    echo 'skipped: npm is missing, TypeScript is not tested'
    faces=(python)
fi

if [ "$all" = --all ]; then
    $sdk/toolchains/kotlin.sh --required
    $sdk/toolchains/swift.sh --required
    $sdk/toolchains/wasm.sh --required
    $sdk/ffi/generate.sh --check
    $sdk/conformance/with_server.py scripts/sdk-test.sh --each "${faces[@]}" kotlin-required swift-required wasm-required
    $sdk/size/check.py
else
    $sdk/toolchains/kotlin.sh --install
    $sdk/conformance/with_server.py scripts/sdk-test.sh --each "${faces[@]}" kotlin
fi
