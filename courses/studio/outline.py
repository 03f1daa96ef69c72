"""How courses are edited: what their editor's pages are, and what each of them shows besides its fields."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import editions
from academy.pages import markdown
from academy.studio import drafts, images, names
from academy.studio.outline import Collection, Document, Outline, Page
from academy.studio.places import Place
from courses.bank import titles
from courses.pack import Course, Dialogue, Lesson, Module, Quiz, Scenario, Task
from courses.studio import drafted, draws, plan, questions
from courses.studio.words import WORDS
from courses.tasks.rubric import Criterion

# What a course can play; whoever begins such an activity chooses the pack with it: "scenario/dark-street".
PLAYED = {"scenario": _l("A published scenario to play"), "dialogue": _l("A published dialogue to hold with a class")}
ACTIVITIES = {
    "lesson": _l("Lesson: text to read"),
    "quiz": _l("Quiz: questions"),
    "task": _l("Task: written work that you mark"),
}


def kinds_of_activities() -> dict[Any, list[tuple[str, Any]]]:
    groups = {_("Something to write here"): list(ACTIVITIES.items())}
    for kind, label in PLAYED.items():
        if packs := published(kind):
            groups[str(label)] = [(f"{kind}/{slug}", title) for slug, title in packs]
    return groups


def blank_activity(called: str, kind: str, document: Document) -> dict:
    played, _slash, slug = kind.partition("/")
    if played == "scenario":
        return {"type": "scenario", "slug": names.slug_of(slug), "title": called, "minutes": 30}
    if played == "dialogue":  # optional, for not everybody has a class
        return {"type": "dialogue", "slug": names.slug_of(slug), "title": called, "minutes": 60, "optional": True}
    if kind == "quiz":
        return {"type": "quiz", "title": called, "minutes": 10, "questions": []}
    if kind == "task":
        return {"type": "task", "title": called, "minutes": 45, "rubric": []}
    return {"type": "lesson", "title": called, "minutes": 7}


def more_of_activity(draft, document: Document, place: Place) -> Mapping[str, Any]:
    """What the page of an activity shows besides its fields: its text as learners see it, and the images there are."""
    if place.is_list:
        return {}
    entry = place.part
    shown = {field: markdown_of(draft, entry.get(field)) for field in ("body", "brief")}
    played = editions.published(entry["type"], entry["slug"]) if entry["type"] in PLAYED else None
    ready = drafted.is_sound(entry, document, drafts.newest(draft).files)
    bank = drafts.cited_in("course", document)["bank"]
    return {
        "bank": bank,
        "matching": draws.matching(entry, bank) if bank else [],
        "shown": shown,
        "images": images.of(draft),
        "played": played,
        "ready": ready,
        "address": drafted.address(draft),
    }


def published(kind: str) -> list[tuple[str, str]]:
    """The published packs of a kind as a menu."""
    return [(edition.slug, edition.title) for edition in editions.all_published(kind)]


def markdown_of(draft, text: Any):
    """A text of the draft as learners will see it. What is being typed is seen once: it is not kept."""
    return markdown.__wrapped__(text if isinstance(text, str) else "", images.address(draft, ""))


def more_of_path(draft, document: Document, place: Place) -> Mapping[str, Any]:
    return {"plan": plan.of(document)}


RUBRIC = Collection(
    "rubric",
    _l("Rubric"),
    _l("Criterion"),
    _l("What whoever marks looks at, and what each level looks like. Learners read it before they write."),
    {"": Criterion},
    title=lambda entry, document: entry.get("title") or entry["slug"],
    blank=lambda called, kind, document: {"title": called, "levels": []},
)
QUESTION_LIST = Collection(
    "questions",
    _l("Questions"),
    _l("Question"),
    _l("Its own, in the order in which learners meet them; what is drawn from the bank comes after them."),
    questions.SCHEMAS,
    title=questions.title,
    blank=questions.blank,
    kinds=tuple(questions.KINDS.items()),
    shared=False,
    template="studio/course/_question.html",
)
ACTIVITY_LIST = Collection(
    "activities",
    _l("Activities"),
    _l("Activity"),
    _l("In the order in which learners meet them."),
    {"lesson": Lesson, "quiz": Quiz, "scenario": Scenario, "dialogue": Dialogue, "task": Task},
    title=lambda entry, document: entry.get("title") or entry["slug"],
    blank=blank_activity,
    kinds=kinds_of_activities,
    everywhere=True,
    within=(QUESTION_LIST, RUBRIC),
    template="studio/course/_activity.html",
    more=more_of_activity,
    live={"matching": "studio/course/_matching.html"},
    below="studio/course/_below_activity.html",
    table="studio/course/_activities.html",
)
MODULE_LIST = Collection(
    "modules",
    _l("Modules"),
    _l("Module"),
    _l("The path through the course. Learners go from the first module to the last."),
    {"": Module},
    title=lambda entry, document: entry.get("title") or entry["slug"],
    blank=lambda called, kind, document: {"title": called, "activities": []},
    within=(ACTIVITY_LIST,),
    template="studio/course/_module.html",
    table="studio/course/_modules.html",
    more=more_of_path,
)
OUTLINE = Outline(
    kind="course",
    after=(_l("Give to a cohort"), lambda pack: url_for("cohorts.give", pack=pack)),
    label=_l("Courses"),
    pages=(
        Page(
            "about",
            _l("About the course"),
            _l("What learners, and whoever reads their certificate, are told of the course."),
            Course,
            (
                "title",
                "code",
                "language",
                "summary",
                "competencies",
                "hours",
                "valid_months",
                "rules",
                "bank",
                "glossary",
            ),
            template="studio/course/_about.html",
            more=more_of_path,
        ),
    ),
    collections=(MODULE_LIST,),
    words=WORDS,
    blank=lambda title, rules: {"title": title, "language": "en", "rules": rules, "modules": []},
    choices={
        "rules": lambda document, rules, bank: published("rules"),
        "bank": lambda document, rules, bank: published("bank"),
        "competencies": lambda document, rules, bank: list(titles(bank).items()) if bank else [],
        "objectives": lambda document, rules, bank: questions.objectives_of(bank),
    },
    links=((_l("Images"), "images.index"), (_l("See it as learners do"), "course_studio.see")),
    styles=("css/course_author.css",),
)
