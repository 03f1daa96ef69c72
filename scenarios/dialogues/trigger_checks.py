"""What a schema alone cannot see in the triggers of a dialogue pack."""

from scenarios.dialogues.names import SLOT, Problems, unknown
from scenarios.dialogues.pack import Dialogue
from scenarios.dialogues.trigger import TEXT_ACTIONS, MoveWhen, Trigger, When
from scenarios.simulation.conditions import compares


def of_trigger(content: Dialogue, trigger: Trigger, at: tuple) -> Problems:
    then, comments = trigger.then, {each.slug for each in content.comments}
    for name, known in (("comments", comments), ("floods", {each.slug for each in content.floods})):
        for slug in getattr(then, name):
            yield from unknown(known, slug, (*at, "then", name), name[:-1])
    for name in ("remarks", "swarms"):
        for number, said in enumerate(getattr(then, name)):
            here = (*at, "then", name, number)
            for persona in said.personas if name == "swarms" else (said.persona,):
                yield from unknown(content.personas, persona, here, "persona")
            if said.under:
                yield from unknown(comments, said.under, here, "comment")
    for number, remark in enumerate(then.remarks):
        for kind in SLOT.findall(remark.text):
            if not all(when.move and kind in when.move.found for when in trigger.ways):
                yield (
                    *at,
                    "then",
                    "remarks",
                    number,
                ), f"{{{kind}}} quotes the words: ask for it as found, in every “when”"
    ways = [((*at, "when"), trigger.when), *(((*at, "or_when", n), way) for n, way in enumerate(trigger.or_when))]
    for here, when in ways:
        yield from _of_when(content, trigger.slug, when, here)


def _of_when(content, own, when: When, at) -> Problems:
    comments, triggers = {each.slug for each in content.comments}, {each.slug for each in content.triggers}
    move = when.move or MoveWhen()
    named = [(move.on, set(content.matters), "comment or flood"), (move.department, content.departments, "department")]
    named += [(move.target, {*content.departments, *content.directory}, "department or office")]
    named += [((when.unanswered.on,) if when.unanswered else (), comments, "comment")]
    named += [
        (
            (*((when.uncorrected.line,) if when.uncorrected else ()), *when.corrected),
            content.truths,
            "contradicted line",
        )
    ]
    named += [((when.begun.segment,) if when.begun else (), {each.slug for each in content.segments}, "segment")]
    named += [((*when.after, *when.unless), triggers - {own}, "other trigger")]
    for slugs, known, what in named:
        for slug in slugs:
            yield from unknown(known, slug, at, what)
    if when == When():
        yield at, "a trigger needs something that it waits for"
    if (move.overall or move.levels or move.found) and move.action and not set(move.action) & set(TEXT_ACTIONS):
        yield (*at, "move"), "words are judged, and none of these actions carries graded words"
    for name, text, values in (("overall", move.overall, 5), *((name, text, 3) for name, text in move.levels.items())):
        held = sum(compares(value, text) for value in range(values)) if text else None
        if held in (0, values):
            yield at, f"{name}: {text!r} holds {'always' if held else 'never'}"
