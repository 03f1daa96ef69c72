"""By when a post wants its answer: as its kind has it or the post itself, on the clock of the scenario."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from scenarios.studio.document import LONGEST, Document, whole, words
from scenarios.studio.names import Names, lasting
from scenarios.vocabulary import FIRST_RESPONSE


@dataclass(frozen=True)
class Deadline:
    """`limit` minutes after the post arrives, which the post has of its `own` or by its kind; `minute` on the clock of the
    scenario, None where only a reaction brings it. `beyond` is whether the scenario is over by then."""

    limit: int
    own: bool
    minute: int | None
    beyond: bool

    @property
    def is_owed(self) -> bool:
        """Some kinds owe an answer at no time."""
        return self.own or self.limit < LONGEST


def deadline(document: Document, post: Mapping) -> Deadline | None:
    """None while nobody has said what kind of post it is, nor how long there is."""
    kind, own, at = words(post.get("triage")), whole(post.get("within")), whole(post.get("at"))
    limit = own or FIRST_RESPONSE.get(kind)
    if limit is None:
        return None
    minute = None if at is None else at + limit
    return Deadline(limit, bool(own), minute, minute is not None and minute > document.minutes)


def in_words(document: Document, post: Mapping) -> str:
    """A sentence for the page of the post; empty where there is no deadline to tell."""
    found = deadline(document, post)
    if found is None:
        return ""
    if not found.is_owed:
        return _("For this kind no time is set: an answer is never late.")
    if found.minute is None:
        told = {"time": lasting(found.limit)}
        if found.own:
            return _("As you set it below: answer within %(time)s of its arrival.", **told)
        return _("For this kind: answer within %(time)s of its arrival.", **told)
    clock = Names(document, {}).clock
    told = {"time": clock(found.minute), "end": clock(document.minutes)}
    if found.own and found.beyond:
        return _("As you set it below: answer by %(time)s, which is after the end of the day (%(end)s).", **told)
    if found.own:
        return _("As you set it below: answer by %(time)s.", **told)
    if found.beyond:
        return _("For this kind: answer by %(time)s, which is after the end of the day (%(end)s).", **told)
    return _("For this kind: answer by %(time)s.", **told)


def advice(document: Document, post: Mapping) -> str:
    """What is worth another look in it, empty if nothing is."""
    found = deadline(document, post)
    if found is None or not (found.is_owed and found.beyond) or whole(post.get("weight")) == 0:
        return ""
    clock = Names(document, {}).clock
    return _(
        "Nobody can be late here: its time ends at %(time)s, and the day at %(end)s. Set fewer minutes, let it come "
        "earlier, or let the day last longer, if being late shall cost something.",
        time=clock(found.minute),
        end=clock(document.minutes),
    )
