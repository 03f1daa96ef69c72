"""The hub: one thread of a process that sends its listeners, twice a second, what is new in their streams.

However many listen, a tick asks the database how far the streams have counted, and reads what is new of those that went on.
Nothing is held while nothing happens: no connection to the database, no lock, no thread of the server.
"""

import selectors
import socket
import threading
import time
from collections import deque
from functools import cached_property

import sqlalchemy as sa
from flask import Flask

from academy import live
from academy.db import db
from academy.live import frames
from academy.live.listening import Gone, Listener
from academy.live.models import LiveStream
from academy.live.tails import Tail
from academy.logs import log

TICK = 0.5  # seconds
BEAT = 15  # seconds without anything new
HEARTBEAT = b"event: beat\ndata:\n\n"  # not a comment: a page that hears none knows that the line is dead


class Hub:
    def __init__(self, app: Flask):
        self.app, self.most = app, app.config["LIVE_LISTENERS"]
        self._arrived: deque[Listener] = deque()
        self._listeners: dict[str, set[Listener]] = {}
        self._tails: dict[str, Tail] = {}
        self._beaten: dict[str, float] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._reached = True
        self.count = 0

    @cached_property
    def _selector(self) -> selectors.BaseSelector:
        return selectors.DefaultSelector()  # not before the server has forked

    def has_room(self) -> bool:
        return self.count < self.most

    def take(self, listener: Listener, connection: socket.socket, opening: bytes) -> None:
        """Look after a connection from now on. Called by threads of the server; all else is the hub's own."""
        self._count(1)
        try:
            listener.begin(connection, opening)
        except Gone:
            self._count(-1)
            return listener.close()
        self._arrived.append(listener)
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live", daemon=True)
                self._thread.start()

    def _count(self, by: int) -> None:
        with self._lock:
            self.count += by

    def _run(self) -> None:
        due = time.monotonic() + TICK
        while True:
            try:
                self._serve(due)
                self.tick()
            except Exception:
                log.exception("live tick failed")
            due = max(due + TICK, time.monotonic())

    def _serve(self, until: float) -> None:
        """Until it is time for the next tick: go on sending to the slow, and notice who went."""
        while (left := until - time.monotonic()) > 0:
            if not self._selector.get_map():
                time.sleep(left)
                return
            for key, events in self._selector.select(left):
                self._attend(key.data, events)

    def _attend(self, listener: Listener, events: int) -> None:
        try:
            if events & selectors.EVENT_READ:
                listener.hear()
            if events & selectors.EVENT_WRITE:
                listener.go_on()
            self._watch(listener)
        except Gone:
            self._drop(listener)

    def tick(self) -> None:
        """Take in who has come, and send everybody what is new."""
        self._take_in()
        try:
            self._read()
        except sa.exc.SQLAlchemyError as error:
            self._lose(error)
        now = time.monotonic()
        for stream in list(self._listeners):
            self._send(stream, now)

    def _take_in(self) -> None:
        while self._arrived:
            listener = self._arrived.popleft()
            self._tails.setdefault(listener.stream, Tail(listener.number)).begin_at(listener.number)
            self._listeners.setdefault(listener.stream, set()).add(listener)
            self._selector.register(listener.connection, selectors.EVENT_READ, listener)
            self._watch(listener)

    def _read(self) -> None:
        """What is new of the streams that somebody listens to."""
        if not self._tails:
            return
        counted = sa.select(LiveStream.stream, LiveStream.newest).where(LiveStream.stream.in_(self._tails))
        with self.app.app_context():
            for stream, newest in db.session.execute(counted).all():
                if newest > self._tails[stream].number:
                    events = live.since(stream, self._tails[stream].number)
                    self._tails[stream].add([frames.said(event) for event in events])
        if not self._reached:
            self._reached = True
            log.info("live database reached again")

    def _lose(self, error: Exception) -> None:
        """The database does not answer: whoever listens waits, and gets everything when it does."""
        if self._reached:
            log.error("live database not reached", extra={"trouble": str(error)})
        self._reached = False

    def _send(self, stream: str, now: float) -> None:
        tail = self._tails[stream]
        quiet = now - self._beaten.setdefault(stream, now) >= BEAT
        told = False
        for listener in list(self._listeners[stream]):
            try:
                told |= self._send_to(listener, tail, now, quiet)
            except Gone:
                self._drop(listener)
        if told or quiet:
            self._beaten[stream] = now

    def _send_to(self, listener: Listener, tail: Tail, now: float, quiet: bool) -> bool:
        """Whether something new was sent; raises Gone for who has to come back."""
        if now > listener.ends or not tail.reaches_back_to(listener.number):
            raise Gone("has to come back")
        new = listener.number < tail.number
        if new:
            listener.send(tail.message_after(listener.number))
            listener.number = tail.number
        elif quiet:
            listener.send(HEARTBEAT)
        if new or quiet:
            self._watch(listener)
        return new

    def _watch(self, listener: Listener) -> None:
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if listener.waits else 0)
        if self._selector.get_key(listener.connection).events != wanted:
            self._selector.modify(listener.connection, wanted, listener)

    def _drop(self, listener: Listener) -> None:
        self._selector.unregister(listener.connection)
        listener.close()
        beside = self._listeners[listener.stream]
        beside.discard(listener)
        if not beside:
            for kept in (self._listeners, self._tails, self._beaten):
                kept.pop(listener.stream, None)
        self._count(-1)
