"""Whether a reaction's `when` holds: one small test for each of its keys."""

import operator
from collections.abc import Callable
from functools import lru_cache

from scenarios.reaction import MoveWhen, When
from scenarios.simulation.moves import Move
from scenarios.simulation.world import UNANSWERED, World
from scenarios.simulation.worths import worth

OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
OPERATORS |= {"=": operator.eq, "": operator.eq}


@lru_cache(maxsize=None)
def comparison(text: str) -> tuple[str, int]:
    """("<=", 30) of "<=30"."""
    digits = text.lstrip("<>=")
    return text[: len(text) - len(digits)], int(digits)


def compares(value: int | None, text: str) -> bool:
    """A value that is missing compares to nothing."""
    sign, number = comparison(text)
    return value is not None and OPERATORS[sign](value, number)


def first_minute(text: str) -> int:
    """The minute in which a comparison with the clock becomes true."""
    sign, number = comparison(text)
    return {"<": 0, "<=": 0, ">": number + 1}.get(sign, number)


def compiled(when: When) -> list[tuple[Callable, object]]:
    """The tests that this `when` consists of; what is not given is not asked."""
    return [(test, value) for name, test in WORLD_TESTS.items() if (value := getattr(when, name))]


def compiled_move(when: MoveWhen) -> list[tuple[Callable, object]]:
    return [(test, value) for name, test in MOVE_TESTS.items() if (value := getattr(when, name))]


def unanswered_for(world: World, slug: str, minutes: int) -> bool:
    return world.status.get(slug) in UNANSWERED and world.minute >= world.opened[slug] + minutes


def _found(move: Move, kinds) -> bool:
    return any(kind in kinds for kind, _ in move.found)


WORLD_TESTS = {
    "quiet": lambda quiet, world: unanswered_for(world, quiet.on, quiet.minutes),
    "status": lambda wanted, world: all(world.status.get(slug) in any_of for slug, any_of in wanted.items()),
    "trust": lambda text, world: compares(world.trust, text),
    "heat": lambda text, world: compares(world.heat, text),
    "minute": lambda text, world: compares(world.minute, text),
    "count": lambda count, world: compares(world.counts[count.action], count.times),
    "after": lambda slugs, world: all(world.happened[slug] for slug in slugs),
    "unless": lambda slugs, world: not any(world.set_off[slug] for slug in slugs),
}

MOVE_TESTS = {
    "on": lambda slugs, world, move, was: move.post in slugs,
    "action": lambda actions, world, move, was: move.action in actions,
    "worth": lambda worths, world, move, was: worth(world.scenario, move, move.number in world.busy) in worths,
    "was": lambda statuses, world, move, was: was in statuses,
    "target": lambda slugs, world, move, was: move.target in slugs,
    "levels": lambda wanted, world, move, was: all(compares(move.levels.get(name), wanted[name]) for name in wanted),
    "overall": lambda text, world, move, was: compares(move.overall, text),
    "found": lambda kinds, world, move, was: _found(move, kinds),
    "busy": lambda wanted, world, move, was: move.number in world.busy,
    "missing": lambda kinds, world, move, was: not _found(move, kinds),
}
