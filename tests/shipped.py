"""The packs that come with the academy, read once for the tests of their content."""

import academy.app  # noqa: F401  says which kinds of pack there are
from academy import editions
from academy.editions import packs


def folders(kind: str) -> list:
    return sorted(path.parent for path in packs.KINDS[kind].shipped.glob(f"*/{packs.PACK_FILE}"))


def contents(kind: str) -> dict:
    """What is in the packs of a kind, by slug."""
    return {pack.slug: pack.content for pack in READ if pack.kind == kind}


RULES_FOLDERS, SCENARIOS = folders("rules"), folders("scenario")
READ, FINDINGS = editions.read_many(editions.shipped(), stored=False)
RULES, CONTENTS, COURSES, BANKS = contents("rules"), contents("scenario"), contents("course"), contents("bank")
DIALOGUES = contents("dialogue")
PAKISTAN = RULES.get("pakistan")


def rules_of(scenario):
    """The rules pack that a scenario rests on."""
    return RULES[scenario.rules]
