"""Practices and badges on paper."""

import atexit
import re
from functools import cache
from threading import BoundedSemaphore

from flask import current_app, render_template
from flask_babel import get_locale

from academy.practices import words
from academy.practices.models import Practice, Recognition
from academy.printing import style
from academy.printing.press import Press

AT_ONCE = 2  # one is printed while one waits; more would keep threads from people who only want a page
_room = BoundedSemaphore(AT_ONCE)
# The press tries every place to break a text, so one without a space costs the square of its length.
_UNBROKEN = re.compile(r"[^\s\u200b]{60}")


class Busy(RuntimeError):
    """As many are being printed as this process takes at once."""


def practice(shown: Practice, country: str) -> bytes:
    """A practice as a PDF, in the language of the page. Raises Busy, and PressError or FontsMissing where nothing can be
    printed."""
    return _printed("pdf/practice.html", practice=shown, country=country, words=words)


def badge(shown: Recognition) -> bytes:
    """The picture of a badge, as a PDF of one small page."""
    return _printed("pdf/badge.html", recognition=shown)


def breakable(text: str) -> str:
    """The text with an unseen place to break after every sixty characters without a space."""
    return _UNBROKEN.sub("\\g<0>\u200b", text)


def _printed(template: str, **context) -> bytes:
    html = render_template(
        template, breakable=breakable, locale=get_locale(), issuer=current_app.config["NAME"], **context
    )
    if not _room.acquire(blocking=False):
        raise Busy
    try:
        return _press(template.removesuffix("html") + "css").pages(html)
    finally:
        _room.release()


@cache
def _press(sheet: str) -> Press:
    atexit.register(_press.cache_clear)  # its temporary fonts are removed while Python can still remove them
    return Press(style(sheet.removeprefix("pdf/")))
