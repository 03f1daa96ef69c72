"""The register on screen and as a file, for administrators."""

from urllib.parse import urlencode

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import audit, clock, cohorts, editions, exports
from academy.access import current_person, only
from academy.accounts import people
from academy.db import apart
from academy.pages import page
from academy.records import home, register  # noqa: F401 (home registers what the start page shows)
from academy.records.forms import FilterForm
from academy.records.register import Filters

bp = Blueprint("records", __name__, url_prefix="/records")

STATUS_NAMES = {
    "not started": _l("Not started"),
    "in progress": _l("In progress"),
    "awaiting review": _l("Awaiting review"),
    "completed": _l("Completed"),
}


@bp.get("/")
@only("administrator")
def index():
    form = _filter_form()
    found = register.paged(form.filters, request.args.get("page", 1, type=int))
    return page(form=form, found=found, formats=exports.FORMATS, statuses=STATUS_NAMES, given=_given())


@bp.get("/export.<suffix>")
@only("administrator")
def export(suffix):
    """The register as it is filtered, streamed."""
    kind = exports.FORMATS.get(suffix) or abort(404)
    with apart():
        audit.note("records.exported", current_person, None, reason=urlencode(_given())[:500])
    return exports.download(kind.file_name(clock.today()), kind.mimetype, kind.write(register.rows(_filter_form().filters), exports.zone()))


def _filter_form() -> FilterForm:
    form = FilterForm(request.args)
    form.course.choices = [("", _("All")), *((e.slug, e.title) for e in editions.all_published("course"))]
    form.cohort.choices = [("", _("All")), *((cohort.id, cohort.name) for cohort in cohorts.everyone())]
    form.service.choices = [("", _("All")), *((group.code, group.name) for group in people.services())]
    form.status.choices = [("", _("All")), *STATUS_NAMES.items()]
    return form


def _given() -> dict[str, str]:
    """The filters of this address, to carry along to the next page and to the export."""
    return {name: request.args[name] for name in Filters._fields if request.args.get(name)}
