#!/bin/sh
# Runs the outside clients against a server of the trial schema that is already listening: run.sh http://127.0.0.1:8080/graphql
set -eu
cd "$(dirname "$0")"
[ -d node_modules ] || npm ci --no-audit --no-fund
for script in audits subscriptions closing; do node "$script.mjs" "$1"; done
