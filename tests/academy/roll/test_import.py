"""Import of people, as an administrator does it: a file, what it would change, and what it changes."""

import csv
import io
from contextlib import contextmanager
from datetime import timedelta

import openpyxl
import pytest
import sqlalchemy as sa

from academy import clock, cohorts, jobs
from academy.accounts import people
from academy.accounts.models import Person
from academy.audit.models import AuditEntry
from academy.cohorts.models import Cohort
from academy.db import db
from academy.jobs.models import Job
from academy.records.models import Enrolment
from academy.roll import importing, rolls
from academy.roll.models import Roll
from tests import factories, pages
from tests.academy.roll.conftest import run_jobs

OURS = "personal_number,email,name,role,service,cohort,language,active\n"
ADA = "007,Ada@Example.org,Ada Karim,,pas,Batch 54,ur,yes\n"
BILAL = "008,bilal@example.org,Bilal Shah,instructor,,Batch 54,,\n"


@contextmanager
def asked_of(connection, statements):
    """Adds the statements that this connection is asked meanwhile."""

    def listen(_connection, _cursor, statement, *_more):
        statements.append(statement)

    sa.event.listen(connection, "before_cursor_execute", listen)
    yield
    sa.event.remove(connection, "before_cursor_execute", listen)


def everybody(session):
    return {person.email: person for person in session.query(Person)}


def test_a_list_is_looked_at_then_imported_then_known(office, kept, session):
    factories.course("tiny")
    factories.cohort(name="Batch 54", courses=["tiny"])
    address = kept(OURS + ADA + BILAL)

    before = pages.opened(office, address)
    there = set(everybody(session))
    office.post(address, data=before.form(address).filled(how="whole"))
    run_jobs("people.import")

    found = everybody(session)
    ada, bilal = found["ada@example.org"], found["bilal@example.org"]
    assert "2 of 2 rows are right" in before.words and "2 new, 0 changed, 0 unchanged; 0 with errors" in before.words
    assert "ada@example.org" not in there
    assert (ada.name, ada.personal_number, ada.role, ada.service_code, ada.language) == (
        "Ada Karim",
        "007",
        "learner",
        "PAS",
        "ur",
    )
    assert (bilal.role, bilal.active, bilal.password_hash) == ("instructor", True, None)
    assert [person.name for person in cohorts.by_name("Batch 54").learners] == ["Ada Karim"]
    assert [person.name for person in cohorts.by_name("Batch 54").instructors] == ["Bilal Shah"]
    assert [(each.person.name, each.course) for each in session.query(Enrolment)] == [("Ada Karim", "tiny")]
    after = pages.opened(office, address)
    assert "New2 Changed0 Unchanged0" in after.words
    again = pages.opened(office, kept(OURS + ADA + BILAL))
    assert "0 new, 0 changed, 2 unchanged" in again.words and "nothing to import" in again.words


def test_a_change_is_shown_before_and_after_and_is_on_record(office, imported, kept, session):
    imported(OURS + BILAL.replace("Batch 54", ""))
    factories.cohort(name="Batch 55")
    text = "personal_number,name,cohort,active\n008,Bilal Ahmed Shah,batch 55,no\n"
    shown = pages.opened(office, kept(text)).words

    imported(text)

    bilal = people.by_email("bilal@example.org")
    assert (
        "Bilal Shah after: Bilal Ahmed Shah" in shown and "joins Batch 55" in shown and "before: yes after: no" in shown
    )
    assert (bilal.name, bilal.active, bilal.role) == ("Bilal Ahmed Shah", False, "instructor")
    entry = session.query(AuditEntry).filter_by(action="person.changed", subject_id=bilal.id).one()
    assert entry.values_row.values["before"] == {"name": "Bilal Shah", "active": True}
    assert entry.reason.startswith("roll ")


def test_somebody_who_is_switched_off_or_changes_role_is_signed_out(app, office, imported, session):
    ada, bea, cem = (
        factories.learner(email=f"{name}@example.org", personal_number=name) for name in ("ada", "bea", "cem")
    )
    browsers = {person: app.test_client().sign_in(person) for person in (ada, bea, cem)}

    imported("personal_number,active,role\nada,no,\nbea,,instructor\ncem,yes,learner\n")

    signed_in = [person.email for person, browser in browsers.items() if browser.get("/accounts/").status_code == 200]
    assert signed_in == ["cem@example.org"]


def test_what_is_wrong_is_said_by_row_and_column_and_comes_back_to_be_mended(office, kept, session):
    head = "cadre;Full name;E-mail;note\n"
    address = kept(head + 'XYZ;Ada Karim;ada@;"a;b"\nPAS;Bilal Shah;bilal@example.org;+1\nPAS;;c@example.org;+2\n')

    page = pages.opened(office, address)
    table = list(csv.reader(io.StringIO(office.get(f"{address}/problems.csv").get_data().decode("utf-8-sig"))))
    mended = "\n".join(",".join(row) for row in table).replace("XYZ", "PAS").replace("ada@", "ada@example.org")

    assert "1 of 3 rows are right" in page.words and "note" in page.words
    assert "XYZ" in page.words and "There is no such service group" in page.words
    assert table[0] == ["cadre", "Full name", "E-mail", "note", "problem"]
    assert (
        table[1][:4] == ["XYZ", "Ada Karim", "ada@", "a;b"] and "E-mail: This is not an e-mail address." in table[1][4]
    )
    assert (
        table[2][:4] == ["PAS", "", "c@example.org", "'+2"] and table[2][4] == "Full name: The name is missing. Add it."
    )
    again = pages.opened(office, kept(mended))
    assert "1 of 2 rows are right" in again.words
    assert "problem" not in again.words.partition("These columns are ignored:")[2].partition("Columns and encoding")[0]


def test_all_or_nothing_imports_nothing_when_one_row_is_wrong(office, kept, session):
    address = kept(OURS + ADA.replace("Batch 54", "") + "009,broken,X,,,,,\n")

    answer = office.post(address, data={"how": "whole"})

    assert answer.status_code == 409
    assert people.by_email("ada@example.org") is None
    assert session.query(Job).filter_by(kind="people.import").count() == 0


def test_the_rows_that_are_right_are_imported_without_the_others(office, imported, session):
    address = imported(OURS + ADA.replace("Batch 54", "") + "009,broken,X,,,,,\n", how="right")

    assert people.by_email("ada@example.org").personal_number == "007"
    page = pages.opened(office, address)
    assert "Not imported, with errors1" in page.words
    assert "broken" in office.get(f"{address}/problems.csv").text


def test_missing_cohorts_are_made_once_and_only_if_that_is_asked_for(office, kept, session):
    address = kept(OURS + ADA + BILAL.replace("Batch 54", "batch 54"))
    page = pages.opened(office, address)
    assert "0 of 2 rows are right" in page.words and "There is no such cohort" in page.words

    office.post(f"{address}/reading", data=page.form(f"{address}/reading").filled(makes_cohorts="y"))
    assert "2 of 2 rows are right" in pages.opened(office, address).words
    office.post(address, data={"how": "whole"})
    run_jobs("people.import")

    assert [(cohort.name, len(cohort.memberships)) for cohort in session.query(Cohort)] == [("Batch 54", 2)]


def test_a_column_that_nobody_knows_is_named_and_can_be_chosen(office, kept, session):
    address = kept("Anschrift,Wer\nada@example.org,Ada Karim\n")
    page = pages.opened(office, address)
    assert "Say below which column holds the e-mail addresses" in page.words and not page.all("input", name="how")

    form = page.form(f"{address}/reading")
    office.post(form.action, data=form.filled(**{"column-0": "email", "column-1": "name"}))

    assert "1 of 1 row is right" in pages.opened(office, address).words


def test_two_columns_for_one_field_are_an_error_until_one_is_ignored(office, kept, session):
    address = kept("email,name,firstname,lastname\nada@example.org,Ada K,Ada,Karim\n")
    page = pages.opened(office, address)
    form = page.form(f"{address}/reading")

    office.post(form.action, data=form.filled(**{"column-1": ""}))

    assert "These columns are the same field" in page.words and "name, firstname, lastname" in page.words
    assert "1 of 1 row is right" in pages.opened(office, address).words


def test_another_encoding_can_be_chosen(office, kept, session):
    text = "email,name\nrene@example.org,Ren\u00e9 \u00c7elik\n"
    address = kept(text.encode("cp1252"))
    form = pages.opened(office, address).form(f"{address}/reading")

    office.post(form.action, data=form.filled(encoding="mac_roman"))
    wrong = session.query(Roll).one().encoding
    office.post(form.action, data=form.filled(encoding="cp1252"))
    broken = office.post(form.action, data=form.filled(encoding="utf-8"))
    office.post(address, data={"how": "whole"})
    run_jobs("people.import")

    assert wrong == "mac_roman"
    assert broken.status_code == 400 and "cannot be read" in pages.read(broken).words
    assert people.by_email("rene@example.org").name == "Ren\u00e9 \u00c7elik"


def test_the_template_comes_back_as_it_went_out(office, kept, session):
    book = openpyxl.load_workbook(io.BytesIO(office.get("/people/import/template.xlsx").data))
    assert book.sheetnames == ["people", "service groups", "how to fill it in"]
    assert ("PAS", "Pakistan Administrative Service") in list(book["service groups"].values)
    sheet = book["people"]
    for place, value in enumerate(
        ("0042", "zara@example.org", "Zara Noor", "زارا نور", "learner", "PAS", None, "ur", "yes"), 1
    ):
        sheet.cell(2, place, value)
    book.save(filled := io.BytesIO())

    page = pages.opened(office, kept(filled.getvalue(), "people.xlsx"))

    assert "1 of 1 row is right" in page.words and "Only the first is read: people" in page.words
    assert office.get("/people/import/template.csv").data.decode("utf-8-sig").startswith("personal_number,email,name")
    assert office.get("/people/import/template.pdf").status_code == 404


def test_two_who_import_at_once_wait_for_each_other(office, kept, session):
    one, two = kept(OURS + BILAL.replace("Batch 54", "")), kept(OURS + ADA.replace("Batch 54", ""))

    answers = [office.post(address, data={"how": "whole"}).status_code for address in (one, one, two)]

    assert answers == [302, 302, 409]
    assert session.query(Job).filter_by(kind="people.import").count() == 1
    run_jobs("people.import")
    assert office.post(two, data={"how": "whole"}).status_code == 302


def test_a_row_that_is_wrong_by_the_time_it_is_imported_stops_all_of_it(office, kept, session):
    address = kept("personal_number,email,name\n1,ada@example.org,Ada\n2,bea@example.org,Bea\n")
    office.post(address, data={"how": "whole"})
    factories.learner(personal_number="9", email="bea@example.org", name="Other")

    run_jobs("people.import")

    page = pages.opened(office, address)
    assert people.by_email("ada@example.org") is None
    assert "Nothing was imported" in page.words
    office.post(f"{address}/again")
    assert "1 of 2 rows are right" in pages.opened(office, address).words


def test_who_is_no_administrator_any_more_imports_nothing(office, kept, nasreen, session):
    office.post(kept(OURS + BILAL.replace("Batch 54", "")), data={"how": "whole"})
    nasreen.active = False
    session.flush()

    run_jobs("people.import")

    assert people.by_email("bilal@example.org") is None


def test_a_cancelled_import_can_be_looked_at_again(office, kept, session):
    address = kept(OURS + BILAL.replace("Batch 54", ""))
    office.post(address, data={"how": "right"})
    job = session.query(Job).filter_by(kind="people.import").one()

    office.post(f"/jobs/{job.id}/cancel")

    assert "1 of 1 row is right" in pages.opened(office, address).words
    assert office.post(address, data={"how": "right"}).status_code == 302
    run_jobs("people.import")
    assert people.by_email("bilal@example.org")


def test_files_are_forgotten(office, kept, imported, session):
    waiting, done = kept(OURS + ADA), imported(OURS + BILAL.replace("Batch 54", ""))
    session.query(Roll).update({"at": clock.now() - timedelta(days=2)})
    session.query(Roll).filter(Roll.finished_at.is_not(None)).update({"finished_at": clock.now() - timedelta(days=9)})

    rolls.forget(None)
    session.expire_all()

    assert office.get(waiting).status_code == 404
    assert "New1" in pages.opened(office, done).words
    assert [(roll.data, roll.content) for roll in session.query(Roll)] == [(None, None)]
    assert office.get(f"{done}/problems.csv").status_code == 404


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_only_administrators_import(client, kept, role, session):
    address = kept(OURS + ADA)
    client.sign_in(factories.person(role))

    addresses = ("/people/import/", address, f"{address}/problems.csv", "/people/import/template.csv")
    assert [client.get(each).status_code for each in addresses] == [403] * 4
    assert [client.post(each).status_code for each in (address, f"{address}/reading", f"{address}/again")] == [403] * 3


def test_nothing_is_looked_up_row_by_row(office, kept, session):
    """SQLite takes new rows one by one; PostgreSQL takes them in portions."""
    counts = []
    for number in (20, 400):
        rows = "".join(
            f"{number}-{row},p{number}-{row}@queries.example,Person {row},,PAS,,,\n" for row in range(number)
        )
        roll = session.get(Roll, int(kept(OURS + rows).rpartition("/")[2]))
        asked = []
        with asked_of(session.connection(), asked):
            importing.write(roll.person, "", rolls.preview(roll).outcomes)
        counts.append(sum(not statement.startswith("INSERT") for statement in asked))

    assert counts[0] == counts[1]


def test_a_killed_worker_goes_on_after_the_last_portion(office, kept, session, monkeypatch):
    monkeypatch.setattr(importing, "PORTION", 2)
    rows = "".join(f"{row},p{row}@killed.example,Person {row},,,,,\n" for row in range(5))
    office.post(address := kept(OURS + rows), data={"how": "right"})
    job = session.query(Job).filter_by(kind="people.import").one()
    real, told = jobs.progress, []

    def dying(job, done, total, **state):
        real(job, done, total, **state)
        told.append(done)
        if len(told) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "progress", dying)
    session.commit()
    with pytest.raises(KeyboardInterrupt):
        jobs.run(job.id)
    half = session.query(Person).filter(Person.email.endswith("@killed.example")).count()
    session.query(Job).filter_by(id=job.id).update({"lease_until": clock.now() - timedelta(minutes=1)})
    session.commit()
    jobs.run(job.id)

    assert half == 4 and told == [2, 4, 5]
    assert session.query(Person).filter(Person.email.endswith("@killed.example")).count() == 5
    assert "New5 Changed0 Unchanged0" in pages.opened(office, address).words


@pytest.mark.parametrize("how", ["whole", "right"])
def test_a_job_imports_with_real_commits(lasting, how):
    text = f"personal_number,email,name\n{how}1,ada@{how}.example,Ada\n{how}2,bea@{how}.example,Bea\n"
    with lasting.app_context():
        actor = factories.administrator(email=f"chief@{how}.example")
        roll = rolls.keep(actor, "people.csv", text.encode())
        rolls.apply(actor, roll, how == "whole")
        job_id, roll_id = roll.job_id, roll.id
        db.session.commit()

        assert jobs.run(job_id)

        db.session.expire_all()
        assert db.session.get(Roll, roll_id).counts == {"new": 2, "changed": 0, "unchanged": 0, "wrong": 0}
        assert people.by_email(f"bea@{how}.example").personal_number == f"{how}2"
        assert db.session.get(Job, job_id).state == "done"
        db.session.remove()
