#!/usr/bin/env python3
"""Stands between an app and a server and goes wrong as planned: the bad line that every face of the SDK is tried on.

    faulty_proxy.py --upstream 127.0.0.1:8080 [--port 0] [--seed 1] [--plan '{"lose_answer": 200, "latency_ms": 800}']

Prints its address, then serves until it is ended. What goes wrong is drawn from the seed and the number of the request, in shares of a thousand,
and the first that is drawn happens:

    lose_request   the line breaks before anything reached the server
    lose_answer    the server did it, and nobody hears of it
    cut_answer     the answer ends in the middle of its body, at a byte that is drawn
    latency_ms     what every request waits, half of it each way

`PUT /__plan` changes the plan and begins to count anew, `GET /__plan` tells it with what happened and how many bytes went each way, and
`PUT /__next` with `["lose_answer", "none"]` says what happens to the next requests whatever is drawn. Speaks HTTP/1.1 to this machine only.
"""
import argparse
import asyncio
import json
import random

FAULTS = ("lose_request", "lose_answer", "cut_answer")
BODY_BYTES_MAX = 16 * 1024 * 1024
HEAD_BYTES_MAX = 64 * 1024


class Line:
    """The plan, and what happened so far."""

    def __init__(self, upstream: str, seed: int, plan: dict):
        self.host, port = upstream.rsplit(":", 1)
        self.port = int(port)
        self.seed = seed
        self.next: list[str] = []
        self.set_plan(plan)

    def set_plan(self, plan: dict) -> None:
        unknown = set(plan) - {*FAULTS, "latency_ms", "seed"}
        if unknown:
            raise ValueError(f"there is no {', '.join(sorted(unknown))}")
        self.seed = int(plan.get("seed", self.seed))
        self.plan = {name: int(plan.get(name, 0)) for name in (*FAULTS, "latency_ms")}
        self.count = {"requests": 0, "up_bytes": 0, "down_bytes": 0, **dict.fromkeys(FAULTS, 0)}

    def set_next(self, faults: list) -> None:
        unknown = set(faults) - {*FAULTS, "none"}
        if unknown:
            raise ValueError(f"there is no {', '.join(sorted(map(str, unknown)))}")
        self.next = list(faults)

    def draw(self) -> tuple[str, random.Random]:
        """What happens to the next request, and the chance that decides where it is cut."""
        number = self.count["requests"]
        self.count["requests"] += 1
        chance = random.Random(f"{self.seed}/{number}")
        drawn, fault = chance.randrange(1000), "none"
        for name in FAULTS:
            if drawn < self.plan[name]:
                fault = name
                break
            drawn -= self.plan[name]
        if self.next:
            fault = self.next.pop(0)
        if fault != "none":
            self.count[fault] += 1
        return fault, chance


async def read_message(reader: asyncio.StreamReader, is_answer: bool, method: bytes = b"") -> bytes | None:
    """Reads one whole message; nothing where the other side is done."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as cause:
        if cause.partial:
            raise
        return None
    fields = {}
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        fields[name.strip().lower()] = value.strip()
    status = head.split(b" ", 2)[1] if is_answer else b""
    if is_answer and (method == b"HEAD" or status in (b"204", b"304")):
        return head
    if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
        return head + await read_chunks(reader)
    if b"content-length" in fields:
        length = int(fields[b"content-length"])
        if length > BODY_BYTES_MAX:
            raise ValueError("the body is too long")
        return head + await reader.readexactly(length)
    return head + await reader.read(BODY_BYTES_MAX) if is_answer else head


async def read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while True:
        size = await reader.readuntil(b"\r\n")
        length = int(size.split(b";")[0], 16)
        body += size + await reader.readexactly(length + 2)
        if length == 0:
            return body
        if len(body) > BODY_BYTES_MAX:
            raise ValueError("the body is too long")


async def ask_upstream(line: Line, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(line.host, line.port, limit=HEAD_BYTES_MAX)
    try:
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [field for field in head.split(b"\r\n") if not field.lower().startswith(b"connection:")]
        writer.write(b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body)
        await writer.drain()
        answer = await read_message(reader, True, request.split(b" ", 1)[0])
        if answer is None:
            raise ConnectionError("the server said nothing")
        return answer
    finally:
        writer.close()


def control(line: Line, request: bytes) -> bytes:
    """Answers what is asked of the proxy itself."""
    method, path, _ = request.split(b" ", 2)
    body = request.partition(b"\r\n\r\n")[2]
    try:
        if method == b"PUT" and path == b"/__plan":
            line.set_plan(json.loads(body))
        elif method == b"PUT" and path == b"/__next":
            line.set_next(json.loads(body))
        elif method != b"GET" or path != b"/__plan":
            raise ValueError("there is GET and PUT /__plan, and PUT /__next")
        status, said = b"200 OK", {**line.plan, "seed": line.seed, **line.count}
    except (ValueError, TypeError) as cause:
        status, said = b"400 Bad Request", {"error": str(cause)}
    text = json.dumps(said).encode()
    return b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(text) + text


async def serve(line: Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while (request := await read_message(reader, False)) is not None:
            if request.split(b" ", 2)[1].startswith(b"/__"):
                writer.write(control(line, request))
                await writer.drain()
                continue
            fault, chance = line.draw()
            await asyncio.sleep(line.plan["latency_ms"] / 2000)
            if fault == "lose_request":
                return
            line.count["up_bytes"] += len(request)
            answer = await ask_upstream(line, request)
            await asyncio.sleep(line.plan["latency_ms"] / 2000)
            if fault == "lose_answer":
                return
            if fault == "cut_answer":
                body = answer.index(b"\r\n\r\n") + 4
                answer = answer[: chance.randrange(body, max(len(answer), body + 1))]
            line.count["down_bytes"] += len(answer)
            writer.write(answer)
            await writer.drain()
            if fault == "cut_answer":
                return
    except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
        pass  # a broken line is what this is for
    finally:
        writer.close()


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--upstream", required=True)
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--plan", type=json.loads, default={})
    given = arguments.parse_args()
    line = Line(given.upstream, given.seed, given.plan)
    server = await asyncio.start_server(lambda *streams: serve(line, *streams), "127.0.0.1", given.port, limit=HEAD_BYTES_MAX)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
