"""The lists of the API: what each is called, who may read it, what may be asked, and what it reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel

from academy.accounts.models import Person
from academy.api import queries, questions, shapes
from academy.certificates.models import Certificate
from academy.records.models import Enrolment, Result


@dataclass(frozen=True)
class Resource:
    """`key` orders a list and never changes; `id` is the field, and the column, by which one row is asked for. `action` is
    what the audit log calls a read."""

    name: str
    label: Any
    meaning: str
    shape: type[BaseModel]
    question: type[questions.Question]
    query: Callable[[Any, int | None], sa.Select]
    key: Any
    id: str
    id_column: Any
    action: str

    @property
    def scope(self) -> str:
        return f"read:{self.name}"

    @property
    def page(self) -> type[BaseModel]:
        return PAGES[self.name]


PEOPLE = Resource(
    "people", _l("People"), "Learners.", shapes.Person, questions.OfPeople, queries.people,
    Person.id, "person_id", Person.id, "api.people_read",
)  # fmt: skip
COMPLETIONS = Resource(
    "completions", _l("Completions"), "The register: a row for each learner and course, completed or not.",
    shapes.Completion, questions.OfCompletions, queries.completions,
    Enrolment.id, "enrolment_id", Enrolment.id, "api.completions_read",
)  # fmt: skip
RESULTS = Resource(
    "results", _l("Results"), "What each attempt at an activity came to, with every revision.",
    shapes.Result, questions.OfResults, queries.results,
    Result.id, "result_id", Result.id, "api.results_read",
)  # fmt: skip
CERTIFICATES = Resource(
    "certificates", _l("Certificates"), "Certificates, whatever became of them.",
    shapes.Certificate, questions.OfCertificates, queries.certificates,
    Certificate.id, "certificate", Certificate.serial, "api.certificates_read",
)  # fmt: skip
ALL = (PEOPLE, COMPLETIONS, RESULTS, CERTIFICATES)
PAGES = {each.name: shapes.page_of(each.shape) for each in ALL}
