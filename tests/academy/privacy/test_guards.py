"""What is only ever added, or written once, can be emptied while an erasure is on record, and nothing else can be changed."""

import re

import pytest
import sqlalchemy as sa

from academy.db import db
from academy.privacy import emptying, holdings
from academy.privacy.models import Erasure
from tests.academy.privacy import filled

EMPTIED = (
    {  # what stands in a column once it is emptied; those of JSON are emptied in parts, by what their holding says
        "move": {"reply": ""},
        "grade": {"detail": None},
        "regrade": {"detail": None},
        "review": {"reasons": None},
        "result": {"evidence": None},
        "task_mark": {"comment": "", "comments": [], "reason": "–"},
        "certificate": {"fields": None, "document": b"", "seal": None, "credential": None, "basis": None},
        "reply_comment": {"text": ""},
        "appeal": {"reason": "", "answer": ""},
        "task_submission": {"text": ""},
    }
)
# These may change at any time, or are written once and empty so far.
FREE = {
    "task_submission": {"activity", "number", "enrolment_id", "started_at", "saved_at", "marked_at", "waits", "id"},
    "certificate": {
        "id", "enrolment_id", "edition_id", "course", "revoked_reason", "superseded_reason", "revoked_at", "superseded_at",
        "design_id", "supersedes_id", "erased_at", "updated_at", "key_id", "basis", "valid_until", "seal", "credential",
    },
    "reply_comment": {"id", "replaces_id", "withdrawn_at", "withdrawn_by_id"},
    "appeal": {"id", "made_at"},
}  # fmt: skip
TABLES = sorted(EMPTIED)


@pytest.fixture
def somebody(session):
    return filled.person(session)


def refused(statement) -> str:
    """In which words the database refuses it; "" if it does not."""
    try:
        with db.session.begin_nested():
            db.session.execute(statement)
    except sa.exc.DatabaseError as error:
        return re.sub(r"\s.*CONTEXT.*", "", str(error.orig).splitlines()[0])
    return ""


def holding_of(table):
    return next(each for each in holdings.all_held() if each.table is table and each.erases and each.theirs)


def emptied(table):
    """The columns of its row as an erasure leaves them."""
    row = db.session.execute(sa.select(table)).one()
    values = holding_of(table).erases
    return {name: values[name](row) if callable(values[name]) else values[name] for name in EMPTIED[table.name]}


@pytest.mark.parametrize("name", TABLES)
def test_nothing_is_emptied_unless_an_erasure_is_on_record(somebody, name):
    table = db.metadata.tables[name]

    for column, value in emptied(table).items():
        assert refused(sa.update(table).values({column: value})) in (
            f"{name} is emptied by erasures only", f"{name} is append-only",
        ), column  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_while_one_is_on_record_texts_are_emptied(somebody, name):
    table = db.metadata.tables[name]
    db.session.add(Erasure())
    db.session.flush()

    for column, value in emptied(table).items():
        assert refused(sa.update(table).values({column: value})) == "", column


@pytest.mark.parametrize("name", TABLES)
def test_and_nothing_else_is_changed(somebody, name):
    """No other column, and no text into another one."""
    table = db.metadata.tables[name]
    db.session.add(Erasure())
    db.session.flush()
    row = db.session.execute(sa.select(table)).one()

    free = FREE.get(name, {"id"})
    changed = [column.name for column in table.c if column.name not in free and not refused(other(table, column, row))]
    assert changed == []


@pytest.mark.parametrize("name", ["grade", "regrade"])
def test_of_a_grade_the_words_go_and_no_level_changes(somebody, name):
    table = db.metadata.tables[name]
    db.session.add(Erasure())
    db.session.flush()
    detail = db.session.execute(sa.select(table.c.detail)).scalar_one()
    clarity = {**detail["criteria"]["clarity"], "level": 2}

    for wrong in (
        {**detail, "score": 99.0},
        {**detail, "found": [], "passed": True},
        {**detail, "criteria": {**detail["criteria"], "clarity": clarity}},
        {**detail, "criteria": {}},
        {"found": []},
        {**detail, "more": ""},
    ):
        assert refused(sa.update(table).values(detail=wrong)) == f"{name} is append-only"


@pytest.mark.parametrize("name", [name for name in TABLES if name != "appeal"])  # which nothing ever deletes
def test_no_row_of_these_is_deleted(somebody, name):
    table = db.metadata.tables[name]
    db.session.add(Erasure())
    db.session.flush()

    assert refused(sa.delete(table)) in (f"{name} is append-only", f"{name} is never deleted")


def other(table, column, row):
    """To give a column another value of its kind."""
    value, kind = row._mapping[column], getattr(column.type, "impl", column.type)
    if isinstance(kind, sa.JSON):
        new = {"other": 1}
    elif isinstance(kind, sa.LargeBinary):
        new = b"other"
    elif isinstance(kind, sa.DateTime):
        new = sa.func.current_timestamp() if value else sa.func.current_timestamp()
    elif isinstance(kind, sa.Boolean):
        new = not value
    elif isinstance(kind, sa.Date):
        new = sa.func.current_date()
    else:
        new = "other" if isinstance(kind, sa.String) else (value or 0) + 1
    return sa.update(table).values({column.name: new})


def test_emptying_goes_through(somebody):
    db.session.add(Erasure())
    db.session.flush()

    for name in TABLES:
        holding = holding_of(db.metadata.tables[name])
        assert emptying.empty(holding, holdings.keys_of(holding, somebody)) == 1
