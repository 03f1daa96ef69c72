"""Serial numbers of certificates: short, typed from paper without mistakes, and not to be guessed."""

import re
import secrets

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U
CHECKS = DIGITS + "*~$=U"  # one for each remainder of 37
BITS = 60
LENGTH = BITS // 5

_CONFUSED = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")  # paper and word processors turn hyphens into dashes
_BARE = re.compile(rf"[{DIGITS}]{{{LENGTH}}}[{re.escape(CHECKS)}]")
_LONGEST_INPUT = 100


def new() -> str:
    """A fresh serial in its canonical form, such as 7K3M-Q0TX-9WBE-5."""
    while True:
        number = secrets.randbits(BITS)
        # a sign would break file names and spreadsheets, and no one can dictate a tilde
        if CHECKS[number % 37].isalnum():
            return of(number)


def of(number: int) -> str:
    """The serial that stands for a number of 60 bits."""
    return _grouped(_digits(number) + CHECKS[number % 37])


def normalise(text: str) -> str | None:
    """The canonical form of what a person typed, or None when it cannot be a serial."""
    if len(text) > _LONGEST_INPUT:
        return None
    bare = _SEPARATORS.sub("", text)
    if not bare.isascii():
        return None
    bare = bare.upper().translate(_CONFUSED)
    if not _BARE.fullmatch(bare) or _check(bare[:-1]) != bare[-1]:
        return None
    return _grouped(bare)


def _digits(number: int) -> str:
    return "".join(DIGITS[number >> shift & 31] for shift in range(BITS - 5, -1, -5))


def _check(digits: str) -> str:
    number = 0
    for digit in digits:
        number = number * 32 + DIGITS.index(digit)
    return CHECKS[number % 37]


def _grouped(bare: str) -> str:
    return "-".join(bare[start : start + 4] for start in range(0, len(bare), 4))
