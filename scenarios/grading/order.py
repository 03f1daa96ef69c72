"""Whether words stand in an order people write: small words and endings follow one another in known ways."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from .language import ROMAN, SUPPORTED, function_words
from .lexicon import translations
from .reading import Reading

WEIGHTS = Path(__file__).parent / "learned" / "order.json"
_EDGE = "."
_ENDINGS = ("ing", "ed", "tion", "ly", "s")
# Shorter texts give too few pairs to judge.
LEAST = 18


def pairs(reading: Reading) -> list[tuple[str, str]]:
    """Neighbouring word classes; sentence ends and commas count, since shuffled words carry them along."""
    classes = _classes(reading)
    return list(zip(classes, classes[1:]))


def _classes(reading: Reading) -> list[str]:
    small = _small(reading.language)
    classes = [_EDGE]
    for token in reading.tokens:
        if token.kind == "mark":
            if token.text in ".!?۔।؟,،;:":
                classes.append(_EDGE if token.text not in ",،;:" else ",")
        elif token.kind != "word":
            classes.append("#")
        else:
            classes.append(token.text if token.text in small else _ending(token.text))
    return classes


@lru_cache(maxsize=None)
def _small(language: str) -> frozenset[str]:
    if language in ROMAN:
        return function_words("roman_ur") | function_words("roman_bn") | function_words("en")
    words = function_words(language if language in SUPPORTED else "en")
    if language in ("ur", "bn"):
        words |= {word for word, english in translations(language).items() if english == "-"}
    return words


def _ending(word: str) -> str:
    """English endings; in Urdu and Bangla the last letter, which bears the case or the person."""
    if not word.isascii():
        return f"~{word[-1]}"
    return next((f"~{ending}" for ending in _ENDINGS if len(word) > 4 and word.endswith(ending)), "~")


def orderliness(reading: Reading, known: Mapping[str, float] | None = None) -> float | None:
    """Mean association of neighbouring classes; about 0 for shuffled words, None for too short a text."""
    # Two content words may follow one another in any text; a small word or a sentence's edge shows the grammar.
    found = [pair for pair in pairs(reading) if not (pair[0][0] in "~#" and pair[1][0] in "~#")]
    if len(found) < LEAST:
        return None
    known = shipped() if known is None else known
    return round(sum(known.get(f"{a} {b}", _unseen(a, b)) for a, b in found) / len(found), 3)


def _unseen(first: str, second: str) -> float:
    """A pair of small words never met speaks against the order more than an unmet pair of contents."""
    small = (first[0] not in "~#.,") + (second[0] not in "~#.,")
    return (-0.1, -0.5, -1.2)[small]


def fit(readings: Iterable[Reading]) -> dict[str, float]:
    """Pointwise association of class pairs, smoothed and cut to [-2, 2]."""
    both: Counter = Counter()
    for reading in readings:
        both.update(pairs(reading))
    left, right = Counter(), Counter()
    for (first, second), count in both.items():
        left[first] += count
        right[second] += count
    total = sum(both.values())
    learned = {}
    for (first, second), count in sorted(both.items()):
        expected = left[first] * right[second] / total
        learned[f"{first} {second}"] = round(max(-2.0, min(2.0, math.log((count + 0.5) / (expected + 0.5)))), 2)
    return learned


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, float]:
    return json.loads(WEIGHTS.read_text(encoding="utf-8"))
