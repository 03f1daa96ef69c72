"""What was written before erasures were possible stays as it was, and can be emptied."""

import flask_migrate
import sqlalchemy as sa

from academy.accounts.models import Person
from academy.db import db
from academy.privacy import erasing
from academy.privacy.models import Erasure
from scenarios.models import Move
from tests import factories


def test_rows_survive_up_and_down_and_can_be_emptied(bare):
    with bare.app_context():
        flask_migrate.upgrade()
        person = factories.learner(name="Zarnab Nuri")
        run = factories.run(person)
        factories.move(run, reply="Words of then.")
        factories.certificate(person)
        db.session.commit()
        person_id, before = person.id, words()

        flask_migrate.downgrade(revision="0018")
        assert refused("UPDATE move SET reply = ''")
        flask_migrate.upgrade()

        assert words() == before
        assert refused("UPDATE move SET reply = ''")
        db.session.add(Erasure(person_id=person_id))
        erasing.erase(db.session.get(Person, person_id))
        db.session.commit()
        assert words() == [""]


def words():
    found = list(db.session.scalars(sa.select(Move.reply)))
    db.session.rollback()
    return found


def refused(statement) -> str:
    try:
        with db.engine.connect() as connection:
            connection.execute(sa.text(statement))
            connection.rollback()
    except sa.exc.DatabaseError as error:
        return str(error.orig)
    return ""
