"""Scenarios: the list to try them, the brief, and the way in."""

from flask import Blueprint, abort, redirect, request, url_for

from academy import editions, records
from academy.access import current_person, only
from academy.errors import Refused
from academy.pages import page
from academy.records.terms import terms_of
from scenarios import runs

bp = Blueprint("scenarios", __name__, url_prefix="/scenarios")

PREVIEW_PASS_MARK = 60


@bp.get("/")
@only("instructor", "administrator")
def index():
    """All published scenarios, to try."""
    return page(editions=[(edition, editions.content(edition)) for edition in editions.all_published("scenario")])


@bp.route("/try/<slug>", methods=["GET", "POST"])
@only("instructor", "administrator")
def preview(slug):
    """A run that counts for nothing."""
    edition = editions.published_or_404("scenario", slug)
    if request.method == "POST":
        run = runs.start(current_person, f"scenario/{slug}", edition, PREVIEW_PASS_MARK)
        return redirect(url_for(".play", run_id=run.id))
    return page(edition=edition, scenario=editions.content(edition))


@bp.route("/start/<course>/<slug>", methods=["GET", "POST"])
@only("learner")
def start(course, slug):
    """The brief of a scenario activity, earlier attempts, and the way in."""
    enrolment, activity = records.enrolment_or_404(course), f"scenario/{slug}"
    if request.method == "POST":
        records.hold(enrolment)
    terms = terms_of(enrolment, activity) or abort(404)
    run = runs.unfinished(enrolment, activity)
    if request.method == "POST":
        return redirect(url_for(".play", run_id=(run or _begin(enrolment, activity, slug, terms)).id))
    attempts = runs.attempts(enrolment, activity)
    if not (attempts or terms.allowed):
        raise Refused(403, terms.refusal, back=terms.back)
    edition = records.pinned(enrolment, activity) or editions.published_or_404("scenario", slug)
    return page(terms=terms, run=run, attempts=attempts, scenario=editions.content(edition), course=course, slug=slug)


def _begin(enrolment, activity, slug, terms):
    if not terms.allowed:
        raise Refused(409, terms.refusal, back=terms.back)
    records.start(enrolment, enrolment.edition or editions.published_or_404("course", enrolment.course))
    edition = records.pin(enrolment, activity, editions.published_or_404("scenario", slug))
    return runs.start(current_person, activity, edition, terms.pass_mark, enrolment)
