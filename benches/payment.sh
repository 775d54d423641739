#!/usr/bin/env bash
# Measures payments beside what the disk allows: payments a second from `pay` to captured and booked, on a PostgreSQL that waits for the
# disk, beside `pgbench -N` on the same PostgreSQL in the same run; then `pay` at a fixed rate, its latency corrected for what waits.
#
#   scripts/with-postgres.sh benches/payment.sh WORK [PAYMENTS [RATE]]        with FINGERTIP_TEST_POSTGRES_DURABLE=1
#
# WORK: a folder for files. FINGERTIP, SIMULATOR: (environment) our programs; by default the release builds.
set -euo pipefail
work=$1 payments=${2:-4000} rate=${3:-50}
here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$HOME/.cache/fingertip/target}/release
fingertip=${FINGERTIP:-$target/fingertip} simulator=${SIMULATOR:-$target/fingertip-simulator}
[ -n "${FINGERTIP_TEST_POSTGRES_DURABLE:-}" ] || { echo 'a PostgreSQL that does not wait for the disk measures nothing' >&2; exit 2; }
server_url=${FINGERTIP_TEST_POSTGRES:?run it by scripts/with-postgres.sh}
bin=$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/pgbench' | sort -V | tail -n 1)")
port=8396 simulator_port=8397 secret=whsec_of_a_bench
mkdir -p "$work"
work=$(cd "$work" && pwd)

psql() { "$bin/psql" -qAt "$@"; }
psql "$server_url" -c 'create database pgbench' -c 'create database fingertip'
"$bin/pgbench" -q -i -s 10 "${server_url%/*}/pgbench" 2>/dev/null
ceiling() { "$bin/pgbench" -N -c 8 -j 2 -T 10 "${server_url%/*}/pgbench" 2>/dev/null | sed -n 's/^tps = \([0-9.]*\).*/\1/p'; }

export FINGERTIP_DATABASE_URL="${server_url%/*}/fingertip" FINGERTIP_INDEX_FOLDER="$work/index" FINGERTIP_TELEMETRY_LOG_LEVEL=warn
export FINGERTIP_AUDIT_KEY_FILE="$work/audit.key" FINGERTIP_AUDIT_HEADS_FOLDER="$work/heads" FINGERTIP_PAYMENT_RECEIPT_KEY_FILE="$work/receipt.key"
export FINGERTIP_PAYMENT_PROVIDER=simulated FINGERTIP_PAYMENT_SIMULATOR_URL=http://127.0.0.1:$simulator_port FINGERTIP_PAYMENT_SIMULATOR_SECRET=$secret
export FINGERTIP_LIMITS_MONEY_PER_MINUTE=1000000 FINGERTIP_LIMITS_MONEY_PER_MINUTE_NETWORK=1000000
"$fingertip" migrate

# Declarations of one item each, a hundred at a time, and the body of a request that pays each.
paced=$((rate * 20))
rm -rf "$work/declarations" && mkdir "$work/declarations"
for page in $(seq 0 $(((payments + paced + 99) / 100 - 1))); do
    rm -f "$work"/declarations/*
    for number in $(seq $((page * 100 + 1)) $((page * 100 + 100))); do
        sed "s/<Number>20440</<Number>$number</; s/<Number>18231</<Number>$number</" "$here/../sample/payment/declarations/rice.xml" \
            >"$work/declarations/$number.xml"
    done
    "$fingertip" notice issue "$work/declarations" --profile "$here/../sample/payment/profile.yaml"
done | awk '{ print $1 }' >"$work/references"
python3 - "$here/.." "$work" "$payments" <<'PYTHON'
import hashlib, json, sys
root, work, payments = sys.argv[1], sys.argv[2], int(sys.argv[3])
operation = hashlib.sha256(open(f"{root}/graphql/operations/pay.graphql", "rb").read()).hexdigest()
bodies = [json.dumps({"documentId": f"sha256:{operation}", "variables": {"language": "en", "input": {
    "key": f"key-{number}", "rail": "CARD", "expectedTotal": {"amount": "745.00", "currency": "XTS"},
    "notices": [{"reference": reference.strip(), "version": 1}]}}}) for number, reference in enumerate(open(f"{work}/references"))]
open(f"{work}/burst.jsonl", "w").write("\n".join(bodies[:payments]) + "\n")
open(f"{work}/paced.jsonl", "w").write("\n".join(bodies[payments:]) + "\n")
PYTHON

"$simulator" --kind --address 127.0.0.1:$simulator_port --webhook http://127.0.0.1:$port/hooks/payment/simulated --secret $secret >/dev/null &
others=$!
FINGERTIP_SERVER_ADDRESS=127.0.0.1:$port "$fingertip" serve 2>"$work/serve.log" &
server=$!
trap 'kill $server $others 2>/dev/null' EXIT
until curl -fsS -o /dev/null "http://127.0.0.1:$port/health/ready" 2>/dev/null; do kill -0 $server || { cat "$work/serve.log" >&2; exit 1; }; sleep 0.05; done

captured() { psql "$FINGERTIP_DATABASE_URL" -c "select count(*) from payment where state = 'captured'"; }
commits() { psql "$FINGERTIP_DATABASE_URL" -c 'select pg_current_xact_id()::text::bigint'; }
before=$(ceiling)
began=$(date +%s%N) first=$(commits)
python3 "$here/pay.py" "$port" "$work/burst.jsonl" 16 0
while [ "$(captured)" -lt "$payments" ]; do sleep 0.05; done
took=$((($(date +%s%N) - began) / 1000000)) last=$(commits)
after=$(ceiling)
python3 - "$payments" "$took" $((last - first)) "$before" "$after" <<'PYTHON'
import sys
payments, took, commits, before, after = (float(text) for text in sys.argv[1:])
rate, each, ceiling = payments * 1000 / took, commits / payments, (before + after) / 2
print(f"{rate:.0f} payments/s from pay to captured, {each:.1f} commits each; pgbench -N {before:.0f} and {after:.0f} commits/s:"
      f" {rate * each / ceiling:.2f} of the ceiling")
PYTHON
python3 "$here/pay.py" "$port" "$work/paced.jsonl" 16 "$rate"
