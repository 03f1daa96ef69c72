"""The figures of a selection as drawings, each with its sentence and its numbers."""

from collections.abc import Callable

from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from academy import charts
from academy.charts.heat import MOST
from academy.charts.shown import Column, Shown
from scenarios import wording
from scenarios.analytics import figures, meanings, names
from scenarios.analytics.handling import HANDLED
from scenarios.analytics.names import percent
from scenarios.analytics.occasions import Cast
from scenarios.analytics.selection import Selection
from scenarios.vocabulary import CRITERIA

DRAWN = 15  # rows that are drawn; the table and the file have all
TOP = 10


def distribution(selection: Selection, cast: Cast) -> Shown:
    found = figures.distribution(selection.runs)
    edges, marks = range(0, 101, figures.WIDTH), found.pass_marks
    named = [_("Pass mark %(mark)s", mark=mark) if len(marks) == 1 else str(mark) for mark in marks]
    limits = [(mark / figures.WIDTH, name) for mark, name in zip(marks, named)]
    caption, said = _("How the scores are spread"), meanings.distribution(found)
    drawn = charts.columns(caption, found.counts, [str(edge) for edge in edges], limits, said, _rtl())
    columns = (
        Column("from", _("Score from"), "count"),
        Column("to", _("to"), "count"),
        Column("runs", _("Runs"), "count"),
        Column("share", _("Share"), "percent"),
    )
    rows = [
        (low, min(100, low + figures.WIDTH) if low == 90 else low + figures.WIDTH - 1, count, count / found.runs)
        for low, count in zip(edges, found.counts)
    ]
    return Shown(said, caption, drawn, columns, rows)


def heat(selection: Selection, cast: Cast) -> Shown:
    cells = figures.heat(cast.in_order(selection.posts))
    caption = _("Level reached, by criterion and post: 2 is the best, 0 the worst")
    said = meanings.heat(cells, cast)
    known = {(cell.post, cell.criterion): cell for cell in cells if cell.level is not None}
    posts = [slug for slug in cast.occasions if any(post == slug for post, _criterion in known)]
    drawn = Markup("").join(
        _field(posts[first : first + MOST], known, cast, caption, said) for first in range(0, len(posts), MOST)
    )
    columns = (
        *_post_columns(),
        Column("criterion", _("Criterion")),
        Column("runs", _("Runs"), "count"),
        Column("level", _("Level"), "level"),
    )
    rows = [(*cast.row(cell.post), str(wording.CRITERIA[cell.criterion]), cell.runs, cell.level) for cell in cells]
    return Shown(said, caption, drawn if posts else None, columns, rows)


def mishandled(selection: Selection, cast: Cast) -> Shown:
    found = figures.mishandled(cast.in_order(selection.posts))
    caption, said = _("Posts that go wrong, by what goes wrong"), meanings.mishandled(found, cast)
    worst = found[:DRAWN]
    bars = [charts.Bar(cast.called(each.post), tuple(each.shares.values()), percent(each.share)) for each in worst]
    series = [str(names.HANDLED[kind]) for kind in figures.WRONG]
    drawn = charts.bars(caption, series, bars, _shares(), said, _rtl())
    columns = (
        *_post_columns(),
        Column("runs", _("Runs"), "count"),
        Column("wrong", _("Goes wrong"), "percent"),
        *(Column(kind, str(names.HANDLED[kind]), "percent") for kind in figures.WRONG),
    )
    rows = [(*cast.row(each.post), each.runs, each.share, *each.shares.values()) for each in found]
    return Shown(said, caption, drawn if found else None, columns, rows)


def times(selection: Selection, cast: Cast) -> Shown:
    found = figures.times(cast.in_order(selection.posts))
    caption = _("Time until something is done, beside the time that there is")
    said = meanings.times(found, cast)
    limited = [(each, cast.occasions[each.post].limit) for each in found if cast.occasions[each.post].limit]
    rows = [
        charts.Row(
            cast.occasions[each.post].title,
            (charts.Dot(each.median / limit, each.lower / limit, each.upper / limit),),
            _("%(count)s min", count=names.whole(each.median)),
            loud=each.upper > limit,
        )
        for each, limit in limited
    ]
    farthest = max((each.upper / limit for each, limit in limited), default=1)
    ticks = [(step / 4, percent(step / 4)) for step in range(0, 9 if farthest > 1.5 else 7 if farthest > 1 else 5)]
    series = (_("Median, and the middle half of the runs"),)
    drawn = charts.whiskers(caption, series, rows, ticks, (1.0,), said, _rtl())
    columns = (
        *_post_columns(),
        Column("arrived", _("Runs"), "count"),
        Column("acted", _("Something done"), "count"),
        Column("lower_quartile", _("A quarter within"), "minutes"),
        Column("median", _("Half within"), "minutes"),
        Column("upper_quartile", _("Three quarters within"), "minutes"),
        Column("limit", _("Minutes that there are"), "count"),
    )
    table = [
        (*cast.row(each.post), each.arrived, each.runs, each.lower, each.median, each.upper,
         cast.occasions[each.post].limit)
        for each in found
    ]  # fmt: skip
    return Shown(said, caption, drawn if limited else None, columns, table)


def referrals(selection: Selection, cast: Cast) -> Shown:
    found = figures.referrals(cast.in_order(selection.posts))
    caption = _("Posts that were referred to a wrong office")
    said = meanings.referrals(found, cast)
    bars = [charts.Bar(_wrongly(cast, each), (each.runs / each.arrived,), str(each.runs)) for each in found[:TOP]]
    drawn = charts.bars(caption, (caption,), bars, _shares(), said, _rtl())
    columns = (
        *_post_columns(),
        Column("office", _("Referred to")),
        Column("best", _("Best would be")),
        Column("runs", _("Runs"), "count"),
        Column("share", _("Share of its runs"), "percent"),
    )
    rows = [
        (*cast.row(each.post), cast.office(each.office), cast.occasions[each.post].best, each.runs,
         each.runs / each.arrived)
        for each in found
    ]  # fmt: skip
    return Shown(said, caption, drawn if found else None, columns, rows)


def discriminations(selection: Selection, cast: Cast) -> Shown:
    found = figures.discriminations(cast.in_order(selection.posts))
    caption = _("How well each post tells good learners from others")
    said = meanings.discriminations(found, cast)
    told = [each for each in found if each.correlation]
    rows = [
        charts.Row(
            cast.occasions[each.post].title, (charts.Dot(*each.correlation),), names.signed(each.correlation.value),
            loud=each.verdict in ("negative", "low"),
        )
        for each in told
    ]  # fmt: skip
    lowest = -0.5 if any(each.correlation.low < 0 for each in told) else 0
    ticks = [(tick / 4, names.decimal(tick / 4, "0.00")) for tick in range(int(lowest * 4), 5)]
    series = (_("Correlation with the rest of the score"),)
    drawn = charts.whiskers(caption, series, rows, ticks, (figures.LOW,), said, _rtl())
    columns = (
        *_post_columns(),
        Column("runs", _("Runs"), "count"),
        Column("earned", _("Points earned"), "percent"),
        Column("correlation", _("Correlation"), "correlation"),
        Column("low", _("at least"), "correlation"),
        Column("high", _("at most"), "correlation"),
        Column("meaning", _("What it means")),
    )
    table = [
        (*cast.row(each.post), each.runs, each.earned, *(each.correlation or (None,) * 3),
         str(names.VERDICTS[each.verdict]))
        for each in found
    ]  # fmt: skip
    return Shown(said, caption, drawn if told else None, columns, table)


def reactions(selection: Selection, cast: Cast) -> Shown:
    found = figures.reactions(selection.runs, cast.reactions)
    caption = _("Reactions of the public, and in how many runs they were met")
    said = meanings.reactions(found, cast)
    met = [each for each in found[:DRAWN] if each.runs]
    bars = [charts.Bar(_words(cast, each.reaction), (each.share,), percent(each.share)) for each in met]
    drawn = charts.bars(caption, (caption,), bars, _shares(), said, _rtl())
    columns = (
        Column("reaction", _("Name")),
        Column("words", _("What happens")),
        Column("runs", _("Runs"), "count"),
        Column("share", _("Share"), "percent"),
    )
    rows = [(each.reaction, _words(cast, each.reaction), each.runs, each.share) for each in found]
    return Shown(said, caption, drawn if bars else None, columns, rows)


# By the word in the address of their file, in the order of the page.
FIGURES: dict[str, Callable[[Selection, Cast], Shown]] = {
    "scores": distribution,
    "criteria": heat,
    "posts": mishandled,
    "times": times,
    "referrals": referrals,
    "discrimination": discriminations,
    "reactions": reactions,
}
assert set(names.HANDLED) | {"well"} == set(HANDLED)


def _field(posts, known, cast: Cast, caption: str, said: str) -> Markup:
    """As many posts as can be read side by side."""
    rows = [(str(wording.CRITERIA[name]), [_heated(known.get((slug, name))) for slug in posts]) for name in CRITERIA]
    return charts.heat(caption, [str(cast.occasions[slug].number) for slug in posts], rows, said, _rtl())


def _heated(cell: figures.Cell | None) -> charts.Cell | None:
    return cell and charts.Cell((2 - cell.level) / 2, names.decimal(cell.level))


def _post_columns() -> tuple[Column, ...]:
    first = Column("number", _("Post"), "count")
    return first, Column("post", _("Short name")), Column("by", _("By")), Column("text", _("Text"))


def _wrongly(cast: Cast, each: figures.Referral) -> str:
    return _("%(post)s: to %(office)s", post=cast.occasions[each.post].title, office=cast.office(each.office))


def _words(cast: Cast, slug: str) -> str:
    return " ".join(cast.reactions.get(slug, slug).split())


def _shares() -> list[tuple[float, str]]:
    return [(quarter / 4, percent(quarter / 4)) for quarter in range(5)]


def _rtl() -> bool:
    return get_locale().text_direction == "rtl"
