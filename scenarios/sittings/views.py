"""Sittings: the list, planning one, the ways in, taking a seat."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from academy import cohorts, editions, limits, records
from academy.access import current_person, only, signed_in
from academy.db import paged
from academy.errors import Refused
from academy.pages import page
from academy.records.terms import terms_of
from scenarios import runs
from scenarios.sittings import happened, planning, sayings, seats
from scenarios.sittings.forms import CodeForm, PlanForm, SeatForm
from scenarios.sittings.refusals import Refusal
from scenarios.sittings.words import ROLES

bp = Blueprint("sittings", __name__, url_prefix="/sittings")

PASS_MARK = 60
CODES_A_MINUTE = "20 per minute"  # of one person: a hall sits behind one address


@bp.get("/")
@only(*planning.STAFF)
def index():
    """All sittings, those that are not over first."""
    return page(found=paged(planning.all_sittings()), stands=sayings.STANDS)


@bp.route("/plan", methods=["GET", "POST"])
@only(*planning.STAFF)
def plan():
    """Plan one."""
    dialogues = editions.all_published("dialogue")
    looked_after = cohorts.looked_after_by(current_person)
    form = PlanForm.offering(dialogues, looked_after, planning.former_by_dialogue(dialogues))
    if not form.validate_on_submit():
        return page(400 if request.method == "POST" else 200, form=form, dialogues=dialogues)
    edition = editions.published_or_404("dialogue", form.dialogue.data)
    sitting = planning.plan(current_person, edition, PASS_MARK, form.key.data, **form.choices)
    flash(_("The dialogue is planned. Show the code %(code)s to those who take part.", code=sitting.code), "success")
    return redirect(url_for(".show", sitting_id=sitting.id))


@bp.get("/<int:sitting_id>")
@signed_in
def show(sitting_id):
    """Where somebody's place is: their desk; for those who teach and have none, the sitting with its code and who sits there."""
    sitting = planning.sitting_or_404(sitting_id)
    if current_person.role not in planning.STAFF or planning.seat_of(sitting, current_person):
        return redirect(url_for(".desk", sitting_id=sitting.id))
    return page(sitting=sitting, **_people(sitting), stands=sayings.STANDS)


@bp.route("/join", methods=["GET", "POST"])
@signed_in
@limits.limiter.limit(CODES_A_MINUTE, key_func=lambda: str(current_person.id))
def join():
    """Type the code, choose a table and a role, sit down."""
    code = CodeForm(request.args)
    sitting = _by_code(code) if request.args.get("code") else None
    if sitting is None:
        return page(400 if code.errors else 200, code=code, sitting=None, open=planning.open_to(current_person))
    seat = planning.seat_of(sitting, current_person)
    if seat and sitting.started_at and request.method == "GET":
        return redirect(url_for(".desk", sitting_id=sitting.id))
    form = SeatForm.at(happened.dialogue(sitting), seat)
    if form.validate_on_submit() and _sits_down(sitting, form):
        return redirect(url_for(".desk", sitting_id=sitting.id))
    status = form.refused if hasattr(form, "refused") else 400 if form.errors else 200
    return page(status, code=code, sitting=sitting, form=form, seat=seat, **_people(sitting))


@bp.get("/start/<course>/<slug>")
@only("learner")
def start(course, slug):
    """A dialogue as an activity of a course: what it is, when the own class sits, and what came of it earlier."""
    enrolment, activity = records.enrolment_or_404(course), f"dialogue/{slug}"
    terms = terms_of(enrolment, activity) or abort(404)
    attempts = runs.attempts(enrolment, activity)
    if not (attempts or terms.allowed):
        raise Refused(403, terms.refusal, back=terms.back)
    edition = editions.published("dialogue", slug) or (attempts[0].edition if attempts else abort(404))
    sittings = planning.open_to(current_person, slug)
    return page(
        dialogue=editions.content(edition), terms=terms, attempts=attempts, open=sittings, code=CodeForm(formdata=None)
    )


def _by_code(form: CodeForm):
    """The sitting that was meant; None, with a word why, where there is none."""
    sitting = planning.by_code(form.code.data) if form.validate() else None
    if sitting is None and not form.code.errors:
        form.code.errors = [_("No dialogue has this code now. Look at it again, or ask whoever leads the dialogue.")]
    return sitting


def _sits_down(sitting, form: SeatForm) -> bool:
    try:
        seats.join(sitting, current_person, form.department.data, form.role.data)
    except Refusal as refusal:
        form.refused, words = sayings.refused(refusal)
        form.form_errors.append(words)
        return False
    return True


def _people(sitting) -> dict:
    """The tables with who sits there, and the roles that nobody has there yet."""
    tables = seats.tables(sitting)
    taken = {slug: {seat.role for seat in sat} for slug, sat in tables.items()}
    return {
        "content": happened.dialogue(sitting),
        "tables": tables,
        "missing": {slug: [role for role in ROLES[:-1] if role not in roles] for slug, roles in taken.items() if slug},
        "roles": sayings.ROLES,
        "about_roles": sayings.ABOUT_ROLES,
    }
