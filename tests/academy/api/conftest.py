"""Records to read, tokens to read them with, and a client that sends nothing else."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from academy import certificates, clock, cohorts, editions, records
from academy.accounts import service_groups
from academy.api import tokens
from tests import factories

LISTS = ("people", "completions", "results", "certificates")


class Reader:
    """A program with a token."""

    def __init__(self, client, token):
        self.client, self.token = client, token

    def get(self, path, headers=(), **asked):
        headers = {"Authorization": f"Bearer {self.token}", **dict(headers)}
        return self.client.get(f"/api/v1/{path}" + (f"?{urlencode(asked)}" if asked else ""), headers=headers)

    def items(self, path, **asked):
        answer = self.get(path, **asked)
        assert answer.status_code == 200, answer.text
        return answer.json["items"]

    def all(self, path, between=lambda: None, **asked):
        """All items, page by page, by the links; something may happen between two pages."""
        answer, found = self.get(path, **asked), []
        while True:
            found += answer.json["items"]
            if "Link" not in answer.headers:
                assert answer.json["next"] is None
                return found
            between()
            path = answer.headers["Link"].split("/api/v1/")[1].split(">")[0]
            answer = self.get(path)


def made(scopes=tokens.SCOPES, cohort=None, maker=None, days=30):
    """A new token and its row."""
    maker = maker or factories.administrator()
    ends = clock.now() + timedelta(days=days)
    return tokens.make(maker, tokens.new_key(), "Personnel system", list(scopes), cohort, ends)


@pytest.fixture
def reader(client, session):
    """Makes a program with a token of these scopes."""

    def reader(*scopes, cohort=None):
        given = [f"read:{scope}" for scope in scopes] or tokens.SCOPES
        client.delete_cookie("session")
        return Reader(client, made(given, cohort)[0])

    return reader


@pytest.fixture
def books(session):
    return fill()


def fill():
    """Two cohorts with a learner of each status; Dina has a certificate. Gives what there is by name."""
    service_groups.add_missing()
    factories.course("tiny")
    dina = factories.learner(name="Dina Done", service_code="PAS", personal_number="007")
    wasim = factories.learner(name="Wasim Waiting", second_name="واسم", second_script="ur")
    nadia = factories.learner(name="Nadia New")
    first, second = factories.cohort(dina, nadia), factories.cohort(wasim)
    for batch in (first, second):
        cohorts.assign(None, batch, "tiny")
    done, waiting = factories.started(dina), factories.started(wasim)
    attempt(done, 1), attempt(done, 2, score=90, passed=True)
    attempt(waiting, 1, provisional=True)
    records.complete(done, 90)
    certificate = certificates.issue(done, factories.AWARD)
    return {
        "dina": dina, "wasim": wasim, "nadia": nadia, "first": first, "second": second, "done": done, "waiting": waiting,
        "certificate": certificate,
    }  # fmt: skip


def attempt(enrolment, number, score=50, passed=False, **more):
    edition = editions.published("course", "tiny")
    return records.record(enrolment, "quiz/check", attempt=number, edition=edition, score=score, passed=passed, **more)


def is_problem(answer, status):
    """Whether a refusal is as RFC 9457 has it; gives it."""
    problem = json.loads(answer.data)
    assert answer.status_code == problem["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["request_id"] == answer.headers["X-Request-ID"]
    return problem
