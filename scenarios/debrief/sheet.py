"""The debrief as a PDF, to keep or to bring to a seminar."""

import atexit
import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from threading import BoundedSemaphore

from flask import render_template
from flask_babel import get_locale
from markupsafe import Markup

from academy.printing import style
from academy.printing.press import Press

# A drawing on paper is styled by itself alone: no style sheet of the page reaches into it.
DRAWING = Markup(
    "<style>text{font:11px 'Noto Serif'}.timeline-chart__level{stroke:#c5cdca;fill:none}"
    ".timeline-chart__line{fill:none;stroke-width:2.5}.timeline-chart__line--trust{stroke:#1d6b62}"
    ".timeline-chart__line--heat{stroke:#b4431d}.timeline-chart__stem{stroke:#c5cdca;stroke-dasharray:2 3}"
    ".timeline-chart__mark circle{fill:#3b4a86}.timeline-chart__mark text{fill:#fff}</style>"
)

AT_ONCE = 2  # one is printed while one waits; more would keep threads from people who only want a page
_room = BoundedSemaphore(AT_ONCE)
# The press tries every place to break a text, so one without a space costs the square of its length.
_UNBROKEN = re.compile(r"[^\s\u200b]{60}")


class Busy(RuntimeError):
    """As many are being printed as this process takes at once."""


def pdf(chart: Markup, **context) -> bytes:
    """The debrief on paper, in the language of the page. Raises Busy, and PressError or FontsMissing where nothing can be
    printed."""
    head, rest = chart.split(">", 1)
    drawn = Markup(head) + Markup(">") + DRAWING + Markup(rest)
    broken = {"breakable": breakable, "spans_in_breakable": spans_in_breakable}
    html = render_template("pdf/debrief.html", drawn=drawn, **broken, locale=get_locale(), **context)
    if not _room.acquire(blocking=False):
        raise Busy
    try:
        return _press().pages(html)
    finally:
        _room.release()


def breakable(text: str) -> str:
    """The text with an unseen place to break after every sixty characters without a space."""
    return _UNBROKEN.sub("\\g<0>\u200b", text)


def spans_in_breakable(text: str, spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The (start, stop, label) of some words of a text, where they stand in what `breakable` makes of it."""
    breaks = [found.end() for found in _UNBROKEN.finditer(text)]
    return [
        (start + bisect_right(breaks, start), stop + bisect_right(breaks, stop - 1), label)
        for start, stop, label in spans
    ]


@cache
def _press() -> Press:
    atexit.register(_press.cache_clear)  # its temporary fonts are removed while Python can still remove them
    return Press(style("debrief.css"))
