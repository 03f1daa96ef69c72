"""What is worth another look in a scenario that could be published as it is: advice, which hinders nothing.

All of it is seen by looking; what only playing shows is told by the rehearsal.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from academy.packs import Problem
from scenarios.studio import deadlines
from scenarios.studio.document import Document, part, several, ways, whole, words
from scenarios.studio.graph import Graph, Key
from scenarios.studio.names import Names
from scenarios.vocabulary import TEXT_ACTIONS

CROWDED = 4  # posts in one minute, beyond those of the beginning: more than anybody reads before the clock goes on
AT_FIRST = 5
LAST_MINUTES = 10  # a post that comes later can hardly be answered
HURTING = ("abuse", "threat")
PRIVATE = re.compile(
    r"\b\d{5}-\d{7}-\d\b"  # the number of an identity card
    r"|(?<![\d-])(?:\+|00)?(?:92|880)[ -]?\d{2,4}[ -]?\d{6,8}\b"
    r"|\b0(?:3\d{2}|1[3-9]\d)[ -]?\d{3}[ -]?\d{4,5}\b"  # a mobile telephone
    r"|[\w.+-]+@[\w-]+\.\w+"
)
QUOTED_SLUG = re.compile(r"'([a-z0-9]+(?:-[a-z0-9]+)*)'")


def advice(document: Any, rules: Any = None) -> Iterator[Problem]:
    """Advice on a scenario or a draft of one, each piece with the path of the field that it is about."""
    document = Document.of(document)
    yield from _of_graph(document)
    yield from _crowds(document)
    yield from _empty_beginning(document)
    for number, post in enumerate(document.posts):
        for path, message in _of_post(document, post):
            yield Problem(("posts", number, *path), message)
    yield from _repeated_lines(document)
    if not words(document.values.get("warning")) and any(post.get("triage") in HURTING for post in document.posts):
        yield Problem(("warning",), _("There is abuse or a threat in it. Say so before anybody begins."))
    statement = part(document.values.get("statement"))
    if whole(statement.get("weight")) and not words(statement.get("example")):
        yield Problem(("statement", "example"), _("Write one that works: learners are shown it after the run."))


def _of_graph(document: Document) -> Iterator[Problem]:
    """What can never happen, and posts that nothing answers."""
    graph, names = Graph(document), Names(document, {})
    for path, message in graph.findings():
        yield Problem(path, _plain(names, document, message))
    asked = (when["move"] for each in document.reactions for when in ways(each) if "move" in when)
    anywhere = any(not part(move).get("on") for move in asked)
    heard = {edge.cause for edge in graph.edges} | {edge.effect for edge in graph.edges if edge.kind == "touches"}
    for number, post in enumerate(document.posts):
        if not (anywhere or document.habits(post) or Key("post", number) in heard or whole(post.get("weight")) == 0):
            text = _(
                "Whatever the office does here, nobody says anything: no reaction waits for it, its writer has no habits."
            )
            yield Problem(("posts", number), text)


def _plain(names: Names, document: Document, message: str) -> str:
    """The message with posts and reactions by the names that people know them by."""

    def called(found: re.Match) -> str:
        slug = found[1]
        return names.post(slug) if slug in document.post_numbers else names.reaction(slug)

    text = QUOTED_SLUG.sub(called, message)
    return f"{text[:1].upper()}{text[1:]}."


def _crowds(document: Document) -> Iterator[Problem]:
    """Told once a minute, at the first post that is too many."""
    minutes = Counter()
    for number, post in enumerate(document.posts):
        if (minute := whole(post.get("at"))) is None:
            continue
        minutes[minute] += 1
        most = AT_FIRST if minute == 0 else CROWDED
        if minutes[minute] == most + 1:
            count = sum(whole(other.get("at")) == minute for other in document.posts)
            yield Problem(
                ("posts", number, "at"),
                _(
                    "%(count)d posts come in this same minute. Nobody can read so many at once: let some come later.",
                    count=count,
                ),
            )


def _empty_beginning(document: Document) -> Iterator[Problem]:
    arrivals = {number: at for number, post in enumerate(document.posts) if (at := whole(post.get("at"))) is not None}
    if arrivals and (first := min(arrivals.values())):
        text = ngettext(
            "Nothing is on the page for the first minute, and learners can only wait. Let a post be there at minute 0.",
            "Nothing is on the page for the first %(num)s minutes, and learners can only wait. Let a post be there at minute 0.",
            first,
        )
        yield Problem(("posts", min(arrivals, key=arrivals.get), "at"), text)


def _copied(post: Mapping) -> Iterator[str]:
    """Good sentences that the model answer repeats: in play it would be marked down for them."""
    model = " ".join(words(post.get("example")).split()).casefold()
    for each in part(post.get("exemplars")).values():
        for sentence in several(part(each).get("meets")):
            plain = " ".join(words(sentence).split())
            if len(plain.split()) > 3 and plain.rstrip(".!").casefold() in model:
                yield plain


def _of_post(document: Document, post: Mapping) -> Iterator[tuple[tuple, str]]:
    """(path in the post, message)."""
    if PRIVATE.search(words(post.get("text"))):
        text = _("This looks like somebody’s number or address. Make sure that it is invented and belongs to nobody.")
        yield ("text",), text
    yield from _of_answers(post)
    at = whole(post.get("at"))
    left = document.minutes - at if at is not None else 0
    if 0 < left < LAST_MINUTES:
        text = ngettext(
            "This comes %(num)s minute before the end: hardly anybody can answer it in time.",
            "This comes %(num)s minutes before the end: hardly anybody can answer it in time.",
            left,
        )
        yield ("at",), text
    if text := deadlines.advice(document, post):
        yield ("within",), text
    if document.values.get("guided") and not words(post.get("coach")):
        yield ("coach",), _("The coach is at the learner’s side in this scenario and has nothing to say here.")


def _of_answers(post: Mapping) -> Iterator[tuple[tuple, str]]:
    """What is said of good answers: which deed is the best, the model answer, the example sentences."""
    best = [name for name, worth in part(post.get("actions")).items() if worth == "best"]
    spoken = any(name in TEXT_ACTIONS for name in best)
    if post.get("actions") and not best:
        yield ("actions",), _("Nothing is the best here. Say what a good officer does.")
    if spoken and not words(post.get("example")):
        yield ("example",), _("A text is the best here. Write one that works: learners are shown it after the run.")
    for sentence in _copied(post):
        text = _(
            "“%(sentence)s” stands among your good sentences too. Who writes little else may count as copying: use other words here.",
            sentence=sentence,
        )
        yield ("example",), text
    if spoken and whole(post.get("weight")) != 0 and not part(post.get("exemplars")):
        text = _(
            "The grader has no example sentences here. With a good and a bad one for each criterion it judges better."
        )
        yield ("exemplars",), text


def _repeated_lines(document: Document) -> Iterator[Problem]:
    """A sentence cannot both meet a criterion and miss it."""
    occasions = [(("posts", number), post) for number, post in enumerate(document.posts)]
    for at, occasion in (*occasions, (("statement",), part(document.values.get("statement")))):
        for criterion, each in part(occasion.get("exemplars")).items():
            missing = {text.casefold() for text in several(part(each).get("misses"))}
            for number, text in enumerate(several(part(each).get("meets"))):
                if text.casefold() in missing:
                    yield Problem(
                        (*at, "exemplars", criterion, "meets", number),
                        _("This sentence stands on both sides. Take it off one."),
                    )
