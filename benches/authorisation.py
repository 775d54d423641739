"""Searches at a fixed rate, every second request with an access token and the others without, in one run: what a token costs. Latency counts
from when a request was due.  authorisation.py PORT LOG QUERIES RATE SECONDS

LOG: where the server writes its log, from which the code by SMS is read (`sms.carrier = log`). Needs the package `cryptography`."""

import asyncio
import base64
import hashlib
import json
import pathlib
import re
import secrets
import sys
import time
import urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

port, log, queries, rate, seconds = int(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4]), float(sys.argv[5])
operations = pathlib.Path(__file__).parent.parent / "graphql" / "operations"
CONNECTIONS = 16


def operation(name):
    return "sha256:" + hashlib.sha256((operations / f"{name}.graphql").read_bytes()).hexdigest()


def encoded(part):
    data = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def proof(key, issuer, token):
    """A proof of RFC 9449 that the device holds its key."""
    public = {"kty": "OKP", "crv": "Ed25519", "x": encoded(key.public_key().public_bytes_raw())}
    head = {"typ": "dpop+jwt", "alg": "EdDSA", "jwk": public}
    claims = {"jti": secrets.token_hex(16), "htm": "POST", "htu": f"{issuer}/graphql", "iat": int(time.time()),
              "ath": encoded(hashlib.sha256(token.encode()).digest())}
    signed = f"{encoded(head)}.{encoded(claims)}"
    return f"{signed}.{encoded(key.sign(signed.encode()))}"


def ask(name, variables, headers):
    body = json.dumps({"documentId": operation(name), "variables": variables}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/graphql", body, {"content-type": "application/json", **headers})
    answer = json.load(urllib.request.urlopen(request))
    assert "errors" not in answer, answer
    return next(iter(answer["data"].values()))


def sign_in(phone="+999555010012", issuer="http://127.0.0.1:8080"):
    key = Ed25519PrivateKey.generate()
    asked = ask("request_code", {"input": {"phone": phone, "purpose": "SIGN_IN"}}, {"dpop": proof(key, issuer, phone)})
    assert asked["__typename"] == "CodeRequested", asked
    time.sleep(1)
    code = re.findall(r"\b(\d{6})\b", pathlib.Path(log).read_text())[-1]
    signed_in = ask("sign_in", {"input": {"phone": phone, "code": code, "deviceName": "bench"}}, {"dpop": proof(key, issuer, code)})
    assert signed_in["__typename"] == "SessionTokens", signed_in
    return signed_in["accessToken"]


async def sender(queue, latencies):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (item := await queue.get()) is not None:
        due, body, token = item
        shown = f"authorization: Bearer {token}\r\n" if token else ""
        writer.write(f"POST /graphql HTTP/1.1\r\nhost: x\r\naccept-encoding: br\r\ncontent-type: application/json\r\n{shown}"
                     f"content-length: {len(body)}\r\n\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(length)
        assert b" 200 " in head.split(b"\r\n")[0], head
        latencies[bool(token)].append((time.perf_counter() - due) * 1000)
    writer.close()


async def main():
    token, search = sign_in(), operation("search")
    texts = pathlib.Path(queries).read_text().splitlines()
    bodies = [json.dumps({"documentId": search, "variables": {"text": text, "language": "en"}}).encode() for text in texts]
    queue, latencies = asyncio.Queue(), {False: [], True: []}
    senders = [asyncio.create_task(sender(queue, latencies)) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for number in range(int(rate * seconds)):
        due = began + number / rate
        await asyncio.sleep(max(0, due - time.perf_counter()))
        # Each text comes both ways, the one way first as often as the other.
        body, turn = bodies[number // 2 % len(bodies)], number // 2 % 2
        queue.put_nowait((due, body, token if number % 2 == turn else None))
    for _ in senders:
        queue.put_nowait(None)
    await asyncio.gather(*senders)
    for shows, name in ((False, "without a token"), (True, "with a token")):
        taken = sorted(latencies[shows])
        at = {name: taken[min(len(taken) - 1, int(len(taken) * share))] for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
        print(f"{name}: {len(taken)} answers, ms {({name: round(value, 2) for name, value in at.items()})}")


asyncio.run(main())
