"""The start page is put together from parts: features say what a role sees there."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import render_template
from markupsafe import Markup


class Part(NamedTuple):
    """A template and what it shows."""

    template: str
    context: dict[str, Any]

    def render(self) -> Markup:
        return Markup(render_template(self.template, **self.context))


_providers: list[tuple[str, Callable]] = []


def part(role: str) -> Callable:
    """Decorates a function that gives a Part (or None) of the start page for a person of this role."""

    def register(provide):
        _providers.append((role, provide))
        return provide

    return register


def parts_for(person) -> list[Part]:
    return [part for role, provide in _providers if role == person.role and (part := provide(person))]
