"""The public pages that check a certificate: by its serial, its file or its code; and how often one may ask."""

import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from academy import certificates, clock, limits, records
from academy.audit.models import AuditEntry
from academy.certificates import checks as checking
from academy.certificates.sheet import document
from academy.db import WRITES, db
from academy.printing import raster
from academy.proof import credential, keys, signature
from tests import factories, pages, signed

FACTS = ("Ayesha Khan", "عائشہ خان", "Tiny course", "1.5", "Demonstration Civil Service Academy")
PRIVATE = ("ayesha@example.org", "CTP-54-017", "81.5", "82 %")


@pytest.fixture(autouse=True)
def unasked(session):
    """Nobody has checked anything in the last minute."""
    limits.limiter.reset()


def holder():
    return factories.learner(
        name="Ayesha Khan",
        second_name="عائشہ خان",
        second_script="ur",
        email="ayesha@example.org",
        personal_number="CTP-54-017",
    )


@pytest.fixture
def certificate(session):
    return factories.certificate(holder())


@pytest.fixture
def key(app, tmp_path):
    with signed.keys(app, tmp_path / "keys") as key:
        yield key


@pytest.fixture
def genuine(key, certificate):
    """A certificate with its signed document."""
    return signed.drawn(certificate)


def shown(client, data, name="certificate.pdf", status=200):
    """The page that answers to a file."""
    answer = client.post("/verify/", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == status
    return pages.read(answer)


def checks(session):
    return [entry.reason for entry in session.scalars(sa.select(AuditEntry).filter_by(action="certificate.checked"))]


# By its serial


def test_a_valid_certificate_is_said_to_be_valid_to_anybody(client, certificate):
    page = pages.opened(client, f"/verify/{certificate.serial}")

    assert "This certificate is valid" in page.words
    for words in (*FACTS, certificate.serial):
        assert words in page.words
    assert page.words.count(certificate.issued_on.strftime("%B %Y")) >= 2
    assert "Compare the name with the person's identity card" in page.words


def test_a_checker_sees_nothing_that_is_not_needed(client, certificate):
    page = pages.opened(client, f"/verify/{certificate.serial}")

    for word in PRIVATE:
        assert word not in page.html


def test_a_revoked_certificate_says_so_and_why(client, certificate):
    certificates.revoke(None, certificate, "Issued to the wrong person.")

    page = pages.opened(client, f"/verify/{certificate.serial}")

    assert "This certificate was revoked" in page.words
    assert "Issued to the wrong person." in page.words and "Do not accept it." in page.words
    assert "is valid" not in page.words


def test_a_superseded_certificate_leads_to_its_holder_and_not_to_the_newer_one(client, certificate):
    certificate.person.name = "Ayesha Malik"
    newer = certificates.reissue(factories.administrator(), certificate, "Named otherwise since her marriage.")

    page = pages.opened(client, f"/verify/{certificate.serial}")

    assert "This certificate was replaced" in page.words and "Ask its holder for the newer one" in page.words
    for word in (newer.serial, "Malik", "marriage", *PRIVATE):
        assert word not in page.html
    assert "This certificate is valid" in pages.opened(client, f"/verify/{newer.serial}").words


def test_an_expired_certificate_names_its_last_day(client, session, monkeypatch):
    enrolment = factories.started(holder())
    records.complete(enrolment, 81.5)
    certificate = certificates.issue(enrolment, replace(factories.AWARD, valid_months=1))
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=40))

    page = pages.opened(client, f"/verify/{certificate.serial}")

    assert "This certificate has expired" in page.words
    assert f"its last valid day was {certificate.valid_until.day} {certificate.valid_until:%B %Y}" in page.words


@pytest.mark.parametrize("serial", ["7K3M-Q0TX-9WBE-5", "x", "'; --", "<script>", "../../etc", "a" * 500])
def test_an_unknown_serial_is_said_to_be_unknown(client, session, certificate, serial):
    page = pages.opened(client, f"/verify/{serial.replace('..', '%2e%2e')}", status=404)

    assert "No certificate has this serial" in page.words
    assert "<script>" not in page.html.partition("<main")[2]
    assert checks(session) == ["serial: unknown"]


@pytest.mark.parametrize(
    "spell",
    [
        str.lower,
        lambda serial: serial.replace("-", ""),
        lambda serial: serial.replace("-", " – "),
        lambda serial: serial.replace("0", "O").replace("1", "I"),
        lambda serial: f"  {serial.replace('1', 'l').lower()} ",
    ],
    ids=["small letters", "no hyphens", "dashes and spaces", "O and I", "l and blanks"],
)
def test_a_serial_is_understood_as_people_type_it(client, certificate, spell):
    answer = client.get("/verify/", query_string={"serial": spell(certificate.serial)})

    assert answer.location == f"/verify/{certificate.serial}"
    assert "This certificate is valid" in client.get(f"/verify/{spell(certificate.serial).strip()}").text


def test_an_answer_is_neither_kept_nor_found_by_search_engines(client, certificate):
    for serial in (certificate.serial, "x"):
        headers = client.get(f"/verify/{serial}").headers
        assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")


def test_each_check_is_noted_without_a_name(client, session, certificate):
    client.get(f"/verify/{certificate.serial}")

    entry = session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "certificate.checked"))
    assert (entry.subject_type, entry.subject_id, entry.actor_id) == ("certificate", certificate.id, None)
    assert (entry.reason, entry.values_digest) == ("serial: valid", "")


def test_an_issued_certificate_keeps_the_name_it_was_printed_with(client, certificate, session):
    certificate.person.name = "Ayesha Malik"
    session.flush()

    assert "Ayesha Khan" in pages.opened(client, f"/verify/{certificate.serial}").words


# By its file or its code


def test_the_page_to_check_on_is_open_to_everybody(client, session):
    page = pages.opened(client, "/verify/")

    assert [form.method for form in page.forms if form.action == "/verify/"] == ["get", "post", "post"]
    assert "/verify/offline" in page.links


def test_the_document_the_credential_the_badge_and_the_code_are_each_valid(client, session, genuine):
    files = {
        "a.pdf": genuine.document, "b.json": genuine.credential.encode(), "c.png": certificates.badge(genuine),
    }  # fmt: skip
    code = f"https://academy.example/verify/{genuine.serial}#{genuine.seal[:40]}\n{genuine.seal[40:]}"

    answers = [shown(client, data, name) for name, data in files.items()]
    answers.append(pages.read(client.post("/verify/", data={"code": code})))

    for page in answers:
        assert "This certificate is valid" in page.words
        for words in (*FACTS, genuine.serial):
            assert words in page.words
        assert not [word for word in PRIVATE if word in page.html]
    assert "byte by byte" in answers[0].words
    assert all("Only what stands here is vouched for" in page.words for page in answers[1:])
    assert checks(session) == ["document: valid", "credential: valid", "credential: valid", "seal: valid"]


def test_a_file_tells_what_became_of_its_certificate(client, genuine):
    certificates.reissue(None, genuine, "Misspelt.")
    replaced = shown(client, genuine.document)
    certificates.revoke(None, genuine, "Obtained by fraud.")
    revoked = shown(client, genuine.credential.encode(), "b.json")

    assert "This certificate was replaced" in replaced.words and "Misspelt" not in replaced.html
    assert "This certificate was revoked" in revoked.words and "Obtained by fraud." in revoked.words


def test_what_was_altered_is_said_to_be_and_not_shown(client, session, genuine):
    said = json.loads(genuine.credential)
    said["credentialSubject"]["achievement"]["name"] = "A greater course"
    files = {
        "a.pdf": genuine.document[:-9] + b" " + genuine.document[-8:],
        "b.json": json.dumps(said).encode(),
        "c.png": credential.bake(raster.picture(genuine.document, 200), json.dumps(said)),
    }

    for name, data in files.items():
        page = shown(client, data, name)

        assert "This file was altered" in page.words
        assert "Ask the holder for the original file" in page.words
        assert "Ayesha" not in page.html and "greater" not in page.html
    assert checks(session) == ["document: altered", "credential: altered", "credential: altered"]


def test_a_document_of_somebody_who_takes_our_name_is_none_of_ours(client, genuine, key):
    forger = keys.generate(key.issuer, key.did, clock.now())
    fields = document.Fields.from_json(genuine.fields | {"name": "Somebody Else"})
    forged = signature.sign(document.render(fields), forger, clock.now())

    page = shown(client, forged, status=404)

    assert "It is signed, but not by this academy" in page.words
    assert "Somebody Else" not in page.html


@pytest.mark.parametrize(
    "data",
    [
        b"x",
        b"%PDF-1.7 and no more",
        b"%PDF-1.7\n" + b"1 0 obj<</A 1 0 R>>endobj\n" * 2000,
        b"\x89PNG\r\n\x1a\n",
        b"{}",
        b"[" * 50_000,
        b'{"type": "VerifiableCredential", "proof": {}}',
        "سند".encode("utf-16"),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_certificate_is_unknown_like_any_other(client, session, key, data):
    page = shown(client, data, status=404)

    assert "This is no certificate that we know" in page.words
    assert len(checks(session)) == 1


def test_a_demonstration_is_said_to_prove_nothing(app, client, certificate, tmp_path):
    with signed.keys(app, tmp_path / "demo", demo=True):
        signed.drawn(certificate)

        for page in (shown(client, certificate.document), pages.opened(client, f"/verify/{certificate.serial}")):
            assert "Valid, but only a demonstration" in page.words and "It proves nothing" in page.words
            assert "This certificate is valid" not in page.words


def test_neither_a_file_nor_its_name_is_kept(client, session):
    shown(client, b"%PDF-1.7 of the suite", "Ayesha Khan, confidential.pdf", status=404)

    entry = session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "certificate.checked"))
    assert (entry.subject_id, entry.reason, entry.values_digest) == (None, "document: unknown", "")


def test_without_a_file_and_with_one_that_is_too_large_the_page_says_what_to_do(client, session):
    nothing = pages.read(client.post("/verify/", data={"file": (io.BytesIO(), "")}))
    large = shown(client, b"%PDF" + bytes(3_000_001), status=400)
    endless = client.post("/verify/", data={"file": (io.BytesIO(bytes(4_000_001)), "a.pdf")})
    long = client.post("/verify/", data={"code": "A" * 5001})

    assert "Choose a file first." in nothing.words
    assert "larger than 3 MB" in large.words
    assert endless.status_code == 413
    assert long.status_code == 400 and "longer than any code" in long.text
    assert checks(session) == []


def test_nobody_who_writes_waits_until_a_file_is_read(lasting, monkeypatch):
    of_file, written = checking.of_file, []

    def while_somebody_writes(data):
        with db.engine.connect().execution_options(**WRITES) as other, other.begin():
            written.append(other.execute(sa.select(1)).scalar())
        return of_file(data)

    monkeypatch.setattr(checking, "of_file", while_somebody_writes)
    answer = lasting.test_client().post("/verify/", data={"file": (io.BytesIO(b"x"), "a.pdf")})

    assert (answer.status_code, written) == (404, [1])


# How often


def test_whoever_asks_too_often_waits_and_others_do_not(app, client, certificate, monkeypatch, one_minute):
    monkeypatch.setitem(app.config, "CHECKS_A_MINUTE", 3)
    address = f"/verify/{certificate.serial}"

    answers = [client.get(address) for _ in range(4)]
    other = client.get(address, environ_base={"REMOTE_ADDR": "192.0.2.7"})

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 60
    assert "Too many requests came from your network" in answers[3].text
    assert "Retry-After" not in answers[0].headers
    assert other.status_code == 200


def test_files_may_be_checked_a_third_as_often(app, client, session, monkeypatch, one_minute):
    monkeypatch.setitem(app.config, "CHECKS_A_MINUTE", 6)

    answers = [client.post("/verify/", data={"code": "A"}).status_code for _ in range(3)]

    assert answers == [404, 404, 429]
    assert client.get("/verify/").status_code == 200


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_a_network_counts_as_one_visitor(app, first, second, one):
    seen = set()
    for address in (first, second):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            seen.add(limits.visitor())

    assert (len(seen) == 1) is one
