"""What a reader would notice in a reply and could quote back: promises, offices, times, apologies, slips."""

from collections.abc import Iterable

from .findings import Finding
from .grades import Found, Span
from .points import Points

_DAY_NOTIONS = frozenset(
    "today tomorrow tonight morning evening monday tuesday wednesday thursday friday saturday sunday".split()
)
_BEFORE_TIME = frozenset(
    "by within till until upto before on at from after this next in tak se کو تک سے বৃহস্পতিবার agle aglay".split()
)
_BY_CODE = {
    "insult": "insult", "mockery": "insult", "threat": "threat", "endorsement": "endorsement",
    "repeats_number": "personal_data", "unknown_number": "personal_data", "names_person": "personal_data",
    "looked_up": "personal_data", "private_matter": "personal_data", "asks_in_public": "personal_data",
    "disrespects": "insult", "discloses": "personal_data", "takes_side": "party", "puts_person_first": "endorsement",
    "political_praise": "party", "political_blame": "party", "political_name": "party", "past_government": "party",
    "banner": "party", "stall": "endorsement", "shows_source": "personal_data",
}


def found(points: Points, findings: Iterable[Finding]) -> tuple[Found, ...]:
    spans = {
        "promise": _promises(points), "office": _offices(points), "channel": _channels(points),
        "time": _times(points), "reference": _references(points), "apology": _hits(points, "apology"),
        "thanks": _hits(points, "thanks"), "question": _questions(points), "personal_data": [],
        "insult": [], "threat": [], "party": [], "endorsement": [],
    }
    for finding in findings:
        if finding.code in _BY_CODE:
            spans[_BY_CODE[finding.code]].extend(finding.spans)
    all_found = [Found(kind, points.reading.quote(span), *span)
                 for kind, each in spans.items() for span in _apart(each)]
    return tuple(sorted(all_found, key=lambda each: (each.start, each.end, each.kind)))


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The longer of two spans that overlap."""
    kept: list[Span] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= other_start or start >= other_end for other_start, other_end in kept):
            kept.append((start, end))
    return sorted(kept)


def _hits(points: Points, name: str) -> list[Span]:
    return [points.reading.hit_span(hit) for hit in points.reading.hit(name)]


def _channels(points: Points) -> list[Span]:
    """Phrases that lead somewhere, and numbers that the item gives as a way to reach an office."""
    numbers = [points.reading.span(q.first, q.last) for q in points.quantities if q.value in points.situation.lines]
    return [*_hits(points, "channel"), *numbers]


def _promises(points: Points) -> list[Span]:
    """Clauses that say when something will be, and words that guarantee it."""
    reading = points.reading
    timed = {reading.words[q.first].clause for q in points.quantities if q.is_time}
    timed |= {reading.words[i].clause for i, each in enumerate(points.notions) if each in _DAY_NOTIONS}
    sworn = {reading.clause(hit) for hit in reading.hit("overpromise")}
    clauses = ((reading.future & timed) | sworn) - reading.negated
    asked = {clause for clause in clauses if reading.words[reading.clauses[clause][0]].sentence in reading.questions}
    return [reading.clause_span(clause) for clause in clauses - asked]


def _offices(points: Points) -> list[Span]:
    reading, situation = points.reading, points.situation
    spans = [reading.span(index, index) for index in points.strange_offices]
    for name in situation.office_names:
        for indexes in reading.clauses.values():
            named = [i for i in indexes if points.notions[i] in name]
            if named and situation.mass({points.notions[i] for i in named}) >= 0.5 * situation.mass(name):
                spans.append(reading.span(named[0], named[-1]))
    return spans


def _times(points: Points) -> list[Span]:
    reading = points.reading
    spans = [(q.first, q.last) for q in points.quantities if q.is_time]
    spans += [(i, i) for i, each in enumerate(points.notions) if each in _DAY_NOTIONS]
    return [reading.span(_with_preposition(points, first), last) for first, last in spans]


def _with_preposition(points: Points, first: int) -> int:
    words = points.reading.words
    while first and words[first - 1].text in _BEFORE_TIME and words[first - 1].clause == words[first].clause:
        first -= 1
    return first


def _references(points: Points) -> list[Span]:
    words = points.reading.words
    return [points.reading.span(i, i) for i, word in enumerate(words) if word.kind == "reference"]


def _questions(points: Points) -> list[Span]:
    reading = points.reading
    return [reading.span(indexes[0], indexes[-1]) for sentence, indexes in reading.sentences.items()
            if sentence in reading.questions]
