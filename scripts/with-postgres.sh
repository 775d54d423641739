#!/usr/bin/env bash
# Runs a command beside a PostgreSQL of its own, which is gone afterwards:  scripts/with-postgres.sh cargo test
#
# The command finds its address in FINGERTIP_TEST_POSTGRES. The cluster lives in a temporary folder and answers on 127.0.0.1
# alone, without a password and without waiting for the disk: it holds nothing that anybody would miss. With FINGERTIP_TEST_POSTGRES_DURABLE=1
# it waits for the disk as one does that holds money, to be measured.
#
# Where memory has room for files, cluster and temporary files live there: hundreds of databases of a thousand files each, made and dropped, cost a
# file system more than the tests that use them.
set -euo pipefail
set -m # each child leads a group of its own, so that a signal reaches its children too, and nobody else

[ $# -gt 0 ] || { echo "usage: $0 COMMAND…" >&2; exit 2; }

initdb=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 || true)
initdb=${initdb:-$(command -v initdb || true)}
[ -n "$initdb" ] || { echo 'PostgreSQL is missing: run make prepare' >&2; exit 1; }
bin=$(dirname "$initdb")

place=${TMPDIR:-/tmp}
room=$(df --output=avail --block-size=1M /dev/shm 2>/dev/null | tail -n 1 || true)
[ -n "${FINGERTIP_TEST_POSTGRES_DURABLE:-}" ] || [ "${room:-0}" -lt 6000 ] || place=/dev/shm
folder=$(mktemp -d -p "$place" fingertip-postgres.XXXXXX)
server=
command=

stop() {
    trap - EXIT
    if [ -n "$command" ]; then
        kill -TERM -- "-$command" 2>/dev/null && wait "$command" 2>/dev/null || true
    fi
    if [ -n "$server" ]; then
        kill -INT "$server" 2>/dev/null || true # PostgreSQL's fast stop: clients are cut off
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

as_owner=()
if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to run as root
    chown postgres: "$folder"
    as_owner=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi

cd "$folder" # a folder that the owner may enter
"${as_owner[@]}" "$initdb" --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >initdb.log ||
    { cat initdb.log >&2; exit 1; }

careless=(-c fsync=off -c full_page_writes=off -c synchronous_commit=off)
[ -z "${FINGERTIP_TEST_POSTGRES_DURABLE:-}" ] || careless=()
# A port that is taken shows when the server does not start; then the next one is tried.
for _ in 1 2 3 4 5 6 7 8 9 10; do
    port=$((20000 + RANDOM % 20000))
    "${as_owner[@]}" "$bin/postgres" -D data -k "$folder" -h 127.0.0.1 -p "$port" \
        "${careless[@]}" -c max_connections=300 >postgres.log 2>&1 &
    server=$!
    while kill -0 "$server" 2>/dev/null && ! "$bin/pg_isready" -q -h "$folder" -p "$port"; do sleep 0.05; done
    kill -0 "$server" 2>/dev/null && break
    wait "$server" 2>/dev/null || true
    server=
done
[ -n "$server" ] || { cat postgres.log >&2; exit 1; }
cd "$OLDPWD"

[ "$place" != /dev/shm ] || { mkdir "$folder/tmp" && export TMPDIR=$folder/tmp; }
export FINGERTIP_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres"
"$@" <&0 &
command=$!
status=0
wait "$command" || status=$?
command=
exit "$status"
