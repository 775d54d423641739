#!/usr/bin/env python3
"""Runs a command beside a Fingertip server of its own, which has the sample territory and takes simulated payments:

    with_server.py [--notices 40] COMMAND...

The server is the program that FINGERTIP_BINARY names, or what was built last. Its data lies in a temporary folder. The command finds

    FINGERTIP_TEST_URL      the server, http://127.0.0.1:PORT
    FINGERTIP_TEST_PROXY    the same behind faulty_proxy.py, which does nothing wrong until it is told to
    FINGERTIP_TEST_NOTICES  a folder with an empty file for each payment notice that nobody paid: who removes a file has its notice
    FINGERTIP_TEST_LOG      the log of the server, in which one-time codes stand
    FINGERTIP_TEST_PACK_ROOTS  the roots that apps believe packs by, three times 64 hexadecimal digits with commas between; it gives out `zz-sample`
    FINGERTIP_TEST_LIST_ROOT   the key that apps believe lists about receipts by, 64 hexadecimal digits
"""
import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
START_SECONDS_MAX = 600


def binary() -> Path:
    named = os.environ.get("FINGERTIP_BINARY")
    if named:
        return Path(named)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    built = [path for path in (target / "debug" / "fingertip", target / "release" / "fingertip") if path.exists()]
    if not built:
        sys.exit("there is no server: run `cargo build`, or name one in FINGERTIP_BINARY")
    return max(built, key=lambda path: path.stat().st_mtime)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settings(port: int) -> dict:
    """The server as a developer has it, without the limits that a dozen phones on one machine would meet."""
    limits = {
        f"FINGERTIP_LIMITS_{kind}_PER_MINUTE{whom}": "1000000"
        for kind in ("SEARCH", "COMPUTE", "SIGN_IN", "WRITE", "MONEY")
        for whom in ("", "_NETWORK")
    }
    return {
        "FINGERTIP_SERVER_ADDRESS": f"127.0.0.1:{port}",
        "FINGERTIP_SERVER_DEVELOPMENT": "true",
        "FINGERTIP_IDENTITY_ISSUER": f"http://127.0.0.1:{port}",
        "FINGERTIP_PAYMENT_PROVIDER": "simulated",
        "FINGERTIP_SMS_CARRIER": "log",
        "FINGERTIP_SMS_PRICES": "999=1",
        "FINGERTIP_SMS_DAY_MINOR_MAX": "100000",
        "FINGERTIP_PACKS_FOLDER": "packs",
        **limits,
    }


def write_declarations(folder: Path, count: int) -> None:
    """Copies the smallest declaration of the sample under other numbers."""
    text = (ROOT / "sample/payment/declarations/rice.xml").read_text(encoding="utf-8")
    folder.mkdir()
    for number in range(count):
        copy = text.replace("<Number>20440</Number>", f"<Number>{30000 + number}</Number>")
        copy = copy.replace("<Number>18231</Number>", f"<Number>{40000 + number}</Number>")
        (folder / f"{number}.xml").write_text(copy, encoding="utf-8")


def make_packs(run) -> str:
    """Makes a pack of what is published in English, signed by a key that two of three roots signed; returns the roots."""
    roots = [run("pack", "key", "make", f"root-{number}.key").strip() for number in (1, 2, 3)]
    key = run("pack", "key", "make", "pack.key").strip()
    run("pack", "key", "list", "--seq", "1", "--key", f"{key},2020-01-01T00:00:00Z,2120-01-01T00:00:00Z", "--to", "packs/keys.cpl")
    for number in (1, 2):
        run("pack", "key", "sign", "packs/keys.cpl", "--root-key", f"root-{number}.key")
    what = ("--id", "zz-sample", "--jurisdiction", "ZZ", "--language", "en")
    run("pack", "build", *what, "--seq", "1", "--key", "pack.key", "--to", "packs/zz-sample.1.cpk")
    return ",".join(roots)


def wait_until_ready(url: str, server: subprocess.Popen, log: Path) -> None:
    end, last = time.monotonic() + START_SECONDS_MAX, "nothing"
    while time.monotonic() < end:
        if server.poll() is not None:
            sys.exit(f"the server ended:\n{log.read_text(errors='replace')[-4000:]}")
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=10):
                return
        except urllib.error.HTTPError as error:
            last = f"{error.code} {error.read()[:400]!r}"
            time.sleep(0.1)
        except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
            last = str(error)
            time.sleep(0.1)
    sys.exit(f"the server was not ready within {START_SECONDS_MAX} s; it said {last}:\n{log.read_text(errors='replace')[-4000:]}")


def stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--notices", type=int, default=40)
    arguments.add_argument("command", nargs=argparse.REMAINDER)
    given = arguments.parse_args()
    if not given.command:
        arguments.error("which command?")
    program = binary().resolve()
    with tempfile.TemporaryDirectory(prefix="fingertip-sdk-") as name:
        folder = Path(name)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        # Whatever else is set for the machine is not for this server.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FINGERTIP_")} | settings(port)

        def run(*words: str) -> str:
            done = subprocess.run([program, *words], cwd=folder, env=environment, capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(f"fingertip {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
            return done.stdout

        write_declarations(folder / "declarations", given.notices)
        run("migrate")
        run("import", "sample", str(ROOT / "sample"))
        issued = run("notice", "issue", "declarations", "--profile", str(ROOT / "sample/payment/profile.yaml"))
        notices = folder / "notices"
        notices.mkdir()
        for reference in re.findall(r"^(\d{12})\b", issued, re.MULTILINE):
            (notices / reference).touch()
        pack_roots = make_packs(run)
        list_root = re.search(r"^([0-9a-f]{64})  signs lists", run("receipt", "keys"), re.MULTILINE)[1]

        log = folder / "server.log"
        with log.open("wb") as written:
            server = subprocess.Popen([program, "serve"], cwd=folder, env=environment, stdout=written, stderr=subprocess.STDOUT)
        try:
            wait_until_ready(url, server, log)
            proxy = subprocess.Popen(
                [sys.executable, HERE / "faulty_proxy.py", "--upstream", f"127.0.0.1:{port}"], stdout=subprocess.PIPE, text=True
            )
            try:
                found = {
                    "FINGERTIP_TEST_URL": url,
                    "FINGERTIP_TEST_PROXY": proxy.stdout.readline().strip(),
                    "FINGERTIP_TEST_NOTICES": str(notices),
                    "FINGERTIP_TEST_LOG": str(log),
                    "FINGERTIP_TEST_PACK_ROOTS": pack_roots,
                    "FINGERTIP_TEST_LIST_ROOT": list_root,
                }
                return subprocess.run(given.command, env={**os.environ, **found}).returncode
            finally:
                stop(proxy)
        finally:
            stop(server)


if __name__ == "__main__":
    sys.exit(main())
