"""Where a reply says yes or no, beside what its item says: clause against clause."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .patterns import Hit
from .reading import Reading
from .situation import Situation, Statement
from .unsaid import Unsaid

# A clause must share this much with the item before its yes or no can be held against the facts.
_ENOUGH = 2.0
_CLEARLY = 0.25
# So much of a policy's clause must be in it, and so much more than of any statement that agrees.
_MOST_OF_IT, _CLEARLY_MORE = 0.5, 1.2
# A clause with so much of a statement of the item speaks of it.
_TOUCHES = 1.0
# "Those who have not filed": what is denied of them is not denied of the rest. Where it comes first, the rest begins anew.
_ABOUT = frozenset("who whose whom jin jis jo jinhon jinho jinki jinka jinke jiski jiska جن جس جو جنہوں যারা যাদের যার".split())
_THEN = frozenset("un us wo woh unka unki unke unhi usi will ان اس وہ انہی তাদের তারা তার".split())
# A clause says a thing that has so many notions in common with it: this part of the thing, that part of the clause.
_SHARED, _OF_THE_THING, _OF_THE_CLAUSE = 2, 0.75, 0.6
# What is not denied is what the item keeps where so much of the sentence is about that.
_OF_WHAT_IS_SAID = 0.5
# "Let us tell you that …", "that talk of …": such words are of telling, not of what is told.
_TELLING = frozenset("say inform talk assur".split())


def _whole(miss: Statement) -> Iterator[tuple[frozenset[str], bool]]:
    """What it states; a few words beside others may be harmless by themselves: "the notice is correct, we close at 6"."""
    alone = sum(bool(part) for part, _ in miss.clauses) == 1
    return (part for part in miss.stated if alone or len(part[0]) > _SHARED)


def _words(notions: frozenset[str]) -> frozenset[str]:
    return frozenset(each for each in notions if not each[0].isdigit())


def _numbers(notions: frozenset[str]) -> frozenset[str]:
    """Numbers of two digits and more: "two" and "one" are often mere words."""
    return frozenset(each for each in notions - _words(notions) if len(each) > 1)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


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
        return [clause for clause in self.clauses if any(self._opposes_policy(*part) for part in self._parts(clause))]

    @cached_property
    def wrong(self) -> list[int]:
        """Clauses each of which leaves nothing of the mandate."""
        return sorted({*self.against_policy, *self.lets_on, *self.says_wrong})

    @cached_property
    def says_wrong(self) -> list[int]:
        """Clauses that say what an example sentence says that misses the mandate."""
        wrong = tuple(part for miss in self.situation.misses.get("mandate", ()) for part in _whole(miss))
        return [clause for clause in self._asserted if any(self._says(clause, part, no) for part, no in wrong)]

    @cached_property
    def lets_on(self) -> list[int]:
        """Clauses that say yes, or no, where the item lets nobody say it."""
        given = (clause for clause in self._asserted if any(self._gives_away(clause, each) for each in self.situation.unsaid))
        return [*given, *self.half_said]

    @cached_property
    def half_said(self) -> list[int]:
        """Clauses that do not deny what the item lets nobody confirm: "we cannot rule it out" is half a yes."""
        reading, kept = self.reading, [each.subject | each.said for each in self.situation.unsaid if each.either]
        both_ways = {reading.sentence(hit) for hit in reading.hit("both_ways")}
        hits = [hit for hit in reading.hit("not_denied") if reading.sentence(hit) not in both_ways]
        return [reading.clause(hit) for hit in hits if any(self._mostly(self._around(hit), each) for each in kept)]

    def _around(self, hit: Hit) -> frozenset[str]:
        """What the sentence of a phrase is about beside the phrase."""
        known, reading = self.situation.notions_of(self.reading), self.reading
        beside = (index for index in reading.sentences[reading.sentence(hit)] if not hit.first <= index <= hit.last)
        return frozenset(known[index] for index in beside if known[index]) - _TELLING

    @staticmethod
    def _mostly(notions: frozenset[str], thing: frozenset[str]) -> bool:
        """With no word of its own ("it") a clause speaks of what was asked."""
        return len(notions & thing) >= _OF_WHAT_IS_SAID * len(notions)

    @cached_property
    def _asserted(self) -> list[int]:
        """Clauses that state something: no question, nothing left open, no regard for what somebody bears."""
        reading = self.reading
        felt = {reading.clause(hit) for hit in reading.hit("regard", "apology", "thanks")}
        return [clause for clause, words in reading.clauses.items()
                if clause not in reading.open and clause not in felt and self.clauses[clause]
                and reading.words[words[0]].sentence not in reading.questions]

    def _says(self, clause: int, thing: frozenset[str], negated: bool) -> bool:
        mine = _words(self.clauses[clause])
        both = mine & _words(thing)
        other_numbers = _numbers(thing) ^ _numbers(self.clauses[clause])
        if negated != (clause in self.reading.negated) or len(both) < _SHARED or other_numbers:
            return False
        enough = len(both) >= max(_OF_THE_THING * len(_words(thing)), _OF_THE_CLAUSE * len(mine))
        return enough and _likeness(mine, thing) > max((_likeness(mine, part) for part in self._agreeing(clause)), default=0.0)

    def _gives_away(self, clause: int, unsaid: Unsaid) -> bool:
        negated = clause in self.reading.negated
        both = self.clauses[clause] & unsaid.said
        if negated and not unsaid.either or len(both) < max(1, _OF_THE_THING * len(unsaid.said)):
            return False
        about = self._sentence(clause)
        sentence = self.reading.words[self.reading.clauses[clause][0]].sentence
        person = any(self.reading.sentence(hit) == sentence for hit in self.reading.hit("person"))
        if not (person or about & (unsaid.subject or self.situation.named)):
            return False
        mine, agreeing = self.clauses[clause] - _TELLING, list(self._agreeing(clause))
        said, agreed = len(both | about & unsaid.subject), max((len(mine & part) for part in agreeing), default=0)
        if said != agreed or not unsaid.either:
            return said > agreed
        return _likeness(mine, unsaid.subject | unsaid.said) > max(_likeness(mine, part) for part in agreeing)

    def _sentence(self, clause: int) -> frozenset[str]:
        """What the whole sentence of a clause is about."""
        words = self.reading.words
        sentence = words[self.reading.clauses[clause][0]].sentence
        return frozenset().union(*(self.clauses[each] for each, theirs in self.reading.clauses.items()
                                   if words[theirs[0]].sentence == sentence))

    def _agreeing(self, clause: int) -> Iterator[frozenset[str]]:
        """What the item says with the same yes or no as a clause."""
        return (part for each in self._said for part, no in each.stated if no == (clause in self.reading.negated))

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

    def _opposes_policy(self, notions: frozenset[str], negated: bool) -> bool:
        s = self.situation
        opposite = (part for fact in s.facts if fact.policy for part, no in fact.clauses if no != negated)
        shared = ((s.mass(notions & part), s.mass(part)) for part in opposite)
        against = max((both for both, whole in shared if both >= max(_ENOUGH, _MOST_OF_IT * whole)), default=0.0)
        if not against or any(office <= notions for office in s.office_names):
            return False  # where it speaks of another office, the hands of that one may be free
        agreeing = (part for each in self._said for part, no in each.clauses if no == negated)
        return against > _CLEARLY_MORE * max((s.mass(notions & part) for part in agreeing), default=0.0)

    def _parts(self, clause: int) -> Iterator[tuple[frozenset[str], bool]]:
        """A clause with its yes or no; where one about somebody stands in it ("those who have not paid"), each by itself."""
        words = self.reading.clauses[clause]
        at = self._joint(words)
        if at is None:
            yield self.clauses[clause], clause in self.reading.negated
            return
        known = self.situation.notions_of(self.reading)
        for part in (words[:at], words[at:]):
            yield frozenset(filter(None, (known[index] for index in part))), not self.reading.denials.isdisjoint(part)

    def _joint(self, words: Sequence[int]) -> int | None:
        texts = [self.reading.words[index].text for index in words]
        about = next((place for place, text in enumerate(texts) if text in _ABOUT), None)
        if about == 0:
            return next((place for place, text in enumerate(texts) if text in _THEN), None)
        return about
