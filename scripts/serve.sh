#!/usr/bin/env bash
# Serves, and shows what to try as soon as the server answers:  scripts/serve.sh PATH-OF-FINGERTIP
set -euo pipefail

address=$("$1" config print | sed -n 's/^address = "\(.*\)"  #.*/\1/p')
"$1" serve &
server=$!
trap : INT # a terminal tells the server itself; told twice, it would not finish what it is doing
trap 'kill -TERM "$server" 2>/dev/null || true' TERM

# Asks the server whether it is ready: the first start builds the index.
ready() { { exec 3<>"/dev/tcp/${address/:/\/}" && printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3 && read -r _ status _ <&3; } 2>/dev/null && [ "$status" = 200 ]; }

until (ready); do
    kill -0 "$server" 2>/dev/null || { wait "$server"; exit; }
    sleep 0.1
done

ask() {
    echo
    echo "# $1"
    echo "curl -s http://$address/graphql -H 'content-type: application/json' -d '{\"query\":\"$2\"}'"
}
echo
echo "Fingertip answers on http://$address/graphql. Three things to try:"
ask 'What does it take to export coffee?' '{ search(text: \"export coffee\", first: 3) { nodes { title path snippet { text } } } }'
ask 'What is 0901.21, and what stands above it?' '{ hsCode(code: \"0901.21\") { code description ancestors { code description } } }'
ask 'What did the certificate cost in June 2025?' \
    '{ publication(id: \"phytosanitary-certificate-fee\", asOf: \"2025-06-30\") { title summary body validUntil } }'
echo
status=0
while kill -0 "$server" 2>/dev/null; do # a wait ends with a signal too
    status=0
    wait "$server" || status=$?
done
exit "$status"
