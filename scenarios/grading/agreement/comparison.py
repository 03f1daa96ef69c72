"""Grades beside agreed marks, as `academy agreement` prints them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import files
from ..files import MarkedReply
from ..grades import Grade
from .coverage import Calibration, Kept, coverage
from .intervals import Estimate
from .measures import Measure, measure
from .red_lines import RedLines, red_lines
from .replies import PASS, Replies, Row
from .study import by_criterion, confidence

GOOD = 3
GAMING = "gaming"
Pair = tuple[MarkedReply, Grade]


@dataclass(frozen=True)
class Agreement:
    criteria: dict[str, Measure]
    overall: Measure
    groups: dict[str, Measure]
    red: RedLines
    low_that_pass: float
    high_that_fail: float
    gaming_that_pass: int
    review_share: float
    review_share_genuine: float
    passing_right_when_sure: float
    passing_right_when_doubtful: float
    coverage: list[Kept]
    calibration: Calibration

    @property
    def mean_criterion(self) -> float:
        return _mean([each.qwk for each in self.criteria.values() if each.qwk is not None])

    @property
    def red_recall(self) -> float:
        return self.red.recall.value if self.red.recall else 0.0

    @property
    def red_precision(self) -> float:
        return self.red.precision.value if self.red.precision else 0.0

    @property
    def red_false_alarms(self) -> int:
        return round(self.red.found * (1 - self.red_precision))

    def table(self) -> str:
        rows = [*self.criteria.items(), ("overall", self.overall)]
        criteria = [_HEAD, *(_row(name, each) for name, each in rows)]
        groups = [_HEAD, *(_row(name, each) for name, each in self.groups.items())]
        mean = f"mean of the criteria   {self.mean_criterion:6.3f}"
        figures = [f"{text:<46}{value}" for text, value in (*self._figures(), *self._doubt())]
        return "\n".join([*criteria, "", mean, "", "overall, by group", *groups, "", *figures])

    def _figures(self) -> list[tuple[str, str]]:
        return [
            ("red lines: recall, precision", f"{self.red_recall:.3f}, {self.red_precision:.3f}"),
            ("red lines: 95 % of recall, of precision", f"{_between(self.red.recall)}, {_between(self.red.precision)}"),
            ("red lines: false alarms", str(self.red_false_alarms)),
            ("marked 0-1 that pass", f"{self.low_that_pass:.1%}"),
            ("marked 3-4 that fail", f"{self.high_that_fail:.1%}"),
            ("gaming replies that pass", str(self.gaming_that_pass)),
            ("needs review: all, without gaming", f"{self.review_share:.1%}, {self.review_share_genuine:.1%}"),
            (
                "passing right, without gaming: sure, doubtful",
                f"{self.passing_right_when_sure:.3f}, {self.passing_right_when_doubtful:.3f}",
            ),
        ]

    def _doubt(self) -> list[tuple[str, str]]:
        kept = [
            (f"passing right, surest {each.share:.0%}", f"{each.right.value:.3f} {_between(each.right)}")
            for each in self.coverage
        ]
        error = "-" if self.calibration.error is None else f"{self.calibration.error:.3f}"
        return [*kept, ("calibration error of confidence", error)]


_HEAD = f"{'':<24}{'n':>5}{'QWK':>8}{'exact':>8}{'adjacent':>10}{'SMD':>8}    95 % of QWK"


def agreement(items: Path | str, replies: Path | str) -> Agreement:
    """Grade a file of marked replies and compare; lines without marks are left out."""
    from .. import grade

    known = files.items(items)
    marked = [each for each in files.replies(replies, known) if each.ratings and each.overall is not None]
    if not marked:
        raise ValueError(f"{replies}:0: no reply carries 'ratings' and 'overall'; agreement needs marked replies")
    return compare([(each, grade(known[each.item], each.text, each.action)) for each in marked])


def compare(pairs: Sequence[Pair]) -> Agreement:
    all_of_them, genuine = _replies(pairs), _replies([pair for pair in pairs if pair[0].group != GAMING])
    rightly, doubtful = genuine.passed_rightly, genuine.doubtful
    return Agreement(
        criteria=by_criterion(all_of_them),
        overall=_overall(pairs),
        groups={
            name: _overall([pair for pair in pairs if _group(pair) == name]) for name in sorted(set(map(_group, pairs)))
        },
        red=red_lines(*all_of_them.red()),
        low_that_pass=_share(pairs, lambda pair: pair[0].overall < PASS, _passes),
        high_that_fail=_share(pairs, lambda pair: pair[0].overall >= GOOD, lambda pair: not _passes(pair)),
        gaming_that_pass=sum(_passes(pair) for pair in pairs if pair[0].group == GAMING),
        review_share=_mean(all_of_them.doubtful),
        review_share_genuine=_mean(doubtful),
        passing_right_when_sure=_mean(rightly[~doubtful]),
        passing_right_when_doubtful=_mean(rightly[doubtful]),
        coverage=coverage(all_of_them.surety, all_of_them.passed_rightly),
        calibration=confidence(all_of_them),
    )


def _replies(pairs: Iterable[Pair]) -> Replies:
    return Replies.gather(_columns(reply, grade) for reply, grade in pairs)


def _columns(reply: MarkedReply, grade: Grade) -> Row:
    levels = {name: each.level for name, each in grade.criteria.items()}
    confidence = {name: each.confidence for name, each in grade.criteria.items() if each.level is not None}
    marks = {**reply.ratings, "overall": reply.overall}
    return Row({**levels, "overall": grade.overall}, [marks], confidence, grade.needs_review)


def _overall(pairs: Sequence[Pair]) -> Measure:
    return measure([reply.overall for reply, _ in pairs], [grade.overall for _, grade in pairs], 4)


def _group(pair: Pair) -> str:
    return pair[0].group or "(none)"


def _passes(pair: Pair) -> bool:
    return pair[1].passed


def _share(pairs: Iterable[Pair], among: Callable[[Pair], bool], holds: Callable[[Pair], bool]) -> float:
    return _mean([holds(pair) for pair in pairs if among(pair)])


def _mean(values: Sequence[float]) -> float:
    return float(sum(values) / len(values)) if len(values) else 0.0


def _between(estimate: Estimate | None) -> str:
    return f"{estimate.low:.3f}-{estimate.high:.3f}" if estimate else "-"


def _row(name: str, each: Measure) -> str:
    kappa = "-" if each.qwk is None else f"{each.qwk:.3f}"
    plain = f"{name:<24}{each.n:>5}{kappa:>8}{each.exact:>8.3f}{each.adjacent:>10.3f}{each.smd:>8.2f}"
    return f"{plain}    {_between(each.kappa)}"
