"""What happened since a page last asked, as JSON for a short poll."""

from flask import Blueprint, jsonify, request

from academy import live
from academy.access import current_person, signed_in
from academy.input import LARGEST_KEY

bp = Blueprint("live", __name__, url_prefix="/live")


@bp.get("/mine")
@signed_in
def mine():
    """The signed-in person's own events after `?after=N`."""
    after = min(max(0, request.args.get("after", 0, type=int)), LARGEST_KEY)
    events = live.since(live.of_person(current_person), after)
    return jsonify(
        events=[{"number": event.number, "kind": event.kind, **event.data} for event in events],
        last=events[-1].number if events else after,
    )
