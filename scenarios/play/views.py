"""Playing: the public page, a move on it, the clock."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy.access import signed_in
from academy.errors import Refused
from academy.pages import page
from scenarios import runs, wording
from scenarios.forms import UnsentForm, MoveForm, SettingsForm, line_breaks
from scenarios.play import coaching, unsent
from scenarios.play import page as public_page
from scenarios.play import settings as play_settings
from scenarios.studio import trying
from scenarios.views import bp
from scenarios.vocabulary import ACTIONS

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
    "needs_target": (400, lambda: _("Choose to whom, or under which clause.")),
    "unknown_target": (400, lambda: _("This target does not go with this action. Choose another.")),
    "needs_words": (400, lambda: _("Write what the office says.")),
}
WRONG_FIELDS = {"number": "stale", "post": "unknown_post", "target": "unknown_target"}
FIELDS = {"needs_target": "target", "unknown_target": "target", "needs_words": "reply", "too_long": "reply"}


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
    """An open page reports: time goes on, and what is new comes back; without scripts, the whole page."""
    run = runs.run_or_404(run_id)
    if "HX-Request" not in request.headers:
        runs.keep_time(run)
        return redirect(url_for(".play", run_id=run.id))
    seen, minute, number = (request.form.get(name, 0, type=int) for name in ("seen", "minute", "number"))
    feed = runs.keep_time(run, (minute, number - 1))
    if feed is None:
        return "", 204
    if run.finished_at:
        return "", 200, {"HX-Redirect": url_for(".debrief", run_id=run.id)}
    return page(**_news_context(run, feed, since=max(0, seen)), stale=number > 0 and number != len(run.moves) + 1)


@bp.post("/runs/<int:run_id>/unsent")
@signed_in
def keep_unsent(run_id):
    """Keep what was typed, unsent. A script asks for JSON; without scripts the page comes back."""
    run, form = _unsent(run_id)
    kept = _keep(run, form)
    if request.accept_mimetypes.best == "application/json":
        return {"version": kept.version, "other": kept.other}
    _refuse_to_replace(run, form, kept)
    runs.keep_time(run)
    flash(_("It is kept and has not been sent."), "success")
    return redirect(_place(run, form.post.data))


@bp.post("/runs/<int:run_id>/hint")
@signed_in
def hint(run_id):
    """The coach's next hint. The panel comes along, so that what is in it stays."""
    run, form = _unsent(run_id)
    _refuse_to_replace(run, form, _keep(run, form))
    coaching.take_hint(run, form.post.data, request.form.get("hint", 0, type=int))
    return redirect(_place(run, form.post.data))


@bp.post("/runs/<int:run_id>/settings")
@signed_in
def settings(run_id):
    """Another tempo, the coach or no coach, from now on."""
    run, form = runs.run_or_404(run_id), SettingsForm()
    if "tempo" in request.form and form.validate_on_submit():
        play_settings.choose(run, form.tempo.data, form.guided.data)
    return redirect(url_for(".play", run_id=run.id))


def _unsent(run_id):
    """The run, and what stands in a panel of it and can be kept."""
    run, form = runs.run_or_404(run_id), UnsentForm(request.form)
    known = form.post.data is None or runs.scenario(run).post(form.post.data)
    if run.finished_at or not known or not form.validate():
        words = _("This run is over, or the text is too long to be kept. It is below: copy it if you need it.")
        raise Refused(409, words, typed=form.reply.data, back=url_for(".play", run_id=run.id))
    return run, form


def _refuse_to_replace(run, form, kept: unsent.Kept) -> None:
    """Where no script can show both texts, the one that is kept stays and the new one comes back."""
    if kept.other:
        words = _("Another text that was not sent is kept here, written elsewhere. Yours is below: look at both.")
        raise Refused(409, words, typed=form.reply.data, back=_place(run, form.post.data))


def _keep(run, form) -> unsent.Kept:
    typed = unsent.Typed(
        post=form.post.data or "",
        action=form.action.data,
        target=form.target.data or "",
        reply=line_breaks(form.reply.data),
        pasted=form.pasted.data or 0,
        number=form.number.data,
    )
    return unsent.keep(run, typed, form.version.data)


def _place(run, post) -> str:
    """The page, where the post is."""
    return url_for(".play", run_id=run.id, _anchor=f"post-{post}" if post else None)


def _move(run):
    form = MoveForm(request.form)  # nothing but what a form can hold: no JSON
    if not form.validate():
        return _refuse(run, form, next(code for name, code in WRONG_FIELDS.items() if form[name].errors))
    post, target = form.post.data, form.target.data
    try:
        move = runs.submit(run, form.number.data, form.action.data or "", post, target, form.reply.data, form.pasted.data)
    except runs.Refusal as refusal:
        return _refuse(run, form, refusal.code)
    unsent.forget(run, move.post, form.version.data, move.reply)
    if run.finished_at:
        return redirect(url_for(".debrief", run_id=run.id))
    return redirect(_place(run, move.post))


def _refuse(run, form, code):
    """The page as it stands, with what was typed still in its form."""
    status, words = REFUSALS[code]
    typed = {name: form[name].data for name in ("action", "post", "target", "reply")}
    context = None if run.finished_at else _page_context(run)
    if context is None or typed["post"] not in (None, *(card.entry.post for card in context["public"].cards)):
        raise Refused(status, words(), typed=typed["reply"], back=url_for(".play", run_id=run.id))
    errors = {FIELDS.get(code, "form"): [words()]}
    return render_template("scenarios/play.html", **context, typed=typed, errors=errors), status


def _page_context(run) -> dict:
    """The whole page."""
    return _news_context(run, runs.feed(run)) | {
        "unsent": unsent.of_run(run),
        "offices": public_page.offices(run),
        "settings": SettingsForm(formdata=None, tempo=run.tempo, guided=run.guided),
        "trial": trying.told(run),
    }


def _news_context(run, feed, since=None) -> dict:
    """What changes on it; entries from number `since` on are new to its reader."""
    scenario = runs.scenario(run)
    return {
        "run": run,
        "scenario": scenario,
        "public": public_page.page(run, feed, since),
        "since": since,
        "number": len(run.moves) + 1,
        "coaches": coaching.coaches(run, feed),
        "costs": {action: scenario.cost(action) for action in ACTIONS},
        "limit": runs.LONGEST_REPLY,
        "clock_text": partial(wording.clock_text, run),
        "unseen": not runs.is_open(run),
        "next_report": public_page.next_report(run),
        "seconds_a_minute": public_page.seconds_a_minute(run),
    }
