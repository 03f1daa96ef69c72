"""The debrief as a PDF, to keep or to bring to a seminar."""

import atexit
from functools import cache

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


def pdf(chart: Markup, **context) -> bytes:
    """The debrief on paper, in the language of the page. Raises PressError or FontsMissing where nothing can be printed."""
    head, rest = chart.split(">", 1)
    drawn = Markup(head) + Markup(">") + DRAWING + Markup(rest)
    return _press().pages(render_template("pdf/debrief.html", drawn=drawn, locale=get_locale(), **context))


@cache
def _press() -> Press:
    atexit.register(_press.cache_clear)  # its temporary fonts are removed while Python can still remove them
    return Press(style("debrief.css"))
