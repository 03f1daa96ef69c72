"""When each post and reaction of a scenario comes at the earliest, worked out from its document without playing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scenarios.simulation.conditions import comparison as split
from scenarios.simulation.conditions import first_minute
from scenarios.studio.document import Document, comparison, part, several, ways, whole, words
from scenarios.vocabulary import ACTIONS, FIRST_RESPONSE, FREE_ACTIONS, TARGET_ACTIONS

UNKNOWN_LIMIT = 60  # minutes until a post expires whose author has said neither triage nor time


@dataclass
class Course:
    """Minutes by the place in the list of posts or reactions; what can never come is not there. `set_off` is when a
    reaction's condition holds, `happened` when its consequences are there, its delay later."""

    arrived: dict[int, int] = field(default_factory=dict)
    set_off: dict[int, int] = field(default_factory=dict)
    happened: dict[int, int] = field(default_factory=dict)


def course(document: Document, answered: int = 0, cut: bool = True) -> Course:
    """If the office takes `answered` minutes for each thing it does. With `cut`, what would come after the end of
    the run never comes; and then, with 0, whatever is missing can come in no run at all."""
    found = Course()
    for number, post in enumerate(document.posts):
        if (at := whole(post.get("at"))) is not None:
            found.arrived[number] = max(at, 0)
    while _settle(document, found, answered, document.minutes if cut else None):
        pass
    return found


def limit(post: Mapping) -> int:
    """Minutes until it expires."""
    return whole(post.get("within")) or FIRST_RESPONSE.get(words(post.get("triage")), UNKNOWN_LIMIT)


def _settle(document, found, answered, end) -> bool:
    """One round; whether it brought anything new or anything earlier."""
    changed = False
    for number, reaction in enumerate(document.reactions):
        minute = earliest(document, found, reaction, answered)
        if minute is None or (end is not None and minute > end) or minute >= found.set_off.get(number, minute + 1):
            continue
        found.set_off[number], changed = minute, True
        minute += max(whole(reaction.get("delay")) or 0, 0)
        if end is not None and minute > end:
            continue
        found.happened[number] = minute
        for slug in several(part(reaction.get("then")).get("posts")):
            place = document.post_numbers.get(slug)
            if place is not None and minute < found.arrived.get(place, minute + 1):
                found.arrived[place] = minute
    return changed


def earliest(document: Document, found: Course, reaction: Mapping, answered: int = 0) -> int | None:
    """When the reaction may be set off, by what was found so far; None if something that it waits for is missing."""
    minutes = (earliest_of(document, found, when, answered) for when in ways(reaction))
    return min((minute for minute in minutes if minute is not None), default=None)


def earliest_of(document: Document, found: Course, when: Mapping, answered: int = 0) -> int | None:
    """The same of one way to set it off, as `ways` give it."""
    bounds = [bound(document, found, when[name], answered) for name, bound in BOUNDS.items() if name in when]
    if not bounds or None in bounds or set(several(when.get("after"))) & set(several(when.get("unless"))):
        return None
    least, most = max(bounds), last_minute(when)
    return None if most is not None and least > most else least


def last_minute(when: Mapping) -> int | None:
    """The last minute in which its comparison with the clock holds, if there is one."""
    text = comparison(when.get("minute"))
    if not text:
        return None
    sign, number = split(text)
    return {"<": number - 1, "<=": number, ">": None, ">=": None}.get(sign, number)


def possible(document: Document, move: Mapping, post: Mapping | None) -> bool:
    """Whether the page ever offers such a move on this post (None: the move is asked for on no post in particular)."""
    return any(_offered(document, action, move, post) for action in several(move.get("action")) or ACTIONS)


def _offered(document, action, move, post):
    if action in FREE_ACTIONS:
        return post is None
    if action == "hide" and post is not None and words(post.get("channel")) in ("message", "press"):
        return False
    wanted = set(several(move.get("target")))
    return not wanted or (action in TARGET_ACTIONS and bool(wanted & set(targets(document, action))))


def targets(document: Document, action: str) -> list[str]:
    """The slugs that the learner may choose from for this action."""
    values = document.values
    entries = {
        "refer": lambda: several(values.get("directory")),
        "escalate": lambda: _slugs(values.get("escalate_to")),
        "report": lambda: _slugs(values.get("report_to")),
        "hide": lambda: _slugs(part(values.get("page")).get("charter")),
    }
    return entries[action]()


def _slugs(entries):
    return [words(part(entry).get("slug")) for entry in entries] if isinstance(entries, (list, tuple)) else []


def _after_move(document, found, value, answered):
    move = part(value)
    if not several(move.get("on")):
        return answered if possible(document, move, None) else None
    comes = []
    for number in (document.post_numbers.get(slug) for slug in several(move.get("on"))):
        if number in found.arrived and possible(document, move, document.posts[number]):
            most = limit(document.posts[number])
            waits = most if several(move.get("was")) == ["expired"] else min(answered, most)
            comes.append(found.arrived[number] + waits)
    return min(comes, default=None)


def _after_quiet(document, found, value, answered):
    number = document.post_numbers.get(words(part(value).get("on")))
    minutes = whole(part(value).get("minutes"))
    return found.arrived[number] + minutes if number in found.arrived and minutes is not None else None


def _after_status(document, found, value, answered):
    bounds = [
        _after_one_status(document, found, slug, several(wanted), answered) for slug, wanted in part(value).items()
    ]
    return None if None in bounds else max(bounds, default=None)


def _after_one_status(document, found, slug, wanted, answered):
    number = document.post_numbers.get(slug)
    if number not in found.arrived:
        return None
    if "open" in wanted:
        return found.arrived[number]
    most = limit(document.posts[number])
    return found.arrived[number] + (most if wanted == ["expired"] else min(answered, most))


def _after_others(document, found, value, answered):
    happened = [found.happened.get(document.reaction_numbers.get(slug, -1)) for slug in several(value)]
    return None if None in happened else max(happened, default=0)


def _after_minute(document, found, value, answered):
    return first_minute(comparison(value)) if comparison(value) else None


# what each key of `when` says about the minute; trust and heat may stand anywhere at any time
BOUNDS: dict[str, Callable] = {
    "move": _after_move,
    "quiet": _after_quiet,
    "status": _after_status,
    "minute": _after_minute,
    "after": _after_others,
    "trust": lambda *given: 0,
    "heat": lambda *given: 0,
    "count": lambda document, found, value, answered: (
        0 if comparison(part(value).get("times")) in ("0", "=0") else answered
    ),
    "unless": lambda *given: 0,
}
