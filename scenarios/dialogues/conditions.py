"""Whether a trigger's `when` holds: one small test for each of its keys."""

from collections.abc import Callable, Iterator

from scenarios.dialogues.arrivals import comment_id
from scenarios.dialogues.stage import MINUTE, Stage
from scenarios.dialogues.trigger import MoveWhen, When
from scenarios.simulation.conditions import compares


def compiled(when: When) -> list[tuple[Callable, object]]:
    """The tests that this `when` consists of; what is not given is not asked."""
    return [(test, value) for name, test in STAGE_TESTS.items() if (value := getattr(when, name))]


def compiled_move(when: MoveWhen) -> list[tuple[Callable, object]]:
    return [(test, value) for name, test in MOVE_TESTS.items() if (value := getattr(when, name))]


def seconds_ahead(when: When, stage: Stage) -> Iterator[int]:
    """When time alone may make it true; some are past."""
    for name, since in SINCE.items():
        if (asked := getattr(when, name)) and (begin := since(asked, stage)) is not None:
            yield begin + asked.minutes * MINUTE


def _unanswered_since(asked, stage):
    return None if comment_id(asked.on) in stage.handled else stage.arrived.get(asked.on)


def _uncorrected_since(asked, stage):
    return None if asked.line in stage.corrected else stage.raised.get(asked.line)


def _begun_since(asked, stage):
    return stage.begun.get(asked.segment)


SINCE = {"unanswered": _unanswered_since, "uncorrected": _uncorrected_since, "begun": _begun_since}


def _passed(name: str) -> Callable[[object, Stage], bool]:
    def holds(asked, stage):
        begin = SINCE[name](asked, stage)
        return begin is not None and stage.second >= begin + asked.minutes * MINUTE

    return holds


def _found(move, kinds) -> bool:
    return any(kind in kinds for kind, _ in move.found)


def _is_about(slugs, stage, slug) -> bool:
    """A duplicate counts as what it repeats."""
    return slug in slugs or slug is not None and stage.dialogue.matter(slug).slug in slugs


def _is_wrong(stage, move, slug) -> bool:
    return move.action == "refer" and slug is not None and not stage.dialogue.is_right(slug, move.target)


STAGE_TESTS = {
    **{name: _passed(name) for name in SINCE},
    "corrected": lambda lines, stage: all(line in stage.corrected for line in lines),
    "after": lambda slugs, stage: all(stage.happened[slug] for slug in slugs),
    "unless": lambda slugs, stage: not any(stage.set_off[slug] for slug in slugs),
}

MOVE_TESTS = {
    "on": lambda slugs, stage, move, slug: _is_about(slugs, stage, slug),
    "department": lambda slugs, stage, move, slug: move.department in slugs,
    "action": lambda actions, stage, move, slug: move.action in actions,
    "target": lambda slugs, stage, move, slug: move.target in slugs,
    "wrong": lambda wanted, stage, move, slug: _is_wrong(stage, move, slug),
    "levels": lambda wanted, stage, move, slug: all(compares(move.levels.get(name), wanted[name]) for name in wanted),
    "overall": lambda text, stage, move, slug: compares(move.overall, text),
    "found": lambda kinds, stage, move, slug: _found(move, kinds),
    "missing": lambda kinds, stage, move, slug: not _found(move, kinds),
}
