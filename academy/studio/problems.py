"""Problems of a draft, each at the page and the field where it can be mended, in words for people who fill in forms."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from academy.packs import Problem
from academy.studio import forms
from academy.studio.outline import Document, Outline
from academy.studio.places import Place, place_of
from academy.studio.shapes import Says, Shape


@dataclass(frozen=True)
class Told:
    """`field` is the name of the input on the page of `place`, "" where it is about the whole page. What is `needed` was
    not filled in yet: nothing that is there is wrong."""

    place: Place
    field: str
    label: str
    message: str
    needed: bool = False


def told(outline: Outline, document: Document, problems: Iterable[Problem]) -> Iterator[Told]:
    for problem in problems:
        place, rest = place_of(outline, document, problem.path)
        name = label = ""
        shape = Shape(Says(""))
        if not place.is_list:
            shapes = forms.shapes_of(outline, place)
            head = next((step for step in rest if step in shapes), None)
            if head is not None:
                below = rest[rest.index(head) + 1 :]
                if problem.code == "missing" and shapes[head].makes(below, place.value.get(head)):
                    continue
                name = head + shapes[head].name(below, place.value.get(head))
                along = shapes[head].along(below)
                label, shape = ": ".join(str(each.says.label) for each in along[-2:]), along[-1]
        yield Told(place, name, label, in_words(problem, shape), not place.is_list and _needed(problem, document))


def in_words(problem: Problem, shape: Shape) -> str:
    """What is wrong, and how to mend it; limits are told as the `shape` of the field shows its values."""
    limits, code = problem.limits, problem.code
    if code in ("missing", "string_too_short"):
        return _("Fill this in.")
    if code == "string_too_long":
        return _("This is too long: %(most)s characters at most.", most=limits["max_length"])
    if code == "too_short":
        return ngettext("At least %(num)s is needed.", "At least %(num)s are needed.", limits["min_length"])
    if code == "too_long":
        return ngettext("At most %(num)s is possible.", "At most %(num)s are possible.", limits["max_length"])
    if code in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return _bound(code, limits, shape)
    if code.startswith(("int_", "float_")):
        return _("This has to be a number.")
    if code.startswith("date_"):
        return _("This is no date. Write it as year, month and day: 2026-10-31.")
    if code in ("literal_error", "union_tag_invalid"):
        return _("Choose one of the list.")
    if code == "no_image":
        return _("There is no image called %(name)s here. Upload it, or take it out of the text.", name=limits["name"])
    if code == "no_words":
        return _(
            "Say what the image %(name)s shows, between the square brackets: some cannot see it.", name=limits["name"]
        )
    if code == "pack_too_large":
        return _(
            "The pack is too large: at most %(most)s kB of text. Shorten it, or make two packs.", most=limits["most"]
        )
    if code == "string_pattern_mismatch":
        return _("This is not in the form that is asked for: see the hint.")
    return problem.message.partition(": ")[2] if code == "value_error" else problem.message


def _bound(code: str, limits, shape: Shape) -> str:
    if code == "greater_than_equal":
        return _("At least %(least)s.", least=shape.shown(limits["ge"]))
    if code == "less_than_equal":
        return _("At most %(most)s.", most=shape.shown(limits["le"]))
    if code == "greater_than":
        return _("More than %(bound)s.", bound=shape.shown(limits["gt"]))
    return _("Less than %(bound)s.", bound=shape.shown(limits["lt"]))


def _needed(problem: Problem, document: Document) -> bool:
    """Whether it is about something that nobody has filled in."""
    if problem.code in ("missing", "too_short"):
        return True
    held: Any = document
    for step in problem.path:  # steps that only the schema knows are passed over
        if isinstance(held, dict):
            held = held.get(step, held)
        elif isinstance(held, list) and isinstance(step, int) and step < len(held):
            held = held[step]
    return held in ("", None) or held == []
