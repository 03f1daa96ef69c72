"""The audit log on screen and as a file, for administrators."""

from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request, url_for

from academy import audit, clock, exports
from academy.access import current_person, only
from academy.audit import files, search, telling, verifying
from academy.audit.findings import sentence
from academy.audit.forms import FilterForm
from academy.audit.heads import head, newest
from academy.audit.search import Filters
from academy.pages import page

bp = Blueprint("audit", __name__, url_prefix="/audit")


@bp.get("/")
@only("administrator")
def index():
    """What is seen here is personal: that it was looked at stands in the log, too."""
    form = FilterForm(request.args)
    found = search.page(form.filters, *(request.args.get(name, type=int) for name in ("before", "after")))
    audit.read("audit.read")
    return page(
        form=form,
        lines=telling.lines(found.entries),
        found=found,
        given=_given(),
        formats=files.FORMATS,
        head=head(),
        witness=newest(),
        **_verification(),
    )


@bp.get("/export.<suffix>")
@only("administrator")
def export(suffix):
    """The entries that fit, streamed, with the head that knows of this export."""
    kind = files.FORMATS.get(suffix) or abort(404)
    filters = FilterForm(request.args).filters
    given = _given()
    looked_for = {name: given.pop(name) for name in ("person", "words") if name in given}  # may be somebody's name
    signed = audit.exported("audit.exported", current_person, None, urlencode(given)[:500], **looked_for)
    name = f"audit-{clock.today():%Y-%m-%d}.{suffix}"
    return exports.download(name, kind.mimetype, kind.write(filters, signed, exports.zone()))


@bp.post("/verification")
@only("administrator")
def verify():
    verifying.ask(current_person)
    audit.note("audit.verified", current_person, None)
    return redirect(url_for(".index", _anchor="chain"))


@bp.get("/verification")
@only("administrator")
def verification():
    """How far the verification is, for the open page; when it is over, the page loads itself again."""
    shown = _verification()
    if not shown["under_way"]:
        return "", 204, {"HX-Refresh": "true"}
    return render_template("audit/_verification.html", **shown)


def _verification() -> dict:
    job = verifying.newest()
    under_way = bool(job) and job.finished_at is None
    return {"job": job, "under_way": under_way, "report": job and verifying.report_of(job), "sentence": sentence}


def _given() -> dict[str, str]:
    """The filters of this address, to carry along to other pages and to the export."""
    return {name: request.args[name] for name in Filters._fields if request.args.get(name)}
