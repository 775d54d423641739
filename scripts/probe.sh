#!/usr/bin/env bash
# Lets outside tools attack a server as in production: schemathesis (500 cases a query) and clairvoyance (a schema from nothing).
set -euo pipefail
fingertip=${1:?usage: probe.sh FINGERTIP}
root=$(cd "$(dirname "$0")/.." && pwd)
address=127.0.0.1:8399
work=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || { kill "$server" && wait "$server" || true; }
    rm -rf "$work"
}
trap finish EXIT

python3 -m venv "$work/tools"
"$work/tools/bin/pip" -q install schemathesis==4.32.5 clairvoyance==2.5.5

cd "$work"
"$fingertip" migrate 2>log
"$fingertip" import sample "$root/sample" >log 2>&1
"$fingertip" serve --address "$address" >log 2>&1 &
server=$!
for _ in $(seq 50); do
    curl -fs "http://$address/health/ready" >/dev/null && break
    sleep 0.2
done

PYTHONPATH="$root/tests/probe" SCHEMATHESIS_HOOKS=hooks "$work/tools/bin/st" run "$root/graphql/schema.graphql" \
    --url "http://$address/graphql" --max-examples 500 -c says_only_what_a_client_may_know

# It gives up with an error where fields are not suggested; a schema it could write would name types of ours.
timeout 120 "$work/tools/bin/clairvoyance" "http://$address/graphql" -o schema.json >log 2>&1 || true
if [ -s schema.json ]; then
    echo 'clairvoyance could rebuild the schema' >&2
    exit 1
fi
echo 'clairvoyance found no type'
