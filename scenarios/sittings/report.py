"""The report of a sitting: how the tables did, side by side, whether citizens were treated alike, and its files."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from academy import clock
from academy.triage import TRIAGE
from scenarios.sittings import drawing, measured, measures, register
from scenarios.sittings.measured import Place, Table, Whole
from scenarios.sittings.measures import Comparison, Raised
from scenarios.sittings.models import Commitment, Sitting, Turn

SAID = ("reply", "correct")  # answers that can be shown to others as a good practice

COMPARED = {  # by the slug of a comparison: what it is about, the first, the second
    "influence": lambda: (
        _("People with influence or a camera, and others"),
        _("With influence or a camera"),
        _("Others"),
    ),
    "mood": lambda: (_("The angry and the friendly"), _("Angry"), _("Friendly")),
    "viewers": lambda: (_("Viewers who wrote themselves, and what the pack brought"), _("Viewers"), _("From the pack")),
}
LANGUAGES = {
    "en": lambda: _("English"),
    "ur": lambda: _("Urdu"),
    "bn": lambda: _("Bangla"),
    "roman_ur": lambda: _("Urdu in Roman letters"),
}


@dataclass(frozen=True)
class Report:
    """What the page shows. `places` are the seats, for those who teach only."""

    of: Whole
    tables: tuple[Table, ...]
    places: tuple[Place, ...]
    fair: tuple[Comparison, ...]
    too_few: tuple[Comparison, ...]
    drawn: Markup
    rows: list[tuple]
    segments: list[tuple[int, str, str]]
    owed: list[Commitment]
    answers: list[Turn]

    @property
    def raised(self) -> list[Raised]:
        return self.of.raised


def of_sitting(sitting: Sitting, for_staff: bool, rtl: bool) -> Report:
    whole = measured.whole(sitting)
    fair, too_few = measured.fair(measures.comparisons(whole.content, whole.handled, whole.words))
    drawn, rows = drawing.chart(whole, rtl)
    seats = [seat for seat in sitting.seats if seat.run_id] if for_staff else []
    return Report(
        of=whole,
        tables=tuple(measured.table(whole, slug) for slug in whole.content.departments),
        places=tuple(measured.place(whole, seat) for seat in seats),
        fair=tuple(fair),
        too_few=tuple(too_few),
        drawn=drawn,
        rows=rows,
        segments=drawing.segments(whole),
        owed=list(whole.promised),
        answers=_most_helpful(whole),
    )


def heading(comparison: Comparison) -> tuple[str, str, str]:
    """What is compared, and what the two groups are called."""
    if comparison.languages:
        one, other = map(language_name, comparison.languages)
        return _("By language: %(one)s and %(other)s", one=one, other=other), one, other
    return COMPARED[comparison.slug]()


def language_name(language: str) -> str:
    return LANGUAGES[language]() if language in LANGUAGES else language


def side_by_side(tables: tuple[Table, ...]) -> list[list[str]]:
    """A row for each measure, a cell for each table."""
    columns = [measured.rows(table) for table in tables]
    return [[name, *(column[place][1] for column in columns)] for place, (name, _value) in enumerate(columns[0])]


def line_rows(found: Report) -> list[list[str]]:
    """Each line that was contradicted: what it said, whose it is, when, and when it was taken back."""
    content = found.of.content
    return [
        [
            content.lines[each.line][1].text,
            content.departments[each.department].name,
            measured.clock_text(content, each.second),
            _back(found, each),
        ]
        for each in found.raised
    ]


def standing(made: Commitment) -> str:
    return register.standing(made, clock.today())


def _back(found: Report, each: Raised) -> str:
    if each.corrected is None:
        return _("never")
    time = measured.clock_text(found.of.content, each.corrected)
    return time if each.in_time else _("%(time)s, late", time=time)


def _most_helpful(of: Whole) -> list[Turn]:
    """Answers, those first that viewers found most helpful, then those with the better words; none that were erased."""

    def rank(turn: Turn):
        level = of.words[turn.id].level if turn.id in of.words else None
        return -of.helpful.get(turn.id, 0), -(level or 0), turn.number

    return sorted((turn for turn in of.turns if turn.action in SAID and turn.move.reply), key=rank)


COLUMNS = (
    "comment", "second", "clock", "kind", "author", "language", "text", "matter", "kind_of_matter", "table", "state", "first_seconds",
    "allowed_seconds", "in_time", "turns", "answered_by", "answer", "merged_into", "clause",
)  # fmt: skip


def lines(of: Whole) -> Iterator[tuple]:
    """A row for each comment that asked for something, with how it was handled: COLUMNS."""
    for each in of.handled:
        entry, said = each.entry, [turn for turn in each.turns if turn.action in SAID]
        yield (
            entry.name, entry.second, measured.clock_text(of.content, entry.second), entry.kind, entry.author, entry.language, entry.text,
            each.matter.slug if each.matter else "", TRIAGE.get(each.triage, ""), each.table or "", entry.state,
            "" if each.first is None else each.first, each.allowed, "yes" if each.in_time else "no",
            " ".join(turn.action for turn in each.turns), said[-1].seat.department if said else "", said[-1].move.reply if said else "",
            entry.merged_into.name if entry.merged_into else "", entry.clause or "",
        )  # fmt: skip
