"""The facilitator's board: everything at a glance, and all that turns the dialogue."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from academy import live
from academy.access import current_person, only
from academy.pages import page
from scenarios.sittings import announcing, driving, planning, sayings
from scenarios.sittings import board as boards
from scenarios.sittings.board_forms import BoardForm
from scenarios.sittings.models import Sitting
from scenarios.sittings.refusals import Refusal
from scenarios.sittings.views import bp


@bp.route("/<int:sitting_id>/board", methods=["GET", "POST"])
@only(*planning.STAFF)
def board(sitting_id):
    """For everybody who teaches; whoever has the wheel turns the dialogue."""
    sitting = planning.sitting_or_404(sitting_id)
    form = BoardForm.of(sitting)
    status = _drive(sitting, form) if request.method == "POST" else 200
    if status == 200 and form.is_submitted() and not form.unsent:
        return redirect(url_for(".board", sitting_id=sitting.id))
    if status == 200:
        form.renew()
    following = live.following(announcing.hall(sitting))
    return page(status, form=form, following=following, **_shown(sitting))


def _drive(sitting: Sitting, form: BoardForm) -> int:
    """The status of the answer; what went wrong stands in the form, with all that was typed."""
    if not form.validate():
        form.form_errors.append(_("This button did nothing. Load the page again, then press it once more."))
        return 400
    try:
        flash(driving.drive(sitting, current_person, form), "success")
    except Refusal as refusal:
        status, words = sayings.refused(refusal)
        field = {"say": form.text, "whisper": form.whisper}.get(form.pressed[0])
        if field is not None and refusal.code in ("needs_words", "too_long"):
            field.errors = [words]
        else:
            form.form_errors.append(words)
        return status
    return 200


def _shown(sitting: Sitting) -> dict:
    shown = boards.of_sitting(sitting)
    return {
        "sitting": sitting,
        "board": shown,
        "at_the_wheel": sitting.facilitator_id == current_person.id,
        "elapsed": boards.elapsed,
        "pressures": boards.PRESSURES,
        "stands": sayings.STANDS,
        "states": sayings.STATES,
        "roles": sayings.ROLES,
        "called": lambda slug: sayings.target(sitting, slug),
    }
