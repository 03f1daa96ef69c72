"""An erasure from the request of an administrator to the log that outlives a backup."""

import json

import pytest
import sqlalchemy as sa

from werkzeug.exceptions import Forbidden

from academy import certificates, clock, jobs
from academy.accounts.models import Person
from academy.audit.models import AuditEntry
from academy.audit.verification import Verification
from academy.cohorts.models import Accommodation
from academy.db import db
from academy.jobs import results
from academy.jobs.models import Job
from academy.privacy import erasures, exporting
from academy.privacy.models import Erasure
from tests import factories
from tests.academy.privacy.filled import text_of


@pytest.fixture
def erased(nasreen, zarnab, work):
    erasures.ask(nasreen, zarnab, "She asked for it.")
    work("erase-person")
    return zarnab


def noted(action):
    return db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action)).all()


def test_an_administrator_has_somebody_erased(office, zarnab, work):
    shown = office.get(f"/privacy/people/{zarnab.id}/erase")
    assert "What was done and written in scenarios" in shown.text and "is emptied" in shown.text

    answer = office.post(
        f"/privacy/people/{zarnab.id}/erase", data={"reason": "She asked for it.", "confirmation": f" {zarnab.id} "}
    )
    work("erase-person")

    assert answer.status_code == 302
    assert zarnab.name == f"Erased person {zarnab.id}"
    assert "She asked for it." in [entry.reason for entry in noted("person.erasure_asked")]
    assert "moves: 1" in noted("person.erased")[0].reason
    assert "This person was erased" in office.get(f"/privacy/people/{zarnab.id}").text


@pytest.mark.parametrize("wrong", [{"confirmation": "1x"}, {"reason": " "}, {"confirmation": ""}])
def test_nobody_is_erased_by_mistake(office, zarnab, wrong):
    given = {"reason": "She asked for it.", "confirmation": str(zarnab.id), **wrong}

    answer = office.post(f"/privacy/people/{zarnab.id}/erase", data=given)

    assert answer.status_code == 400
    assert db.session.scalar(sa.select(sa.func.count(Erasure.id))) == 0
    assert (wrong.get("reason") or "She asked for it.").strip() in text_of(answer)


def test_nobody_erases_themselves(office, nasreen):
    answer = office.post(f"/privacy/people/{nasreen.id}/erase", data={"reason": "x", "confirmation": str(nasreen.id)})

    assert answer.status_code == 409 and nasreen.active


def test_nobody_else_sees_or_does_it(client, zarnab):
    for role in ("learner", "instructor"):
        signed_in = client.sign_in(factories.person(role))
        assert signed_in.get(f"/privacy/people/{zarnab.id}").status_code == 403
        assert signed_in.post(f"/privacy/people/{zarnab.id}/erase").status_code == 403
        assert signed_in.get("/privacy/").status_code == 403


def test_from_the_moment_it_is_asked_they_cannot_sign_in(client, nasreen, zarnab):
    client.sign_in(zarnab)
    erasures.ask(nasreen, zarnab, "She asked for it.")

    assert client.get("/").status_code == 302
    assert not zarnab.active and not zarnab.erased_at


def test_to_ask_twice_is_to_ask_once(nasreen, zarnab):
    first, second = (erasures.ask(nasreen, zarnab, "She asked for it.") for _ in range(2))

    assert first is second
    assert len(noted("person.erasure_asked")) == 1


def test_a_worker_that_was_lost_leaves_nothing_half_done(nasreen, zarnab, work, monkeypatch):
    erasures.ask(nasreen, zarnab, "She asked for it.")
    monkeypatch.setattr(erasures, "_remember", lambda entry: 1 / 0)  # at the very end
    work("erase-person")
    assert (zarnab.name, zarnab.erased_at) == ("Zarnab Nuri", None)

    monkeypatch.undo()
    db.session.execute(sa.update(Job).where(Job.kind == "erase-person").values(not_before=sa.func.current_timestamp()))
    job = db.session.scalars(sa.select(Job).where(Job.kind == "erase-person")).one()
    job.not_before = job.created_at
    work("erase-person")

    assert zarnab.erased_at


def test_the_log_verifies_after_it(nasreen, zarnab, work):
    db.session.commit()
    erasures.ask(nasreen, zarnab, "She asked for it.")
    work("erase-person")

    found = Verification([])
    list(found.portions())
    assert found.report().findings == []
    assert found.report().erased > 0


def test_the_register_keeps_a_row_without_a_name(office, erased):
    found = text_of(office.get("/records/"))

    assert f"Erased person {erased.id}" in found
    assert "Zarnab" not in found and "zarnab@" not in found


def test_the_pages_of_what_they_did_still_open(office, client, erased):
    """Nothing that is empty now breaks a page."""
    (held,) = certificates.of_person(erased)
    for address in (
        f"/people/{erased.id}",
        f"/certificates/{held.serial}",
        "/certificates/register",
        "/people/",
        "/audit/",
    ):
        answer = office.get(address)
        assert answer.status_code == 200 and "Zarnab" not in text_of(answer), address
    assert office.get(f"/people/{erased.id}/edit").status_code == 409
    assert office.get(f"/certificates/{held.serial}.pdf").status_code == 404
    assert office.post(f"/certificates/{held.serial}/reissue", data={"reason": "A typing error."}).status_code == 409
    teaching = client.sign_in(factories.instructor())
    assert teaching.get("/review/").status_code in (200, 302, 404)


def test_their_page_offers_nothing_that_nobody_can_do_any_more(office, erased):
    page = office.get(f"/people/{erased.id}").text

    assert "Everything was erased" in page
    assert not any(words in page for words in ("Accommodations", "Password", "Signed in", "learning platform only"))


def test_whoever_checks_a_certificate_gets_a_true_answer_without_a_name(client, erased):
    (held,) = certificates.of_person(erased)

    answer = client.get(f"/verify/{held.serial}")

    assert answer.status_code == 200
    assert "The name is not kept any more" in answer.text and "Tiny course" in answer.text
    assert "Zarnab" not in answer.text and "زرناب" not in answer.text


def test_an_erased_certificate_is_not_drawn_any_more(erased, work):
    work("certificate")

    assert [one.document_digest for one in certificates.of_person(erased)] == [None]
    assert certificates.draw_missing() == 0


def test_everybody_who_was_erased_is_remembered_beside_the_database(erased, instance):
    (line,) = [json.loads(each) for each in (instance / "erasures.jsonl").read_text().splitlines()]

    assert line["person"] == erased.id
    assert erasures.log() == [line]
    assert "Zarnab" not in json.dumps(line)


def test_whom_a_backup_brings_back_is_erased_again(erased, zarnab, instance):
    log = erasures.log()
    db.session.execute(sa.delete(Erasure))
    zarnab.name, zarnab.email, zarnab.erased_at = "Zarnab Nuri", "zarnab@example.org", None
    db.session.flush()

    assert erasures.apply(log) == 1
    assert (zarnab.email, zarnab.name) == (None, f"Erased person {zarnab.id}")
    assert erasures.apply(log) == 0


def test_a_person_of_the_same_number_in_another_database_is_left_alone(zarnab):
    entry = {"person": zarnab.id, "added_at": "2020-01-01T00:00:00+00:00", "erased_at": "2026-01-01T00:00:00+00:00"}

    assert erasures.apply([entry, {**entry, "person": 4_000_000}]) == 0
    assert zarnab.name == "Zarnab Nuri"


def test_jobs_about_what_is_gone_do_no_harm(nasreen, zarnab, work):
    """A certificate that was about to be drawn, a message that was about to be sent."""
    from academy import mail

    mail.send(zarnab.email, "Your certificate", "Dear Zarnab")
    erasures.ask(nasreen, zarnab, "She asked for it.")
    work("erase-person")
    work("mail", "certificate")

    assert db.session.scalars(sa.select(Job.state).where(Job.kind == "mail")).all() == ["cancelled"]
    assert db.session.scalars(sa.select(Job.payload).where(Job.kind == "mail")).all() == [{}]
    assert jobs.due() == []


def test_nothing_new_is_kept_of_them(office, erased):
    granted = {"untimed": "y", "starts_on": "2026-01-01", "reason": "Since the accident."}

    answer = office.post(f"/people/{erased.id}/accommodations", data=granted)

    assert answer.status_code == 409
    assert db.session.scalar(sa.select(sa.func.count(Accommodation.id))) == 0


def test_a_file_that_was_read_before_and_kept_after_is_made_again(nasreen, zarnab, work, monkeypatch):
    write, job = exporting._write, exporting.ask(nasreen, factories.learner())
    erasures.ask(nasreen, zarnab, "She asked for it.")

    def written_while_somebody_is_erased(archive, person, own):
        write(archive, person, own)
        erasures.carry_out(Job(payload={"person": zarnab.id}))
        db.session.commit()

    with monkeypatch.context() as patched:
        patched.setattr(exporting, "_write", written_while_somebody_is_erased)
        work("export-person")

    assert zarnab.erased_at
    assert (job.state, job.result) == ("waiting", None) and "It is made again." in job.trouble
    job.not_before = clock.now()
    work("export-person")
    assert job.state == "done" and results.file_of(job)


def test_an_administrator_who_is_being_erased_erases_nobody(nasreen, zarnab):
    """The request was let in before; the other administrator was first."""
    switched_off = sa.update(Person).where(Person.id == nasreen.id).values(active=False)
    db.session.execute(switched_off, execution_options={"synchronize_session": False})
    assert nasreen.active, "not known here yet"

    with pytest.raises(Forbidden):
        erasures.ask(nasreen, zarnab, "She asked for it.")
