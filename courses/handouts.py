"""Handouts: what a module has to print, one page, as a PDF."""

import atexit
import re
from functools import cache
from html import unescape
from io import BytesIO
from threading import BoundedSemaphore
from urllib.parse import unquote

from flask import current_app, render_template
from markupsafe import Markup

from academy import editions, packs, pictures
from academy.editions.models import Edition
from academy.memory import Memory
from academy.pages import markdown
from academy.printing import style
from academy.printing.pictures import LARGEST as LONGEST_SIDE
from academy.printing.press import ADDRESS, Press
from courses.pack import Module

AT_ONCE = 2  # one is printed while one waits; more would keep threads from people who only want a page
LARGEST = 10_000_000  # bytes of a picture
HERE = "/handout-images/"  # stands for the pictures until the text is safe
RIGHT_TO_LEFT = ("ur",)

_room = BoundedSemaphore(AT_ONCE)
_printed = Memory(50)
_link = re.compile(r'href="/(?!/)')
_source = re.compile(rf'src="{HERE}([^"]*)"')


class Busy(RuntimeError):
    """As many are being printed as this process takes at once."""


def pdf(edition: Edition, module: Module) -> bytes:
    """The handout on paper. An edition never changes, so each is printed once in a process. Raises Busy, and PressError or
    FontsMissing where nothing can be printed."""
    return _printed.once((edition.digest, module.slug), lambda: _pdf(edition, module))


def direction(language: str) -> str:
    """In which a course in this language is written."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def _pdf(edition: Edition, module: Module) -> bytes:
    if not _room.acquire(blocking=False):
        raise Busy
    try:
        course = editions.content(edition)
        made = edition.created_at
        html = render_template(
            "pdf/handout.html",
            course=course,
            module=module,
            html=_html(module),
            direction=direction(course.language),
            made=made.isoformat() if made else None,
        )
        return _press().pages(html, _pictures(edition, module))
    finally:
        _room.release()


def _html(module: Module) -> Markup:
    """With links that lead to the academy from wherever the paper's file is opened."""
    places = {name: place for place, name in enumerate(_shown(module))}
    html = str(markdown(module.handout, images=HERE))
    html = _source.sub(lambda found: f'src="{ADDRESS}{places[unquote(unescape(found[1]))]}"', html)
    return Markup(_link.sub(f'href="{current_app.config["BASE_URL"].rstrip("/")}/', html))


def _pictures(edition: Edition, module: Module) -> dict[str, bytes]:
    """As PNG, by their place: names of files have signs that no name in a PDF may have."""
    return {str(place): _as_png(editions.file_or_404(edition, name)) for place, name in enumerate(_shown(module))}


def _shown(module: Module) -> list[str]:
    return list(dict.fromkeys(name for name, _words in packs.images_in(module.handout)))


def _as_png(data: bytes) -> bytes:
    picture, _format = pictures.redrawn(data, LARGEST, LONGEST_SIDE)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@cache
def _press() -> Press:
    atexit.register(_press.cache_clear)  # its temporary fonts are removed while Python can still remove them
    return Press(style("handout.css"))
