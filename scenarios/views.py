"""Playing: the brief, the public page, the clock, the debrief."""

from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from academy import editions, records
from academy.access import current_person, only, signed_in
from academy.errors import Refused
from academy.pages import page
from academy.records.terms import terms_of
from scenarios import debriefs, outcomes, play_page, runs, wording
from scenarios.forms import LONGEST_REASON, AppealForm, MoveForm
from scenarios.vocabulary import ACTIONS
from scenarios.review import appeals, reviews

bp = Blueprint("scenarios", __name__, url_prefix="/scenarios")

PREVIEW_PASS_MARK = 60

REFUSALS = {  # code: (status, words)
    "over": (409, lambda: _("This run is over. What you wrote is below: copy it if you need it.")),
    "stale": (409, lambda: _("Another move was made from a different page. Look at what changed, then send yours again.")),
    "too_long": (400, lambda: _("A reply has at most %(count)d characters. Shorten it.", count=runs.LONGEST_REPLY)),
    "unknown_action": (400, lambda: _("Choose what the office will do.")),
    "no_post_wanted": (400, lambda: _("This action is about no single post.")),
    "unknown_post": (404, lambda: _("There is no such post on this page.")),
    "not_arrived": (404, lambda: _("There is no such post on this page yet.")),
    "hidden": (400, lambda: _("This post is hidden: nobody would see the answer.")),
    "not_public": (400, lambda: _("Only public comments can be hidden.")),
    "nothing_to_correct": (400, lambda: _("The office has not written anything here that could be corrected.")),
    "needs_target": (400, lambda: _("Choose to whom, or under which rule.")),
    "unknown_target": (400, lambda: _("This target does not go with this action. Choose another.")),
    "needs_words": (400, lambda: _("Write what the office says.")),
}
REFUSED_APPEALS = {
    "late": lambda: _("The time for an appeal against this run is over."),
    "asked": lambda: _("You have asked for another look at this grade already. One appeal a grade is what there is."),
    "decided": lambda: _("Your appeal against this grade has been decided: the answer stands in the debrief."),
}
WRONG_FIELDS = {"number": "stale", "post": "unknown_post", "target": "unknown_target"}
FIELDS = {"needs_target": "target", "unknown_target": "target", "needs_words": "reply", "too_long": "reply"}


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


@bp.route("/runs/<int:run_id>", methods=["GET", "POST"])
@signed_in
def play(run_id):
    run = runs.run_or_404(run_id)
    if request.method == "POST":
        return _move(run)
    if run.finished_at:
        return redirect(url_for(".debrief", run_id=run.id))
    return page(**_page_context(run))


@bp.post("/runs/<int:run_id>/clock")
@signed_in
def clock(run_id):
    """An open page reports: time goes on, and what is new comes back."""
    run = runs.run_or_404(run_id)
    runs.keep_time(run)
    if run.finished_at:
        return "", 200, {"HX-Redirect": url_for(".debrief", run_id=run.id)}
    return page(**_page_context(run, since=max(0, request.form.get("seen", 0, type=int))))


@bp.get("/runs/<int:run_id>/debrief")
@signed_in
def debrief(run_id):
    run = runs.run_or_404(run_id)
    if not run.finished_at:
        return redirect(url_for(".play", run_id=run.id))
    return _show_debrief(run, {})


@bp.post("/runs/<int:run_id>/<int:number>/appeal")
@signed_in
def appeal(run_id, number):
    """Ask for another look at the grade of a move."""
    run = runs.run_or_404(run_id)
    grade = reviews.grade_or_404(run, number) if appeals.possible(run) else abort(404)
    form = AppealForm()
    if not form.validate_on_submit():
        return _show_debrief(run, {number: form}), 400
    back = url_for(".debrief", run_id=run.id, _anchor=f"appeal-{number}")
    try:
        appeals.make(grade, form.reason.data)
    except appeals.Refusal as refusal:
        raise Refused(409, REFUSED_APPEALS[refusal.code](), typed=form.reason.data, back=back) from refusal
    flash(_("Your appeal is kept. Another instructor will look at it and answer you here."), "success")
    return redirect(back)


def debrief_context(run) -> dict:
    """What the debrief shows; the review page shows it too."""
    feed = runs.feed(run)
    outcome = outcomes.outcome(run, feed)
    svg, rows = debriefs.chart(run, feed, rtl=get_locale().text_direction == "rtl")
    return {
        "run": run,
        "scenario": runs.scenario(run),
        "outcome": outcome,
        "handled": debriefs.handled(run, feed, outcome.score),
        "chart": svg,
        "rows": rows,
        "feed": feed,
        "debriefs": debriefs,
        "wording": wording,
    }


def _show_debrief(run, given: dict[int, AppealForm]) -> str:
    """`given` are forms that were sent and have to be filled in again, by the number of their move."""
    terms = run.enrolment and terms_of(run.enrolment, run.activity)
    back = terms.back if terms else url_for("home.index") if run.enrolment else url_for(".index")
    return render_template(
        "scenarios/debrief.html",
        back=back,
        appeals=appeals.of_run(run) if appeals.possible(run) else {},
        confirmed=appeals.confirmed,
        possible=appeals.possible(run),
        in_time=appeals.in_time(run),
        closes_at=appeals.closes_at(run),
        given=given,
        form=next(iter(given.values()), None),
        longest=LONGEST_REASON,
        **debrief_context(run),
    )


def _begin(enrolment, activity, slug, terms):
    if not terms.allowed:
        raise Refused(409, terms.refusal, back=terms.back)
    records.start(enrolment, enrolment.edition or editions.published_or_404("course", enrolment.course))
    edition = records.pin(enrolment, activity, editions.published_or_404("scenario", slug))
    return runs.start(current_person, activity, edition, terms.pass_mark, enrolment)


def _move(run):
    form = MoveForm(request.form)  # nothing but what a form can hold: no JSON
    if not form.validate():
        return _refuse(run, form, next(code for name, code in WRONG_FIELDS.items() if form[name].errors))
    post, target = form.post.data, form.target.data
    try:
        move = runs.submit(run, form.number.data, form.action.data or "", post, target, form.reply.data)
    except runs.Refusal as refusal:
        return _refuse(run, form, refusal.code)
    if run.finished_at:
        return redirect(url_for(".debrief", run_id=run.id))
    anchor = f"post-{move.post}" if move.post else None
    return redirect(url_for(".play", run_id=run.id, _anchor=anchor))


def _refuse(run, form, code):
    """The page as it stands, with what was typed still in its form."""
    status, words = REFUSALS[code]
    typed = {name: form[name].data for name in ("action", "post", "target", "reply")}
    context = None if run.finished_at else _page_context(run)
    if context is None or typed["post"] not in (None, *(card.entry.post for card in context["public"].cards)):
        raise Refused(status, words(), typed=typed["reply"], back=url_for(".play", run_id=run.id))
    errors = {FIELDS.get(code, "form"): [words()]}
    return render_template("scenarios/play.html", **context, typed=typed, errors=errors), status


def _page_context(run, since=None) -> dict:
    scenario = runs.scenario(run)
    return {
        "run": run,
        "scenario": scenario,
        "public": play_page.page(run, runs.feed(run), since),
        "since": since,
        "number": len(run.moves) + 1,
        "costs": {action: scenario.cost(action) for action in ACTIONS},
        "limit": runs.LONGEST_REPLY,
        "clock_text": partial(wording.clock_text, run),
        "offices": play_page.offices(run),
    }
