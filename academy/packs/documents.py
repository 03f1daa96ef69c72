"""The YAML document of a pack, with the line and column of everything in it."""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ruamel.yaml import YAML, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event, ScalarEvent
from ruamel.yaml.parser import RoundTripParser

from academy.packs.findings import Finding, PackError

PACK_FILE = "pack.yaml"
DEEPEST = 30
LARGEST = 500_000  # bytes: so much takes some seconds to read, and is five times the largest pack that ever was written
LONGEST_NUMBER = 30  # characters
EXACT = 2**53  # from here on not every whole number has a JSON of its own
TURNING = "\u202d\u202e"  # show letters in another order than they are read in, so that a text says what it does not
UNKEPT = re.compile("[\0\ud800-\udfff]")  # signs that no database and no page holds

_NUMBER = re.compile(r"[-+]?[0-9.][0-9_.eE+-]*")


def load(data: bytes) -> dict:
    """The document with its line numbers; duplicate keys, aliases, tags and broken syntax are findings."""
    if len(data) > LARGEST:
        raise PackError([Finding(PACK_FILE, 0, 0, f"larger than {LARGEST // 1000} kB: {len(data)} bytes")])
    try:
        text = data.decode("utf-8-sig")
        document = _reader().load(text)
    except UnicodeDecodeError as error:
        line, column = position(data, error.start)
        raise PackError([Finding(PACK_FILE, line, column, f"not UTF-8 text: {error.reason}")]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise PackError([Finding(PACK_FILE, line, column, (error.problem or "not YAML").splitlines()[0])]) from None
    except YAMLError as error:
        raise PackError([Finding(PACK_FILE, *_marked(error, text), str(error).splitlines()[0])]) from None
    if not isinstance(document, dict):
        raise PackError([Finding(PACK_FILE, 1, 1, "a pack is a mapping of keys to values")])
    return document


def comments(data: bytes) -> list[str]:
    """The comment lines that a document begins with, without their signs."""
    lines = data[:2000].decode("utf-8-sig", "replace").splitlines()
    count = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return [line.lstrip("# ").strip() for line in lines[:count]]


def plain(document: Any, files: Mapping[str, bytes]) -> Any:
    """The document as JSON has it; the name of a Markdown file of the pack stands for its text."""
    if isinstance(document, dict):
        return {str(key): plain(value, files) for key, value in document.items()}
    if isinstance(document, list):
        return [plain(value, files) for value in document]
    if isinstance(document, date):
        return document.isoformat()
    if isinstance(document, str):
        return files[document].decode() if document.endswith(".md") and document in files else str(document)
    if isinstance(document, float):
        return float(document)
    return int(document) if isinstance(document, int) and not isinstance(document, bool) else document


def finding(document: dict, path: tuple, message: str) -> Finding:
    """A finding at the place in the document that a path of keys and positions leads to."""
    line, column, here = 0, 0, document
    for step in path:
        try:
            if isinstance(here, dict) and step in here:
                line, column = here.lc.key(step)
            elif isinstance(here, list) and isinstance(step, int):
                line, column = here.lc.item(step)
            else:
                continue  # a step that only the schema knows, such as the name of a union's member
            here = here[step]
        except (KeyError, IndexError, AttributeError, TypeError):
            break
    return Finding(PACK_FILE, line + 1, column + 1, message)


def odd(value: Any, path: tuple = ()) -> Iterator[tuple[tuple, str, str]]:
    """Where a document holds what schemas let pass and nobody can read rightly ("odd") or keep at all ("unkept"): signs
    in texts, numbers; as (path, message, code)."""
    if isinstance(value, str) and (found := odd_sign(value)):
        yield path, found[1], "unkept" if UNKEPT.search(value) else "odd"
    elif isinstance(value, float) and not math.isfinite(value):
        yield path, "this is no number that can be counted with", "unkept"
    elif isinstance(value, int) and abs(value) >= EXACT:
        yield path, "this number is too large to be kept exactly", "unkept"
    for step, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if isinstance(step, str):
            yield from odd(step, path)
        yield from odd(part, (*path, step))


def odd_sign(text: str) -> tuple[int, str] | None:
    """The first sign in a text that nobody can read or that makes others misread, as (index, message)."""
    for index, sign in enumerate(text):
        if sign in TURNING:
            return (
                index,
                f"holds the character U+{ord(sign):04X}, which shows words in another order than they are written in",
            )
        if sign not in "\t\n\r" and unicodedata.category(sign) in ("Cc", "Cs"):
            return index, f"holds the character U+{ord(sign):04X}"
    return None


def position(text: str | bytes, index: int) -> tuple[int, int]:
    """Line and column, from 1, of an index in a text."""
    before = text[:index]
    newline = b"\n" if isinstance(before, bytes) else "\n"
    return before.count(newline) + 1, index - (before.rfind(newline) + 1) + 1


class _Guarded(RoundTripParser):
    """Refuses tricks before anything is made of them: aliases can stand for more than any memory holds, depth takes longer
    than anybody waits, tags ask for objects."""

    depth = 0

    def get_event(self):
        event = super().get_event()
        self.depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if problem := f"nested deeper than {DEEPEST}" if self.depth > DEEPEST else _trick(event):
            raise PackError([Finding(PACK_FILE, event.start_mark.line + 1, event.start_mark.column + 1, problem)])
        return event


class _Placed(RoundTripConstructor):
    """Says where the value stands that is not what it looks like: a 13th month."""

    def construct_object(self, node, deep=False):
        try:
            return super().construct_object(node, deep)
        except (ValueError, KeyError, OverflowError) as error:
            raise MarkedYAMLError(
                problem=f"this value is not what it looks like: {error}", problem_mark=node.start_mark
            ) from None


def _reader() -> YAML:
    yaml = YAML()
    yaml.Parser, yaml.Constructor = _Guarded, _Placed
    return yaml


def _trick(event: Event) -> str | None:
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
        return "anchors and aliases (& and *) are not allowed here"
    if getattr(event, "ctag", None) is not None:
        return "tags (!) are not allowed here"
    if isinstance(event, ScalarEvent) and not event.style:
        if event.value == "<<":
            return "a mapping cannot be merged into another (<<) here"
        if len(event.value) > LONGEST_NUMBER and _NUMBER.fullmatch(event.value):
            return f"a number has at most {LONGEST_NUMBER} digits"
    return None


def _marked(error: YAMLError, text: str) -> tuple[int, int]:
    """Where a text holds a sign that YAML does not allow."""
    place = getattr(error, "position", None)
    return position(text, place) if isinstance(place, int) and place <= len(text) else (1, 1)
