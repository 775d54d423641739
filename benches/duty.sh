#!/usr/bin/env bash
# Measures `computeDuty` of a declaration of twenty lines under load, the server on one core: a fixed rate of requests with the latency
# corrected for what waits (oha --latency-correction).
#
#   benches/duty.sh WORK [RATE [SECONDS]]
#
# WORK: a folder for the database; what is there already is used again. FINGERTIP: (environment) our program.
set -euo pipefail
work=$1 rate=${2:-200} seconds=${3:-20}
here=$(cd "$(dirname "$0")" && pwd)
fingertip=${FINGERTIP:-${CARGO_TARGET_DIR:-$HOME/.cache/fingertip/target}/release/fingertip}
port=8394
mkdir -p "$work"
export FINGERTIP_DATABASE_URL="sqlite://$work/fingertip.db" FINGERTIP_INDEX_FOLDER="$work/index" FINGERTIP_TELEMETRY_LOG_LEVEL=warn
export FINGERTIP_AUDIT_KEY_FILE="$work/audit.key" FINGERTIP_AUDIT_HEADS_FOLDER="$work/heads"
export FINGERTIP_LIMITS_COMPUTE_PER_MINUTE=1000000 FINGERTIP_LIMITS_COMPUTE_PER_MINUTE_NETWORK=1000000
[ -e "$work/ready" ] || { "$fingertip" import sample "$here/../sample" --no-progress; touch "$work/ready"; }

# Twenty lines of the sample with everything that their rates may ask for.
python3 - "$here/.." "$work/body.json" <<'PYTHON'
import csv, hashlib, json, sys
root, body = sys.argv[1:]
lines = [row["code"] for row in csv.DictReader(open(f"{root}/sample/tariff/nomenclature.csv")) if row["declarable"] == "true"]
conditions = {row["condition"] for row in csv.DictReader(open(f"{root}/sample/tariff/measures.csv")) if row["condition"]}
conditional = {row["code"] for row in csv.DictReader(open(f"{root}/sample/tariff/measures.csv")) if row["condition"] and row["type"] not in ("preference", "quota", "restriction", "prohibition", "supplementary-unit", "simplified")}
lines = [code for code in lines if code not in conditional]
chosen = lines[:: len(lines) // 20][:20]
amount = {"amount": "2700.55", "currency": "XTS"}
goods = [{"code": code, "country": "CN", "customsValue": amount, "retailPrice": amount, "quantities": [
    {"quantity": quantity, "unit": unit} for unit, quantity in [("KGM", "512.5"), ("LTR", "450"), ("ASV", "40"), ("NAR", "600")]]} for code in chosen]
operation = hashlib.sha256(open(f"{root}/graphql/operations/compute_duty.graphql", "rb").read()).hexdigest()
json.dump({"documentId": f"sha256:{operation}", "variables": {"language": "en", "input": {"asOf": "2026-11-26", "lines": goods}}}, open(body, "w"))
PYTHON

FINGERTIP_SERVER_WORKERS=1 FINGERTIP_SERVER_ADDRESS=127.0.0.1:$port taskset -c 0 "$fingertip" serve 2>"$work/serve.log" &
server=$!
trap 'kill $server 2>/dev/null' EXIT
until curl -fsS -o /dev/null "http://127.0.0.1:$port/health/ready" 2>/dev/null; do kill -0 $server || { cat "$work/serve.log" >&2; exit 1; }; sleep 0.05; done
ask() { curl -fsS -H 'content-type: application/json' -H 'accept-encoding: br' -d @"$work/body.json" "$@" "http://127.0.0.1:$port/graphql"; }
ask --output "$work/answer.br"
echo "bytes on the wire: $(stat -c %s "$work/body.json") asked, $(stat -c %s "$work/answer.br") answered"
curl -fsS -H 'content-type: application/json' -d @"$work/body.json" "http://127.0.0.1:$port/graphql" | python3 -c "
import json, sys
data = json.load(sys.stdin)
found = data['data']['computeDuty']
print('total', found['total'], 'lines without an amount', [(line['code'], [need['kind'] for need in line['needs']]) for line in found['lines'] if line['total'] is None])"
taskset -c 1 oha --no-tui -q "$rate" --latency-correction -z "${seconds}s" -c 16 -m POST -T application/json -D "$work/body.json" \
    --output-format json "http://127.0.0.1:$port/graphql" | python3 -c "
import json, sys
told = json.load(sys.stdin)
percentiles = told['latencyPercentiles']
print('asked', $rate, 'answered', round(told['summary']['requestsPerSec'], 1), 'ms', {name: round(percentiles[name] * 1000, 2) for name in ('p50', 'p95', 'p99')}, told['statusCodeDistribution'])"
