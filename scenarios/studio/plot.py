"""The order in which a scenario is told: each thing below what leads to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.studio.document import part, several, ways, whole, words
from scenarios.studio.graph import Graph, Key


@dataclass(frozen=True)
class Place:
    """A post or a reaction, or the heading "statement", "page" or "nowhere", below the one that it hangs from."""

    key: Key | str
    within: Key | None = None
    depth: int = 0


def plot(graph: Graph) -> list[Place]:
    """All posts and reactions, each once: threads by the minute in which they begin, then what belongs to no thread."""
    homes = {key: _home(graph, key) for key in graph.nodes}
    below: dict[Key | str, list[Key]] = {}
    for key, home in homes.items():
        below.setdefault(home, []).append(key)
    roots = sorted(below.get("thread", ()), key=lambda key: graph.nodes[key].minute)
    places = [*_heading("statement", below), *(place for root in roots for place in _told(root, None, 0, below))]
    places += _heading("page", below)
    told = {place.key for place in places}
    lost = [key for key in graph.nodes if key not in told]
    return [*places, *([Place("nowhere"), *(Place(key, None, 1) for key in lost)] if lost else [])]


def _heading(name: str, below: dict) -> Iterator[Place]:
    if keys := below.get(name):
        yield Place(name)
        for key in keys:
            yield from _told(key, None, 1, below)


def _told(key: Key, within: Key | None, depth: int, below: dict) -> Iterator[Place]:
    yield Place(key, within, depth)
    for child in sorted(below.get(key, ()), key=lambda child: child.kind == "post"):
        yield from _told(child, key, depth + 1, below)


def _home(graph: Graph, key: Key) -> Key | str:
    """What it hangs from, or the heading below which it stands."""
    if graph.nodes[key].minute is None:
        return "nowhere"
    if key.kind == "post":
        return _home_of_post(graph, key)
    for kind in ("sets_off", "after"):
        causes = [
            edge.cause for edge in graph.causes(key) if edge.kind == kind and graph.nodes[edge.cause].minute is not None
        ]
        if causes:
            return min(causes, key=lambda cause: graph.nodes[cause].minute)
    moves = [part(when.get("move")) for when in ways(graph.document.reactions[key.number])]
    return "statement" if all(several(move.get("action")) == ["statement"] for move in moves) else "page"


def _home_of_post(graph: Graph, key: Key) -> Key | str:
    post = graph.document.posts[key.number]
    if whole(post.get("at")) is None:
        bringers = [
            edge.cause
            for edge in graph.causes(key)
            if edge.kind == "brings" and graph.nodes[edge.cause].minute is not None
        ]
        return min(bringers, key=lambda bringer: graph.nodes[bringer].minute)
    number = graph.document.post_numbers.get(words(post.get("under")))
    above = None if number in (None, key.number) else Key("post", number)
    return above if above and graph.nodes[above].minute is not None and graph.nodes[above].fixed else "thread"
