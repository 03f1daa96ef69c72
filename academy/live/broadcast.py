"""The broadcast: frames of public streams, handed to an nginx with nchan that sends them to as many browsers as there are.

The worker does it. What was handed over is remembered afterwards, so that a worker which is killed, or finds the other server
away, goes on where it was: a frame may be sent twice, and browsers drop what they have. Two workers at once send some frames
twice, and nothing else.
"""

import threading
from collections.abc import Callable
from urllib.parse import quote

import sqlalchemy as sa
import urllib3
from flask import Flask

from academy import live
from academy.db import apart, db, insert
from academy.live import beats, frames
from academy.live.models import LiveBroadcast, LiveStream
from academy.logs import log

PATIENCE = urllib3.Timeout(connect=1, read=5)  # seconds
ACCEPTED = (200, 201, 202)


class NotTaken(OSError):
    """The other server does not take what it is given."""


class Broadcast:
    def __init__(self, app: Flask):
        self.app, self.address = app, app.config["LIVE_FANOUT"]
        self._http = urllib3.PoolManager(timeout=PATIENCE, retries=False)
        self._reached = True

    def tick(self) -> None:
        """Hand over what is new of all public streams."""
        try:
            with self.app.app_context():
                for stream, number in self._behind():
                    self._go_on(stream, number)
        except (NotTaken, sa.exc.SQLAlchemyError) as error:
            if self._reached:
                log.error("broadcast interrupted", extra={"trouble": str(error)})
            self._reached = False

    def _behind(self) -> list[tuple[str, int]]:
        """Public streams with something new, and how far each was handed over. Of one that was never, the end is enough:
        pages ask the application for what came before."""
        handed = sa.func.coalesce(LiveBroadcast.number, LiveStream.newest - live.MOST)
        found = sa.select(LiveStream.stream, sa.case((handed < 0, 0), else_=handed))
        found = found.outerjoin(LiveBroadcast, LiveBroadcast.stream == LiveStream.stream)
        return db.session.execute(found.where(LiveStream.public, LiveStream.newest > handed)).all()

    def _go_on(self, stream: str, number: int) -> None:
        frame = frames.frame(stream, number)
        db.session.rollback()  # nothing is held while the other server takes its time
        self._hand_over(stream, frames.as_text(frame))
        with apart():
            db.session.execute(_reached(stream, frame["to"]))

    def _hand_over(self, stream: str, text: str) -> None:
        try:
            answer = self._http.request("POST", self.address + quote(stream), body=text.encode())
        except urllib3.exceptions.HTTPError as error:
            raise NotTaken(str(error)) from None
        if answer.status not in ACCEPTED:
            raise NotTaken(f"it answered {answer.status}")
        if not self._reached:
            self._reached = True
            log.info("broadcast goes on")


def begin(app: Flask, stops: Callable[[], bool]) -> None:
    """In a thread of this process, where there is a server that broadcasts."""
    if app.config["LIVE_FANOUT"]:
        threading.Thread(target=beats.repeat, args=[Broadcast(app).tick, stops], name="broadcast", daemon=True).start()


def _reached(stream: str, number: int) -> sa.Insert:
    """Another worker may be farther already."""
    table = LiveBroadcast.__table__
    first = insert(table).values(stream=stream, number=number)
    return first.on_conflict_do_update(
        index_elements=["stream"], set_={"number": number}, where=table.c.number < number
    )
