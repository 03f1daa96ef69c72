"""What leads to what in a scenario: its posts and reactions as a graph, and what is wrong with it as such.

Pure, and for drafts too: what is missing there leads nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any, Literal, NamedTuple

from scenarios.studio.course import Course, course, earliest_of, limit, possible
from scenarios.studio.document import Document, comparison, part, parts, several, ways, whole, words

ANSWERED = 10  # minutes after which the office is taken to act, where a moment has to be chosen


class Key(NamedTuple):
    """A post, a reaction or a habit by its place in its list (for a habit: of its persona, with the post)."""

    kind: Literal["post", "reaction"]
    number: int


@dataclass(frozen=True)
class Node:
    """`minute` is when it comes (None: never), `fixed` if nothing that the office does can change that. Of a reaction,
    `set_off` is when it was, its delay before; of a post, `limit` are the minutes until it expires."""

    key: Key
    slug: str
    minute: int | None
    fixed: bool
    set_off: int | None = None
    limit: int = 0


@dataclass(frozen=True)
class Edge:
    """`sets_off`: what is done or left undone about a post; `after`, `unless`: another reaction; `brings`: a post that
    arrives; `touches`: comments, likes or a status for a post that is there already."""

    cause: Key
    effect: Key
    kind: Literal["sets_off", "after", "unless", "brings", "touches"]


class Graph:
    def __init__(self, scenario: Any):
        self.document = Document.of(scenario)

    @cached_property
    def nodes(self) -> dict[Key, Node]:
        likely = course(self.document, ANSWERED, cut=False)
        posts = [self._post(number, likely) for number in range(len(self.document.posts))]
        return {
            node.key: node
            for node in (*posts, *(self._reaction(n, likely) for n in range(len(self.document.reactions))))
        }

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        found = (
            edge for number, reaction in enumerate(self.document.reactions) for edge in self._edges_of(number, reaction)
        )
        return tuple(dict.fromkeys(found))

    def causes(self, key: Key) -> list[Edge]:
        return [edge for edge in self.edges if edge.effect == key]

    def effects(self, key: Key) -> list[Edge]:
        return [edge for edge in self.edges if edge.cause == key]

    def findings(self) -> Iterator[tuple[tuple, str]]:
        """(path in the document, message) of what only the whole shows; what the checks of packs tell is left to them."""
        sure = course(self.document)
        circles = list(_circles(self.document))
        for circle in circles:
            names = ", which comes after ".join(repr(slug) for slug in (*circle[1:], circle[0]))
            yield self._path(circle[0]), f"{circle[0]!r} comes after {names}: none of them can ever be the first"
        in_circles = {slug for circle in circles for slug in circle}
        for number, reaction in enumerate(self.document.reactions):
            slug = words(reaction.get("slug"))
            if (
                number not in sure.happened
                and slug not in in_circles
                and (reason := _reason(self.document, sure, number))
            ):
                yield ("reactions", number, "when"), f"nothing can set off {slug!r}: {reason}"
        for number, post in enumerate(self.document.posts):
            bringers = [
                self.document.reactions[edge.cause.number]
                for edge in self.causes(Key("post", number))
                if edge.kind == "brings"
            ]
            if number not in sure.arrived and bringers:
                names = " and ".join(repr(words(reaction.get("slug"))) for reaction in bringers)
                yield (
                    "posts",
                    number,
                ), f"{words(post.get('slug'))!r} never arrives: nothing can set off {names} in time"

    def _path(self, slug):
        return "reactions", self.document.reaction_numbers[slug], "when", "after"

    def _post(self, number, likely: Course) -> Node:
        post = self.document.posts[number]
        fixed = whole(post.get("at")) is not None
        return Node(Key("post", number), words(post.get("slug")), likely.arrived.get(number), fixed, limit=limit(post))

    def _reaction(self, number, likely: Course) -> Node:
        reaction = self.document.reactions[number]
        fixed = [set(when) for when in ways(reaction)] == [{"minute"}] and not comparison(
            ways(reaction)[0]["minute"]
        ).startswith("<")
        set_off, happened = likely.set_off.get(number), likely.happened.get(number)
        return Node(Key("reaction", number), words(reaction.get("slug")), happened, fixed, set_off)

    def _edges_of(self, number: int, reaction) -> Iterator[Edge]:
        own, then = Key("reaction", number), part(reaction.get("then"))
        for when in ways(reaction):
            yield from (Edge(post, own, "sets_off") for post in self._keys("post", posts_of(when)))
            for kind in ("after", "unless"):
                yield from (Edge(other, own, kind) for other in self._keys("reaction", several(when.get(kind))))
        brought = self._keys("post", several(then.get("posts")))
        yield from (Edge(own, post, "brings") for post in brought)
        said = [each.get("under") for name in ("comments", "swarms") for each in parts(then.get(name))]
        touched = [*said, *(each.get("on") for each in parts(then.get("crowd"))), *part(then.get("status"))]
        yield from (Edge(own, post, "touches") for post in self._keys("post", several(touched)) if post not in brought)

    def _keys(self, kind, slugs) -> list[Key]:
        numbers = self.document.post_numbers if kind == "post" else self.document.reaction_numbers
        return [Key(kind, numbers[slug]) for slug in slugs if slug in numbers]


def posts_of(when) -> list[str]:
    """The posts that a way to set a reaction off waits for."""
    return [
        *several(part(when.get("move")).get("on")),
        *several(part(when.get("quiet")).get("on")),
        *part(when.get("status")),
    ]


def _circles(document: Document) -> Iterator[list[str]]:
    """Reactions that come after one another in a circle, each circle once. One after itself is left to the checks."""
    waits = {
        words(reaction.get("slug")): _needed(reaction) - {words(reaction.get("slug"))}
        for reaction in document.reactions
    }
    while True:
        try:
            TopologicalSorter(waits).prepare()
        except CycleError as error:
            circle = error.args[1][:0:-1]
            start = min(range(len(circle)), key=lambda place: document.reaction_numbers[circle[place]])
            yield circle[start:] + circle[:start]
            waits = {slug: others - set(circle) if slug in circle else others for slug, others in waits.items()}
        else:
            return


def _needed(reaction) -> set[str]:
    """The reactions that have to happen before it, in whatever way it is set off."""
    return set.intersection(*(set(several(when.get("after"))) for when in ways(reaction)))


def _reason(document: Document, sure: Course, number: int) -> str | None:
    """Why this reaction never happens; None where the checks of the pack say it already."""
    reasons = (_reason_of(document, sure, number, when) for when in ways(document.reactions[number]))
    return "; ".join(dict.fromkeys(filter(None, reasons))) or None


def _reason_of(document: Document, sure: Course, number: int, when) -> str | None:
    """Why it is never set off in this way."""
    move = part(when.get("move"))
    if both := set(several(when.get("after"))) & set(several(when.get("unless"))):
        return f"it comes after {min(both)!r} and unless {min(both)!r}"
    about = [slug for slug in several(move.get("on")) if slug in document.post_numbers]
    if about and not any(possible(document, move, document.post(slug)) for slug in about):
        return "the page never offers such a move on the posts it names"
    if about and not any(document.post_numbers[slug] in sure.arrived for slug in about):
        return f"none of its posts ever arrives: {', '.join(about)}"
    if move and not several(move.get("on")) and not possible(document, move, None):
        return "the page never offers such a move"
    needed = [*several(part(when.get("quiet")).get("on")), *part(when.get("status"))]
    for slug in needed:
        if slug in document.post_numbers and document.post_numbers[slug] not in sure.arrived:
            return f"the post {slug!r} never arrives"
    for slug in several(when.get("after")):
        if (
            document.reaction_numbers.get(slug, number) != number
            and document.reaction_numbers[slug] not in sure.happened
        ):
            return f"{slug!r} never happens before it"
    return _too_late(document, sure, number, when)


def _too_late(document, sure, number, when):
    minute = sure.set_off.get(number)
    if minute is None:
        minute = earliest_of(document, sure, {name: value for name, value in when.items() if name != "minute"})
    if minute is None:
        return None
    minute += whole(document.reactions[number].get("delay")) or 0
    if minute > document.minutes:
        return f"its consequences come at minute {minute} at the earliest, and the run has {document.minutes}"
    return f"it waits for minute {minute} at least, and for {comparison(when.get('minute'))} too"
