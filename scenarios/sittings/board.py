"""The facilitator's board: where the programme is, how each table does, what comes next, and what was said last."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from academy.db import db
from scenarios.dialogues.floods import language_of, voice
from scenarios.dialogues.happenings import USUAL
from scenarios.dialogues.pack import HOST, Comment, Dialogue, Flood, Segment
from scenarios.dialogues.script import Script, Waiting
from scenarios.sittings import announcing, happened, seats, shown, times
from scenarios.sittings.models import Deed, Entry, Seat, Sitting, Turn
from scenarios.sittings.words import WAITING

NEWEST = 30  # comments of the thread
MOST_HELD = 20
PRESSURES = (25, 50, 100, 200, 400, 800)  # percent of the usual


@dataclass(frozen=True)
class Stretch:
    """A segment in the run of show. `state` is done, now, skipped or ahead; `lead` the name of who leads it."""

    segment: Segment
    lead: str
    state: str


@dataclass
class Table:
    """How a department does; with no `slug` it is what nobody has yet. `oldest` is the second in which the first of those that
    wait came."""

    slug: str | None
    name: str
    seats: list[Seat] = field(default_factory=list)
    waiting: int = 0
    done: int = 0
    oldest: int | None = None

    @property
    def all(self) -> int:
        return self.waiting + self.done


@dataclass(frozen=True)
class Coming:
    """A comment or flood that has not come. `due` is its second, None where nobody knows; `segment` the title of a later
    segment that it waits for, None where it waits for something else."""

    slug: str
    author: str
    text: str
    language: str
    voices: int
    due: int | None
    held: bool
    segment: str | None


@dataclass(frozen=True)
class Flowing:
    """A flood of which not all voices have come."""

    slug: str
    text: str
    language: str
    come: int
    voices: int
    held: bool


@dataclass(frozen=True)
class Board:
    """`left` are the seconds until the segment ends; `ahead` are the segments that can be begun now."""

    sitting: Sitting
    content: Dialogue
    second: int
    script: Script | None
    show: list[Stretch]
    tables: list[Table]
    coming: list[Coming]
    flowing: list[Flowing]
    held: list[Entry]
    thread: list[tuple[dict, list[dict]]]

    @property
    def pressure(self) -> int:
        return self.script.pressure if self.script else USUAL

    @property
    def left(self) -> int | None:
        return max(0, self.script.segment_ends - self.second) if self.script else None

    @property
    def ahead(self) -> list[Segment]:
        return [each.segment for each in self.show if each.state == "ahead"]

    @property
    def soon(self) -> list[Coming]:
        """What comes in this segment, or is held back."""
        return [each for each in self.coming if each.due is not None or each.held]

    @property
    def later(self) -> list[Coming]:
        return [each for each in self.coming if each.due is None and not each.held]

    @property
    def next_coming(self) -> Coming | None:
        """What comes first if nobody does anything."""
        return next((each for each in self.coming if each.due is not None and not each.held), None)

    def pressure_beside(self, step: int) -> int | None:
        """The next one above (1) or below (-1); None at the end of the list."""
        beside = [each for each in PRESSURES if (each - self.pressure) * step > 0]
        return (min if step > 0 else max)(beside, default=None)


def of_sitting(sitting: Sitting) -> Board:
    content, second = happened.dialogue(sitting), times.second(sitting)
    script = happened.script(sitting, second, second) if sitting.started_at else None
    counts = _counts(sitting)
    return Board(
        sitting=sitting,
        content=content,
        second=second,
        script=script,
        show=list(_show(content, script)),
        tables=_tables(sitting, content, counts),
        coming=_coming(sitting, content, script) if script else [],
        flowing=list(_flowing(sitting, content, script, counts)) if script else [],
        held=_held(sitting),
        thread=_thread(sitting),
    )


def elapsed(seconds: int) -> str:
    """A time on a stop watch: 4:05, or 1:04:05."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def lead_of(content: Dialogue, segment: Segment) -> str:
    """Who leads a segment, by name."""
    if segment.lead == HOST:
        return content.page.name
    return (content.departments.get(segment.lead) or content.guests[segment.lead]).name


def newest(sitting: Sitting) -> list[Entry]:
    """The newest comments, the last first."""
    query = sa.select(Entry).where(Entry.sitting_id == sitting.id, sa.or_(Entry.state.is_(None), Entry.state != "held"))
    query = query.options(selectinload(Entry.merged_into))
    return list(db.session.scalars(query.order_by(Entry.id.desc()).limit(NEWEST)))


def _show(content: Dialogue, script: Script | None) -> Iterator[Stretch]:
    begun = dict(script.segments) if script else {}
    last = list(begun)[-1] if begun else None
    slugs = [segment.slug for segment in content.segments]
    reached = slugs.index(last) if last else -1
    over = script is not None and script.ended is not None
    for place, segment in enumerate(content.segments):
        if segment.slug == last and not over:
            state = "now"
        elif segment.slug in begun:
            state = "done"
        else:
            state = "skipped" if place < reached or over else "ahead"
        yield Stretch(segment, lead_of(content, segment), state)


def _counts(sitting: Sitting) -> list:
    """Rows of (department, slug, state, how many, second of the first), of all comments that ask for something and were let
    through."""
    asked = (Entry.sitting_id == sitting.id, Entry.state.is_not(None), Entry.state != "held")
    columns = (Entry.department, Entry.slug, Entry.state)
    query = sa.select(*columns, sa.func.count(), sa.func.min(Entry.second)).where(*asked).group_by(*columns)
    return db.session.execute(query).all()


def _tables(sitting: Sitting, content: Dialogue, counts) -> list[Table]:
    sat = seats.tables(sitting)
    found = {slug: Table(slug, each.name, sat[slug]) for slug, each in content.departments.items()}
    found[None] = Table(None, "")
    for department, slug, state, number, first in counts:
        whose = department or (content.matter(slug).department if slug else None)
        table = found[whose]
        if state in WAITING:
            table.waiting += number
            table.oldest = first if table.oldest is None else min(table.oldest, first)
        else:
            table.done += number
    return [table for slug, table in found.items() if slug or table.all]


def _coming(sitting: Sitting, content: Dialogue, script: Script) -> list[Coming]:
    """Those with a known second first, then by their segment; what only a trigger brings is last."""
    titles = {segment.slug: segment.title for segment in content.segments}
    place = {slug: number for number, slug in enumerate(titles)}
    begun = dict(script.segments)
    found = [(content.matters[each.slug], each) for each in script.waiting]
    known = sorted(
        found,
        key=lambda pair: (
            pair[1].due is None,
            pair[1].due or 0,
            place.get(pair[0].segment, len(place)),
            pair[0].minute,
        ),
    )
    ahead = {slug: title for slug, title in titles.items() if slug not in begun}
    return [_as_coming(sitting, matter, each, ahead.get(matter.segment)) for matter, each in known]


def _as_coming(sitting: Sitting, matter: Comment | Flood, waiting: Waiting, segment: str | None) -> Coming:
    author, text, language = _said(sitting, matter)
    return Coming(
        slug=waiting.slug,
        author=author,
        text=text,
        language=language,
        voices=matter.times if isinstance(matter, Flood) else 1,
        due=waiting.due,
        held=waiting.held,
        segment=segment,
    )


def _said(sitting: Sitting, matter: Comment | Flood) -> tuple[str, str, str]:
    """(who, what, in which language); of a flood that of its first voice."""
    content = happened.dialogue(sitting)
    if isinstance(matter, Flood):
        first = voice(content, sitting.seed, matter, 0, 0)
        return content.personas[first.persona].name, first.text, first.language
    return content.personas[matter.persona].name, matter.text, matter.language or language_of(content, matter.persona)


def _flowing(sitting: Sitting, content: Dialogue, script: Script, counts) -> Iterator[Flowing]:
    come = Counter()
    for _department, slug, _state, number, _first in counts:
        come[slug] += number
    waiting, held = {each.slug for each in script.waiting}, _held_back(sitting)
    for flood in content.floods:
        voices = flood.times * script.pressure // USUAL
        if flood.slug not in waiting and come[flood.slug] < voices:
            _author, text, language = _said(sitting, flood)
            yield Flowing(flood.slug, text, language, come[flood.slug], voices, flood.slug in held)


def _held_back(sitting: Sitting) -> set[str]:
    """What the facilitator held last, and did not let go on."""
    query = sa.select(Deed.slug, Deed.kind).where(
        Deed.sitting_id == sitting.id, Deed.kind.in_(("hold", "fire", "retime"))
    )
    last = dict(db.session.execute(query.order_by(Deed.number)).all())
    return {slug for slug, kind in last.items() if kind == "hold"}


def _held(sitting: Sitting) -> list[Entry]:
    """Comments of viewers that wait for a moderator, the first of them."""
    query = sa.select(Entry).filter_by(sitting_id=sitting.id, state="held")
    return list(db.session.scalars(query.order_by(Entry.id).limit(MOST_HELD)))


def _thread(sitting: Sitting) -> list[tuple[dict, list[dict]]]:
    """The newest comments, the last first, each with what was said and done about it; in the values of the hall's events."""
    entries = newest(sitting)
    ids = [entry.id for entry in entries]
    spoken = sa.select(Turn).where(Turn.entry_id.in_(ids), Turn.action.in_((*shown.SPOKEN, "hide")))
    turns: dict[int, list[dict]] = {}
    for turn in db.session.scalars(spoken.order_by(Turn.number)):
        turns.setdefault(turn.entry_id, []).append(announcing.words(sitting, turn))
    return [(announcing.for_hall(sitting, entry), turns.get(entry.id, [])) for entry in entries]
