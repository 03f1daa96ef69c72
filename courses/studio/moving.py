"""Activities of a draft in another module, or playing another pack: plain documents in and out."""

import copy
from dataclasses import dataclass

from academy.studio import drafts
from academy.studio.outline import Document


@dataclass(frozen=True)
class Spot:
    """An activity in its module, both by slug."""

    module: str
    type: str
    slug: str


def to_module(document: Document, spot: Spot, module: str) -> Document:
    """The document with an activity at the end of another module. Raises Gone if one of them is not there."""
    changed = copy.deepcopy(document)
    target = _module(changed, module)
    if module != spot.module:
        own = _module(changed, spot.module)
        activity = _activity(own, spot)
        own["activities"].remove(activity)
        target.setdefault("activities", []).append(activity)
    return changed


def play_another(document: Document, spot: Spot, slug: str) -> Document:
    """The document with another scenario or dialogue in an activity. Raises Gone; NameTaken if the course has it already."""
    changed = copy.deepcopy(document)
    activity = _activity(_module(changed, spot.module), spot)
    if slug != spot.slug and slug in played(changed, spot.type):
        raise drafts.NameTaken
    activity["slug"] = slug
    return changed


def played(document: Document, kind: str) -> set[str]:
    """The slugs of the packs of a kind that a course plays."""
    every = (activity for module in document.get("modules", ()) for activity in module.get("activities", ()))
    return {activity["slug"] for activity in every if activity["type"] == kind}


def _module(document: Document, slug: str) -> dict:
    return _found(each for each in document.get("modules", ()) if each["slug"] == slug)


def _activity(module: dict, spot: Spot) -> dict:
    own = (spot.type, spot.slug)
    return _found(each for each in module.get("activities", ()) if (each["type"], each["slug"]) == own)


def _found(each) -> dict:
    found = next(each, None)
    if found is None:
        raise drafts.Gone
    return found
