"""Good practices in every state, and the jobs that sign the badges for them."""

import pytest

from academy import jobs, practices
from academy.db import db
from academy.jobs.models import Job
from academy.practices import content
from tests import factories

SOURCE = {"title": "Register of the sub-division", "url": "", "checked_on": "2026-11-20", "certainty": "official"}
SAID = {
    "title": "A desk at the gate",
    "situation": "People walked through four rooms before they knew where to go.",
    "action": "A clerk sat at the gate for an hour each morning and said where to go.",
    "evidence": "We counted for a month: 41 of 60 visitors needed one room instead of three.",
    "sources": [SOURCE],
    "consent": "nobody",
    "consent_note": "",
    "needs_time": "An hour a day",
    "needs_people": "One clerk",
    "needs_money": "None",
    "whom_to_ask": "The office of the sub-division",
    "country": "PK",
    "service_code": None,
    "use": "innovation",
    "triage": ["service_complaint"],
    "language": "en",
    "public": False,
}


def typed(practice, **changes):
    """The fields of the page where a practice is written, as a browser sends them."""
    said = SAID | changes
    sources = {
        f"sources-{number}-{name}": source[name]
        for number, source in enumerate(said["sources"])
        for name in content.SOURCE
    }
    plain = {name: said[name] or "" for name in content.FIELDS if name not in ("sources", "public")}
    return {**plain, **sources, **({"public": "y"} if said["public"] else {}), "version": practice.version}


def written(person, **changes):
    """A draft with words in it."""
    practice = practices.begin(person)
    practices.keep(practice, SAID | changes, practice.version)
    return practice


def submitted(person=None, **changes):
    practice = written(person or factories.learner(), **changes)
    practices.submit(practice, SAID | changes, practice.version)
    return practice


def approved(person=None, reviewer=None, **changes):
    practice = submitted(person, **changes)
    practices.approve(reviewer or factories.instructor(), practice, practice.version)
    return practice


def work(*kinds):
    """Do the jobs of these kinds that wait, in the transaction of the test."""
    db.session.commit()
    for job in db.session.query(Job).filter(Job.kind.in_(kinds), Job.state == "waiting").order_by(Job.id).all():
        jobs.run(job.id)
        assert job.state == "done", job.error
    db.session.expire_all()


@pytest.fixture
def ada(session):
    return factories.learner(
        name="Ada Karim", second_name="عائدہ کریم", second_script="ur", email="ada@example.org", service_code=None
    )


@pytest.fixture
def signed(ada):
    """A badge that is signed."""
    recognition = approved(ada, public=True).recognition
    work("recognition")
    return recognition
