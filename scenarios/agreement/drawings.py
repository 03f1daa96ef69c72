"""The figures of a study as drawings, each with the same as a table."""

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import get_locale
from markupsafe import Markup

from academy import charts
from scenarios.agreement import names
from scenarios.agreement.names import between, figure, percent, signed
from scenarios.grading.agreement import Study
from scenarios.grading.agreement.drift import LIMIT as DRIFT_LIMIT
from scenarios.grading.agreement.groups import LIMIT as GROUP_LIMIT
from scenarios.grading.agreement.intervals import Estimate

SHORTEST_SCALE = 0.4  # so that nothing that is next to nothing looks large


class Drawing(NamedTuple):
    """What the component `chart` takes."""

    svg: Markup
    caption: str
    columns: list
    rows: list


def criteria(study: Study) -> Drawing:
    """Kappa of the grader and of a second person, for each criterion and overall."""
    measures = [
        (str(names.CRITERIA[name]), each) for name, each in ({"overall": study.overall} | study.criteria).items()
    ]
    rows = [charts.Row(name, (_dot(each.kappa), _dot(each.human_kappa)), figure(each.qwk)) for name, each in measures]
    lowest = min([dot.low for row in rows for dot in row.dots if dot], default=0)
    caption = _("Agreement with a marker (QWK): the grader, and a second marker")
    svg = charts.whiskers(
        caption, (_("Grader and a marker"), _("Two markers")), rows, _tens(-0.2 if lowest < 0 else 0, 1), (0.7,),
        description="; ".join(f"{name}: {figure(each.qwk)}" for name, each in measures), rtl=_rtl(),
    )  # fmt: skip
    table = [
        (name, each.n, figure(each.qwk), between(each.kappa), figure(each.human_kappa and each.human_kappa.value),
         between(each.human_kappa))
        for name, each in measures
    ]  # fmt: skip
    columns = [
        _("Criterion"),
        *_numbers(
            _("Replies"), _("Grader: QWK"), _("Interval (95 in 100)"), _("Two markers: QWK"), _("Interval (95 in 100)")
        ),
    ]
    return Drawing(svg, caption, columns, table)


def groups(study: Study) -> Drawing:
    """How much more generous the grader is to each group than to all."""
    rows = [
        charts.Row(names.group(each), (_dot(each.difference),), signed(each.difference.value), each.named)
        for each in study.groups
        if each.difference
    ]
    reach = _reach([dot for row in rows for dot in row.dots if dot], GROUP_LIMIT)
    caption = _("How much more generous the grader is to a group than to all replies")
    svg = charts.whiskers(
        caption, (_("Difference, in units of the spread"),), rows, _ticks(reach), (-GROUP_LIMIT, 0, GROUP_LIMIT),
        description=_("Named: %(names)s", names=", ".join(row.name for row in rows if row.loud) or "–"),
        rtl=_rtl(),
    )  # fmt: skip
    table = [
        (names.group(each), names.KINDS[each.kind], each.n, figure(study.kappas[each.kind, each.name]),
         signed(each.difference and each.difference.value), between(each.difference, signed),
         _("stands out") if each.named else _("too few") if each.difference is None else "")
        for each in study.groups
    ]  # fmt: skip
    columns = [
        _("Group"), _("Grouped by"),
        *_numbers(_("Replies"), _("QWK"), _("Difference"), _("Interval (99 in 100)")), _("Alarm"),
    ]  # fmt: skip
    return Drawing(svg, caption, columns, table)


def coverage(study: Study) -> Drawing:
    """How often passing is right when only the surest replies are kept."""
    points = [
        charts.Point(-each.share, each.right.value, each.right.low, each.right.high, percent(each.share))
        for each in study.coverage
    ]
    lowest = min(0.9, *(each.right.low for each in study.coverage))
    ticks = [(value / 10, percent(value / 10)) for value in range(int(lowest * 10), 11)]
    caption = _("How often the grader is right on passing, when only its surest replies are kept")
    told = "; ".join(f"{percent(each.share)}: {percent(each.right.value)}" for each in study.coverage)
    svg = charts.curve(caption, points, ticks, description=told, rtl=_rtl())
    table = [
        (percent(each.share), each.n, percent(each.right.value), between(each.right, percent))
        for each in study.coverage
    ]
    return Drawing(svg, caption, [_("Kept"), *_numbers(_("Replies"), _("Right"), _("Interval (95 in 100)"))], table)


def calibration(study: Study) -> Drawing:
    """The grader's confidence beside what came of it."""
    bins = [
        (_("%(low)s to %(high)s", low=percent(each.low), high=percent(each.high)), each)
        for each in study.calibration.bins
    ]
    rows = [
        charts.Row(name, (_dot(each.seen), charts.Dot(each.said, each.said, each.said)), figure(each.seen.value))
        for name, each in bins
    ]
    caption = _("How sure the grader says it is, and how right it is")
    told = "; ".join(f"{name}: {percent(each.seen.value)}" for name, each in bins)
    svg = charts.whiskers(caption, (_("Right"), _("Said")), rows, _tens(0, 1), description=told, rtl=_rtl())
    table = [
        (name, each.n, percent(each.said), percent(each.seen.value), between(each.seen, percent)) for name, each in bins
    ]
    return Drawing(
        svg, caption, [_("Confidence"), *_numbers(_("Levels"), _("Said"), _("Right"), _("Interval (95 in 100)"))], table
    )


def drift(study: Study, whole_months: bool, since: str) -> Drawing:
    """Grade minus marks by period; `since` says when a step was found, or is empty."""
    named = [(names.period(each.name, whole_months), each) for each in study.periods]
    every = max(1, -(-len(named) // 10))
    points = [
        charts.Point(place, each.mean, *_ends(each.difference), name if place % every == 0 else "")
        for place, (name, each) in enumerate(named)
    ]
    reach = _reach(
        [charts.Dot(each.mean, *(_ends(each.difference) or (each.mean, each.mean))) for _name, each in named],
        DRIFT_LIMIT,
    )
    caption = (
        _("Grade minus marks, by month of marking") if whole_months else _("Grade minus marks, by week of marking")
    )
    told = "; ".join(f"{name}: {signed(each.mean)}" for name, each in named)
    step = (_place(study), since) if since else None
    svg = charts.curve(caption, points, _ticks(reach), (0,), step=step, description=told, rtl=_rtl())
    table = [(name, each.n, signed(each.mean), between(each.difference, signed)) for name, each in named]
    first = _("Month") if whole_months else _("Week from")
    return Drawing(
        svg, caption, [first, *_numbers(_("Replies"), _("Grade minus marks"), _("Interval (95 in 100)"))], table
    )


def _place(study: Study) -> float:
    """Where among the periods the step stands."""
    before = 0
    for place, each in enumerate(study.periods):
        if study.drift.start < before + each.n:
            return place - 0.5 + (study.drift.start - before) / each.n
        before += each.n
    return len(study.periods) - 0.5


def _dot(estimate: Estimate | None) -> charts.Dot | None:
    return charts.Dot(*estimate) if estimate else None


def _ends(estimate: Estimate | None) -> tuple[float, float] | tuple[()]:
    return (estimate.low, estimate.high) if estimate else ()


def _reach(dots: list[charts.Dot], limit: float) -> float:
    """How far a scale about 0 has to go, in tenths."""
    farthest = max([limit, *(abs(end) for dot in dots for end in (dot.low, dot.high))])
    return min(2.0, max(SHORTEST_SCALE, -(-farthest * 10 // 1) / 10))


def _ticks(reach: float) -> list[tuple[float, str]]:
    return [(reach * part, signed(reach * part)) for part in (-1, -0.5, 0, 0.5, 1)]


def _tens(low: float, high: float) -> list[tuple[float, str]]:
    fifths = range(round(low * 5), round(high * 5) + 1)
    return [(fifth / 5, figure(fifth / 5)) for fifth in fifths]


def _numbers(*columns: str) -> list[tuple[str, str]]:
    return [(column, "number") for column in columns]


def _rtl() -> bool:
    return get_locale().text_direction == "rtl"
