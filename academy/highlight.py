"""Cut a text where its evidence begins and ends, or into sentences, so that a template can mark them."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

_SENTENCE = re.compile(r"[^\s].*?(?:[.!?…۔।]+(?=\s|$)|$)", re.MULTILINE)


class Segment(NamedTuple):
    """A stretch of text, the labels of the spans that cover it, and those of the spans that end with it."""

    text: str
    labels: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()

    @property
    def marked(self) -> bool:
        return bool(self.labels)


def segments(text: str, spans: Iterable[tuple]) -> tuple[Segment, ...]:
    """The text in stretches, each covered by the same spans from end to end. Spans are (start, end) or
    (start, end, label) in characters; what reaches outside the text is cut off."""
    inside = sorted({_clipped(span, len(text)) for span in spans})
    inside = [(start, end, label) for start, end, label in inside if start < end]
    covers = [tuple(dict.fromkeys(label for start, end, label in inside if start <= at < end)) for at in range(len(text))]
    stretches, at = [], 0
    for labels, characters in groupby(covers):
        end = at + len(tuple(characters))
        following = covers[end] if end < len(text) else ()
        stretches.append(Segment(text[at:end], labels, tuple(label for label in labels if label not in following)))
        at = end
    return tuple(stretches)


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences and lines of a text begin and end, in characters."""
    return [found.span() for found in _SENTENCE.finditer(text)]


def _clipped(span: tuple, length: int) -> tuple[int, int, str]:
    start, end, *label = span
    return max(start, 0), min(end, length), str(label[0]) if label else ""
