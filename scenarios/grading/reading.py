"""One text, read: its words, language, notions and the phrases found in it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Mapping

from . import normalise
from .language import ROMAN, SUPPORTED, language
from .lexicon import load
from .notions import notion
from .patterns import Hit, Phrases
from .roman import spell
from .tokens import Token, split

_NATIVE = ("en", "ur", "bn")
_GOES_ON = frozenset("or nor that ya na ke یا نہ کہ বা কিংবা যে".split())
_PARTY = {("\u0600", "\u06ff"): "پارٹی", ("\u0980", "\u09ff"): "দল"}  # by the letters of a script


@dataclass(frozen=True)
class Reading:
    text: normalise.Text
    tokens: tuple[Token, ...]

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """Words, numbers and references: everything but punctuation."""
        return tuple(token for token in self.tokens if token.counts)

    @cached_property
    def language(self) -> str:
        return language(self.words)

    @cached_property
    def notions(self) -> tuple[str | None, ...]:
        """What each of `words` means, None for small words."""
        known = self.language if self.language in SUPPORTED else "en"
        return tuple(notion(word, known) for word in self.words)

    @cached_property
    def hits(self) -> Mapping[str, tuple[Hit, ...]]:
        found: dict[str, list[Hit]] = defaultdict(list)
        for hit in _phrases("native").find(self.words):
            found[hit.name].append(hit)
        if self.language in ROMAN:
            for hit in _phrases(self.language).find(self.words):
                found[hit.name].append(hit)
        return {name: tuple(hits) for name, hits in found.items()}

    def hit(self, *names: str) -> list[Hit]:
        return [hit for name in names for hit in self.hits.get(name, ())]

    def clause(self, hit: Hit) -> int:
        return self.words[hit.first].clause

    def sentence(self, hit: Hit) -> int:
        return self.words[hit.first].sentence

    @cached_property
    def clauses(self) -> Mapping[int, tuple[int, ...]]:
        """Which of `words` stand in each clause."""
        return self._grouped("clause")

    @cached_property
    def sentences(self) -> Mapping[int, tuple[int, ...]]:
        return self._grouped("sentence")

    def _grouped(self, name: str) -> Mapping[int, tuple[int, ...]]:
        groups: dict[int, list[int]] = defaultdict(list)
        for index, word in enumerate(self.words):
            groups[getattr(word, name)].append(index)
        return {key: tuple(indexes) for key, indexes in groups.items()}

    @cached_property
    def denials(self) -> frozenset[int]:
        """The words that deny; "not everybody", "not only" and the "non" of a non-filer deny nothing."""
        partly = {hit.first for hit in self.hit("partial_negation")}
        return frozenset(hit.first for hit in self.hit("negation")) - partly - {
            index for index, word in enumerate(self.words) if word.text == "non"}

    @cached_property
    def negated(self) -> frozenset[int]:
        """Clauses with a negation in them."""
        return frozenset(self.words[index].clause for index in self.denials)

    @cached_property
    def open(self) -> frozenset[int]:
        """Clauses that say neither yes nor no: "whether", "not known", "who"; and what goes on from there with "or"."""
        found = {self.clause(hit) for hit in self.hit("leaves_open")}
        for clause, indexes in self.clauses.items():
            first = self.words[indexes[0]]
            goes_on = first.text in _GOES_ON and indexes[0] and self.words[indexes[0] - 1].sentence == first.sentence
            if goes_on and self.words[indexes[0] - 1].clause in found:
                found.add(clause)
        return frozenset(found)

    @cached_property
    def questions(self) -> frozenset[int]:
        """Sentences that end in a question mark."""
        return frozenset(token.sentence for token in self.tokens if token.text in "?؟")

    @cached_property
    def future(self) -> frozenset[int]:
        return frozenset(self.clause(hit) for hit in self.hit("future"))

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in the raw reply from word `first` to word `last`."""
        return self.text.span(self.words[first].start, self.words[last].end)

    def hit_span(self, hit: Hit) -> tuple[int, int]:
        return self.span(hit.first, hit.last)

    def clause_span(self, clause: int) -> tuple[int, int]:
        words = self.clauses[clause]
        return self.span(words[0], words[-1])

    def quote(self, span: tuple[int, int]) -> str:
        return self.text.raw[span[0]:span[1]]


def read(raw: str, parties: frozenset[str] = frozenset()) -> Reading:
    """`parties` are words that stand for a party in the story, whatever they mean elsewhere: they are read as "party"."""
    text = normalise.read(raw)
    tokens = split(text)
    return Reading(text, tuple(map(_as_party(parties), tokens)) if parties else tokens)


def _as_party(parties: frozenset[str]) -> Callable[[Token], Token]:
    return lambda token: replace(token, text=_party(token.text[0])) if token.text in parties else token


def _party(letter: str) -> str:
    return next((word for (first, last), word in _PARTY.items() if first <= letter <= last), "party")


def spans(reading: Reading, hits: Iterable[Hit]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted({reading.hit_span(hit) for hit in hits}))


@lru_cache(maxsize=None)
def _phrases(name: str) -> Phrases:
    if name != "native":
        return Phrases(_lists(name), spell)
    merged: dict[str, list[str]] = defaultdict(list)
    for native in _NATIVE:
        for key, phrases in _lists(native).items():
            merged[key].extend(phrases)
    return Phrases(merged)


def _lists(name: str) -> dict[str, list[str]]:
    lists = {key: phrases for key, phrases in load(name).items() if key != "about"}
    return {key: [_plain(phrase) for phrase in phrases] for key, phrases in lists.items()}


def _plain(phrase: str) -> str:
    """A phrase in the letters that a normalised text has, its signs (|, *, ?, .., #) left alone."""
    return normalise.plain(phrase)
