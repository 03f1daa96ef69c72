"""Items of a dialogue: what a department's answer to a comment is graded against.

A line of a status sheet is a fact like any other until somebody contradicts it. From then on the line is no fact any more,
and what contradicts it is policy, whichever department knows it: to read the sheet out again is then `mandate` 0.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from academy.rules.pack import Rules
from scenarios import grading, items
from scenarios.dialogues.pack import Dialogue, Flood, Matter, Tip
from scenarios.pack import Exemplars, Fact, Mandate, Occasion

EVERYBODYS = ("emergency", "threat")  # nobody sends these on to another table

# How a matter is sent on well, and how not: whose it is, and where one goes. By language, for the grader to compare with.
SENT_ON = {
    "en": (
        ("That is for the {name}, not for our table.", "We will do it for you."),
        ("You get your answer from the {name}, at {way}.", "Ask somewhere else."),
    ),
    "bn": (
        ("এটা {name} দেখে, আমাদের টেবিলের কাজ নয়।", "আমরাই করে দেব।"),
        ("উত্তর পাবেন {name} থেকে: {way}।", "অন্য কোথাও জিজ্ঞেস করুন।"),
    ),
}


@dataclass(frozen=True)
class _Table:
    """A department's side of the table."""

    facts: tuple[Fact, ...]
    mandate: Mandate
    cites: dict[str, str]
    parties: tuple[str, ...]


def of_comment(
    dialogue: Dialogue, rules: Rules, slug: str, by: str | None = None, said: grading.Said | None = None,
    raised: Collection[str] = (), verified: bool = False, seen: bool = False,
) -> grading.Item:  # fmt: skip
    """The item of a comment, or with `said` of a voice of a flood, answered `by` a department, its own unless given.

    `raised` are the lines that were contradicted before; `verified`: its tip was checked; `seen`: the writer knows its
    example. Somebody else's matter is one outside the mandate, with the right department as the door; an emergency is everybody's.
    """
    matter = dialogue.matter(slug)
    by = by or matter.department
    own = {"office": dialogue.departments[by].name, "id": slug, "post": said or _said(dialogue, slug)}
    if by != matter.department and matter.triage not in EVERYBODYS:
        return _of_another(dialogue, rules, matter, own)
    known = {*raised, *([matter.contradicts] if matter.contradicts else [])}
    table = _table(dialogue, by, known)
    return items.of_occasion(table, rules, _occasion(dialogue, matter, verified), seen, kind=matter.triage, **own)


def of_stranger(
    dialogue: Dialogue, rules: Rules, by: str, said: grading.Said, raised: Collection[str] = ()
) -> grading.Item:
    """The item of what a real person wrote, of which the pack knows nothing: what the table knows is all there is."""
    own = {"id": "stranger", "kind": "information_request", "post": said, "office": dialogue.departments[by].name}
    return items.of_occasion(_table(dialogue, by, set(raised)), rules, Occasion(), False, **own)


def of_report(
    dialogue: Dialogue, rules: Rules, by: str, segment: str, raised: Collection[str] = ()
) -> grading.Item:
    """The item of what a department says of itself in a segment, asked by the host or unasked."""
    held = next(each for each in dialogue.segments if each.slug == segment)
    asked = next((report.ask for report in held.reports if report.department == by), held.says)
    said = grading.Said(dialogue.page.name, asked, dialogue.language)
    own = {"id": f"report-{segment}", "kind": "information_request", "post": said, "office": dialogue.departments[by].name}
    return items.of_occasion(_table(dialogue, by, set(raised)), rules, Occasion(), False, **own)


def _table(dialogue: Dialogue, by: str, known: set[str]) -> _Table:
    mandate = dialogue.departments[by].mandate
    return _Table(tuple(_facts(dialogue, by, known)), mandate, dialogue.cites, dialogue.parties)


def _facts(dialogue: Dialogue, by: str, known: set[str]) -> Iterator[Fact]:
    department = dialogue.departments[by]
    for line in department.sheet:
        if line.slug not in known:
            yield Fact(text=line.text)
    truths = [fact for line in sorted(known) for fact in dialogue.truths.get(line, ())]
    yield from (Fact(text=fact.text, policy=True) for fact in truths)
    yield from (fact for fact in (*dialogue.facts, *department.facts) if fact not in truths)


def _occasion(dialogue: Dialogue, matter: Matter, verified: bool) -> Occasion:
    """The matter itself, with what its tip leaves open and what may be promised of it."""
    facts = (*matter.facts, *_of_tip(matter.tip, verified))
    promised = next((each for each in dialogue.commitments if each.slug == matter.commitment), None)
    can = (*matter.mandate.can, *([f"{promised.what} by {promised.by}"] if promised else []))
    return matter.model_copy(update={"facts": facts, "mandate": matter.mandate.model_copy(update={"can": can})})


def _of_tip(tip: Tip | None, verified: bool) -> tuple[Fact, ...]:
    if tip is None:
        return ()
    return (Fact(text=tip.shows, policy=True),) if verified else (Fact(text=f"Whether {tip.claim} is not known."),)


def _of_another(dialogue: Dialogue, rules: Rules, matter: Matter, own) -> grading.Item:
    """What may be said of somebody else's matter is whose it is, and where that table is."""
    right, language = dialogue.departments[matter.department], own["post"].language
    name, way = right.called.get(language, right.name), right.channel_in.get(language, right.channel)
    facts = [Fact(text=f"This belongs to the {right.name}: {right.channel}.")]
    facts += [Fact(text=f"{name}: {way}.")] if name != right.name else []
    table = _Table(tuple(facts), Mandate(), dialogue.cites, dialogue.parties)
    whose, where = (
        Exemplars(meets=(meets.format(name=name, way=way),), misses=(misses,))
        for meets, misses in SENT_ON.get(language, SENT_ON["en"])
    )
    item = items.of_occasion(
        table, rules, Occasion(exemplars={"mandate": whose, "next_step": where}), False, kind="outside_mandate", **own
    )
    doors = (
        grading.Referral(right.name, right.channel),
        *([grading.Referral(name, way)] if name != right.name else []),
    )
    return replace(item, mandate=grading.Mandate((), (), doors))


def _said(dialogue: Dialogue, slug: str) -> grading.Said:
    own = dialogue.matters[slug]
    persona = own.personas[0] if isinstance(own, Flood) else own.persona
    language = own.language or dialogue.personas[persona].language or dialogue.language
    return grading.Said(dialogue.personas[persona].name, own.texts[0] if isinstance(own, Flood) else own.text, language)
