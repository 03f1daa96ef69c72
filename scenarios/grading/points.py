"""Where a reply meets its item: which facts it states, which numbers and offices agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Mapping

from .acts import acts
from .lexicon import load
from .quantities import PLAIN, Quantity, quantities
from .reading import Reading
from .situation import Situation, Statement
from .stance import Stance

_DAYS = ("today", "tomorrow", "tonight", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Share of a fact's weight that a sentence must carry to state it.
_STATED = 0.4
# A sentence with this many notions should have some of the item's; below that share it is about something else.
_FULL, _STRANGE = 4, 0.3
# What the exemplars must share with a fact before a reply is told that it leaves it out: a common day is too little.
_STRESSED = 2.2


@dataclass(frozen=True, eq=False)
class Points:
    situation: Situation
    reading: Reading
    # Word-order weights other than the shipped ones, for measuring on situations not learned from.
    order: Mapping[str, float] | None = None
    # What each sentence does, where that must not come from the shipped weights, which have seen it.
    does: Mapping[int, Mapping[str, float]] | None = None

    @cached_property
    def notions(self) -> tuple[str | None, ...]:
        return self.situation.notions_of(self.reading)

    def _by(self, groups: Mapping[int, tuple[int, ...]]) -> dict[int, frozenset[str]]:
        return {key: frozenset(self.notions[i] for i in indexes if self.notions[i]) for key, indexes in groups.items()}

    @cached_property
    def sentences(self) -> dict[int, frozenset[str]]:
        return self._by(self.reading.sentences)

    @cached_property
    def clauses(self) -> dict[int, frozenset[str]]:
        return self._by(self.reading.clauses)

    @cached_property
    def acts(self) -> Mapping[int, Mapping[str, float]]:
        """What each sentence does."""
        return acts(self.reading) if self.does is None else self.does

    @cached_property
    def content(self) -> frozenset[str]:
        return frozenset(each for each in self.notions if each)

    @cached_property
    def told(self) -> frozenset[str]:
        """Notions of the item that the post did not already hold."""
        stated = (notions for sentence, notions in self.sentences.items() if sentence not in self.reading.questions)
        fresh = self.situation.known - self.situation.asked - self.situation.office
        return frozenset().union(*stated) & fresh

    @cached_property
    def information(self) -> float:
        return self.situation.mass(self.told)

    @cached_property
    def density(self) -> float:
        """Share of the reply's content that has to do with this item at all."""
        return self._density(self.content)

    @cached_property
    def strange_share(self) -> float:
        """Share of the notions that neither the item nor its post knows; replies that answer stay under a half."""
        return len(self.content - self.situation.everything) / len(self.content) if self.content else 0.0

    @cached_property
    def strange_sentences(self) -> float:
        """Share of the fuller sentences that have little to do with this item."""
        full = [notions for notions in self.sentences.values() if len(notions) >= _FULL]
        return sum(self._density(notions) < _STRANGE for notions in full) / len(full) if full else 0.0

    def _density(self, notions: frozenset[str]) -> float:
        shared = self.situation.mass(notions & self.situation.everything)
        strange = len(notions - self.situation.everything)
        return shared / (shared + strange) if shared else 0.0

    def overlap(self, notions: frozenset[str], statement: Statement) -> float:
        shared = notions & statement.notions
        return self.situation.mass(shared) if shared else 0.0

    def stated(self, statement: Statement) -> float:
        """How far one sentence of the reply states this, 0 to 1."""
        whole = self.situation.mass_of(statement) * _STATED
        best = max((self.overlap(notions, statement) for notions in self.sentences.values()), default=0.0)
        return min(1.0, best / whole) if whole else 0.0

    @cached_property
    def facts_stated(self) -> float:
        facts = self.situation.facts
        return sum(map(self.stated, facts)) / min(3, len(facts)) if facts else 0.0

    def likeness(self, notions: frozenset[str], statement: Statement) -> float:
        shared = self.overlap(notions, statement)
        return 2 * shared / (self._mass(notions) + self.situation.mass_of(statement)) if shared else 0.0

    def _mass(self, notions: frozenset[str]) -> float:
        if (found := self._masses.get(notions)) is None:
            found = self._masses[notions] = self.situation.mass(notions)
        return found

    @cached_property
    def _masses(self) -> dict[frozenset[str], float]:
        return {}

    def nearest(self, statements: Iterable[Statement]) -> float:
        """Likeness of the reply's best sentence or clause to any of these."""
        parts = (*self.sentences.values(), *self.clauses.values())
        return max((self.likeness(part, each) for each in statements for part in parts), default=0.0)

    def resembles(self, statements: Iterable[Statement]) -> float:
        """Likeness of the best clause to any of these, yes beside yes and no beside no."""
        return max((self.likeness(notions, each) for each in statements for clause, notions in self.clauses.items()
                    if (clause in self.reading.negated) == each.negated), default=0.0)

    # Numbers

    @cached_property
    def quantities(self) -> list[Quantity]:
        return quantities(self.reading.words, self.notions)

    @cached_property
    def grounded(self) -> list[Quantity]:
        return [each for each in self.quantities if self.situation.grounds(each)]

    @cached_property
    def invented(self) -> list[Quantity]:
        """Numbers with a unit that the item does not know."""
        return [each for each in self.quantities
                if each.unit != PLAIN and not self.situation.grounds(each) and each.value != "1"]

    @cached_property
    def strange_lines(self) -> list[Quantity]:
        """Short numbers without a unit (helplines, as a rule) that the item does not know."""
        return [each for each in self.quantities
                if each.unit == PLAIN and each.value.isdigit() and 2 <= len(each.value) <= 5
                and not self.situation.grounds(each)]

    @cached_property
    def invented_days(self) -> list[int]:
        """Words such as 'tonight' that name a day which the item does not, in a clause about what will be."""
        known = self.situation.known
        return [
            index for index, each in enumerate(self.notions)
            if each in _DAYS and each not in known and self.reading.words[index].clause in self.reading.future
        ]

    # Offices and channels

    @cached_property
    def strange_offices(self) -> list[int]:
        """Offices by name that the item never mentions."""
        names = _known_offices()
        everything = self.situation.everything
        return [index for index, word in enumerate(self.reading.words)
                if word.text in names and (self.notions[index] or word.text) not in everything]

    @cached_property
    def referred(self) -> float:
        """How far the reply names one of the offices (or channels) it may refer to."""
        return max(map(self.stated, self.situation.refer), default=0.0)

    @cached_property
    def stance(self) -> Stance:
        """Where the reply says yes and no, beside what the item says."""
        return Stance(self.situation, self.reading, self.clauses)

    @cached_property
    def missing(self) -> Statement | None:
        """The fact that the exemplars stress most and the reply does not state."""
        wanted = frozenset().union(*(each.notions for each in self.situation.meets.get("mandate", ())))
        stress = {fact: self.situation.mass(fact.notions & wanted)
                  for fact in self.situation.facts if self.stated(fact) < 0.6}
        fact = max(stress, key=stress.get, default=None)
        return fact if fact and stress[fact] >= _STRESSED else None

    @cached_property
    def oversteps(self) -> float:
        """How far a plain promise comes to something the office cannot do."""
        promising = [notions for clause, notions in self.clauses.items()
                     if clause not in self.reading.negated and clause in self.reading.future]
        shares = (self.overlap(notions, each) / self.situation.mass_of(each)
                  for notions in promising for each in self.situation.cannot
                  if self.overlap(notions, each) >= 1.5)
        return min(1.0, max(shares, default=0.0))


def _known_offices() -> frozenset[str]:
    return frozenset(load("offices")["names"].split())
