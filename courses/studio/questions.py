"""How questions are edited, in quizzes and in question banks."""

from textwrap import shorten

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy.studio.outline import Document
from courses.bank import Bank
from courses.questions import LEVELS, Matching, Multiple, Ordering, Single

LONGEST_TITLE = 80  # characters of a question that stand for it
SCHEMAS = {"single": Single, "multiple": Multiple, "ordering": Ordering, "matching": Matching}
KINDS = {
    "single": _l("One answer is right"),
    "multiple": _l("Several answers are right"),
    "ordering": _l("Put steps in order"),
    "matching": _l("Say what kind of post it is"),
}
LEVEL_NAMES = {"knows": _l("knows"), "does": _l("does"), "judges": _l("judges")}


def blank(called: str, kind: str, document: Document) -> dict:
    return {"type": kind if kind in KINDS else "single", "prompt": called}


def title(entry: dict, document: Document) -> str:
    return shorten(str(entry.get("prompt") or entry["slug"]), LONGEST_TITLE, placeholder=" …")


def objectives_of(bank: Bank | None) -> list[tuple[str, str]]:
    """The objectives of a bank as a menu."""
    return objectives([each.model_dump() for each in bank.competencies] if bank else [])


def objectives(competencies: list[dict]) -> list[tuple[str, str]]:
    """The same of the competencies of a document, sound or not."""
    return [
        (
            f"{each['slug']}/{level}",
            _("%(competency)s: %(level)s", competency=each.get("title") or each["slug"], level=LEVEL_NAMES[level]),
        )
        for each in competencies
        for level in LEVELS
    ]
