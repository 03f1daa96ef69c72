"""The course of a sitting as a picture: what people wrote, what the tables did, and what else happened when."""

from flask_babel import gettext as _
from markupsafe import Markup

from academy import charts
from scenarios.sittings import measures
from scenarios.sittings.measured import Whole, clock_text

EVERY = 10  # minutes between two times on the axis


def chart(of: Whole, rtl: bool) -> tuple[Markup, list[tuple]]:
    """The drawing, and the same as rows of a table: minute, comments, turns, what else happened."""
    asked = measures.per_minute((each.entry.second for each in of.handled), of.second)
    done = measures.per_minute((turn.second for turn in of.turns if turn.action != "verify"), of.second)
    hours = [(minute, clock_text(of.content, 60 * minute)) for minute in range(0, len(asked), EVERY)]
    drawn = charts.flow(
        _("What was written and what was done, minute by minute"),
        (_("Comments"), asked),
        (_("Turns"), done),
        _stretches(of, len(asked)),
        _tracks(of),
        hours=hours,
        rtl=rtl,
    )
    happened = _happened(of)
    rows = [
        (clock_text(of.content, 60 * minute), "; ".join(happened.get(minute, ())), count, done[minute])
        for minute, count in enumerate(asked)
        if count or done[minute] or minute in happened
    ]
    return drawn, rows


def segments(of: Whole) -> list[tuple[int, str, str]]:
    """(number, clock text, title) of each that began."""
    titles = {segment.slug: segment.title for segment in of.content.segments}
    begun = enumerate(of.script.segments, 1)
    return [(number, clock_text(of.content, second), titles[slug]) for number, (slug, second) in begun]


def floods(of: Whole) -> dict[str, tuple[int, int]]:
    """The first and the last second of each flood that came, by its slug."""
    found: dict[str, tuple[int, int]] = {}
    for each in of.handled:
        if each.entry.kind == "flood":
            first, last = found.get(each.entry.slug, (each.entry.second, each.entry.second))
            found[each.entry.slug] = (min(first, each.entry.second), max(last, each.entry.second))
    return found


def _stretches(of: Whole, minutes: int) -> list[charts.Stretch]:
    begun = [second / 60 for _slug, second in of.script.segments]
    ends = [*begun[1:], minutes]
    return [charts.Stretch(start, end, str(number)) for number, (start, end) in enumerate(zip(begun, ends), 1)]


def _tracks(of: Whole) -> list[charts.Track]:
    raised = of.raised
    return [
        charts.Track(_("Floods"), [(first / 60, last / 60) for first, last in floods(of).values()]),
        charts.Track(_("Lines contradicted"), [each.second / 60 for each in raised], "hollow"),
        charts.Track(_("Taken back"), [each.corrected / 60 for each in raised if each.corrected is not None]),
        charts.Track(_("Promises written"), [each.second / 60 for each in of.promised]),
    ]


def _happened(of: Whole) -> dict[int, list[str]]:
    """What stands on the lanes of the drawing, in words, by minute."""
    lines = {slug: line.what for slug, (_department, line) in of.content.lines.items()}
    told = [(second, _("Segment: %(title)s", title=_title(of, slug))) for slug, second in of.script.segments]
    told += [(first, _("A flood begins")) for first, _last in floods(of).values()]
    for each in of.raised:
        told.append((each.second, _("Contradicted: %(line)s", line=lines[each.line])))
        if each.corrected is not None:
            told.append((each.corrected, _("Taken back: %(line)s", line=lines[each.line])))
    told += [(each.second, _("Written down: %(what)s", what=each.what)) for each in of.promised]
    found: dict[int, list[str]] = {}
    for second, words in sorted(told):
        found.setdefault(second // 60, []).append(words)
    return found


def _title(of: Whole, slug: str) -> str:
    return next(segment.title for segment in of.content.segments if segment.slug == slug)
