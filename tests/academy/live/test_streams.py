"""Streams that a real server keeps open: in order, complete, without a thread, and not for whoever may not."""

import http.client
import socket
import threading
import time
import urllib.request

import pytest

from tests.listeners import Listening
from tests.workers import children, wait_until


def words(frame):
    return [event["data"]["word"] for event in frame["events"]]


def test_whoever_listens_gets_what_they_missed_and_then_what_comes(server, say, listen):
    say("market", "one", "two")
    listening = listen(server, "market", after=1)

    assert listening.status == 200
    assert "text/event-stream" in listening.head and "X-Accel-Buffering: no" in listening.head
    assert words(listening.frame()) == ["two"]
    say("market", "three")
    say("market", "four")
    came = words(listening.frame())
    while len(came) < 2:
        came += words(listening.frame())
    assert came == ["three", "four"]


def test_all_that_is_new_comes_in_one_frame(server, say, listen):
    listening = [listen(server, "frames", after=0) for _ in range(3)]
    time.sleep(0.7)  # all are taken in
    say("frames", *map(str, range(100)))

    frames = [each.frame() for each in listening]

    assert [(frame["from"], frame["to"], len(frame["events"])) for frame in frames] == [(1, 100, 100)] * 3


def test_a_message_has_the_number_of_its_last_event(server, say, listen):
    say("numbers", "one", "two")
    listening = listen(server, "numbers", after=0)
    listening.message()

    message = listening.message()

    assert message["id"] == " 2"


def test_it_comes_within_a_second(server, say, listen):
    listening = listen(server, "soon", after=0)
    took = []
    for word in ("one", "two", "three", "four"):
        before = time.monotonic()
        say("soon", word)
        listening.frame()
        took.append(time.monotonic() - before)

    assert min(took) < 1


@pytest.mark.slow
def test_nothing_new_is_a_heartbeat(server, listen):
    listening = listen(server, "silence", after=0)
    assert listening.message() == {"retry": " 2000"}
    before = time.monotonic()

    assert listening.message(20) == {"event": " beat", "data": ""}

    assert 10 < time.monotonic() - before < 18


def test_who_may_not_read_gets_404(server, say, listen):
    say("closed", "secret")

    assert listen(server, "closed").status == 404


def test_more_listeners_than_threads_leave_the_pages_alone(server, say, listen):
    """The server has eight threads; two hundred listen, and pages are answered at once."""
    listening = [listen(server, "crowd", after=0) for _ in range(200)]

    took = []
    for _ in range(20):
        before = time.monotonic()
        with urllib.request.urlopen(f"{server.url}/accounts/sign-in", timeout=10) as answer:
            assert answer.status == 200
        took.append(time.monotonic() - before)
    say("crowd", "hello")

    assert sorted(took)[10] < 1
    assert [words(each.frame()) for each in listening] == [["hello"]] * 200


def test_listeners_take_neither_threads_nor_connections_to_the_database(server, listen):
    at_first = threads(server)
    listening = [listen(server, "idle", after=0) for _ in range(100)]
    time.sleep(0.7)

    assert threads(server) <= at_first + 2, "one for each process"
    assert len(listening) == 100


def threads(server):
    processes = [server.process.pid, *children(server.process.pid)]
    return sum(int(status(pid)["Threads"]) for pid in processes)


def status(pid):
    with open(f"/proc/{pid}/status") as file:
        return dict(line.split(":", 1) for line in file.read().splitlines())


@pytest.mark.slow
def test_there_is_a_bound_and_beyond_it_pages_ask(serve, say):
    with serve(PROCESSES=1, LIVE_LISTENERS=5) as server:
        listening = [Listening(server.url, "/live/square/full", 0) for _ in range(7)]

        assert [each.status for each in listening] == [200] * 5 + [503] * 2
        assert "Retry-After: 30" in listening[-1].head
        for each in listening[:3]:
            each.close()
        wait_until(lambda: Listening(server.url, "/live/square/full", 0).status == 200, 10)


@pytest.mark.slow
def test_whoever_never_reads_is_cut_off_and_holds_up_nobody(serve, say):
    with serve(PROCESSES=1) as server:
        slow = deaf(server, "loud")
        quick = Listening(server.url, "/live/square/loud", 0)
        quick.frame_numbers = 0
        held = rss(server)

        def shout():
            for _ in range(40):
                say("loud", *["x" * 1000] * 100)

        shouting = threading.Thread(target=shout)
        shouting.start()
        while quick.frame_numbers < 4000:
            frame = quick.frame()
            assert frame["from"] == quick.frame_numbers + 1
            quick.frame_numbers = frame["to"]
        shouting.join()

        assert is_cut_off(slow)
        assert rss(server) - held < 60_000  # KB: of 4 MB that were said, none is kept for the deaf


def deaf(server, name):
    """A connection that asks for a stream and never reads, with as small a buffer as there can be."""
    host, port = server.url.rpartition("/")[2].split(":")
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    connection.connect((host, int(port)))
    connection.sendall(
        f"GET /live/square/{name}?after=0 HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n".encode()
    )
    return connection


def is_cut_off(connection):
    connection.settimeout(10)
    try:
        while connection.recv(65_536):
            pass
    except ConnectionError:
        pass
    return True


def rss(server):
    return sum(int(status(pid)["VmRSS"].split()[0]) for pid in children(server.process.pid))


@pytest.mark.slow
def test_whoever_is_far_behind_comes_back_for_the_rest(server, say, listen):
    for _ in range(7):
        say("history", *["word"] * 1000)
    after = 0
    listening = listen(server, "history", after)

    with pytest.raises(EOFError):
        while True:
            frame = listening.frame()
            assert frame["from"] == after + 1
            after = frame["to"]

    assert after == 5000
    listening = listen(server, "history", after)
    while after < 7000:
        frame = listening.frame()
        assert frame["from"] == after + 1
        after = frame["to"]


def test_head_and_json_are_answered_as_always(server, say):
    say("plain", "word")
    connection = http.client.HTTPConnection(server.url.rpartition("/")[2], timeout=10)
    connection.request("HEAD", "/live/square/plain?after=0", headers={"Accept": "text/event-stream"})
    assert connection.getresponse().read() == b""
    connection.request("GET", "/live/square/plain?after=0", headers={"Accept": "application/json"})

    assert b'"word":"word"' in connection.getresponse().read()


@pytest.mark.slow
def test_a_killed_server_loses_and_doubles_nothing(serve, say, followers):
    with serve() as server:
        everybody = followers(server, "storm", 20)
        over = threading.Event()
        told = []

        def speak():
            while not over.is_set():
                told.append(f"word {len(told)}")
                say("storm", told[-1])
                time.sleep(0.02)

        speaking = threading.Thread(target=speak)
        speaking.start()
        for _ in range(2):
            wait_until(lambda: min(len(each.events) for each in everybody) >= len(told) - 100 > 0)
            server.kill()
            time.sleep(1)
            server.start()
        over.set()
        speaking.join()
        wait_until(lambda: all(len(each.events) >= len(told) for each in everybody))

        assert all(each.breaks for each in everybody)
        for each in everybody:
            assert each.numbers == list(range(1, len(told) + 1))
            assert [event["data"]["word"] for event in each.events] == told


@pytest.mark.slow
def test_a_server_that_is_told_to_stop_lets_its_listeners_go(serve, say):
    with serve() as server:
        listening = Listening(server.url, "/live/square/end", 0)

        server.stop()

        with pytest.raises((EOFError, ConnectionError)):
            listening.frame(5)
