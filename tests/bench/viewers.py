"""A process of the load generator: so many viewers of one stream, on sockets of its own, that note when what arrived.

It is told what to do by lines of JSON, answers each with one, and ends with its input, so that it never outlives the bench:
`{"connect": 500, "seconds": 10}` · `{"measure": 1}` begins to count anew · `{"report": 1}`.
"""

import asyncio
import json
import resource
import sys
import time
from collections import Counter
from functools import lru_cache

ADDRESSES = 8  # of this machine that each process connects from: an address has some 28,000 ports
PATIENCE = 15  # seconds for a connection to be answered
TIMED = "at the office on the ring road?"  # the end of a comment that begins with the moment in which it was sent


class Viewer(asyncio.Protocol):
    def __init__(self, crowd: "Crowd"):
        self.crowd, self.text, self.last = crowd, b"", None
        self.opened = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.crowd.asking)

    def data_received(self, data):
        now = time.monotonic()
        self.text += data
        if not self.opened.done():
            if b"\r\n\r\n" not in self.text:
                return
            head, _, self.text = self.text.partition(b"\r\n\r\n")
            self.opened.set_result(head.startswith(b"HTTP/1.1 200"))
        while b"\n\n" in self.text:
            message, _, self.text = self.text.partition(b"\n\n")
            self.hear(message, now)

    def hear(self, message, now):
        start = message.find(b"data: {")
        if start < 0:
            return
        first, to, sent = understood(message[start + 6 :])
        if self.last is not None and to <= self.last:
            self.crowd.counts["doubled"] += 1
            return
        if self.last is not None and first > self.last + 1:
            self.crowd.counts["missed"] += first - self.last - 1
        self.last = to
        for moment in sent:
            self.crowd.delays[int((now - moment) * 1000)] += 1

    def connection_lost(self, error):
        self.crowd.counts["lost"] += 1
        if not self.opened.done():
            self.opened.set_result(False)


@lru_cache(maxsize=64)
def understood(data: bytes) -> tuple[int, int, tuple[float, ...]]:
    """First and last number of a frame, and when its timed comments were sent: the first word of each is the moment. Read once for
    all."""
    frame = json.loads(data)
    said = (event["data"].get("text", "") for event in frame["events"] if event["kind"] == "entry")
    return frame["from"], frame["to"], tuple(float(text.split()[0]) for text in said if text.endswith(TIMED))


class Crowd:
    def __init__(self, host: str, port: int, path: str, place: int, cookie: str):
        self.host, self.port = host, port
        known = f"Cookie: {cookie}\r\n" if cookie else ""
        self.asking = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{known}Accept: text/event-stream\r\n\r\n".encode()
        self.sources = [f"127.0.{place + 1}.{number + 1}" for number in range(ADDRESSES)]
        self.viewers: list[Viewer] = []
        self.counts, self.delays = Counter(), Counter()

    async def connect(self, number: int, seconds: float) -> dict:
        begun = time.monotonic()
        coming = []
        for place in range(number):
            await asyncio.sleep(max(0, begun + seconds * place / number - time.monotonic()))
            coming.append(asyncio.create_task(self._connect(self.sources[place % ADDRESSES])))
        done = await asyncio.gather(*coming)
        return {"failed": done.count(False), "viewers": len(self.viewers)}

    async def _connect(self, source: str) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                loop = asyncio.get_running_loop()
                _, viewer = await loop.create_connection(
                    lambda: Viewer(self), self.host, self.port, local_addr=(source, 0)
                )
                opened = await viewer.opened
        except OSError:
            return False
        if opened:
            self.viewers.append(viewer)
        return opened

    def measure(self) -> dict:
        self.counts.clear()
        self.delays.clear()
        return {}

    def report(self) -> dict:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {"delays": self.delays, "processor": used.ru_utime + used.ru_stime, **self.counts}


async def main(host: str, port: str, path: str, place: str, cookie: str = "") -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    crowd = Crowd(host, int(port), path, int(place), cookie)
    told = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(told), sys.stdin)
    while line := await told.readline():
        given = json.loads(line)
        if "connect" in given:
            answer = await crowd.connect(given["connect"], given["seconds"])
        else:
            answer = crowd.measure() if "measure" in given else crowd.report()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
