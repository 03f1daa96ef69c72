"""Jobs on screen: all of them for administrators, one for whoever asked for it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from academy import audit
from academy.access import current_person, only, signed_in
from academy.db import apart, db, paged
from academy.errors import Refused
from academy.jobs import desk, home, kinds, reports, results  # noqa: F401  (home adds to the start page)
from academy.jobs.models import Job
from academy.pages import page

bp = Blueprint("jobs", __name__, url_prefix="/jobs")

FEW = 10  # of each state on the page of all
STATES = {
    "running": _l("Running"),
    "waiting": _l("Waiting"),
    "failed": _l("Failed"),
    "done": _l("Done lately"),
    "cancelled": _l("Cancelled"),
}
SHOWN = ("failed", "running", "waiting", "done")


@bp.get("/")
@only("administrator")
def index():
    """A few of each state, or all in one of them."""
    state = request.args.get("state", "")
    found = paged(desk.listed(state)) if state in STATES else None
    few = {} if found else {each: db.session.scalars(desk.listed(each).limit(FEW)).all() for each in SHOWN}
    return page(states=STATES, state=state, found=found, few=few, counts=desk.counts(), **_tools())


@bp.get("/<int:job_id>")
@signed_in
def show(job_id):
    return page(job=desk.job_or_404(current_person, job_id), said=0, **_tools())


@bp.get("/<int:job_id>/work")
@signed_in
def work(job_id):
    """How far it is, for the open page; when it is over, the page loads itself again. `said` is the last share, in percent,
    that was read out."""
    job = desk.job_or_404(current_person, job_id)
    if job.finished_at:
        return "", 204, {"HX-Refresh": "true"}
    return render_template("jobs/_work.html", job=job, said=request.args.get("said", 0, type=int), **_tools())


@bp.get("/<int:job_id>/result")
@signed_in
def result(job_id):
    """Noted, as it may be the personal data of many."""
    job = desk.job_or_404(current_person, job_id)
    if not results.file_of(job):
        raise Refused(404, _("There is no such file any more. Ask for it again."), back=_address(job))
    with apart():
        audit.note("job.result_read", current_person, job, reason=job.kind)
    return results.download(job)


@bp.post("/<int:job_id>/cancel")
@signed_in
def cancel(job_id):
    job = desk.job_or_404(current_person, job_id)
    try:
        desk.cancel(current_person, job)
    except desk.Over:
        raise Refused(409, _("It cannot be cancelled, or not any more."), back=_address(job)) from None
    return redirect(_address(job))


@bp.post("/<int:job_id>/again")
@signed_in
def again(job_id):
    job = desk.job_or_404(current_person, job_id)
    try:
        desk.again(current_person, job)
    except desk.Over:
        raise Refused(409, _("It has not failed, so it cannot be tried again."), back=_address(job)) from None
    except desk.UnderWay:
        raise Refused(409, _("The same was asked for again and is under way."), back=_address(job)) from None
    return redirect(_address(job))


@bp.post("/again")
@only("administrator")
def all_again():
    count = desk.all_again(current_person)
    flash(ngettext("%(num)s job is tried again.", "%(num)s jobs are tried again.", count), "success")
    return redirect(url_for(".index"))


def _tools() -> dict:
    """What the pages ask about a job."""
    return {"kind_of": kinds.of, "may_cancel": desk.may_cancel, "progress_of": reports.read, "results": results}


def _address(job: Job) -> str:
    return url_for(".show", job_id=job.id)
