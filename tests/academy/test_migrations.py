"""Migrations: from nothing to the models and back, with the triggers that keep the database true to its word."""

import flask_migrate
import pytest
import sqlalchemy as sa

from academy.db import db

APPEND_ONLY = {
    "audit_entry",
    "edition",
    "edition_file",
    "result",
    "move",
    "grade",
    "turn",
    "review",
    "sample",
    "blind_mark",
    "regrade",
    "regraded_run",
    "certificate_design_edition",
    "certificate_design_image",
    "pack_release",
    "task_mark",
    "audit_chain",
    "audit_witness",
}
KEPT = {"reply_comment", "certificate", "task_submission", "audit_head", "recognition"}
UNCHANGED = {"audit_values"}
FORWARDS = {"audit_head"}
CLOSED = {"task_submission"}
EMPTIED = {
    "move",
    "grade",
    "regrade",
    "review",
    "result",
    "task_mark",
    "certificate",
    "reply_comment",
    "appeal",
    "task_submission",
    "recognition",
}
WRITTEN_ONCE = {
    "recognition": {
        "serial",
        "practice_id",
        "person_id",
        "fields",
        "key_id",
        "credential",
        "issued_at",
        "revoked_at",
        "erased_at",
    },
    "certificate": {
        "serial",
        "person_id",
        "fields",
        "document",
        "document_digest",
        "issued_at",
        "revoked_at",
        "design_id",
        "supersedes_id",
        "basis",
        "valid_until",
        "key_id",
        "seal",
        "credential",
        "superseded_at",
        "erased_at",
    },
    "reply_comment": {
        "move_id",
        "author_id",
        "start",
        "stop",
        "text",
        "made_at",
        "replaces_id",
        "withdrawn_at",
        "withdrawn_by_id",
    },
    "appeal": {"grade_id", "reason", "review_id", "answer"},
    "refit": {"base", "weights", "effect", "decided_at", "decided_by_id"},
    "regrading": {"grader", "reason", "effect", "decided_at", "decided_by_id"},
    "task_submission": {"submitted_at", "marked_at"},
}
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def test_an_empty_database_is_migrated_and_taken_back(bare):
    with bare.app_context():
        flask_migrate.upgrade()
        made = tables()
        flask_migrate.downgrade(revision="base")

        assert made == set(db.metadata.tables)
        assert tables() == set()
        flask_migrate.upgrade()
        assert tables() == made


def test_migrating_again_changes_nothing(lasting):
    with lasting.app_context():
        flask_migrate.upgrade()

        assert tables() == set(db.metadata.tables)


def tables():
    return set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_every_promise_has_its_trigger(session):
    there = set(session.scalars(sa.text(TRIGGERS[session.connection().dialect.name])))

    promised = {f"{table}_no_{event}" for table in APPEND_ONLY for event in ("update", "delete")}
    promised |= {f"{table}_no_delete" for table in KEPT}
    promised |= {f"{table}_no_update" for table in UNCHANGED}
    promised |= {f"{table}_forwards" for table in FORWARDS}
    promised |= {f"{table}_closed" for table in CLOSED}
    promised |= {f"{table}_emptied" for table in EMPTIED}
    promised |= {f"{table}_{column}_once" for table, columns in WRITTEN_ONCE.items() for column in columns}
    assert there == promised


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
def test_what_is_append_only_is_a_table_that_there_is(table):
    assert table in db.metadata.tables
