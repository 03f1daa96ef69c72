"""The library of good practices, one of them, and what everybody may see of both without signing in."""

from io import BytesIO

from flask import Blueprint, Response, abort, flash, redirect, request, send_file, url_for
from flask_babel import gettext as _

from academy import countries, limits, practices
from academy.access import current_person, only, public as for_everybody, signed_in
from academy.db import db, paged
from academy.errors import Refused
from academy.logs import log
from academy.pages import page
from academy.practices import library, printing, recognitions, words
from academy.practices.forms import FilterForm, WithdrawForm
from academy.practices.models import Practice
from academy.printing.fonts import FontsMissing
from academy.printing.press import PressError
from academy.triage import TRIAGE

bp = Blueprint("practices", __name__, url_prefix="/practices")

ROWS = 20
UNLISTED = {"X-Robots-Tag": "noindex"}  # who holds a badge is for whoever was shown it


@bp.get("/")
@signed_in
def index():
    """The library; staff see how many wait for them."""
    form = FilterForm.of(request.args)
    found = paged(library.listed(form.filters), ROWS)
    waits = library.count_waiting(current_person) if current_person.role in practices.REVIEWERS else 0
    return page(found=found, form=form, here=form.given, waits=waits, words=words, countries=countries.names())


@bp.get("/<int:practice_id>")
@signed_in
def show(practice_id):
    practice = practices.readable_or_404(current_person, practice_id)
    return page(
        practice=practice,
        mine=practice.contributor_id == current_person.id,
        may_withdraw=practices.may_withdraw(current_person, practice),
        may_correct=practices.may_correct(current_person, practice),
        may_review=practice.state == "submitted" and practices.may_review(current_person, practice),
        **_labels(practice),
    )


@bp.get("/<int:practice_id>.pdf")
@signed_in
def download(practice_id):
    """The practice to print or to hand on."""
    practice = practices.readable_or_404(current_person, practice_id)
    back = url_for(".show", practice_id=practice.id)
    document = _printed(lambda: printing.practice(practice, countries.names().get(practice.country, "")), back)
    return send_file(BytesIO(document), "application/pdf", download_name=f"practice-{practice.id}.pdf")


@bp.get("/<int:practice_id>/public")
@for_everybody
@limits.checks
def public(practice_id):
    """For everybody on the web, where its contributor agreed; it names nobody."""
    practice = db.session.get(Practice, practice_id)
    if practice is None or not practice.approved or not practice.public:
        abort(404)
    return page(practice=practice, **_labels(practice))


@bp.route("/<int:practice_id>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(practice_id):
    practice = practices.readable_or_404(current_person, practice_id)
    if not practices.may_withdraw(current_person, practice):
        return redirect(url_for(".show", practice_id=practice.id)) if practice.state == "withdrawn" else abort(404)
    form = WithdrawForm()
    if form.validate_on_submit() and practice.approved and not form.reason.data:
        form.reason.errors = [_("Say why.")]
    if request.method == "GET" or form.errors:
        return page(400 if form.errors else 200, form=form, practice=practice)
    practices.withdraw(current_person, practice, form.reason.data)
    flash(_("The practice is withdrawn."), "success")
    mine = practice.contributor_id == current_person.id
    return redirect(url_for("practices.mine") if mine else url_for(".show", practice_id=practice.id))


@bp.get("/badges/<serial>")
@for_everybody
@limits.checks
def badge(serial):
    """What became of the badge with this serial, for whoever was shown it."""
    found = recognitions.by_serial(serial) or abort(404)
    shown = page(recognition=found, demo=recognitions.is_demo(found), practice=found.practice)
    return (*shown, UNLISTED)


@bp.get("/badges/<serial>.json")
@only(*practices.CONTRIBUTORS)
def credential(serial):
    """The holder's own, for a wallet."""
    found = _held_or_404(serial)
    return _file(found, found.credential, "json", "application/vc+ld+json")


@bp.get("/badges/<serial>.png")
@only(*practices.CONTRIBUTORS)
def picture(serial):
    """A picture with the credential in it."""
    found = _held_or_404(serial)
    return _file(found, _printed(lambda: recognitions.badge(found), url_for("practices.mine")), "png", "image/png")


def _held_or_404(serial: str):
    found = recognitions.by_serial(serial)
    if found is None or found.person_id != current_person.id or found.erased_at:
        abort(404)
    if not found.signed:
        raise Refused(409, _("The badge is being signed. Try again in a few seconds."), back=url_for("practices.mine"))
    return found


def _printed(make, back: str) -> bytes:
    try:
        return make()
    except printing.Busy as error:
        raise Refused(
            429, _("Several pages are being printed at the moment. Try again in a minute."), back=back
        ) from error
    except (PressError, FontsMissing) as error:
        log.error("practice not printed", extra={"reason": str(error)})
        why = _("This cannot be printed here at the moment. The administrator has been told why.")
        raise Refused(500, why, back=back) from error


def _file(found, content, suffix: str, mimetype: str) -> Response:
    name = f'attachment; filename="badge-{found.serial}.{suffix}"'
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": name})


def _labels(practice: Practice) -> dict:
    """What the parts of a practice are called on its page."""
    return {
        "words": words,
        "country": countries.names().get(practice.country, practice.country),
        "triages": [TRIAGE[name] for name in practice.triage if name in TRIAGE],
    }
