"""Beats: what a feature does twice a second for as long as a worker runs. There may be two workers: a tick has to bear that."""

import threading
import time
from collections.abc import Callable

from flask import Flask

from academy.live.hub import TICK
from academy.logs import log

_ticks: list[Callable[[], None]] = []


def offer(tick: Callable[[], None]) -> None:
    """Called each half second in a context of its own; what it leaves uncommitted is rolled back."""
    if tick not in _ticks:
        _ticks.append(tick)


def beat(app: Flask) -> None:
    """Once. What goes wrong in one of them is logged, and tried again with the next beat."""
    for tick in _ticks:
        try:
            with app.app_context():
                tick()
        except Exception:
            log.exception("beat failed")


def begin(app: Flask, stops: Callable[[], bool]) -> None:
    """In a thread of this process."""
    threading.Thread(target=repeat, args=[lambda: beat(app), stops], name="beats", daemon=True).start()


def repeat(does: Callable[[], None], stops: Callable[[], bool]) -> None:
    """Twice a second until told to stop; what goes wrong is logged."""
    due = time.monotonic()
    while not stops():
        try:
            does()
        except Exception:
            log.exception("beat failed")
        due = max(due + TICK, time.monotonic())
        time.sleep(max(0, due - time.monotonic()))
