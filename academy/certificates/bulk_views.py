"""Certificates of a cohort, for administrators: who would get one, issuing them, and all documents at once."""

from collections import Counter

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import audit, certificates, editions
from academy.access import current_person, only
from academy.certificates import archives, bulk, signing
from academy.cohorts.models import Assignment
from academy.db import apart
from academy.errors import Refused
from academy.jobs import results
from academy.pages import page

bp = Blueprint("bulk", __name__, url_prefix="/cohorts/<int:cohort_id>/certificates")

PAGE_LINES = 50
STATE_NAMES = {
    "due": _l("Will be issued"),
    "unprintable": _l("Cannot be issued yet"),
    "revoked": _l("Revoked before"),
    "held": _l("Holds one"),
    "awaiting review": _l("Waits for a review"),
    "not passed": _l("Not passed"),
    "in progress": _l("In progress"),
    "not started": _l("Not started"),
}


@bp.get("/<course>")
@only("administrator")
def show(cohort_id, course):
    given = bulk.assignment_or_404(cohort_id, course)
    audit.read("certificates.read", given.cohort)
    plan, state = bulk.plan(given), request.args.get("state", "")
    state = state if state in STATE_NAMES else ""
    fitting = [line for line in plan if state in ("", line.state)]
    pages = max(1, -(-len(fitting) // PAGE_LINES))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    return page(
        given=given,
        title=_title(given),
        counts=Counter(line.state for line in plan),
        total=len(plan),
        lines=fitting[(number - 1) * PAGE_LINES : number * PAGE_LINES],
        fitting=len(fitting),
        state=state,
        names=STATE_NAMES,
        number=number,
        pages=pages,
        key=signing.state(),
        **_work(given),
    )


@bp.get("/<course>/work")
@only("administrator")
def work(cohort_id, course):
    """How far the jobs are, for the open page. When one of those that it shows is over, it loads itself again."""
    given = bulk.assignment_or_404(cohort_id, course)
    context = _work(given)
    if set(request.args.get("running", "").split(",")) - set(context["running"]) - {""}:
        return "", 204, {"HX-Refresh": "true"}
    return render_template("bulk/_work.html", given=given, **context)


@bp.post("/<course>/issue")
@only("administrator")
def issue(cohort_id, course):
    given = bulk.assignment_or_404(cohort_id, course)
    if signing.state() in ("none", "locked"):
        raise Refused(409, _("There is no signing key to issue certificates with."), back=_address(given))
    bulk.issue(current_person, given)
    flash(_("The certificates are being issued. Their documents follow, one after the other."), "success")
    return redirect(_address(given))


@bp.post("/<course>/draw")
@only("administrator")
def draw(cohort_id, course):
    """Documents that were given up are tried again."""
    given = bulk.assignment_or_404(cohort_id, course)
    certificates.draw_missing(bulk.held(given))
    return redirect(_address(given))


@bp.post("/<course>/archive")
@only("administrator")
def prepare(cohort_id, course):
    given = bulk.assignment_or_404(cohort_id, course)
    try:
        archives.prepare(current_person, given)
    except archives.NothingDrawn:
        raise Refused(409, _("There is no document yet that could go into a zip."), back=_address(given)) from None
    return redirect(_address(given))


@bp.get("/<course>/archive.zip")
@only("administrator")
def download(cohort_id, course):
    """Streamed, and noted: it is the personal data of many."""
    given = bulk.assignment_or_404(cohort_id, course)
    job = archives.newest(given)
    if not (job and results.file_of(job)):
        raise Refused(404, _("There is no such zip any more. Have it prepared again."), back=_address(given))
    with apart():
        audit.note("certificates.downloaded", current_person, given.cohort, reason=given.course)
    return results.download(job, archives.download_name(given))


def _work(given: Assignment) -> dict:
    """What is under way, by the names that the page polls for, and what came of it."""
    issuing, archive, drawing = bulk.newest_job(bulk.ISSUE, given), archives.newest(given), bulk.drawing(given)
    under_way = {
        "issue": issuing and issuing.finished_at is None,
        "archive": archive and archive.finished_at is None,
        "drawing": drawing.under_way,
    }
    running = [name for name, true in under_way.items() if true]
    return {"issuing": issuing, "archive": archive, "drawing": drawing, "running": running, "results": results}


def _title(given: Assignment) -> str:
    edition = editions.published("course", given.course)
    return edition.title if edition else given.course


def _address(given: Assignment) -> str:
    return url_for(".show", cohort_id=given.cohort_id, course=given.course)
