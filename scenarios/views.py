"""Scenarios: the list to try them, the brief, and the way in."""

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import get_locale

from academy import editions, records
from academy.access import current_person, only
from academy.cohorts import accommodations
from academy.errors import Refused
from academy.pages import page
from academy.records.terms import terms_of
from scenarios import library, runs
from scenarios.forms import SettingsForm
from scenarios.library_forms import FilterForm
from scenarios.play import settings as play_settings
from scenarios.studio import picture, rehearsals
from scenarios.studio.terms import DIFFICULTIES, LANGUAGES

bp = Blueprint("scenarios", __name__, url_prefix="/scenarios")

PREVIEW_PASS_MARK = 60


@bp.get("/")
@only("instructor", "administrator")
def index():
    """All published scenarios, to try, or those that somebody looks for."""
    held = library.held()
    form = FilterForm.of(request.args, held)
    filters = form.filters
    found = [one for one in held if library.answers(one, filters)]
    return page(held=held, found=found, form=form, narrowed=any(filters), difficulties=DIFFICULTIES, scripts=LANGUAGES)


@bp.route("/try/<slug>", methods=["GET", "POST"])
@only("instructor", "administrator")
def preview(slug):
    """A run that counts for nothing."""
    edition = editions.published_or_404("scenario", slug)
    if request.method == "POST":
        run = runs.start(current_person, f"scenario/{slug}", edition, PREVIEW_PASS_MARK)
        _choose(run)
        return redirect(url_for(".play", run_id=run.id))
    scenario = editions.content(edition)
    known = rehearsals.of_edition(edition)
    drawing = picture.of(
        scenario,
        rehearsals.reached_of(known, scenario),
        address=lambda kind, slug: f"#{picture.anchor(kind, slug)}",
        offices={office.slug: office.name for office in editions.content(edition.rules).offices},
        rtl=get_locale().text_direction == "rtl",
    )
    settings = SettingsForm(guided=scenario.guided)
    return page(
        edition=edition, scenario=scenario, settings=settings, drawing=drawing, rehearsed=known and known.current
    )


@bp.route("/start/<course>/<slug>", methods=["GET", "POST"])
@only("learner")
def start(course, slug):
    """The brief of a scenario activity, earlier attempts, and the way in."""
    enrolment, activity = records.enrolment_or_404(course), f"scenario/{slug}"
    if request.method == "POST":
        records.hold(enrolment)
    terms = terms_of(enrolment, activity) or abort(404)
    run, untimed = runs.unfinished(enrolment, activity), accommodations.is_untimed(current_person)
    if request.method == "POST":
        if run is None:
            run = _begin(enrolment, activity, slug, terms)
            _choose(run, untimed)
        return redirect(url_for(".play", run_id=run.id))
    attempts = runs.attempts(enrolment, activity)
    if not (attempts or terms.allowed):
        raise Refused(403, terms.refusal, back=terms.back)
    edition = records.pinned(enrolment, activity) or editions.published_or_404("scenario", slug)
    scenario = editions.content(edition)
    settings = SettingsForm(guided=scenario.guided or terms.guided, tempo="untimed" if untimed else "usual")
    own = {"terms": terms, "run": run, "attempts": attempts, "scenario": scenario, "settings": settings}
    return page(**own, course=course, slug=slug)


def _choose(run, untimed=False) -> None:
    """How the learner wants to play; a form that does not say leaves it as the scenario has it, or as it was granted."""
    form = SettingsForm()
    if "tempo" in request.form and form.validate():
        play_settings.choose(run, form.tempo.data, form.guided.data)
    elif untimed:
        play_settings.choose(run, "untimed", run.guided)


def _begin(enrolment, activity, slug, terms):
    if not terms.allowed:
        raise Refused(409, terms.refusal, back=terms.back)
    records.start(enrolment, enrolment.edition or editions.published_or_404("course", enrolment.course))
    edition = records.pin(enrolment, activity, editions.published_or_404("scenario", slug))
    return runs.start(current_person, activity, edition, terms.pass_mark, enrolment, terms.guided)
