"""The silent crowd: how views, likes and shares of a text grow with the gauges of the page, and fade with its age."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from scenarios.simulation.draws import draw
from scenarios.simulation.feed import Event

FADES_IN = 180  # minutes until a text finds no new readers
BASE = 10  # the heat at which people read a page that leaves them cold
LIKE, SHARE = 72_000_000, 360_000_000  # how much reading one like, one share takes
VIEWS = 40  # readers to one like of what leaves nobody cold
REACH = {"post": 2, "comment": 1, "office": 2}


class Crowd:
    """Built from the timeline once a replay is over; `until` is the minute that counts are wanted for."""

    def __init__(self, seed: int, events: Sequence[Event], trust: int, heat: int, until: int):
        self.seed, self.until = seed, until
        heats = by_minute(events, "heat", heat, until)
        self.reading = Attention([BASE + value for value in heats])
        self.sharing = Attention(heats)
        self.trusting = Attention(by_minute(events, "trust", trust, until))

    def growth(self, name: str, kind: str, influence: int, start: int, stop: int | None, unloved: bool):
        """(views, likes, shares) that a public text gathered; what the office says is liked as far as it is trusted."""
        stop = self.until if stop is None else stop
        temper = 700 + int(600 * draw(self.seed, f"crowd {name}", 0))  # no two texts grow alike
        reach = REACH[kind] * 2**influence * temper
        read = reach * self.reading.between(start, stop)
        liked = reach * self.trusting.between(start, stop) if kind == "office" else read
        shared = reach * self.sharing.between(start, stop)
        return VIEWS * read // LIKE, 0 if unloved else liked // LIKE, shared // SHARE


class Attention:
    """A gauge over time, summed up so that any stretch of minutes is one subtraction."""

    def __init__(self, values: Iterable[int]):
        values = list(values)
        self.plain = [0, *accumulate(values)]
        self.timed = [0, *accumulate(value * minute for minute, value in enumerate(values))]

    def between(self, start: int, stop: int) -> int:
        """The sum, over the minutes from start up to stop, of the gauge × what is left of the text's freshness."""
        stop = min(stop, start + FADES_IN)
        if stop <= start:
            return 0
        plain, timed = self.plain[stop] - self.plain[start], self.timed[stop] - self.timed[start]
        return (FADES_IN + start) * plain - timed


def by_minute(events: Iterable[Event], gauge: str, level: int, until: int) -> list[int]:
    """The gauge during each minute before `until`, as the last event of that minute left it."""
    values = []
    for event in events:
        values.extend([level] * (event.minute - len(values)))
        level = getattr(event, gauge)
    values.extend([level] * (until - len(values)))
    return values
