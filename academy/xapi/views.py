"""The words of our statements, for everybody; and how statements get on, for administrators."""

from flask import Blueprint, abort, current_app, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from academy.access import current_person, only, public
from academy.lti import targets
from academy.pages import page
from academy.xapi import outbox, overview as figures, vocabulary
from academy.xapi.vocabulary import Term

bp = Blueprint("xapi", __name__, url_prefix="/xapi")


@bp.get("/")
@public
def index():
    """All words, with what they mean."""
    return page(sections=vocabulary.SECTIONS, iri=_iri)


@bp.get("/<any(verbs, 'activity-types', extensions):section>/<slug>")
@public
def term(section, slug):
    """A word of our own at its IRI: a page, or for programs its name and meaning."""
    found = vocabulary.SECTIONS[section].get(slug)
    if found is None or not found.ours:
        abort(404)
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(_metadata(section, found)), {"Vary": "Accept", "Cache-Control": "public, max-age=86400"}
    shown, status = page(section=section, term=found, iri=_iri(section, found))
    return shown, status, {"Vary": "Accept"}


@bp.get("/activities/<path:path>")
@public
def activity(path):
    """What a statement is about: the page of it, for whoever may see it."""
    course, _slash, part = path.partition("/")
    part = "/".join(part.split("/")[:2])
    there = targets.find(course, part)
    return redirect(targets.shelf().address(course, part) if there else url_for("home.index"))


@bp.get("/outbox")
@only("administrator")
def sent():
    lines, pages = figures.refused()
    address = current_app.config["LRS_URL"]
    return page(overview=figures.overview(), lines=lines, pages=pages, address=address)


@bp.post("/outbox")
@only("administrator")
def again():
    if not outbox.configured():
        abort(404)
    number = outbox.again(current_person)
    if number:
        flash(ngettext("%(num)s statement is on its way.", "%(num)s statements are on their way.", number), "success")
    else:
        flash(_("There is nothing to send: the store has everything."), "info")
    return redirect(url_for(".sent"))


def _iri(section: vocabulary.Section, word: Term) -> str:
    return vocabulary.iri(current_app.config["BASE_URL"].rstrip("/"), section, word.slug)


def _metadata(section: str, word: Term) -> dict:
    """As xAPI 1.0.3 has it: hosted metadata of an identifier; of an activity's type it is a definition."""
    said = {"name": {"en": word.name}, "description": {"en": word.meaning}}
    return {**said, "type": "http://adlnet.gov/expapi/activities/type"} if section == "activity-types" else said
