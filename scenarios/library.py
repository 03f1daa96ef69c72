"""The library of scenarios that are published: what each offers at a glance, and those that somebody asks for."""

from collections import Counter
from typing import NamedTuple

from academy import editions
from academy.editions import Edition
from scenarios.pack import Scenario
from scenarios.vocabulary import DIFFICULTIES

SPOKEN = 0.25  # a language counts as one of a scenario's if so many of its posts are in it


class Filters(NamedTuple):
    """What is asked for; an empty one asks for nothing."""

    words: str = ""
    difficulty: str = ""
    language: str = ""
    triage: str = ""
    country: str = ""


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


def answers(one: Held, filters: Filters) -> bool:
    scenario = one.scenario
    text = f"{scenario.title}\n{scenario.summary}".casefold()
    return (
        all(word in text for word in filters.words.casefold().split())
        and filters.difficulty in ("", scenario.difficulty)
        and filters.language in ("", *one.languages)
        and filters.country in ("", one.country)
        and filters.triage in ("", *(post.triage for post in scenario.posts))
    )


def _held(edition: Edition) -> Held:
    scenario = editions.content(edition)
    written = Counter(post.language for post in scenario.posts)
    most = [language for language, count in written.most_common() if count >= SPOKEN * len(scenario.posts)]
    return Held(edition, scenario, tuple(most), editions.content(edition.rules).country)
