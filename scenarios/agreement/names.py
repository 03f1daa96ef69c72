"""What criteria, groups and figures are called on the page."""

from datetime import date

from flask_babel import format_date, format_decimal, format_percent
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from scenarios import wording
from scenarios.grading.agreement.groups import Group
from scenarios.grading.agreement.intervals import Estimate

OVERALL, ANY = "overall", "any"
CRITERIA = {
    **wording.CRITERIA,
    OVERALL: _l("The reply as a whole"),
    ANY: _l("Any red line"),
}
LANGUAGES = {
    "en": _l("English"),
    "ur": _l("Urdu"),
    "bn": _l("Bangla"),
    "roman_ur": _l("Roman Urdu"),
    "roman_bn": _l("Roman Bangla"),
    "other": _l("Another language"),
}
KINDS = {"language": _l("Language of the reply"), "service": _l("Service group"), "cohort": _l("Cohort")}
LEVELS = (_l("0: harmful"), _l("1: poor"), _l("2: adequate"), _l("3: good"), _l("4: exemplary"))


def group(found: Group) -> str:
    """ "Roman Urdu"; what people have named themselves stays as it is."""
    return str(LANGUAGES[found.name]) if found.kind == "language" else found.name


def period(start: str, whole_months: bool) -> str:
    return format_date(date.fromisoformat(start), "MMM y" if whole_months else "d MMM")


def day(value: date) -> str:
    return format_date(value, "d MMMM y")


def figure(value: float | None) -> str:
    return "–" if value is None else format_decimal(value, "0.00")


def signed(value: float | None) -> str:
    if value is None:
        return "–"
    return format_decimal(value, "+0.00;-0.00") if round(value, 2) else format_decimal(0, "0.00")


def percent(value: float | None) -> str:
    return "–" if value is None else format_percent(value, "0%")


def between(estimate: Estimate | None, write=figure) -> str:
    """ "0.81 to 0.90"."""
    return _("%(low)s to %(high)s", low=write(estimate.low), high=write(estimate.high)) if estimate else "–"
