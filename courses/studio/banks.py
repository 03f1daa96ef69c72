"""How question banks are edited: what their editor's pages are, and what it says of each field."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from academy.rules.outline import LANGUAGES
from academy.studio.outline import Collection, Document, Outline, Page
from academy.studio.places import Place
from academy.studio.shapes import Says
from academy.triage import TRIAGE
from academy.wording import CRITERIA
from courses.bank import Bank, Competency
from courses.studio import questions
from courses.studio.words import QUESTIONS

WORDS = {
    Bank: {
        "title": Says(_l("Title"), _l("As whoever writes a course chooses it.")),
        "language": Says(_l("Language"), _l("The language that you write it in."), options=LANGUAGES),
        "summary": Says(_l("Summary"), _l("What its questions are about, and for which courses they are meant.")),
    },
    Competency: {
        "title": Says(
            _l("Title"), _l("What somebody does who has it, as it stands on certificates: “Keeps to the mandate”.")
        ),
        "knows": Says(_l("Knows"), _l("One sentence: what they know, and can say when asked."), rows=2),
        "does": Says(_l("Does"), _l("One sentence: what they do on a page."), rows=2),
        "judges": Says(_l("Judges"), _l("One sentence: what they decide in a case that no rule settles."), rows=2),
        "criteria": Says(
            _l("Criteria of replies that show it"),
            _l("What is graded in scenarios and shows that somebody does it. None is fine."),
            options=CRITERIA,
        ),
    },
    **QUESTIONS,
}


def objectives(document: Document) -> list[tuple[str, str]]:
    """The objectives of the competencies that the draft has."""
    return questions.objectives(document.get("competencies") or [])


def users_of(document: Document, key: str) -> list[str]:
    """The questions that examine a competency."""
    found = (each for each in document.get("questions") or () if _competency(each) == key)
    return [questions.title(each, document) for each in found]


def more_of_questions(draft, document: Document, place: Place) -> Mapping[str, Any]:
    """The questions of one competency, or about one kind of post, where the address asks for these only."""
    if not place.is_list:
        return {}
    competency, triage = request.args.get("competency", ""), request.args.get("triage", "")
    chosen = [
        (key, entry)
        for key, entry in place.part
        if competency in ("", _competency(entry)) and (not triage or triage in _triage(entry))
    ]
    return {
        "chosen": chosen,
        "competency": competency,
        "triage": triage,
        "competencies": [
            (each["slug"], each.get("title") or each["slug"]) for each in document.get("competencies") or ()
        ],
        "triages": list(TRIAGE.items()),
        "objectives": dict(objectives(document)),
        "kinds": questions.KINDS,
    }


def _competency(question: dict) -> str:
    objective = question.get("objective")
    return objective.partition("/")[0] if isinstance(objective, str) else ""


def _triage(question: dict) -> list | str:
    triage = question.get("triage") or ()
    return triage if isinstance(triage, list) else [triage]


OUTLINE = Outline(
    kind="bank",
    label=_l("Question banks"),
    pages=(Page("about", _l("About"), _l("What this question bank is."), Bank, ("title", "language", "summary")),),
    collections=(
        Collection(
            "competencies",
            _l("Competencies"),
            _l("Competency"),
            _l("What courses with this bank develop. Each has three objectives: what somebody knows, does and judges."),
            {"": Competency},
            title=lambda entry, document: entry.get("title") or entry["slug"],
            blank=lambda called, kind, document: {"title": called},
            uses=users_of,
        ),
        Collection(
            "questions",
            _l("Questions"),
            _l("Question"),
            _l("Quizzes draw from these, each attempt others. Their order does not matter."),
            questions.SCHEMAS,
            title=questions.title,
            blank=questions.blank,
            kinds=tuple(questions.KINDS.items()),
            shared=False,
            table="studio/bank/_questions.html",
            more=more_of_questions,
        ),
    ),
    words=WORDS,
    blank=lambda title, rules: {"title": title, "language": "en", "competencies": [], "questions": []},
    choices={"objectives": lambda document: objectives(document)},
    styles=("css/course_author.css",),
    publishing="studio/bank/_publishing.html",
    after=(_l("What rests on it"), lambda pack: url_for("studio.resting", kind="bank", pack=pack)),
    next_step=_l(
        "A course that names this bank keeps the former edition until it is published again: this page does that."
    ),
)
