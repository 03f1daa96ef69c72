"""What happened in a dialogue, as data: the facilitator's deeds and the moves of the teams, numbered in one sequence."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# what `slug` and `value` of each mean stands in the docstring of Deed
DEEDS = ("pressure", "hold", "fire", "retime", "say", "segment", "extend", "end")
USUAL = 100
MOST = 1000  # percent of the usual pressure


@dataclass(frozen=True, slots=True)
class Deed:
    """`pressure` (value: percent of the usual) from now on · `hold` (slug) a comment or flood back · `fire` (slug) it now, or
    let what is held go on · `retime` (slug, value: the second) what has not come · `say` (persona, text, language, under: an
    id; slug: the comment that it repeats, if it asks for an answer) · begin a `segment` (slug) now, never an earlier one ·
    `extend` (value: minutes, less than 0 to shorten) the present one · `end`."""

    number: int
    second: int
    kind: str
    slug: str | None = None
    value: int = 0
    persona: str | None = None
    text: str = ""
    language: str | None = None
    under: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What a team did: `on` is the id of a comment that came, `line` the line of a status sheet that was taken back. `levels`,
    `overall` and `found` are the grade of its words."""

    number: int
    second: int
    department: str
    action: str
    on: str | None = None
    target: str | None = None
    line: str | None = None
    levels: Mapping[str, int | None] = field(default_factory=dict)
    overall: int | None = None
    found: tuple[tuple[str, str], ...] = ()

    def quote(self, kinds: tuple[str, ...]) -> str | None:
        """The first words that were found of these kinds, the first kind preferred."""
        return next((value for kind in kinds for found, value in self.found if found == kind), None)


Happening = Deed | Move


def in_order(happened: tuple[Happening, ...]) -> list[tuple[int, Happening]]:
    """(second, happening) by number. A clock that goes back does not count: what has a later number came no earlier."""
    ordered, second = [], 0
    for each in sorted(happened, key=lambda each: each.number):
        second = max(second, each.second)
        ordered.append((second, each))
    return ordered
