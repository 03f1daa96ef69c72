"""Whether the examples of a dialogue pack grade as they claim."""

from collections.abc import Iterator

from academy.rules.pack import Rules
from scenarios import grading
from scenarios.dialogues import items
from scenarios.dialogues.names import Problems, matters
from scenarios.dialogues.pack import Dialogue
from scenarios.vocabulary import TEXT_ACTIONS

GOOD = 3  # overall: what an example has to reach, and what a bad one has to stay below
CLAIMED_GOOD, CLAIMED_BAD = ("exemplary",), ("warm_but_wrong", "defensive")


def of_examples(content: Dialogue, rules: Rules) -> Problems:
    for at, each in matters(content):
        for path, claimed, text in _examples(each):
            grade = grading.grade(items.of_comment(content, rules, each.slug), text)
            if (grade.overall >= GOOD) != claimed or claimed and grade.red_lines:
                wanted = f"{GOOD} at least, without a red line" if claimed else f"less than {GOOD}"
                low = [
                    f"{name} {one.level}"
                    for name, one in grade.criteria.items()
                    if one.level is not None and one.level < 2
                ]
                yield (
                    *at,
                    *path,
                ), f"it grades {grade.overall}, and should {wanted} ({', '.join(low) or 'all levels 2'})"


def _examples(each) -> Iterator[tuple[tuple, bool, str]]:
    """(path, whether it claims to be good, words)"""
    if each.same_as is not None:
        return
    if each.example:
        yield ("example",), True, each.example
    for archetype, example in each.examples.items():
        if example.action in TEXT_ACTIONS and archetype in (*CLAIMED_GOOD, *CLAIMED_BAD):
            yield ("examples", archetype), archetype in CLAIMED_GOOD, example.reply
