#!/usr/bin/env bash
# Tests the core through its Python bindings:  mobile-sdk/python/test.sh
#
# Against a server: mobile-sdk/conformance/with_server.py mobile-sdk/python/test.sh
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
cd "$root"
library=$("$here/../ffi/library.sh")
# The bindings look for the library beside themselves.
mkdir -p "$target/python"
cp "$here/fingertip_sdk.py" "$target/python/"
cp "$library" "$target/python/libfingertip_sdk.so"
cd "$here/tests"
PYTHONPATH=$target/python:$here/tests exec python3 -m unittest "$@"
