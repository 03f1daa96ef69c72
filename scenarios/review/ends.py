"""What a run comes to, and what it would come to if some of its texts were judged otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from scenarios import exercises, outcomes
from scenarios.models import Grade, Run
from scenarios.outcomes import Outcome


def as_it_stands(run: Run) -> Outcome:
    return outcomes.outcome(run, exercises.of(run).feed(run))


def supposing(run: Run, judged: Iterable[tuple[Grade, Mapping[str, int | None], int]]) -> Outcome:
    """With these levels and this whole for some of its texts."""
    supposed = {}
    for grade, levels, overall in judged:
        given = outcomes.as_graded(outcomes.item_of(grade.move), grade)
        levels = {**given.levels, **levels}
        supposed[grade.move_id] = replace(given, levels=levels, overall=overall, doubtful=frozenset(), confidence=1.0)
    return outcomes.outcome(run, exercises.of(run).feed(run), supposed=supposed)
