"""A breach found in a reply: the common word of everything that lowers a conduct criterion."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Words that lower a criterion to `level`, with the code of the reason."""

    criterion: str
    level: int
    code: str
    certainty: float
    spans: tuple[tuple[int, int], ...]
