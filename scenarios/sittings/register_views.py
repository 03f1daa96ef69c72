"""The register of commitments: what was promised at dialogues, and what became of it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy import clock
from academy.access import current_person, signed_in
from academy.db import paged
from academy.pages import page
from scenarios.sittings import commitments as verbs
from scenarios.sittings import register, sayings
from scenarios.sittings.models import Commitment
from scenarios.sittings.refusals import Refusal
from scenarios.sittings.register_forms import LONGEST_NOTE, FilterForm, StandingForm
from scenarios.sittings.views import bp


@bp.get("/commitments")
@signed_in
def commitments():
    """All for those who teach; for others those of dialogues in which they sat."""
    form = FilterForm.of(request.args, current_person)
    found = paged(register.listed(current_person, form.filters))
    return page(form=form, given=form.given, found=found, today=clock.today(), register=register, sayings=sayings)


@bp.get("/commitments/<int:commitment_id>")
@signed_in
def commitment(commitment_id):
    made = register.commitment_or_404(commitment_id)
    return page(**_shown(made, _as_it_stands(made)))


@bp.post("/commitments/<int:commitment_id>/standing")
@signed_in
def standing(commitment_id):
    """Say how it stands now, with the proof or the reason."""
    made = register.commitment_or_404(commitment_id)
    if not register.may_change(current_person, made):
        abort(404)
    form = StandingForm()
    if not form.validate_on_submit():
        return _again(made, form, 400)
    if form.version.data != made.version and not _is_so(made, form):
        form.state.errors = [
            _("Somebody has changed it meanwhile: look at how it stands, then send yours if it is still right.")
        ]
        return _again(made, form, 409)
    try:
        verbs.change(current_person, made, form.state.data, form.note.data, form.due_on.data)
    except Refusal as refusal:
        status, _words = sayings.refused(refusal)
        form.note.errors = [_("Say by what one can see it, or why.")]
        return _again(made, form, status)
    flash(_("The register is changed."), "success")
    return redirect(url_for(".commitment", commitment_id=made.id))


def _again(made: Commitment, form: StandingForm, status: int):
    """The page with what was typed still in its fields; what is sent next takes the place of what stands there."""
    form.version.raw_data, form.version.data = None, made.version  # who sends it again has seen what stands
    return render_template("sittings/commitment.html", **_shown(made, form)), status


def _as_it_stands(made: Commitment) -> StandingForm:
    return StandingForm(formdata=None, obj=made)


def _is_so(made: Commitment, form: StandingForm) -> bool:
    """Whether it stands already as this form says: it was sent twice."""
    due_on = form.due_on.data or made.due_on
    return (made.state, made.note, made.due_on) == (form.state.data, form.note.data.strip(), due_on)


def _shown(made: Commitment, form: StandingForm) -> dict:
    return {
        "made": made,
        "form": form,
        "may_change": register.may_change(current_person, made),
        "state": register.standing(made, clock.today()),
        "department": register.department_name(made),
        "title": register.title(made.sitting),
        "history": register.history(made),
        "sayings": sayings,
        "longest": LONGEST_NOTE,
    }
