"""Requests to other servers end, whatever the other side does."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest
import requests

from academy import outbound

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def saying(*pieces, pause=0.0):
    """A server that answers once, with these pieces; its address."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer():
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            try:
                for piece in pieces:
                    connection.sendall(piece)
                    time.sleep(pause)
            except OSError:
                pass  # it hung up on us

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    thread.join(5)
    listening.close()


def ask(address):
    return outbound.Session(frozenset({address.split("/")[2]})).get(address)


def test_an_answer_is_read_to_its_end():
    with saying(HEAD + b"Content-Length: 8\r\n\r\n", b'{"a"', b": 1}", pause=0.05) as address:
        assert ask(address).json() == {"a": 1}


@pytest.mark.parametrize(
    ("head", "piece"),
    [(b"Content-Length: 90000\r\n\r\n", b"["), (b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n[\r\n")],
)
def test_an_answer_that_trickles_is_not_waited_for(monkeypatch, head, piece):
    monkeypatch.setattr(outbound, "WHOLE", 0.3)
    began = time.monotonic()

    with saying(HEAD + head, *[piece] * 40, pause=0.1) as address, pytest.raises(outbound.TooMuch):
        ask(address)

    assert time.monotonic() - began < 2


def test_an_answer_that_is_too_long_is_not_kept(monkeypatch):
    monkeypatch.setattr(outbound, "MOST", 1000)

    with saying(HEAD + b"\r\n", b"x" * 5000) as address, pytest.raises(outbound.TooMuch):
        ask(address)


def test_an_answer_that_breaks_off_is_none():
    with saying(HEAD + b"Content-Length: 90000\r\n\r\n", b"[1") as address, pytest.raises(requests.RequestException):
        ask(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.1.2.3", "169.254.169.254", "0.0.0.0", "[::ffff:127.0.0.1]"]
)
def test_the_academys_own_network_is_not_asked(host):
    with pytest.raises(requests.RequestException):
        outbound.Session().get(f"http://{host}:9/")
