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

if ! command -v cargo >/dev/null; then
    echo 'Rust is missing: install it with rustup, version 1.95 or later' >&2
    exit 1
fi
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "these packages are missing: ${missing[*]}" >&2
    echo "on Debian or Ubuntu: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}"
