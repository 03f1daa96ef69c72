"""What the public did because of a move, or because nothing was said."""

from collections.abc import Iterable
from dataclasses import dataclass

from scenarios import simulation
from scenarios.pack import Scenario
from scenarios.play.page import Said, said
from scenarios.simulation import Event

SILENCE = "expired"


@dataclass(frozen=True)
class Consequence:
    """`trust` and `heat` are by how much the gauges went, at once and later; `voices` what was written because of it."""

    trust: int
    heat: int
    voices: tuple[Said, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.trust or self.heat or self.voices)


def of_move(scenario: Scenario, feed: simulation.Feed, number: int) -> Consequence:
    """A later move may have its own part in the same reaction: it is told where the first one was that set it off."""
    voices = [entry for entry in feed.entries if entry.move == number and entry.kind != "office"]
    return _consequence(scenario, (event for event in feed.events if event.number == number), voices)


def of_silence(scenario: Scenario, feed: simulation.Feed, post: str) -> Consequence:
    """What came of it that a post was left unanswered until its time was over, and what people wrote under it unasked."""
    expired = (event for event in feed.events if event.slug == post and event.words == SILENCE)
    voices = [entry for entry in feed.entries if entry.under == post and entry.move is None and entry.kind == "comment"]
    return _consequence(scenario, expired, voices)


def _consequence(scenario, events: Iterable[Event], voices) -> Consequence:
    events = list(events)
    return Consequence(
        trust=sum(event.trust - event.trust_before for event in events),
        heat=sum(event.heat - event.heat_before for event in events),
        voices=tuple(said(scenario, entry) for entry in voices),
    )
