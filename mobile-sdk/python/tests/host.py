"""What an app lends, in Python: enough to try everything, and nothing to protect secrets with."""
import asyncio
import http.client
import json
import os
import re
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import ed25519
import fingertip_sdk as sdk

URL = os.environ.get("FINGERTIP_TEST_URL", "")
PROXY = os.environ.get("FINGERTIP_TEST_PROXY", "")
PACK_ROOTS = [bytes.fromhex(root) for root in os.environ.get("FINGERTIP_TEST_PACK_ROOTS", "").split(",") if root]
LIST_ROOT = bytes.fromhex(os.environ.get("FINGERTIP_TEST_LIST_ROOT", ""))
ROOT = Path(__file__).resolve().parents[3]
NO_SERVER = "no server: FINGERTIP_TEST_URL is not set (mobile-sdk/conformance/with_server.py)"


class Line(sdk.Transport):
    """Sends by http.client, to `address` whatever the request names: what is signed stays made for the server."""

    def __init__(self, address: str):
        self.address = address
        self.asked = 0

    async def send(self, request: sdk.HttpRequest) -> sdk.HttpResponse:
        self.asked += 1
        return await asyncio.to_thread(self.exchange, request)

    def cancel(self, request_id: str) -> None:
        pass  # a thread that waits for a socket is left to its time-out

    def exchange(self, request: sdk.HttpRequest) -> sdk.HttpResponse:
        where, asked = urlsplit(self.address), urlsplit(request.url)
        line = http.client.HTTPConnection(where.hostname, where.port, timeout=request.timeout_ms / 1000)
        path = asked.path + (f"?{asked.query}" if asked.query else "")
        try:
            try:
                line.connect()
            except OSError as cause:
                raise sdk.TransportError.Offline() from cause
            line.request(request.method.name, path, request.body or None, {header.name: header.value for header in request.headers})
            answer = line.getresponse()
            body = answer.read()
            headers = [sdk.HttpHeader(name=name, value=value) for name, value in answer.getheaders()]
            return sdk.HttpResponse(status=answer.status, headers=headers, body=body, wire_bytes=None)
        except TimeoutError as cause:
            raise sdk.TransportError.Timeout() from cause
        except (OSError, http.client.HTTPException) as cause:
            raise sdk.TransportError.Broken(detail=type(cause).__name__) from cause
        finally:
            line.close()


class Answers(sdk.Transport):
    """Answers each operation as planned: `{"searchPublications": {...}}` by the field that it asks for; counts what it was asked."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = 0

    async def send(self, request: sdk.HttpRequest) -> sdk.HttpResponse:
        self.asked += 1
        answer = self.answer(request)
        if asyncio.iscoroutine(answer):
            answer = await answer
        status, body = answer
        return sdk.HttpResponse(status=status, headers=[], body=json.dumps(body).encode(), wire_bytes=None)

    def cancel(self, request_id: str) -> None:
        pass


class Memory(sdk.TokenStore):
    """Keeps secrets as long as the test; `broken` makes it fail."""

    def __init__(self):
        self.kept: dict[str, str] = {}
        self.broken = False

    def guard(self) -> None:
        if self.broken:
            raise sdk.HostError.Failed(detail="the safe is closed")

    def load(self, slot: str) -> str | None:
        self.guard()
        return self.kept.get(slot)

    def save(self, slot: str, secret: str) -> None:
        self.guard()
        self.kept[slot] = secret

    def clear(self, slot: str) -> None:
        self.guard()
        self.kept.pop(slot, None)


class Key(sdk.DeviceKey):
    """A key of Ed25519 out of a seed, for tests: this implementation tells its secret to whoever has a watch."""

    def __init__(self):
        self.seed = os.urandom(32)

    def algorithm(self) -> sdk.KeyAlgorithm:
        return sdk.KeyAlgorithm.ED25519

    def public_key(self) -> bytes:
        return ed25519.public_key(self.seed)

    def sign(self, message: bytes) -> bytes:
        return ed25519.sign(self.seed, message)


def listen(loop: asyncio.AbstractEventLoop) -> None:
    """Says where what is lent runs: it is called from threads of the core, which have no loop of their own."""
    sdk.uniffi_set_event_loop(loop)
    loop.slow_callback_duration = 5  # a core that is built for development is slow; that is no news


def config(url: str = URL or "http://127.0.0.1:9", root: bytes = b"") -> sdk.ClientConfig:
    return sdk.ClientConfig(
        base_url=url, jurisdiction="ZZ", languages=["en"], receipt_trust_root=root, pack_trust_root=PACK_ROOTS, answer_keys=[],
        metered_policy=sdk.MeteredPolicy.NO_PACKS, timeouts=sdk.Timeouts(read_ms=15_000, write_ms=30_000, offline_after_ms=10_000),
    )


def client(transport: sdk.Transport, folder: Path, tokens: Memory | None = None, **more) -> sdk.Fingertip:
    url, root = more.pop("url", URL or "http://127.0.0.1:9"), more.pop("root", b"")
    services = sdk.HostServices(transport=transport, tokens=tokens or Memory(), folder=str(folder), **more)
    return sdk.create_client(config(url, root), services)


def tell_proxy(path: str, body) -> dict:
    request = urllib.request.Request(f"{PROXY}{path}", json.dumps(body).encode(), method="PUT")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def ask_proxy() -> dict:
    with urllib.request.urlopen(f"{PROXY}/__plan") as answer:
        return json.load(answer)


def take_notice() -> str:
    """Takes a notice that nobody else takes."""
    for file in Path(os.environ["FINGERTIP_TEST_NOTICES"]).iterdir():
        try:
            file.unlink()
            return file.name
        except FileNotFoundError:
            continue
    raise AssertionError("no notice is left")


def approve(page: str) -> None:
    """Pays as the payer does on the page of the simulated provider."""
    request = urllib.request.Request(page.replace("/sim/pay/", "/sim/payments/") + "/approve", method="POST")
    with urllib.request.urlopen(request):
        pass


async def code_of(phone: str) -> str:
    """Reads the newest code that the server's log shows for a number, of which it shows the last two digits."""
    for _ in range(50):
        log = re.sub(r"\x1b\[\d*m", "", Path(os.environ["FINGERTIP_TEST_LOG"]).read_text(errors="replace"))
        codes = [found[1] for line in log.splitlines() if f" {phone[-2:]} " in line and (found := re.search(r'text="?(\d{6})', line))]
        if codes:
            return codes[-1]
        await asyncio.sleep(0.1)
    raise AssertionError("no code was sent")
