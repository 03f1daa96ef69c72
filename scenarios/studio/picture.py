"""A scenario as a picture and as a table: its posts and reactions along the clock, and what leads to what."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from academy import charts
from scenarios.studio import sentences
from scenarios.studio.document import part, parts, several, ways, whole, words
from scenarios.studio.graph import ANSWERED, Graph, Key, Node
from scenarios.studio.met import Met
from scenarios.studio.names import Names, called, quoted, shortened, together
from scenarios.studio.plot import Place, plot

TONES = {"most": "full", "some": "half", "aimed": "hollow", "never": "crossed"}
MET = {
    "most": _l("met by at least half of the officers of the rehearsal"),
    "some": _l("met by fewer"),
    "aimed": _l("met only in plays that aimed at it"),
    "never": _l("never met"),
}
SHAPES = {
    "bar": _l("a post, until its answer is late"),
    "circle": _l("a reaction to something that the office does"),
    "diamond": _l("a reaction to silence"),
    "square": _l("a reaction to the time, to trust or heat, or to another reaction"),
}
ARROWS = {
    "sets_off": _l("also sets it off, or has to happen first"),
    "unless": _l("prevents it"),
    "brings": _l("also brings this post"),
    "touches": _l("adds to this post, or changes where it stands"),
}
HEADINGS = {
    "statement": _l("The office's own statement"),
    "page": _l("Anywhere on the page, at any time"),
    "nowhere": _l("Nothing leads here yet"),
}
NAME = 60  # characters of a post's text in the picture; the drawing cuts it further where it has to
TEXT = 160  # in the table


@dataclass(frozen=True)
class Row:
    """A line of the table: a post or a reaction. `tone` is one of the tones of the drawing."""

    kind: str
    slug: str
    time: str
    what: str
    cause: str
    effect: str
    met: str
    tone: str
    href: str
    anchor: str


class Stem(NamedTuple):
    """A lane as an entry of a list, which takes the place of the wide drawing on a narrow page."""

    lane: charts.Lane
    sample: Markup
    time: str


@dataclass(frozen=True)
class Drawing:
    """What `components/story.html` shows. `legend` are (sample, words) pairs."""

    svg: Markup
    stems: Sequence[Stem]
    rows: Sequence[Row]
    legend: Sequence[tuple[Markup, str]]
    rehearsed: bool


def of(
    scenario: Any,
    met: Met | None = None,
    address: Callable[[str, str], str] = lambda kind, slug: "",
    offices: Mapping[str, str] = {},
    rtl: bool = False,
) -> Drawing:
    """The picture of a validated scenario or of a draft. `address(kind, slug)` is where a "post" or "reaction" is
    edited or told of; `offices` are names in the rules, by slug."""
    return _Picture(Graph(scenario), met, address, offices, rtl).drawing()


def anchor(kind: str, slug: str) -> str:
    """The id of a post's or reaction's line in the table."""
    return f"told-{kind}-{slug}"


class _Picture:
    def __init__(self, graph: Graph, met: Met | None, address: Callable[[str, str], str], offices: Mapping, rtl: bool):
        self.graph, self.document, self.met, self.address = graph, graph.document, met, address
        self.offices, self.rtl, self.names = offices, rtl, Names(graph.document, offices)
        self.places = plot(graph)
        self.rows = {
            place.key: self._row(graph.nodes[place.key]) for place in self.places if isinstance(place.key, Key)
        }

    def drawing(self) -> Drawing:
        lanes = [self._lane(place) for place in self.places]
        rows, stems = list(self.rows.values()), [self._stem(*pair) for pair in zip(self.places, lanes)]
        return Drawing(self._svg(lanes), stems, rows, list(self._legend()), self.met is not None)

    def _stem(self, place: Place, lane: charts.Lane) -> Stem:
        if not isinstance(place.key, Key):
            return Stem(lane, Markup(), "")
        return Stem(lane, charts.sample(lane.shape, lane.tone), self.rows[place.key].time)

    def _svg(self, lanes: Sequence[charts.Lane]) -> Markup:
        minutes = self.document.minutes
        step = next((step for step in (15, 30, 60, 120, 240) if minutes / step <= 7), 480)
        first = -self.document.opens % step
        return charts.lanes(
            _("The scenario along the clock"),
            lanes,
            list(self._arrows()),
            minutes,
            hours=[(minute, self.names.clock(minute)) for minute in range(first, minutes + 1, step)],
            columns=(_("Said"), _("Trust"), _("Heat")),
            description=_(
                "Posts are bars, reactions are marks below them. What depends on the office is drawn as if it acted "
                "%(minutes)d minutes after a post. The table has all of it in words.",
                minutes=ANSWERED,
            ),
            rtl=self.rtl,
        )

    def _lane(self, place: Place) -> charts.Lane:
        if not isinstance(place.key, Key):
            return charts.Lane(place.key, str(HEADINGS[place.key]), "heading")
        node, row = self.graph.nodes[place.key], self.rows[place.key]
        told = self._post_lane(node) if node.key.kind == "post" else self._reaction_lane(node)
        within = _id(place.within) if place.within else None
        read = _("%(time)s. %(what)s %(cause)s", time=row.time, what=row.what, cause=row.cause)
        if row.met:
            read = _("%(text)s Rehearsal: %(met)s.", text=read, met=row.met)
        return charts.Lane(
            _id(node.key), within=within, depth=place.depth, tone=row.tone, href=row.href, words=read, **told
        )

    def _post_lane(self, node: Node) -> dict[str, Any]:
        post = self.document.posts[node.key.number]
        start = node.minute if node.minute is not None else 0
        habits = (
            whole(habit.get("minutes")) or 10 for habit in self.document.habits(post) if habit.get("on") == "silence"
        )
        return {
            "name": shortened(words(post.get("text")) or node.slug, NAME),
            "lead": shortened(self.names.persona(words(post.get("persona"))), 24),
            "time": self._clock_text(node),
            "start": start,
            "end": start + node.limit,
            "ticks": [start + minutes for minutes in habits if start + minutes <= self.document.minutes],
        }

    def _reaction_lane(self, node: Node) -> dict[str, Any]:
        reaction = self.document.reactions[node.key.number]
        then = part(reaction.get("then"))
        said = len(parts(then.get("comments"))) + sum(
            whole(swarm.get("times")) or 0 for swarm in parts(then.get("swarms"))
        )
        name = called(node.slug) or _("a reaction without a name")
        return {
            "name": _("%(name)s (ends the run)", name=name) if then.get("end") else name,
            "shape": _shape(ways(reaction)[0]),
            "time": self._clock_text(node),
            "start": node.set_off or 0,
            "end": node.minute or 0,
            "figures": (str(said or ""), _signed(then.get("trust")), _signed(then.get("heat"))),
        }

    def _clock_text(self, node: Node) -> str:
        """Only where it is certain."""
        return self.names.clock(node.minute) if node.fixed and node.minute is not None else ""

    def _arrows(self) -> Iterator[charts.Arrow]:
        """What hangs below its cause needs no arrow. Several causes of one reaction, and several effects, share one."""
        homes = {place.key: place.within for place in self.places}
        edges = [
            edge for edge in self.graph.edges if homes[edge.effect] != edge.cause and homes[edge.cause] != edge.effect
        ]
        for (kind, joint), group in groupby(sorted(edges, key=_joint), key=_joint):
            group = list(group)
            causes, effects = (
                ([edge.cause for edge in group], [joint])
                if kind in JOINED
                else ([joint], [edge.effect for edge in group])
            )
            yield charts.Arrow(
                "sets_off" if kind == "after" else kind, tuple(map(_id, causes)), tuple(map(_id, effects))
            )

    def _row(self, node: Node) -> Row:
        href = self.address(node.key.kind, node.slug) if node.slug else ""
        told = self._post_row(node) if node.key.kind == "post" else self._reaction_row(node)
        return Row(node.key.kind, node.slug, self._time(node), *told, *self._met(node), href, self._anchor(node))

    def _anchor(self, node: Node) -> str:
        """By its place in the list if its slug is no name of its own."""
        numbers = self.document.post_numbers if node.key.kind == "post" else self.document.reaction_numbers
        own = numbers.get(node.slug) == node.key.number and node.slug.replace("-", "").isalnum()
        return anchor(node.key.kind, node.slug) if own else f"told-{_id(node.key).replace('-', '_')}"

    def _time(self, node: Node) -> str:
        if node.minute is None:
            return _("never")
        time = self.names.clock(node.minute)
        if node.fixed:
            return time
        open_end = node.key.kind == "reaction" and any(
            map(_at_any_time, ways(self.document.reactions[node.key.number]))
        )
        return _("from %(time)s on", time=time) if open_end else _("about %(time)s", time=time)

    def _post_row(self, node: Node) -> tuple[str, str, str]:
        post = self.document.posts[node.key.number]
        persona = self.names.persona(words(post.get("persona")))
        what = _("%(name)s posts: %(text)s", name=persona, text=quoted(words(post.get("text")), TEXT))
        if under := words(post.get("under")):
            what = _("%(what)s, under %(post)s", what=what, post=self.names.post(under))
        bringers = [
            self.names.reaction(self.graph.nodes[edge.cause].slug)
            for edge in self.graph.causes(node.key)
            if edge.kind == "brings"
        ]
        cause = _("The clock.") if whole(post.get("at")) is not None else _("Nothing yet.")
        if bringers:
            cause = _("Brought by %(reactions)s.", reactions=together(bringers))
        leads = [self.graph.nodes[edge.effect].slug for edge in self.graph.effects(node.key)]
        effects = (
            [_("May set off %(reactions)s.", reactions=together(map(self.names.reaction, leads)))] if leads else []
        )
        effects += [f"{sentences.habit(persona, habit)}." for habit in self.document.habits(post)]
        return what, cause, " ".join(effects) or _("No reaction waits for it.")

    def _reaction_row(self, node: Node) -> tuple[str, str, str]:
        reaction = self.document.reactions[node.key.number]
        what = _("Reaction %(name)s.", name=quoted(called(node.slug)) if node.slug else _("without a name"))
        then, often = sentences.then(self.document, reaction, self.offices), sentences.often(reaction)
        effect = _("%(then)s (%(often)s)", then=f"{then[:1].upper()}{then[1:]}.", often=often)
        return what, f"{sentences.when(self.document, reaction, self.offices)}.", effect

    def _met(self, node: Node) -> tuple[str, str]:
        """In words, and as a tone of the drawing."""
        if self.met is None:
            return "", "plain"
        often, count = self.met.often(node.key.kind, node.slug), self.met.count(node.key.kind, node.slug)
        if not count:
            return str(MET[often]), TONES[often]
        officers = ngettext(
            "met by %(count)s of %(num)s officer",
            "met by %(count)s of %(num)s officers",
            self.met.officers,
            count=count,
        )
        return officers, TONES[often]

    def _legend(self) -> Iterator[tuple[Markup, str]]:
        yield from ((charts.sample(shape), str(text)) for shape, text in SHAPES.items())
        yield from ((charts.sample_arrow(kind), str(text)) for kind, text in ARROWS.items())
        if self.met is not None:
            yield from ((charts.sample("bar", TONES[often]), str(text)) for often, text in MET.items())


JOINED = ("sets_off", "after", "unless")  # edges whose effect is what they have in common


def _joint(edge) -> tuple[str, Key]:
    return edge.kind, edge.effect if edge.kind in JOINED else edge.cause


def _id(key: Key | str) -> str:
    return f"{key.kind}-{key.number}" if isinstance(key, Key) else key


def _shape(when: Mapping) -> str:
    if "move" in when:
        return "circle"
    return "diamond" if "quiet" in when else "square"


def _at_any_time(when: Mapping) -> bool:
    """Whether it waits for something that no post and no clock brings near."""
    return not {"trust", "heat", "count"}.isdisjoint(when) or (
        "move" in when and not several(part(when["move"]).get("on"))
    )


def _signed(value: Any) -> str:
    number = whole(value) or 0
    return f"+{number}" if number > 0 else f"−{-number}" if number else ""
