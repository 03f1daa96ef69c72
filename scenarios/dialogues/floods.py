"""The voices of a flood: who says which variation when. Each is drawn by its place, so that pressure adds and never deals anew."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import ceil

from scenarios.dialogues.arrivals import Arrival, voice_id
from scenarios.dialogues.happenings import MOST, USUAL
from scenarios.dialogues.pack import Dialogue, Flood
from scenarios.simulation.draws import draw, pick
from scenarios.simulation.reactions import varied


@lru_cache(maxsize=256)
def after(seed: int, slug: str, voices: int, over: int) -> tuple[int, ...]:
    """How many seconds after its beginning each voice of a flood is heard."""
    return tuple(int(draw(seed, f"flood {slug} second", place) * over) for place in range(voices))


class Course:
    """One flood in one dialogue: when it began, when it was held, and how hard the facilitator turned the wheel. What is done
    in a second counts from the next one on."""

    def __init__(self, flood: Flood, seed: int, start: int, number: int, cause: str | None):
        self.flood, self.seed, self.start, self.number, self.cause = flood, seed, start, number, cause

    def heard(
        self, pressures: Sequence[tuple[int, int]], holds: Sequence[tuple[int, int | None]], since: int, until: int
    ):
        """(place, second) of each voice after the second `since` up to `until`."""
        times = self.flood.times
        voices = ceil(times * max(percent for _, percent in pressures) / USUAL)
        changes = [second for second, _ in pressures]
        for place, wait in enumerate(after(self.seed, self.flood.slug, voices, self.flood.over * 60)):
            second = self.start + wait
            if not since < second <= until:
                continue
            percent = pressures[max(0, bisect_left(changes, second) - 1)][1]
            if place * USUAL < times * percent and not _is_held(holds, second):
                yield place, second

    def order(self, place: int, second: int) -> tuple:
        """Where a voice stands among all that arrives: what a deed brings at once comes after what came by itself."""
        return second, self.number if second == self.start else 0, 1, self.flood.slug, place


def _is_held(holds, second) -> bool:
    return any(start < second and (stop is None or second <= stop) for start, stop in holds)


def voice(dialogue: Dialogue, seed: int, flood: Flood, place: int, second: int, cause=None, number=None) -> Arrival:
    name = f"flood {flood.slug} {place}"
    persona = pick(seed, f"{name} persona", 0, flood.personas)
    text = varied(_filled(flood, pick(seed, f"{name} text", 0, flood.texts), seed, name), seed, f"{name} words")
    return Arrival(
        id=voice_id(flood.slug, place),
        kind="flood",
        second=second,
        persona=persona,
        name=name_of(dialogue, seed, persona, name),
        text=text,
        language=flood.language or language_of(dialogue, persona),
        slug=flood.slug,
        cause=cause,
        number=number,
    )


def name_of(dialogue: Dialogue, seed: int, persona: str, occasion: str) -> str:
    """A kind of people has another name each time."""
    own = dialogue.personas[persona]
    return pick(seed, f"{occasion} name", 0, own.names) if own.names else own.name


def language_of(dialogue: Dialogue, persona: str) -> str:
    return dialogue.personas[persona].language or dialogue.language


def _filled(flood: Flood, text: str, seed: int, name: str) -> str:
    count = 0

    def value(match):
        nonlocal count
        count += 1
        return pick(seed, f"{name} slot {match[1]}", count, flood.slots[match[1]])

    return re.sub(r"\{([a-z_]+)\}", value, text)


def most_voices(flood: Flood) -> int:
    """How many it can ever have."""
    return flood.times * MOST // USUAL


def all_heard(
    courses: Sequence[tuple[Course, Sequence]], pressures, since: int, until: int
) -> Iterator[tuple[Course, int, int]]:
    """(course, place, second) of each voice of all floods, in no order."""
    for course, holds in courses:
        for place, second in course.heard(pressures, holds, since, until):
            yield course, place, second
