"""What a rehearsal found, in words, with the field where it can be mended."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy.packs import Problem
from scenarios import rehearsal
from scenarios.rehearsal import Shortfall
from scenarios.studio.document import Document, part, whole, words
from scenarios.studio.names import quoted
from scenarios.studio.rehearsals import Known
from scenarios.vocabulary import ARCHETYPES, TEXT_ACTIONS
from scenarios.wording import ACTIONS, CRITERIA, LEVELS, WORTHS

NAMES = {
    "exemplary": _l("Excellent"),
    "warm_but_wrong": _l("Kind, but wrong"),
    "cold": _l("Correct, but cold"),
    "defensive": _l("Defensive"),
    "silent": _l("Does nothing"),
    "copy_paster": _l("Pastes one text everywhere"),
    "gamer": _l("Writes for the grader"),
    "random": _l("A little of everything"),
}


def findings(known: Known, scenario: Any) -> Iterator[Problem]:
    """What the rehearsal found, at its place in the scenario or document that was rehearsed; at () what is about all of it."""
    document, result = Document.of(scenario), known.record.result
    yield from (Problem((), _shortfall(Shortfall(*each))) for each in result["shortfalls"])
    for kind, numbers in (("posts", document.post_numbers), ("reactions", document.reaction_numbers)):
        for slug in result[kind]:
            if slug in numbers and slug not in result["met"][kind]:
                yield Problem((kind, numbers[slug]), UNMET[kind]())
    yield from _of_failing(document, result)
    yield from _of_examples(document, result)


UNMET = {
    "posts": lambda: _("No officer of the rehearsal met this post: what brings it hardly ever happens."),
    "reactions": lambda: _("Nothing in the rehearsal set this off, not even the plays that were made for it."),
}


def _of_failing(document: Document, result: dict) -> Iterator[Problem]:
    """Where the excellent officer does not pass, and why."""
    for each in result.get("failing", ()):
        slug = each["post"]
        if slug is None or slug in document.post_numbers:
            at = ("posts", document.post_numbers[slug]) if slug else ("statement",)
            told = _("The excellent officer earns %(score)d of 100 here.", score=each["score"])
            yield Problem((*at, *_field(document, each)), f"{told} {_why(each)}")


def _field(document: Document, each: dict) -> tuple:
    """What of the post says what the excellent officer does."""
    occasion = document.post(each["post"]) if each["post"] else part(document.values.get("statement"))
    if part(occasion.get("examples")).get("exemplary") or not words(occasion.get("example")):
        return ("examples", "exemplary", "reply" if each["worst"] or not each["own"] else "action")
    return ("example",)


def _why(each: dict) -> str:
    if not each["own"]:
        return _("It has no words here and pastes a stock reply: write what an excellent officer says.")
    if each["worth"] in ("poor", "harmful"):
        return _(
            "What it does is %(worth)s here (%(action)s): choose another action, or say that this one is better.",
            worth=WORTHS[each["worth"]],
            action=ACTIONS[each["action"]],
        )
    if each["worst"] and each["worst"][1] < 2:
        criterion, level, reason = each["worst"]
        return _(
            "“%(criterion)s” is %(level)s: %(reason)s",
            criterion=CRITERIA[criterion],
            level=LEVELS[level],
            reason=reason,
        )
    if each["late"]:
        return _("It comes to it too late: give it more time, or let it arrive at another minute.")
    return _("The same words stand under another post too, or something else that it does there costs points.")


def wordless(scenario: Any) -> list[tuple[tuple, list[str]]]:
    """(path, kinds of officers) of posts that count and for which those kinds have no words of their own."""
    document, found = Document.of(scenario), []
    occasions = [
        (("posts", number), post) for number, post in enumerate(document.posts) if whole(post.get("weight")) != 0
    ]
    statement = part(document.values.get("statement"))
    for at, occasion in (*occasions, *([(("statement",), statement)] if whole(statement.get("weight")) else [])):
        written = {kind for kind, own in part(occasion.get("examples")).items() if own}
        written |= {"exemplary"} if words(occasion.get("example")) or _is_wordless(occasion) else set()
        if missing := [str(NAMES[kind]) for kind in ARCHETYPES if kind not in written]:
            found.append(((*at, "examples"), missing))
    return found


def _is_wordless(occasion: Mapping) -> bool:
    """Whether what is best there is done without words."""
    action = rehearsal.best_action(part(occasion.get("actions")))
    return action is not None and action not in TEXT_ACTIONS


def _of_examples(document: Document, result: dict) -> Iterator[Problem]:
    """What the grader makes of the example sentences, and the facts that none of them says."""
    for slug, criterion, side, number, level, text in result["lines"]:
        if slug == "" or slug in document.post_numbers:
            at = ("posts", document.post_numbers[slug]) if slug else ("statement",)
            yield Problem((*at, "exemplars", criterion, side, number), line_text(side, level, text))
    facts = document.facts
    for number in result["facts"]:
        told = _(
            "No good example sentence says %(fact)s, so no reply earns more for saying it.",
            fact=quoted(facts[number], 60),
        )
        yield Problem(("facts", number), told)


def line_text(side: str, level: int, text: str) -> str:
    """What is odd about an example sentence."""
    told = {"text": quoted(text, 60), "met": LEVELS[2], "level": LEVELS[level]}
    if side == "meets":
        return _("%(text)s stands among the good ones, and the grader sees it as %(level)s.", **told)
    return _("%(text)s stands among the poor ones, and the grader sees it as %(met)s.", **told)


def _shortfall(of: Shortfall) -> str:
    share, kind = round(100 * of.share), NAMES[of.kind]
    if of.what == "pass":
        least = round(100 * rehearsal.PASSING_GOOD)
        told = _(
            "%(share)d %% of the excellent officers pass. At least %(least)d %% should, or nobody can.",
            share=share,
            least=least,
        )
        return f"{told} {_('On which posts they fail, and why, is told below.')}"
    if of.what == "slip":
        most = round(100 * rehearsal.PASSING_BAD)
        return _(
            "“%(kind)s”: %(share)d %% of these officers pass. At most %(most)d %% should.",
            kind=kind,
            share=share,
            most=most,
        )
    ahead = round(rehearsal.AHEAD)
    return _("“%(kind)s”: excellent officers are less than %(ahead)d points ahead of them.", kind=kind, ahead=ahead)
