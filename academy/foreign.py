"""What other servers and browsers send us as JSON: looked at before anybody believes it, or keeps it."""

import json
import math
import re
from typing import Any

UNKEPT = re.compile("[\0\ud800-\udfff]")  # NUL, and halves of characters
DEEPEST = 40  # lists and objects inside each other; no message that we know has ten


class NotPlain(ValueError):
    """It is no JSON, or holds what no text, number or column can hold; the message says what."""


def read(text: str | bytes) -> Any:
    """The value of a JSON text. Raises NotPlain."""
    try:
        return checked(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise NotPlain(f"this is no plain JSON: {error}") from error


def checked(value: Any, depth: int = DEEPEST) -> Any:
    """The value, if all of it can be kept: Python reads NaN, half a character and any depth, which databases do not.

    Raises NotPlain.
    """
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise NotPlain("a number is none")
    elif isinstance(value, dict | list) and not depth:
        raise NotPlain("it is nested too deeply")
    elif isinstance(value, dict):
        for name, each in value.items():
            _check_text(name)
            checked(each, depth - 1)
    elif isinstance(value, list):
        for each in value:
            checked(each, depth - 1)
    return value


def _check_text(text: str) -> None:
    if UNKEPT.search(text):
        raise NotPlain("a text holds NUL or half a character")
