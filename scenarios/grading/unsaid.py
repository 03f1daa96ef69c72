"""What the office may neither confirm nor deny, as its item says it: "say whether …" cannot be done, "it is not known that …"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .reading import Reading, read

_SAYING = frozenset("say tell confirm deny disclose explain answer comment".split())
_WHAT = frozenset("whether that if who whose where which what how".split())
_OR = frozenset(("or", "nor"))
_BE = frozenset("is are was were has have had does did will would can may".split())
# Where the office may do something in private, or before a time, the words about that are not what is kept.
_NOT_SAID = frozenset("public publicly page known".split())
_SO_FAR = 6
_NOT_KNOWN = (("it", "is", "not", "known"), ("is", "not", "known"))


@dataclass(frozen=True)
class Unsaid:
    """`said` may be said of `subject` by nobody; with `either` nobody may deny it."""

    subject: frozenset[str]
    said: frozenset[str]
    either: bool


def of_mandate(line: str) -> tuple[Unsaid, ...]:
    """'say whether she files', 'confirm or deny a visit'; 'say that he is guilty' forbids the yes alone."""
    reading = read(line)
    words = [word.text for word in reading.words]
    return tuple(_kept(reading, words, 0, "that" not in words[:_SO_FAR])) if words and words[0] in _SAYING else ()


def of_fact(text: str) -> tuple[Unsaid, ...]:
    """'It is not known that …' and 'Whether … is not known'."""
    reading = read(text)
    found = []
    for indexes in reading.sentences.values():
        words = [reading.words[index].text for index in indexes]
        if tuple(words[:4]) == _NOT_KNOWN[0] and words[4:5] in (["that"], ["whether"]):
            found += _kept(reading, words, indexes[0], True)
        elif words[0] == "whether" and tuple(words[-3:]) == _NOT_KNOWN[1]:
            found += _kept(reading, words[:-3], indexes[0], True)
    return tuple(found)


def _kept(reading: Reading, words: Sequence[str], first: int, either: bool) -> Iterator[Unsaid]:
    subject: frozenset[str] = frozenset()
    for part in _parts(reading, words, first):
        verb = next((place for place, index in enumerate(part) if words[index - first] in _BE), 0)
        subject = _notions(reading, part[:verb]) or subject
        notions = _notions(reading, part)
        if notions - subject:
            yield Unsaid(subject, notions - subject, either)


def _parts(reading: Reading, words: Sequence[str], first: int) -> list[list[int]]:
    """What follows the first 'whether', 'that', 'who' …, parted at 'or' and at the marks between clauses."""
    start = next((place for place, word in enumerate(words[:_SO_FAR]) if word in _WHAT), len(words))
    parts: list[list[int]] = [[]]
    for place in range(start + 1, len(words)):
        index = first + place
        if words[place] in _OR or reading.words[index].clause != reading.words[index - 1].clause:
            parts.append([])
        if words[place] not in _OR | _WHAT:
            parts[-1].append(index)
    return parts


def _notions(reading: Reading, indexes: Sequence[int]) -> frozenset[str]:
    return frozenset(filter(None, (reading.notions[index] for index in indexes))) - _NOT_SAID
