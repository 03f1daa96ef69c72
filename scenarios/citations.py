"""Where a scenario cites the rules and the offices of its rules pack."""

from collections.abc import Iterator

from flask_babel import gettext as _

from academy.rules.pack import Rules
from scenarios.pack import Scenario
from scenarios.wording import CRITERIA

FIRST_WORDS = 40  # characters of a post by which people know it


def cites(content: Scenario, rules: Rules) -> Iterator[tuple[str, str]]:
    """(slug of an entry, where) pairs."""
    for criterion, slug in content.cites.items():
        yield slug, _("behind grades of “%(criterion)s”", criterion=CRITERIA[criterion])
    for slug in content.directory:
        yield slug, _("in the directory that learners choose from")
    for referral in (*content.mandate.refer, *content.statement.mandate.refer):
        yield referral.office, _("what the office refers there")
    for post in content.posts:
        for slug in (*(referral.office for referral in post.mandate.refer), *post.targets.refer):
            yield slug, _("the post “%(words)s”", words=_first_words(post.text))


def _first_words(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= FIRST_WORDS else f"{line[:FIRST_WORDS].rsplit(' ', 1)[0]} …"
