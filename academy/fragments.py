"""Pieces of pages that are the same for everybody: rendered once in a process."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup

from academy.memory import Memory

_kept = Memory(2000)  # some 10 MB of panels


def init_app(app: Flask) -> None:
    app.jinja_env.globals["rendered_once"] = rendered_once


def rendered_once(macro: Callable[..., str], *arguments: Any) -> Markup:
    """What a macro makes of these arguments in the language of the page. They are all that it may look at."""
    key = (macro.name, str(get_locale()), *map(_frozen, arguments))
    return _kept.once(key, lambda: Markup(macro(*arguments)))


def _frozen(value: Any) -> Any:
    """The same in a form that can be a key."""
    if isinstance(value, dict):
        return tuple((name, _frozen(each)) for name, each in value.items())
    return tuple(map(_frozen, value)) if isinstance(value, (list, tuple)) else value
