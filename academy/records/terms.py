"""On which terms a learner may try an activity. A feature that gives out activities says so; those that play them ask."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Terms:
    """`attempts` 0: as many as the learner likes. A new attempt is `allowed`, or `refusal` says why not, to the person.
    What was begun may be finished either way. `back` is the address of where the activity is offered. A `guided` one
    begins with help at the learner's side."""

    title: str
    pass_mark: int
    attempts: int
    counts: str
    allowed: bool
    refusal: str
    back: str
    guided: bool = False


Provider = Callable[[Any, str], Terms | None]
_providers: list[Provider] = []


def provide_terms(provider: Provider) -> Provider:
    """Ask this function, too; it answers None for an activity that it does not know."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def terms_of(enrolment, activity: str) -> Terms | None:
    """The terms of an activity for a learner; None when nobody gives it out to them."""
    return next((terms for provider in _providers if (terms := provider(enrolment, activity))), None)
