"""The figures of a selection of runs: plain numbers in, frozen values out. docs/analytics.md says what each means."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import NormalDist

import numpy as np

from scenarios.analytics.handling import HANDLED
from scenarios.grading.agreement.intervals import LEVEL, Estimate
from scenarios.vocabulary import CRITERIA

FEWEST = 5  # learners behind a figure: of fewer it would tell of persons, not of the scenario
ENOUGH = 20  # runs without which a correlation is chance
LOW = 0.2  # Ebel and Frisbie: a question below it has to be looked at
EASY = 0.9  # a share of the points that leaves nothing to tell learners apart by
WIDTH = 10  # points in a column of the distribution
WRONG = HANDLED[:-1]


@dataclass(frozen=True)
class Distribution:
    """`counts` of scores from 0 up, WIDTH points each; the last has 100, too. `pass_marks` are those that runs had."""

    runs: int
    learners: int
    counts: tuple[int, ...]
    lower: float
    median: float
    upper: float
    passed: float
    provisional: int
    pass_marks: tuple[int, ...]


@dataclass(frozen=True)
class Cell:
    """A criterion on a post: the mean `level` of 0 to 2 over so many runs, None where few learners are behind it."""

    post: str
    criterion: str
    runs: int
    level: float | None


@dataclass(frozen=True)
class Mishandled:
    """Shares of the runs in which a post arrived, by what went wrong there (handling.HANDLED without "well")."""

    post: str
    runs: int
    shares: Mapping[str, float]

    @property
    def share(self) -> float:
        return sum(self.shares.values())


@dataclass(frozen=True)
class Times:
    """Minutes from the arrival of a post to the first thing done about it: quartiles over the `runs` in which there was
    any, of those in which it `arrived`."""

    post: str
    arrived: int
    runs: int
    lower: float
    median: float
    upper: float


@dataclass(frozen=True)
class Referral:
    """In `runs` of those in which the post `arrived` it was first referred to this office, which was wrong."""

    post: str
    office: str
    arrived: int
    runs: int


@dataclass(frozen=True)
class Discrimination:
    """How far learners who do well elsewhere do well on this post: the correlation of what it earned with the rest of
    the score, None where all earn the same or there are too few. `earned` is the mean share of its points."""

    post: str
    runs: int
    earned: float
    correlation: Estimate | None

    @property
    def verdict(self) -> str:
        """ "negative", "low", "easy" (nearly everybody has the points) or "good"; "unknown" where it cannot be told."""
        if self.runs < ENOUGH:
            return "unknown"
        if self.correlation is None or self.correlation.value < LOW and self.earned >= EASY:
            return "easy" if self.earned >= EASY else "unknown"
        value = self.correlation.value
        return "negative" if value < 0 else "low" if value < LOW else "good"


@dataclass(frozen=True)
class Met:
    """A reaction of the public, and in how many of the runs it happened."""

    reaction: str
    runs: int
    share: float


def distribution(runs: Sequence) -> Distribution:
    scores = np.array([run.score for run in runs], dtype=float)
    places = np.minimum(scores // WIDTH, 100 // WIDTH - 1).astype(int)
    lower, median, upper = np.percentile(scores, (25, 50, 75))
    return Distribution(
        runs=len(runs),
        learners=len({run.person for run in runs}),
        counts=tuple(np.bincount(places, minlength=100 // WIDTH).tolist()),
        lower=float(lower),
        median=float(median),
        upper=float(upper),
        passed=float(np.mean([run.passed for run in runs])),
        provisional=sum(run.provisional for run in runs),
        pass_marks=tuple(sorted({run.pass_mark for run in runs})),
    )


def heat(posts: Mapping[str, Sequence]) -> list[Cell]:
    """Each criterion on each post on which it was graded."""
    return [
        Cell(post, name, len(own), None if few(own) else float(np.mean([each.levels[name] for each in own])))
        for post, handled in posts.items()
        for name in CRITERIA
        if (own := [each for each in handled if name in each.levels])
    ]


def mishandled(posts: Mapping[str, Sequence]) -> list[Mishandled]:
    """The worst first; posts that reached few learners are left out."""
    found = []
    for post, handled in _of_enough(posts):
        counts = Counter(each.handled for each in handled)
        found.append(Mishandled(post, len(handled), {name: counts[name] / len(handled) for name in WRONG}))
    return sorted(found, key=lambda each: -each.share)


def times(posts: Mapping[str, Sequence]) -> list[Times]:
    found = []
    for post, handled in posts.items():
        acted = [each for each in handled if each.minutes is not None]
        if not few(acted):
            quartiles = np.percentile([each.minutes for each in acted], (25, 50, 75))
            found.append(Times(post, len(handled), len(acted), *map(float, quartiles)))
    return found


def referrals(posts: Mapping[str, Sequence]) -> list[Referral]:
    """The most frequent first."""
    found = [
        Referral(post, office, len(handled), runs)
        for post, handled in _of_enough(posts)
        for office, runs in Counter(each.wrong_office for each in handled if each.wrong_office).items()
    ]
    return sorted(found, key=lambda each: (-each.runs, each.post, each.office))


def discriminations(posts: Mapping[str, Sequence]) -> list[Discrimination]:
    """Of the posts that count for the score. The rest of a score is that of its other posts, by their weight."""
    weights, points = Counter(), Counter()
    for handled in posts.values():
        for each in handled:
            if each.share is not None:
                weights[each.run] += each.weight
                points[each.run] += each.weight * each.share
    found = []
    for post, handled in _of_enough(posts):
        scored = [each for each in handled if each.share is not None and weights[each.run] > each.weight]
        pairs = [
            (each.share, (points[each.run] - each.weight * each.share) / (weights[each.run] - each.weight))
            for each in scored
        ]
        if not few(scored):
            earned = float(np.mean([each.share for each in scored]))
            found.append(Discrimination(post, len(scored), earned, correlation(pairs)))
    return found


def reactions(runs: Sequence, known: Iterable[str]) -> list[Met]:
    """Every reaction that there could have been, the most frequent first."""
    counts = Counter(slug for run in runs for slug in set(run.reactions))
    found = [Met(slug, counts[slug], counts[slug] / len(runs)) for slug in dict.fromkeys((*known, *sorted(counts)))]
    return sorted(found, key=lambda each: -each.runs)


def few(rows: Sequence) -> bool:
    """Whether too few learners are behind these."""
    return len({each.person for each in rows}) < FEWEST


def correlation(pairs: Sequence[tuple[float, float]], level: float = LEVEL) -> Estimate | None:
    """Pearson's, with Fisher's interval; None for fewer than ENOUGH pairs or where one side is always the same."""
    if len(pairs) < ENOUGH:
        return None
    ours, rest = np.array(pairs, dtype=float).T
    if min(ours.std(), rest.std()) < 1e-9:
        return None
    value = float(np.clip(np.corrcoef(ours, rest)[0, 1], -1, 1))
    middle = atanh(min(max(value, -0.9999), 0.9999))
    reach = NormalDist().inv_cdf((1 + level) / 2) / sqrt(len(pairs) - 3)
    return Estimate(value, min(value, tanh(middle - reach)), max(value, tanh(middle + reach)))


def _of_enough(posts: Mapping[str, Sequence]) -> Iterator[tuple[str, Sequence]]:
    return ((post, handled) for post, handled in posts.items() if not few(handled))
