"""What each sentence of a reply does (regards, promises, threatens, discloses …), by weights learned from labelled ones.

A sentence is its words and pairs of words, its letters in runs, and its notions; each kind weighs the same.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .language import SUPPORTED
from .reading import Reading

LEARNED = Path(__file__).parent / "learned"
# Which labels of the sentences make up an act; the labels are explained in sentences/README.md.
ACTS: Mapping[str, frozenset[str]] = {act: frozenset(labels.split()) for act, labels in {
    "takes_side": "praise_side blame_side vote group",
    "frames": "frame",
    "puts_person_first": "self_promo endorse favour",
    "personal": "credit private_channel",
    "discloses": "disclose",
    "asks_private": "ask_public repeat_private",
    "disrespects": "insult mockery threat quarrel",
    "sharp": "lecture defensive curt dismissive",
    "regards": "regard thanks",
    "courtesy": "courtesy",
    "dismisses": "dismissive",
    "acts": "act",
    "guides": "step refer",
    "refers": "refer",
    "informs": "inform",
    "vague": "vague",
    "overpromises": "overpromise",
    "refuses": "refuse",
    "officialese": "officialese",
}.items()}
# A language with few sentences of its own reads with the weights of a nearer one.
_READ_AS = {"roman_bn": "roman_ur", "none": "en"}
_EDGES = "<", ">"
_RUNS = range(2, 6)
KINDS = ("words", "letters", "notions")

Weighed = tuple[float, Sequence[float]]  # the square of a feature's length, and what it adds to each act


@dataclass(frozen=True, eq=False)
class Acts:
    """`features` has for each kind the rarity of a feature and its weight for acts by number.

    A feature that is not there is as rare as the rarest and weighs nothing.
    """

    biases: Sequence[float]
    rarest: Mapping[str, float]
    features: Mapping[str, Mapping[str, tuple[float, Mapping[int, float]]]]

    def weigh(self, kind: str, features: Iterable[str]) -> Weighed:
        size, added = 0.0, [0.0] * len(self.biases)
        known, rarest = self.features[kind], self.rarest[kind]
        for each in features:
            rarity, weights = known.get(each) or (rarest, {})
            size += rarity * rarity
            for act, weight in weights.items():
                added[act] += weight * rarity
        return size, added

    @classmethod
    def from_json(cls, data: Mapping) -> "Acts":
        features = {
            kind: {name: (rarity, {int(act): weight for act, weight in weights.items()})
                   for name, (rarity, weights) in known.items()}
            for kind, known in data["features"].items()
        }
        return cls(data["biases"], data["rarest"], features)


def acts(reading: Reading, models: Mapping[str, Acts] | None = None) -> dict[int, dict[str, float]]:
    """For each sentence of a reply, how likely it does each act, 0 to 1; by the shipped models unless others are given."""
    language = learned_as(reading.language)
    model = models[language] if models else learned(language)
    return {sentence: _probabilities(model, reading, indexes) for sentence, indexes in reading.sentences.items()}


def _probabilities(model: Acts, reading: Reading, indexes: Sequence[int]) -> dict[str, float]:
    words, notions = words_of(reading, indexes), notions_of(reading, indexes)
    sums = (
        model.weigh("words", pairs(words)),
        _total([_spelt(model, word) for word in words], len(model.biases)),
        model.weigh("notions", notions),
    )
    scores = [bias + sum(added[act] / math.sqrt(size) for size, added in sums if size)
              for act, bias in enumerate(model.biases)]
    # Rounded, so that the last bits of another machine's arithmetic never cross a threshold.
    return {act: round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 4) for act, score in zip(ACTS, scores)}


def _total(parts: Sequence[Weighed], width: int) -> Weighed:
    return sum(size for size, _ in parts), [sum(added[act] for _, added in parts) for act in range(width)]


@lru_cache(maxsize=16384)
def _spelt(model: Acts, word: str) -> Weighed:
    return model.weigh("letters", letters(word))


def words_of(reading: Reading, indexes: Iterable[int]) -> list[str]:
    return [reading.words[i].text if reading.words[i].is_word else "#" for i in indexes]


def notions_of(reading: Reading, indexes: Iterable[int]) -> list[str]:
    found = (reading.notions[i] for i in indexes)
    return ["#" if each[0].isdigit() else each for each in found if each]


def pairs(words: Sequence[str]) -> Iterator[str]:
    """The words with the edges of the sentence, and each two neighbours."""
    edged = [_EDGES[0], *words, _EDGES[1]]
    yield from words
    yield from (f"{left} {right}" for left, right in zip(edged, edged[1:]))


def letters(word: str) -> Iterator[str]:
    """Runs of two to five letters, the word's edges among them."""
    word = f" {word} "
    for size in _RUNS:
        for start in range(len(word) - size + 1):
            yield word[start:start + size]


def learned_as(language: str) -> str:
    language = _READ_AS.get(language, language)
    return language if language in SUPPORTED else "en"


@lru_cache(maxsize=None)
def learned(language: str) -> Acts:
    return Acts.from_json(json.loads((LEARNED / f"acts_{language}.json").read_text(encoding="utf-8")))
