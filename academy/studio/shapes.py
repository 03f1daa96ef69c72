"""Shapes: how the value of a field of a pack is shown in a form, and read back from it.

They are made from the schema. Whatever is typed is kept, right or wrong: a number that is none stays as the text that it is,
and the schema says so beside the field.
"""

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import isfinite
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import StringConstraints
from pydantic.fields import FieldInfo
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from academy.packs.documents import EXACT
from academy.packs.parts import Part

ABSENT = object()  # nothing was said: the document does without the key
LINE = 300  # characters: what is longer gets a box


@dataclass(frozen=True)
class Says:
    """What a form says of a field: its label, and the hint that explains it where it stands.

    `options` names the values of a list of words, or the keys of a mapping, and `values` what such a mapping holds; `choices`
    is the outline's list of what a reference may name; `key` labels the key of a mapping that is chosen; `rows` is the height
    of a box; `blank` is what choosing nothing is called; `shape` is for what has no usual shape.
    """

    label: Any
    hint: Any = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    choices: str = ""
    key: Any = ""
    rows: int = 4
    blank: Any = None
    shape: "Shape | None" = None


class Shape:
    """A single text, and the base of all others."""

    says: Says
    rows = 0
    required = True
    usual: Any = None  # what the schema takes where nothing is said
    translated = True  # people read it: a translation has other words here

    def __init__(self, says: Says, **own):
        self.says = says
        self.__dict__.update(own)

    def field(self, choices: "Chooser"):
        """The WTForms field, unbound."""
        kind = TextAreaField if self.rows else StringField
        return kind(**self.told())

    def told(self) -> dict:
        """What every field is given: label, hint, and whether it may be left empty."""
        return {
            "label": self.says.label,
            "description": self.says.hint,
            "validators": () if self.required else (Optional(),),
            "render_kw": {"rows": self.rows} if self.rows else {},
        }

    def shown(self, value: Any) -> Any:
        """The value as the field takes it."""
        return "" if value is None else str(value)

    def said(self, data: Any, former: Any = None) -> Any:
        """The value from what the field gives, ABSENT if nothing was said; `former` is what the document had."""
        text = (data or "").replace("\r\n", "\n").strip()
        if isinstance(former, str) and text == former.strip():
            return former  # a line break at its end is nobody's change
        return text or ABSENT

    def name(self, path: tuple, value: Any) -> str:
        """The end of the name of the input that a path within the value leads to: "-2-text"."""
        return ""

    def labels(self, path: tuple) -> list[str]:
        """What the inputs are called that a path within the value leads through, from the field itself on."""
        return [str(self.says.label)]

    def texts(self, value: Any) -> Iterator[str]:
        """What people read of the value."""
        if self.translated and (text := self.shown(value)):
            yield text

    def pick(self, path: list[str], value: Any) -> Any:
        """The value with what its author picked from a menu; most shapes have no menu."""
        return value


class Number(Shape):
    translated = False
    whole = True

    def told(self):
        """A text to the browser, which would keep back from the server what is no number to it, such as other digits."""
        return super().told() | {"render_kw": {"inputmode": "numeric" if self.whole else "decimal"}}

    def shown(self, value):
        return f"{value:g}" if isinstance(value, float) else super().shown(value)

    def said(self, data, former=None):
        text = (data or "").strip()
        for kind in (int,) if self.whole else (int, float):
            try:
                number = kind(text)
            except ValueError:
                continue
            if isfinite(number) and abs(number) < EXACT:
                return number
        return text or ABSENT


class Day(Shape):
    translated = False

    def field(self, choices):
        return StringField(**self.told(), widget=DateInput())


class Flag(Shape):
    translated = False

    def field(self, choices):
        return BooleanField(**self.told())

    def shown(self, value):
        return bool(value)

    def said(self, data, former=None):
        return bool(data)


class Choice(Shape):
    """One of a list. What is not in it any more stays chosen, and is shown."""

    translated = False

    def field(self, choices):
        nothing = self.says.blank if self.says.blank is not None else "…" if self.required else "–"
        offered = [("", nothing), *choices(self.says)]
        return OpenSelect(**self.told(), choices=offered, validate_choice=False)


class ManyChoices(Shape):
    translated = False

    def field(self, choices):
        return OpenSelectMultiple(
            **self.told(),
            choices=choices(self.says),
            validate_choice=False,
            option_widget=CheckboxInput(),
            widget=ListWidget(prefix_label=False),
        )

    def shown(self, value):
        return [value] if isinstance(value, str) else list(value or ())

    def said(self, data, former=None):
        chosen, before = list(data or ()), self.shown(former)
        return [each for each in before if each in chosen] + [each for each in chosen if each not in before] or ABSENT


class OpenSelect(SelectField):
    def process_data(self, value):
        super().process_data(value)
        self.choices = _with_unknown(self.choices, [value] if value else [])


class OpenSelectMultiple(SelectMultipleField):
    def process_data(self, value):
        super().process_data(value)
        self.choices = _with_unknown(self.choices, value or [])


def _with_unknown(choices, values):
    known = [choice[0] for choice in choices]
    return [*choices, *((value, f"{value} (?)") for value in values if value not in known)]


class Lines(Shape):
    """Short texts, a line each. A text that has lines of its own keeps them until its line is changed."""

    rows = 4

    def field(self, choices):
        return TextAreaField(**self.told())

    def shown(self, value):
        return "\n".join(_one_line(text) for text in ([value] if isinstance(value, str) else value or ()))

    def said(self, data, former=None):
        former = {_one_line(text): text for text in former or () if isinstance(text, str)}
        lines = [line.strip() for line in (data or "").splitlines()]
        return [former.get(line, line) for line in lines if line] or ABSENT


class PartShape(Shape):
    """A part within a part: its fields, one below the other."""

    inner: Mapping[str, Shape]

    def field(self, choices):
        return FormField(form_class(self.inner, choices), label=self.says.label, description=self.says.hint)

    def shown(self, value):
        value = {"text": value} if isinstance(value, str) else value or {}  # a fact may be its text alone
        return {name: shape.shown(value.get(name, shape.usual)) for name, shape in self.inner.items()}

    def said(self, data, former=None):
        said = said_of(self.inner, data or {}, former if isinstance(former, dict) else {})
        return said if any(value is not False for value in said.values()) else ABSENT

    def texts(self, value):
        value = {"text": value} if isinstance(value, str) else value if isinstance(value, dict) else {}
        for name, shape in self.inner.items():
            yield from shape.texts(value.get(name))

    def labels(self, path):
        place = next((place for place, step in enumerate(path) if step in self.inner), None)
        own = [str(self.says.label)]
        return own if place is None else own + self.inner[path[place]].labels(path[place + 1 :])

    def name(self, path, value):
        for place, step in enumerate(path):
            if step in self.inner:
                inner = value.get(step) if isinstance(value, dict) else None
                return f"-{step}{self.inner[step].name(path[place + 1 :], inner)}"
        return ""


class Rows(Shape):
    """Parts one below the other, with a blank one at the end; a row that is blank is left out."""

    row: Shape

    def field(self, choices):
        return FieldList(self.row.field(choices), label=self.says.label, description=self.says.hint)

    def shown(self, value):
        return [*(self.row.shown(each) for each in value or ()), self.row.shown(None)]

    def said(self, data, former=None):
        former = list(former or ())
        said = [self.row.said(each, former[n] if n < len(former) else None) for n, each in enumerate(data or ())]
        return [each for each in said if each is not ABSENT] or ABSENT

    def texts(self, value):
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from self.row.texts(each)

    def labels(self, path):
        return [str(self.says.label), *self.row.labels(path)[1:]]

    def name(self, path, value):
        number = next((step for step in path if isinstance(step, int)), None)
        if number is None:
            return ""
        inner = value[number] if isinstance(value, list) and number < len(value) else None
        return f"-{number}{self.row.name(path[path.index(number) + 1 :], inner)}"


class KeyedRows(Rows):
    """A mapping whose keys are chosen, as rows of a key and what it has."""

    def shown(self, value):
        rows = [{"key": key, **self._own(each)} for key, each in (value or {}).items()]
        return super().shown(rows)

    def said(self, data, former=None):
        rows = super().said(data, [{"key": key, **self._own(each)} for key, each in (former or {}).items()])
        if rows is ABSENT:
            return ABSENT
        return {row.get("key", ""): row.get("value") if self.single else _without(row, "key") for row in rows}

    def name(self, path, value):
        keys = list(value or {})
        found = next((step for step in path if step in keys), None)
        if found is None:
            return ""
        return (
            f"-{keys.index(found)}{self.row.name(path[path.index(found) + 1 :] or ('key',), self._own(value[found]))}"
        )

    single = False

    def _own(self, each):
        return {"value": each} if self.single else each


class Chooser:
    """The options of fields that choose, on the page of one place of a document."""

    def __init__(self, lists: Mapping[str, Any], document: Any = None, rules: Any = None, place: Any = None):
        self.lists, self.document, self.rules, self.place, self._known = lists, document, rules, place, {}

    def __call__(self, says: Says) -> list[tuple[str, str]]:
        if says.options:
            return list(says.options.items())
        if says.choices not in self._known:
            self._known[says.choices] = self.lists[says.choices](self.document, self.rules)
        return self._known[says.choices]


def shapes_of(
    schema: type[Part], names: Sequence[str], words: Mapping[type[Part], Mapping[str, Says]]
) -> dict[str, Shape]:
    """The shapes of some fields of a schema."""
    return {name: _of_field(schema, name, words) for name in names}


def said_of(shapes: Mapping[str, Shape], data: Mapping[str, Any], former: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields of a form say; what is as the schema has it anyway need not be said."""
    said = {name: shape.said(data.get(name), former.get(name)) for name, shape in shapes.items()}
    return {
        name: value
        for name, value in said.items()
        if value is not ABSENT and (name in former or value != shapes[name].usual)
    }


def form_class(shapes: Mapping[str, Shape], choices: Chooser, base: type[Form] = Form) -> type[Form]:
    return type("PartForm", (base,), {name: shape.field(choices) for name, shape in shapes.items()})


def _of_field(schema, name, words) -> Shape:
    info, says = schema.model_fields[name], words[schema][name]
    shape = says.shape or _of_type(info.annotation, tuple(info.metadata), says, words)
    shape.usual, shape.required = _usual(info), info.is_required()
    return shape


def _of_type(annotation, metadata, says: Says, words) -> Shape:
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _of_type(inner, (*metadata, *more), says, words)
    if get_origin(annotation) in (Union, types.UnionType):
        inner = next(each for each in get_args(annotation) if each is not type(None))
        return _of_type(inner, metadata, says, words)
    if get_origin(annotation) is tuple:
        return _of_items(get_args(annotation)[0], says, words)
    if get_origin(annotation) is dict:
        return _of_mapping(*get_args(annotation), says, words)
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return PartShape(says, inner=shapes_of(annotation, tuple(annotation.model_fields), words))
    if get_origin(annotation) is Literal or says.choices:
        return Choice(says)
    if annotation is bool:
        return Flag(says)
    if annotation in (int, float):
        return Number(says, whole=annotation is int)
    if annotation is date:
        return Day(says)
    longest = next((each.max_length for each in metadata if isinstance(each, StringConstraints)), None)
    return Shape(says, rows=says.rows if longest and longest > LINE else 0)


def _of_items(item, says: Says, words) -> Shape:
    one = _of_type(item, (), replace(says, label=says.label, hint=""), words)
    if isinstance(one, Choice):
        return ManyChoices(says)
    if isinstance(one, PartShape):
        return Rows(says, row=one)
    return Lines(says, rows=says.rows)


def _of_mapping(key, item, says: Says, words) -> Shape:
    if get_origin(key) is Literal:
        own = {name: replace(says, label=label, hint="", options=says.values) for name, label in says.options.items()}
        one = {name: _of_type(item, (), each, words) for name, each in own.items()}
        for shape in one.values():
            shape.required = False
        return PartShape(says, inner=one)
    inner = _of_type(item, (), replace(says, choices="", hint="", options=says.values), words)
    single = not isinstance(inner, PartShape)
    own = {"value": inner} if single else inner.inner
    row = PartShape(replace(says, hint=""), inner={"key": Choice(Says(says.key, choices=says.choices)), **own})
    return KeyedRows(says, row=row, single=single)


def _usual(info: FieldInfo) -> Any:
    return info.default if isinstance(info.default, (str, int, float, bool)) else None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _without(row: dict, name: str) -> dict:
    return {key: value for key, value in row.items() if key != name}
