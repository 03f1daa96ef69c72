"""Sittings come with a migration, keep their turns as they are, and go with it."""

import flask_migrate
import pytest
import sqlalchemy as sa

from academy.db import db
from scenarios.sittings import planning, seats
from scenarios.sittings.models import Turn
from tests import factories

TABLES = {
    "sitting", "deed", "viewer", "whisper", "seat", "sitting_entry", "turn", "commitment", "helpful",
}  # fmt: skip


def tables():
    return set(sa.inspect(db.engine).get_table_names())


def test_sittings_are_let_in_and_taken_away(bare):
    with bare.app_context():
        flask_migrate.upgrade(revision="0027")
        assert not TABLES & tables()
        flask_migrate.upgrade()
        assert TABLES <= tables()
        sitting = planning.plan(factories.instructor(), factories.dialogue(), 60)
        seat = seats.join(sitting, factories.learner(), "lamps", "responder")
        db.session.add(
            Turn(sitting=sitting, seat=seat, number=1, second=0, action="statement", key="k", move=factories.Move(
                run=seat.run, number=1, minute=0, action="statement", reply="x"))
        )  # fmt: skip
        db.session.commit()
        for statement in ("UPDATE turn SET number = 2", "DELETE FROM turn"):
            with pytest.raises(sa.exc.DatabaseError, match="append-only"), db.engine.begin() as connection:
                connection.execute(sa.text(statement))
        db.session.remove()

        flask_migrate.downgrade(revision="0027")
        assert not TABLES & tables()
        flask_migrate.upgrade()
        assert TABLES <= tables()


WRONG = (
    "UPDATE sitting SET second = -1",
    "UPDATE sitting SET speed = 0",
    "UPDATE sitting SET running_since = '2026-01-01 00:00:00'",
    "UPDATE seat SET role = 'observer'",
    "UPDATE seat SET role = 'king'",
)


@pytest.mark.parametrize("statement", WRONG)
def test_the_database_refuses_what_cannot_be(session, statement):
    sitting = planning.plan(factories.instructor(), factories.dialogue(), 60)
    seats.join(sitting, factories.learner(), "lamps", "responder")
    session.flush()

    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.text(statement))
