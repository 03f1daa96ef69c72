"""What is wrong with a pack, and where."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong with a pack, and where (line and column count from 1, 0 is unknown)."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self):
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class PackError(Exception):
    """A pack that cannot be taken in; `findings` say why."""

    def __init__(self, findings: Iterable[Finding]):
        self.findings = sorted(findings)
        super().__init__("\n".join(map(str, self.findings)))
