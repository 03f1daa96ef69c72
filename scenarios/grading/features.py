"""What the learned layer sees of a reply: a few named numbers between 0 and 1, never its length."""

import math

from .acts import ACTS
from .patterns import Hit
from .points import Points
from .reading import Reading

# Share of unknown notions that an answer may well have; more where the glossary is thinner.
_KNOWN = {"en": 0.4, "roman_ur": 0.45, "ur": 0.48, "bn": 0.48, "roman_bn": 0.5}
_SWEARS_BY_NO = frozenset("never don't dont not no کبھی نہ کوئی".split())


def features(points: Points) -> dict[str, float]:
    values = {**_acknowledgement(points), **_mandate(points), **_next_step(points), **_clarity(points), **_acts(points)}
    # Rounded, so that the last bits of another machine's arithmetic never cross a threshold.
    return {name: round(min(1.0, max(0.0, value)), 4) for name, value in values.items()}


def _some(reading: Reading, *names: str) -> float:
    return 1.0 if reading.hit(*names) else 0.0


def _share(count: float, enough: float) -> float:
    return min(1.0, count / enough)


def _acknowledgement(points: Points) -> dict[str, float]:
    reading, situation = points.reading, points.situation
    kind = reading.hit("apology", "thanks", "regard")
    generic = {reading.sentence(hit) for hit in reading.hit("generic")}
    topic = situation.asked | frozenset().union(*(each.notions for each in situation.meets.get("acknowledgement", ())))
    sentences = {reading.sentence(hit) for hit in kind}
    specific = max((_topic(points.sentences.get(each, frozenset()) & topic) for each in sentences), default=0.0)
    return {
        "regard": _some(reading, "regard"),
        "apology": _some(reading, "apology"),
        "thanks": _some(reading, "thanks"),
        "regard_count": _share(len(sentences), 3),
        "regard_on_topic": specific,
        "named": 1.0 if points.content & situation.addressed else 0.0,
        "personal": _share(len(points.content & situation.personal), 4),
        "regards_matter": max((does["regards"] * _topic(points.sentences.get(each, frozenset()) & (topic | situation.personal))
                               for each, does in points.acts.items()), default=0.0),
        "only_generic": 1.0 if kind and sentences <= generic else 0.0,
        "no_regard": 0.0 if kind or generic else 1.0,
        "greeting": _some(reading, "greeting"),
        "dismissive": _share(len(reading.hit("dismissive")), 2),
        "lecturing": _share(len(reading.hit("lecture", "defensive")), 3),
        "like_ack_exemplar": points.nearest(situation.meets.get("acknowledgement", ())),
    }


def _topic(shared: frozenset[str]) -> float:
    return _share(len(shared), 3)


def _mandate(points: Points) -> dict[str, float]:
    reading, situation = points.reading, points.situation
    meets, misses = situation.meets.get("mandate", ()), situation.misses.get("mandate", ())
    return {
        "information": 1 - math.exp(-points.information / 6),
        "facts_stated": points.facts_stated,
        "density": points.density,
        "off_topic": (points.strange_share - _KNOWN.get(reading.language, 0.45)) / 0.25,
        "strange_sentences": points.strange_sentences,
        "strange_lines": _share(len(points.strange_lines), 2),
        "grounded": _share(len({q.value for q in points.grounded}), 4),
        "invented": _share(len(points.invented), 2),
        "invented_days": _share(len(points.invented_days), 2),
        "strange_offices": _share(len(points.strange_offices), 2),
        "referred": points.referred,
        "like_mandate_exemplar": (like := points.nearest(meets)),
        "like_mandate_miss": max(0.0, points.nearest(misses) - like),
        "denies": _share(len(points.stance.denies), 2),
        "affirms": _share(len(points.stance.affirms), 2),
        "oversteps": points.oversteps,
        "overpromises": _share(len(promises(reading)), 2),
    }


def promises(reading: Reading) -> list[Hit]:
    """Guarantees that are not themselves denied: "does not guarantee" is honest, "never again" is not."""
    return [hit for hit in reading.hit("overpromise")
            if reading.clause(hit) not in reading.negated or reading.words[hit.first].text in _SWEARS_BY_NO]


def _next_step(points: Points) -> dict[str, float]:
    reading, situation = points.reading, points.situation
    meets, misses = situation.meets.get("next_step", ()), situation.misses.get("next_step", ())
    steps = {reading.sentence(hit) for hit in reading.hit("citizen_step", "office_step")}
    timed = {reading.words[q.first].sentence for q in points.grounded if q.is_time}
    return {
        "citizen_step": _share(len({reading.clause(hit) for hit in reading.hit("citizen_step")}), 3),
        "office_step": _share(len({reading.clause(hit) for hit in reading.hit("office_step")}), 3),
        "channel": _share(len({reading.clause(hit) for hit in reading.hit("channel")}), 2),
        "tracking": _share(len(reading.hit("tracking")), 2),
        "timed_step": _share(len(steps & timed), 2),
        "vague": _share(len(reading.hit("vague")), 3),
        "refusal": _share(len(reading.hit("refusal")), 3),
        "like_step_exemplar": (like := points.nearest(meets)),
        "like_step_miss": max(0.0, points.nearest(misses) - like),
    }


def _acts(points: Points) -> dict[str, float]:
    """For each act, how likely the likeliest sentence does it, and how much of it there is in all."""
    sentences = list(points.acts.values())
    most = {f"most_{act}": max((each[act] for each in sentences), default=0.0) for act in ACTS}
    much = {f"much_{act}": _share(sum(each[act] for each in sentences), 2) for act in ACTS}
    return {**most, **much}


def _clarity(points: Points) -> dict[str, float]:
    reading = points.reading
    sentences = max(1, len(reading.sentences))
    return {
        "strange_language": _strange_language(points),
        "officialese": _share(len(reading.hit("officialese")), 3),
        "too_long": 1.0 if len(reading.words) > 190 else 0.0,
        "long_sentences": max(0.0, len(reading.words) / sentences - 25) / 20,
    }


def _strange_language(points: Points) -> float:
    """1 when the author has shown no sign of reading this language, .5 when it is a stretch."""
    used, post, shown = points.reading.language, points.situation.post.language, points.situation.author_reads
    if used == post or used in shown:
        return 0.0
    if used == "en":
        return {"bn": 1.0, "roman_bn": 0.7, "ur": 0.5}.get(post, 0.0)
    if post == "en":
        return 0.0 if used in ("ur", "roman_ur") or points.situation.item.country == "BD" else 0.7
    same_tongue = {used, post} in ({"ur", "roman_ur"}, {"bn", "roman_bn"})
    return 0.4 if same_tongue else 1.0
