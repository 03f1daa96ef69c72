"""What is kept of people in files beside the database."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask_babel.speaklater import LazyString

from academy.accounts.models import Person


@dataclass(frozen=True)
class Files:
    """A kind of files; `find` gives those of a person."""

    kind: str
    words: LazyString
    find: Callable[[Person], list[Path]]


_kinds: list[Files] = []


def holds(kind: str, words: LazyString, find: Callable[[Person], list[Path]]) -> None:
    _kinds.append(Files(kind, words, find))


def every() -> list[Files]:
    return list(_kinds)
