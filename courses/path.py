"""The path through a course: where each activity stands, what comes next, and whether the end is reached.

Of a module some of whose activities are enough, so many count as it asks for: the ones that are furthest and best. What
was tried beside them takes nothing away and adds nothing. What is optional never counts, and nothing ever leads to it but its
place in the course.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal

from courses import pack
from courses.pack import AnyActivity, Course, Module

State = Literal["locked", "not_started", "in_progress", "provisional", "passed", "failed"]


@dataclass(frozen=True)
class Lived:
    """What a learner has done about an activity. `passed` and `score` are of the settled result that counts, None without
    one; `awaiting` says that an attempt is provisional, `hoped` that it passes unless a person says otherwise, or that it
    was handed in and nobody has looked at it yet."""

    attempts: int = 0
    under_way: bool = False
    passed: bool | None = None
    score: float | None = None
    awaiting: bool = False
    hoped: bool = False

    @property
    def well(self) -> bool:
        """Well enough to go on; a course is completed by settled passes only."""
        return bool(self.passed) or self.hoped


@dataclass(frozen=True)
class Standing:
    """Where one activity stands. `missing` are the modules that have to be finished first."""

    module: Module
    activity: AnyActivity
    lived: Lived
    missing: tuple[Module, ...]

    @property
    def name(self) -> str:
        return pack.name(self.activity)

    @property
    def optional(self) -> bool:
        return self.activity.optional

    @property
    def state(self) -> State:
        if self.lived.passed:
            return "passed"
        if self.lived.under_way:
            return "in_progress"
        if self.lived.awaiting:
            return "provisional"
        if self.missing:
            return "locked"
        return "not_started" if self.lived.passed is None else "failed"

    @property
    def attempts_left(self) -> int | None:
        """None: as many as the learner likes."""
        limit = getattr(self.activity, "attempts", 0)
        return max(0, limit - self.lived.attempts) if limit else None

    @property
    def spent(self) -> bool:
        return self.attempts_left == 0

    @property
    def last_word(self) -> bool:
        """Passed where the last attempt counts: another one could only take the pass away, which is a reviewer's to do."""
        return bool(self.lived.passed) and getattr(self.activity, "counts", "best") == "last"

    @property
    def to_do(self) -> bool:
        """The learner can get on with it and has a reason to."""
        return self.state in ("not_started", "in_progress") or (self.state == "failed" and not self.spent)


def counting(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """Those that count of a module's standings, or of those of several modules."""
    return tuple(
        standing
        for _, inside in groupby(standings, key=lambda standing: standing.module.slug)
        for standing in _enough_of(tuple(inside))
    )


def mean(standings: Sequence[Standing]) -> float | None:
    """The mean of the counting scores, of those that have one."""
    scores = [standing.lived.score for standing in standings if standing.lived.score is not None]
    return round(sum(scores) / len(scores), 2) if scores else None


def _enough_of(inside: tuple[Standing, ...]) -> tuple[Standing, ...]:
    enough = inside[0].module.enough
    needed = tuple(standing for standing in inside if not standing.optional)
    return needed if enough is None else tuple(sorted(needed, key=_first_to_count)[:enough])


def _first_to_count(standing: Standing) -> tuple:
    """Passed before hoped for before under way; then with the better score, and what takes less time."""
    lived = standing.lived
    score = -1 if lived.score is None else lived.score
    return not lived.passed, not lived.well, not lived.under_way, -score, standing.activity.minutes


@dataclass(frozen=True)
class Progress:
    """How far somebody is on the path, activity by activity in the order of the course."""

    standings: tuple[Standing, ...]

    @cached_property
    def counting(self) -> tuple[Standing, ...]:
        return counting(self.standings)

    @property
    def total(self) -> int:
        return len(self.counting)

    @property
    def done(self) -> int:
        return sum(bool(standing.lived.passed) for standing in self.counting)

    @property
    def share(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    @property
    def begun(self) -> bool:
        return any(standing.lived.attempts or standing.lived.under_way for standing in self.standings)

    @property
    def complete(self) -> bool:
        return 0 < self.total == self.done

    @property
    def minutes_left(self) -> int:
        return sum(standing.activity.minutes for standing in self.counting if not standing.lived.passed)

    @property
    def score(self) -> float | None:
        """The mean of the scored activities' counting scores."""
        return mean(self.counting)

    @cached_property
    def next(self) -> Standing | None:
        """What to go on with: what is under way, or else the first thing that is open, needed and not finished."""
        to_do = [standing for standing in self.standings if self._asks_for(standing)]
        return next((standing for standing in to_do if standing.state == "in_progress"), to_do[0] if to_do else None)

    def choice(self, standing: Standing) -> bool:
        """Whether it is one of several of its module that the learner chooses from, and none of those is under way."""
        inside = [one for one in self.standings if one.module.slug == standing.module.slug and not one.optional]
        return standing.module.enough is not None and not any(one.state == "in_progress" for one in inside)

    def of(self, name: str) -> Standing | None:
        return next((standing for standing in self.standings if standing.name == name), None)

    def after(self, name: str) -> Standing | None:
        """What comes next after an activity: the one that follows it if there is something to do, or else `next`."""
        names = [standing.name for standing in self.standings]
        following = self.standings[names.index(name) + 1 :][:1]
        return following[0] if following and self._asks_for(following[0]) else self.next

    def neighbours(self, name: str) -> tuple[Standing | None, Standing | None]:
        """The activity that follows and the one before, where they can be opened."""
        at = [standing.name for standing in self.standings].index(name)
        around = (*self.standings[at + 1 : at + 2], None)[0], self.standings[at - 1] if at else None
        return tuple(one if one and one.state != "locked" else None for one in around)

    def modules(self) -> Iterator[tuple[Module, tuple[Standing, ...]]]:
        for _, inside in groupby(self.standings, key=lambda standing: standing.module.slug):
            standings = tuple(inside)
            yield standings[0].module, standings

    def _asks_for(self, standing: Standing) -> bool:
        """There is something to do, and it is neither optional nor beyond what is enough."""
        beyond = standing.module.slug in self._finished and standing.state != "in_progress"
        return standing.to_do and not standing.optional and not beyond

    @cached_property
    def _finished(self) -> frozenset[str]:
        """The modules of which enough is done, or hoped to be."""
        return frozenset(module.slug for module, inside in self.modules() if _is_finished(inside))


def _is_finished(inside: Sequence[Standing]) -> bool:
    return all(standing.lived.well for standing in counting(inside))


def follow(course: Course, lived: Mapping[str, Lived], *, free: bool = False) -> Progress:
    """Lay what was lived, by name of activity, along the course. `free`: nothing has to come first."""
    standings: list[Standing] = []
    finished: set[str] = set()
    titles = {module.slug: module for module in course.modules}
    for module in course.modules:
        missing = () if free else tuple(titles[slug] for slug in module.requires if slug not in finished)
        inside = [Standing(module, one, lived.get(pack.name(one), Lived()), missing) for one in module.activities]
        standings += inside
        if _is_finished(inside):
            finished.add(module.slug)
    return Progress(tuple(standings))
