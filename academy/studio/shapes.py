"""Shapes: how a single value of a pack is shown in a form, and read back from it.

Whatever is typed is kept, right or wrong: a number that is none stays as the text that it is, and the schema says so beside
the field.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from academy.packs.documents import EXACT

ABSENT = object()  # nothing was said: the document does without the key


@dataclass(frozen=True)
class Says:
    """What a form says of a field: its label, and the hint that explains it where it stands.

    `options` names the values of a list of words, or the keys of a mapping, and `values` what such a mapping holds; `choices`
    is the outline's list of what a reference may name; `key` labels the key of a mapping that is chosen; `rows` is the height
    of a box; `blank` is what choosing nothing is called; `shape` is for what has no usual shape. What is `folded` stands behind
    its label until it is opened: groups that may be left out do so unless this says otherwise.
    """

    label: Any
    hint: Any = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    choices: str = ""
    key: Any = ""
    rows: int = 4
    blank: Any = None
    folded: bool | None = None
    shape: "Shape | None" = None


def shaped(make: Callable[[Says], "Shape"], label: Any, hint: Any = "", **more) -> Says:
    """What a form says of a field whose shape is not the usual one."""
    says = Says(label, hint, **more)
    return replace(says, shape=make(says))


class Shape:
    """A single text, and the base of all others."""

    says: Says
    rows = 0
    required = True
    usual: Any = None  # what the schema takes where nothing is said
    translated = True  # people read it: a translation has other words here
    asks = True  # somebody fills it in

    def __init__(self, says: Says, **own):
        self.says = says
        self.__dict__.update(own)

    @property
    def folded(self) -> bool:
        """Whether it stands behind its label until it is opened."""
        return bool(self.says.folded)

    @property
    def main(self) -> str:
        """Of a part that may be said in a single line: the field that is this line."""
        return ""

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

    def along(self, path: tuple) -> list["Shape"]:
        """The shapes that a path within the value leads through, from this one on; the rows of a list are none of their own."""
        return [self]

    def texts(self, value: Any) -> Iterator[str]:
        """What people read of the value."""
        if self.translated and (text := self.shown(value)):
            yield text

    def makes(self, path: tuple, value: Any) -> bool:
        """Whether what is missing at a path within the value makes itself once something else is filled in."""
        return False

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


class Hidden(Shape):
    """What nobody types."""

    translated = False
    asks = False

    def field(self, choices):
        return HiddenField()


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
        return list(_by_text(value))

    def said(self, data, former=None):
        chosen, before = list(data or ()), _by_text(former)
        kept = [own for text, own in before.items() if text in chosen]
        return kept + [each for each in chosen if each not in before] or ABSENT


def _by_text(value: Any) -> dict[str, Any]:
    """What is chosen, by how it is shown; a file may have chosen anything."""
    return {str(each): each for each in (value if isinstance(value, list) else [] if value is None else [value])}


class OpenSelect(SelectField):
    def process_data(self, value):
        super().process_data(value)
        self.choices = _with_unknown(self.choices, [value] if value else [])


class OpenSelectMultiple(SelectMultipleField):
    def process_data(self, value):
        super().process_data(value)
        self.choices = _with_unknown(self.choices, value or [])


def _with_unknown(choices, values):
    known = [value for value, *_more in choices]
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


class Chooser:
    """The options of fields that choose, on the page of one place of a document."""

    def __init__(self, lists: Mapping[str, Any], document: Any, cited: Mapping[str, Any], place: Any):
        self.lists, self.document, self.cited, self.place, self._known = lists, document, cited, place, {}

    def __call__(self, says: Says) -> list[tuple[str, str]]:
        if says.options:
            return list(says.options.items())
        if says.choices not in self._known:
            self._known[says.choices] = self.lists[says.choices](self.document, **self.cited)
        return self._known[says.choices]


def _one_line(text: str) -> str:
    return " ".join(text.split())
