"""Everything that is said about double-marked replies, from their columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..criteria import CONDUCT, CRITERIA
from .coverage import Calibration, Kept, calibration, coverage, credits
from .drift import Drift, Period, drift, periods
from .groups import Group, Groupings, compare_groups
from .intervals import Estimate, share
from .measures import Measure, measure, qwk
from .red_lines import RedLines, red_lines
from .replies import TOP, Replies

ENOUGH = 50  # double-marked replies below which figures would say more about chance than about the grader
ANY = "any"


@dataclass(frozen=True)
class Study:
    """`right`, `right_when_sure` and `right_when_doubtful`: how often the grader passes what people pass.
    `confusion[mark][grade]` counts overall marks, each of two marks by half."""

    n: int
    overall: Measure
    criteria: dict[str, Measure]
    red_lines: dict[str, RedLines]
    groups: list[Group]
    kappas: dict[tuple[str, str], float | None]
    doubtful: Estimate
    right: Estimate
    right_when_sure: Estimate | None
    right_when_doubtful: Estimate | None
    coverage: list[Kept]
    calibration: Calibration
    drift: Drift
    periods: list[Period]
    confusion: list[list[float]]


def study(replies: Replies, groupings: Groupings, months: Sequence[str]) -> Study:
    """`replies`, one at least, come in the order of marking; `months` has the name of the period of each."""
    marks, grades = replies.of("overall")
    right, differences = replies.passed_rightly, grades - marks.mean(axis=1)
    return Study(
        n=len(replies),
        overall=measure(marks, grades, TOP["overall"]),
        criteria=by_criterion(replies),
        red_lines={ANY: red_lines(*replies.red())} | {name: red_lines(*replies.red(name)) for name in CONDUCT},
        groups=compare_groups(marks, grades, groupings),
        kappas=_kappas(marks, grades, groupings),
        doubtful=share(int(replies.doubtful.sum()), len(replies)),
        right=share(float(right.sum()), len(replies)),
        right_when_sure=_right(right, ~replies.doubtful),
        right_when_doubtful=_right(right, replies.doubtful),
        coverage=coverage(replies.surety, right),
        calibration=confidence(replies),
        drift=drift(differences, float(marks.std())),
        periods=periods(months, differences),
        confusion=_confusion(marks, grades, TOP["overall"]),
    )


def by_criterion(replies: Replies) -> dict[str, Measure]:
    """The criteria that apply to some reply."""
    return {name: measure(*replies.of(name), TOP[name]) for name in CRITERIA if replies.applies(name).any()}


def confidence(replies: Replies) -> Calibration:
    """Of all levels of all criteria together."""
    said = np.concatenate([replies.certainty(name) for name in CRITERIA])
    return calibration(said, np.concatenate([credits(*replies.of(name)) for name in CRITERIA]))


def _kappas(marks, grades, groupings: Groupings) -> dict[tuple[str, str], float | None]:
    members = {(kind, name): names == name for kind, names in groupings.items() for name in np.unique(names) if name}
    return {group: qwk(marks[inside], grades[inside], TOP["overall"]) for group, inside in members.items()}


def _right(right: np.ndarray, among: np.ndarray) -> Estimate | None:
    return share(float(right[among].sum()), int(among.sum()))


def _confusion(marks: np.ndarray, grades: np.ndarray, top: int) -> list[list[float]]:
    table = np.zeros((top + 1, top + 1))
    np.add.at(table, (marks, np.broadcast_to(grades[:, None], marks.shape)), 1 / marks.shape[1])
    return table.tolist()
