"""Requests to other servers end, whatever the other side does."""

import socket
import ssl
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from academy import hanging_up, outbound

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


@pytest.fixture
def inside(tmp_path):
    """A server of the own network, whose certificate no public authority has signed: its host, and the certificate."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name(
        [x509.NameAttribute(x509.NameOID.COMMON_NAME, "lan")]
    )
    now, host = datetime.now(UTC), x509.SubjectAlternativeName([x509.DNSName("localhost")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    certificate = made.add_extension(host, False).sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (tmp_path / "key.pem").write_bytes(key.private_bytes(*private))
    (tmp_path / "lan.pem").write_bytes(certificate)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "lan.pem", tmp_path / "key.pem")
    server = make_server("localhost", 0, Response("{}"), ssl_context=tls)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"localhost:{server.server_port}", str(tmp_path / "lan.pem")
    server.shutdown()


def test_a_host_of_the_own_network_proves_itself_by_the_academys_own_authority(inside):
    host, certificates = inside
    there = frozenset({host})

    assert outbound.Session(there, certificates).get(f"https://{host}/").json() == {}
    with pytest.raises(requests.exceptions.SSLError):
        outbound.Session(there).get(f"https://{host}/")


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


def test_headers_that_trickle_are_not_waited_for(monkeypatch):
    monkeypatch.setattr(hanging_up, "PATIENCE", 0.3)
    began = time.monotonic()

    with saying(*[b"H"] * 40, pause=0.1) as address, pytest.raises(requests.RequestException):
        ask(address)

    assert time.monotonic() - began < 2


def test_a_handshake_that_trickles_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(hanging_up, "PATIENCE", 0.3)
    began = time.monotonic()

    with saying(b"\x16\x03\x03\x3f\xff", *[b"\0"] * 40, pause=0.1) as address, pytest.raises(requests.RequestException):
        ask(address.replace("http:", "https:"))

    assert time.monotonic() - began < 2


def test_many_answers_are_not_waited_for_longer_than_one_session_lasts(monkeypatch):
    monkeypatch.setattr(outbound, "ALTOGETHER", 0)
    session = outbound.Session(frozenset({"127.0.0.1:9"}))

    with pytest.raises(outbound.TooMuch):
        session.get("http://127.0.0.1:9/")


def test_an_answer_that_is_too_long_is_not_kept(monkeypatch):
    monkeypatch.setattr(outbound, "MOST", 1000)

    with saying(HEAD + b"\r\n", b"x" * 5000) as address, pytest.raises(outbound.TooMuch):
        ask(address)


def test_an_answer_that_breaks_off_is_none():
    with saying(HEAD + b"Content-Length: 90000\r\n\r\n", b"[1") as address, pytest.raises(requests.RequestException):
        ask(address)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 500_000,
        b"[" * 60 + b"]" * 60,
        b"9" * 5000,
        b"NaN",
        b"[1e999]",
        b'"a\\u0000"',
        b'{"\\ud800": 1}',
        b"",
        b"x",
    ],
    ids=lambda body: body[:12],
)
def test_json_that_could_not_be_kept_is_none(body):
    with saying(HEAD + b"\r\n", body) as address, pytest.raises(requests.JSONDecodeError):
        ask(address).json()


@pytest.mark.parametrize("charset", ["idna", "punycode", "undefined", "utf-16", "zlib"])
def test_a_server_does_not_choose_how_its_answer_is_read(charset):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
    began = time.monotonic()

    with saying(head, b"\xef\xbb\xbf\0", b'["' + b"a-b" * 300_000, '\u00e9"]'.encode()) as address:
        answer = ask(address)

    assert answer.text == f'["{"a-b" * 300_000}\u00e9"]' and answer.json() == [f"{'a-b' * 300_000}\u00e9"]
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("7", timedelta(seconds=7)),
        ("999999999", outbound.LONGEST_WAIT),
        ("Thu, 01 Jan 1970 00:00:00 GMT", timedelta(0)),
        ("Thu, 01 Jan 1970 00:00:00 -0000", None),
        ("9" * 20, None),
        ("9" * 5000, None),
        ("\u00b2", None),
        ("-1", None),
        ("soon", None),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_server_is_left_alone_for_as_long_as_it_says_if_that_can_be(said, wait):
    head = f"HTTP/1.1 429 Slow\r\nRetry-After: {said}\r\n\r\n".encode("latin-1")

    with saying(head, b"later") as address:
        assert outbound.retry_after(ask(address)) == wait


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.1.2.3", "169.254.169.254", "0.0.0.0", "[::ffff:127.0.0.1]"]
)
def test_the_academys_own_network_is_not_asked(host):
    with pytest.raises(requests.RequestException):
        outbound.Session().get(f"http://{host}:9/")
