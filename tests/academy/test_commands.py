"""What an administrator types: set up, demo, check, packs, exports, certificates."""

import csv
import io
import json
import zipfile

import pytest
import sqlalchemy as sa

from academy import certificates, cohorts, demo, editions, jobs, packs, records
from academy.accounts import passwords, people
from academy.accounts.models import Person
from academy.audit.models import AuditEntry
from academy.db import db
from academy.editions.models import Edition
from academy.packs import documents
from academy.records.columns import NAMES as COLUMNS
from tests import factories
from tests.commands import typed
from tests.conftest import beside

OFFICER = "officer@academy.example"


@pytest.fixture(scope="module")
def house(app, tmp_path_factory):
    """An academy that was set up by its command."""
    with beside(app, tmp_path_factory.mktemp("commands")) as made:
        done = typed(made, "init")
        assert done.exit_code == 0, done.output
        yield made


@pytest.fixture
def inside(house):
    with house.app_context():
        yield house


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "land"
    folder.mkdir()
    (folder / "pack.yaml").write_text(factories.RULES.replace("\n    ", "\n").strip() + "\n", "utf-8")
    return folder


def count(model):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_setting_up_loads_what_is_shipped(inside):
    assert {edition.slug for edition in editions.all_published("course")} >= {"official-online"}
    assert editions.published("rules", "pakistan")
    assert {group.code for group in people.services()} >= {"PAS", "BCS-POLICE"}


def test_setting_up_again_changes_nothing(inside):
    before = count(Edition), count(AuditEntry)

    done = typed(inside, "init")

    assert done.exit_code == 0
    assert (count(Edition), count(AuditEntry)) == before


def test_configured_folders_are_loaded_too(inside, pack, monkeypatch):
    monkeypatch.setitem(inside.config, "PACKS", str(pack.parent))
    monkeypatch.setattr(editions, "shipped", list)

    assert typed(inside, "init").exit_code == 0

    assert editions.published("rules", "land").title == "A country"


def test_the_demo_is_made_once_and_then_left_as_it_is(inside):
    first = typed(inside, "demo", "--password", "three old wooden boats")
    before = count(Person), count(AuditEntry), hashes()
    second = typed(inside, "demo")

    assert "Password of all three: three old wooden boats" in first.output
    assert "Their password is unchanged" in second.output
    assert (count(Person), count(AuditEntry), hashes()) == before
    assert passwords.fits(people.by_email(OFFICER), "three old wooden boats")
    assert [enrolment.course for enrolment in records.enrolments_of(people.by_email(OFFICER))] == ["official-online", "refresher"]


def hashes():
    db.session.rollback()
    return set(db.session.scalars(sa.select(Person.password_hash)))


def test_a_password_for_the_demo_resets_the_demo_accounts_only(inside):
    other = factories.learner()
    passwords.put(other, "mine and nobody else's")
    demo.create("the first of two", force=True)

    demo.create("the second of two", force=True)

    assert passwords.fits(people.by_email(OFFICER), "the second of two")
    assert passwords.fits(other, "mine and nobody else's")
    db.session.rollback()


def test_a_person_who_took_a_demo_address_keeps_their_password(inside):
    demo.create("the first of two", force=True)
    admin = people.by_email("admin@academy.example")
    admin.demo = False

    demo.create("the second of two", force=True)

    assert passwords.fits(admin, "the first of two")
    db.session.rollback()


def test_the_demo_keeps_away_from_other_people(inside, monkeypatch):
    monkeypatch.setattr(editions, "shipped", list)
    factories.learner(email="real@example.org")
    db.session.commit()

    refused = typed(inside, "demo")
    forced = typed(inside, "demo", "--force", "--password", "three old wooden boats")

    assert refused.exit_code == 1
    assert "people who are not of the demo; --force adds the demo anyway" in refused.output
    assert forced.exit_code == 0


def test_a_random_password_is_another_each_time(inside):
    for email in demo.ACCOUNTS:
        if person := people.by_email(email):
            person.email = f"old-{person.email}"
    db.session.flush()

    password = demo.create(None, force=True)

    assert len(password) >= 12
    assert passwords.fits(people.by_email(OFFICER), password)
    db.session.rollback()


def test_sound_packs_are_counted(inside, pack):
    done = typed(inside, "check", pack)

    assert (done.exit_code, done.output) == (0, "1 packs are sound, 0 findings.\n")


def test_a_broken_pack_is_named_with_file_and_line(inside, pack):
    text = (pack / "pack.yaml").read_text()
    (pack / "pack.yaml").write_text(text.replace("summary:", "sumary:"))

    done = typed(inside, "check", pack)

    line = text[: text.index("summary:")].count("\n") + 1
    assert done.exit_code == 1
    assert f"{pack}/pack.yaml:{line}:1: unknown key 'sumary'" in done.output
    assert "0 packs are sound, 2 findings." in done.output


def test_a_pack_that_could_not_come_back_from_its_file_is_named_with_its_size(inside, pack, monkeypatch):
    """A file without line breaks is smaller than the one that the academy would write of it."""
    document = documents.plain(documents.load((pack / "pack.yaml").read_bytes()), {})
    (pack / "pack.yaml").write_text(json.dumps(document))
    monkeypatch.setattr(documents, "LARGEST", (pack / "pack.yaml").stat().st_size + 100)

    for command in (("check",), ("packs", "import")):
        done = typed(inside, *command, pack)
        assert done.exit_code == 1
        assert f"{pack}/pack.yaml:1:1: written as one file the pack is larger than" in done.output


def test_packs_can_be_checked_before_there_is_a_database(bare, pack):
    assert typed(bare, "check", pack).exit_code == 0


def test_a_pack_is_taken_in_and_handed_out_again(inside, pack, tmp_path):
    out = tmp_path / "out.zip"
    taken = typed(inside, "packs", "import", pack)
    handed = typed(inside, "packs", "export", "rules", "land", "--out", out)

    digest = editions.published("rules", "land").digest
    assert taken.output == f"rules/land {digest[:12]}\n"
    assert handed.output == f"{out} {digest[:12]}\n"
    assert zipfile.ZipFile(out).namelist() == ["pack.yaml"]
    again = packs.parse("land", {"pack.yaml": zipfile.ZipFile(out).read("pack.yaml")})
    assert packs.digest(again.canonical()) == digest


def test_a_pack_is_handed_out_as_a_folder_that_was_not_there(inside, pack, tmp_path):
    out = tmp_path / "out" / "land"
    typed(inside, "packs", "import", pack)

    handed = typed(inside, "packs", "export", "rules", "land", "--folder", "--out", out)
    again = typed(inside, "packs", "export", "rules", "land", "--folder", "--out", out)

    assert handed.exit_code == 0
    assert packs.digest(packs.read(out).canonical()) == editions.published("rules", "land").digest
    assert "cannot be written: File exists" in again.output


def test_a_pack_and_its_rules_are_taken_in_from_one_zip(inside, tmp_path):
    scenario = factories.scenario()
    out = tmp_path / "both.zip"
    typed(inside, "packs", "export", "scenario", "street", "--cited", "--out", out)

    taken = typed(inside, "packs", "import", out)

    assert taken.output == f"rules/land {scenario.rules.digest[:12]}\nscenario/street {scenario.digest[:12]}\n"


def test_nothing_is_taken_in_when_one_pack_is_broken(inside, pack, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "pack.yaml").write_text("kind: rules\ntitle: Half\n")
    (pack / "pack.yaml").write_text((pack / "pack.yaml").read_text().replace("A country", "Never taken in"))
    before = count(Edition)

    done = typed(inside, "packs", "import", pack, broken)

    assert done.exit_code == 1
    assert f"{broken}/pack.yaml:" in done.output
    assert count(Edition) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["packs", "export", "rules", "atlantis"], "there is no published rules atlantis"),
        (["packs", "export", "rules", "pakistan", "--out", "/nowhere/x.zip"], "/nowhere/x.zip cannot be written: No such file"),
        (["export", "completions", "--out", "/nowhere/x.csv"], "/nowhere/x.csv cannot be written: No such file"),
        (["export", "completions", "--out", "/tmp/x.csv", "--cohort", "None"], "there is no cohort 'None'"),
        (["certificates", "revoke", "7K3M-Q0TX-9WBE-5", "--reason", "x"], "there is no certificate 7K3M-Q0TX-9WBE-5"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(inside, words, said):
    done = typed(inside, *words)

    assert done.exit_code == 1
    assert f"Error: {said}" in done.output


@pytest.fixture
def certificate(inside, tmp_path):
    """A certificate with its document in a file."""
    enrolment = factories.enrolment(factories.learner(name="Zarnab Noorpuri"), course="official-online")
    cohorts.add(None, cohorts.by_name("Batch") or cohorts.create(None, "Batch"), enrolment.person)
    records.start(enrolment, editions.published("course", "official-online"))
    records.complete(enrolment, 82.5)
    award = certificates.Award("official-online", "Official, online", "OO-1", 6, ("Reads first",), "en")
    made = certificates.issue(enrolment, award)
    db.session.commit()
    inside.extensions["do_all_due"]()
    db.session.expire_all()
    (tmp_path / "certificate.pdf").write_bytes(made.document)
    return made


def test_a_certificate_is_known_again_byte_for_byte(inside, certificate, tmp_path):
    file = tmp_path / "certificate.pdf"
    valid = typed(inside, "certificates", "verify", file)
    typed(inside, "certificates", "revoke", certificate.serial.lower(), "--reason", "Issued by mistake")
    revoked = typed(inside, "certificates", "verify", file)
    file.write_bytes(file.read_bytes() + b"\n")
    altered = typed(inside, "certificates", "verify", file)

    said = f": {certificate.serial}, Zarnab Noorpuri, Official, online, issued on {certificate.issued_on}\n"
    assert (valid.exit_code, valid.output.startswith(f"valid{said}")) == (1, True), "by a key for demonstrations"
    assert (revoked.exit_code, revoked.output.startswith(f"revoked{said}")) == (1, True)
    assert (altered.exit_code, altered.output) == (1, "altered (altered)\n")


def test_a_certificate_is_revoked_once(inside, certificate):
    first = typed(inside, "certificates", "revoke", certificate.serial, "--reason", "Issued by mistake")
    second = typed(inside, "certificates", "revoke", certificate.serial, "--reason", "Again")

    assert first.exit_code == 0
    assert (second.exit_code, "was revoked before" in second.output) == (1, True)


def test_completions_are_exported(inside, certificate, tmp_path):
    out = tmp_path / "completions.csv"

    done = typed(inside, "export", "completions", "--out", out, "--course", "official-online", "--since", "2026-01-01")

    assert done.output == f"{out} is written.\n"
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    [row] = [row for row in rows if row["certificate"] == certificate.serial]
    assert (row["name"], row["status"], row["score"]) == ("Zarnab Noorpuri", "completed", "82.5")
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_completions_are_exported_as_a_workbook(inside, certificate, tmp_path):
    from openpyxl import load_workbook

    out = tmp_path / "completions.xlsx"
    typed(inside, "export", "completions", "--format", "xlsx", "--out", out)

    column = COLUMNS.index("certificate")
    serials = [row[column].value for row in load_workbook(out)["register"].iter_rows()]
    assert certificate.serial in serials
    assert jobs.due() == []


def test_an_academy_gets_its_first_administrator_by_a_link(inside, app):
    done = typed(inside, "people", "add", "Chief@Academy.example", "--name", "Chief of the Office")

    assert done.exit_code == 0, done.output
    assert people.by_email("chief@academy.example").role == "administrator"
    token = done.output.split("/")[-1].strip()
    assert passwords.usable_link(token).person.name == "Chief of the Office"


def test_whoever_is_there_already_gets_another_link_instead(inside):
    typed(inside, "people", "add", "second@academy.example", "--name", "Second", "--role", "instructor")

    again = typed(inside, "people", "add", "second@academy.example", "--name", "Second")
    assert again.exit_code == 1
    assert "type: academy people link second@academy.example" in again.output

    first, later = (typed(inside, "people", "link", "SECOND@academy.example").output.split("/")[-1].strip() for _ in "12")
    assert passwords.usable_link(first) is None
    assert passwords.usable_link(later).person.role == "instructor"


@pytest.mark.parametrize("words", [["add", "no address", "--name", "X"], ["link", "nobody@academy.example"]])
def test_what_is_no_address_of_anybody_is_said(inside, words):
    done = typed(inside, "people", *words)

    assert done.exit_code == 1
    assert "Error: " in done.output
