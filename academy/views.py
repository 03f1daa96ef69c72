"""The start page, and the server's own state of health."""

import sqlalchemy as sa
from flask import Blueprint, jsonify, redirect, request, session

from academy import home, languages, migrations
from academy.access import current_person, public, signed_in
from academy.accounts.returning import safe_next
from academy.db import db
from academy.pages import page

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def index():
    """Where each role starts. Features provide the parts: the core does not know them."""
    return page(parts=home.parts_for(current_person))


@bp.post("/language")
@public
def language():
    """Remember the language that a visitor chose."""
    chosen = request.form.get("language", "")
    if chosen in languages.offered():
        session["language"] = chosen
        if current_person.is_authenticated:
            current_person.language = chosen
    return redirect(safe_next(request.form.get("next")))


@bp.get("/healthz")
@public
def healthz():
    """200 when the database answers and its migrations are those of this code, 503 otherwise."""
    head = migrations.known()[0]
    try:
        at, database = migrations.current(db.session.connection()), "ok"
    except sa.exc.SQLAlchemyError as error:
        at, database = None, type(error).__name__
    well = database == "ok" and at == head
    return jsonify(database=database, migration=at, head=head, ok=well), 200 if well else 503
