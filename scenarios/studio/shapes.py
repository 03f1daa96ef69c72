"""Shapes that only scenarios have: shares, comparisons, names that make themselves, parts picked from a menu."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FormField, HiddenField

from academy.studio.drafts import slug_of
from academy.studio.shapes import ABSENT, Choice, Number, PartShape, Rows, Says, Shape, form_class, said_of
from scenarios.simulation.conditions import compares

COMPARED = {">=": _l("at least"), ">": _l("more than"), "<": _l("below"), "<=": _l("at most"), "=": _l("exactly")}
LEVELS = {
    "<1": _l("is missed"),
    "=1": _l("is only partly met"),
    "<2": _l("is not fully met"),
    ">=1": _l("is at least partly met"),
    "=2": _l("is met"),
}


def shaped(make: Callable[[Says], Shape], label: Any, hint: Any = "", **more) -> Says:
    """What a form says of a field whose shape is not the usual one."""
    says = Says(label, hint, **more)
    return replace(says, shape=make(says))


class Percent(Number):
    """A share of 1, shown and typed as so many in a hundred."""

    whole = False

    def shown(self, value):
        return f"{value * 100:g}" if isinstance(value, (int, float)) else super().shown(value)

    def said(self, data, former=None):
        value = super().said(data)
        return value / 100 if isinstance(value, (int, float)) else value


class Degree(Choice):
    """A whole number whose values have names."""

    def said(self, data, former=None):
        text = super().said(data)
        return int(text) if text is not ABSENT and re.fullmatch(r"-?\d{1,9}", text) else text


class Hidden(Shape):
    translated = False

    def field(self, choices):
        return HiddenField()


class Handle(Shape):
    """A name for files and addresses; whatever is typed is made into one."""

    translated = False

    def said(self, data, former=None):
        text = super().said(data)
        return text if text is ABSENT else slug_of(text) or text


class NamedPart(PartShape):
    """A part whose `slug` is made from what it is called in `after`, unless it has one."""

    slug: str
    after: str

    def said(self, data, former=None):
        said = super().said(data, former)
        if said is not ABSENT and self.slug not in said and (made := slug_of(said.get(self.after, ""))):
            said[self.slug] = made
        return said


class NamedRows(Rows):
    """Parts with a slug that nobody types: made from what they are called in `after`, and kept once it is there.

    So what refers to one of them still does when it is called otherwise."""

    after: str
    kind: str  # begins the slug of what has no Latin letter

    def said(self, data, former=None):
        rows = super().said(data, former)
        rows = [] if rows is ABSENT else [row for row in rows if set(row) != {"slug"}]
        taken = {row["slug"] for row in rows if "slug" in row}
        for row in rows:
            if "slug" not in row:
                row["slug"] = _free(slug_of(row.get(self.after, "")) or self.kind, taken)
                taken.add(row["slug"])
        return rows or ABSENT


class Compared(Shape):
    """A comparison: a menu that says how, and a number. One that means what it meant stays as it was written."""

    translated = False

    def field(self, choices):
        inner = {"how": Choice(Says(_l("How"), options=COMPARED)), "number": Number(Says(_l("Number")))}
        told = {"label": self.says.label, "description": self.says.hint, "render_kw": {"class": "group group--line"}}
        return FormField(form_class(inner, choices), **told)

    def shown(self, value):
        sign, number = re.fullmatch(r"(<=|>=|<|>|=|)(.*)", str(value or ""), re.DOTALL).groups()
        return {"how": sign or ("=" if number else ">="), "number": number}

    def said(self, data, former=None):
        said = {name: (text or "").strip() for name, text in (data or {}).items()}
        if not said.get("number"):
            return ABSENT
        if former is not None and said == self.shown(former):
            return former
        return f"{said.get('how') or '='}{said['number']}"

    def name(self, path, value):
        return "-number"


class LevelCompared(Choice):
    """Which levels of a criterion are meant, in words."""

    def __init__(self, says, **own):
        super().__init__(replace(says, options=LEVELS), **own)

    def shown(self, value):
        text = super().shown(value)
        return next((known for known in LEVELS if _meant(known) == _meant(text)), text)

    def said(self, data, former=None):
        said = super().said(data)
        return former if former is not None and said == self.shown(former) else said


class Picked(PartShape):
    """A part most of whose fields say nothing: the page shows those that the document has, and a menu adds one.

    `begins` is what each field holds when it is added. A hidden field tells a part that says nothing from one that is
    not there."""

    begins: Mapping[str, Any]

    def field(self, choices):
        for shape in self.inner.values():
            shape.required = True  # what was picked is no longer optional
        form = form_class({**self.inner, "given": Hidden(Says(""))}, choices)
        return FormField(form, label=self.says.label, description=self.says.hint)

    def shown(self, value):
        return {**super().shown(value), "given": "" if value is None else "y"}

    def said(self, data, former=None):
        if not (data or {}).get("given"):
            return ABSENT
        said = said_of(self.inner, data, former if isinstance(former, dict) else {})
        return {name: value for name, value in said.items() if value is not False}

    def pick(self, path, value):
        name, *rest = path
        value = dict(value) if isinstance(value, dict) else {}
        if rest and name in self.inner:
            value[name] = self.inner[name].pick(rest, value.get(name))
        elif name in self.begins:
            value.setdefault(name, self.begins[name])
        return value


def _free(base: str, taken: set[str]) -> str:
    tried = (base if number == 1 else f"{base[:55]}-{number}" for number in range(1, 1000))
    return next(slug for slug in tried if slug not in taken)


def _meant(text: str) -> tuple[int, ...] | None:
    """The levels for which a comparison holds; None where it is none."""
    if not re.fullmatch(r"(<|<=|>|>=|=)?\d{1,4}", text):
        return None
    return tuple(level for level in range(3) if compares(level, text))
