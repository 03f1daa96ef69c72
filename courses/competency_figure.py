"""What a learner has shown of a course's competencies, as a drawing with its numbers."""

from collections import Counter
from collections.abc import Sequence

from flask_babel import get_locale
from flask_babel import gettext as _

from academy import charts
from academy.charts.shown import Column, Shown
from courses.competencies import Mapped
from courses.shown import Seen

STATES = ("shown", "begun", "open")


def of(found: Sequence[tuple[Mapped, Sequence[Seen]]]) -> Shown:
    """A bar for each competency, of its objectives by how they stand."""
    counted = [(each.title, Counter(one.state for one in seen)) for each, seen in found]
    names = {"shown": _("Shown"), "begun": _("Begun"), "open": _("Not shown yet")}
    caption = _("Objectives of each competency, by how far you have shown them")
    most = max(counts.total() for _title, counts in counted)
    bars = [
        charts.Bar(title, tuple(counts[state] for state in STATES), _figure(counts["shown"], counts.total()))
        for title, counts in counted
    ]
    ticks = [(number, str(number)) for number in range(most + 1)]
    said = _said(sum((counts for _title, counts in counted), Counter()))
    rtl = get_locale().text_direction == "rtl"
    drawn = charts.bars(caption, list(names.values()), bars, ticks, said, rtl)
    columns = (Column("competency", _("Competency")), *(Column(each, words, "count") for each, words in names.items()))
    return Shown(
        said, caption, drawn, columns, [(title, *(counts[each] for each in STATES)) for title, counts in counted]
    )


def _figure(shown: int, total: int) -> str:
    return _("%(value)s of %(max)s", value=shown, max=total)


def _said(counts: Counter) -> str:
    return _(
        "Of %(all)s objectives you have shown %(shown)s and begun %(begun)s.",
        all=counts.total(), shown=counts["shown"], begun=counts["begun"],
    )  # fmt: skip
