"""What learners find on the page of their certificates, and what administrators find in the register and do there."""

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from academy import certificates, records
from academy.accounts import people
from academy.certificates import signing
from academy.proof import credential
from academy.proof.claims import Claims
from tests import factories, pages, signed

SUFFIXES = {"pdf": "application/pdf", "json": "application/vc+ld+json", "png": "image/png"}


@pytest.fixture
def administrator(client):
    """The client is signed in as one."""
    person = factories.administrator(name="Nasreen Akhtar")
    client.sign_in(person)
    return person


@pytest.fixture
def certificate(session):
    return factories.certificate(factories.learner(name="Ayesha Khan", email="ayesha@example.org"))


# The learner's own


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_each_file_is_for_the_holder_and_for_administrators(client, drawn, suffix):
    address = f"/certificates/{drawn.serial}.{suffix}"
    visitors = [drawn.person, factories.administrator(), factories.learner(), factories.instructor()]

    answers = [client.sign_in(person).get(address) for person in visitors]

    assert [answer.status_code for answer in answers] == [200, 200, 404, 404]
    assert answers[0].mimetype == SUFFIXES[suffix]
    assert f'filename="certificate-{drawn.serial}.{suffix}"' in answers[0].headers["Content-Disposition"]
    assert answers[0].headers["Cache-Control"] == "private, no-store"


def test_the_files_are_the_certificate_in_three_forms(client, drawn):
    client.sign_in(drawn.person)

    files = {suffix: client.get(f"/certificates/{drawn.serial}.{suffix}").data for suffix in SUFFIXES}

    assert files["pdf"] == drawn.document
    for text in (files["json"].decode(), credential.unbaked(files["png"])):
        claims, _ = credential.check(text, signing.public_keys())
        assert claims == Claims.of(drawn.fields, drawn.id)
    assert Image.open(io.BytesIO(files["png"])).format == "PNG"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_not_there_yet_is_promised(client, certificate, suffix):
    client.sign_in(certificate.person)

    answer = pages.opened(client, f"/certificates/{certificate.serial}.{suffix}", status=409)

    assert "Try again in a few seconds" in answer.words
    assert "Being prepared" in pages.opened(client, "/certificates/").words


def test_a_document_of_a_former_version_has_no_other_forms(client, session, certificate):
    certificate.document, certificate.document_digest = b"%PDF-1.7 of the suite", "0" * 64
    session.flush()
    client.sign_in(certificate.person)

    links = pages.opened(client, "/certificates/").links
    answers = [client.get(f"/certificates/{certificate.serial}.{suffix}").status_code for suffix in SUFFIXES]

    assert answers == [200, 404, 404]
    assert f"/certificates/{certificate.serial}.pdf" in links
    assert f"/certificates/{certificate.serial}.json" not in links


def test_learners_find_their_own_certificates_only(client, drawn):
    own = pages.opened(client.sign_in(drawn.person), "/certificates/")
    other = pages.opened(client.sign_in(factories.learner()), "/certificates/")

    ways = {f"/certificates/{drawn.serial}.{suffix}" for suffix in SUFFIXES} | {f"/verify/{drawn.serial}"}
    assert ways <= set(own.links)
    assert "If your name or something else is wrong on it" in own.words
    assert drawn.serial not in other.html and "No certificate yet" in other.words


def test_learners_read_what_became_of_each_certificate(client, drawn, others):
    newer = certificates.reissue(None, drawn, "Her name was misspelt.")
    page = pages.opened(client.sign_in(drawn.person), "/certificates/")
    certificates.revoke(None, others, "Obtained by fraud.")
    revoked = pages.opened(client.sign_in(others.person), "/certificates/")

    assert "Replaced by a newer certificate on" in page.words and "Her name was misspelt." not in page.html
    assert page.words.index(newer.serial) < page.words.index(drawn.serial)
    assert "Revoked on" in revoked.words and "Obtained by fraud." in revoked.words


# The register


def test_the_register_is_searched_by_name_and_serial(client, administrator, certificate):
    other = factories.certificate(factories.learner(name="Bilal Shah"))

    for words in ("ayesha", certificate.serial, certificate.serial.lower().replace("-", "")):
        page = pages.opened(client, f"/certificates/register?words={words}")
        assert certificate.serial in page.words and other.serial not in page.words
    assert "No certificate fits" in pages.opened(client, "/certificates/register?words=zzz").words


def test_the_register_is_narrowed_by_status(client, administrator, certificate):
    serials = {"valid": certificates.reissue(None, certificate, "Misspelt.").serial, "superseded": certificate.serial}
    revoked = factories.certificate()
    certificates.revoke(None, revoked, "By mistake.")
    serials["revoked"] = revoked.serial

    for status, serial in serials.items():
        found = pages.opened(client, f"/certificates/register?status={status}").words
        assert [each in found for each in serials.values()] == [each == serial for each in serials.values()]
    for junk in ("", "x", "'; --"):
        everything = pages.opened(client, f"/certificates/register?status={junk}").words
        assert all(serial in everything for serial in serials.values())


def test_the_register_takes_as_many_queries_for_many_as_for_few(client, administrator, session):
    def asked():
        statements = []
        connection = session.connection()

        def listen(*given):
            statements.append(given[2])

        sa.event.listen(connection, "before_cursor_execute", listen)
        pages.opened(client, "/certificates/register")
        sa.event.remove(connection, "before_cursor_execute", listen)
        return len(statements)

    factories.certificate()
    asked()  # who looks at it first within an hour is noted
    few = asked()
    for _ in range(8):
        factories.certificate()

    assert asked() == few


@pytest.mark.parametrize(
    ("demo", "said"),
    [(None, "There is no signing key"), (True, "The signing key is for demonstrations only"), (False, None)],
)
def test_the_register_says_what_is_wrong_with_the_signing_key(app, client, administrator, tmp_path, demo, said):
    with signed.keys(app, tmp_path / "keys", demo):
        words = pages.opened(client, "/certificates/register").words

    assert ("signing key" in words) is bool(said)
    assert said is None or said in words


# Reissuing and revoking


def test_reissuing_shows_what_would_change_and_does_it_once(client, administrator, drawn):
    address = f"/certificates/{drawn.serial}/reissue"
    people.change(administrator, drawn.person, name="Zarnab Malik")
    page = pages.opened(client, address)
    form = page.form(address)

    assert "Printed nowZarnab NoorpuriWould be printedZarnab MalikChangeChanges" in page.words
    blank = client.post(address, data=form.filled(reason="  "))
    done = client.post(address, data=form.filled(reason="Married in March."))
    again = client.post(address, data=form.filled(reason="Married in March."))

    assert (blank.status_code, done.status_code, again.status_code) == (400, 302, 409)
    newer = certificates.successor(drawn)
    assert done.location == f"/certificates/{newer.serial}"
    assert (newer.fields["name"], drawn.fields["name"]) == ("Zarnab Malik", "Zarnab Noorpuri")
    assert "was reissued before" in again.text
    seen = pages.opened(client, address)
    assert "This certificate was reissued before" in seen.words
    assert f"/certificates/{newer.serial}" in seen.links and not [form for form in seen.forms if form.action == address]


def test_a_reissue_that_changes_no_words_says_so(client, administrator, drawn):
    words = pages.opened(client, f"/certificates/{drawn.serial}/reissue").words

    assert "Only number, date and signature would change" in words


def test_a_revoked_certificate_is_not_reissued(client, administrator, drawn):
    address = f"/certificates/{drawn.serial}/reissue"
    form = pages.opened(client, address).form(address)
    certificates.revoke(None, drawn, "Obtained by fraud.")

    refused = client.post(address, data=form.filled(reason="Married."))

    assert refused.status_code == 409 and "was revoked before" in refused.text
    assert "A revoked certificate is not issued again" in pages.opened(client, address).words
    assert drawn.superseded_at is None


def test_an_administrator_revokes_a_certificate_once_for_a_reason(client, administrator, drawn):
    address = f"/certificates/{drawn.serial}/revoke"
    form = pages.opened(client, address).form(address)

    blank = client.post(address, data=form.filled(reason="  "))
    done = client.post(address, data=form.filled(reason="Issued in error."))
    again = client.post(address, data=form.filled(reason="Another reason."))

    assert (blank.status_code, done.status_code, again.status_code) == (400, 302, 409)
    assert drawn.revoked_reason == "Issued in error."
    assert "is revoked already" in pages.opened(client, address).words


# One certificate


def test_the_page_of_a_certificate_tells_its_history_and_its_basis(client, administrator, drawn):
    client.get(f"/verify/{drawn.serial}")
    client.get(f"/verify/{drawn.serial}")
    newer = certificates.reissue(administrator, drawn, "Married in March.")
    certificates.revoke(administrator, newer, "Obtained by fraud.")

    former, page = (pages.opened(client, f"/certificates/{each.serial}") for each in (drawn, newer))

    assert "It was checked 2 times on the public pages" in former.words
    for words in ("Replaced by another", "Nasreen Akhtar", "Married in March."):
        assert words in former.words
    assert f"/certificates/{newer.serial}" in former.links and f"/certificates/{drawn.serial}" in page.links
    assert "Issued in place of another" in page.words and "This certificate was revoked" in page.words
    assert "Nobody has checked it on the public pages yet" in page.words
    assert drawn.basis["course"][:12] in former.words and drawn.key_id in former.words


def test_the_page_lists_the_results_that_it_rests_on(client, administrator, session):
    enrolment = factories.started()
    evidence = {"graders": ["rubric-1"]}
    given = {"attempt": 2, "edition": enrolment.edition, "score": 81.5, "passed": True, "evidence": evidence}
    records.record(enrolment, "lesson/read-me", **given)
    certificate = certificates.standing(enrolment.person, "tiny")

    words = pages.opened(client, f"/certificates/{certificate.serial}").words

    for said in ("lesson/read-me", "82 %", "passed", enrolment.edition.digest[:12], "rubric-1"):
        assert said in words


def test_only_administrators_see_the_page_of_a_certificate(client, drawn):
    for address in (f"/certificates/{drawn.serial}", f"/certificates/{drawn.serial}/reissue"):
        for person in (drawn.person, factories.instructor()):
            assert client.sign_in(person).get(address).status_code == 403


def test_an_unknown_certificate_has_no_page(client, administrator):
    for rest in ("7K3M-Q0TX-9WBE-5", "x/reissue", "x.json", "x.png"):
        assert client.get(f"/certificates/{rest}").status_code == 404
