"""One spelling for the many ways Urdu and Bangla are written in Roman letters."""

import re
from functools import lru_cache

_RULES = (
    (re.compile(r"^na+i+n?$|^nhi+n?$|^nahi+n?$|^nahee+n?$"), "nahi"),
    (re.compile(r"aa+"), "a"), (re.compile(r"ee+|ii+"), "i"), (re.compile(r"oo+|uu+"), "u"),
    (re.compile(r"[ae]y\b|[ae]i\b"), "e"), (re.compile(r"ph"), "f"), (re.compile(r"w"), "v"),
    (re.compile(r"q"), "k"), (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"(?<=[aeiou])n\b"), ""), (re.compile(r"(?<=[aeiou])h\b"), ""),
)


@lru_cache(maxsize=8192)
def spell(word: str) -> str:
    for pattern, plain in _RULES:
        word = pattern.sub(plain, word)
    return word
