"""The reply as the grader reads it (one case, one form, nothing hidden), with the way back to its own offsets."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# What a person may send is 2,000 characters; past this the text is cut, and a person looks.
LIMIT = 4000
# More marks on one letter than any of our scripts writes are decoration.
_MARKS = 3

# Cyrillic, Greek and Armenian letters that pass for Latin ones.
_LOOKALIKES = str.maketrans({
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "ԁ": "d",
    "к": "k", "м": "m", "т": "t", "в": "b", "н": "h", "α": "a", "ε": "e", "ο": "o", "ρ": "p", "ι": "i", "κ": "k",
    "ν": "v", "τ": "t", "υ": "u", "χ": "x", "ѐ": "e", "ո": "n", "ս": "u", "օ": "o",
})
_ONE_SHAPE = str.maketrans({
    # Arabic letters typed on another keyboard for the Urdu ones
    "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ہ": "ہ", "ه": "ہ", "ة": "ہ", "ۀ": "ہ", "أ": "ا", "إ": "ا", "ؤ": "و",
    # one shape each for quotes and dashes
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "−": "-",
})
_INVISIBLE = ("Cf", "Cc", "Cs", "Co")
_MIXED = re.compile(r"\w*[a-z]\w*")
_ARABIC_VOWELS = frozenset(map(chr, (*range(0x064B, 0x0653), 0x0670, *range(0x0610, 0x061B))))


@dataclass(frozen=True)
class Text:
    """`plain` is what is read; plain[i] stands for raw[starts[i]:ends[i]]."""

    raw: str
    plain: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    hidden: int = 0
    cut: bool = False

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into the raw reply for a stretch of the plain text."""
        return self.starts[start], self.ends[end - 1]


def read(raw: str) -> Text:
    plain: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    hidden = 0
    for start, end in _clusters(raw[:LIMIT]):
        letters, dropped = _plain(raw[start:end])
        hidden += dropped
        plain.append(letters)
        starts.extend([start] * len(letters))
        ends.extend([end] * len(letters))
    return Text(raw, _unmasked("".join(plain)), tuple(starts), tuple(ends), hidden, cut=len(raw) > LIMIT)


def plain(raw: str) -> str:
    return read(raw).plain


def _unmasked(plain: str) -> str:
    """Foreign letters inside Latin words read as the Latin ones they look like."""
    return _MIXED.sub(lambda word: word.group().translate(_LOOKALIKES), plain) if not plain.isascii() else plain


def _clusters(raw: str):
    """(start, end) of each character with the marks that sit on it."""
    start = 0
    for index in range(1, len(raw) + 1):
        if index == len(raw) or not _is_mark(raw[index]):
            yield start, index
            start = index


def _is_mark(char: str) -> bool:
    return char > "\u02ff" and unicodedata.category(char)[0] == "M"


@lru_cache(maxsize=4096)
def _plain(cluster: str) -> tuple[str, int]:
    """The letters to read for one cluster, and how many invisible characters were dropped from it."""
    visible = [char for char in cluster if char in "\n\t\r" or unicodedata.category(char) not in _INVISIBLE]
    kept = "".join(char for char in visible[: 1 + _MARKS] if char not in _ARABIC_VOWELS)
    # Twice, since casefold can leave a decomposed letter and NFKC a capital one.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", kept).casefold())
    if folded[:1] < "\u0500":
        folded = _unaccented(folded)
    return "".join(map(_digit, folded.translate(_ONE_SHAPE))), len(cluster) - len(visible)


def _unaccented(letters: str) -> str:
    """Latin without accents, so that a decorated word is still the word."""
    parts = unicodedata.normalize("NFD", letters)
    return "".join(char for char in parts if not "\u0300" <= char <= "\u036f")


def _digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char > "\u007f" and unicodedata.decimal(char, None) is not None else char
