"""Regradings: the list, a proposal and its effect, and what a person decides."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from academy import audit, exports
from academy.access import current_person, only
from academy.db import apart, paged
from academy.errors import Refused
from academy.exports import csv
from academy.pages import page
from scenarios import grading
from scenarios.regrading import drawing, movers, refits, regradings, titles
from scenarios.regrading.forms import AdoptForm, ProposeForm, ReasonForm
from scenarios.regrading.models import Regrading

WAYS = {"up": lambda: _("gained"), "down": lambda: _("lost"), "same": lambda: _("as it was")}

bp = Blueprint("regrading", __name__, url_prefix="/regrading")


@bp.get("/")
@only("instructor", "administrator")
def index():
    return page(found=paged(regradings.listed(), rows=30), titles=titles, grader=refits.current().version)


@bp.route("/new", methods=["GET", "POST"])
@only("instructor", "administrator")
def new():
    form = _propose_form()
    if form.validate_on_submit():
        try:
            made = regradings.propose(current_person, form.scenario.data or None, form.chosen, form.reason.data)
        except regradings.NothingToGrade:
            form.scenario.errors = [_("Nobody has finished a run of this that counts.")]
        else:
            return redirect(url_for(".show", regrading_id=made.id))
    return page(400 if form.errors or form.scenario.errors else 200, form=form, groups=_edition_groups(form.known))


@bp.get("/<int:regrading_id>")
@only("instructor", "administrator")
def show(regrading_id):
    regrading = regradings.regrading_or_404(regrading_id)
    audit.read("regrading.read", regrading)
    return _show(regrading)


@bp.get("/<int:regrading_id>.csv")
@only("instructor", "administrator")
def export(regrading_id):
    """Every run of it with both scores, streamed."""
    regrading = regradings.regrading_or_404(regrading_id)
    with apart():
        audit.note("regrading.exported", current_person, regrading)
    pieces = csv.as_csv(movers.CSV_COLUMNS, movers.rows(regrading_id), exports.zone())
    return exports.download(f"regrading-{regrading_id}.csv", csv.MIMETYPE, pieces)


@bp.post("/<int:regrading_id>/adopt")
@only("administrator")
def adopt(regrading_id):
    regrading, form = regradings.regrading_or_404(regrading_id), AdoptForm()
    if not form.validate_on_submit():
        return _show(regrading, adopt_form=form)
    try:
        regradings.adopt(current_person, regrading)
    except regradings.Decided:
        raise Refused(409, _("This regrading is not open for a decision."), back=_address(regrading)) from None
    except regradings.Outdated:
        message = _("What it would do has changed since it was computed. Compute it anew first.")
        raise Refused(409, message, back=_address(regrading)) from None
    flash(_("The regrading is adopted. Results follow within minutes, and whoever moves is told."), "success")
    return redirect(_address(regrading))


@bp.post("/<int:regrading_id>/carry-on")
@only("administrator")
def carry_on(regrading_id):
    """Results that did not follow an adoption, because its job was given up, follow now."""
    regrading = regradings.regrading_or_404(regrading_id)
    if regrading.state != "adopted":
        raise Refused(409, _("This regrading is not adopted."), back=_address(regrading))
    regradings.carry_out(regrading)
    return redirect(_address(regrading))


@bp.post("/<int:regrading_id>/withdraw")
@only("administrator")
def withdraw(regrading_id):
    regrading, form = regradings.regrading_or_404(regrading_id), ReasonForm()
    if not form.validate_on_submit():
        return _show(regrading, withdraw_form=form)
    try:
        regradings.withdraw(current_person, regrading, form.reason.data)
    except regradings.Decided:
        message = _("It is adopted already. Reviews and further regradings can change what counts.")
        raise Refused(409, message, back=_address(regrading)) from None
    flash(_("The regrading is withdrawn. Nothing has changed."), "success")
    return redirect(url_for(".index"))


@bp.post("/<int:regrading_id>/anew")
@only("instructor", "administrator")
def anew(regrading_id):
    """Instructors may only propose: theirs leaves the earlier one open."""
    regrading = regradings.regrading_or_404(regrading_id)
    if current_person.role == "administrator":
        made = regradings.anew(current_person, regrading)
    else:
        made = regradings.propose(current_person, regrading.scenario, regrading.edition, regrading.reason)
    return redirect(url_for(".show", regrading_id=made.id))


def _show(regrading: Regrading, adopt_form=None, withdraw_form=None):
    """Its page, with the form that something is wrong with if there is one."""
    wrong, shown = adopt_form or withdraw_form, regrading.state in ("proposed", "adopted")
    context = _effect(regrading) if shown else {}
    if regrading.state == "proposed":
        context["standing"] = regradings.standing(regrading)
    context |= {
        "what": titles.of(regrading),
        "job": regradings.job_of(regrading),
        "form": wrong,
        "adopt_form": adopt_form or AdoptForm(formdata=None),
        "withdraw_form": withdraw_form or ReasonForm(formdata=None),
    }
    return render_template("regrading/show.html", regrading=regrading, **context), 400 if wrong else 200


def _effect(regrading: Regrading) -> dict:
    dots = movers.dots(regrading)
    return {
        "summary": movers.summary(regrading),
        "moved": paged(movers.movers(regrading)),
        "certificates": movers.concerned(regrading),
        "drawing": drawing.scores(dots),
        "rows": [(dot.before, dot.after, dot.count, WAYS[dot.kind]()) for dot in dots],
        "criteria": grading.CRITERIA,
    }


def _propose_form() -> ProposeForm:
    form, there = ProposeForm(), regradings.played()
    names = {regradings.named(edition): edition.title for edition in there}
    form.known = {name: regradings.editions_of(name) for name in names}
    form.scenario.choices = [("", titles.everything()), *names.items()]
    numbered = [edition for listed in form.known.values() for edition in listed]
    own = _("Of the edition that each run was played in")
    form.edition.choices = [("", own), *((each.id, each.title) for each in numbered)]
    return form


def _edition_groups(known: dict) -> list[tuple]:
    """The editions of each scenario as the select component takes them."""
    return [
        (listed[-1].title, [(edition.id, titles.edition(number, edition)) for number, edition in enumerate(listed, 1)])
        for listed in known.values()
    ]


def _address(regrading: Regrading) -> str:
    return url_for(".show", regrading_id=regrading.id)
