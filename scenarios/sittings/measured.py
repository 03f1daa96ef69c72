"""The measures of a sitting, from its rows, and how they are said on pages."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from academy.charts import written
from academy.db import db
from scenarios.dialogues import script as clockwork
from scenarios.dialogues.pack import Dialogue
from scenarios.models import Grade, Move, Run
from scenarios.sittings import commitments, handling, happened, measures, times, viewers
from scenarios.sittings.handling import Handled
from scenarios.sittings.measures import Choices, Comparison, Group, Raised, Service, Words
from scenarios.sittings.models import Commitment, Seat, Sitting, Turn


@dataclass(frozen=True)
class Whole:
    """All that a sitting came to by a second. `turns` are those of everybody in order; `words` and `helpful` are by the id of a
    turn."""

    sitting: Sitting
    content: Dialogue
    second: int
    script: clockwork.Script
    handled: tuple[Handled, ...]
    turns: tuple[Turn, ...]
    words: dict[int, Words]
    helpful: dict[int, int]
    promised: tuple[Commitment, ...]

    @property
    def raised(self) -> list[Raised]:
        return measures.lines_raised(self.content, self.script.raised, self.script.corrected)


@dataclass(frozen=True)
class Table:
    """A department at a sitting. Of the commitments that the pack expects of it, `expected`, so many are among those `written`
    down."""

    slug: str
    name: str
    service: Service
    choices: Choices
    raised: tuple[Raised, ...]
    written: int
    expected: int
    expected_written: int


@dataclass(frozen=True)
class Place:
    """A seat that may act: what came first from it, and what it did."""

    seat: Seat
    service: Service
    choices: Choices
    written: int


def whole(sitting: Sitting) -> Whole:
    turns = tuple(db.session.scalars(_turns(sitting)))
    second = times.second(sitting)
    return Whole(
        sitting=sitting,
        content=happened.dialogue(sitting),
        second=second,
        script=happened.script(sitting, second, second),
        handled=tuple(handling.of_sitting(sitting)),
        turns=turns,
        words={turn.id: words_of(turn.move) for turn in turns if turn.move and turn.move.grade},
        helpful=viewers.helpful_counts(sitting),
        promised=tuple(commitments.of_sitting(sitting)),
    )


def words_of(move: Move) -> Words:
    """Of the newest review, or else of the newest grade."""
    regrade = next((each for each in move.run.regrades if each.move_id == move.id), None)
    detail = regrade.detail if regrade else move.grade.detail
    found = frozenset(each["kind"] for each in detail["found"])
    if move.grade.reviews:
        return Words(move.grade.reviews[-1].levels, found)
    return Words({name: each["level"] for name, each in detail["criteria"].items()}, found)


def of_table(sitting: Sitting, slug: str) -> Table:
    return table(whole(sitting), slug)


def table(of: Whole, slug: str) -> Table:
    own = [each for each in of.handled if each.table == slug]
    turns = [turn for turn in of.turns if turn.seat.department == slug]
    expected = {each.slug for each in of.content.commitments if each.department == slug}
    written = [each for each in of.promised if each.department == slug]
    return Table(
        slug=slug,
        name=of.content.departments[slug].name,
        service=measures.service(of.content, own),
        choices=measures.choices(of.content, of.handled, turns, of.words, of.helpful),
        raised=tuple(each for each in of.raised if each.department == slug),
        written=len(written),
        expected=len(expected),
        expected_written=len(expected & {each.slug for each in written}),
    )


def place(of: Whole, seat: Seat) -> Place:
    first = [each for each in of.handled if each.turns and each.turns[0].seat_id == seat.id]
    turns = [turn for turn in of.turns if turn.seat_id == seat.id]
    return Place(
        seat=seat,
        service=measures.service(of.content, first),
        choices=measures.choices(of.content, of.handled, turns, of.words, of.helpful),
        written=sum(each.seat_id == seat.id for each in of.promised),
    )


def _turns(sitting: Sitting) -> sa.Select:
    graded = sa.orm.joinedload(Turn.move).joinedload(Move.grade).selectinload(Grade.reviews)
    regraded = sa.orm.joinedload(Turn.move).joinedload(Move.run).selectinload(Run.regrades)
    query = sa.select(Turn).filter_by(sitting_id=sitting.id).order_by(Turn.number)
    return query.options(graded, regraded)


def rows(table: Table) -> list[tuple[str, str]]:
    """The measures of a table as pairs of names and values."""
    return [*service_rows(table.service), *choice_rows(table.choices), *_kept_rows(table)]


def service_rows(found: Service) -> list[tuple[str, str]]:
    return [
        (_("Comments that were its matter"), str(found.asked)),
        (_("Of them answered or brought to an end"), _of(found.met, found.asked)),
        (_("The same by matters"), _of(found.matters_met, found.matters)),
        (_("First response, the middle one"), waited(found.median)),
        (_("First response, the longest"), waited(found.worst)),
        (_("First response in time"), _of(found.in_time, found.asked)),
    ]


def choice_rows(done: Choices) -> list[tuple[str, str]]:
    return [
        (_("Answers"), str(done.answers)),
        (_("Their words, on average"), level(done.level)),
        (_("Against the mandate or the facts"), str(done.against)),
        (_("Corrections on the record"), str(done.corrections)),
        (_("Sent on, of them to the wrong door"), _wrong(done.referrals, done.wrong_referrals)),
        (_("Merged, of them wrongly"), _wrong(done.merges, done.wrong_merges)),
        (_("Hidden, of them without a reason"), _wrong(done.hidden, done.wrong_hidden)),
        (_("Passed to the supervisor"), str(done.escalated)),
        (_("Marked as helpful"), str(done.helpful)),
    ]


def _kept_rows(table: Table) -> list[tuple[str, str]]:
    back = sum(each.in_time for each in table.raised)
    return [
        (_("Lines that did not hold, taken back in time"), _of(back, len(table.raised))),
        (_("Words with a promise or a time"), str(table.choices.promising)),
        (_("Promises written down"), str(table.written)),
        (_("Promises that were expected, written down"), _of(table.expected_written, table.expected)),
    ]


def waited(seconds: int | None) -> str:
    """About how long: nobody needs the seconds of a wait of minutes."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return _("under a minute")
    return _("%(count)d min", count=round(seconds / 60))


def level(value: float | None) -> str:
    return "–" if value is None else _("%(level)s of 2", level=written.decimal(value))


def clock_text(content: Dialogue, second: int) -> str:
    """A second of the sitting as the clock on the wall of its world."""
    hours, minutes = map(int, content.opens.split(":"))
    total = 60 * hours + minutes + second // 60
    return f"{total // 60 % 24:02}:{total % 60:02}"


def differences(comparison: Comparison) -> list[str]:
    """In words, and only as exactly as a few dozen comments allow."""
    one, other = comparison.one, comparison.other
    return [each for each in (_shares(one, other), _waits(one, other), _levels(one, other)) if each]


def _shares(one: Group, other: Group) -> str:
    apart = one.share - other.share
    if abs(apart) < 0.1:
        return _("Both were answered about as often.")
    much = abs(apart) >= 0.25
    if apart > 0:
        return (
            _("The first were answered much more often.") if much else _("The first were answered somewhat more often.")
        )
    return (
        _("The second were answered much more often.") if much else _("The second were answered somewhat more often.")
    )


def _waits(one: Group, other: Group) -> str:
    if one.median is None or other.median is None:
        return _("Of one of them nobody had an answer.") if one.median != other.median else ""
    low, high = sorted((one.median, other.median))
    if high - low < 60 or high < 1.25 * low:
        return _("Both waited about as long.")
    if one.median < other.median:
        return _("The first waited less than half as long.") if high > 2 * low else _("The first waited less.")
    return _("The second waited less than half as long.") if high > 2 * low else _("The second waited less.")


def _levels(one: Group, other: Group) -> str:
    if one.level is None or other.level is None:
        return ""
    if abs(one.level - other.level) < 0.25:
        return _("The words to both were about as good.")
    return (
        _("The words to the first were better.")
        if one.level > other.level
        else _("The words to the second were better.")
    )


def fair(comparisons: Iterable[Comparison]) -> tuple[list[Comparison], list[Comparison]]:
    """What can be compared, and what is too little for it."""
    comparisons = list(comparisons)
    return [each for each in comparisons if each.enough], [each for each in comparisons if not each.enough]


def _of(count: int, total: int) -> str:
    return _("%(count)d of %(total)d", count=count, total=total) if total else "–"


def _wrong(count: int, wrong: int) -> str:
    return _("%(count)d, %(wrong)d", count=count, wrong=wrong) if count else "0"
