"""Saved views: looks at the register by name, for oneself or for all administrators."""

import sqlalchemy as sa
from flask import abort

from academy.access import current_person
from academy.db import db, once
from academy.records.models import RegisterView


def seen_by(person) -> list[RegisterView]:
    """A person's own and those that others share, by name."""
    query = sa.select(RegisterView).where((RegisterView.owner_id == person.id) | RegisterView.shared)
    query = query.options(sa.orm.joinedload(RegisterView.owner))
    return list(db.session.scalars(query.order_by(sa.func.lower(RegisterView.name), RegisterView.id)))


def own_or_404(view_id: int) -> RegisterView:
    """Only who made a view takes it away."""
    found = db.session.get(RegisterView, view_id)
    return found if found and found.owner_id == current_person.id else abort(404)


def save(person, name: str, filters: dict[str, str], columns: list[str], shared: bool) -> RegisterView:
    """Keep a look at the register; one of the person's by this name becomes this."""
    view, _new = once(
        lambda: db.session.scalar(sa.select(RegisterView).filter_by(owner_id=person.id, name=name)),
        lambda: RegisterView(owner_id=person.id, name=name, filters=filters, columns=columns, shared=shared),
    )
    view.filters, view.columns, view.shared = filters, columns, shared
    db.session.flush()
    return view


def remove(view: RegisterView) -> None:
    db.session.delete(view)
    db.session.flush()
