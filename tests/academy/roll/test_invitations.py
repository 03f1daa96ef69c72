"""Invitations: a link to set the first password, by mail, once."""

import re

from academy import addresses
from academy.accounts import passwords, people
from academy.accounts.models import Person
from academy.db import db
from academy.jobs.models import Job
from academy.roll import invitations
from tests import factories, pages
from tests.academy.roll.conftest import run_jobs

LIST = "email,name,language\nada@invited.example,Ada Karim,\nbea@invited.example,Bea Noor,ur\n"


def letters():
    return [job.payload for job in db.session.query(Job).filter_by(kind="mail", state="waiting").order_by(Job.id)]


def test_whoever_is_imported_can_be_invited_and_sets_a_password(app, office, imported, session):
    address = imported(LIST, invites="y")
    run_jobs("people.invite")

    ada = next(letter for letter in letters() if letter["to"] == "ada@invited.example")
    link = re.search(r"http\S+/accounts/set-password/\S+", ada["body"])[0].removeprefix(
        addresses.to("home.index").rstrip("/")
    )
    shown = pages.opened(office, address).words
    browser = app.test_client()
    browser.post(link, data={"password": "a rather long one", "again": "a rather long one"})

    assert {letter["to"] for letter in letters()} == {"ada@invited.example", "bea@invited.example"}
    assert "0 invitations were sent, 2 are on their way" in shown
    assert "for 7 days" in ada["body"]
    assert passwords.fits(people.by_email("ada@invited.example"), "a rather long one")


def test_nobody_is_invited_twice_unless_it_is_asked_for(session, nasreen):
    ada = factories.learner(email="ada@invited.example")
    for again in (False, False, True):
        invitations.send(nasreen, [ada.id], again=again)
        run_jobs("people.invite")

    assert len([letter for letter in letters() if letter["to"] == ada.email]) == 2
    assert ada.invited_at is not None


def test_who_cannot_set_a_first_password_is_not_invited(session, nasreen):
    away, without = factories.learner(active=False), factories.learner(email=None)
    known = factories.learner()
    passwords.put(known, "four unrelated words do")

    invitations.send(nasreen, [away.id, without.id, known.id])
    run_jobs("people.invite")

    assert letters() == []
    assert session.query(Job).filter_by(kind="people.invite").one().result == {"sent": 0, "left": 3}
    assert session.query(Person).filter(Person.invited_at.is_not(None)).count() == 0


def test_what_becomes_of_them_is_counted(session, nasreen):
    everyone = [factories.learner(email=f"p{number}@invited.example").id for number in range(3)]
    job_id = invitations.send(nasreen, everyone).id
    run_jobs("people.invite")
    for job, state in zip(session.query(Job).filter_by(kind="mail"), ("done", "failed"), strict=False):
        job.state, job.finished_at = state, job.created_at
    session.flush()

    assert invitations.became(session.get(Job, job_id)) == (1, 1, 1)
