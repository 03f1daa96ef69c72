"""How courses are edited: what their editor's pages are, and what each of them shows besides its fields."""

from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import editions
from academy.pages import markdown
from academy.studio import drafts, images, names
from academy.studio.outline import Collection, Document, Outline, Page
from academy.studio.places import Place
from courses.pack import Course, Lesson, Matching, Module, Multiple, Ordering, Quiz, Scenario, Single, Task
from courses.studio import drafted, plan
from courses.studio.words import WORDS
from courses.tasks.rubric import Criterion

LONGEST_TITLE = 80  # characters of a question that stand for it
PLAYED = "scenario/"  # begins the kind of an activity that plays the published scenario of this slug
QUESTIONS = {
    "single": _l("One answer is right"),
    "multiple": _l("Several answers are right"),
    "ordering": _l("Put steps in order"),
    "matching": _l("Say what kind of post it is"),
}
ACTIVITIES = {
    "lesson": _l("Lesson: text to read"),
    "quiz": _l("Quiz: questions"),
    "task": _l("Task: written work that you mark"),
}


def kinds_of_activities() -> dict[Any, list[tuple[str, Any]]]:
    played = [(f"{PLAYED}{edition.slug}", edition.title) for edition in editions.all_published("scenario")]
    return {_("Something to write here"): list(ACTIVITIES.items()), _("A published scenario to play"): played}


def blank_activity(called: str, kind: str, document: Document) -> dict:
    if kind.startswith(PLAYED):
        return {"type": "scenario", "slug": names.slug_of(kind.removeprefix(PLAYED)), "title": called, "minutes": 30}
    if kind == "quiz":
        return {"type": "quiz", "title": called, "minutes": 10, "questions": []}
    if kind == "task":
        return {"type": "task", "title": called, "minutes": 45, "rubric": []}
    return {"type": "lesson", "title": called, "minutes": 7}


def blank_question(called: str, kind: str, document: Document) -> dict:
    return {"type": kind if kind in QUESTIONS else "single", "prompt": called}


def more_of_activity(draft, document: Document, place: Place) -> Mapping[str, Any]:
    """What the page of an activity shows besides its fields: its text as learners see it, and the images there are."""
    if place.is_list:
        return {}
    entry = place.part
    shown = {field: markdown_of(draft, entry.get(field)) for field in ("body", "brief")}
    played = editions.published("scenario", entry["slug"]) if entry["type"] == "scenario" else None
    ready = drafted.is_sound(entry, drafts.newest(draft).files)
    return {
        "shown": shown,
        "images": images.of(draft),
        "played": played,
        "ready": ready,
        "address": drafted.address(draft),
    }


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
    _l("In the order in which learners meet them. Eight to ten are plenty for one quiz."),
    {"single": Single, "multiple": Multiple, "ordering": Ordering, "matching": Matching},
    title=lambda entry, document: shorten(str(entry.get("prompt") or entry["slug"]), LONGEST_TITLE, placeholder=" …"),
    blank=blank_question,
    kinds=tuple(QUESTIONS.items()),
    shared=False,
)
ACTIVITY_LIST = Collection(
    "activities",
    _l("Activities"),
    _l("Activity"),
    _l("In the order in which learners meet them."),
    {"lesson": Lesson, "quiz": Quiz, "scenario": Scenario, "task": Task},
    title=lambda entry, document: entry.get("title") or entry["slug"],
    blank=blank_activity,
    kinds=kinds_of_activities,
    everywhere=True,
    within=(QUESTION_LIST, RUBRIC),
    template="studio/course/_activity.html",
    more=more_of_activity,
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
    after=(_l("Give to a cohort"), "cohorts.give"),
    label=_l("Courses"),
    pages=(
        Page(
            "about",
            _l("About the course"),
            _l("What learners, and whoever reads their certificate, are told of the course."),
            Course,
            ("title", "code", "language", "summary", "competencies", "hours", "valid_months", "rules"),
            template="studio/course/_about.html",
            more=more_of_path,
        ),
    ),
    collections=(MODULE_LIST,),
    words=WORDS,
    blank=lambda title, rules: {"title": title, "language": "en", "rules": rules, "modules": []},
    choices={
        "rules": lambda document, rules: [(edition.slug, edition.title) for edition in editions.all_published("rules")]
    },
    links=((_l("Images"), "images.index"), (_l("See it as learners do"), "course_studio.see")),
    styles=("css/course_author.css",),
)
