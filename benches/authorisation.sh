#!/usr/bin/env bash
# Measures what an access token costs a search: one run at a fixed rate, every second request with a token, the server on one core.
#
#   benches/authorisation.sh WORK QUERIES [RATE [SECONDS]]
#
# WORK: a folder that `load.sh` made its database and index in. QUERIES: a text a line. FINGERTIP: (environment) our program.
set -euo pipefail
work=$1 queries=$2 rate=${3:-200} seconds=${4:-60}
here=$(cd "$(dirname "$0")" && pwd)
fingertip=${FINGERTIP:-${CARGO_TARGET_DIR:-$HOME/.cache/fingertip/target}/release/fingertip}
python=$here/../tests/python/.venv/bin/python port=8395
export FINGERTIP_DATABASE_URL="sqlite://$work/fingertip.db" FINGERTIP_INDEX_FOLDER="$work/index" FINGERTIP_SMS_CARRIER=log
export FINGERTIP_AUDIT_KEY_FILE="$work/audit.key" FINGERTIP_AUDIT_HEADS_FOLDER="$work/heads" FINGERTIP_IDENTITY_KEY_FILE="$work/identity.key"
# The access log is written by nobody; the code by SMS is.
export FINGERTIP_SMS_PRICES=999=1 FINGERTIP_TELEMETRY_LOG_LEVEL=info,access=off
for class in SEARCH WRITE SIGN_IN; do export "FINGERTIP_LIMITS_${class}_PER_MINUTE=1000000" "FINGERTIP_LIMITS_${class}_PER_MINUTE_NETWORK=1000000"; done
FINGERTIP_SERVER_DEVELOPMENT=true FINGERTIP_SERVER_WORKERS=1 FINGERTIP_SERVER_ADDRESS=127.0.0.1:$port taskset -c 0 "$fingertip" serve 2>"$work/serve.log" &
server=$!
trap 'kill $server 2>/dev/null && wait $server 2>/dev/null' EXIT
until curl -fsS -o /dev/null "http://127.0.0.1:$port/health/ready" 2>/dev/null; do kill -0 $server || { cat "$work/serve.log" >&2; exit 1; }; sleep 0.05; done
taskset -c 1 "$python" "$here/authorisation.py" $port "$work/serve.log" "$queries" "$rate" "$seconds"
