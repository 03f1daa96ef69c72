"""Pages for people who read Urdu, or Bangla, and no English: no label of the interface is left in English."""

import pytest
from playwright.sync_api import expect

from academy import catalogues
from tests import servers
from tests.journeys import officer
from tests.looks import fits, look

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ("/", "/courses/refresher", "/certificates/", "/practices/", "/rules/", "/accounts/", "/verify")
NAMES = {"ur": "اردو", "bn": "বাংলা"}
# The texts of the interface that stand on a page. What somebody wrote, in a pack or in a post, has a language of its own.
TEXTS = """() => {
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.replace(/\\s+/g, " ").trim()
    if (text && !walker.currentNode.parentElement.closest("script, style, template, body [lang]")) found.push(text)
  }
  return found
}"""


def titles(slug):
    """What a course calls itself and its parts, in its own language."""
    course = officer.shipped("course", slug)
    return {
        part.title
        for part in (course, *course.modules, *(each for module in course.modules for each in module.activities))
    }


@pytest.fixture
def server(tmp_path):
    """An academy of its own: nobody else has played there."""
    with servers.running(tmp_path, LANGUAGES="en,ur,bn") as server:
        yield server


@pytest.mark.parametrize(("language", "scripts"), [("ur", True), ("bn", False)])
def test_a_learner_reads_it_from_the_sign_in_on(page_of, language, scripts):
    catalogue = catalogues.read(language)
    written = titles("official-online") | titles("refresher")
    page = page_of(width=360, java_script_enabled=scripts)
    page.get_by_role("button", name=NAMES[language]).click()
    expect(page.locator("html")).to_have_attribute("lang", language)

    def says(label):
        assert catalogue.ugettext(label) != label, f"{label} is not in the catalogue"
        return catalogue.ugettext(label)

    def reads(page):
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ur" else "ltr")
        left = [text for text in page.evaluate(TEXTS) if text not in written and catalogue.ugettext(text) != text]
        assert left == [], page.url
        fits(page)
        if scripts:  # the accessibility engine is one
            look(page)

    reads(page)
    page.get_by_label(says("E-mail address")).fill("officer@academy.example")
    page.get_by_label(says("Password"), exact=True).fill(servers.PASSWORD)
    page.locator("main").get_by_role("button", name=says("Sign in")).click()
    expect(page.locator(".who")).to_be_visible()
    reads(page)
    for path in PAGES:
        page.goto(path)
        reads(page)
    page.goto("/courses/refresher")
    for words in (page.locator(".page-title__words"), page.locator(".module__words").first):
        expect(words).to_have_attribute("lang", "en")
        expect(words).to_have_css("direction", "ltr")
    page.get_by_role("navigation").get_by_role("link", name=says("My certificates")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(says("My certificates"))
    assert page.complaints == []
