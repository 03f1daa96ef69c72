"""Frames: everything new of a stream in one message, `{from, to, events}`, as a page gets it by any way."""

import json
from collections.abc import Sequence
from datetime import UTC

from academy import live
from academy.live.models import LiveEvent

FAR = 2000  # events behind: from here on a snapshot is less than what came meanwhile


def frame(stream: str, after: int) -> dict:
    """What came after an event, or the first `live.MOST` of it; `to` is `after` when nothing did."""
    return put_together(after, [said(event) for event in live.since(stream, after)])


def said(event: LiveEvent) -> dict:
    at = event.at.astimezone(UTC).isoformat(timespec="milliseconds")
    return {"number": event.number, "kind": event.kind, "at": at, "data": event.data}


def put_together(after: int, events: Sequence[dict]) -> dict:
    """The frame of events that follow the one numbered `after`."""
    return {"from": after + 1, "to": events[-1]["number"] if events else after, "events": events}


def as_text(frame: dict) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def as_message(frame: dict) -> bytes:
    """As server-sent event. JSON has no line breaks in it, so this is one line."""
    return f"id: {frame['to']}\ndata: {as_text(frame)}\n\n".encode()
