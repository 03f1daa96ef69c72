"""How a scenario begins, and each person, post and reaction in it: with what can be said before the author does."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy.studio.outline import Document
from scenarios.studio.document import Document as Scene
from scenarios.studio.document import whole, words

GAP = 10  # minutes between a new post and the one before it


def scenario(title: str, rules: str) -> Document:
    """What nearly every page has: its rules, somebody above, somewhere to report; a quiet first hour."""
    charter = {
        "respect": _("No abuse of any person."),
        "personal-data": _("Nobody’s telephone number, address, identity card or state of health."),
        "threats": _("No threats, and no calls to harm anyone."),
        "advertising": _("No advertising and no repeated spam."),
    }
    return {
        "title": title,
        "rules": rules,
        "minutes": 60,
        "page": {"charter": [{"slug": slug, "text": text} for slug, text in charter.items()]},
        "directory": [],
        "escalate_to": [{"slug": "superior", "name": _("Head of the office")}],
        "report_to": [
            {"slug": "platform", "name": _("Abuse desk of the platform")},
            {"slug": "police", "name": _("Police")},
        ],
        "facts": [],
        "mandate": {},
        "personas": {},
        "posts": [],
    }


def persona(called: str, kind: str, document: Document) -> dict:
    return {"name": called}


def post(called: str, kind: str, document: Document) -> dict:
    """A post of a kind of triage, some minutes after the last one, in the language of the page."""
    scene = Scene(document)
    before = [at for each in scene.posts if (at := whole(each.get("at"))) is not None]
    at = max(before) + GAP if before else 0
    language = {"language": scene.values["language"]} if words(scene.values.get("language")) else {}
    arrives = {"at": at} if at < scene.minutes else {}
    return {"triage": kind, "actions": {}, **arrives, **language}


def reaction(called: str, kind: str, document: Document) -> dict:
    """An empty reaction, or one that is wanted often: about the first post until the author chooses another."""
    scene = Scene(document)
    return STARTS.get(kind, _empty)(_Public(scene))


class _Public:
    """The first post of a scenario, who wrote it, and who else is there; a key that nobody can fill is left out."""

    def __init__(self, scene: Scene):
        self.posts = [slug for each in scene.posts if (slug := words(each.get("slug")))]
        self.people = list(scene.personas)
        self.writer = next((who for each in scene.posts if (who := words(each.get("persona"))) in scene.personas), "")
        self.others = [slug for slug in self.people if slug != self.writer] or self.people

    def on(self) -> dict:
        return {"on": self.posts[:1]} if self.posts else {}

    def comment(self, text: str, who: str) -> dict:
        under = {"under": self.posts[0]} if self.posts else {}
        return {**({"persona": who} if who else {}), **under, "text": text}


def _empty(public: _Public) -> dict:
    return {"when": {}, "then": {}}


def _thanks(public):
    return {
        "when": {"move": {**public.on(), "action": ["reply", "message"], "overall": ">=3"}},
        "then": {
            "comments": [public.comment(_("Thank you. At least somebody answers here."), public.writer)],
            "trust": 4,
        },
        "delay": 4,
    }


def _rumour(public):
    other = next(iter(public.others), "")
    quiet = {"on": public.posts[0], "minutes": 60} if public.posts else {"minutes": 60}
    return {
        "when": {"quiet": quiet},
        "then": {
            "comments": [public.comment(_("An hour, and not a word from the office. So it must be true."), other)],
            "heat": 6,
        },
    }


def _insult(public):
    swarm = {"texts": [_("[So|And] this is how they talk to us."), _("Screenshot taken.")], "times": 6, "over": 20}
    return {
        "when": {"move": {"action": ["reply", "message", "correct"], "found": ["insult"]}},
        "then": {
            "swarms": [{**({"personas": public.people[:3]} if public.people else {}), **swarm}],
            "trust": -8,
            "heat": 12,
        },
    }


def _promise(public):
    who = public.writer or next(iter(public.people), "")
    return {
        "when": {"move": {**public.on(), "action": ["reply", "message"], "found": ["promise"]}},
        "then": {"comments": [public.comment(_("You wrote “{promise}”. We are still waiting."), who)], "heat": 4},
        "delay": 30,
    }


def _worse(public):
    return {"when": {"move": {**public.on(), "overall": "<2"}}, "then": {"posts": []}, "delay": 10}


def _late(public):
    comment = public.comment(_("Now you come. It is over."), public.writer)
    return {"when": {"move": {**public.on(), "was": ["expired"]}}, "then": {"comments": [comment], "trust": -3}}


def _boils(public):
    return {"when": {"heat": ">=80"}, "then": {"posts": []}}


STARTS: dict[str, Callable[[_Public], dict]] = {
    "thanks": _thanks,
    "rumour": _rumour,
    "insult": _insult,
    "promise": _promise,
    "worse": _worse,
    "late": _late,
    "boils": _boils,
}
REACTIONS = (
    ("", _l("Nothing: I choose everything myself")),
    ("thanks", _l("Somebody thanks after a good answer")),
    ("rumour", _l("A rumour spreads when nobody answers for an hour")),
    ("insult", _l("The crowd turns when the office insults somebody")),
    ("promise", _l("Somebody quotes a promise of the office later")),
    ("worse", _l("Another post arrives after a poor answer")),
    ("late", _l("Somebody is angry that the answer came late")),
    ("boils", _l("Another post arrives when the page is very angry")),
)
