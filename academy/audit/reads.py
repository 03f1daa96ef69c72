"""Who looked at whose data: noted once an hour for each reader, page and subject, so that the log stays readable."""

from flask import Flask, Response, current_app, g, request

from academy import clock
from academy.audit.models import AuditEntry
from academy.db import apart, db


class Recent:
    """What this process has noted within the hour. Another process may note the same once more: that does no harm, and
    asking the database would cost every page a query."""

    def __init__(self):
        self.clear()

    def clear(self) -> None:
        self._hour, self._noted = None, set()

    def knows(self, key: tuple) -> bool:
        hour = clock.now().replace(minute=0, second=0, microsecond=0)
        if hour != self._hour:
            self._hour, self._noted = hour, set()
        return key in self._noted

    def add(self, keys: list[tuple]) -> None:
        self._noted.update(keys)


def init_app(app: Flask) -> None:
    """To be called before the database is set up: what is read is noted after the commit of the request."""
    app.extensions["recent_reads"] = Recent()
    app.after_request(_note)


def read(action: str, subject=None) -> None:
    """Note that whoever is signed in is about to see personal data of others, unless the page is refused after all."""
    named = (subject.__tablename__, subject.id) if subject is not None else ("", None)
    g.setdefault("reads", []).append((g.person_id, action, *named))


def _note(response: Response) -> Response:
    """Before anything is sent, so that nobody sees what is not noted."""
    recent: Recent = current_app.extensions["recent_reads"]
    if response.status_code >= 400 or request.method not in ("GET", "HEAD"):
        return response
    if keys := [key for key in dict.fromkeys(g.get("reads", ())) if not recent.knows(key)]:
        with apart():
            db.session.add_all(_entry(*key) for key in keys)
        recent.add(keys)
    return response


def _entry(actor_id: int, action: str, subject_type: str, subject_id: int | None) -> AuditEntry:
    return AuditEntry(
        action=action, actor_id=actor_id, subject_type=subject_type, subject_id=subject_id, request_id=g.request_id
    )
