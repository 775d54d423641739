#!/usr/bin/env bash
# Runs a command inside a root folder, with our sources at /src and a folder for what is built at /out:  inside.sh ROOT SRC OUT COMMAND…
#
# With INSIDE_CARGO, the registry of that CARGO_HOME is seen too, to be read alone. The mounts are seen by the command alone and end with it.
set -euo pipefail

[ $# -ge 4 ] || { echo "usage: $0 ROOT SRC OUT COMMAND…" >&2; exit 2; }
root=$1 src=$2 out=$3
shift 3
mkdir -p "$root/src" "$root/out" "$root/root/.cargo/registry" "$out"
exec unshare --mount bash -c '
    root=$1 src=$2 out=$3
    shift 3
    mount -t proc proc "$root/proc"
    mount --bind /dev "$root/dev"
    mount --bind "$src" "$root/src"
    mount --bind "$out" "$root/out"
    if [ -n "${INSIDE_CARGO:-}" ]; then
        mount --bind "$INSIDE_CARGO/registry" "$root/root/.cargo/registry"
        mount -o remount,bind,ro "$root/root/.cargo/registry"
    fi
    exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"
' inside "$root" "$src" "$out" "$@"
