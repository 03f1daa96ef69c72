"""The statements of a launch, as cmi5 defines them. Plain values in, a dictionary out."""

import copy
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from academy.xapi.statements import VERSION, period, stamp

Verb = Literal["initialized", "completed", "passed", "failed", "terminated"]
MOVE_ON = ("completed", "passed", "failed")
CATEGORIES = "https://w3id.org/xapi/cmi5/context/categories"
SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"


def statement(
    name: str,
    verb: Verb,
    at: datetime,
    *,
    actor: Mapping[str, Any],
    activity: str,
    registration: uuid.UUID,
    template: Mapping[str, Any],
    duration: timedelta | None = None,
    scaled: float | None = None,
    mastery: float | None = None,
) -> dict[str, Any]:
    """`name` is that of the launch, and makes the id. The context is the platform's template, which has a session id, with
    what is due to be added: nothing in it is replaced."""
    context = _context(template, registration, verb)
    if scaled is not None and mastery is not None:
        context["extensions"][MASTERY] = mastery
    result = _result(verb, duration, scaled)
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}/{verb}")),
        "version": VERSION,
        "timestamp": stamp(at),
        "actor": dict(actor),
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}", "display": {"en": verb}},
        "object": {"objectType": "Activity", "id": activity},
        **({"result": result} if result else {}),
        "context": context,
    }


def publishers(template: Mapping[str, Any]) -> set[str]:
    """What the template groups the launch under: the name that its unit has in our package is one of them."""
    around = template.get("contextActivities")
    grouping = around.get("grouping") if isinstance(around, Mapping) else None
    return {each["id"] for each in _listed(grouping) if isinstance(each.get("id"), str)}


def session_id(template: Mapping[str, Any]) -> str:
    extensions = template.get("extensions")
    found = extensions.get(SESSION) if isinstance(extensions, Mapping) else None
    return found if isinstance(found, str) else ""


def _context(template: Mapping[str, Any], registration: uuid.UUID, verb: Verb) -> dict[str, Any]:
    context = copy.deepcopy(dict(template))
    context["registration"] = str(registration)
    around = context.setdefault("contextActivities", {})
    around["category"] = _categories(around.get("category"), verb)
    return context


def _result(verb: Verb, duration: timedelta | None, scaled: float | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if verb == "completed":
        found["completion"] = True
    if verb in ("passed", "failed"):
        found["success"] = verb == "passed"
        if scaled is not None:
            found["score"] = {"scaled": scaled}
    if duration is not None:
        found["duration"] = period(duration)
    return found


def _categories(given: Any, verb: Verb) -> list[dict[str, Any]]:
    due = ["cmi5", "moveon"] if verb in MOVE_ON else ["cmi5"]
    listed = _listed(given)
    known = {each.get("id") for each in listed}
    added = [f"{CATEGORIES}/{name}" for name in due if f"{CATEGORIES}/{name}" not in known]
    return [*listed, *({"objectType": "Activity", "id": iri} for iri in added)]


def _listed(given: Any) -> list[dict[str, Any]]:
    """One activity may stand where a list of them is asked for."""
    found = given if isinstance(given, list) else [given]
    return [each for each in found if isinstance(each, dict)]
