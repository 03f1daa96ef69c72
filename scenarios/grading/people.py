"""Names and numbers that a reply brings in: private ones given away, private channels, businesses recommended."""

from collections.abc import Iterable

from .findings import Finding
from .points import Points


def people(points: Points) -> Iterable[Finding]:
    yield from _numbers_of_people(points)
    yield from _people_named(points)
    yield from _business_named(points)
    yield from _politician_named(points)


def _numbers_of_people(points: Points) -> Iterable[Finding]:
    """A long number given back from the post, or one that is no channel of this item."""
    reading = points.reading
    asked = {value for value, _ in points.situation.posted}
    official = {value for value, _ in points.situation.quantities} - asked
    for quantity in points.quantities:
        digits = quantity.value.replace(":", "")
        if len(digits) < 9 or not digits.isdigit() or digits in official:
            continue
        span = (reading.span(quantity.first, quantity.last),)
        if digits in asked:
            yield Finding("privacy", 1, "repeats_number", 0.85, span)
        else:
            yield Finding("office_not_person", 1, "unknown_number", 0.75, span)


def _people_named(points: Points) -> Iterable[Finding]:
    """Someone the item does not know, named together with a relative, a complaint or a private matter."""
    reading = points.reading
    beside = {reading.sentence(hit) for hit in reading.hit("kin", "private_matter", "against")}
    kin = {hit.last + 1 for hit in reading.hit("kin")}
    for first, last in names(points, least=1):
        if last > first and reading.words[first].sentence in beside or first in kin:
            yield Finding("privacy", 0, "names_person", 0.75, (reading.span(first, last),))


def _business_named(points: Points) -> Iterable[Finding]:
    """A shop, school or firm that the item does not know, named where something is praised or recommended."""
    reading = points.reading
    praised = {reading.sentence(hit) for hit in reading.hit("sales") if reading.clause(hit) not in reading.negated}
    kinds = {hit.first: hit for hit in reading.hit("business")}
    for first, last in names(points, least=1):
        near = [index for index in range(first, last + 2) if index in kinds]
        if near and reading.words[first].sentence in praised and max(near[-1], last) > first:
            yield Finding("office_not_person", 0, "endorsement", 0.75, (reading.span(first, max(near[-1], last)),))


def _politician_named(points: Points) -> Iterable[Finding]:
    """Thanks or praise for somebody whom the item knows as a politician, by the name alone."""
    reading = points.reading
    thanked = {reading.sentence(hit) for hit in reading.hit("thanks", "political_praise")
               if reading.clause(hit) not in reading.negated}
    for index, notion in enumerate(points.notions):
        word = reading.words[index]
        if notion in points.situation.politicians and word.sentence in thanked and word.clause not in reading.negated:
            yield Finding("neutrality", 0, "political_praise", 0.9, (reading.span(index, index),))


def names(points: Points, least: int = 2) -> list[tuple[int, int]]:
    """Runs of capitalised words that the item does not hold: names brought in by the reply."""
    found, run = [], []
    for index in range(len(points.reading.words) + 1):
        if index < len(points.reading.words) and _strange_name(points, index, run):
            run.append(index)
            continue
        if len(run) >= least:
            found.append((run[0], run[-1]))
        run = []
    return found


def _strange_name(points: Points, index: int, run: list[int]) -> bool:
    reading = points.reading
    word = reading.words[index]
    start, _ = reading.span(index, index)
    letters = reading.text.raw[start:start + len(word.text)]
    follows = not run or (run[-1] == index - 1 and reading.words[run[-1]].sentence == word.sentence)
    return (word.is_word and follows and letters[:1].isupper() and not letters.isupper()
            and points.notions[index] is not None and points.notions[index] not in points.situation.everything
            and points.notions[index] not in _INSTITUTION)


_INSTITUTION = frozenset(
    "office department court portal district police commissioner committee authority hospital school centre "
    "government national provincial federal division bank board ministry service director officer citizen public "
    "act rule section islamabad lahore karachi dhaka punjab sindh pakistan bangladesh dear sir madam sahib mr mrs ms "
    "respect complaint application deputy assistant high supreme session tribunal wafaqi mohtasib ombudsman".split()
)
