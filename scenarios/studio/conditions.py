"""What a reaction waits for, in words: one function for each key of its `when`."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from scenarios import wording
from scenarios.simulation.conditions import comparison as split
from scenarios.simulation.conditions import compares
from scenarios.studio.document import comparison, part, several, whole, words
from scenarios.studio.names import STATUSES, Names, either, lasting, standing

KINDS = {
    "promise": _l("a promise"),
    "office": _l("an office"),
    "channel": _l("a way to reach somebody"),
    "time": _l("a time"),
    "reference": _l("a reference number"),
    "personal_data": _l("personal data"),
    "apology": _l("an apology"),
    "thanks": _l("thanks"),
    "question": _l("a question"),
    "insult": _l("an insult"),
    "threat": _l("a threat"),
    "party": _l("a party"),
    "endorsement": _l("an endorsement"),
}
LEVELS = {
    (0,): _l("“%(name)s” is missed"),
    (1,): _l("“%(name)s” is only partly met"),
    (2,): _l("“%(name)s” is met"),
    (0, 1): _l("“%(name)s” is not fully met"),
    (1, 2): _l("“%(name)s” is at least partly met"),
    (0, 2): _l("“%(name)s” is met or missed"),
}
COMPARED = {
    "<": _l("below %(number)s"),
    "<=": _l("at most %(number)s"),
    ">": _l("above %(number)s"),
    ">=": _l("at least %(number)s"),
    "=": _l("exactly %(number)s"),
}
CLOCK = {
    "<": _l("it is before %(time)s"),
    "<=": _l("it is %(time)s or earlier"),
    ">": _l("it is after %(time)s"),
    ">=": _l("it is %(time)s or later"),
    "=": _l("it is %(time)s"),
}


def of_page(names: Names, given: Mapping) -> list[str]:
    """What is asked of the page, of the clock, and of other reactions."""
    return [text for key, say in CONDITIONS.items() if key in given for text in say(names, given[key])]


def of_move(names: Names, move: Mapping) -> Iterator[str]:
    """What is asked of a thing that the office does, besides what it is and what it is about."""
    for key, say in MOVE_CONDITIONS.items():
        if move.get(key) or move.get(key) == 0 and move.get(key) is not False:
            yield from say(names, move[key])


def _worth(names, value):
    yield _(
        "doing so is %(worths)s there", worths=either(str(wording.WORTHS.get(each, each)) for each in several(value))
    )


def _was(names, value):
    yield _("the post was %(statuses)s before", statuses=standing(value))


def _target(names, value):
    clauses = {slug: names.clause(slug) for slug in several(value)}
    places = [names.place(slug) for slug, clause in clauses.items() if clause is None]
    if places:
        yield _("it goes to %(places)s", places=either(dict.fromkeys(places)))
    if len(places) < len(clauses):
        yield _("the reason given is %(clauses)s", clauses=either(filter(None, clauses.values())))


def _levels(names, value):
    for criterion, wanted in part(value).items():
        name, text = wording.CRITERIA.get(criterion, criterion), comparison(wanted)
        levels = tuple(level for level in range(3) if text and compares(level, text))
        yield str(LEVELS.get(levels, _l("“%(name)s” has a level that is not chosen yet"))) % {"name": name}


def _overall(names, value):
    text = comparison(value)
    marks = either(str(name) for mark, name in enumerate(wording.MARKS) if text and compares(mark, text))
    yield _("its words are %(marks)s", marks=marks) if marks else _("its words are something that is not chosen yet")


def _found(names, value):
    yield _("its words hold %(kinds)s", kinds=either(str(KINDS.get(kind, kind)) for kind in several(value)))


def _missing(names, value):
    yield _("its words do not hold %(kinds)s", kinds=either(str(KINDS.get(kind, kind)) for kind in several(value)))


def _busy(names, value):
    yield _("whoever it goes to has no place left")


def _quiet(names, value):
    post, minutes = names.post(words(part(value).get("on"))), whole(part(value).get("minutes"))
    if minutes is None:
        yield _("%(post)s has had no answer for a time that is not chosen yet", post=post)
    else:
        yield _("%(post)s has had no answer for %(minutes)s", post=post, minutes=lasting(minutes))


def _status(names, value):
    for slug, wanted in part(value).items():
        post, others = names.post(slug), [status for status in STATUSES if status not in several(wanted)]
        if not others:
            yield _("%(post)s has arrived", post=post)
        elif len(others) < len(STATUSES) / 2:
            yield _("%(post)s has arrived and is not %(statuses)s", post=post, statuses=standing(others))
        else:
            yield _("%(post)s is %(statuses)s", post=post, statuses=standing(wanted))


def _trust(names, value):
    yield _("trust is %(compared)s", compared=_compared(value))


def _heat(names, value):
    yield _("heat is %(compared)s", compared=_compared(value))


def _minute(names, value):
    if not comparison(value):
        yield _("it is a time that is not chosen yet")
        return
    sign, minute = split(comparison(value))
    yield str(CLOCK[sign or "="]) % {"time": names.clock(minute)}


def _count(names, value):
    text, action = comparison(part(value).get("times")), words(part(value).get("action"))
    action = wording.ACTIONS.get(action, action) or _("an action that is not chosen yet")
    if text and not any(compares(times, text) for times in range(1, 1000)):
        yield _("the office has never used “%(action)s”", action=action)
    else:
        yield _("the office has used “%(action)s” this often: %(compared)s", action=action, compared=_compared(text))


def _after(names, value):
    yield from (_("%(reaction)s has happened", reaction=names.reaction(slug)) for slug in several(value))


def _compared(value: Any) -> str:
    if not (text := comparison(value)):
        return _("a number that is not chosen yet")
    sign, number = split(text)
    return str(COMPARED[sign or "="]) % {"number": number}


MOVE_CONDITIONS = {
    "worth": _worth,
    "was": _was,
    "target": _target,
    "busy": _busy,
    "levels": _levels,
    "overall": _overall,
    "found": _found,
    "missing": _missing,
}
CONDITIONS = {
    "quiet": _quiet,
    "status": _status,
    "trust": _trust,
    "heat": _heat,
    "minute": _minute,
    "count": _count,
    "after": _after,
}
