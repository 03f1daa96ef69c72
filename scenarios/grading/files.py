"""Reading items.jsonl and replies.jsonl, with errors that say where, what is wrong and what to do."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping

from .criteria import CRITERIA
from .item import ACTIONS, Item


class BadLine(ValueError):
    """`file:line: what is wrong and what to do`."""

    def __init__(self, path: Path, line: int, message: str):
        super().__init__(f"{path}:{line}: {message}")


@dataclass(frozen=True)
class MarkedReply:
    """A line of replies.jsonl; `ratings` and `overall` are the agreed marks, where there are any."""

    id: str
    item: str
    text: str
    action: str = "reply"
    group: str = ""
    ratings: Mapping[str, int] | None = None
    overall: int | None = None


def items(path: Path | str) -> dict[str, Item]:
    found: dict[str, Item] = {}
    path = Path(path)
    for line, data in _lines(path):
        try:
            item = Item.from_json(data)
        except ValueError as error:
            raise BadLine(path, line, str(error)) from None
        if item.id in found:
            raise BadLine(path, line, f"item '{item.id}' is here twice; keep one of the lines")
        found[item.id] = item
    return found


def replies(path: Path | str, known: Mapping[str, Item]) -> Iterator[MarkedReply]:
    path = Path(path)
    seen: set[str] = set()
    for line, data in _lines(path):
        try:
            reply = _reply(data)
        except ValueError as error:
            raise BadLine(path, line, str(error)) from None
        if reply.item not in known:
            raise BadLine(path, line, f"item '{reply.item}' is not in the items file; add it there or mend the id")
        if reply.id in seen:
            raise BadLine(path, line, f"reply '{reply.id}' is here twice; give each reply its own id")
        seen.add(reply.id)
        yield reply


def _lines(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, _parsed(path, number, line)
    except UnicodeDecodeError:
        raise BadLine(path, 1, "the file is not UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise BadLine(path, 0, f"cannot be read ({error.strerror}); check the path") from None


def _parsed(path: Path, number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadLine(path, number, f"not one JSON object on a line ({error}); mend the line") from None


def _reply(data: Any) -> MarkedReply:
    if not isinstance(data, Mapping):
        raise ValueError("a reply should be an object with named fields")
    for name in ("id", "item", "text"):
        if not isinstance(data.get(name), str):
            raise ValueError(f"'{name}' is missing or no text; write it as text")
    action = data.get("action") or "reply"
    if action not in ACTIONS:
        raise ValueError(f"action '{action}' carries no graded text; use one of {', '.join(ACTIONS)}")
    return MarkedReply(data["id"], data["item"], data["text"], action, str(data.get("group") or ""),
                       _ratings(data.get("ratings")), _level(data.get("overall"), "overall", 4))


def _ratings(data: Any) -> Mapping[str, int] | None:
    if data is None:
        return None
    if not isinstance(data, Mapping) or any(name not in CRITERIA for name in data):
        raise ValueError(f"'ratings' should map criteria to levels; the criteria are {', '.join(CRITERIA)}")
    return {name: _level(level, name, 2) for name, level in data.items() if level is not None}


def _level(value: Any, name: str, top: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= top:
        raise ValueError(f"'{name}' should be a whole number from 0 to {top}, not {value!r}")
    return value
