"""Marked and graded replies as columns of small numbers: tens of thousands of them fit into a few megabytes."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..criteria import CONDUCT, CRITERIA

NAMES = (*CRITERIA, "overall")
TOP = {**dict.fromkeys(CRITERIA, 2), "overall": 4}
PASS = 2
ABSENT = -1
Levels = Mapping[str, int | None]


class Row(NamedTuple):
    """One reply: levels by name of criterion and "overall", as graded and as each person marked them."""

    grade: Levels
    marks: Sequence[Levels]
    confidence: Mapping[str, float]
    doubtful: bool


@dataclass(frozen=True)
class Replies:
    """`levels[reply, name, 0]` is the grade's, what follows are the marks'; ABSENT where a criterion does not apply."""

    levels: np.ndarray
    confidence: np.ndarray
    doubtful: np.ndarray

    @classmethod
    def gather(cls, rows: Iterable[Row]) -> "Replies":
        """From rows that all have as many marks; they are taken one by one and not kept."""
        levels, confidence, doubtful, marks = array("b"), array("f"), array("b"), 2
        for row in rows:
            marks = len(row.marks)
            levels.extend(_level(each, name) for name in NAMES for each in (row.grade, *row.marks))
            confidence.extend(row.confidence.get(name, np.nan) for name in CRITERIA)
            doubtful.append(row.doubtful)
        return cls(
            np.frombuffer(levels, np.int8).reshape(-1, len(NAMES), 1 + marks),
            np.frombuffer(confidence, np.float32).reshape(-1, len(CRITERIA)),
            np.frombuffer(doubtful, np.bool_),
        )

    def __len__(self) -> int:
        return len(self.levels)

    def of(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Marks and grades of the replies to which a criterion applies."""
        levels = self._of(name)[self.applies(name)]
        return levels[:, 1:], levels[:, 0]

    def applies(self, name: str) -> np.ndarray:
        return (self._of(name) != ABSENT).all(axis=1)

    def certainty(self, name: str) -> np.ndarray:
        """The grader's confidence in a criterion, where it applies."""
        return self.confidence[:, CRITERIA.index(name)][self.applies(name)].astype(float)

    @property
    def surety(self) -> np.ndarray:
        """A reply is as sure as its least sure criterion."""
        return np.nanmin(np.where(np.isnan(self.confidence).all(axis=1, keepdims=True), 0, self.confidence), axis=1)

    def red(self, *names: str) -> tuple[np.ndarray, np.ndarray]:
        """Whether each mark, and the grade, breaks one of these conduct criteria."""
        broken = np.any([self._of(name) == 0 for name in names or CONDUCT], axis=0)
        return broken[:, 1:], broken[:, 0]

    @property
    def passed(self) -> tuple[np.ndarray, np.ndarray]:
        """Whether the reply passes by each mark, and by the grade."""
        red_marks, red_grade = self.red()
        overall = self._of("overall")
        return (overall[:, 1:] >= PASS) & ~red_marks, (overall[:, 0] >= PASS) & ~red_grade

    @property
    def passed_rightly(self) -> np.ndarray:
        """The share of the marks of each reply that agree with the grade on whether it passes."""
        marks, grade = self.passed
        return (marks == grade[:, None]).mean(axis=1)

    def _of(self, name: str) -> np.ndarray:
        return self.levels[:, NAMES.index(name)]


def _level(levels: Levels, name: str) -> int:
    level = levels.get(name)
    return ABSENT if level is None else level
