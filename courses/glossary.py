"""The glossary of a course: its terms in the order of the alphabet, each at an address of its own."""

import re
from typing import NamedTuple

from courses.pack import Course, Term


class Entry(NamedTuple):
    anchor: str
    term: Term


def of(course: Course) -> list[Entry]:
    found: dict[str, Entry] = {}
    for term in sorted(course.glossary, key=lambda each: each.term.casefold()):
        name = anchor(term.term)
        while name in found:
            name += "-"
        found[name] = Entry(name, term)
    return list(found.values())


def anchor(term: str) -> str:
    """What follows # in the address of a term, letters of any script."""
    return "term-" + re.sub(r"[\W_]+", "-", term.casefold()).strip("-")
