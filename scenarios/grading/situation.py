"""An item made ready for grading: what its facts, mandate and exemplars say, as notions and quantities."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Iterator, Mapping

from .item import Item
from .language import language
from .quantities import DATE, PLAIN, Quantity, is_date, quantities
from .reading import Reading, read
from .sounds import skeleton
from .unsaid import Unsaid, of_fact, of_mandate

COMMON = Path(__file__).parent / "learned" / "common.json"
_SKELETON = 3
_TITLES = frozenset("sahib sahab saheb sb mr mrs ms sir madam hon honourable dr".split())
# How much a notion tells when a reply shares it with a fact.
_WEIGHTS = {"number": 1.5, "name": 1.3, "word": 1.0, "from_post": 0.45, "common": 0.35}


@dataclass(frozen=True)
class Statement:
    """One sentence of the item, as the notions it is about."""

    source: str
    text: str
    notions: frozenset[str]
    negated: bool
    policy: bool = False
    # Its clauses, each with its own yes or no.
    clauses: tuple[tuple[frozenset[str], bool], ...] = ()
    # Those that state something, and leave nothing open.
    stated: tuple[tuple[frozenset[str], bool], ...] = ()


@dataclass(frozen=True, eq=False)
class Situation:
    item: Item
    facts: tuple[Statement, ...]
    can: tuple[Statement, ...]
    cannot: tuple[Statement, ...]
    refer: tuple[Statement, ...]
    meets: Mapping[str, tuple[Statement, ...]]
    misses: Mapping[str, tuple[Statement, ...]]
    post: Reading
    thread: tuple[Reading, ...]
    weights: Mapping[str, float]
    quantities: frozenset[tuple[str, str]]
    posted: frozenset[tuple[str, str]]
    skeletons: Mapping[str, str]
    # What may be neither confirmed nor denied.
    unsaid: tuple[Unsaid, ...]

    @cached_property
    def asked(self) -> frozenset[str]:
        """What the post and its thread are about."""
        return frozenset(_notions(self.post)).union(*(map(_notions, self.thread)))

    @cached_property
    def known(self) -> frozenset[str]:
        """Every notion that a truthful reply could take from the item."""
        said = (*self.facts, *self.can, *self.refer, *sum(self.meets.values(), ()))
        return frozenset().union(*(each.notions for each in said))

    @cached_property
    def everything(self) -> frozenset[str]:
        refused = frozenset().union(*(each.notions for each in self.cannot))
        return self.known | self.asked | refused | self.office | self.people

    @cached_property
    def people(self) -> frozenset[str]:
        """Names of those who speak in the thread, which a reply may use."""
        return frozenset().union(*(_notions(read(author)) for author in _authors(self.item)))

    @cached_property
    def addressed(self) -> frozenset[str]:
        """The names of the one who wrote the post."""
        return frozenset(_notions(read(self.item.post.author))) - self.office

    @cached_property
    def named(self) -> frozenset[str]:
        """Names in the post, and its words that no dictionary knows, which in Urdu and Bangla may be names."""
        post = self.post
        return frozenset(notion for index, (word, notion) in enumerate(zip(post.words, post.notions)) if notion
                         and word.is_word and (not notion.isascii() or _is_name(post, index))) - self.addressed - self.office

    @cached_property
    def politicians(self) -> frozenset[str]:
        """Names with a politician's title in the post, its thread or a fact: "MNA Malik Sahib"."""
        readings = (self.post, *self.thread, *(read(fact.text) for fact in self.item.facts))
        return frozenset(each for reading in readings for each in _titled(reading)) - self.addressed - self.office

    @cached_property
    def personal(self) -> frozenset[str]:
        """What the author of the post alone brings up: the child, the shop, the third visit."""
        return frozenset(each for each in _notions(self.post) if not each[0].isdigit()) - self.known - self.office - self.people

    @cached_property
    def office(self) -> frozenset[str]:
        return frozenset(_notions(read(self.item.office)))

    @cached_property
    def office_names(self) -> tuple[frozenset[str], ...]:
        """Each office a reply may refer to, as the notions of its name (what stands in brackets is no name)."""
        names = (to.office.split("(")[0].split(",")[0] for to in self.item.mandate.refer)
        return tuple(notions for notions in (frozenset(_notions(read(name))) for name in names) if notions)

    @cached_property
    def lines(self) -> frozenset[str]:
        """Numbers to call or write to, out of the channels."""
        channels = [read(to.channel) for to in self.item.mandate.refer]
        return frozenset(value for value, unit in _quantities(channels) if unit == PLAIN and len(value) >= 2)

    @cached_property
    def exemplars(self) -> tuple[Reading, ...]:
        """Every exemplar sentence, good or bad, as its author wrote it, and the exemplary texts that were seen."""
        written = [text for each in self.item.exemplars.values() for text in (*each.meets, *each.misses)]
        return (*map(read, written), *self.shown)

    @cached_property
    def shown(self) -> tuple[Reading, ...]:
        """The exemplary texts that the writer was shown."""
        return tuple(map(read, self.item.seen))

    @cached_property
    def given(self) -> frozenset[str]:
        """What any reply takes from the item: its facts, the offices with their channels, its own name, who speaks."""
        said = frozenset().union(*(each.notions for each in (*self.facts, *self.refer)))
        return said | self.office | self.people

    def weight(self, notion: str) -> float:
        return self.weights.get(notion, 1.0)

    def mass(self, notions) -> float:
        weight = self.weights.get
        return sum([weight(each, 1.0) for each in notions])

    def mass_of(self, statement: Statement) -> float:
        """The same of a statement of the item, counted once: every reply is held against it."""
        if (found := self._masses.get(statement.notions)) is None:
            found = self._masses[statement.notions] = self.mass(statement.notions)
        return found

    @cached_property
    def _masses(self) -> dict[frozenset[str], float]:
        return {}

    def notions_of(self, reading: Reading) -> tuple[str | None, ...]:
        """The reply's notions, names in another script recognised by their consonants."""
        if reading.language not in ("ur", "bn"):
            return reading.notions
        return tuple(
            each if each is None or each in self.weights or not word.is_word
            else self.skeletons.get(skeleton(word.text), each)
            for each, word in zip(reading.notions, reading.words)
        )

    def grounds(self, quantity: Quantity) -> bool:
        """Whether the item itself names this number (with this unit, where both have one)."""
        values = {unit for value, unit in self.quantities if value == quantity.value}
        if quantity.unit == DATE or DATE in values and quantity.is_date:
            return PLAIN in values or any(is_date(unit) for unit in values)
        return bool(values) and (quantity.unit == PLAIN or PLAIN in values or quantity.unit in values)

    @cached_property
    def author_reads(self) -> frozenset[str]:
        """Languages the author of the post has shown to read, in this thread or by a fact."""
        own = [self.post, *(each for each, said in zip(self.thread, self.item.thread)
                            if said.author == self.item.post.author)]
        shown = {language(each.words) for each in own}
        if any("english" in fact.text.lower() and "read" in fact.text.lower() for fact in self.item.facts):
            shown.add("en")
        return frozenset(shown)


def prepare(item: Item) -> Situation:
    return _prepare(item)


@lru_cache(maxsize=512)
def _prepare(item: Item) -> Situation:
    facts = tuple(s for fact in item.facts for s in _statements("fact", fact.text, fact.policy))
    can = tuple(s for text in item.mandate.can for s in _statements("can", text))
    cannot = tuple(s for text in item.mandate.cannot for s in _statements("cannot", text))
    refer = tuple(s for to in item.mandate.refer for s in _statements("refer", f"{to.office}: {to.channel}"))
    meets = {name: _all("meets", each.meets) for name, each in item.exemplars.items()}
    misses = {name: _all("misses", each.misses) for name, each in item.exemplars.items()}
    post = read(item.post.text, item.party_words)
    thread = tuple(read(said.text, item.party_words) for said in item.thread)
    sources = [*(fact.text for fact in item.facts), *item.mandate.can,
               *(f"{to.office}: {to.channel}" for to in item.mandate.refer),
               *(text for each in item.exemplars.values() for text in each.meets)]
    readings = [read(text, item.party_words) for text in sources]
    weights = _weigh(readings, post, thread, item)
    return Situation(
        item, facts, can, cannot, refer, meets, misses, post, thread, weights,
        quantities=_quantities((*readings, post, *thread)),
        posted=_quantities((post, *thread)),
        skeletons=_skeletons((*readings, *map(read, (item.office, *item.mandate.cannot, *_authors(item))))),
        unsaid=(*(each for text in item.mandate.cannot for each in of_mandate(text)),
                *(each for fact in item.facts for each in of_fact(fact.text))),
    )


def _authors(item: Item) -> tuple[str, ...]:
    return item.post.author, *(said.author for said in item.thread)


def _quantities(readings) -> frozenset[tuple[str, str]]:
    return frozenset((q.value, q.unit) for r in readings for q in quantities(r.words, r.notions))


def _all(source: str, texts) -> tuple[Statement, ...]:
    return tuple(s for text in texts for s in _statements(source, text))


def _statements(source: str, text: str, policy: bool = False):
    reading = read(text)
    for sentence, indexes in reading.sentences.items():
        notions = frozenset(reading.notions[i] for i in indexes if reading.notions[i])
        clauses = sorted({reading.words[i].clause for i in indexes})
        first, last = reading.span(indexes[0], indexes[-1])
        if notions:
            parts = {each: (frozenset(filter(None, (reading.notions[i] for i in reading.clauses[each]))),
                            each in reading.negated) for each in clauses}
            stated = tuple(part for each, part in parts.items() if each not in reading.open)
            negated = any(no for _, no in parts.values())
            yield Statement(source, text[first:last], notions, negated, policy, tuple(parts.values()), stated)


def _notions(reading: Reading) -> set[str]:
    return {each for each in reading.notions if each}


def _weigh(readings, post: Reading, thread, item: Item) -> dict[str, float]:
    spread = Counter(each for reading in readings for each in _notions(reading))
    names = {reading.notions[i] for reading in readings for i, word in enumerate(reading.words)
             if word.is_word and _is_name(reading, i)}
    asked = _notions(post).union(*(map(_notions, thread))) | _notions(read(item.office))
    many = max(4, len(readings) // 2)
    everywhere = commonness()
    weights = {}
    for each, count in spread.items():
        kind = ("common" if count >= many else "from_post" if each in asked and not each[0].isdigit()
                else "number" if each[0].isdigit() else "name" if each in names else "word")
        weights[each] = round(_WEIGHTS[kind] * (1 - everywhere.get(each, 0.0)), 3)
    return weights


def forget() -> None:
    """Prepare items anew, after a fit has changed what is common."""
    commonness.cache_clear()
    _prepare.cache_clear()


@lru_cache(maxsize=1)
def commonness() -> Mapping[str, float]:
    """In what share of the marked situations a notion is known: 'office' and 'open' say little in any of them."""
    return json.loads(COMMON.read_text(encoding="utf-8"))


def _titled(reading: Reading) -> Iterator[str]:
    """Names right behind a politician's title ("MNA Malik Sahib"), or before it with a title of their own ("Malik Sahib, MNA")."""
    praise = {index for hit in reading.hit("thanks", "political_praise") for index in range(hit.first, hit.last + 1)}
    words = reading.words
    for hit in reading.hit("politician"):
        before = hit.first - 1
        own = before > 0 and words[before].text in _TITLES
        for index in (hit.last + 1, hit.last + 2, *((before - 1,) if own else ())):
            if index < len(words) and words[index].sentence == reading.sentence(hit) and index not in praise:
                if words[index].text not in _TITLES and reading.notions[index] and _is_name(reading, index):
                    yield reading.notions[index]


def _is_name(reading: Reading, index: int) -> bool:
    """Capitalised though not at the head of a sentence."""
    start, _ = reading.span(index, index)
    first_in_sentence = index == 0 or reading.words[index - 1].sentence != reading.words[index].sentence
    return reading.text.raw[start].isupper() and not first_in_sentence


def _skeletons(readings) -> dict[str, str]:
    """Consonants of the item's words; a skeleton that two words share, or a short one, tells nothing."""
    found: dict[str, str] = {}
    clashes = set()
    for reading in readings:
        for word, notion in zip(reading.words, reading.notions):
            bones = skeleton(word.text) if word.is_word and notion else ""
            if len(bones) >= _SKELETON and found.setdefault(bones, notion) != notion:
                clashes.add(bones)
    return {bones: notion for bones, notion in found.items() if bones not in clashes}
