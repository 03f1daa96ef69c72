"""What would this earn? Words that an author tries, and the example sentences of a draft, as the grader sees them."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from academy.rules.pack import Rules
from scenarios import grading, runs
from scenarios.studio import lines
from scenarios.studio.lacking import lacking
from scenarios.studio.lines import Graded, Line
from scenarios.studio.unfinished import item_of
from scenarios.wording import MARKS

MISSING = {
    "office": lambda: _(
        "The office has no name yet. Give it one on the page “The office”, then words can be graded here."
    ),
    "post": lambda: _("The post says nothing yet. Write its text above, then words can be graded here."),
    "facts": lambda: _(
        "There are no facts yet: the grader cannot tell what is true. Grades will change when you write some."
    ),
    "much": lambda: _("There is too much text here to grade while you type. The rehearsal grades all of it."),
}


@dataclass(frozen=True)
class Earned:
    """What was found of one occasion. `grade` is that of the `words`, None where there are none; `criteria` are those that
    the grade component shows, by slug, each with what it `lacks`; `lines` are the example sentences of the criterion that was
    asked for. The words may be `copied` from those sentences, or be one of their `own`."""

    criterion: str
    missing: tuple[str, ...] = ()
    words: str = ""
    grade: grading.Grade | None = None
    criteria: dict[str, dict[str, Any]] | None = None
    lines: tuple[Line, ...] = ()
    copied: bool = False
    own: bool = False

    @property
    def notes(self) -> list[str]:
        """What the draft lacks, and what to do."""
        return [MISSING[name]() for name in self.missing]

    @property
    def asked(self) -> dict[str, Any] | None:
        """The criterion that was asked for, as the words meet it."""
        return self.criteria.get(self.criterion) if self.criteria else None

    @property
    def odd(self) -> list[Line]:
        return [line for line in self.lines if not line.as_meant]

    @property
    def lacks(self) -> list[tuple[str, str]]:
        """(criterion, what to write) of those that are not met."""
        return [(each["slug"], each["lacks"]) for each in (self.criteria or {}).values() if each["lacks"]]

    @property
    def mark(self) -> str:
        """The overall mark of the words."""
        return str(MARKS[self.grade.overall]) if self.grade else ""

    @property
    def red_lines(self) -> list[str]:
        return [self.grade.criteria[name].reason for name in sorted(self.grade.red_lines)] if self.grade else []


def look(
    document: Any, rules: Rules | None, post: str | None, criterion: str, words: str, grader: grading.Grader
) -> Earned:
    """Grade words, and the example sentences of a criterion ("" for none), on a post or (None) the statement."""
    found, words = item_of(document, rules, post), words.strip()[: runs.LONGEST_REPLY]
    if found.item is None:
        return Earned(criterion, found.missing, words)
    examples = tuple(lines.lines(found.item, criterion, found.action, grader)) if criterion else ()
    if not words:
        return Earned(criterion, found.missing, lines=examples)
    own = bool(criterion) and lines.is_own(found.item, words)
    graded = lines.grade(found.item, words, found.action, grader, own)
    criteria = _criteria(graded, rules)
    return Earned(criterion, found.missing, words, graded.grade, criteria, examples, graded.copied, own)


def _criteria(graded: Graded, rules: Rules | None) -> dict[str, dict[str, Any]]:
    return {
        slug: {
            "slug": slug,
            "level": each.level,
            "reason": each.reason,
            "rule": _rule(rules, each.rule),
            "spans": list(each.evidence),
            "lacks": lacking(graded, slug),
        }
        for slug, each in graded.grade.criteria.items()
        if each.level is not None
    }


def _rule(rules: Rules | None, slug: str | None) -> str | None:
    rule = rules.rule(slug) if rules and slug else None
    return rule and f"{rule.number}, {rule.instrument}: {rule.text}"
