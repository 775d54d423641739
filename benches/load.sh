#!/usr/bin/env bash
# Measures the search under load beside a bare floor server, both on one core of this machine, in one run.
#
#   benches/load.sh CORPUS BENCH WORK
#
# CORPUS: a file of records, a JSON object a line (see corpus.py).
# BENCH:  a folder with bench.py (the open-loop driver of oha), queries/, templates/.
# WORK:   a folder for databases and indexes; what is there already is used again.
# FLOOR:  (environment) the floor server's program; without it only our own figures are taken.
# FINGERTIP: (environment) our program; by default the release build.
# Prints one JSON object a measurement.
set -euo pipefail
corpus=$1 bench=$2 work=$3
here=$(cd "$(dirname "$0")" && pwd)
fingertip=${FINGERTIP:-${CARGO_TARGET_DIR:-$HOME/.cache/fingertip/target}/release/fingertip}
ours_port=8391 floor_port=8392
mkdir -p "$work"
server=

stop() { [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; server=; }; }
trap stop EXIT

# until_answers PORT PATH: waits until a server answers.
until_answers() {
    for _ in $(seq 600); do
        curl -fsS -o /dev/null "http://127.0.0.1:$1$2" 2>/dev/null && return
        sleep 0.05
    done
    echo "nothing answers on port $1" >&2
    exit 1
}

export FINGERTIP_DATABASE_URL="sqlite://$work/fingertip.db" FINGERTIP_INDEX_FOLDER="$work/index" FINGERTIP_TELEMETRY_LOG_LEVEL=warn
if [ ! -e "$work/ready" ]; then
    python3 "$here/corpus.py" "$corpus" "$work/import"
    "$fingertip" import nomenclature "$work/import/nomenclature.csv" --no-progress
    "$fingertip" import uk-guidance "$work/import/guidance.jsonl" --no-progress
    time "$fingertip" reindex
    touch "$work/ready"
fi

operation_hash() { sha256sum "$here/../graphql/operations/$1.graphql" | cut -d' ' -f1; }
template() { # template OPERATION VARIABLE
    cat <<JSON
{"method":"POST","path":"/graphql","headers":{"content-type":"application/json"},
 "body":"{\"documentId\":\"sha256:$(operation_hash "$1")\",\"variables\":{\"$2\":{q_json},\"language\":\"en\"}}"}
JSON
}
template search text >"$work/search.json"
template suggest prefix >"$work/suggest.json"

measure() { python3 "$bench/bench.py" "$@" --pid "$server"; }

began=$(date +%s%N)
FINGERTIP_SERVER_WORKERS=1 FINGERTIP_SERVER_ADDRESS=127.0.0.1:$ours_port taskset -c 0 "$fingertip" serve 2>"$work/serve.log" &
server=$!
until curl -fsS -o /dev/null -H 'content-type: application/json' -d '{"query":"{search(text:\"rice\"){nodes{title}}}"}' \
    "http://127.0.0.1:$ours_port/graphql" 2>/dev/null; do sleep 0.005; done
echo "{\"name\":\"cold start to first answer\",\"ms\":$(((($(date +%s%N)) - began) / 1000000))}"
until_answers $ours_port /health/ready
base=http://127.0.0.1:$ours_port
measure "search at 50/s" --base $base --template "$work/search.json" --queries "$bench/queries/q_mix.txt" --rate 50 --secs 15
measure "search at 200/s" --base $base --template "$work/search.json" --queries "$bench/queries/q_mix.txt" --rate 200 --secs 15
measure "suggest at 50/s" --base $base --template "$work/suggest.json" --queries "$bench/queries/q_prefix.txt" --rate 50 --secs 10
measure "suggest at 200/s" --base $base --template "$work/suggest.json" --queries "$bench/queries/q_prefix.txt" --rate 200 --secs 10
measure "search, highest rate" --base $base --template "$work/search.json" --queries "$bench/queries/q_mix.txt" --find-max --secs 8
stop

if [ -n "${FLOOR:-}" ]; then
    [ -d "$work/floor" ] || { case $corpus in *.gz) gunzip -c "$corpus" ;; *) cat "$corpus" ;; esac >"$work/corpus.jsonl"
        "$FLOOR" index-tantivy "$work/corpus.jsonl" "$work/floor"; }
    taskset -c 0 "$FLOOR" serve $floor_port 1 "$work/floor" &
    server=$!
    until_answers $floor_port /plain
    measure "floor, highest rate" --base http://127.0.0.1:$floor_port --template "$bench/templates/gql_tantivy.json" \
        --queries "$bench/queries/q_mix.txt" --find-max --secs 8
fi
