"""Conduct criteria: they hold until words of the reply break them. A table of what breaks which."""

from collections.abc import Iterable
from dataclasses import dataclass

from .findings import Finding
from .patterns import Hit
from .people import people
from .points import Points
from .reading import Reading

CLAUSE, SENTENCE, REPLY = "clause", "sentence", "reply"
# So few words before a comma are an item of a list where an "or" follows.
_LISTED = 3
_OR = frozenset("or nor ya ba یا বা কিংবা".split())
# What reads like a cue and is none: the "jamaat" of a school is a class.
_OTHERWISE = {"party": "school_class"}


@dataclass(frozen=True)
class Breach:
    """`cue` phrases break a criterion, where a phrase of `also` stands beside them and none of `unless` does."""

    criterion: str
    level: int
    code: str
    cue: tuple[str, ...]
    also: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    within: str = SENTENCE
    # "We thank no party" breaks nothing; "he does not match the address" does.
    negation_excuses: bool = True
    # The item's own facts may call for the words: "a case has been registered".
    item_excuses: bool = False
    certainty: float = 0.9


_POLITICS = ("politician", "party")
BREACHES = (
    Breach("neutrality", 0, "political_praise", _POLITICS, also=("political_praise", "thanks")),
    Breach("neutrality", 0, "political_blame", ("party",), also=("political_blame",), certainty=0.8),
    Breach("neutrality", 0, "past_government", ("past_government",), also=("political_blame",), within=REPLY,
           negation_excuses=False),
    Breach("neutrality", 0, "vote", ("vote",), item_excuses=True),
    Breach("neutrality", 0, "group_blame", ("group_blame",)),
    Breach("neutrality", 0, "group_blame", ("group",), also=("group_bad",), item_excuses=True, certainty=0.8),
    Breach("neutrality", 1, "past_government", ("past_government",), certainty=0.75, negation_excuses=False),
    Breach("neutrality", 1, "political_name", ("politician",), unless=("negation",), certainty=0.7,
           item_excuses=True),
    Breach("neutrality", 1, "political_frame", ("frame_taken",), certainty=0.72, item_excuses=True),
    Breach("neutrality", 0, "banner", ("banner",), also=("lets_in",), within=CLAUSE),
    Breach("neutrality", 0, "banner", ("banner",), also=("no_objection",), unless=("without",), negation_excuses=False),

    Breach("office_not_person", 0, "self_promotion", ("self_promotion",), negation_excuses=False),
    # "We like no post of a party" asks for nothing, "do not forget to like" does; "no best officer" praises nobody, "no officer
    # like him" does.
    Breach("office_not_person", 0, "self_promotion", ("likes",)),
    Breach("office_not_person", 0, "self_promotion", ("best_officer",), unless=("who_is",)),
    Breach("office_not_person", 0, "self_promotion", ("likes",), also=("reminds",), negation_excuses=False),
    Breach("office_not_person", 0, "self_promotion", ("best_officer",), also=("unequalled",), negation_excuses=False),
    Breach("office_not_person", 0, "self_promotion", ("shares_ours", "asks_likes"), unless=("permission",)),
    Breach("office_not_person", 0, "endorsement", ("endorsement",), item_excuses=True, certainty=0.5),
    Breach("office_not_person", 0, "stall", ("hosts",)),
    Breach("office_not_person", 0, "favour", ("favour",), item_excuses=True),
    Breach("office_not_person", 0, "personal_favour", ("personal_channel",), also=("overpromise", "favour"),
           within=REPLY),
    Breach("office_not_person", 1, "personal_credit", ("personal_credit",), certainty=0.8),
    Breach("office_not_person", 1, "personal_channel", ("personal_channel",), certainty=0.85),

    Breach("privacy", 0, "off_record", ("privacy_breach",), negation_excuses=False, certainty=0.85),
    Breach("privacy", 0, "off_record", ("off_record",), unless=("no_word",), certainty=0.8),
    Breach("privacy", 0, "told_accused", ("told_accused",), certainty=0.85),
    Breach("privacy", 0, "looked_up", ("looked_up",), also=("private_matter", "kin"), within=REPLY,
           negation_excuses=False, certainty=0.85),
    Breach("privacy", 0, "told_accused", ("told_source",)),
    Breach("privacy", 0, "names_complainant", ("complainant",), unless=("whoever",), certainty=0.8),
    # That somebody complained, or sent a picture, shows nobody; that it was a labourer of the mill does.
    Breach("privacy", 0, "shows_source", ("tells_source",), also=("source_person",), unless=("whoever",), within=CLAUSE),
    Breach("privacy", 0, "unpublished", ("unpublished",), item_excuses=True, negation_excuses=False, certainty=0.72),
    Breach("privacy", 0, "lives_at", ("lives_at",), unless=("ask", "citizen_step"), item_excuses=True,
           certainty=0.7),
    Breach("privacy", 0, "private_matter", ("kin",), also=("private_matter",), negation_excuses=False,
           item_excuses=True, certainty=0.75),
    Breach("privacy", 1, "asks_in_public", ("personal",), also=("ask",), unless=("private_place", "not_public"),
           certainty=0.85),
    Breach("privacy", 1, "asks_in_public", ("personal",), also=("public_place",),
           unless=("not_public",)),
    Breach("privacy", 1, "asks_in_public", ("shown",), also=("public_place",), unless=("not_public",), certainty=0.85),
    Breach("privacy", 1, "personal_channel", ("personal_channel",), also=("personal", "ask"), certainty=0.75),

    Breach("composure", 0, "insult", ("insult",), negation_excuses=False),
    Breach("composure", 0, "threat", ("threat",), item_excuses=True, certainty=0.85),
    Breach("composure", 0, "threat", ("penalty",), also=("you_target",), item_excuses=True, certainty=0.8),
    Breach("composure", 0, "threat", ("penalty",), also=("speech",), item_excuses=True, certainty=0.75),
    Breach("composure", 0, "mockery", ("mockery",), certainty=0.8),
    Breach("composure", 1, "lecture", ("lecture",), negation_excuses=False, item_excuses=True, certainty=0.75),
    Breach("composure", 1, "defensive", ("defensive",), negation_excuses=False, certainty=0.75),
    Breach("composure", 1, "defensive", ("at_work",), unless=("open_hours",), negation_excuses=False,
           certainty=0.75),
    Breach("composure", 1, "defensive", ("at_work",), also=("still",), unless=("open_hours",), negation_excuses=False,
           certainty=0.85),
    Breach("composure", 1, "dismissive", ("dismissive",), negation_excuses=False, certainty=0.72),
)


def breaches(points: Points, private: bool = False) -> list[Finding]:
    """Everything in the reply that breaks a conduct criterion; `private` where asking for details is no fault."""
    found = [finding for breach in BREACHES for finding in _apply(breach, points)
             if not (private and breach.code == "asks_in_public")]
    return [*found, *people(points)]


def _apply(breach: Breach, points: Points) -> Iterable[Finding]:
    reading = points.reading
    cues = [hit for hit in reading.hit(*breach.cue) if _breaks(breach, hit, points)]
    if cues:
        also = [hit for cue in cues for hit in _beside(breach, cue, breach.also, reading)]
        spans = tuple(sorted({reading.hit_span(hit) for hit in (*cues, *also)}))
        yield Finding(breach.criterion, breach.level, breach.code, breach.certainty, spans)


def _breaks(breach: Breach, hit: Hit, points: Points) -> bool:
    reading = points.reading
    if breach.negation_excuses and not reading.negated.isdisjoint(_clauses(hit, reading)) or _means_otherwise(hit, reading):
        return False
    if breach.item_excuses and _in_item(hit, points):
        return False
    if breach.also and not _beside(breach, hit, breach.also, reading):
        return False
    return not _beside(breach, hit, breach.unless, reading)


def _beside(breach: Breach, hit: Hit, names: tuple[str, ...], reading: Reading) -> list[Hit]:
    if breach.within == REPLY:
        return reading.hit(*names)
    place = reading.clause if breach.within == CLAUSE else reading.sentence
    return [other for other in reading.hit(*names) if place(other) == place(hit) and not _denied(breach, other, reading)]


def _denied(breach: Breach, hit: Hit, reading: Reading) -> bool:
    return breach.negation_excuses and hit.name in breach.also and reading.clause(hit) in reading.negated


def _clauses(hit: Hit, reading: Reading) -> set[int]:
    """The clauses of a phrase; where these are items of a list ("likes, hearts or shares are not given"), what follows too."""
    found = {reading.words[index].clause for index in range(hit.first, hit.last + 1)}
    last = max(found)
    while len(reading.clauses[last]) <= _LISTED and _goes_on(last, reading):
        last += 1
        found.add(last)
    return found


def _goes_on(clause: int, reading: Reading) -> bool:
    """Whether a list goes on after a clause."""
    words, after = reading.clauses[clause], reading.clauses.get(clause + 1, ())
    sentence = reading.words[words[0]].sentence
    return any(reading.words[index].text in _OR and reading.words[index].sentence == sentence for index in after)


def _means_otherwise(hit: Hit, reading: Reading) -> bool:
    return any(other.first <= hit.first and hit.last <= other.last for other in reading.hit(_OTHERWISE.get(hit.name, "")))


def _in_item(hit: Hit, points: Points) -> bool:
    """Whether all that the phrase says is in what the item lets the office say."""
    said = {each for each in points.notions[hit.first:hit.last + 1] if each}
    return bool(said) and said <= points.situation.known
