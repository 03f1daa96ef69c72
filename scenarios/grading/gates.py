"""Signs that a text was written to fool a marker, or cannot be judged: a gate sends it to a person."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .joints import broken
from .language import SUPPORTED, function_words
from .order import orderliness
from .points import Points
from .reading import Reading, spans

# Set where whole situations were left out: below all but one in a hundred replies, above nine in ten shuffled ones.
# English only: too little of the other languages is marked to tell, so there impossible neighbours alone count.
_ORDERLY = 0.05
# Notes in telegram style, with fewer words to a clause, have an order of their own.
_SPOKEN, _ORDERLY_NOTES = 6, -0.06
# Impossible neighbours, as a share of all words; one of them alone raises the order asked for.
_BROKEN, _DOUBTED = 0.025, 0.03


@dataclass(frozen=True)
class Gate:
    """`worthless` text earns nothing for service; otherwise a person looks and the levels stand."""

    name: str
    worthless: bool = True
    spans: tuple[tuple[int, int], ...] = ()


def gates(points: Points) -> tuple[Gate, ...]:
    found = (check(points) for check in _CHECKS)
    return tuple(gate for gate in found if gate)


def _wordless(points: Points) -> Gate | None:
    return Gate("wordless") if len(points.content) < 3 else None


def _unreadable(points: Points) -> Gate | None:
    """A language the grader does not know: no level can be trusted, but the text may be good."""
    known = points.reading.language in (*SUPPORTED, "none")
    return None if known else Gate("unreadable", worthless=False)


def _cut(points: Points) -> Gate | None:
    return Gate("cut", worthless=False) if points.reading.text.cut else None


def _hidden(points: Points) -> Gate | None:
    return Gate("hidden", worthless=False) if points.reading.text.hidden > 3 else None


def _to_marker(points: Points) -> Gate | None:
    reading = points.reading
    strong, weak = reading.hit("marker_strong"), reading.hit("marker")
    telling = {hit.first for hit in strong} | {hit.first for hit in weak}
    if len(telling) >= 2 and strong or len({hit.first for hit in weak}) >= 3:
        return Gate("to_marker", spans=spans(reading, strong + weak))
    return None


def _rubric_talk(points: Points) -> Gate | None:
    """Speaking of the criteria instead of meeting them."""
    hits = points.reading.hit("rubric_word")
    words = {points.reading.words[hit.first].text[:7] for hit in hits}
    if len(words) >= 4:
        return Gate("rubric_talk", spans=spans(points.reading, hits))
    return None


def _keywords(points: Points) -> Gate | None:
    """Many short pieces without the small words that would join them."""
    reading = points.reading
    small = _small_words(reading)
    pieces = Counter(word.clause for word in reading.words)
    if len(pieces) < 7:
        return None
    average = len(reading.words) / len(pieces)
    bare = sum(all(not s for s in (small[i] for i in indexes)) for indexes in reading.clauses.values()) / len(pieces)
    if average <= 3.2 and bare >= 0.6 or sum(small) / len(small) < 0.12 and bare >= 0.5:
        return Gate("keywords")
    return None


def _small_words(reading: Reading) -> list[bool]:
    known = function_words("en") | function_words("ur") | function_words("bn")
    if reading.language.startswith("roman"):
        known |= function_words("roman_ur") | function_words("roman_bn")
    return [word.text in known for word in reading.words]


def _copied_post(points: Points) -> Gate | None:
    said = (points.situation.post, *points.situation.thread)
    share = copied(points.reading, said, 4)
    parroted = len({points.reading.clause(hit) for hit in points.reading.hit("parrot")}) >= 2
    stale = parroted and points.information < 3.0
    return Gate("copied_post") if share >= 0.4 or stale else None


def _copied_exemplar(points: Points) -> Gate | None:
    return Gate("copied_exemplar") if copied(points.reading, points.situation.exemplars, 5) >= 0.4 else None


def copied(reading: Reading, sources: Iterable[Reading], size: int) -> float:
    """Share of the reply's words that stand in a run of `size` words of a source."""
    theirs = {run for source in sources for run in _runs(source.words, size)}
    mine = _runs(reading.words, size)
    covered = {index + step for index, run in enumerate(mine) if run in theirs for step in range(size)}
    return len(covered) / len(reading.words) if reading.words else 0.0


def _runs(words: Sequence, size: int) -> list[tuple[str, ...]]:
    texts = [word.text for word in words]
    return [tuple(texts[i:i + size]) for i in range(len(texts) - size + 1)]


def _repeated(points: Points) -> Gate | None:
    runs = _runs(points.reading.words, 4)
    return Gate("repeated") if len(runs) >= 8 and 1 - len(set(runs)) / len(runs) >= 0.25 else None


def _shuffled(points: Points) -> Gate | None:
    reading = points.reading
    joints = broken(reading)
    if joints >= 2 and joints >= _BROKEN * len(reading.words):
        return Gate("shuffled")
    order = orderliness(reading, points.order)
    spoken = len(reading.words) >= _SPOKEN * len(reading.clauses)
    if order is None or reading.language != "en":
        return None
    least = _ORDERLY + _DOUBTED * (joints > 0) if spoken else _ORDERLY_NOTES
    return Gate("shuffled") if order < least else None


def _contradicts(points: Points) -> Gate | None:
    hits = points.reading.hit("contradiction")
    return Gate("contradicts", spans=spans(points.reading, hits)) if hits else None


def _undone(points: Points) -> Gate | None:
    """Help named only to be refused: what the item offers, and the reply will not do."""
    reading = points.reading
    refusals = [hit for hit in reading.hit("refusal") if reading.clause(hit) in reading.negated]
    refused = {reading.clause(hit) for hit in refusals}
    full = [clause for clause, words in reading.clauses.items() if len(words) >= 3]
    mostly = len({hit.first for hit in refusals}) >= 2 and 2 * len(refused) >= len(full)
    if len(refused) >= 3 or mostly or len(refused) >= 2 and points.denies:
        return Gate("undone", spans=tuple(reading.clause_span(clause) for clause in sorted(refused)))
    return None


_CHECKS: tuple[Callable[[Points], Gate | None], ...] = (
    _wordless, _unreadable, _cut, _hidden, _to_marker, _rubric_talk, _keywords, _copied_post, _copied_exemplar,
    _repeated, _shuffled, _contradicts, _undone,
)
