"""What a rehearsal found, in words, with the field where it can be mended."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy.packs import Problem
from scenarios import rehearsal
from scenarios.rehearsal import Shortfall
from scenarios.studio.document import Document
from scenarios.studio.names import quoted
from scenarios.studio.rehearsals import Known
from scenarios.wording import CRITERIA

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
    """What the rehearsal found, at its place in the scenario or document as it is now; at () what is about all of it."""
    document, result = Document.of(scenario), known.record.result
    yield from (Problem((), _shortfall(Shortfall(*each))) for each in result["shortfalls"])
    for kind, numbers in (("posts", document.post_numbers), ("reactions", document.reaction_numbers)):
        for slug in result[kind]:
            if slug in numbers and slug not in result["met"][kind]:
                yield Problem((kind, numbers[slug]), UNMET[kind]())
    if known.current:
        yield from _of_examples(document, result)


UNMET = {
    "posts": lambda: _("No officer of the rehearsal met this post: what brings it hardly ever happens."),
    "reactions": lambda: _("Nothing in the rehearsal set this off, not even the plays that were made for it."),
}


def _of_examples(document: Document, result: dict) -> Iterator[Problem]:
    """What the grader makes of the example sentences, and the facts that none of them says."""
    for slug, criterion, side, number, level, text in result["lines"]:
        if slug == "" or slug in document.post_numbers:
            at = ("posts", document.post_numbers[slug]) if slug else ("statement",)
            words = f"{CRITERIA[criterion]}: {line_text(side, level, text)}"
            yield Problem((*at, "exemplars", criterion, side, number), words)
    for number in result["facts"]:
        yield Problem(("facts", number), _("No good example sentence says this, so no reply earns more for saying it."))


def line_text(side: str, level: int, text: str) -> str:
    """What is odd about an example sentence."""
    if side == "meets":
        return _("The grader gives %(text)s a %(level)d, not a 2.", text=quoted(text, 60), level=level)
    return _("The grader gives %(text)s a 2, though it is among those that miss.", text=quoted(text, 60))


def _shortfall(of: Shortfall) -> str:
    share, kind = round(100 * of.share), NAMES[of.kind]
    if of.what == "pass":
        least = round(100 * rehearsal.PASSING_GOOD)
        words = _(
            "%(share)d %% of the excellent officers pass. At least %(least)d %% should, or nobody can.",
            share=share,
            least=least,
        )
        return f"{words} {_('Read their replies to the posts, and what is asked for there.')}"
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
