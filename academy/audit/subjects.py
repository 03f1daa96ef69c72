"""What entries are about, and who did it, as names and addresses: in a query for each kind of thing, never one for each entry."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy.db import db

NOUNS = {  # by the name of the table
    "api_token": _l("token of the records API"),
    "appeal": _l("appeal"),
    "certificate": _l("certificate"),
    "certificate_design": _l("design"),
    "certificate_design_edition": _l("edition of a design"),
    "cmi5_platform": _l("platform by cmi5"),
    "cohort": _l("cohort"),
    "commitment": _l("commitment"),
    "draft": _l("draft"),
    "edition": _l("edition"),
    "enrolment": _l("enrolment"),
    "grade": _l("grade"),
    "job": _l("job"),
    "lti_context": _l("course of a learning platform"),
    "lti_invitation": _l("invitation of a learning platform"),
    "lti_registration": _l("learning platform"),
    "person": _l("person"),
    "practice": _l("good practice"),
    "recognition": _l("badge"),
    "refit": _l("refit"),
    "regrading": _l("regrading"),
    "reply_comment": _l("comment"),
    "review_batch": _l("batch of judgements"),
    "review_phrase": _l("phrase"),
    "roll": _l("file of people"),
    "run": _l("run"),
    "sample": _l("text"),
    "sitting": _l("live dialogue"),
    "task_submission": _l("task"),
    "xapi_outlet": _l("record store"),
}
NAMING = ("name", "title", "serial", "slug")  # the first of these columns that a table has is what its rows are called
PAGES = {
    "person": ("people.show", "person_id"),
    "cohort": ("cohorts.show", "cohort_id"),
    "certificate_design": ("designs.show", "design_id"),
    "lti_registration": ("lti_platforms.show", "registration_id"),
    "job": ("jobs.show", "job_id"),
    "roll": ("roll.show", "roll_id"),
    "draft": ("studio.show", "draft_id"),
    "practice": ("practices.show", "practice_id"),
}

Key = tuple[str, int | None]


class Subject(NamedTuple):
    """`name` is "" where the thing has none, or is gone."""

    noun: Any
    number: int | None
    name: str
    url: str

    def __str__(self):
        if self.number is None:
            return _("nothing in particular")
        return (
            f"{self.noun} {self.name}"
            if self.name
            else _("%(noun)s number %(number)s", noun=self.noun, number=self.number)
        )


def named(keys: Iterable[Key]) -> dict[Key, Subject]:
    by_table = defaultdict(set)
    for table, number in keys:
        by_table[table].add(number)
    return {(table, number): each for table, numbers in by_table.items() for number, each in _named(table, numbers)}


def _named(table: str, numbers: set):
    names = _names(table, numbers - {None})
    for number in numbers:
        name = names.get(number, "")
        yield number, Subject(
            NOUNS.get(table, table), number, name, _address(table, number, name) if number in names else ""
        )


def _names(table: str, numbers: set[int]) -> dict[int, str]:
    """Of the rows that are still there; "" for those of a table without names."""
    known = db.metadata.tables.get(table)
    if known is None or not numbers:
        return {}
    column = next((known.c[name] for name in NAMING if name in known.c), sa.literal(""))
    return {
        number: name or ""
        for number, name in db.session.execute(sa.select(known.c.id, column).where(known.c.id.in_(numbers)))
    }


def _address(table: str, number: int, name: str) -> str:
    if table == "certificate":
        return url_for("certificates.show", serial=name)
    if table not in PAGES:
        return ""
    endpoint, argument = PAGES[table]
    return url_for(endpoint, **{argument: number})
