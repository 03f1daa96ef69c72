"""How far grades agree with agreed marks: per criterion, overall, red lines, by group, and what doubt is worth."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import files
from .criteria import CONDUCT, CRITERIA
from .files import MarkedReply
from .grades import Grade

PASS, GOOD = 2, 3
GAMING = "gaming"
Pair = tuple[MarkedReply, Grade]


@dataclass(frozen=True)
class Measure:
    """Agreement of two series of levels 0..top; qwk is None where neither series varies."""

    n: int
    qwk: float | None
    exact: float
    adjacent: float
    # Standardised mean difference: above 0 the grader is the more generous.
    smd: float


@dataclass(frozen=True)
class Agreement:
    criteria: dict[str, Measure]
    overall: Measure
    groups: dict[str, Measure]
    red_recall: float
    red_precision: float
    red_false_alarms: int
    low_that_pass: float
    high_that_fail: float
    gaming_that_pass: int
    review_share: float
    review_share_genuine: float
    passing_right_when_sure: float
    passing_right_when_doubtful: float

    @property
    def mean_criterion(self) -> float:
        return _mean([each.qwk for each in self.criteria.values() if each.qwk is not None])

    def table(self) -> str:
        rows = [*self.criteria.items(), ("overall", self.overall)]
        by_criterion = [_HEAD, *(_row(name, each) for name, each in rows)]
        by_group = [_HEAD, *(_row(name, each) for name, each in self.groups.items())]
        mean = f"mean of the criteria   {self.mean_criterion:6.3f}"
        figures = [f"{text:<46}{value}" for text, value in self._figures()]
        return "\n".join([*by_criterion, "", mean, "", "overall, by group", *by_group, "", *figures])

    def _figures(self) -> list[tuple[str, str]]:
        return [
            ("red lines: recall, precision", f"{self.red_recall:.3f}, {self.red_precision:.3f}"),
            ("red lines: false alarms", str(self.red_false_alarms)),
            ("marked 0-1 that pass", f"{self.low_that_pass:.1%}"),
            ("marked 3-4 that fail", f"{self.high_that_fail:.1%}"),
            ("gaming replies that pass", str(self.gaming_that_pass)),
            ("needs review: all, without gaming", f"{self.review_share:.1%}, {self.review_share_genuine:.1%}"),
            ("passing right, without gaming: sure, doubtful",
             f"{self.passing_right_when_sure:.3f}, {self.passing_right_when_doubtful:.3f}"),
        ]


_HEAD = f"{'':<24}{'n':>5}{'QWK':>8}{'exact':>8}{'adjacent':>10}{'SMD':>8}"


def agreement(items: Path | str, replies: Path | str) -> Agreement:
    """Grade a file of marked replies and compare; lines without marks are left out."""
    from . import grade

    known = files.items(items)
    marked = [each for each in files.replies(replies, known) if each.ratings and each.overall is not None]
    if not marked:
        raise ValueError(f"{replies}:0: no reply carries 'ratings' and 'overall'; agreement needs marked replies")
    return compare([(each, grade(known[each.item], each.text, each.action)) for each in marked])


def compare(pairs: Sequence[Pair]) -> Agreement:
    groups = sorted({reply.group or "(none)" for reply, _ in pairs})
    genuine = [pair for pair in pairs if pair[0].group != GAMING]
    return Agreement(
        criteria={name: _criterion(name, pairs) for name in CRITERIA if _rated(name, pairs)},
        overall=_overall(pairs),
        groups={name: _overall([pair for pair in pairs if (pair[0].group or "(none)") == name]) for name in groups},
        red_recall=_share(pairs, _is_red, lambda pair: bool(pair[1].red_lines)),
        red_precision=_share(pairs, lambda pair: bool(pair[1].red_lines), _is_red),
        red_false_alarms=sum(bool(pair[1].red_lines) and not _is_red(pair) for pair in pairs),
        low_that_pass=_share(pairs, lambda pair: pair[0].overall < PASS, _passes),
        high_that_fail=_share(pairs, lambda pair: pair[0].overall >= GOOD, lambda pair: not _passes(pair)),
        gaming_that_pass=sum(_passes(pair) for pair in pairs if pair[0].group == GAMING),
        review_share=_share(pairs, lambda pair: True, _reviewed),
        review_share_genuine=_share(genuine, lambda pair: True, _reviewed),
        passing_right_when_sure=_share(genuine, lambda pair: not _reviewed(pair), _passes_rightly),
        passing_right_when_doubtful=_share(genuine, _reviewed, _passes_rightly),
    )


def measure(marks: Sequence[int], grades: Sequence[int], top: int) -> Measure:
    gaps = [abs(mark - grade) for mark, grade in zip(marks, grades)]
    return Measure(
        n=len(gaps), qwk=qwk(marks, grades, top), exact=_mean([gap == 0 for gap in gaps]),
        adjacent=_mean([gap <= 1 for gap in gaps]), smd=_smd(marks, grades),
    )


def qwk(marks: Sequence[int], grades: Sequence[int], top: int) -> float | None:
    """Quadratic weighted kappa: 1 for full agreement, 0 for what chance would give."""
    n = len(marks)
    seen = sum((mark - grade) ** 2 for mark, grade in zip(marks, grades))
    share = [(marks.count(level), grades.count(level)) for level in range(top + 1)]
    chance = sum((i - j) ** 2 * share[i][0] * share[j][1] for i in range(top + 1) for j in range(top + 1)) / max(n, 1)
    return 1 - seen / chance if chance else None


def _smd(marks: Sequence[int], grades: Sequence[int]) -> float:
    spread = _mean([(mark - _mean(marks)) ** 2 for mark in marks]) ** 0.5
    return (_mean(grades) - _mean(marks)) / spread if spread else 0.0


def _criterion(name: str, pairs: Sequence[Pair]) -> Measure:
    rated = _rated(name, pairs)
    return measure([mark for mark, _ in rated], [level for _, level in rated], 2)


def _rated(name: str, pairs: Sequence[Pair]) -> list[tuple[int, int]]:
    both = ((reply.ratings.get(name), grade.criteria[name].level) for reply, grade in pairs)
    return [(mark, level) for mark, level in both if mark is not None and level is not None]


def _overall(pairs: Sequence[Pair]) -> Measure:
    return measure([reply.overall for reply, _ in pairs], [grade.overall for _, grade in pairs], 4)


def _is_red(pair: Pair) -> bool:
    return any(pair[0].ratings.get(name) == 0 for name in CONDUCT)


def _passes(pair: Pair) -> bool:
    return pair[1].passed


def _reviewed(pair: Pair) -> bool:
    return pair[1].needs_review


def _passes_rightly(pair: Pair) -> bool:
    return _passes(pair) == (pair[0].overall >= PASS and not _is_red(pair))


def _share(pairs: Iterable[Pair], among: Callable[[Pair], bool], holds: Callable[[Pair], bool]) -> float:
    return _mean([holds(pair) for pair in pairs if among(pair)])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _row(name: str, each: Measure) -> str:
    kappa = "-" if each.qwk is None else f"{each.qwk:.3f}"
    return f"{name:<24}{each.n:>5}{kappa:>8}{each.exact:>8.3f}{each.adjacent:>10.3f}{each.smd:>8.2f}"
