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
# Words that the rules would spell like another one: "kaun" (who) like "ko" (to), "kahan" (where) like "kaha" (said), "keh" (say)
# like "ke" (of), "din" (day) like "di" (gave), "phir" (again) like "fir", the report that the police take down, and "jaali" (fake)
# like "jali" (burnt).
_APART = (
    (re.compile(r"k(?:au|o|ou)n(s[aei]+|)"), r"kaun\1"), (re.compile(r"kaha+n"), "kahan"), (re.compile(r"keh"), "keh"),
    (re.compile(r"din"), "din"), (re.compile(r"phi?r"), "phir"), (re.compile(r"jaa+l[iy]"), "jaali"),
)


@lru_cache(maxsize=8192)
def spell(word: str) -> str:
    for pattern, plain in _APART:
        if found := pattern.fullmatch(word):
            return found.expand(plain)
    for pattern, plain in _RULES:
        word = pattern.sub(plain, word)
    return word
