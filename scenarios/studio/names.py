"""How the parts of a scenario are called in sentences: posts by their first words, people and offices by name."""

from collections.abc import Iterable, Mapping
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from scenarios.studio.document import Document, part, several, words

STATUSES = {
    "open": _l("open"),
    "answered": _l("answered"),
    "moved": _l("answered in private"),
    "referred": _l("referred"),
    "escalated": _l("escalated"),
    "hidden": _l("hidden"),
    "expired": _l("expired"),
}
FIRST_WORDS = 40  # characters of a post's text that are its name


class Names:
    """`offices` are the names of offices in the rules, by slug."""

    def __init__(self, document: Document, offices: Mapping[str, str]):
        self.document, self._offices = document, offices

    def post(self, slug: str) -> str:
        """Its first words, in quotes."""
        post = self.document.post(slug)
        if post is None:
            return _("a post that is not there (%(slug)s)", slug=slug) if slug else _("a post that is not chosen yet")
        return quoted(words(post.get("text")) or slug, FIRST_WORDS)

    def posts(self, slugs: Any) -> str:
        return either(map(self.post, several(slugs)))

    def persona(self, slug: str) -> str:
        if name := words(self.document.personas.get(slug, {}).get("name")):
            return name
        return _("somebody who is not there (%(slug)s)", slug=slug) if slug else _("somebody who is not chosen yet")

    def reaction(self, slug: str) -> str:
        if slug not in self.document.reaction_numbers:
            return _("a reaction that is not there (%(slug)s)", slug=slug)
        return quoted(called(slug))

    def place(self, slug: str) -> str:
        """An office or a desk."""
        return self._offices.get(slug) or self._desks.get(slug) or slug

    def clause(self, slug: str) -> str | None:
        """The text of a clause of the page's charter, in quotes; None if it has no such clause."""
        entries = part(self.document.values.get("page")).get("charter")
        texts = {words(entry.get("slug")): words(entry.get("text")) for entry in map(part, _listed(entries))}
        return quoted(texts[slug] or slug, FIRST_WORDS) if slug in texts else None

    @property
    def _desks(self) -> dict[str, str]:
        entries = [*_listed(self.document.values.get("escalate_to")), *_listed(self.document.values.get("report_to"))]
        return {words(entry.get("slug")): words(entry.get("name")) for entry in map(part, entries)}

    def clock(self, minute: int) -> str:
        """A simulated minute as the clock on the wall."""
        day, rest = divmod(self.document.opens + minute, 24 * 60)
        time = f"{rest // 60:02}:{rest % 60:02}"
        return _("Day %(day)d, %(time)s", day=day + 1, time=time) if day else time


def called(slug: str) -> str:
    """A slug as words."""
    return slug.replace("-", " ").capitalize()


def quoted(text: str, most: int = 200) -> str:
    return _("“%(text)s”", text=shortened(text, most))


def shortened(text: str, most: int) -> str:
    """The text on one line, cut between words."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[:most].rsplit(" ", 1)[0]
    return f"{(cut if len(cut) > most / 2 else text[: most - 1]).rstrip(' ,;:.-–—')}…"


def standing(statuses: Any) -> str:
    """ "open or expired"."""
    said = either(str(STATUSES.get(status, status)) for status in several(statuses))
    return said or _("something that is not chosen yet")


def lasting(minutes: int) -> str:
    return ngettext("%(num)s minute", "%(num)s minutes", minutes)


def either(texts: Iterable[str]) -> str:
    """ "a, b, or c", as the reader's language says it."""
    return format_list(list(texts), style="or", locale=get_locale() or "en")


def together(texts: Iterable[str]) -> str:
    """ "a, b, and c"."""
    return format_list(list(texts), locale=get_locale() or "en")


def _listed(value):
    return value if isinstance(value, (list, tuple)) else ()
