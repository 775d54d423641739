# Debian in a root folder of its own; sourced, not run.

# Makes the root folder $1 of the suite $2 with the packages that follow, or skips. Which versions there are is written to its file `versions`.
root_folder() {
    local home=$1 suite=$2
    shift 2
    [ "$(id -u)" -eq 0 ] || skip 'it is installed as root only'
    command -v debootstrap >/dev/null || debian debootstrap || skip 'debootstrap is missing'
    command -v unshare >/dev/null || skip 'unshare is missing'
    local mirror
    # Where this machine has Debian from; the file of old or that of new may be missing.
    mirror=$(sed -nE 's/^URIs: (.*debian\/?)$/\1/p; s/^deb (\[[^]]*\] )?([^ ]*debian\/?) .*/\2/p' \
        /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} 2>/dev/null | sed -n 1p || true)
    rm -rf "$home"
    debootstrap --variant=minbase "$suite" "$home" ${mirror:+"$mirror"} >&2 || skip "Debian's $suite could not be obtained"
    # The network as this machine has it: names, proxy and whom it trusts.
    cp /etc/resolv.conf "$home/etc/resolv.conf" 2>/dev/null || true
    cp /etc/apt/apt.conf.d/*proxy* "$home/etc/apt/apt.conf.d/" 2>/dev/null || true
    chroot "$home" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 || skip "$* could not be installed"
    chroot "$home" dpkg-query -W "$@" >"$home/versions"
    chroot "$home" apt-get clean
    touch "$home/.whole"
}
