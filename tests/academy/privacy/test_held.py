"""Nothing that is kept of people is forgotten: every table and every column of the schema is spoken of."""

import sqlalchemy as sa

from academy.db import db
from academy.privacy import holdings
from academy.privacy.holdings import GONE

WORDY = (sa.String, sa.JSON, sa.LargeBinary, sa.Uuid)


def listing(heading, lines):
    return "\n  ".join([heading, *lines])


def held():
    """The holdings of each table, by its name."""
    found = {}
    for holding in holdings.all_held():
        found.setdefault(holding.table.name, []).append(holding)
    return found


def test_every_table_is_held_or_set_aside_with_a_reason(app):
    silent = set(db.metadata.tables) - set(held()) - set(holdings.set_aside())

    assert not silent, listing(
        "say in the feature's personal.py what these keep of people (academy.privacy.holdings):", silent
    )


def test_no_table_is_held_and_set_aside(app):
    assert not set(held()) & set(holdings.set_aside())
    assert all(holdings.set_aside().values())


def test_every_key_that_points_at_a_person_leads_to_what_is_theirs_or_says_who_acted(app):
    ends = {str(each.whose[-1]) for each in holdings.all_held() if not callable(each.whose)}
    pointing = {
        str(column)
        for table in db.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if str(key.column) == "person.id"
    }

    silent = pointing - ends - set(holdings.acts())
    assert not silent, listing("hold the rows that these columns lead to, or say only_acts:", sorted(silent))


def test_no_table_that_is_set_aside_leads_to_a_person(app):
    """But by who did something as staff."""
    leading, grown = {"person"}, True
    while grown:
        found = {table.name for table in db.metadata.sorted_tables if leads(table, leading)}
        grown, leading = not found <= leading, leading | found

    assert not leading & set(holdings.set_aside()), "these lead to a person: hold their rows"


def leads(table, to):
    """Whether a key of the table points at one of these tables, and does not say who acted."""
    return any(
        key.column.table.name in to
        for column in table.columns
        for key in column.foreign_keys
        if str(column) not in holdings.acts()
    )


def test_every_column_with_words_in_it_is_emptied_or_kept_for_a_reason(app):
    silent = []
    for name, holdings_of_it in held().items():
        own = [each for each in holdings_of_it if each.theirs] or holdings_of_it
        if any(each.erases is GONE for each in own):
            continue
        said = set().union(*(set(each.erases) | each.keeps for each in own if each.erases is not GONE))
        table = own[0].table
        silent += [f"{name}.{column.name}" for column in table.c if wordy(column) and column.name not in said]

    assert not silent, listing("say in `erases` what becomes of these, or name them in `keeps`:", silent)


def wordy(column):
    kind = getattr(column.type, "impl", column.type)
    return isinstance(kind, WORDY) and not column.primary_key and not column.foreign_keys


def test_what_is_said_of_columns_is_of_columns_that_there_are(app):
    wrong = [
        f"{each.table.name}.{name}"
        for each in holdings.all_held()
        for name in {*(each.erases or ()), *each.keeps, *each.hides, *each.files}
        if name not in each.table.c
    ]

    assert not wrong


def test_what_stays_stays_for_a_reason_that_people_are_told(app):
    with app.test_request_context():
        silent = [each.kind for each in holdings.all_held() if each.erases is not GONE and each.theirs and not each.why]

    assert not silent, listing("say `why` something stays:", silent)


def test_each_kind_has_a_name_of_its_own(app):
    kinds = [each.kind for each in holdings.all_held()]

    assert len(kinds) == len(set(kinds))
