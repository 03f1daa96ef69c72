"""The form of a place: made from the schema, filled from the document, read back into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Form, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from academy.studio import groups, schemas, shapes
from academy.studio.outline import Document, Outline
from academy.studio.places import Place

ROW_ACTS = ("up", "down", "drop")


class NewForm(FlaskForm):
    title = StringField(_l("Title"), validators=[InputRequired(_l("Give it a title.")), Length(max=300)])
    rules = SelectField(_l("Rules and directory of offices"), validators=[Optional()], validate_choice=False)


class CopyForm(FlaskForm):
    title = StringField(_l("Title of the copy"), validators=[InputRequired(_l("Give it a title.")), Length(max=300)])
    language = SelectField(_l("Language of the copy"), validators=[Optional()], default="")
    translates = BooleanField(_l("Show me the original beside each field"))

    def offer(self, languages: Mapping[str, Any], own: str) -> None:
        """The languages by code, and the one of what is copied, which is usual."""
        same = _("The same: %(language)s", language=languages.get(own, own))
        others = [(code, name) for code, name in languages.items() if code != own]
        self.language.choices = [("", same), *others]


class EntryForm(FlaskForm):
    """Begins an entry of a list."""

    called = StringField(_l("Short name"), validators=[InputRequired(_l("Give it a short name.")), Length(max=120)])
    kind = SelectField(_l("Kind"), validate_choice=False)


class NoteForm(FlaskForm):
    """What was changed, or why something is done, for the history. `seen` is the digest of the version that the page showed."""

    note = StringField(
        _l("What changed, and why"), validators=[InputRequired(_l("Say in a few words what changed.")), Length(max=300)]
    )
    seen = HiddenField()


@dataclass
class PlaceForm:
    """`fields` is the WTForms form; its names begin as the fields of the schema are called."""

    place: Place
    shapes: dict[str, shapes.Shape]
    fields: Form

    def said(self, act: str = "") -> dict[str, Any]:
        """What the form says the part is now; `act` may do something to a row, "up/facts/2", drop what was picked from a
        menu, "drop/when/trust", or pick it: "pick/when/trust"."""
        data = self.fields.data
        _apply(data, act)
        said = groups.said_of(self.shapes, data, self.place.value)
        verb, *path = act.split("/")
        if verb == "pick" and len(path) > 1 and path[0] in self.shapes:
            said[path[0]] = self.shapes[path[0]].pick(path[1:], said.get(path[0]))
        return said

    def name(self, path: tuple) -> str:
        """The name of the input in which the thing at a path of the part is typed; "" if there is none."""
        head = next((step for step in path if step in self.shapes), None)
        if head is None:
            return ""
        return head + self.shapes[head].name(path[path.index(head) + 1 :], self.place.value.get(head))

    def label(self, name: str) -> Any:
        return self.shapes[name].says.label


def of(outline: Outline, document: Document, place: Place, cited: Mapping[str, Any], formdata: Any = None) -> PlaceForm:
    """The form of a place as the document has it, or as it was sent. Raises ValueError for names that no form of ours has."""
    made = shapes_of(outline, place)
    chooser = shapes.Chooser(outline.choices, document, cited, place)
    shown = {name: shape.shown(place.part.get(name, shape.usual)) for name, shape in made.items()}
    return PlaceForm(place, made, groups.form_class(made, chooser)(formdata, data=shown))


def shapes_of(outline: Outline, place: Place) -> dict[str, shapes.Shape]:
    return schemas.shapes_of(place.schema, place.fields, outline.words)


def _apply(data: dict, act: str) -> None:
    """Move or drop a row, or drop what a group says in one of its fields; what leads nowhere changes nothing."""
    verb, *path = act.split("/")
    if verb not in ROW_ACTS or len(path) < 2:
        return
    rows: Any = data
    for step in path[:-1]:
        rows = _step(rows, step)
    if isinstance(rows, dict) and verb == "drop" and path[-1] in rows:
        rows[path[-1]] = None
        return
    number = _number(path[-1])
    if not isinstance(rows, list) or not 0 <= number < len(rows):
        return
    row = rows.pop(number)
    if verb != "drop":
        rows.insert(max(0, number + (-1 if verb == "up" else 1)), row)


def _step(held: Any, step: str) -> Any:
    if isinstance(held, list):
        return held[_number(step)] if 0 <= _number(step) < len(held) else None
    return held.get(step) if isinstance(held, dict) else None


def _number(step: str) -> int:
    """A place in a list, -1 where the step is none."""
    return int(step) if step.isdecimal() and len(step) < 6 else -1
