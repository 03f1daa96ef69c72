"""Everything that is worth another look in a draft of a scenario: what is seen in it, and what its rehearsal found."""

from collections.abc import Iterator

from academy.packs import Problem
from academy.studio import publishing
from academy.studio.models import Draft
from academy.studio.outline import Document
from scenarios.studio import lint, rehearsals
from scenarios.studio.rehearsal_findings import findings


def advice(draft: Draft, document: Document) -> Iterator[Problem]:
    """What the rehearsal found is told only of the draft as it was rehearsed."""
    yield from lint.advice(document)
    content, problems = publishing.problems_of(draft)
    known = rehearsals.of_draft(draft, None if problems else content)
    if known and known.current:
        yield from findings(known, document)
