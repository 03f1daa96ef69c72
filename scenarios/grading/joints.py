"""Neighbouring small words that no sentence has, as shuffled words are full of."""

from collections.abc import Iterator
from functools import lru_cache

from .language import ROMAN, small_words
from .lexicon import load
from .normalise import plain
from .reading import Reading
from .roman import spell

_EDGE = "."
_SENTENCE_END = frozenset(".!?۔।؟")


def broken(reading: Reading) -> int:
    """How many neighbours in the text cannot be neighbours."""
    pairs = _impossible(reading.language)
    return sum(pair in pairs for pair in _neighbours(reading)) + (_misplaced_capitals(reading) if pairs else 0)


def _neighbours(reading: Reading) -> Iterator[tuple[str, str]]:
    before = _EDGE
    for token in reading.tokens:
        here = _EDGE if token.text in _SENTENCE_END else token.text
        if here == "may" and before.isdigit():
            here = "month"
        if reading.language in ROMAN and token.is_word:
            here = spell(here)
        yield before, here
        before = here


def _misplaced_capitals(reading: Reading) -> int:
    """Small words with a capital inside a sentence, in a text that has sentences begin without one."""
    inside = low_starts = 0
    starters = _starters(reading.language)
    for index, word in enumerate(reading.words):
        start, _ = reading.span(index, index)
        letters = reading.text.raw[start:start + len(word.text)]
        capital = letters[0].isupper() and not (len(letters) > 1 and letters.isupper())
        first = index == 0 or reading.words[index - 1].sentence != word.sentence
        low_starts += first and word.is_word and not capital
        inside += not first and capital and word.text in starters and _follows_word(reading, index)
    return inside if low_starts >= 2 else 0


def _starters(language: str) -> frozenset[str]:
    return small_words(language) if language == "roman_bn" else _STARTERS


def _follows_word(reading: Reading, index: int) -> bool:
    gap = reading.text.plain[reading.words[index - 1].end:reading.words[index].start]
    return gap.isspace()


_STARTERS = frozenset("we the please if for our your you it a in this that there until till no they as at to on what "
                      "once nobody one kindly ab aap hum yeh is agar".split())


@lru_cache(maxsize=None)
def _impossible(language: str) -> frozenset[tuple[str, str]]:
    rules = load("joints").get(language)
    if not rules:
        return frozenset()
    read = (lambda text: [spell(plain(word)) for word in text.split()]) if language in ROMAN else (
        lambda text: plain(text).split())
    pairs = {(left, right) for lefts, rights in rules["pairs"] for left in read(lefts) for right in read(rights)}
    return frozenset(pairs - {tuple(read(pair)) for pair in rules["not"]})
