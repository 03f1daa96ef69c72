"""The words each level rests on, as offsets into the reply."""

from collections.abc import Iterable

from .combine import Evidence
from .criteria import CONDUCT
from .findings import Finding
from .grades import Span
from .points import Points

_MOST = 4


def spans(criterion: str, level: int, evidence: Evidence, findings: Iterable[Finding]) -> tuple[Span, ...]:
    points = evidence.points
    if criterion in CONDUCT:
        found = [span for f in findings if f.criterion == criterion for span in f.spans]
    elif evidence.worthless and level < 2:
        found = [span for gate in evidence.gates for span in gate.spans]
    else:
        found = _SERVICE[criterion](level, points)
    return tuple(sorted(set(found))[:_MOST])


def _hits(points: Points, *names: str) -> list[Span]:
    return [points.reading.hit_span(hit) for hit in points.reading.hit(*names)]


def _sentences(points: Points, keys: Iterable[int]) -> list[Span]:
    sentences = points.reading.sentences
    return [points.reading.span(sentences[key][0], sentences[key][-1]) for key in sorted(set(keys))]


def _acknowledgement(level: int, points: Points) -> list[Span]:
    reading = points.reading
    if level:
        return _sentences(points, (reading.sentence(hit) for hit in reading.hit("apology", "thanks", "regard")))
    return _hits(points, "dismissive", "lecture")


def _mandate(level: int, points: Points) -> list[Span]:
    reading = points.reading
    if level == 0:
        wrong = [reading.clause_span(clause) for clause in points.stance.wrong]
        wrong += [reading.span(q.first, q.last) for q in points.invented]
        wrong += [reading.span(index, index) for index in (*points.strange_offices, *points.invented_days)]
        return wrong + _hits(points, "overpromise")
    return _sentences(points, _telling(points))


def _telling(points: Points) -> list[int]:
    """The sentences that carry most of what the item has to say."""
    weight = {key: points.situation.mass(notions & points.told) for key, notions in points.sentences.items()}
    return sorted((key for key in weight if weight[key] >= 2.0), key=lambda key: (-weight[key], key))[:_MOST]


def _next_step(level: int, points: Points) -> list[Span]:
    if level == 0:
        return _hits(points, "vague", "overpromise")
    reading = points.reading
    return [reading.clause_span(clause) for clause in sorted(
        {reading.clause(hit) for hit in reading.hit("citizen_step", "channel", "tracking")})]


def _clarity(level: int, points: Points) -> list[Span]:
    return [] if level == 2 else _hits(points, "officialese", "vague")


_SERVICE = {"acknowledgement": _acknowledgement, "mandate": _mandate, "next_step": _next_step, "clarity": _clarity}
