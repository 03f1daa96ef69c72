"""A move: one thing the learner did, with the grade that its words were given at the time."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Move:
    """`levels`, `overall`, `score`, `red_lines` and `found` are the grade; without graded words they are left out."""

    number: int
    minute: int
    action: str
    post: str | None = None
    target: str | None = None
    reply: str = ""
    levels: Mapping[str, int | None] = field(default_factory=dict)
    overall: int | None = None
    score: float | None = None
    red_lines: frozenset[str] | tuple[str, ...] = ()
    found: tuple[tuple[str, str], ...] = ()

    def quote(self, kinds: tuple[str, ...]) -> str | None:
        """The first words that were found of these kinds, the first kind preferred."""
        return next((value for kind in kinds for found, value in self.found if found == kind), None)
