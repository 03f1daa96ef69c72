"""A reaction in plain words, also one that is not finished: what is missing is said, too."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

from flask_babel import format_percent, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from scenarios.studio import conditions
from scenarios.studio.consequences import CONSEQUENCES, written
from scenarios.studio.document import Document, part, several, ways, whole, words
from scenarios.studio.names import Names, either, lasting

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
# how the first way to set a reaction off is told, and each other one
BEGINS = {
    "move": _l("When the office %(deed)s"),
    "state": _l("Once %(condition)s"),
    "nothing": _l("When something happens that is not chosen yet"),
}
GOES_ON = {
    "move": _l("when the office %(deed)s"),
    "state": _l("once %(condition)s"),
    "nothing": _l("when something happens that is not chosen yet"),
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
    """ "When the office hides “My street is dark” and heat is at least 60, unless “crowd” was set off before; or when …"."""
    names, (first, *others) = Names(Document.of(scenario), offices), ways(part(reaction))
    told = [_way(names, first, BEGINS), *(_way(names, other, GOES_ON) for other in others)]
    return reduce(lambda one, other: _("%(one)s; or %(other)s", one=one, other=other), told)


def _way(names: Names, given: Mapping, begins: Mapping) -> str:
    told, move = conditions.of_page(names, given), part(given.get("move"))
    if "move" in given:
        deed = str(begins["move"]) % {"deed": _deed(names, move)}
        told = [deed, *conditions.of_move(names, move), *told]
    elif told:
        told[0] = str(begins["state"]) % {"condition": told[0]}
    else:
        told = [str(begins["nothing"])]
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


def _chance(values: Mapping) -> float:
    chance = values.get("chance")
    return chance if isinstance(chance, (int, float)) and 0 < chance < 1 else 1
