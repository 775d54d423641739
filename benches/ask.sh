#!/usr/bin/env bash
# Measures `ask` under load, the server on one core: a fixed rate of questions with the latency corrected for what waits
# (oha --latency-correction), each answered and kept.
#
#   benches/ask.sh WORK QUESTIONS [RATE [SECONDS]]
#
# WORK:      a folder that benches/load.sh has filled: a database and an index over a corpus.
# QUESTIONS: a file with a question a line.
# FINGERTIP: (environment) our program. MODEL: (environment) a sentence encoder; without it texts are found by their words alone.
set -euo pipefail
work=$1 questions=$2 rate=${3:-20} seconds=${4:-20}
here=$(cd "$(dirname "$0")" && pwd)
fingertip=${FINGERTIP:-${CARGO_TARGET_DIR:-$HOME/.cache/fingertip/target}/release/fingertip}
port=8395
export FINGERTIP_DATABASE_URL="sqlite://$work/fingertip.db" FINGERTIP_INDEX_FOLDER="$work/index" FINGERTIP_TELEMETRY_LOG_LEVEL=warn
export FINGERTIP_AUDIT_KEY_FILE="$work/audit.key" FINGERTIP_AUDIT_HEADS_FOLDER="$work/heads"
export FINGERTIP_LIMITS_WRITE_PER_MINUTE=1000000 FINGERTIP_LIMITS_WRITE_PER_MINUTE_NETWORK=1000000
export FINGERTIP_INDEX_MODEL=${MODEL:-$work/no-model}

python3 - "$here/.." "$questions" "$work/asked.jsonl" <<'PYTHON'
import hashlib, json, sys
root, questions, asked = sys.argv[1:]
operation = hashlib.sha256(open(f"{root}/graphql/operations/ask.graphql", "rb").read()).hexdigest()
with open(asked, "w") as out:
    for text in open(questions):
        variables = {"input": {"text": text.strip()[:500], "language": "en"}}
        out.write(json.dumps({"documentId": f"sha256:{operation}", "variables": variables}) + "\n")
PYTHON

FINGERTIP_SERVER_WORKERS=1 FINGERTIP_SERVER_ADDRESS=127.0.0.1:$port taskset -c 0 "$fingertip" serve 2>"$work/serve.log" &
server=$!
trap 'kill $server 2>/dev/null' EXIT
until curl -fsS -o /dev/null "http://127.0.0.1:$port/health/ready" 2>/dev/null; do kill -0 $server || { cat "$work/serve.log" >&2; exit 1; }; sleep 0.05; done
ask() { curl -fsS -H 'content-type: application/json' "$@" "http://127.0.0.1:$port/graphql"; }
while read -r body; do ask -H 'accept-encoding: br' -d "$body" | wc -c; done < <(head -200 "$work/asked.jsonl") | sort -n |
    awk '{ bytes[NR] = $1 } END { print "bytes compressed: median", bytes[int((NR + 1) / 2)], "largest", bytes[NR] }'
while read -r body; do ask -d "$body"; echo; done < <(head -200 "$work/asked.jsonl") |
    python3 -c 'import collections, json, sys
print("statuses", dict(collections.Counter(json.loads(line)["data"]["ask"]["status"] for line in sys.stdin)))'
taskset -c 1 oha --no-tui --output-format json -q "$rate" --latency-correction -z "${seconds}s" -c 32 -m POST -T application/json -Z "$work/asked.jsonl" \
    "http://127.0.0.1:$port/graphql" | python3 -c "import json, sys
found = json.load(sys.stdin)
times = {name: round(found['latencyPercentiles'][name] * 1000, 2) for name in ('p50', 'p95', 'p99')}
print('asked $rate answered', round(found['summary']['requestsPerSec'], 1), 'ms', times, found['statusCodeDistribution'])"
