"""What is wrong with a pack, and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong with a pack, and where (line and column count from 1, 0 is unknown)."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self):
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the content of a pack: `path` leads to it by keys and positions, `code` and `limits` are
    what the schema calls it ("missing", "too_long" with {"max_length": 8} …), empty for what only the kind's own checks see."""

    path: tuple
    message: str
    code: str = ""
    limits: Mapping[str, Any] = field(default_factory=dict)


class PackError(Exception):
    """A pack that cannot be taken in; `findings` say why."""

    def __init__(self, findings: Iterable[Finding]):
        self.findings = sorted(findings)
        super().__init__("\n".join(map(str, self.findings)))
