"""A stream of events: kept open for whoever listens, as JSON for whoever asks now and then."""

from flask import Blueprint, Response, abort, current_app, request

from academy import live
from academy.access import current_person, public, signed_in
from academy.db import begin_reading, db
from academy.input import LARGEST_KEY
from academy.live import frames, handover, sources
from academy.live.listening import Listener
from academy.live.sources import Source

STREAM = "text/event-stream"
RETRY = b"retry: 2000\n\n"
OPENING = 10  # frames with which a stream may begin; whoever is farther behind comes back for the rest
ASK_AGAIN = 30  # seconds

bp = Blueprint("live", __name__, url_prefix="/live")


@bp.get("/mine")
@signed_in
def mine():
    """The signed-in person's own events."""
    stream = live.of_person(current_person)
    return _answer(sources.of(stream), stream)


@bp.get("/<path:stream>")
@public
def stream(stream):
    """Events after `?after=N`, or after what the browser says it heard last; without either, what the stream shows now."""
    return _answer(sources.readable_or_404(stream), stream)


def _answer(source: Source, stream: str) -> Response:
    after = _after()
    if request.method == "GET" and request.accept_mimetypes.best == STREAM:
        return _listen(stream, 0 if after is None else after)
    return _show(source, stream, after)


def _after() -> int | None:
    for told in (request.headers.get("Last-Event-ID", ""), request.args.get("after", "")):
        if told.isascii() and told.isdigit():
            return min(int(told[:12]), LARGEST_KEY)
    return None


def _listen(stream: str, after: int) -> Response:
    hub = current_app.extensions["hub"]
    if not (handover.possible() and hub.has_room()):
        return Response(status=503, headers={"Retry-After": str(ASK_AGAIN)})
    newest = _newest_or_409(stream, after)
    messages = [RETRY]
    while after < newest and len(messages) <= OPENING:
        frame = frames.frame(stream, after)
        messages.append(frames.as_message(frame))
        after = frame["to"]
    opening = Response(b"".join(messages), mimetype=STREAM)
    opening.headers |= {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # nginx hands on what comes as it comes
    return opening if after < newest else handover.hand_over(hub, Listener(stream, after), opening)


def _show(source: Source, stream: str, after: int | None) -> Response:
    newest = _newest_or_409(stream, after or 0)
    if source.snapshot and (after is None or newest - after > frames.FAR):
        shown = _snapshot(source, stream)
    else:
        shown = frames.frame(stream, after or 0) | {"newest": newest}
    answer = Response(frames.as_text(shown), mimetype="application/json")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def _snapshot(source: Source, stream: str) -> dict:
    """What the stream shows, and the number of the last event in it: both of one moment."""
    db.session.rollback()
    begin_reading()
    to = live.newest(stream)
    return {"to": to, "newest": to, "snapshot": source.snapshot(stream)}


def _newest_or_409(stream: str, after: int) -> int:
    """Whoever has read what is not there yet looks at a page of another database, as of one before a backup was restored."""
    newest = live.newest(stream)
    if after > newest:
        abort(409)
    return newest
