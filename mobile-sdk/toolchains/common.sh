# What the tool chains of the faces have in common; sourced, not run.
#
# Each prints one line: the folder that it is in, or `skipped: REASON` where there is none. With --install it is installed first where that is
# possible; with --required whatever stands in the way is an error. They lie in FINGERTIP_TOOLCHAINS, ~/.cache/fingertip/toolchains by default.
set -euo pipefail

toolchains=${FINGERTIP_TOOLCHAINS:-$HOME/.cache/fingertip/toolchains}
install=
required=
for flag in "$@"; do
    case $flag in
        --install) install=yes ;;
        --required) install=yes required=yes ;;
        *) echo "usage: $0 [--install | --required]" >&2; exit 2 ;;
    esac
done

# Says why there is no tool chain: an error where it is required, one line otherwise.
skip() {
    if [ -n "$required" ]; then
        echo "$0: $1" >&2
        exit 1
    fi
    echo "skipped: $1"
    exit 0
}

# One installation at a time: two test runs on one machine share the folder.
alone() {
    mkdir -p "$toolchains"
    exec 9>"$toolchains/.$1.lock"
    flock 9
}

# Installs Debian packages where we are root and there is apt.
debian() {
    { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; } || return 1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}
