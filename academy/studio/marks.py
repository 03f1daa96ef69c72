"""Marks: what stands at the fields of a form besides their values."""

from collections.abc import Iterable, Mapping
from typing import Any

from academy.studio.problems import Told
from academy.studio.shapes import Shape


def mark(
    fields, shapes: Mapping[str, Shape], value: Any, told: Iterable[Told], advice: Iterable[Told]
) -> dict[str, list[str]]:
    """Tell each field what is wrong with it, what is needed, what is worth another look, how much it `holds`, whether it is
    `folded`, and then whether it is `open`. The result is what is wrong by the name of the field, also of groups."""
    told = list(told)
    wrong, needed = _by_field(each for each in told if not each.needed), _by_field(each for each in told if each.needed)
    _mark(fields, shapes, value, wrong, needed, _by_field(advice))
    return wrong


def _mark(fields, shapes, value, wrong, needed, advice) -> None:
    spoken_of = {*wrong, *needed, *advice}
    for field in fields:
        shape, held = shapes.get(field.short_name), _within(value, field.short_name)
        field.needed = needed.get(field.name, [])
        field.worth_a_look = advice.get(field.name, [])  # forms of forms have fields called hints
        field.holds, field.folded = _count(held), bool(shape and shape.folded)
        field.open = any(name == field.name or name.startswith(f"{field.name}-") for name in spoken_of)
        if (inner := getattr(field, "form", None)) is not None:
            _mark(inner, getattr(shape, "inner", {}), held, wrong, needed, advice)
        elif hasattr(field, "entries"):
            for entry in field.entries:
                row = {entry.short_name: getattr(shape, "row", None)}
                _mark([entry], row, held if isinstance(held, list) else None, wrong, needed, advice)
        else:
            field.errors = wrong.get(field.name, [])


def _by_field(told: Iterable[Told]) -> dict[str, list[str]]:
    found = {}
    for each in told:
        found.setdefault(each.field, []).append(each.message)
    return found


def _within(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return value[int(name)] if name.isdecimal() and int(name) < len(value) else None
    return value.get(name) if isinstance(value, dict) else None


def _count(held: Any) -> int:
    """How many things were entered: the rows of a list, and all that stands in the fields of a part."""
    if isinstance(held, dict):
        return sum(map(_count, held.values()))
    if isinstance(held, list):
        return len(held)
    return int(held not in ("", None, False))
