"""What a reaction brings, in words: one function for each key of its `then`."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from scenarios.agreement.names import LANGUAGES
from scenarios.studio.document import part, parts, several, whole, words
from scenarios.studio.names import either, lasting, quoted, standing, together

LONGEST = 90  # characters of what somebody writes


def _posts(names, value):
    for slug in several(value):
        persona = words((names.document.post(slug) or {}).get("persona"))
        if names.document.post(slug) is None:
            yield _("%(post)s arrives", post=names.post(slug))
        else:
            yield _("%(name)s posts %(post)s", name=names.persona(persona), post=names.post(slug))


def _comments(names, value):
    for comment in parts(value):
        told = {"name": names.persona(words(comment.get("persona"))), "text": written(several(comment.get("text")))}
        if under := words(comment.get("under")):
            text = _("%(name)s writes under %(post)s: %(text)s", post=names.post(under), **told)
        else:
            text = _("%(name)s writes on the page: %(text)s", **told)
        yield _in_language(text, comment)


def _swarms(names, value):
    for swarm in parts(value):
        people = either(map(names.persona, several(swarm.get("personas")))) or names.persona("")
        times, over = whole(swarm.get("times")) or 0, lasting(whole(swarm.get("over")) or 0)
        told = {"people": people, "over": over, "texts": written(several(swarm.get("texts")))}
        told["comments"] = ngettext("%(num)s comment", "%(num)s comments", times)
        if under := words(swarm.get("under")):
            text = _(
                "%(comments)s come within %(over)s under %(post)s by %(people)s: %(texts)s",
                post=names.post(under),
                **told,
            )
        else:
            text = _("%(comments)s come within %(over)s on the page by %(people)s: %(texts)s", **told)
        yield _in_language(text, swarm)


def _crowd(names, value):
    for crowd in parts(value):
        likes, shares = whole(crowd.get("likes")) or 0, whole(crowd.get("shares")) or 0
        told = [ngettext("%(num)s like", "%(num)s likes", likes)] if likes or not shares else []
        told += [ngettext("%(num)s share", "%(num)s shares", shares)] if shares else []
        yield _("%(post)s gets %(counts)s more", post=names.post(words(crowd.get("on"))), counts=together(told))


def _trust(names, value):
    if number := whole(value):
        yield (
            _("trust rises by %(number)s", number=number)
            if number > 0
            else _("trust falls by %(number)s", number=-number)
        )


def _heat(names, value):
    if number := whole(value):
        yield (
            _("heat rises by %(number)s", number=number)
            if number > 0
            else _("heat falls by %(number)s", number=-number)
        )


def _status(names, value):
    for slug, status in part(value).items():
        post = names.post(slug)
        if status == "open":
            yield _("%(post)s calls for an answer again", post=post)
        else:
            yield _("%(post)s counts as %(status)s", post=post, status=standing(status))


def _end(names, value):
    yield _("the run ends: %(reason)s", reason=quoted(words(value), LONGEST))


def written(texts: list[str]) -> str:
    """One text, or the first of several and how many they are."""
    if not texts:
        return _("words that are not written yet")
    first = quoted(texts[0], LONGEST)
    return (
        first
        if len(texts) == 1
        else ngettext("%(first)s, or another text", "%(first)s, or one of %(num)s others", len(texts) - 1, first=first)
    )


def _in_language(text: str, said: Mapping) -> str:
    language = words(said.get("language"))
    return _("%(text)s (%(language)s)", text=text, language=LANGUAGES.get(language, language)) if language else text


CONSEQUENCES = {
    "posts": _posts,
    "comments": _comments,
    "swarms": _swarms,
    "crowd": _crowd,
    "trust": _trust,
    "heat": _heat,
    "status": _status,
    "end": _end,
}
