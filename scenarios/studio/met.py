"""How often a rehearsal met each post and reaction."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from scenarios.rehearsal import Performance, Reached

Often = Literal["most", "some", "aimed", "never"]


@dataclass(frozen=True)
class Met:
    """How many of the `officers` met each post and each reaction, by slug; 0 if only plays that aimed at it did.
    What is not there was met by nobody; habits may be there, too. Plain values, so `dataclasses.asdict` keeps them."""

    officers: int
    posts: dict[str, int]
    reactions: dict[str, int]

    def count(self, kind: str, slug: str) -> int | None:
        return (self.posts if kind == "post" else self.reactions).get(slug)

    def often(self, kind: str, slug: str) -> Often:
        """By most officers, by some, only in plays that aimed at it, or never."""
        count = self.count(kind, slug)
        if count is None:
            return "never"
        return "most" if count * 2 >= self.officers > 0 else "some" if count else "aimed"


def met(performances: Iterable[Performance], reached: Reached) -> Met:
    """`Rehearsal.performances` and `.reached` of one rehearsal."""
    performances = list(performances)
    posts = Counter(dict.fromkeys(reached.posts, 0))
    reactions = Counter(dict.fromkeys(reached.reactions, 0))
    for each in performances:
        posts.update(each.posts)
        reactions.update(each.reactions)
    return Met(len(performances), dict(posts), dict(reactions))
