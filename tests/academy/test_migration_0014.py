"""People keep what they have when sessions become rows, and come back with keys that nobody has."""

import flask_migrate
import sqlalchemy as sa

from academy.db import db

PEOPLE = 300
COLUMNS = "email, name, second_name, second_script, role, personal_number, language, session_key, active, anonymous, demo, created_at"
ROW = ":email, 'Somebody', '', '', 'learner', '007', '', 'an old key', true, false, false, '2026-01-01 00:00:00+00:00'"


def test_people_survive_the_way_there_and_back(bare):
    with bare.app_context():
        flask_migrate.upgrade(revision="0013")
        rows = [{"email": f"p{number}@example.org"} for number in range(PEOPLE)]
        db.session.execute(sa.text(f"INSERT INTO person ({COLUMNS}) VALUES ({ROW})"), rows)
        db.session.commit()
        before = known()

        flask_migrate.upgrade(revision="0014")
        there = known()
        flask_migrate.downgrade(revision="0013")
        keys = set(db.session.scalars(sa.text("SELECT session_key FROM person")))
        db.session.rollback()

        assert before == there == known()
        assert len(before) == PEOPLE == len(keys)
        assert {len(key) for key in keys} == {32}
        flask_migrate.upgrade(revision="0014")


def known():
    found = db.session.execute(
        sa.text("SELECT id, email, name, role, personal_number, active FROM person ORDER BY id")
    ).all()
    db.session.rollback()
    return found
