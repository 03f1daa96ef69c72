"""Chance without a stream: a draw is a hash of what it is for, so that one changed move deals no other draw anew."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

One = TypeVar("One")


def draw(seed: int, name: str, occurrence: int) -> float:
    """A number in [0, 1), the same on every machine."""
    digest = hashlib.sha256(f"{seed}\n{name}\n{occurrence}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def pick(seed: int, name: str, occurrence: int, among: Sequence[One]) -> One:
    return among[int(draw(seed, name, occurrence) * len(among))]
