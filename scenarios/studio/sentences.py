"""A reaction in plain words, also one that is not finished: what is missing is said, too."""

from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any

from flask_babel import format_percent, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from scenarios import wording
from scenarios.simulation.conditions import comparison as split
from scenarios.simulation.conditions import compares
from scenarios.studio.consequences import CONSEQUENCES, written
from scenarios.studio.document import Document, asked, comparison, part, several, whole, words
from scenarios.studio.names import STATUSES, Names, either, lasting, standing

# on no post in particular, on a post
DEEDS = {
    "reply": _l("replies in public"),
    "message": _l("writes a private message"),
    "statement": _l("publishes a statement"),
    "correct": _l("corrects its own words"),
    "refer": _l("refers it"),
    "escalate": _l("escalates it"),
    "hide": _l("hides it"),
    "report": _l("reports it"),
    "ignore": _l("leaves it alone on purpose"),
    "wait": _l("waits"),
}
DEEDS_ON = {
    "reply": _l("replies to %(posts)s in public"),
    "message": _l("answers %(posts)s in a private message"),
    "correct": _l("corrects its own words on %(posts)s"),
    "refer": _l("refers %(posts)s"),
    "escalate": _l("escalates %(posts)s"),
    "hide": _l("hides %(posts)s"),
    "report": _l("reports %(posts)s"),
    "ignore": _l("leaves %(posts)s alone on purpose"),
}
# some that are often asked for together, in fewer words
DEEDS_TOGETHER = {
    frozenset(("reply", "message")): _l("answers %(posts)s in public or in private"),
    frozenset(("reply", "correct")): _l("answers %(posts)s in public, or corrects its own words there"),
    frozenset(("reply", "message", "correct")): _l("answers %(posts)s in public, in private or by a correction"),
    frozenset(("reply", "correct", "statement")): _l("writes anything in public"),
    frozenset(("reply", "message", "correct", "statement")): _l("writes anything"),
}
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
HABITS = {
    "silence": _l("%(name)s, left alone for %(minutes)s, writes under the post: %(texts)s"),
    "good": _l("%(name)s, %(minutes)s after good words, writes under the post: %(texts)s"),
    "bad": _l("%(name)s, %(minutes)s after bad words, writes under the post: %(texts)s"),
}


def sentence(scenario: Any, reaction: Any, offices: Mapping[str, str] = {}) -> str:
    """ "When …, then …. (once)", of a reaction in a scenario, each validated or the plain values of a draft.
    `offices` are names in the rules, by slug."""
    document = Document.of(scenario)
    told = {
        "when": when(document, reaction, offices),
        "then": then(document, reaction, offices),
        "often": often(reaction),
    }
    return _("%(when)s, then %(then)s. (%(often)s)", **told)


def when(scenario: Any, reaction: Any, offices: Mapping[str, str] = {}) -> str:
    """ "When the office hides “My street is dark” and heat is at least 60, unless “crowd” was set off before"."""
    given, names = asked(part(reaction)), Names(Document.of(scenario), offices)
    told = [text for key, say in CONDITIONS.items() if key in given for text in say(names, given[key])]
    move = part(given.get("move"))
    if "move" in given:
        told = [_("When the office %(deed)s", deed=_deed(names, move)), *_of_move(names, move), *told]
    elif told:
        told[0] = _("Once %(condition)s", condition=told[0])
    else:
        told = [_("When something happens that is not chosen yet")]
    told = reduce(lambda first, second: _("%(first)s, and %(second)s", first=first, second=second), told)
    if others := several(given.get("unless")):
        told = _(
            "%(event)s, unless %(others)s was set off before", event=told, others=either(map(names.reaction, others))
        )
    return told


def then(scenario: Any, reaction: Any, offices: Mapping[str, str] = {}) -> str:
    """ "after 5 minutes Yasir writes under “My street is dark”: “Still dark”; heat rises by 10"."""
    names, values = Names(Document.of(scenario), offices), part(part(reaction).get("then"))
    told = [text for key, say in CONSEQUENCES.items() if values.get(key) for text in say(names, values[key])]
    effects = _("; ").join(told or [_("nothing happens yet")])
    delay = whole(part(reaction).get("delay"))
    return _("after %(minutes)s %(effects)s", minutes=lasting(delay), effects=effects) if delay else effects


def often(reaction: Any) -> str:
    """ "in 75% of cases, at most 2 times"."""
    values = part(reaction)
    times, told = whole(values.get("times")) or 1, []
    if (chance := _chance(values)) < 1:
        told.append(_("in %(percent)s of cases", percent=format_percent(chance)))
    told.append(_("once") if times == 1 else ngettext("at most %(num)s time", "at most %(num)s times", times))
    return ", ".join(told)


def habit(name: str, values: Any) -> str:
    """What somebody of this name writes under their own posts of their own accord."""
    values = part(values)
    pattern = HABITS.get(
        words(values.get("on")), _l("%(name)s writes under the post, it is not chosen yet when: %(texts)s")
    )
    texts = written(several(values.get("texts")))
    told = str(pattern) % {"name": name, "minutes": lasting(whole(values.get("minutes")) or 10), "texts": texts}
    chance = _chance(values)
    return told if chance == 1 else _("%(told)s (in %(percent)s of cases)", told=told, percent=format_percent(chance))


def _deed(names: Names, move: Mapping) -> str:
    actions, on = several(move.get("action")), several(move.get("on"))
    posts = names.posts(on) or _("any post")
    if not actions:
        judged = any(move.get(key) for key in ("levels", "overall", "found"))
        if on:
            pattern = _l("writes anything about %(posts)s") if judged else _l("does anything about %(posts)s")
        else:
            pattern = _l("writes anything") if judged else _l("does anything")
    else:
        pattern = DEEDS_TOGETHER.get(frozenset(actions)) or (len(actions) == 1 and DEEDS_ON.get(actions[0]))
    if pattern:
        return str(pattern) % {"posts": posts}
    deeds = either(str(DEEDS.get(action, action)) for action in actions)
    if len(actions) == 1 and not on:
        return deeds
    return _("does one of these on %(posts)s: %(deeds)s", posts=posts, deeds=deeds)


def _of_move(names: Names, move: Mapping) -> Iterator[str]:
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
    marks = either(str(mark) for mark in range(5) if text and compares(mark, text))
    yield (
        _("its words are worth %(marks)s of 4", marks=marks)
        if marks
        else _("its words have a mark that is not chosen yet")
    )


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


def _chance(values: Mapping) -> float:
    chance = values.get("chance")
    return chance if isinstance(chance, (int, float)) and 0 < chance < 1 else 1


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
