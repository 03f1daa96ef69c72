"""Two connections that do the same at the same moment: what only a constraint can decide."""

import threading
from collections.abc import Callable

from academy.db import begin_writing, db

A_WHILE = 0.3


def rivals(app, do: Callable) -> list:
    """What `do` gives to each of two transactions; the second begins while the first has not committed yet."""
    given, begun = [], threading.Event()

    def second():
        with app.app_context():
            begun.set()
            begin_writing()  # SQLite waits here, PostgreSQL at the row
            given.append(do())
            db.session.commit()

    with app.app_context():
        begin_writing()
        given.append(do())
        thread = threading.Thread(target=second)
        thread.start()
        begun.wait()
        thread.join(A_WHILE)
        assert thread.is_alive(), "the second did not wait for the first"
        db.session.commit()
    thread.join()
    return given


def at_once(*calls: Callable) -> list:
    """What these give, each called in a thread of its own as close together as can be."""
    given, start = [], threading.Barrier(len(calls))

    def run(call):
        start.wait()
        given.append(call())

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given
