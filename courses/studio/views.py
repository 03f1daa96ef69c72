"""What the editor of courses does besides saving: move activities, choose what they play, show texts, try quizzes."""

import secrets

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import InputRequired

from academy.access import current_person, only
from academy.errors import Refused
from academy.pages import page
from academy.studio import drafts, edits
from academy.studio.models import Draft
from academy.studio.context import AUTHORS, context_of
from courses import answers, marking, sheets
from courses.drawing import drawn
from courses.studio import drafted, moving
from courses.studio.moving import Spot
from courses.studio.outline import PLAYED, markdown_of, published
from courses.views import bp as courses_bp
from courses.views import opened_or_404

bp = Blueprint("course_studio", __name__, url_prefix="/studio")

SHOWN = ("body", "brief")  # fields whose text is shown as learners see it


class PlayedForm(FlaskForm):
    played = RadioField(_l("What is published"), validators=[InputRequired(_l("Choose one."))])


@bp.get("/<int:draft_id>/course")
@only(*AUTHORS)
def see(draft_id):
    """The draft as learners will see it."""
    return redirect(url_for("courses.show", course=drafted.address(_draft_or_404(draft_id))))


@bp.post("/<int:draft_id>/prose")
@only(*AUTHORS)
def prose(draft_id):
    """A text that is being typed, as learners will see it."""
    draft = _draft_or_404(draft_id)
    text = next((request.form[name] for name in SHOWN if name in request.form), "")
    return render_template("studio/course/_shown.html", html=markdown_of(draft, text))


@bp.post("/<int:draft_id>/move")
@only(*AUTHORS)
def move(draft_id):
    """Put an activity into another module."""
    draft = _draft_or_404(draft_id)
    spot, target = _spot(request.form.get("activity", "")), request.form.get("module", "")
    _rewrite(draft, lambda document: moving.to_module(document, spot, target))
    flash(_("The activity is the last one of this module now."), "success")
    return redirect(url_for("studio.edit", draft_id=draft.id, name=f"modules/{target}/activities"))


@bp.route("/<int:draft_id>/play/<path:name>", methods=["GET", "POST"])
@only(*AUTHORS)
def play_another(draft_id, name):
    """Choose another published scenario or dialogue for an activity; its title, minutes and pass mark stay."""
    draft = _draft_or_404(draft_id)
    spot = _spot_of(name)
    form = PlayedForm(played=spot.slug)
    form.played.choices = published(spot.type)
    shown = {"form": form, "name": name, "type": spot.type}
    if request.method == "GET" or not form.validate():
        return page(400 if request.method == "POST" else 200, **context_of(draft), **shown)
    try:
        _rewrite(draft, lambda document: moving.play_another(document, spot, form.played.data))
    except drafts.NameTaken:
        form.played.errors = [_("This course has that one already. Choose another.")]
        return page(400, **context_of(draft), **shown)
    place = f"modules/{spot.module}/activities/{spot.type}.{form.played.data}"
    return redirect(url_for("studio.edit", draft_id=draft.id, name=place))


@courses_bp.route("/<course>/quiz/<slug>/try", methods=["GET", "POST"])
@only(*AUTHORS)
def try_quiz(course, slug):
    """A quiz as learners have it, answered and marked without being recorded."""
    study, standing = opened_or_404(course, f"quiz/{slug}")
    seed, fields = request.form.get("seed") or secrets.token_hex(8), request.form.to_dict(flat=False)
    quiz = drawn(standing.activity, study.bank, seed)
    shown = {"study": study, "standing": standing, "seed": seed}
    if request.method == "GET":
        return page(**shown, asked=sheets.form(quiz, seed, {}), marked=None)
    given = answers.read(quiz, fields)
    if given.problems:
        return page(400, **shown, asked=sheets.form(quiz, seed, fields, given.problems), marked=None)
    return page(**shown, asked=sheets.feedback(quiz, seed, given.answers), marked=marking.mark(quiz, given.answers))


def _draft_or_404(draft_id: int) -> Draft:
    draft = drafts.draft_or_404(draft_id)
    return draft if draft.kind == "course" else abort(404)


def _spot(named: str) -> Spot:
    """Where an activity is, from "module/type.slug"."""
    module, _slash, key = named.partition("/")
    kind, _dot, slug = key.partition(".")
    return Spot(module, kind, slug)


def _spot_of(name: str) -> Spot:
    """Where an activity that plays something is, from its page: "modules/<module>/activities/<type>.<slug>"."""
    steps = name.split("/")
    if len(steps) != 4 or steps[3].partition(".")[0] not in PLAYED:
        abort(404)
    return _spot(f"{steps[1]}/{steps[3]}")


def _rewrite(draft: Draft, how) -> None:
    try:
        edits.rewrite(current_person, draft, how)
    except drafts.Gone:
        message = _("This part of the draft is not there any more, or it is somewhere else by now.")
        raise Refused(409, message, back=url_for("studio.show", draft_id=draft.id)) from None
