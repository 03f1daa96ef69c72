"""A pack is brought in as a folder or a zip in a real browser, looked at, taken in, and carried home again."""

import re
from textwrap import dedent

import pytest
from playwright.sync_api import expect

from academy import packs
from tests import factories
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEACHER = "instructor@academy.example"


@pytest.fixture
def land(tmp_path):
    folder = tmp_path / "Valley land (1)"
    folder.mkdir()
    (folder / "pack.yaml").write_text(dedent(factories.RULES), "utf-8")
    (folder / ".DS_Store").write_bytes(b"\0")
    return folder


def test_a_folder_becomes_a_draft_and_goes_home_as_a_zip(page_of, land, tmp_path):
    page = page_of(TEACHER)
    page.goto("/studio/")
    page.get_by_role("link", name="Bring in a pack").click()
    look(page)
    page.get_by_label("Or a whole folder").set_input_files(land)
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("h2").first).to_have_text("A country")
    look(page)
    expect(page.get_by_label("Name in files")).to_have_value("valley-land")
    page.get_by_role("button", name="Take it in as a draft").click()
    expect(page.locator("h1")).to_have_text("A country")

    page.get_by_role("link", name="Files").click()
    look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the draft").click()

    assert download.value.suggested_filename == "valley-land (draft).zip"
    download.value.save_as(tmp_path / "home.zip")
    assert packs.read(tmp_path / "home.zip").content.title == "A country"
    assert page.complaints == []


def test_what_is_wrong_is_read_on_a_phone_from_right_to_left_without_scripts(page_of, land):
    text = (land / "pack.yaml").read_text("utf-8").replace("summary:", "sumary:")
    (land / "pack.yaml").write_text(text, "utf-8")
    page = page_of(TEACHER, width=360, dir="rtl", java_script_enabled=False)
    page.goto("/studio/import")
    page.locator("#files").set_input_files(land / "pack.yaml")
    page.locator("main .button--main").click()
    expect(page.locator(".finding").last).to_contain_text(re.compile(r"pack\.yaml:\d+:1"))
    expect(page.locator(".finding__line mark").last).to_have_text("s")
    expect(page.get_by_role("button", name="Take it in as a draft")).to_have_count(0)
