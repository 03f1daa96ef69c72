"""The desk of a seat: its queue, the comment at hand, what is done about it."""

from flask import abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from academy.access import signed_in
from academy.db import db
from academy.errors import Refused
from scenarios.play import unsent
from scenarios.sittings import claims, commitments, desk, follow_ups, moderating, planning, sayings, turns
from scenarios.sittings.desk_forms import (
    FollowUpForm, HandleForm, MergeForm, PromiseForm, TurnForm, UnsentForm, WordsForm,
)  # fmt: skip
from scenarios.sittings.desk_page import place, show
from scenarios.sittings.desk_page import said as told
from scenarios.sittings.models import Entry, Seat, Turn
from scenarios.sittings.refusals import Refusal
from scenarios.sittings.views import bp
from scenarios.sittings.words import OBSERVER, WORDED

MOST_AT_ONCE = 50  # comments that are merged by one form


@bp.get("/<int:sitting_id>/desk", endpoint="desk")
@signed_in
def desk_page(sitting_id):
    """The own table; for an observer all tables."""
    seat = planning.seat_or_404(sitting_id)
    chosen = request.args.get("comment", type=int)
    return show(seat, desk.entry_or_404(seat, chosen) if chosen else None)


@bp.get("/<int:sitting_id>/desk/around")
@signed_in
def around(sitting_id):
    """What goes on around the comments, for a page that is open."""
    seat = planning.seat_or_404(sitting_id)
    return render_template("sittings/_around.html", seat=seat, sitting=seat.sitting, **desk.around(seat))


@bp.get("/<int:sitting_id>/desk/comments/<int:entry_id>/said")
@signed_in
def said(sitting_id, entry_id):
    """What was said about a comment, and how it stands, for a page that is open."""
    seat = planning.seat_or_404(sitting_id)
    return render_template(
        "sittings/_said.html", states=sayings.STATES, **told(seat, desk.entry_or_404(seat, entry_id))
    )


@bp.post("/<int:sitting_id>/desk/comments/<int:entry_id>")
@signed_in
def handle(sitting_id, entry_id):
    """Claim it, give it to somebody of the table, give it back, let it through."""
    seat, form = _acting_or_404(sitting_id), HandleForm()
    entry = desk.entry_or_404(seat, entry_id)
    if not form.validate():
        return show(seat, entry, refusal=Refusal("unknown_target"))
    try:
        _handle(seat, entry, form)
    except Refusal as refusal:
        return show(seat, entry, refusal=refusal)
    return redirect(place(seat, entry))


@bp.post("/<int:sitting_id>/desk/comments/<int:entry_id>/turn")
@signed_in
def turn(sitting_id, entry_id):
    """A turn about a comment."""
    seat, form = _acting_or_404(sitting_id), TurnForm()
    entry = desk.entry_or_404(seat, entry_id)
    form.post = f"entry-{entry.id}"
    if not form.validate():
        return show(seat, entry, form, Refusal("unknown_target"))
    try:
        made = turns.take(seat, entry, _wish(form))
    except Refusal as refusal:
        return show(seat, entry, form if form.action.data in WORDED else None, refusal)
    if made.move:
        unsent.forget(seat.run, f"entry-{entry.id}", form.version.data, made.move.reply)
    flash(sayings.deed(made) + ".", "success")
    return redirect(place(seat, entry))


@bp.post("/<int:sitting_id>/desk/merge")
@signed_in
def merge(sitting_id):
    """Several comments into the one that they repeat."""
    seat, form = _acting_or_404(sitting_id), MergeForm()
    chosen = request.args.get("comment", type=int)
    at_hand = desk.entry_or_404(seat, chosen) if chosen else None
    ticked = [desk.entry_or_404(seat, each) for each in request.form.getlist("entries", type=int)[:MOST_AT_ONCE]]
    if not (form.validate() and ticked):
        return show(seat, at_hand, refusal=Refusal("nothing_ticked"))
    merged, refusal = _merge(seat, ticked, form)
    if refusal:
        return show(seat, at_hand, refusal=refusal)
    left = len(ticked) - merged
    flash(ngettext("%(num)s comment is merged.", "%(num)s comments are merged.", merged), "success")
    if left:
        flash(ngettext("%(num)s could not be merged any more.", "%(num)s could not be merged any more.", left), "warn")
    return redirect(place(seat, at_hand))


@bp.post("/<int:sitting_id>/desk/statement")
@signed_in
def speak(sitting_id):
    """What the table reports of itself."""
    seat, form = _acting_or_404(sitting_id), WordsForm()
    form.post = "statement"
    if not form.validate():
        return show(seat, None, form, Refusal("unknown_target"))
    try:
        made = turns.take(
            seat, None, turns.Wish("statement", form.key.data, reply=form.reply.data, pasted=form.pasted.data)
        )
    except Refusal as refusal:
        return show(seat, None, form, refusal)
    unsent.forget(seat.run, "statement", form.version.data, made.move.reply)
    flash(_("You have reported, before everybody."), "success")
    return redirect(place(seat))


@bp.post("/<int:sitting_id>/desk/comments/<int:entry_id>/follow-up")
@signed_in
def follow_up(sitting_id, entry_id):
    """Ask a department for more, on stage."""
    seat, form = _acting_or_404(sitting_id), FollowUpForm()
    entry = desk.entry_or_404(seat, entry_id)
    form.post = f"follow-{entry.id}"
    if not form.validate():
        return show(seat, entry, form, Refusal("unknown_target"))
    try:
        follow_ups.ask(seat, entry, form.department.data, form.reply.data, form.key.data)
    except Refusal as refusal:
        return show(seat, entry, form, refusal)
    unsent.forget(seat.run, form.post, form.version.data, form.reply.data)
    flash(_("You have asked, before everybody."), "success")
    return redirect(place(seat, entry))


@bp.post("/<int:sitting_id>/desk/commitments")
@signed_in
def promise(sitting_id):
    """Write down what was promised."""
    seat, form = _acting_or_404(sitting_id), PromiseForm()
    form.post = "promise"
    turn = db.session.get(Turn, form.turn.data) if form.turn.data else None
    if turn and (turn.sitting_id != seat.sitting_id or turn.seat.department != seat.department):
        abort(404)
    try:
        if not form.validate():
            raise Refusal("unclear")
        commitments.write_down(seat, form.reply.data, form.who.data, form.due_on.data, form.key.data, turn)
    except Refusal as refusal:
        return show(seat, None, form, refusal)
    unsent.forget(seat.run, form.post, form.version.data, form.reply.data)
    flash(_("It is written down, for everybody to see."), "success")
    return redirect(place(seat))


@bp.post("/<int:sitting_id>/desk/unsent")
@signed_in
def keep_unsent(sitting_id):
    """Keep what was typed, unsent. A script asks for JSON; without scripts the page comes back."""
    seat, form = _acting_or_404(sitting_id), UnsentForm()
    if not form.validate() or seat.run.finished_at:
        words = _("This dialogue is over, or the text is too long to be kept. It is below: copy it if you need it.")
        raise Refused(409, words, typed=form.reply.data, back=place(seat))
    db.session.refresh(seat.run, with_for_update={"of": type(seat.run)})
    kept = _keep(seat, form)
    if request.accept_mimetypes.best == "application/json":
        return {"version": kept.version, "other": kept.other}
    if kept.other:
        words = _("Another text that was not sent is kept here, written elsewhere. Yours is below: look at both.")
        raise Refused(409, words, typed=form.reply.data, back=place(seat))
    flash(_("It is kept and has not been sent."), "success")
    return redirect(place(seat, _entry_of(seat, form.post.data)))


def _acting_or_404(sitting_id: int) -> Seat:
    """The own seat, if it is one that does something."""
    seat = planning.seat_or_404(sitting_id)
    return abort(403) if seat.role == OBSERVER else seat


def _handle(seat: Seat, entry: Entry, form: HandleForm) -> None:
    if seat.sitting.ended_at:
        raise Refusal("over")
    if form.do.data == "assign":
        to = db.session.get(Seat, form.to.data) if form.to.data else None
        return claims.assign(seat, entry, to) if to else _no_such_colleague()
    {"claim": claims.claim, "release": claims.release, "let_through": moderating.let_through}[form.do.data](seat, entry)


def _no_such_colleague():
    raise Refusal("not_your_table")


def _wish(form: TurnForm) -> turns.Wish:
    """Words only where they belong to the turn: what else stands in the box stays there."""
    worded = form.action.data in WORDED
    return turns.Wish(
        action=form.action.data,
        key=form.key.data,
        target=None if worded else turns.SUPERVISOR if form.action.data == "escalate" else form.target.data,
        reply=form.reply.data.strip() if worded else "",
        line=form.line.data if form.action.data == "correct" else None,
        pasted=form.pasted.data if worded else None,
    )


def _merge(seat: Seat, ticked: list[Entry], form: MergeForm) -> tuple[int, Refusal | None]:
    """How many were merged; the refusal where that was none."""
    merged, refused = 0, None
    for entry in ticked:
        if entry.name == form.into.data:
            continue
        try:
            turns.take(seat, entry, turns.Wish("merge", f"{form.key.data[:28]}-{entry.id}", form.into.data))
            merged += 1
        except Refusal as refusal:
            refused = refusal
    return merged, (refused or Refusal("unknown_target")) if not merged else None


def _keep(seat: Seat, form: UnsentForm) -> unsent.Kept:
    """A save that was under way when its form was sent comes late: the key of the form tells."""
    if db.session.scalar(db.select(db.exists().where(Turn.seat_id == seat.id, Turn.key == form.key.data))):
        return unsent.Kept(0)
    number = len(seat.run.moves) + 1
    typed = unsent.Typed(form.post.data, "", "", form.reply.data, form.pasted.data or 0, number)
    return unsent.keep(seat.run, typed, form.version.data)


def _entry_of(seat: Seat, post: str) -> Entry | None:
    kind, _dash, number = post.partition("-")
    return desk.entry_or_404(seat, int(number)) if number else None
