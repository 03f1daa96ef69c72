"""Those who listen to a stream: plain sockets that read server-sent events, and come back as a browser would."""

import json
import socket
import threading
import time
from urllib.parse import urlsplit


class Listening:
    """One open stream. `head` is what was answered, `frames` what came so far."""

    def __init__(self, url: str, path: str, after: int | None = None, source: str = ""):
        where = urlsplit(url)
        self.socket = socket.create_connection((where.hostname, where.port), 10, (source, 0) if source else None)
        last = "" if after is None else f"Last-Event-ID: {after}\r\n"
        asked = f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\nAccept: text/event-stream\r\n{last}\r\n"
        self.socket.sendall(asked.encode())
        self._text = b""
        self.head = self._until(b"\r\n\r\n").decode("latin-1")

    @property
    def status(self) -> int:
        return int(self.head.split()[1])

    def message(self, seconds: float = 20) -> dict[str, str]:
        """The next message by its fields. Raises TimeoutError, and EOFError at the end of the stream."""
        self.socket.settimeout(seconds)
        lines = self._until(b"\n\n").decode().splitlines()
        return dict(line.partition(":")[::2] for line in lines if ":" in line)

    def frame(self, seconds: float = 20) -> dict:
        """The next frame."""
        until = time.monotonic() + seconds
        while "id" not in (message := self.message(max(0.01, until - time.monotonic()))):
            pass
        return json.loads(message["data"])

    def close(self) -> None:
        self.socket.close()

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._text:
            got = self.socket.recv(65_536)
            if not got:
                raise EOFError
            self._text += got
        found, _, self._text = self._text.partition(mark)
        return found


class Follower(threading.Thread):
    """Listens for ever: comes back whenever the line breaks, and says where it was to a server that knows the numbers.
    `events` are those that it has."""

    def __init__(self, url: str, path: str, after: int = 0, numbered: bool = True):
        super().__init__(daemon=True)
        self.url, self.path, self.after, self.numbered = url, path, after, numbered
        self.events, self.breaks, self.over = [], 0, False
        self.start()

    @property
    def numbers(self) -> list[int]:
        return [event["number"] for event in self.events]

    def run(self):
        while not self.over:
            try:
                listening = Listening(self.url, self.path, self.after if self.numbered else None)
                if listening.status != 200:  # an nginx that has no Redis yet: a page comes back, too
                    raise EOFError
                while not self.over:
                    self._take(listening.frame(10))  # nginx keeps a frame for 20 seconds
            except (OSError, EOFError):
                self.breaks += 1
                time.sleep(0.1)

    def _take(self, frame):
        """Like a page, it drops what it has; whatever is missing stays missing, for the test to see."""
        new = [event for event in frame["events"] if event["number"] > self.after]
        self.events += new
        self.after = max(self.after, frame["to"])
