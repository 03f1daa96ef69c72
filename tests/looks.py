"""What is true of every page that a person sees, whoever looks at it."""

from axe_playwright_python.sync_playwright import Axe

GUIDELINES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def look(page):
    """Nothing that the accessibility engine finds, nothing beyond the edge."""
    found = violations(page)
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], page.url
    fits(page)


def violations(page, **options):
    """What the accessibility engine finds on a page that has loaded."""
    page.wait_for_load_state()
    return Axe().run(page, options={"runOnly": GUIDELINES, **options}).response["violations"]


def fits(page):
    """Nothing needs more room than the window has at its width. Waits until the page is there: a click comes back as soon
    as the next page begins, which has no element yet."""
    page.wait_for_load_state()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
