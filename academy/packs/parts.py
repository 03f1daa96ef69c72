"""What the schemas of packs are made of."""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationInfo

LONGEST_SLUG = 60
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=LONGEST_SLUG)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


def is_unsaid(value: Any) -> bool:
    """Leaves a field out of the canonical form where nothing is said (`exclude_if`), so that packs from before there was such
    a field keep their digests."""
    return not value


def is_slug(text: str) -> bool:
    return len(text) <= LONGEST_SLUG and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None


def repeated(entries: Iterable[Any], part: str = "slug") -> Iterator[tuple[tuple, str]]:
    """Where an entry of a list is called as one before it, by the part that names it; large and small letters are alike."""
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        named = getattr(entry, part)
        if named.casefold() in seen:
            yield (number, part), f"the {part} {named!r} is used twice"
        seen.add(named.casefold())


def _markdown_of(value: Any, info: ValidationInfo) -> Any:
    """A name ending in .md stands for the text of that file of the pack."""
    if not (isinstance(value, str) and value.endswith(".md") and "\n" not in value):
        return value
    files = (info.context or {}).get("files", {})
    if value not in files:
        raise ValueError(f"there is no file {value} in this pack")
    return files[value].decode()


Markdown = Annotated[str, BeforeValidator(_markdown_of), StringConstraints(min_length=1, max_length=60_000)]


class Part(BaseModel):
    """A piece of a pack: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
