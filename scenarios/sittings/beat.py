"""The beat: what the script brings by itself is put into the thread when it is due, whoever looks on.

A tick goes by the rows alone. One that was killed, or ran twice at once, leaves nothing out and doubles nothing.
"""

import sqlalchemy as sa

from academy.db import apart, db
from academy.logs import log
from scenarios.sittings import thread, times
from scenarios.sittings.models import Sitting


def tick() -> None:
    """Go through all sittings that run; each has a transaction of its own."""
    running = db.session.scalars(sa.select(Sitting).where(Sitting.running_since.is_not(None))).all()
    waiting = [sitting.id for sitting in running if sitting.due is not None and sitting.due <= times.second(sitting)]
    for sitting_id in waiting:
        try:
            _catch_up(sitting_id)
        except Exception:  # what is wrong with one is not to stop all that come after it
            db.session.rollback()
            log.exception("a sitting does not go on", extra={"sitting": sitting_id})


def _catch_up(sitting_id: int) -> None:
    with apart():
        sitting = db.session.get(Sitting, sitting_id)
        thread.lock(sitting)
        if sitting.running_since is not None:
            thread.catch_up(sitting)
