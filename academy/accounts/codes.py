"""Codes as people type them: with spaces, in the digits of their own script, with an O for a zero."""

import re
import unicodedata

from academy.certificates.serials import DIGITS as ALPHABET

GROUP = 4
LONGEST = 100
_SEPARATORS = re.compile(
    r"[\s\-\u200c-\u200f\u2010-\u2015\u2212\u202a-\u202e\u2066-\u2069]+"
)  # marks of direction, too
_CONFUSED = str.maketrans("OIL", "011")
_RECOVERY = re.compile(rf"[{ALPHABET}]{{16}}")


def as_number(typed: str) -> str:
    """Six digits of any script as Western ones; "" when these are none."""
    bare = _bare(typed)
    return bare if re.fullmatch("[0-9]{6}", bare) else ""


def as_recovery(typed: str) -> str:
    """A recovery code in its canonical form; "" when it cannot be one."""
    bare = _bare(typed).upper().translate(_CONFUSED)
    return bare if _RECOVERY.fullmatch(bare) else ""


def grouped(code: str, between: str = "-") -> str:
    """In groups of four, to be read and typed."""
    return between.join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _bare(typed: str) -> str:
    """Without spaces and hyphens, each digit as its Western one."""
    bare = _SEPARATORS.sub("", typed[:LONGEST])
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in bare)
