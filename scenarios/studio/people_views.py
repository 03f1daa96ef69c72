"""The page on which an author takes people from other scenarios."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from academy.access import current_person, only
from academy.errors import Refused
from academy.pages import page
from academy.studio import drafts
from academy.studio.models import Draft
from academy.studio.context import AUTHORS, context_of
from scenarios.studio import people, sentences
from scenarios.studio.names import together
from scenarios.studio.terms import DISPOSITIONS

bp = Blueprint("personas", __name__, url_prefix="/studio")
MOST = 40  # at once


@bp.route("/<int:draft_id>/people", methods=["GET", "POST"])
@only(*AUTHORS)
def show(draft_id):
    draft = drafts.draft_or_404(draft_id)
    back = url_for("studio.edit", draft_id=draft.id, name="personas")
    if request.method == "POST" and (picked := request.form.getlist("take")[:MOST]):
        try:
            taken, there = people.take(current_person, draft, picked)
        except drafts.Gone:
            raise Refused(409, _("This draft was put away."), back=url_for("studio.index")) from None
        _tell(taken, there)
        return redirect(back)
    errors = [(_("Tick somebody first."), "casts")] if request.method == "POST" else []
    return _show(draft, errors)


def _show(draft: Draft, errors: list):
    sought = request.args.get("sought", "").strip()[:100]
    shown = {"casts": people.casts(draft, sought), "sought": sought, "errors": errors}
    names = {"habit": sentences.habit, "dispositions": DISPOSITIONS}
    return page(400 if errors else 200, **context_of(draft), **shown, **names)


def _tell(taken: list[str], there: list[str]) -> None:
    if taken:
        flash(_("Now here too: %(names)s.", names=together(taken)), "success")
    if there:
        flash(
            _("Not taken, because somebody of this short name is here already: %(names)s.", names=together(there)),
            "warning",
        )
