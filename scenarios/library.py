"""The library of scenarios that are published: what each offers at a glance, and those that somebody asks for."""

from collections import Counter
from typing import NamedTuple

from academy import editions
from academy.editions import Edition
from scenarios.pack import Scenario
from scenarios.vocabulary import DIFFICULTIES

SPOKEN = 0.25  # a language counts as one of a scenario's if so many of its posts are in it


class Wanted(NamedTuple):
    """What is asked for; an empty one asks for nothing."""

    words: str = ""
    difficulty: str = ""
    language: str = ""
    triage: str = ""
    country: str = ""

    def __bool__(self) -> bool:
        return any(self)


class Held(NamedTuple):
    """A published scenario: `languages` by how much is written in them, `country` that of its rules."""

    edition: Edition
    scenario: Scenario
    languages: tuple[str, ...]
    country: str


def held() -> list[Held]:
    """All of them, the easy ones first, each group by title."""
    every = [_held(edition) for edition in editions.all_published("scenario")]
    return sorted(every, key=lambda one: DIFFICULTIES.index(one.scenario.difficulty))


def answers(one: Held, wanted: Wanted) -> bool:
    scenario = one.scenario
    text = f"{scenario.title}\n{scenario.summary}".casefold()
    return (
        all(word in text for word in wanted.words.casefold().split())
        and wanted.difficulty in ("", scenario.difficulty)
        and wanted.language in ("", *one.languages)
        and wanted.country in ("", one.country)
        and wanted.triage in ("", *(post.triage for post in scenario.posts))
    )


def _held(edition: Edition) -> Held:
    scenario = editions.content(edition)
    written = Counter(post.language for post in scenario.posts)
    most = [language for language, count in written.most_common() if count >= SPOKEN * len(scenario.posts)]
    return Held(edition, scenario, tuple(most), editions.content(edition.rules).country)
