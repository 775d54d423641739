#!/usr/bin/env bash
# Links what phones carry:  rustc -C linker=mobile-sdk/size/phone-gcc.sh
#
# The library tells about itself (`UNIFFI_META_…`, 50 kB with the documentation of every function) so that bindings can be written. They are
# written of the library for development; phones have no use for it. It is taken from the list of what is exported, and the linker drops what nobody calls.
# rustc knows by its name that it is called as gcc is. FINGERTIP_LINKER names the compiler that links: clang of the NDK; `cc` by default.
set -euo pipefail

for argument in "$@"; do
    case $argument in
        -Wl,--version-script=*) sed -i '/^ *UNIFFI_META_/d' "${argument#-Wl,--version-script=}" ;;
    esac
done
[ -z "${FINGERTIP_LINKER:-}" ] || exec "$FINGERTIP_LINKER" "$@"
# As rustc itself does where it is told of no linker: by the LLD that it brings.
host=$(rustc -vV | sed -n 's/^host: //p')
exec cc -fuse-ld=lld -B"$(rustc --print sysroot)/lib/rustlib/$host/bin/gcc-ld" "$@"
