"""Sends each line of a file once as a GraphQL request: as fast as it goes, or at a fixed rate, where the latency counts from when a request
was due.  pay.py PORT BODIES CONNECTIONS RATE"""

import asyncio
import sys
import time

port, bodies, connections, rate = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])


async def sender(queue, latencies, refused):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (item := await queue.get()) is not None:
        due, body = item
        writer.write(b"POST /graphql HTTP/1.1\r\nhost: x\r\naccept-encoding: br\r\ncontent-type: application/json\r\n"
                     b"content-length: %d\r\n\r\n%s" % (len(body), body))
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        answer = await reader.readexactly(length)
        latencies.append((time.perf_counter() - due) * 1000)
        if b" 200 " not in head.split(b"\r\n")[0]:
            refused.append(head.split(b"\r\n")[0] + answer[:200])
    writer.close()


async def main():
    queue, latencies, refused = asyncio.Queue(), [], []
    senders = [asyncio.create_task(sender(queue, latencies, refused)) for _ in range(connections)]
    began = time.perf_counter()
    for number, line in enumerate(open(bodies, "rb")):
        due = began + number / rate if rate else None
        if due:
            await asyncio.sleep(max(0, due - time.perf_counter()))
        queue.put_nowait((due or time.perf_counter(), line.strip()))
        if not rate and queue.qsize() > 2 * connections:
            await asyncio.sleep(0)
    for _ in senders:
        queue.put_nowait(None)
    await asyncio.gather(*senders)
    took = time.perf_counter() - began
    print(f"{len(latencies)} answered, {len(refused)} refused, {len(latencies) / took:.0f}/s", refused[:1] or "")
    if rate:
        latencies.sort()
        at = lambda share: round(latencies[min(len(latencies) - 1, int(share * len(latencies)))], 1)
        print(f"ms from when each was due: middle {at(0.5)}, p95 {at(0.95)}, p99 {at(0.99)}")


asyncio.run(main())
