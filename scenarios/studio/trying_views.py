"""Trying a draft in the browser: play it from anywhere, and see what words would earn."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy import limits
from academy.access import current_person, only
from academy.errors import Refused
from academy.pages import page
from academy.studio import drafts, forms, places, problems, publishing
from academy.studio import outline as outlines
from academy.studio.models import Draft
from academy.studio.places import Place
from academy.studio.context import AUTHORS, context_of
from scenarios.pack import Scenario
from scenarios.regrading import refits
from scenarios.studio import earned, trying
from scenarios.studio.leading import NotReached
from scenarios.studio.trying_forms import TryForm
from scenarios.vocabulary import CRITERIA

bp = Blueprint("trying", __name__, url_prefix="/studio/<int:draft_id>/try")

LOOKS_A_MINUTE = 120  # of one author: more than anybody's typing asks for


def _wait(limit) -> None:
    raise Refused(
        429, _("That was a lot in one minute. Wait a little, then grade again. What you typed is still there.")
    )


@bp.route("", methods=["GET", "POST"])
@only(*AUTHORS)
def start(draft_id):
    """Play the draft from the beginning, or from any post in any state."""
    draft = draft_or_404(draft_id)
    scenario, told = sound(draft)
    if scenario is None or told:
        return page(409 if request.method == "POST" else 200, **context_of(draft), told=told, form=None)
    form = TryForm.of(scenario, request.args.get("post", ""))
    if request.method == "GET" or not form.validate():
        return _show_start(draft, form, 400 if request.method == "POST" else 200)
    try:
        made = trying.begin(current_person, draft, scenario, form.wish, form.place)
    except NotReached:
        form.opens.errors = [
            _("The page closes before it comes to that. Choose an earlier moment, or have other posts handled.")
        ]
        return _show_start(draft, form, 409)
    return redirect(url_for("scenarios.play", run_id=made.run_id))


@bp.post("/words/<path:name>")
@only(*AUTHORS)
@limits.limiter.limit(f"{LOOKS_A_MINUTE} per minute", key_func=lambda: f"author/{current_person.id}", on_breach=_wait)
def words(draft_id, name):
    """What words and example sentences would earn, with the form of the page as it stands, saved or not. A script gets
    the panel alone."""
    draft = draft_or_404(draft_id)
    document, rules, place = _as_typed(draft, name)
    post = place.part.get("slug") if name != "statement" else None
    criterion = request.form.get("criterion", "")
    if criterion not in (*CRITERIA, ""):
        abort(400)
    tried = request.form.get(f"tried-{criterion}" if criterion else _example(name), "")
    found = earned.look(document, rules, post, criterion, tried, refits.current())
    if "HX-Request" in request.headers:
        return render_template("trying/_earned.html", found=found, id=criterion or "example")
    return page(**context_of(draft), place=place, found=found)


def draft_or_404(draft_id: int) -> Draft:
    draft = drafts.draft_or_404(draft_id)
    return draft if draft.kind == "scenario" else abort(404)


def sound(draft: Draft) -> tuple[Scenario | None, list[problems.Told]]:
    """The content of a draft, and what has to be mended before it can be played."""
    content, found = publishing.problems_of(draft)
    return content, list(problems.told(drafts.outline_of(draft), drafts.document_of(draft), found))


def _show_start(draft: Draft, form: TryForm, status: int):
    return page(status, **context_of(draft), told=[], form=form)


def _as_typed(draft: Draft, name: str) -> tuple[outlines.Document, object, Place]:
    """The document with what the form of a page says, and that page."""
    outline, document = drafts.outline_of(draft), drafts.document_of(draft)
    try:
        place = places.place(outline, document, name)
    except places.NoSuchPlace:
        abort(404)
    if place.is_list or place.name.split("/")[0] not in ("posts", "statement"):
        abort(404)
    cited = drafts.cited_in("scenario", document)
    form = forms.of(outline, document, place, cited, request.form)
    return places.written(document, place, form.said()), cited["rules"], place


def _example(name: str) -> str:
    """The input of the exemplary text."""
    return "statement-example" if name == "statement" else "example"
