"""Packs and drafts survive the coming of question banks; banks are gone where nothing knows them any more."""

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from academy import editions
from academy.db import db
from academy.editions.models import Edition, Publication, Release
from academy.studio import drafts
from academy.studio.models import Draft
from tests import factories

KEPT = (Edition, Publication, Release, Draft)


@pytest.fixture
def upgraded(bare):
    with bare.app_context():
        flask_migrate.upgrade()
        yield
        db.session.rollback()


def test_what_was_there_before_survives_up_and_down(upgraded):
    factories.rules(), factories.course("tiny")
    drafts.edit(factories.instructor(), editions.published("course", "tiny"))
    db.session.commit()
    before = rows()

    flask_migrate.downgrade(revision="0022")
    flask_migrate.upgrade()

    assert rows() == before
    assert [len(each) for each in before] == [2, 2, 2, 1]


def test_banks_go_and_what_cites_them_stays(upgraded):
    factories.rules(), factories.bank()
    course = factories.drawing()
    assert course.bank.slug == "testing"
    drafts.edit(factories.instructor(), course.bank)
    db.session.commit()

    flask_migrate.downgrade(revision="0022")
    with pytest.raises(sa.exc.IntegrityError, match="ck_publication_kind"):
        with db.engine.begin() as connection:
            connection.execute(
                sa.text(
                    "INSERT INTO publication (kind, slug, edition_id, published_at) VALUES ('bank', 'b', 1, '2026-01-01')"
                )
            )
    flask_migrate.upgrade()

    assert sorted(kind for kind, _slug in rows()[1]) == ["course", "rules"]
    assert db.session.scalars(sa.select(Edition.bank_id).where(Edition.kind == "course")).all() == [None]


def test_guards_and_constraints_are_as_the_models_say(upgraded):
    factories.rules()
    db.session.commit()
    with db.engine.connect() as connection:
        options = {"include_object": _is_of_packs, "compare_type": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), db.metadata)
        indexes = {each["name"]: each for each in sa.inspect(connection).get_indexes("draft")}
    assert differences == []
    assert "closed_at IS NULL" in str(next(iter(indexes["uq_draft_kind_slug_open"]["dialect_options"].values())))
    for statement in ("UPDATE edition SET title = 'x'", "DELETE FROM pack_release"):
        with pytest.raises(sa.exc.DatabaseError, match="append-only"):
            with db.engine.begin() as connection:
                connection.execute(sa.text(statement))


def _is_of_packs(thing, name, kind, reflected, other) -> bool:
    return (name if kind == "table" else thing.table.name) in {model.__tablename__ for model in KEPT}


def rows() -> list[list]:
    db.session.rollback()
    found = []
    for model in KEPT:
        columns = model.__table__.columns
        found.append(
            [tuple(row) for row in db.session.execute(sa.select(*columns).order_by(*model.__table__.primary_key))]
        )
    found[1] = [row[:2] for row in found[1]]
    db.session.rollback()
    return found
