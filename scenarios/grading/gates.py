"""Signs that a text was written to fool a marker, or cannot be judged: a gate sends it to a person."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .joints import broken
from .language import SUPPORTED, function_words
from .order import orderliness
from .points import Points
from .reading import Reading, spans
from .roman import spell

# Set where whole situations were left out: below all but one in a hundred replies. Shuffled ones stay under it in 99 %
# of English and Urdu texts and 85 % of Roman Urdu ones, but in one of six Bangla ones only.
_ORDERLY = {"en": 0.25, "roman_ur": 0.42, "ur": 0.78, "bn": 0.25}
# Of Bangla in Roman letters hardly a text was learned from: its order says only that a person should look. Honest texts stay
# above, and so do two of three shuffled ones.
_UNFAMILIAR = {"roman_bn": 0.0}
# Its small words are two of five in honest texts, one of seven where nouns are piled up.
_A_PILE, _JOINED = 18, 0.25
# Notes in telegram style, with fewer words to a clause, have an order of their own.
_SPOKEN, _NOTES = 6, -0.1
# Help is refused, or what the item offers taken back, in at least so many clauses; the latter in this share of those that touch on it.
_REFUSED, _TAKEN_BACK, _MOSTLY = 2, 2, 0.5
# Two clauses are about the same when they share so many notions, and this part of the longer one.
_SAME, _ALIKE = 2, 0.6
# Nineteen in twenty replies that answer have fewer strange notions, or touch the item more closely.
_STRANGE, _TOUCHING = 0.5, 0.37
# A copied stretch says what every honest reply has to, where so much of its weight is in the item's facts and offices.
_THEIR_FACTS = 0.6
# Copied beyond that, and copied at all: what is left beside two thirds of borrowed words is no answer of its own.
_BORROWED, _PASTED = 0.4, 0.67
# Impossible neighbours, as a share of all words; one of them alone raises the order asked for.
_BROKEN, _DOUBTED = 0.025, 0.03


@dataclass(frozen=True)
class Gate:
    """`most` is the highest level of service that the text can still earn; with less than 2 it cannot pass.

    A person looks, unless the gate is `plain`.
    """

    name: str
    most: int = 0
    plain: bool = False
    spans: tuple[tuple[int, int], ...] = ()


def gates(points: Points) -> tuple[Gate, ...]:
    found = (check(points) for check in _CHECKS)
    return tuple(gate for gate in found if gate)


def _wordless(points: Points) -> Gate | None:
    return Gate("wordless") if len(points.content) < 3 else None


def _unreadable(points: Points) -> Gate | None:
    """A language the grader does not know: no level can be trusted, but the text may be good."""
    known = points.reading.language in (*SUPPORTED, "none")
    return None if known else Gate("unreadable", most=2)


def _cut(points: Points) -> Gate | None:
    return Gate("cut", most=2) if points.reading.text.cut else None


def _hidden(points: Points) -> Gate | None:
    return Gate("hidden", most=2) if points.reading.text.hidden > 3 else None


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
    if reading.language in _UNFAMILIAR and len(small) >= _A_PILE and sum(small) < _JOINED * len(small):
        return Gate("keywords")
    if len(pieces) < 7:
        return None
    average = len(reading.words) / len(pieces)
    bare = sum(all(not s for s in (small[i] for i in indexes)) for indexes in reading.clauses.values()) / len(pieces)
    if average <= 3.2 and bare >= 0.6 or sum(small) / len(small) < 0.12 and bare >= 0.5:
        return Gate("keywords")
    return None


def _small_words(reading: Reading) -> list[bool]:
    known = function_words("en") | function_words("ur") | function_words("bn")
    if reading.language == "roman_bn":
        known |= function_words("roman_bn") | function_words("more_roman_bn")
        return [word.text in known or spell(word.text) in known for word in reading.words]
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
    """Example sentences in place of an answer. Many state a fact, as an honest reply has to in much the same words, so
    such a stretch counts only where little else is said; a text that the writer was shown counts in any case."""
    reading, situation = points.reading, points.situation
    borrowed = _covered(reading, situation.exemplars, 5)
    shown = _covered(reading, situation.shown, 5)
    beyond = shown.union(*(each for each in _stretches(reading, borrowed) if not _states_facts(points, each)))
    share = len(reading.words) or 1
    return Gate("copied_exemplar") if len(beyond) / share >= _BORROWED or len(borrowed) / share >= _PASTED else None


def _stretches(reading: Reading, covered: set[int]) -> list[list[int]]:
    """Neighbouring words of one sentence among those that are copied."""
    found: list[list[int]] = []
    for index in sorted(covered):
        before = found[-1][-1] if found else None
        if before == index - 1 and reading.words[before].sentence == reading.words[index].sentence:
            found[-1].append(index)
        else:
            found.append([index])
    return found


def _states_facts(points: Points, stretch: Iterable[int]) -> bool:
    situation = points.situation
    notions = frozenset(filter(None, (points.notions[index] for index in stretch)))
    return situation.mass(notions & situation.given) >= _THEIR_FACTS * situation.mass(notions)


def copied(reading: Reading, sources: Iterable[Reading], size: int) -> float:
    """Share of the reply's words that stand in a run of `size` words of a source."""
    return len(_covered(reading, sources, size)) / len(reading.words) if reading.words else 0.0


def _covered(reading: Reading, sources: Iterable[Reading], size: int) -> set[int]:
    theirs = {run for source in sources for run in _runs(source.words, size)}
    mine = _runs(reading.words, size)
    return {index + step for index, run in enumerate(mine) if run in theirs for step in range(size)}


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
    if order is None:
        return None
    if reading.language not in _ORDERLY:
        return Gate("unfamiliar", most=2) if order < _UNFAMILIAR.get(reading.language, order) else None
    least = _ORDERLY[reading.language] + (_DOUBTED * (joints > 0) if spoken else _NOTES)
    return Gate("shuffled") if order < least else None


def _contradicts(points: Points) -> Gate | None:
    """It takes back what it says, or says of one thing both yes and no."""
    hits = points.reading.hit("contradiction")
    if hits:
        return Gate("contradicts", spans=spans(points.reading, hits))
    both = _yes_and_no(points)
    return Gate("contradicts", spans=tuple(map(points.reading.clause_span, both))) if both else None


def _yes_and_no(points: Points) -> list[int]:
    negated = points.reading.negated
    told = {clause: notions for clause, notions in points.clauses.items() if clause not in points.reading.open}
    for clause, notions in told.items():
        for other, theirs in told.items():
            shared = len(notions & theirs)
            alike = shared >= _SAME and shared >= _ALIKE * max(len(notions), len(theirs))
            if clause < other and alike and (clause in negated) != (other in negated):
                return [clause, other]
    return []


def _off_topic(points: Points) -> Gate | None:
    far = points.strange_share >= _STRANGE and points.density < _TOUCHING
    return Gate("off_topic", most=1, plain=True) if far else None


def _undone(points: Points) -> Gate | None:
    """Help named only to be refused: what the item offers, and the reply will not do."""
    reading = points.reading
    refusals = [hit for hit in reading.hit("refusal") if reading.clause(hit) in reading.negated]
    refused = {reading.clause(hit) for hit in refusals}
    back = points.stance.taken_back
    if len(back) >= _TAKEN_BACK and len(back) >= _MOSTLY * len(points.stance.touching):
        return Gate("undone", spans=tuple(map(reading.clause_span, back)))
    if len(refused) >= _REFUSED:
        return Gate("undone", spans=tuple(reading.clause_span(clause) for clause in sorted(refused)))
    return None


_CHECKS: tuple[Callable[[Points], Gate | None], ...] = (
    _wordless, _unreadable, _cut, _hidden, _to_marker, _rubric_talk, _keywords, _copied_post, _copied_exemplar,
    _repeated, _shuffled, _contradicts, _undone, _off_topic,
)
