"""What the checks of a dialogue pack share: which names there are, and what is said of one that is not."""

import re
from collections.abc import Collection, Iterator

from scenarios.dialogues.pack import Comment, Dialogue, Flood

Problems = Iterator[tuple[tuple, str]]  # (path, message)

SLOT = re.compile(r"\{(\w+)\}")


def matters(content: Dialogue) -> Iterator[tuple[tuple, Comment | Flood]]:
    """(path, comment or flood)"""
    for name in ("comments", "floods"):
        yield from (((name, number), each) for number, each in enumerate(getattr(content, name)))


def unknown(known: Collection[str], slug: str, at: tuple, what: str) -> Problems:
    if slug not in known:
        yield at, f"there is no {what} {slug!r}"
