"""The shapes of the fields of a schema."""

import types
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from academy.packs.parts import Part
from academy.studio.groups import KeyedRows, PartShape, Rows
from academy.studio.shapes import Choice, Day, Flag, Lines, ManyChoices, Number, Says, Shape

LINE = 300  # characters: what is longer gets a box


def shapes_of(
    schema: type[Part], names: Sequence[str], words: Mapping[type[Part], Mapping[str, Says]]
) -> dict[str, Shape]:
    """The shapes of some fields of a schema."""
    return {name: _of_field(schema, name, words) for name in names}


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
