"""The agreement page and its file, for instructors and administrators."""

from urllib.parse import urlencode

from flask import Blueprint, request
from flask_babel import gettext as _

from academy import audit, clock, exports
from academy.access import current_person, only
from academy.db import apart
from academy.exports import csv
from academy.pages import page
from scenarios.agreement import doubles, drawings, meanings, names, pairs, spans
from scenarios.agreement.doubles import Filters
from scenarios.agreement.forms import FilterForm
from scenarios.grading.agreement import ENOUGH, study

bp = Blueprint("agreement", __name__, url_prefix="/agreement")


@bp.get("/")
@only("instructor", "administrator")
def index():
    """What double-marked replies say of the grader, or how many are still missing."""
    form = _filter_form()
    found = doubles.gather(form.filters)
    shown = _studied(found) if len(found) >= ENOUGH else {"study": None}
    return page(
        form=form, given=_given(), count=len(found), enough=ENOUGH, most=doubles.MOST, waiting=doubles.waiting(),
        names=names, **shown,
    )  # fmt: skip


@bp.get("/pairs.csv")
@only("instructor", "administrator")
def export():
    """The pairs as they are filtered, streamed."""
    filters = _filter_form().filters
    with apart():
        audit.note("agreement.exported", current_person, None, reason=urlencode(_given())[:500])
    pieces = pairs.as_csv(doubles.found(filters, most=None), exports.zone())
    return exports.download(f"agreement-{clock.today():%Y-%m-%d}.csv", csv.MIMETYPE, pieces)


def _studied(found: doubles.Doubles) -> dict:
    made, months = study(found.replies, found.groupings, spans.starts(found.days)), spans.whole_months(found.days)
    since = meanings.since(made, found.days)
    return {
        "study": made,
        "standards": meanings.standards(made),
        "meanings": meanings,
        "alarms": meanings.alarms(made, found.days),
        "drift": meanings.drift(made, found.days),
        "drawn": {
            "criteria": drawings.criteria(made),
            "groups": drawings.groups(made),
            "coverage": drawings.coverage(made),
            "calibration": drawings.calibration(made),
            "drift": drawings.drift(made, months, _("since %(day)s", day=since) if since else ""),
        },
    }


def _filter_form() -> FilterForm:
    form, there = FilterForm(request.args), doubles.offer()
    form.scenario.choices = [("", _("All")), *there.scenarios]
    form.grader.choices = [("", _("All")), *((version, version) for version in there.graders)]
    return form


def _given() -> dict[str, str]:
    """The filters of this address, to carry along to the file."""
    return {name: request.args[name] for name in Filters._fields if request.args.get(name)}
