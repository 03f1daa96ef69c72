"""The clock of a sitting. Only the server's own counts: pages show it and decide nothing."""

from academy import clock
from scenarios.dialogues.pack import Dialogue
from scenarios.sittings.models import Sitting


def second(sitting: Sitting) -> int:
    """What the clock shows now."""
    if sitting.running_since is None:
        return sitting.second
    gone = (clock.now() - sitting.running_since).total_seconds() * sitting.speed
    # a clock that was set back waits: nothing happens before what has happened
    return max(sitting.second + int(gone), sitting.second, sitting.looked)


def run(sitting: Sitting) -> None:
    """Begin, or go on."""
    sitting.running_since = clock.now()
    sitting.started_at = sitting.started_at or sitting.running_since


def stand(sitting: Sitting, at: int | None = None) -> None:
    """Stop, with what the clock shows now or with an earlier second."""
    now = second(sitting)
    sitting.second, sitting.running_since = now if at is None else min(now, at), None


def told(sitting: Sitting) -> dict:
    """The clock for a page: it goes on by itself from there."""
    return {"second": second(sitting), "speed": sitting.speed if sitting.running_since else 0, "state": sitting.state}


def hour(content: Dialogue, second: int) -> str:
    """What a clock on the wall shows in the dialogue's own world: 10:12."""
    minutes = opens(content) + second // 60
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def opens(content: Dialogue) -> int:
    """The minute of the day at which it begins."""
    hours, minutes = map(int, content.opens.split(":"))
    return hours * 60 + minutes
