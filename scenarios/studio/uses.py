"""What refers to a person, a post or a reaction of a scenario, as whoever removes it is told: titles of posts and reactions."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from scenarios.studio.document import Document, part, parts, several, ways, words
from scenarios.studio.graph import posts_of
from scenarios.studio.names import Names

SPEAKING = ("comments", "swarms")  # of a `then`


def of_person(document: Any, slug: str) -> list[str]:
    """What they write: posts, and what they say in reactions."""
    document = Document.of(document)
    posts = [post for post in document.posts if words(post.get("persona")) == slug]
    return [*_posts(document, posts), *_reactions(document, lambda reaction: slug in _speakers(reaction))]


def of_post(document: Any, slug: str) -> list[str]:
    """What stands under it, and the reactions that wait for it or do something to it."""
    document = Document.of(document)
    posts = [post for post in document.posts if words(post.get("under")) == slug and words(post.get("slug")) != slug]
    return [*_posts(document, posts), *_reactions(document, lambda reaction: slug in _touched(reaction))]


def of_reaction(document: Any, slug: str) -> list[str]:
    """The other reactions that come after it, or not if it was set off."""
    return _reactions(Document.of(document), lambda reaction: slug in _others(reaction), but=slug)


def _posts(document: Document, posts: Iterable[Mapping]) -> list[str]:
    names = Names(document, {})
    return [_("the post %(name)s", name=names.post(words(post.get("slug")))) for post in posts]


def _reactions(document: Document, refers, but: str = "") -> list[str]:
    names = Names(document, {})
    found = (words(reaction.get("slug")) for reaction in document.reactions if refers(reaction))
    return [_("the reaction %(name)s", name=names.reaction(slug)) for slug in found if slug != but]


def _said(reaction: Mapping) -> list[Mapping]:
    return [each for name in SPEAKING for each in parts(part(reaction.get("then")).get(name))]


def _speakers(reaction: Mapping) -> set[str]:
    return {who for each in _said(reaction) for name in ("persona", "personas") for who in several(each.get(name))}


def _touched(reaction: Mapping) -> set[str]:
    then = part(reaction.get("then"))
    waited = (slug for when in ways(reaction) for slug in posts_of(when))
    brought = [
        *several(then.get("posts")),
        *part(then.get("status")),
        *(each.get("on") for each in parts(then.get("crowd"))),
    ]
    return {*waited, *several([*brought, *(each.get("under") for each in _said(reaction))])}


def _others(reaction: Mapping) -> Iterator[str]:
    return (slug for when in ways(reaction) for kind in ("after", "unless") for slug in several(when.get(kind)))
