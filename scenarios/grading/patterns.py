"""A small phrase language for the lexicons, matched token by token so that no text can make it slow.

    word      that word                 a|b*      one of these
    word*     any word that so begins   word?     may be missing
    *word     any word that so ends
    ..        up to four words between, inside the sentence       #   a number, ## one of three digits or more
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Callable, Iterable, Mapping, Sequence

from .tokens import Token

_GAP = 4


@dataclass(frozen=True)
class Hit:
    """A phrase found: which list it is on, and the tokens [first, last] that it spans."""

    name: str
    first: int
    last: int


@dataclass(frozen=True)
class _Step:
    words: frozenset[str]
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...] = ()
    gap: bool = False
    optional: bool = False
    digits: int = 0

    def takes(self, token: Token, word: str) -> bool:
        if self.digits:
            return token.kind == "number" and len(token.text) >= self.digits
        return word in self.words or word.startswith(self.prefixes) or word.endswith(self.suffixes)


class Phrases:
    """Lists of phrases compiled for one pass over a text."""

    def __init__(self, lists: Mapping[str, Iterable[str]], spell: Callable[[str], str] = str):
        self._spell = spell
        self._by_word: dict[str, list] = defaultdict(list)
        self._by_prefix: dict[str, list] = defaultdict(list)
        self._by_suffix: list = []
        self._numbers: list = []
        for name, phrases in lists.items():
            for phrase in phrases:
                self._add(name, phrase)
        self._prefix_lengths = sorted({len(prefix) for prefix in self._by_prefix})

    def find(self, tokens: Sequence[Token]) -> list[Hit]:
        words = [self._spell(token.text) for token in tokens]
        hits = []
        for index, word in enumerate(words):
            for name, steps in self._starting(tokens[index], word):
                last = _match(steps, tokens, words, index)
                if last is not None:
                    hits.append(Hit(name, index, last))
        return hits

    def _add(self, name: str, phrase: str) -> None:
        steps = tuple(_step(part, self._spell) for part in phrase.split())
        if steps[0].gap or steps[0].optional:
            raise ValueError(f"phrase '{phrase}' of '{name}' must begin with a word")
        entry = (name, steps)
        for word in steps[0].words:
            self._by_word[word].append(entry)
        for prefix in steps[0].prefixes:
            self._by_prefix[prefix].append(entry)
        if steps[0].suffixes:
            self._by_suffix.append(entry)
        if steps[0].digits:
            self._numbers.append(entry)

    def _starting(self, token: Token, word: str):
        yield from self._by_word.get(word, ())
        if token.kind == "number":
            yield from (entry for entry in self._numbers if len(word) >= entry[1][0].digits)
        for length in self._prefix_lengths:
            if length > len(word):
                break
            yield from self._by_prefix.get(word[:length], ())
        for entry in self._by_suffix:
            if word.endswith(entry[1][0].suffixes):
                yield entry


def _step(part: str, spell: Callable[[str], str]) -> _Step:
    if part == "..":
        return _Step(frozenset(), (), gap=True)
    if part in ("#", "##"):
        return _Step(frozenset(), (), digits=3 if part == "##" else 1)
    optional = part.endswith("?")
    choices = part.rstrip("?").split("|")
    return _Step(
        frozenset(spell(choice) for choice in choices if "*" not in choice),
        tuple(spell(choice[:-1]) for choice in choices if choice.endswith("*")),
        tuple(spell(choice[1:]) for choice in choices if choice.startswith("*")),
        optional=optional,
    )


def _match(steps, tokens, words, index, step=0) -> int | None:
    """The last token of a match of steps from `index` on; gaps and options are tried shortest first."""
    sentence = tokens[index].sentence
    last = None
    while step < len(steps):
        this = steps[step]
        if this.gap:
            return _after_gap(steps, tokens, words, index, step + 1, sentence)
        here = index < len(tokens) and tokens[index].sentence == sentence and this.takes(tokens[index], words[index])
        if here:
            last, index = index, index + 1
        elif not this.optional:
            return None
        step += 1
    return last


def _after_gap(steps, tokens, words, index, step, sentence) -> int | None:
    for start in range(index, min(index + _GAP + 1, len(tokens))):
        if tokens[start].sentence != sentence:
            return None
        last = _match(steps, tokens, words, start, step)
        if last is not None:
            return last
    return None
