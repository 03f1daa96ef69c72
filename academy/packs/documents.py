"""The YAML document of a pack, with the line and column of everything in it."""

import io
import unicodedata
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

from academy.packs.findings import Finding, PackError

PACK_FILE = "pack.yaml"
DEEPEST = 30


def load(data: bytes) -> dict:
    """The document with its line numbers; duplicate keys, aliases and broken syntax are findings."""
    try:
        text = data.decode("utf-8")
        _refuse_tangled(text)
        document = YAML().load(text)
    except UnicodeDecodeError as error:
        raise PackError([Finding(PACK_FILE, 1, 1, f"not UTF-8 text: {error.reason}")]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise PackError([Finding(PACK_FILE, line, column, (error.problem or "not YAML").splitlines()[0])]) from None
    except YAMLError as error:
        raise PackError([Finding(PACK_FILE, 1, 1, str(error).splitlines()[0])]) from None
    except (ValueError, KeyError) as error:  # a 13th month, a number of 5000 digits, `!!int x`
        raise PackError([Finding(PACK_FILE, 1, 1, f"a value in it is not what it looks like: {error}")]) from None
    if not isinstance(document, dict):
        raise PackError([Finding(PACK_FILE, 1, 1, "a pack is a mapping of keys to values")])
    return document


def _refuse_tangled(text: str) -> None:
    """Aliases can stand for more than any memory holds, and depth takes longer than anybody waits."""
    depth = 0
    for event in YAML().parse(io.StringIO(text)):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if isinstance(event, AliasEvent) or depth > DEEPEST:
            mark = event.start_mark
            problem = f"nested deeper than {DEEPEST}" if depth > DEEPEST else "anchors and aliases (& and *) are not allowed here"
            raise PackError([Finding(PACK_FILE, mark.line + 1, mark.column + 1, problem)])


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


def unseen(value: Any, path: tuple = ()) -> Iterator[tuple[tuple, str]]:
    """Where texts hold control characters or halves of characters, which neither databases nor people can read."""
    if isinstance(value, str) and (sign := unseen_sign(value)):
        yield path, sign
    for step, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from unseen(part, (*path, step))


def unseen_sign(text: str) -> str | None:
    """The first of them in a text, by its code point."""
    signs = (sign for sign in text if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\n\r")
    return next((f"U+{ord(sign):04X}" for sign in signs), None)
