"""Which characters a printed text may hold."""

import unicodedata

from academy.printing import fonts

_JOINERS = "\u200c\u200d\u200e\u200f"  # shape and order Urdu and Bangla letters, draw nothing themselves
_LANGUAGES = {"latin": "en", "urdu": "ur", "bangla": "bn"}
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


def unseen(text: str) -> list[str]:
    """Characters that would hide or reverse others, as U+202E."""
    found = [char for char in text if char not in _JOINERS and unicodedata.category(char) in _UNSEEN]
    return [f"U+{ord(char):04X}" for char in found]


def blank(text: str) -> list[str]:
    """Characters that no font of the certificate can draw; raises FontsMissing."""
    return sorted(fonts.without_glyph(set(text) - set(_JOINERS)))


def script(text: str) -> str:
    """The script that a text is set in, which decides its font, line height and direction."""
    if any("\u0600" <= character <= "\u06ff" for character in text):
        return "urdu"
    return "bangla" if any("\u0980" <= character <= "\u09ff" for character in text) else "latin"


def language(script: str) -> str:
    """The language that a text in a script is read in, where nothing says which."""
    return _LANGUAGES[script]
