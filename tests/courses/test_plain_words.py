"""What learners read is written in plain English, measured by the Flesch-Kincaid grade."""

import pytest
import textstat
from markdown_it import MarkdownIt

from tests.shipped import COURSES

GRADE = 11  # years at school; what probationary officers read as their second or third language
MARKDOWN = MarkdownIt("commonmark").enable("table")


def prose(markdown: str) -> str:
    """The words of a text; a heading, an item and a cell each end a sentence, as they do for who reads them."""
    blocks = [token.children for token in MARKDOWN.parse(markdown) if token.type == "inline"]
    said = ["".join(child.content if child.type == "text" else " " for child in block).strip() for block in blocks]
    return " ".join(text if text[-1] in ".!?" else f"{text.rstrip(':;,')}." for text in said if text)


def texts():
    english = ((slug, course) for slug, course in COURSES.items() if course.language == "en")
    for slug, course in english:
        for module in course.modules:
            if module.handout:
                yield pytest.param(module.handout, id=f"{slug}/{module.slug}/handout")
            for activity in module.activities:
                text = {"lesson": "body", "task": "brief"}.get(activity.type)
                if text:
                    yield pytest.param(getattr(activity, text), id=f"{slug}/{activity.slug}")


@pytest.mark.parametrize("text", texts())
def test_a_text_can_be_read_after_eleven_years_of_school(text):
    assert textstat.flesch_kincaid_grade(prose(text)) <= GRADE


def test_an_official_sentence_of_the_old_kind_would_be_found():
    old = (
        "In pursuance of the aforementioned communication, the competent authority is graciously pleased to accord "
        "administrative approval notwithstanding anything contained hereinbefore to the contrary regarding utilisation."
    )

    assert textstat.flesch_kincaid_grade(prose(old)) > GRADE
