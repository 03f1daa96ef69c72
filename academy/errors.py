"""Error pages: what happened, and what to do next."""

from collections.abc import Callable

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError

from academy.access import current_person
from academy.accounts import returning
from academy.db import db
from academy.logs import log

_writers: dict[str, Callable[[HTTPException], Response]] = {}  # by what addresses begin with

PAGES = (400, 403, 404, 409, 413, 429, 500)


class Refused(HTTPException):
    """A request that was understood and cannot be done: the message is for the person, `typed` is kept on the page."""

    def __init__(self, code: int, message: str, typed: str = "", back: str = ""):
        super().__init__(message)
        self.code, self.typed, self.back = code, typed, back

    def ways(self) -> list[str]:
        """What the person can do; empty for what anybody can after this code."""
        return []


class LaunchRefused(Refused):
    """Whoever comes from a learning platform goes back there: they may have no other way in."""

    def ways(self):
        return [
            _("Go back to your learning platform and open the link again."),
            _("If it does not help, show this page to your instructor, or to whoever looks after the platform."),
        ]


def write_under(prefix: str, write: Callable[[HTTPException], Response]) -> None:
    """What is wrong at addresses that begin so is told by this function: no person reads it, but a program."""
    _writers[prefix] = write


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(CSRFError, _show_csrf)
    app.register_error_handler(Exception, _show_crash)


def _show(error: HTTPException):
    if error.code is None or error.code < 400:
        return error
    if write := _writer():
        return write(error)
    code = error.code if error.code in PAGES else 400 if error.code < 500 else 500
    refused = error if isinstance(error, Refused) else None
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=refused.description if refused else error.name), error.code
    response = error.get_response()
    response.content_type = "text/html; charset=utf-8"
    response.data = _page(code, refused) if refused else _page(code, typed=_typed())
    return response


def _show_csrf(error: CSRFError):
    """A form without a live session behind it: sign in first and what was typed is still there."""
    return _show(error) if current_person.is_authenticated else returning.ask_to_sign_in()


def _show_crash(error: Exception):
    log.exception("crashed", exc_info=error)
    if write := _writer():
        return write(InternalServerError())
    return _page(500, typed=_typed()), 500


def _writer() -> Callable[[HTTPException], Response] | None:
    return next((write for prefix, write in _writers.items() if request.path.startswith(prefix)), None)


def _page(code: int, refused: Refused | None = None, typed: str = "") -> str:
    given = {"message": "", "typed": typed, "back": "", "ways": []}
    if refused:
        given = {"message": refused.description, "typed": refused.typed, "back": refused.back, "ways": refused.ways()}
    try:
        db.session.rollback()
        return render_template(f"errors/{code}.html", **given)
    except SQLAlchemyError:
        # the database is gone, and with it whoever is signed in: the page is for anybody then
        g._login_user = current_app.login_manager.anonymous_user()
        return render_template(f"errors/{code}.html", **given)


def _typed() -> str:
    """The reply or text that was sent, so that it is not lost; empty when the form itself was the trouble."""
    try:
        return (request.form.get("reply") or request.form.get("text", "")).replace("\0", "")
    except HTTPException:
        return ""
