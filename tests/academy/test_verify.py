"""The public page of a certificate, its document, and its end."""

import hashlib

import pytest
import sqlalchemy as sa

from academy import certificates
from academy.audit.models import AuditEntry
from tests import factories, pages


@pytest.fixture
def certificate(session):
    holder = factories.learner(
        name="Ayesha Khan", email="ayesha@example.org", personal_number="CTP-54-017", second_name="عائشہ خان", second_script="ur"
    )
    return factories.certificate(holder)


@pytest.fixture
def drawn(certificate, session):
    certificate.document = b"%PDF-1.7 of the suite"
    certificate.document_digest = hashlib.sha256(certificate.document).hexdigest()
    session.flush()
    return certificate


def test_a_valid_certificate_is_said_to_be_valid_to_anybody(client, certificate):
    page = pages.opened(client, f"/verify/{certificate.serial}")

    assert "This certificate is valid" in page.words
    for words in ("Ayesha Khan", "عائشہ خان", "Tiny course", "1.5", certificate.serial, "Demonstration Civil Service Academy"):
        assert words in page.words
    assert page.words.count(certificate.issued_on.strftime("%B %Y")) >= 2


def test_a_checker_sees_nothing_that_is_not_needed(client, certificate):
    page = pages.opened(client, f"/verify/{certificate.serial}")

    for word in ("ayesha@example.org", "CTP-54-017", "81.5", "82"):
        assert word not in page.html


def test_a_revoked_certificate_says_so_and_why(client, certificate):
    certificates.revoke(None, certificate, "Issued to the wrong person.")

    page = pages.opened(client, f"/verify/{certificate.serial}")

    assert "This certificate was revoked" in page.words
    assert "Issued to the wrong person." in page.words
    assert "is valid" not in page.words


@pytest.mark.parametrize("serial", ["7K3M-Q0TX-9WBE-5", "x", "'; --", "<script>", "../../etc", "a" * 500])
def test_an_unknown_serial_is_said_to_be_unknown(client, certificate, serial):
    page = pages.opened(client, f"/verify/{serial.replace('..', '%2e%2e')}", status=404)

    assert "No certificate has this serial" in page.words
    assert "<script>" not in page.html.partition("<main")[2]


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


def test_the_page_to_type_on_is_open_to_everybody(client, session):
    assert pages.opened(client, "/verify/").form("/verify/").method == "get"


def test_each_check_is_noted_without_a_name(client, session, certificate):
    client.get(f"/verify/{certificate.serial}")

    entry = session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "certificate.checked"))
    assert (entry.subject_type, entry.subject_id, entry.actor_id) == ("certificate", certificate.id, None)


def test_the_document_is_for_its_holder_and_for_administrators(client, drawn):
    address = f"/certificates/{drawn.serial}.pdf"
    visitors = [drawn.person, factories.administrator(), factories.learner(), factories.instructor()]

    answers = [client.sign_in(person).get(address) for person in visitors]

    assert [answer.status_code for answer in answers] == [200, 200, 404, 404]
    assert answers[0].data == drawn.document
    assert answers[0].mimetype == "application/pdf"
    assert answers[0].headers["Cache-Control"] == "private, no-store"


def test_a_document_that_is_not_drawn_yet_is_promised(client, certificate):
    client.sign_in(certificate.person)

    assert "Being prepared" in pages.opened(client, "/certificates/").words
    assert "Try again in a few seconds" in pages.opened(client, f"/certificates/{certificate.serial}.pdf", status=409).words


def test_learners_find_their_own_certificates_only(client, drawn):
    own = pages.opened(client.sign_in(drawn.person), "/certificates/")
    other = pages.opened(client.sign_in(factories.learner()), "/certificates/")

    assert f"/certificates/{drawn.serial}.pdf" in own.links
    assert drawn.serial not in other.html and "No certificate yet" in other.words


def test_an_administrator_revokes_a_certificate_once_for_a_reason(client, drawn):
    client.sign_in(factories.administrator())
    address = f"/certificates/{drawn.serial}/revoke"
    form = pages.opened(client, address).form(address)

    blank = client.post(address, data=form.filled(reason="  "))
    done = client.post(address, data=form.filled(reason="Issued in error."))
    again = client.post(address, data=form.filled(reason="Another reason."))

    assert (blank.status_code, done.status_code, again.status_code) == (400, 302, 409)
    assert drawn.revoked_reason == "Issued in error."
    assert "is revoked already" in pages.opened(client, address).words


def test_the_register_is_searched_by_name_and_serial(client, drawn):
    other = factories.certificate(factories.learner(name="Bilal Shah"))
    client.sign_in(factories.administrator())

    for words in ("ayesha", drawn.serial, drawn.serial.lower().replace("-", "")):
        page = pages.opened(client, f"/certificates/register?words={words}")
        assert drawn.serial in page.words and other.serial not in page.words
    assert "No certificate fits" in pages.opened(client, "/certificates/register?words=zzz").words


def test_an_issued_certificate_keeps_the_name_it_was_printed_with(client, certificate, session):
    certificate.person.name = "Ayesha Malik"
    session.flush()

    assert "Ayesha Khan" in pages.opened(client, f"/verify/{certificate.serial}").words
