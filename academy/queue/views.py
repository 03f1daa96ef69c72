"""The review queue: what waits for instructors, who has what at hand, and the way to the next piece."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy import clock, queue
from academy.access import current_person, only
from academy.db import page_number
from academy.home import Part, part
from academy.input import LARGEST_KEY
from academy.pages import page
from academy.queue import claims
from academy.queue.forms import FilterForm

bp = Blueprint("queue", __name__, url_prefix="/review")
HOME_ROWS = 5


@part("instructor")
def _waiting_part(person) -> Part:
    context = {"found": queue.listed(person, rows=HOME_ROWS), "now": clock.now(), "besides": _besides(person)}
    return Part("queue/_home.html", context)


@bp.get("/")
@only("instructor")
def index():
    """What waits for a person; with ?doubtful=1 also where nothing hangs on it, with ?all=1 all finished work."""
    shown = next((name for name in ("all", "doubtful") if request.args.get(name) == "1"), "waiting")
    form = FilterForm.of(request.args)
    found = queue.listed(current_person, shown, form.filters, page_number())
    return page(found=found, shown=shown, form=form, here=form.given, now=clock.now(), besides=_besides(current_person))


@bp.get("/next")
@only("instructor")
def following():
    """On to the next piece that waits for this person: after `source` and `key`, where they are given."""
    source, key = request.args.get("source", ""), request.args.get("key", 0, type=int)
    if source and 0 < key <= LARGEST_KEY and queue.entry(current_person, source, key):
        place = queue.following(current_person, source, key)
    else:
        place = next(iter(queue.listed(current_person, filters=queue.Filters(mine=True), rows=1).items), None)
    if place is None:
        flash(_("Nothing else waits for you."), "success")
        return redirect(url_for(".index"))
    return redirect(place.entry.address)


@bp.post("/claims/<source>/<int:key>")
@only("instructor")
def claim(source, key):
    """An open page renews its claim and hears who has it; with `over`, somebody takes it over on purpose."""
    entry = queue.entry(current_person, source, key) or abort(404)
    taken = claims.take_over if request.form.get("over") else claims.take
    held = taken(current_person, source, key)
    if "HX-Request" in request.headers:
        return render_template("queue/_claim.html", claim=held)
    if held.person_id == current_person.id:
        flash(_("You have it now. Whoever had it has to take it over again before they can decide it."), "success")
    return redirect(entry.address)


def _besides(person) -> list[Part]:
    return [found for source in queue.sources() if (found := source.beside(person))]
