"""Portraits drawn from a name: its initials, and one of a few tints that stays with it."""

import unicodedata
import zlib

TINTS = ("clay", "moss", "plum", "slate", "ochre", "rose")


def initials(name: str) -> str:
    """The first letters of the first and last word, each with the vowel sign that is written on it."""
    words = [word for word in name.split() if any(sign.isalnum() for sign in word)]
    chosen = words[:1] + words[1:][-1:]
    # a zero-width non-joiner keeps the letters of joined scripts in the shape that stands alone
    return "\u200c".join(_first_letter(word) for word in chosen) if _joins(name) else "".join(map(_first_letter, chosen))


def tint(name: str) -> str:
    return TINTS[zlib.crc32(name.encode()) % len(TINTS)]


def _first_letter(word: str) -> str:
    start = next(place for place, sign in enumerate(word) if sign.isalnum())
    marked = unicodedata.category(word[start + 1 : start + 2] or " ").startswith("M")
    return word[start : start + 1 + marked].upper()


def _joins(name: str) -> bool:
    return any("ARABIC" in unicodedata.name(sign, "") for sign in name)
