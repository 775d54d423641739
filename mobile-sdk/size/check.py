#!/usr/bin/env python3
"""Measures what phones carry and holds it against budget.toml:

    size/check.py            measures
    size/check.py --record   and adds a line to history.json, as at each release
    size/check.py --crates   and says how much code is of which crate

Builds the library with the profile `phone` and the module for browsers (mobile-sdk/wasm/build.sh, where there is Rust for WebAssembly), strips it as the shipping build does, and counts its bytes, what it takes compressed, how its
segments are aligned (16 KB pages of Android 15) and what it exports. Of Android and iOS itself it says nothing: see mobile-sdk/README.md.
"""
import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PAGE = 0x4000
# How everything is compiled; whoever builds for phones does the same.
COMPILED = [
    # Digests, signatures and ciphers in their small form: what they are for takes milliseconds, and phones have no vector units of x86.
    *("--cfg", 'sha2_backend="soft"'),
    *("--cfg", 'sha2_backend_soft="compact"'),
    *("--cfg", 'curve25519_dalek_backend="serial"'),
    *("--cfg", 'poly1305_backend="soft"'),
    *("--cfg", 'chacha20_backend="soft"'),
]
# How the linker (LLD, as of Android's NDK) is told to link; whoever builds for phones does the same.
LINKED = [
    # Android 15 has phones with pages of 16 KB: a library whose segments lie closer is not loaded there.
    f"-z,max-page-size={PAGE:#x}",
    # Functions that came out the same are one.
    "--icf=all",
    # Relocations take a bit each: glibc 2.36 and Android 9 (API 28) read them.
    "-z,pack-relative-relocs",
]


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def build() -> Path:
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    command = ["cargo", "rustc", "--quiet", "--locked", "-p", "fingertip-sdk-ffi", "--lib", "--profile", "phone", "--crate-type", "cdylib"]
    # Between flags of rustc stands U+001F.
    environment = {**os.environ, "CARGO_ENCODED_RUSTFLAGS": "\x1f".join(COMPILED)}
    linked = [f"-Clinker={HERE / 'phone-gcc.sh'}", *(f"-Clink-arg=-Wl,{flag}" for flag in LINKED)]
    subprocess.run([*command, "--", *linked], check=True, cwd=ROOT, env=environment)
    built, stripped = target / "phone/libfingertip_sdk.so", target / "phone/libfingertip_sdk.stripped.so"
    subprocess.run(["strip", "--strip-all", "-o", stripped, built], check=True)
    return stripped


def build_for_browsers() -> None:
    print(output(str(HERE.parent / "wasm/build.sh")).strip())


def measure(library: Path) -> dict:
    data = library.read_bytes()
    measured = {"library": len(data), "library_gzip": len(gzip.compress(data, 9))}
    measured["exported_symbols"] = len(re.findall(r" [TDB] ", output("nm", "--dynamic", "--defined-only", str(library))))
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    jar, wasm = target / "kotlin/bindings.jar", target / "wasm/fingertip_packs.wasm"
    if jar.exists():
        measured["kotlin_bindings"] = jar.stat().st_size
    if wasm.exists():
        measured["wasm"] = wasm.stat().st_size
        measured["wasm_gzip"] = len(gzip.compress(wasm.read_bytes(), 9))
    return measured


def judge(measured: dict, library: Path) -> bool:
    budget = tomllib.loads((HERE / "budget.toml").read_text(encoding="utf-8"))
    good = True
    for name, limits in budget.items():
        if name not in measured:
            print(f"{name:18} not measured: it was not built")
            continue
        found, fail = measured[name], limits["fail"]
        wanted, warn = limits.get("wanted", fail), limits.get("warn", fail)
        if found > fail:
            verdict = "TOO LARGE"
        elif found > wanted:
            verdict = f"not reached, {found / wanted:.2f} times what is wanted ({wanted:,})"
        else:
            verdict = "large" if found > warn else "good"
        good = good and found <= fail
        print(f"{name:18} {found:>10,} of {fail:>10,}  {verdict}")
    aligned = re.findall(r"LOAD.*?(0x[0-9a-f]+)$", output("readelf", "--program-headers", "--wide", str(library)), re.MULTILINE)
    is_aligned = bool(aligned) and all(int(alignment, 16) >= PAGE for alignment in aligned)
    print(f"{'segments':18} {'aligned to 16 KB' if is_aligned else 'NOT ALIGNED to 16 KB'}")
    return good and is_aligned


def crates(library: Path) -> None:
    """Prints the sections, and the code by the crate that a function's name begins with; code of `core` and `serde_core` is of whoever uses it."""
    unstripped = library.with_name("libfingertip_sdk.so")
    for name, size in re.findall(r"\] (\.\S+)\s+\w+\s+\w+ \w+ (\w+)", output("readelf", "--sections", "--wide", str(unstripped))):
        if int(size, 16) > 10_000 and name not in {".symtab", ".strtab"}:
            print(f"section {name:22} {int(size, 16):>9,}")
    code: Counter[str] = Counter()
    for size, name in re.findall(r"^\w+ (\w+) [tT] (.*)$", output("nm", "--demangle", "--print-size", str(unstripped)), re.MULTILINE):
        crate = re.search(r"([a-z_][a-z_0-9]*)(?:\[[0-9a-f]+\])?::", name)
        of_uniffi = "(what UniFFI exports)" if name.startswith(("uniffi_", "ffi_")) else "(no crate)"
        code[crate[1] if crate else of_uniffi] += int(size, 16)
    for crate, size in code.most_common(24):
        print(f"code of {crate:22} {size:>9,}")


def record(measured: dict) -> None:
    path = HERE / "history.json"
    history = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    commit = output("git", "log", "-1", "--format=%h %cs").split()
    history.append({"commit": commit[0], "day": commit[1], **measured})
    path.write_text(json.dumps(history, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--record", action="store_true")
    arguments.add_argument("--crates", action="store_true")
    given = arguments.parse_args()
    library = build()
    build_for_browsers()
    measured = measure(library)
    good = judge(measured, library)
    if given.crates:
        crates(library)
    if given.record:
        record(measured)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
