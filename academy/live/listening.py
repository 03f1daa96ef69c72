"""Listeners: connections that are kept open for a page, and what is still to be sent on them."""

import random
import socket
import time
from collections import deque

MOST_WAITING = 1_000_000  # bytes; whoever reads more slowly is cut off, comes back and catches up
LIFE = 15 * 60  # seconds; then whoever listens comes back, and is asked anew whether they may


class Gone(ConnectionError):
    """Nobody reads there any more, or too slowly."""


class Listener:
    """A connection without a thread. `number` is the last event that was put on its way."""

    def __init__(self, stream: str, number: int):
        self.stream, self.number = stream, number
        self.connection: socket.socket | None = None
        self.ends = time.monotonic() + LIFE * random.uniform(0.8, 1)  # not all at once
        self._waiting: deque[memoryview] = deque()
        self._size = 0

    @property
    def waits(self) -> bool:
        """Whether something could not be sent yet."""
        return bool(self._waiting)

    def begin(self, connection: socket.socket, opening: bytes) -> None:
        """Take a connection over; raises Gone."""
        self.connection = connection
        connection.setblocking(False)
        self.send(opening)

    def send(self, message: bytes) -> None:
        """Send what can be sent now, keep the rest; raises Gone."""
        self._waiting.append(memoryview(message))  # the same bytes for all listeners
        self._size += len(message)
        self.go_on()
        if self._size > MOST_WAITING:
            raise Gone("reads too slowly")

    def go_on(self) -> None:
        """Send what waits, as far as it goes; raises Gone."""
        try:
            while self._waiting:
                sent = self.connection.send(self._waiting[0])
                self._size -= sent
                if sent == len(self._waiting[0]):
                    self._waiting.popleft()
                else:
                    self._waiting[0] = self._waiting[0][sent:]
        except BlockingIOError:
            pass
        except OSError as error:
            raise Gone(str(error)) from None

    def hear(self) -> None:
        """Throw away what is said to us; raises Gone when it was good-bye."""
        try:
            if not self.connection.recv(4096):
                raise Gone("hung up")
        except BlockingIOError:
            pass
        except OSError as error:
            raise Gone(str(error)) from None

    def close(self) -> None:
        self.connection.close()
