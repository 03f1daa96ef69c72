"""What two people, or two clicks, do at the same moment, on databases where two transactions really meet."""

import flask_migrate
import pytest
import sqlalchemy as sa

from academy import practices
from academy.accounts.models import Person
from academy.db import WRITES, db
from academy.practices.models import Practice, Recognition
from tests import databases, factories
from tests.conftest import application, database
from tests.rivals import at_once

from .conftest import SAID, submitted, written


@pytest.fixture(scope="module", params=databases.kinds())
def academy(request, tmp_path_factory):
    """An academy whose transactions are really committed."""
    with database(request.param, tmp_path_factory) as url:
        app = application(url, tmp_path_factory.mktemp("instance"))
        with app.app_context():
            flask_migrate.upgrade()
        yield app
        with app.app_context():
            db.engine.dispose()


def prepared(academy, make):
    """The number of what is made in a transaction of its own."""
    with academy.test_request_context():
        made = make()
        db.session.commit()
        return made.id


def inside(academy, act):
    """Do something in a request of its own that writes, and commit it; what it was refused by, if it was."""

    def done():
        with academy.test_request_context():
            db.session.connection(execution_options=WRITES)
            try:
                act()
            except (practices.Elsewhere, practices.Overtaken, practices.claims.Lost) as refusal:
                db.session.rollback()
                return type(refusal)
            db.session.commit()
            return None

    return done


def count(academy, model, **has):
    with academy.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model).filter_by(**has))


def test_two_clicks_begin_one_draft(academy):
    person = prepared(academy, factories.learner)

    def begin():
        practices.begin(db.session.get(Person, person))

    assert at_once(inside(academy, begin), inside(academy, begin)) == [None, None]
    assert count(academy, Practice, contributor_id=person) == 1


def test_of_two_texts_one_is_kept_and_the_other_is_refused(academy):
    number = prepared(academy, lambda: written(factories.learner()))

    def keep(title):
        return inside(academy, lambda: practices.keep(db.session.get(Practice, number), SAID | {"title": title}, 1))

    assert sorted(at_once(keep("At the desk"), keep("On the telephone")), key=str) == [practices.Elsewhere, None]


def test_two_clicks_approve_once_and_recognise_once(academy):
    number, reviewer = prepared(academy, lambda: submitted(factories.learner())), prepared(
        academy, factories.administrator
    )

    def approve():
        practices.approve(db.session.get(Person, reviewer), db.session.get(Practice, number), 2)

    assert at_once(inside(academy, approve), inside(academy, approve)) == [None, None]
    assert count(academy, Recognition, practice_id=number) == 1


def test_of_an_approval_and_a_return_one_wins_and_the_other_hears_of_it(academy):
    number = prepared(academy, lambda: submitted(factories.learner()))
    first, second = (prepared(academy, factories.administrator) for _ in range(2))

    def approve():
        practices.approve(db.session.get(Person, first), db.session.get(Practice, number), 2)

    def give_back():
        practices.give_back(db.session.get(Person, second), db.session.get(Practice, number), "Who counted?", 2)

    given = at_once(inside(academy, approve), inside(academy, give_back))
    assert sorted(given, key=str) == [practices.Overtaken, None]
