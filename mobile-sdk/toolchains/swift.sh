#!/usr/bin/env bash
# Finds or installs Swift:  toolchains/swift.sh [--install | --required]
#
# Debian 13 (trixie) has Swift 6.0.3 with its package manager and XCTest. It is installed into a root folder of its own, 540 MB to fetch and
# 3.3 GB on disk, and entered by toolchains/inside.sh; that takes root, debootstrap and unshare.
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/debian.sh"

home=$toolchains/swift-trixie

if [ ! -f "$home/.whole" ] && [ -n "$install" ]; then
    alone swift
    [ -f "$home/.whole" ] || root_folder "$home" trixie swiftlang libc6-dev libstdc++-14-dev ca-certificates
fi
[ -f "$home/.whole" ] || skip 'Swift is not installed (mobile-sdk/toolchains/swift.sh --install; root, 540 MB)'
echo "$home"
