"""Problems of a draft, each at the page and the field where it can be mended, in words for people who fill in forms."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from academy.packs import Problem
from academy.studio import forms
from academy.studio.outline import Document, Outline, Place, place_of


@dataclass(frozen=True)
class Told:
    """`field` is the name of the input on the page of `place`, "" where it is about the whole page."""

    place: Place
    field: str
    label: str
    message: str


def told(outline: Outline, document: Document, problems: Iterable[Problem]) -> Iterator[Told]:
    for problem in problems:
        place, rest = place_of(outline, document, problem.path)
        name = label = ""
        if not place.is_list:
            shapes = forms.shapes_of(outline, place)
            head = next((step for step in rest if step in shapes), None)
            if head is not None:
                below = rest[rest.index(head) + 1 :]
                name = head + shapes[head].name(below, place.value.get(head))
                label = ": ".join(shapes[head].labels(below)[-2:])
        yield Told(place, name, label, in_words(problem))


def in_words(problem: Problem) -> str:
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
        return _bound(code, limits)
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


def _bound(code: str, limits) -> str:
    if code == "greater_than_equal":
        return _("At least %(least)s.", least=limits["ge"])
    if code == "less_than_equal":
        return _("At most %(most)s.", most=limits["le"])
    if code == "greater_than":
        return _("More than %(bound)s.", bound=limits["gt"])
    return _("Less than %(bound)s.", bound=limits["lt"])
