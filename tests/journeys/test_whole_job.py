"""The whole job as three people do it, on the shipped content, from sign-in to a certificate that answers "valid"."""

import csv
import io
import re
import subprocess

import openpyxl
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests import servers
from tests.journeys import officer
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COURSE = "refresher"
# A red line to the grader, and so for a person to judge: the pass hangs on it.
RED_LINE = "This crew works under the leadership of our beloved Chief Minister, whose vision made it possible."
REASON = "A turn of phrase on the side, in a reply that serves the citizen: a fault, but no campaigning."
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An academy of its own: nobody else has played there."""
    with servers.running(tmp_path_factory.mktemp("academy")) as server:
        yield server


def test_the_whole_job(server, page_of, tmp_path):
    officers_page = page_of("officer@academy.example", width=390)
    instructors_page = page_of("instructor@academy.example")
    clerks_page = page_of("admin@academy.example")

    done = take_the_course(officers_page)
    assert "scenario/blocked-drain" in done
    expect(officers_page.locator("main")).to_contain_text("review")
    assert settle_what_waits(instructors_page) == 1
    assert_both_judgements(officers_page)
    done += take_the_course(officers_page)
    document = download_certificate(officers_page, tmp_path / "certificate.pdf")

    text = subprocess.run(["pdftotext", "-layout", document, "-"], capture_output=True, text=True, check=True).stdout
    serial = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z*~$=]", text)[0]
    assert "Zarnab Noorpuri" in text
    assert "Official, online: refresher" in text
    target = qr_target(document, tmp_path)
    assert target.partition("#")[0] == f"{server.url}/verify/{serial}"
    assert_valid(page_of(), target.removeprefix(server.url), serial)
    assert_register_agrees(clerks_page, serial)
    for page in (officers_page, instructors_page, clerks_page):
        assert page.complaints == []


def take_the_course(page) -> list[str]:
    """Everything that can be done now, in order."""
    done = []
    drain = officer.shipped("scenario", "blocked-drain").post("drain").example
    while name := officer.step(page, COURSE, {"drain": f"{drain} {RED_LINE}"}, look):
        assert done.count(name) < 2, f"{name} is offered again and again"
        done.append(name)
    return done


def settle_what_waits(page) -> int:
    """Judge on the bench what waits for a person, one text after the other: confirm it, but for a red line that is none."""
    page.goto("/review/")
    look(page)
    settled = page.locator("main tbody a[href*='/review/runs/']").count()
    page.get_by_role("link", name="Start with the first").click()
    while "/review/runs/" in page.url:
        look(page)
        if page.locator("[name=level_neutrality][value='0']").is_checked():
            page.locator("[name=level_neutrality][value='1']").check()
            page.locator("[name=reason_neutrality]").fill(REASON)
            page.locator("[name=overall]").select_option("3")
        page.get_by_role("button", name="Keep this review").click()
        expect(page.locator("main")).to_contain_text("is kept")
    return settled


def download_certificate(page, path):
    page.goto("/certificates/")
    for _ in range(40):  # it is drawn by a job, a moment later
        link = page.locator("a[href$='.pdf']")
        if link.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    look(page)
    path.write_bytes(page.request.get(link.first.get_attribute("href")).body())
    return path


def assert_both_judgements(page):
    """The learner sees what the grader said and what the instructor made of it."""
    page.goto(f"/scenarios/start/{COURSE}/blocked-drain")
    page.get_by_role("link", name="Attempt 1").click()
    look(page)
    expect(page.locator("main")).to_contain_text(REASON)
    expect(page.locator("main")).to_contain_text("leadership")


def qr_target(document, folder) -> str:
    subprocess.run(["pdftoppm", "-png", "-r", "150", "-singlefile", document, folder / "certificate"], check=True)
    with Image.open(folder / "certificate.png") as picture:
        return zxingcpp.read_barcodes(picture)[0].text


def assert_valid(page, path, serial):
    page.goto(path)
    look(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("valid", re.IGNORECASE))
    expect(page.locator("main")).to_contain_text(serial)
    expect(page.locator("[data-says=signed]")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("@")


def assert_register_agrees(page, serial):
    page.goto("/records/")
    look(page)
    expect(page.locator("main")).to_contain_text(serial)
    rows = list(csv.DictReader(io.StringIO(page.request.get("/records/export.csv").body().decode("utf-8-sig"))))
    row = next(row for row in rows if (row["email"], row["course"]) == ("officer@academy.example", COURSE))
    assert row["status"] == "completed"
    assert row["certificate"] == serial
    assert float(row["score"]) >= 60
    book = openpyxl.load_workbook(io.BytesIO(page.request.get("/records/export.xlsx").body()))
    header, *lines = book["register"].iter_rows(values_only=True)
    assert serial in [line[header.index("certificate")] for line in lines]
