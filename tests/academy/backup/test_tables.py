"""Nothing is forgotten: every table is in a backup, or is left out for a reason, and either database tells the same of it."""

import json

import pytest
import sqlalchemy as sa

from academy.backup import BackupTrouble, kinds, manifest, tables
from academy.db import db
from tests.rows import NESTED


@pytest.fixture
def described(session):
    return tables.described(session.connection())


def test_every_table_is_in_a_backup(described):
    assert set(described) == set(db.metadata.tables) - set(tables.LEFT_OUT)


def test_what_is_left_out_is_there_has_a_reason_and_nothing_refers_to_it(described):
    assert set(tables.LEFT_OUT) <= set(db.metadata.tables)
    assert all(tables.LEFT_OUT.values())
    referred = {key.column.table.name for table in described.values() for key in table.foreign_keys}
    assert not referred & set(tables.LEFT_OUT)


def test_what_is_emptied_is_there_and_may_be_empty():
    for table, column in tables.EMPTIED:
        assert db.metadata.tables[table].c[column].nullable


def test_the_database_describes_each_column_as_its_model_does(described):
    models = {name: dict(tables.columns(table)) for name, table in db.metadata.tables.items() if name in described}

    assert {name: dict(tables.columns(table)) for name, table in described.items()} == models


def test_every_table_has_a_key_to_put_its_rows_in_order(described):
    assert all(list(table.primary_key.columns) for table in described.values())


def test_names_of_tables_and_columns_are_such_as_a_manifest_has(described):
    for table in described.values():
        part = manifest.Part(name=table.name, size=0, sha256="0" * 64, columns=tuple(tables.columns(table)))
        assert len(part.columns) == len(table.columns)


def test_a_type_that_nobody_thought_of_is_said():
    with pytest.raises(BackupTrouble, match="is of a type that backups do not know"):
        kinds.kind_of(sa.Column("at", sa.Time))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ('{"b": 1, "a": [1.0, 2.50]}', '{"a": [1.0, 2.5], "b": 1}'),
        ("null", "null"),
        ('{"large": 1e+22}', '{"large": 10000000000000000000000}'),
        ("[-0.0, 1e-07, 0.30000000000000004]", "[0.0, 1e-07, 0.30000000000000004]"),
        ('"\\u0646\\u0627\\u0645"', '"\\u0646\\u0627\\u0645"'),
    ],
)
def test_json_has_one_form(text, same):
    assert kinds.canonical(text) == same


def test_json_in_that_form_is_what_the_database_gives_back(session):
    """Which for PostgreSQL means through its own numbers."""
    text = session.scalar(sa.select(sa.cast(sa.literal(NESTED, db.metadata.tables["job"].c.payload.type), sa.Text)))

    assert kinds.canonical(text) == kinds.canonical(json.dumps(NESTED))
