"""Handing a connection over: a view opens a stream behind everything that guards a page, and then the server gives the
connection itself to the hub. The thread that answered is free for the next page.
"""

import socket
from collections.abc import Callable, Iterable

from flask import Response, request
from gunicorn.workers.gthread import ThreadWorker

from academy.live.hub import Hub
from academy.live.listening import Listener

OFFER = "academy.hand_over"  # in the environment of a request: what a view fills in


class HandedOver(Exception):
    """There is nothing for the server to answer any more; `take` takes the connection."""

    def __init__(self, take: Callable[[socket.socket], None]):
        self.take = take


def possible() -> bool:
    """Whether the server that asks can hand a connection over."""
    return OFFER in request.environ


def hand_over(hub: Hub, listener: Listener, opening: Response) -> Response:
    """Answer with the opening of a stream; what follows is the hub's."""
    request.environ[OFFER].append((hub, listener))
    return opening


class HandingOver:
    """The application as the server calls it. Raises HandedOver."""

    def __init__(self, app: Callable):
        self.app = app

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        head, taken = [], []

        def start(status, headers, *failed):
            head[:] = status, headers
            return start_response(status, headers, *failed)

        environ[OFFER] = taken
        answer = self.app(environ, start)
        if not taken or not head[0].startswith("200 "):
            return answer
        opening = _head(*head) + b"".join(answer)
        answer.close()
        [(hub, listener)] = taken
        raise HandedOver(lambda connection: hub.take(listener, connection, opening))


class Worker(ThreadWorker):
    """Gunicorn's worker with threads, which lets connections go."""

    def handle_request(self, req, conn):
        try:
            return super().handle_request(req, conn)
        except HandedOver as handed:
            connection, conn.sock = conn.sock, socket.socket()  # it closes one that leads nowhere
            handed.take(connection)
            return False


def _head(status: str, headers: list[tuple[str, str]]) -> bytes:
    """The end of the connection is the end of the answer, so it has no length."""
    kept = [(name, value) for name, value in headers if name.lower() not in ("content-length", "connection")]
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in kept), "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1")
