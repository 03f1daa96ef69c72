"""Which language a text is in: English, Urdu, Bangla, or either of these in Roman letters."""

from collections.abc import Sequence
from functools import lru_cache

from .lexicon import load
from .roman import spell
from .tokens import Token

SUPPORTED = ("en", "ur", "bn", "roman_ur", "roman_bn")
ROMAN = ("roman_ur", "roman_bn")
_SPELT = (*ROMAN, "more_roman_bn")
_SCRIPTS = (("ur", "\u0600", "\u06ff"), ("bn", "\u0980", "\u09ff"), ("en", "a", "z"))


def language(tokens: Sequence[Token]) -> str:
    """One of SUPPORTED, `other` for a script we cannot read, or `none` for a text without words."""
    words = [token.text for token in tokens if token.is_word]
    if not words:
        return "none"
    scripts = [_script(word) for word in words]
    chief = max(sorted(set(scripts)), key=scripts.count)
    return _latin(words) if chief == "en" else chief


def _script(word: str) -> str:
    return next((name for name, first, last in _SCRIPTS if first <= word[0] <= last), "other")


def _latin(words: Sequence[str]) -> str:
    english = sum(word in function_words("en") for word in words)
    best, most = "en", english
    for name in ROMAN:
        telling = function_words(name) - function_words("en")
        count = sum(spell(word) in telling and word not in function_words("en") for word in words)
        if count * 1.3 > most and count >= 0.08 * len(words):
            best, most = name, count * 1.3
    return best


@lru_cache(maxsize=None)
def function_words(name: str) -> frozenset[str]:
    """The small words of a language; of one in Roman letters, in the one spelling that `roman.spell` gives them."""
    return frozenset(map(spell, small_words(name))) if name in _SPELT else small_words(name)


@lru_cache(maxsize=None)
def small_words(name: str) -> frozenset[str]:
    """The same as they are usually written: "di" (gave) is one, "din" (day) is not, though both are spelled alike."""
    return frozenset(load("function_words")[name].split())
