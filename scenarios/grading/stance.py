"""Where a reply says yes or no, beside what its item says: clause against clause."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from .reading import Reading
from .situation import Situation, Statement

# A clause must share this much with the item before its yes or no can be held against the facts.
_ENOUGH = 2.0
_CLEARLY = 0.25
# So much of a policy's clause must be in it, and so much more than of any statement that agrees.
_MOST_OF_IT, _CLEARLY_MORE = 0.5, 1.2
# A clause with so much of a statement of the item speaks of it.
_TOUCHES = 1.0


@dataclass(frozen=True, eq=False)
class Stance:
    """`clauses` are the reply's, as notions by their number; everything here tells clauses by these numbers."""

    situation: Situation
    reading: Reading
    clauses: Mapping[int, frozenset[str]]

    @cached_property
    def touching(self) -> list[int]:
        """Clauses that speak of something the item affirms."""
        return [clause for clause, notions in self.clauses.items() if self._best(notions, self._affirmed) >= _TOUCHES]

    @cached_property
    def taken_back(self) -> list[int]:
        """Clauses that say no to something the item affirms, and denies nowhere as clearly."""
        return [clause for clause in self.touching if clause in self.reading.negated
                and self._best(self.clauses[clause], self._affirmed) >= self._best(self.clauses[clause], self._denied)]

    @cached_property
    def denies(self) -> list[int]:
        """Clauses that say no where the item says yes."""
        return self._opposed(negated=True)

    @cached_property
    def affirms(self) -> list[int]:
        """Clauses that say yes where the item says no or cannot."""
        return self._opposed(negated=False)

    @cached_property
    def against_policy(self) -> list[int]:
        """Clauses that say yes where a policy says no, or no where it says yes, and nothing else in the item agrees."""
        return [clause for clause, notions in self.clauses.items() if self._opposes_policy(clause, notions)]

    @cached_property
    def _said(self) -> tuple[Statement, ...]:
        s = self.situation
        return (*s.facts, *s.can, *s.refer, *sum(s.meets.values(), ()))

    @cached_property
    def _affirmed(self) -> tuple[Statement, ...]:
        return tuple(each for each in self._said if not each.negated)

    @cached_property
    def _denied(self) -> tuple[Statement, ...]:
        s = self.situation
        return (*s.cannot, *(each for each in (*s.facts, *sum(s.meets.values(), ())) if each.negated))

    def _best(self, notions: frozenset[str], statements: Iterable[Statement]) -> float:
        return max((self.situation.mass(notions & each.notions) for each in statements), default=0.0)

    def _opposed(self, negated: bool) -> list[int]:
        same, other = (self._denied, self._affirmed) if negated else (self._affirmed, self._denied)
        found = []
        for clause, notions in self.clauses.items():
            if (clause in self.reading.negated) != negated:
                continue
            whole = self.situation.mass(notions)
            against, along = self._best(notions, other), self._best(notions, same)
            if against >= _ENOUGH and (against - along) / whole > _CLEARLY:
                found.append(clause)
        return found

    def _opposes_policy(self, clause: int, notions: frozenset[str]) -> bool:
        s, negated = self.situation, clause in self.reading.negated
        opposite = (part for fact in s.facts if fact.policy for part, no in fact.clauses if no != negated)
        shared = ((s.mass(notions & part), s.mass(part)) for part in opposite)
        against = max((both for both, whole in shared if both >= max(_ENOUGH, _MOST_OF_IT * whole)), default=0.0)
        if not against or any(office <= notions for office in s.office_names):
            return False  # where it speaks of another office, the hands of that one may be free
        agreeing = (part for each in self._said for part, no in each.clauses if no == negated)
        return against > _CLEARLY_MORE * max((s.mass(notions & part) for part in agreeing), default=0.0)
