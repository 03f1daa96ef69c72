"""Dialogues come with a migration, and go with it."""

import re
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa

from academy.db import db
from academy.editions.models import Edition, Publication
from tests import factories

REFERENCE = Path(__file__).parents[2] / "docs" / "packs" / "dialogue.md"


def test_dialogues_are_let_in_and_taken_away(bare):
    text = re.search(r"```yaml\n(.*?)```", REFERENCE.read_text("utf-8"), re.DOTALL)[1]
    with bare.app_context():
        flask_migrate.upgrade()
        factories.rules()
        edition = factories.edition("two-windows", text)
        assert edition.kind == "dialogue"
        db.session.commit()
        for statement in ("UPDATE edition SET title = 'x'", "DELETE FROM pack_release"):
            with pytest.raises(sa.exc.DatabaseError, match="append-only"), db.engine.begin() as connection:
                connection.execute(sa.text(statement))

        flask_migrate.downgrade(revision="0026")
        with pytest.raises(sa.exc.IntegrityError, match="ck_publication_kind"), db.engine.begin() as connection:
            connection.execute(
                sa.text(
                    "INSERT INTO publication (kind, slug, edition_id, published_at) VALUES ('dialogue', 'd', 1, '2026-01-01')"
                )
            )
        flask_migrate.upgrade()

        db.session.rollback()
        assert db.session.scalars(sa.select(Edition.kind)).all() == ["rules"]
        assert db.session.scalars(sa.select(Publication.slug)).all() == ["land"]
        db.session.rollback()
