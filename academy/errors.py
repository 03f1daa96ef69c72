"""Error pages: what happened, and what to do next."""

from flask import Flask, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from academy.accounts import sessions
from academy.access import current_person
from academy.db import db

PAGES = (400, 403, 404, 409, 413, 429, 500)


class Refused(HTTPException):
    """A request that was understood and cannot be done: the message is for the person, `typed` is kept on the page."""

    def __init__(self, code: int, message: str, typed: str = "", back: str = ""):
        super().__init__(message)
        self.code, self.typed, self.back = code, typed, back


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(CSRFError, _show_csrf)
    app.register_error_handler(Exception, _show_crash)


def _show(error: HTTPException):
    if error.code is None or error.code < 400:
        return error
    code = error.code if error.code in PAGES else 400 if error.code < 500 else 500
    refused = error if isinstance(error, Refused) else None
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=refused.description if refused else error.name), error.code
    message = refused.description if refused else ""
    typed = refused.typed if refused else request.form.get("reply", "")
    html = render_template(f"errors/{code}.html", message=message, typed=typed, back=refused.back if refused else "")
    response = error.get_response()
    response.data, response.content_type = html, "text/html; charset=utf-8"
    return response


def _show_csrf(error: CSRFError):
    """A form without a live session behind it: sign in first and what was typed is still there."""
    return _show(error) if current_person.is_authenticated else sessions.ask_to_sign_in()


def _show_crash(error: Exception):
    from academy.logs import log

    db.session.rollback()
    log.exception("crashed", exc_info=error)
    return render_template("errors/500.html", message="", typed=request.form.get("reply", ""), back=""), 500
