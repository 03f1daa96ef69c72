"""A course that is still a draft, as an edition that nobody stores, so that staff can look at its pages.

Its address is that of a course, `~` and the number of the draft. What is not sound yet is left out of it.
"""

from collections.abc import Mapping
from typing import Any

import rfc8785
from flask import abort, url_for
from flask_babel import gettext as _
from pydantic import TypeAdapter, ValidationError

from academy import editions, packs
from academy.editions.models import Edition
from academy.errors import Refused
from academy.studio import drafts
from academy.studio.models import Draft
from academy.studio.outline import Document
from courses.drawing import is_met
from courses.pack import Activity, Course

SIGN = "~"  # no slug has it

_activity = TypeAdapter(Activity)


def address(draft: Draft) -> str:
    return f"{SIGN}{draft.id}"


def draft_of(course: str) -> Draft | None:
    """The draft that an address of a course is of; None if it is that of a published one."""
    number = course.removeprefix(SIGN)
    if number == course:
        return None
    draft = drafts.draft_or_404(int(number)) if number.isdecimal() and len(number) < 10 else abort(404)
    return draft if draft.kind == "course" else abort(404)


def edition(draft: Draft) -> Edition:
    """The edition that a draft would be if it were published as it is. It is not stored."""
    version = drafts.newest(draft)
    content = sound_part(version.document, version.files)
    if content is None:
        message = _("There is nothing to look at yet: write an activity first, to its end.")
        raise Refused(409, message, back=url_for("studio.show", draft_id=draft.id))
    canonical = rfc8785.dumps({"content": content.model_dump(mode="json"), "files": dict(version.files)})
    return Edition(
        kind="course",
        slug=address(draft),
        title=content.title,
        digest=packs.digest(canonical),
        canonical=canonical,
        bank=bank_of(version.document),
    )


def bank_of(document: Document) -> Edition | None:
    """The edition of the bank that a draft names."""
    slug = packs.named("course", document).get("bank")
    return slug and editions.published("bank", slug)


def left_out(draft: Draft) -> int:
    """How many activities are not shown."""
    version = drafts.newest(draft)
    return sum(
        not is_sound(each, version.document, version.files)
        for module in _modules(version.document)
        for each in _activities(module)
    )


def sound_part(document: Document, files: Mapping[str, Any]) -> Course | None:
    """The course without the activities that are not sound, and with dots where a text of its own is missing."""
    modules = [
        {**each, "activities": [a for a in _activities(each) if is_sound(a, document, files)]}
        for each in _modules(document)
    ]
    usual = {"title": "…", "summary": "…"}
    filled = {**usual, "code": "…", "hours": 1, "competencies": ["…"], "rules": "none", **document}
    filled["modules"] = [{**usual, **each} for each in modules if each["activities"]]
    try:
        return Course.model_validate(filled, context={"files": files})
    except ValidationError:
        return None


def is_sound(activity: dict, document: Document, files: Mapping[str, Any]) -> bool:
    """Whether learners could be shown an activity of a draft as it is."""
    try:
        sound = _activity.validate_python(activity, context={"files": files})
    except ValidationError:
        return False
    return sound.type != "quiz" or is_met(sound, drafts.cited_in("course", document)["bank"])


def _modules(document: Document) -> list[dict]:
    return document.get("modules") or []


def _activities(module: dict) -> list[dict]:
    return module.get("activities") or []
