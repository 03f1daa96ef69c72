"""Where a course names the rules and the offices of its rules pack. Lessons do it in words, or with a link to an entry."""

import json
import re
from collections.abc import Iterator

from flask_babel import gettext as _

from academy.rules.pack import Entry, Rules
from courses.pack import Course

SHORTEST = 4  # letters: shorter names of offices stand in other words too


def cites(content: Course, rules: Rules) -> Iterator[tuple[str, str]]:
    """(slug of an entry, where) pairs."""
    wanted = [(entry.slug, _named(entry), _pattern(entry)) for entry in rules.entries]
    for module in content.modules:
        for activity in module.activities:
            words = json.dumps(activity.model_dump(mode="json"), ensure_ascii=False)
            for slug, named, pattern in wanted:
                # finding plain letters is a hundred times faster than a pattern, and most entries are in no lesson
                if (f"/{slug}" in words or named in words) and pattern.search(words):
                    yield slug, _("“%(activity)s” in “%(module)s”", activity=activity.title, module=module.title)


def _pattern(entry: Entry) -> re.Pattern:
    """The number of a rule or the name of an office as a word of its own, or the address of the entry."""
    named = _named(entry)
    ways = [rf"/rules/[a-z0-9-]+/{re.escape(entry.slug)}(?![a-z0-9-])"]
    if len(named) >= SHORTEST:
        ways.append(rf"(?<!\w){re.escape(named)}(?![\w-])")
    return re.compile("|".join(ways))


def _named(entry: Entry) -> str:
    return getattr(entry, "number", "") or getattr(entry, "name", "")
