"""The end of a sitting: the clock stands for good, and each run is finished with what it came to."""

from academy import clock
from academy.db import db
from scenarios import outcomes
from scenarios.review import samples
from scenarios.sittings import announcing, handling, scoring, times
from scenarios.sittings.models import Sitting

OVER = "over"


def finish(sitting: Sitting, second: int) -> None:
    """The last second was this one."""
    if sitting.ended_at:
        return
    times.stand(sitting, second)
    sitting.ended_at, sitting.due = clock.now(), None
    db.session.flush()
    handled = tuple(handling.of_sitting(sitting))
    for seat in sitting.seats:
        if seat.run and seat.run.finished_at is None:
            seat.run.finished_at, seat.run.ended = sitting.ended_at, OVER
            outcomes.record(seat.run, scoring.met_at(seat, handled))
            samples.draw(seat.run)
    announcing.clock(sitting)
