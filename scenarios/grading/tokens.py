"""Words, numbers and marks of a text, each knowing where it stands and which sentence and clause it belongs to."""

import re
from dataclasses import dataclass

from .normalise import Text

# Signs that belong inside a word though Python counts them as no letters: Urdu and Bangla vowel signs.
_SIGNS = "\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0980-\u0983\u09bc-\u09cd\u09d7'"
_TOKEN = re.compile(
    r"(?P<bullet>(?:(?<=\()|(?<![^\n])|(?<=[.:;,!?۔।،]\s))\d{1,2}\)|(?<![^\n])\d{1,2}\.(?=\s))"
    r"|(?P<reference>[a-z]{1,4}-\d{1,8}\b)"
    r"|(?P<number>\d{2,5}-\d{6,8}(?:-\d)?|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}|\d+(?:[.,:]\d+)*)"
    rf"|(?P<word>%|(?:[^\W\d_][{_SIGNS}]*)+)"
    r"|(?P<mark>[^\w\s])"
)
_SENTENCE_END = frozenset(".!?۔।؟\n")
_CLAUSE_END = frozenset(";:,،؛()[]")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr no nos rs tk sb st w a am pm etc dept govt dist vs i e g wa u plz pls ext sec".split()
)
_HOURS = frozenset(("am", "pm"))  # end a sentence only where the next one begins
_CONJUNCTIONS = frozenset(
    "but however although though lekin magar kintu tobe لیکن مگر البتہ تاہم কিন্তু তবে".split()
)


@dataclass(frozen=True)
class Token:
    text: str
    kind: str
    start: int
    end: int
    sentence: int
    clause: int

    @property
    def is_word(self) -> bool:
        return self.kind == "word"

    @property
    def counts(self) -> bool:
        """Whether it says something: marks do not, nor does the number of a point in a list."""
        return self.kind not in ("mark", "bullet")


def split(text: Text) -> tuple[Token, ...]:
    tokens: list[Token] = []
    sentence = clause = 0
    broken = False
    last_end = 0
    for match in _TOKEN.finditer(text.plain):
        word, kind = match.group(), match.lastgroup
        if "\n" in text.plain[last_end:match.start()] and tokens:
            broken = True
        last_end = match.end()
        if kind == "bullet" and tokens:
            clause += 1
        if kind != "mark" and broken:
            sentence, clause, broken = sentence + 1, clause + 1, False
        elif kind == "word" and word in _CONJUNCTIONS and tokens:
            clause += 1
        tokens.append(Token(word, kind, match.start(), match.end(), sentence, clause))
        if kind == "mark":
            broken = broken or _ends_sentence(word, tokens, text)
            clause += word in _CLAUSE_END or _is_dash(word, match.start(), text.plain)
    return tuple(tokens)


def _capital_follows(text: Text, end: int) -> bool:
    rest = text.plain[end:]
    start = end + len(rest) - len(rest.lstrip())
    return start < len(text.plain) and text.raw[text.span(start, start + 1)[0]].isupper()


def _is_dash(mark: str, start: int, plain: str) -> bool:
    """A dash between words parts clauses; a hyphen inside one does not."""
    return mark == "-" and plain[start - 1:start].isspace()


def _ends_sentence(mark: str, tokens: list[Token], text: Text) -> bool:
    plain = text.plain
    if mark not in _SENTENCE_END:
        return False
    if mark != "." or len(tokens) < 2:
        return True
    before, here = tokens[-2], tokens[-1]
    touches = before.end == here.start
    if touches and before.text == "no":
        return not plain[here.end:].lstrip()[:1].isdigit()  # "no. 5" is a number, "no." an answer
    if touches and before.text in _HOURS:
        return _capital_follows(text, here.end)
    followed = plain[here.end:here.end + 1]
    return not (touches and before.text in _ABBREVIATIONS) and not (followed and followed.isalnum())
