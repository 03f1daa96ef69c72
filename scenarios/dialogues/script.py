"""The script of a dialogue: a pack, a seed and what happened give what arrives, for ever the same bytes.

Within a second the world comes first: a segment begins, what is due arrives, triggers of state are asked. Then come the
deeds and moves of that second by number. So nothing that is done ever changes what could already be read when it was done.
"""

import json
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from scenarios.dialogues.arrivals import Arrival
from scenarios.dialogues.floods import all_heard, voice
from scenarios.dialogues.happenings import Deed, Happening, in_order
from scenarios.dialogues.pack import Dialogue
from scenarios.dialogues.stage import LONGEST, Stage
from scenarios.dialogues.triggers import Thread

# A session stores it. Anything that could change what a recorded one brings takes a new version.
VERSION = "2026.11-1"
FIRST = -1  # the second before everything


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment or flood that has not come: `due` is the second in which it does, as things stand, None when nobody knows."""

    slug: str
    due: int | None
    held: bool


@dataclass(frozen=True, slots=True)
class Script:
    """What a dialogue has come to by its `second`. `segments` lists (slug, second of its beginning), of which the last runs
    until `segment_ends`; `ended` is the last second of all. `raised` lists the lines of status sheets that were contradicted,
    `corrected` those that were taken back, `fired` the triggers, each with its second; `pressure` is percent of the usual.
    """

    second: int
    arrivals: tuple[Arrival, ...]
    segments: tuple[tuple[str, int], ...]
    segment_ends: int
    ended: int | None
    pressure: int
    raised: tuple[tuple[str, int], ...]
    corrected: tuple[tuple[str, int], ...]
    fired: tuple[tuple[str, int], ...]
    waiting: tuple[Waiting, ...]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def script(dialogue: Dialogue, seed: int, happened: Iterable[Happening], until: int, since: int = FIRST) -> Script:
    """All that has arrived by the second `until`, in order; with `since` only what came after that second.

    Same arguments, same script. What it gave once stays at the beginning of whatever it gives later, as long as nothing is
    added that happened in an earlier second than the last one asked for."""
    stage = _played(dialogue, seed, happened, until)
    return Script(
        second=until,
        arrivals=tuple(_arrivals(stage, since, until)),
        segments=tuple(stage.begun.items()),
        segment_ends=stage.segment_ends,
        ended=stage.last,
        pressure=stage.pressures[-1][1],
        raised=tuple(stage.raised.items()),
        corrected=tuple(stage.corrected.items()),
        fired=tuple(stage.fired),
        waiting=tuple(Waiting(slug, stage.due(slug), stage.is_held(slug)) for slug in stage.waiting),
    )


def next_change(dialogue: Dialogue, seed: int, happened: Iterable[Happening], second: int) -> int | None:
    """The first second after this one in which something arrives or a segment begins or ends while nobody does anything;
    None when nothing will."""
    known = [each for each in happened if each.second <= second]
    stage = _played(dialogue, seed, known, LONGEST)
    last = stage.last
    ahead = [each.second for _, each in stage.heard if second < each.second <= last]
    ahead += [heard for _, _, heard in _voices(stage, second, last)]
    ahead += [begun for begun in stage.begun.values() if begun > second]
    ahead += [last + 1] if last + 1 > second and not _was_ended(known) else []
    return min(ahead, default=None)


def _was_ended(happened) -> bool:
    return any(isinstance(each, Deed) and each.kind == "end" for each in happened)


def _arrivals(stage: Stage, since: int, until: int) -> list[Arrival]:
    last = until if stage.last is None else min(until, stage.last)
    found = [(order, lambda entry=entry: entry) for order, entry in stage.heard if since < entry.second <= last]
    found += [
        (course.order(place, second), _voice(stage, course, place, second))
        for course, place, second in _voices(stage, since, last)
    ]
    return [made() for _, made in sorted(found, key=lambda pair: pair[0])]


def _voices(stage: Stage, since: int, until: int):
    courses = [(course, stage.holds[slug]) for slug, course in stage.courses.items()]
    return all_heard(courses, stage.pressures, since, until)


def _voice(stage, course, place, second):
    return lambda: voice(stage.dialogue, stage.seed, course.flood, place, second, course.cause, course.number or None)


def _played(dialogue: Dialogue, seed: int, happened: Iterable[Happening], until: int) -> Stage:
    """The stage after all that happened up to the second `until`."""
    stage = Stage(dialogue, seed)
    thread = Thread(stage)
    ahead = deque(in_order(tuple(happened)))
    second = 0
    while second <= until and not stage.over:
        stage.second, stage.number = second, 0
        _pass_second(stage, thread)
        while ahead and ahead[0][0] <= second and not stage.over:
            _take_up(stage, thread, ahead.popleft()[1])
        second = _next(stage, thread, ahead)
    return stage


def _pass_second(stage, thread):
    stage.pass_segments()
    if not stage.over:
        stage.deliver()
        thread.settle()


def _take_up(stage, thread, happening):
    stage.number = happening.number
    if isinstance(happening, Deed):
        stage.does(happening)
    else:
        thread.answer(happening)
    thread.settle()


def _next(stage, thread, ahead) -> int:
    """The next second in which something can happen."""
    soonest = stage.second + 1
    seconds = [max(second, soonest) for second in stage.seconds_ahead()]
    seconds += [second for second in thread.seconds_ahead() if second >= soonest]
    if ahead:
        seconds.append(max(ahead[0][0], soonest))
    return min(seconds)
