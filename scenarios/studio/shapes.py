"""Shapes that only scenarios have: shares, comparisons, names that make themselves, parts picked from a menu."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FormField
from wtforms.fields.choices import SelectChoice
from wtforms.utils import unset_value

from academy.studio.groups import PartShape, Rows, form_class, said_of
from academy.studio.names import slug_of
from academy.studio.shapes import ABSENT, Choice, Hidden, Number, Says, Shape
from scenarios.simulation.conditions import compares

COMPARED = {">=": _l("at least"), ">": _l("more than"), "<": _l("below"), "<=": _l("at most"), "=": _l("exactly")}
MARKS = {
    ">=3": _l("good or exemplary"),
    ">=2": _l("at least adequate"),
    "<2": _l("poor or harmful"),
    "<3": _l("at most adequate"),
    "=4": _l("exemplary"),
    "=3": _l("good"),
    "=2": _l("adequate"),
    "=1": _l("poor"),
    "=0": _l("harmful"),
    ">=1": _l("anything but harmful"),
    "<4": _l("anything but exemplary"),
}
GIVEN = "y"  # begins the names of the fields that a part has
NEW = "new"  # in the place of a number: one more
LEVELS = {
    "<1": _l("is missed"),
    "=1": _l("is only partly met"),
    "<2": _l("is not fully met"),
    ">=1": _l("is at least partly met"),
    "=2": _l("is met"),
}


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


class AnotherPost(Choice):
    """One of the posts but the one that is edited."""

    def field(self, choices):
        own = choices.place.part.get("slug")
        return super().field(lambda says: [(slug, title) for slug, title in choices(says) if slug != own])


class GroupedChoice(Choice):
    """One of several lists; `groups` are what they are called, by their names among the choices."""

    groups: Mapping[str, Any]

    def field(self, choices):
        lists = {title: choices(replace(self.says, choices=name)) for name, title in self.groups.items()}
        offered = [SelectChoice(*pair, optgroup=str(title)) for title, pairs in lists.items() for pair in pairs]
        return super().field(lambda says: offered)


class Handle(Shape):
    """A name for files and addresses; whatever is typed is made into one."""

    translated = False

    def said(self, data, former=None):
        text = super().said(data)
        return text if text is ABSENT else slug_of(text) or text


class NamedPart(PartShape):
    """A part whose `slug` is made from what it is called in `after`, unless it has one; `kind` is that of what has no Latin
    letter."""

    slug: str
    after: str
    kind: str

    def said(self, data, former=None):
        said = super().said(data, former)
        if said is not ABSENT and self.slug not in said and (called := said.get(self.after)):
            said[self.slug] = slug_of(called) or self.kind
        return said

    def makes(self, path, value):
        return self.slug in path and not (isinstance(value, dict) and value.get(self.after))


class Begun(PartShape):
    """A part that begins as `beginning(part)` has it: what else the form of its page is about says so. It is not the author's
    before something in it is changed: a hidden field tells what it began with."""

    beginning: Callable[[Mapping], Mapping[str, str]]

    def field(self, choices):
        form = form_class({**self.inner, "begun": Hidden(Says(""))}, choices)
        beginning = self.beginning(choices.place.part if choices.place else {})
        return BegunField(form, label=self.says.label, description=self.says.hint, beginning=beginning)

    def shown(self, value):
        return {**super().shown(value), "begun": None if value is None else ""}

    def said(self, data, former=None):
        data = data or {}
        as_begun = data.get("begun") and data["begun"] == _begun({name: data.get(name) for name in self.inner})
        return ABSENT if as_begun else super().said(data, former)


class BegunField(FormField):
    def __init__(self, *args, beginning: Mapping[str, str], **told):
        super().__init__(*args, **told)
        self.beginning = beginning

    def process(self, formdata, data=unset_value, **more):
        if isinstance(data, dict) and data.get("begun") is None:
            fields = {name: value for name, value in data.items() if name != "begun"} | self.beginning
            data = {**fields, "begun": _begun(fields)}
        super().process(formdata, data, **more)


def _begun(fields: Mapping[str, Any]) -> str:
    return json.dumps([(value or "").strip() for value in fields.values()], ensure_ascii=False)


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


class NamedCompared(Choice):
    """A comparison in words, where each of few values has a name. One that means what it meant stays as it was written."""

    count: int  # of the values, which begin with 0
    names: Mapping[str, Any]

    def __init__(self, says, **own):
        super().__init__(replace(says, options=self.names), **own)

    def shown(self, value):
        text = super().shown(value)
        return next((known for known in self.names if self._meant(known) == self._meant(text)), text)

    def said(self, data, former=None):
        said = super().said(data)
        return former if former is not None and said == self.shown(former) else said

    def _meant(self, text: str) -> tuple[int, ...] | None:
        """The values for which a comparison holds; None where it is none."""
        if not re.fullmatch(r"(<|<=|>|>=|=)?\d{1,4}", text):
            return None
        return tuple(value for value in range(self.count) if compares(value, text))


class LevelCompared(NamedCompared):
    """Which levels of a criterion are meant."""

    count, names = 3, LEVELS


class MarkCompared(NamedCompared):
    """Which overall marks of a reply are meant."""

    count, names = 5, MARKS


class Picked(PartShape):
    """A part most of whose fields say nothing: the page shows those that the document has, and a menu adds one.

    `begins` is what each field holds when it is added. It stays until it is taken away, empty or not: a hidden field names
    those that the page shows, and tells a part that says nothing from one that is not there. Only what was taken away has
    no data."""

    begins: Mapping[str, Any]

    def field(self, choices):
        for shape in self.inner.values():
            shape.required = True  # what was picked is no longer optional
        form = form_class({**self.inner, "given": Hidden(Says(""))}, choices)
        return FormField(form, label=self.says.label, description=self.says.hint)

    def shown(self, value):
        return {**super().shown(value), "given": "" if value is None else " ".join([GIVEN, *value])}

    def said(self, data, former=None):
        given = ((data or {}).get("given") or "").split()
        if not given:
            return ABSENT
        said = said_of(self.inner, data, former if isinstance(former, dict) else {})
        picked = {name: _empty(self.begins[name]) for name in given if name in self.begins}
        return {
            name: value
            for name, value in (picked | said).items()
            if data.get(name) is not None and (value is not False or name in picked)
        }

    def pick(self, path, value):
        name, *rest = path
        value = dict(value) if isinstance(value, dict) else {}
        if rest and name in self.inner:
            value[name] = self.inner[name].pick(rest, value.get(name))
        elif name in self.begins:
            value.setdefault(name, self.begins[name])
        return value


class PickedRows(Rows):
    """Such parts one below the other; there is no blank one at the end, a button adds one."""

    row: Picked

    def shown(self, value):
        return [self.row.shown(each) for each in value or ()]

    def pick(self, path, value):
        number, *rest = path
        value = list(value) if isinstance(value, list) else []
        if number == NEW:
            value.append({})
        elif rest and number.isdecimal() and int(number) < len(value):
            value[int(number)] = self.row.pick(rest, value[int(number)])
        return value


def _empty(value: Any) -> Any:
    """What stands for a thing that was picked and in which nothing is chosen yet."""
    return type(value)() if isinstance(value, (list, dict, bool)) else ""
