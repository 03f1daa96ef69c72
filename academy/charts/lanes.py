"""What happens along a clock and what leads to what: a lane for each thing, with its name at the start, its bar or mark
on the clock and figures at the end, and arrows between lanes. Each lane can be a link.

Nothing but lines and shapes stands on the clock, and arrows turn round in a margin behind it: no line crosses a word.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup, escape

from academy.charts import canvas

WIDTH = 1120
HEAD, ROW, FOOT = 46, 26, 12
NAMES, TIME, INDENT = 400, 56, 14  # room for names, of it for the clock text, and how far a lane within a lane moves in
FIGURE, TRACK, APART = 58, 8, 18
LETTER, LARGE, BOLD = 6.9, 10, 1.08  # the width of a letter, of a capital or an emoji, and how much wider bold is
THICK, WIDE = 12, 6  # a bar, half a mark

Shape = Literal["bar", "circle", "diamond", "square", "heading"]


@dataclass(frozen=True)
class Lane:
    """`start` to `end` is its bar; a mark stands at `end` and has waited since `start`. `within` is the key of the lane
    above from which it hangs. `ticks` are small marks along it, `tone` says how it looks (see `TONES`), `words` is read
    out and shown over it."""

    key: str
    name: str
    shape: Shape = "bar"
    lead: str = ""
    time: str = ""
    start: float = 0
    end: float = 0
    within: str | None = None
    depth: int = 0
    tone: str = "plain"
    figures: Sequence[str] = ()
    ticks: Sequence[float] = ()
    href: str = ""
    words: str = ""


@dataclass(frozen=True)
class Arrow:
    """From every cause to every effect, all of them keys of lanes; `kind` says how it looks."""

    kind: str
    causes: tuple[str, ...]
    effects: tuple[str, ...]


TONES = ("plain", "full", "half", "hollow", "crossed")  # filled, half filled, an outline, an outline with a cross


def lanes(
    title: str,
    entries: Sequence[Lane],
    arrows: Sequence[Arrow],
    length: float,
    hours: Sequence[tuple[float, str]] = (),
    columns: Sequence[str] = (),
    description: str = "",
    rtl: bool = False,
) -> Markup:
    """`length` is where the clock ends; `hours` are (place, clock text) pairs along it, `columns` head the figures."""
    drawing = _Drawing(entries, arrows, length, len(columns), rtl)
    parts = [
        *(drawing.band(lane) for lane in entries if lane.shape == "bar"),
        *(drawing.hour(place, words) for place, words in hours),
        *(drawing.column(number, words) for number, words in enumerate(columns)),
        f'<g class="lanes__arrows">{"".join(drawing.arrow(arrow) for arrow in drawing.arrows)}</g>',
        *(drawing.lane(lane) for lane in entries),
    ]
    told = f"<desc>{escape(description)}</desc>" if description else ""
    return Markup(
        f'<svg class="lanes" viewBox="0 0 {WIDTH} {drawing.height:g}" role="group" aria-label="{escape(title)}">'
        f'{told}{"".join(parts)}</svg>'
    )


def sample(shape: str, tone: str = "plain") -> Markup:
    """A bar or a mark by itself, for a legend."""
    drawn = _bar(2, 26, 8, tone) if shape == "bar" else _mark(14, 8, shape, tone)
    return _sample(f'<g class="lanes__lane lanes__lane--{tone}">{drawn}</g>')


def sample_arrow(kind: str) -> Markup:
    return _sample(f'<g class="lanes__arrow lanes__arrow--{kind}"><path d="M2 8H20"/>{_head(26, 8, 1, kind)}</g>')


def _sample(drawn: str) -> Markup:
    return Markup(
        f'<svg class="lanes-sample" viewBox="0 0 28 16" width="28" height="16" aria-hidden="true">{drawn}</svg>'
    )


@dataclass(frozen=True)
class _Routed:
    """An arrow with the track on which it turns round."""

    arrow: Arrow
    track: int = 0


@dataclass
class _Drawing:
    entries: Sequence[Lane]
    asked: Sequence[Arrow]
    length: float
    columns: int
    rtl: bool
    rows: dict[str, int] = field(init=False)
    arrows: list[_Routed] = field(init=False)

    def __post_init__(self):
        self.rows = {lane.key: number for number, lane in enumerate(self.entries)}
        self.lanes = {lane.key: lane for lane in self.entries}
        self.arrows = _routed(self.asked, self.rows)
        tracks = max((each.track for each in self.arrows), default=0) + 1
        self.from_x = NAMES + APART
        self.margin = WIDTH - self.columns * FIGURE - tracks * TRACK
        self.to_x = self.margin - APART
        self.height = HEAD + ROW * len(self.entries) + FOOT
        self.ends: dict[str, tuple[float, float]] = {}
        for lane in self.entries:
            self.ends[lane.key] = self._ends(lane)

    def band(self, lane: Lane) -> str:
        return self._ground(self._y(lane.key), "lanes__band")

    def hour(self, place: float, words: str) -> str:
        x = self._x(place)
        line = f'<path class="lanes__hour" d="M{self._f(x):g} {HEAD - 10}V{self.height - FOOT:g}"/>'
        return line + canvas.text(self._f(x), HEAD - 16, words, "lanes__clock", "middle")

    def column(self, number: int, words: str) -> str:
        return self._text(self._figure(number), HEAD - 16, escape(words), "lanes__clock", ends=True)

    def lane(self, lane: Lane) -> str:
        y = self._y(lane.key)
        parts = [
            f"<title>{escape(lane.words)}</title>" if lane.words else "",
            self._ground(y, "lanes__ground"),
            self._own(lane),
            self._name(lane, y),
            self._stem(lane),
            *(self._tick(place, y) for place in lane.ticks),
            self._shape(lane, y),
            *(self._text(self._figure(n), y + 5, escape(words), "lanes__figure", ends=True)
              for n, words in enumerate(lane.figures)),
        ]  # fmt: skip
        kind = f'class="lanes__lane lanes__lane--{lane.tone} lanes__lane--{lane.shape}"'
        if lane.href:
            return f'<a {kind} href="{escape(lane.href)}">{"".join(parts)}</a>'
        return f'<g {kind}>{"".join(parts)}</g>'

    def arrow(self, routed: _Routed) -> str:
        arrow, turn = routed.arrow, self._f(self.margin + routed.track * TRACK)
        outs, ins = [self._y(key) + 4 for key in arrow.causes], [self._y(key) - 4 for key in arrow.effects]
        path = f"M{turn:g} {min(outs + ins):g}V{max(outs + ins):g}"
        path += "".join(f"M{self._f(self._edge(key)):g} {y:g}H{turn:g}" for key, y in zip(arrow.causes, outs))
        path += "".join(f"M{turn:g} {y:g}H{self._f(self._edge(key) + 4):g}" for key, y in zip(arrow.effects, ins))
        side = 1 if self.rtl else -1
        heads = "".join(_head(self._f(self._edge(key)), y, side, arrow.kind) for key, y in zip(arrow.effects, ins))
        return f'<g class="lanes__arrow lanes__arrow--{arrow.kind}"><path d="{path}"/>{heads}</g>'

    def _ground(self, y: float, kind: str) -> str:
        return f'<rect class="{kind}" x="2" y="{y - ROW / 2 + 1:g}" width="{WIDTH - 4}" height="{ROW - 2}" rx="4"/>'

    def _own(self, lane: Lane) -> str:
        """Its arrows once more, shown while the lane is pointed at, with a sign at each lane that they lead to."""
        own = [each for each in self.arrows if lane.key in (*each.arrow.causes, *each.arrow.effects)]
        others = dict.fromkeys(
            key for each in own for key in (*each.arrow.causes, *each.arrow.effects) if key != lane.key
        )
        family = [each.key for each in self.entries if each.within == lane.key or each.key == lane.within]
        if not (own or family):
            return ""
        x = min(self._f(0), self._f(5))
        signs = (
            f'<rect x="{x:g}" y="{self._y(key) - ROW / 2 + 2:g}" width="5" height="{ROW - 4}"/>'
            for key in (*others, *family)
        )
        return f'<g class="lanes__own">{"".join(map(self.arrow, own))}{"".join(signs)}</g>'

    def _name(self, lane: Lane, y: float) -> str:
        start = TIME + 8 + INDENT * lane.depth
        lead = f'<tspan class="lanes__lead">{escape(lane.lead)}</tspan> ' if lane.lead else ""
        bold = BOLD if lane.shape == "heading" else 1
        name = _fitting(lane.name, NAMES - start - _length(f"{lane.lead} " if lane.lead else "") * BOLD, bold)
        time = self._text(TIME - 4, y + 5, escape(lane.time), "lanes__time", ends=True) if lane.time else ""
        return time + self._text(start, y + 5, f"{lead}{escape(name)}", "lanes__name")

    def _stem(self, lane: Lane) -> str:
        """From the lane in which it hangs to its own mark; dotted while it waits."""
        if lane.within is None:
            return ""
        y, top, x = self._y(lane.key), self._y(lane.within) + THICK / 2, self._stem_x(lane.within)
        first, last = self.ends[lane.key]
        stop = first if lane.shape == "bar" else last - WIDE
        waits = max(min(first, stop), x) if lane.shape != "bar" else stop
        drawn = f'<path class="lanes__stem" d="M{self._f(x):g} {top:g}V{y:g}H{self._f(waits):g}"/>'
        if waits < stop:
            drawn += f'<path class="lanes__stem lanes__stem--waits" d="M{self._f(waits):g} {y:g}H{self._f(stop):g}"/>'
        return drawn

    def _shape(self, lane: Lane, y: float) -> str:
        first, last = self.ends[lane.key]
        if lane.shape == "heading":
            return f'<path class="lanes__rule" d="M{self._f(0):g} {y + ROW / 2:g}H{self._f(WIDTH):g}"/>'
        if lane.shape == "bar":
            return _bar(*sorted((self._f(first), self._f(last))), y, lane.tone)
        return _mark(self._f(last), y, lane.shape, lane.tone)

    def _tick(self, place: float, y: float) -> str:
        return f'<circle class="lanes__tick" cx="{self._f(self._x(place)):g}" cy="{y + 10:g}" r="2.5"/>'

    def _ends(self, lane: Lane) -> tuple[float, float]:
        first, last = self._x(lane.start), self._x(lane.end)
        if lane.within in self.ends:
            least = self._stem_x(lane.within) + APART
            first, last = (max(first, least), max(last, least)) if lane.shape == "bar" else (first, max(last, least))
        return first, max(last, first + THICK) if lane.shape == "bar" else last

    def _stem_x(self, key: str) -> float:
        first, last = self.ends[key]
        return first + 4 if self.lanes[key].shape == "bar" else last

    def _edge(self, key: str) -> float:
        """Where arrows leave a lane and come in, behind its bar or mark."""
        return self.ends[key][1] + (3 if self.lanes[key].shape == "bar" else WIDE + 3)

    def _x(self, place: float) -> float:
        return canvas.along(place, 0, self.length, self.from_x, self.to_x)

    def _y(self, key: str) -> float:
        return HEAD + ROW * (self.rows[key] + 0.5)

    def _f(self, x: float) -> float:
        return round(WIDTH - x if self.rtl else x, 1)

    def _figure(self, number: int) -> float:
        return WIDTH - FIGURE * (self.columns - 1 - number) - 8

    def _text(self, x: float, y: float, words: str, kind: str, ends: bool = False) -> str:
        """Text (escaped already) that begins, or `ends`, at x in the direction of the page."""
        anchor = "end" if ends != self.rtl else "start"
        return (
            f'<text class="{kind}" x="{self._f(x):g}" y="{y:g}" direction="ltr" text-anchor="{anchor}">{words}</text>'
        )


def _routed(arrows: Sequence[Arrow], rows: dict[str, int]) -> list[_Routed]:
    """The shortest turn round nearest to the clock; two share a track where they do not meet."""
    spans = [(arrow, [rows[key] for key in (*arrow.causes, *arrow.effects)]) for arrow in arrows]
    routed, taken = [], []
    for arrow, places in sorted(spans, key=lambda span: (max(span[1]) - min(span[1]), min(span[1]))):
        low, high = min(places), max(places)
        track = next((n for n, used in enumerate(taken) if all(high < a or b < low for a, b in used)), len(taken))
        taken += [[]] if track == len(taken) else []
        taken[track].append((low, high))
        routed.append(_Routed(arrow, track))
    return routed


def _length(words: str) -> float:
    """About how wide these words are drawn, rather too wide than too narrow."""
    return sum(LARGE if letter.isupper() or ord(letter) > 0x2190 else LETTER for letter in words)


def _fitting(words: str, room: float, bold: float) -> str:
    """As much of the words as has room."""
    if _length(words) * bold <= room:
        return words
    while words and _length(f"{words}…") * bold > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def _bar(first: float, last: float, y: float, tone: str) -> str:
    top, wide = y - THICK / 2, last - first
    parts = f'<rect class="lanes__shape" x="{first:g}" y="{top:g}" width="{wide:g}" height="{THICK}" rx="3"/>'
    if tone == "half":
        parts += f'<rect class="lanes__filled" x="{first:g}" y="{y:g}" width="{wide:g}" height="{THICK / 2:g}" rx="2"/>'
    return parts + (_cross((first + last) / 2, y) if tone == "crossed" else "")


def _mark(x: float, y: float, shape: str, tone: str) -> str:
    w, d = WIDE, WIDE + 1
    outline, half = {
        "circle": (f"M{x - w:g} {y:g}a{w} {w} 0 1 0 {2 * w} 0a{w} {w} 0 1 0 {-2 * w} 0Z",
                   f"M{x - w:g} {y:g}a{w} {w} 0 1 0 {2 * w} 0Z"),
        "diamond": (f"M{x - d:g} {y:g}l{d} {d}l{d} {-d}l{-d} {-d}Z", f"M{x - d:g} {y:g}l{d} {d}l{d} {-d}Z"),
        "square": (f"M{x - w:g} {y - w:g}h{2 * w}v{2 * w}h{-2 * w}Z", f"M{x - w:g} {y:g}h{2 * w}v{w}h{-2 * w}Z"),
    }[shape]  # fmt: skip
    parts = f'<path class="lanes__shape" d="{outline}"/>'
    if tone == "half":
        parts += f'<path class="lanes__filled" d="{half}"/>'
    return parts + (_cross(x, y) if tone == "crossed" else "")


def _cross(x: float, y: float) -> str:
    return f'<path class="lanes__cross" d="M{x - 4:g} {y - 4:g}l8 8m0-8l-8 8"/>'


def _head(x: float, y: float, side: int, kind: str) -> str:
    """The end of an arrow at x, which came there in direction `side`; what prevents ends in a bar."""
    if kind == "unless":
        return f'<path d="M{x:g} {y - 4:g}v8"/>'
    return f'<path class="lanes__head" d="M{x:g} {y:g}l{-6 * side} -3.5v7Z"/>'
