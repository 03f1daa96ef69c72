"""A certificate on its way: its holder takes the file, a clerk checks it on a phone, an administrator corrects it."""

import time
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from academy import certificates
from academy.accounts import passwords, people
from academy.db import begin_writing, db
from tests import factories, servers
from tests.conftest import application
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HOLDER, ADMINISTRATOR = "ayesha@academy.example", "admin@academy.example"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("verify"), LANGUAGES="en,ar", CHECKS_A_MINUTE="300") as server:
        yield server


@pytest.fixture(scope="module")
def app(server):
    """What the server serves, for putting things into its database."""
    app = application(server.database_url, server.instance, BASE_URL=server.url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def certificate(app, server):
    """One that the worker of the server has drawn."""
    holder = factories.learner(email=HOLDER, name="Ayesha Rahman", second_name="عائشہ رحمان", second_script="ur")
    passwords.put(holder, server.password)
    serial = factories.certificate(holder).serial
    db.session.commit()
    until = time.monotonic() + 60
    while not (found := certificates.by_serial(serial)).ready:
        assert time.monotonic() < until, "the worker does not draw it"
        db.session.rollback()
        time.sleep(0.1)
    taken = SimpleNamespace(serial=serial, seal=found.seal, document=found.document, person_id=found.person_id)
    db.session.rollback()
    return taken


def unexpected(*pages):
    """What the consoles complained of, but for answers that are no page of their own."""
    return [each for page in pages for each in page.complaints if "404 (NOT FOUND)" not in each]


@pytest.mark.parametrize(("width", "dir"), [(360, "rtl"), pytest.param(1280, "ltr", marks=pytest.mark.slow)])
def test_a_clerk_checks_paper_and_files(server, certificate, page_of, width, dir, tmp_path):
    page = page_of(width=width, dir=dir)
    page.goto("/verify/")
    look(page)
    page.locator("#serial").focus()
    page.keyboard.type(certificate.serial.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Valid, but only a demonstration")
    expect(page.locator("main")).to_contain_text("عائشہ رحمان")
    look(page)

    for data, said in (
        (certificate.document, "Valid, but only a demonstration"),
        (certificate.document + b"\n", "This file was altered"),
        (b"a letter", "This is no certificate that we know"),
    ):
        file = tmp_path / "certificate.pdf"
        file.write_bytes(data)
        page.goto("/verify/")
        page.locator("input[type=file]").set_input_files(file)
        page.locator("form[enctype] button").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(said)
        look(page)
    assert unexpected(page) == []


def test_the_page_of_a_scanned_code_says_whether_the_code_is_genuine(server, certificate, page_of):
    page = page_of(width=360)
    changed = certificate.seal[:-20] + ("A" if certificate.seal[-20] != "A" else "B") + certificate.seal[-19:]

    answers = {
        certificate.seal: "The code is genuine",
        changed: "The code was altered",
        "HELLO": "The code is not ours",
    }
    for code, said in answers.items():
        page.goto("about:blank")
        page.goto(f"/verify/{certificate.serial}#{code}")
        expect(page.get_by_text(said)).to_be_visible()
        assert page.locator("[data-says]:visible").count() == 1
        look(page)
    page.goto("about:blank")
    page.goto(f"/verify/{certificate.serial}")
    expect(page.locator("[data-says]:visible")).to_have_count(0)
    assert unexpected(page) == []


def test_without_scripts_a_code_can_be_pasted_and_a_file_chosen(server, certificate, page_of, tmp_path):
    page = page_of(width=360, java_script_enabled=False)
    page.goto("/verify/")
    page.locator("summary").click()
    page.locator("#code").fill(f"{server.url}/verify/{certificate.serial}#{certificate.seal}")
    page.get_by_role("button", name="Check the code").click()
    expect(page.locator("main")).to_contain_text("We checked the signature in the code")

    page.goto("/verify/")
    page.get_by_role("button", name="Check the file").click()
    expect(page.locator(".error-summary")).to_contain_text("Choose a file first.")


@pytest.mark.slow
def test_a_misspelt_name_is_corrected_by_a_reissue(server, app, certificate, page_of):
    holder, administrator = page_of(HOLDER, width=360), page_of(ADMINISTRATOR)
    begin_writing()
    people.change(None, people.person_or_404(certificate.person_id), name="Ayesha Rehman")
    db.session.commit()

    holder.goto("/certificates/")
    for summary in holder.locator("summary").all():
        summary.click()
    look(holder)
    with holder.expect_download() as download:
        holder.get_by_role("link", name="Credential (.json)").click()
    assert download.value.suggested_filename == f"certificate-{certificate.serial}.json"

    administrator.goto("/certificates/register")
    look(administrator)
    administrator.get_by_role("link", name=f"Reissue {certificate.serial}").click()
    expect(administrator.get_by_role("row", name="Ayesha Rehman")).to_contain_text("Changes")
    look(administrator)
    administrator.get_by_role("button", name="Reissue this certificate").click()
    expect(administrator.locator(".error-summary")).to_contain_text("Say why")
    administrator.locator("#reason").fill("Her name was misspelt.")
    administrator.get_by_role("button", name="Reissue this certificate").click()
    expect(administrator.locator("main")).to_contain_text("Issued in place of another")
    look(administrator)

    holder.goto("/certificates/")
    expect(holder.locator("main")).to_contain_text("Ayesha Rehman")
    expect(holder.locator("main")).to_contain_text("Replaced by a newer certificate")
    holder.goto(f"/verify/{certificate.serial}")
    expect(holder.get_by_role("heading", level=1)).to_contain_text("This certificate was replaced")
    expect(holder.locator("main")).not_to_contain_text("Rehman")
    look(holder)
    assert unexpected(holder) == []
