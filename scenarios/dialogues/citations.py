"""Where a dialogue cites the rules and the offices of its rules pack."""

from collections.abc import Iterator

from flask_babel import gettext as _

from academy.rules.pack import Rules
from scenarios.dialogues.pack import Dialogue
from scenarios.wording import CRITERIA


def cites(content: Dialogue, rules: Rules) -> Iterator[tuple[str, str]]:
    """(slug of an entry, where) pairs."""
    for criterion, slug in content.cites.items():
        yield slug, _("behind grades of “%(criterion)s”", criterion=CRITERIA[criterion])
    for slug in content.directory:
        yield slug, _("in the directory that learners choose from")
    for department in content.departments.values():
        for referral in department.mandate.refer:
            yield referral.office, _("where “%(department)s” refers people", department=department.name)
    for matter in content.matters.values():
        for slug in (*(referral.office for referral in matter.mandate.refer), *matter.refer):
            if rules.office(slug):
                yield slug, _("the comment “%(slug)s”", slug=matter.slug)
