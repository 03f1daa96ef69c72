"""What words lack to meet a criterion: one sentence that says what to write, by what the grader saw in them."""

import re
from collections.abc import Callable, Mapping
from functools import partial

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from scenarios.grading.criteria import CONDUCT
from scenarios.grading.features import promises
from scenarios.grading.findings import Finding
from scenarios.grading.item import Referral
from scenarios.grading.points import Points
from scenarios.grading.quantities import quantities
from scenarios.grading.reading import Reading, read
from scenarios.grading.situation import Statement, commonness
from scenarios.studio.lines import STATED, Graded
from scenarios.studio.names import quoted, together
from scenarios.agreement.names import LANGUAGES

QUOTE = 90  # characters of what is quoted
TOPICS = 2  # words of the post that an acknowledgement might take up
COMMON = 0.25  # a notion that so many situations know names nobody's own matter
FAINT = frozenset(  # nor do these: people and talk as such, in English and in Roman letters
    "girl boy woman man men people person somebody anybody everybody nobody help tell say said talk even just thing "
    "place left think want make made come came away really again still ever never every cnic form "
    "baat bata batana log".split()
)
HOUR = re.compile(r"([01]?\d|2[0-4]):[0-5]\d")
DAYS = frozenset("tonight tomorrow monday tuesday wednesday thursday friday saturday sunday".split())
WEEKDAYS = DAYS - {"tonight", "tomorrow"}
OPPOSED = 2.0  # weight that a clause shares with the fact that it denies
SAME = 0.3  # share of a dated fact, but for its day, that a clause about the same thing holds
BEFORE_HOURS = frozenset(("at", "by", "until", "till", "before", "from"))

GATES = {  # what comes before any criterion; where nothing is said yet, or of something else, each says what to say
    "unreadable": _l("Write it in a language in which people write here."),
    "cut": _l("Shorten it."),
    "hidden": _l("Type it anew: it holds characters that nobody can see."),
    "to_marker": _l("Speak to whoever wrote the post, not to whoever marks."),
    "rubric_talk": _l("Do what is asked for, instead of naming it."),
    "keywords": _l("Write whole sentences."),
    "copied_post": _l("Answer in other words than those of the post."),
    "copied_exemplar": _l("Use other words than your example sentences do: who copies them earns nothing."),
    "repeated": _l("Say each thing once."),
    "shuffled": _l("Put the words into an order that can be followed."),
    "contradicts": _l("Say one thing, and do not take it back."),
    "undone": _l("Say what the office does, instead of what it refuses."),
}
WITHOUT = {  # the grader took the words as a whole for it
    "neutrality": _l("Say nothing for or against any side or group."),
    "office_not_person": _l("Speak as the office: no person, no favour, no praise of a business."),
    "privacy": _l("Leave out what concerns a person, and ask for nothing personal here."),
    "composure": _l("Say it calmly: no blame, no sarcasm, no threat."),
}
INSTEAD = {  # of what is not only left out
    "asks_in_public": _l("Ask for it in a private message, not here: %(quote)s."),
    "asks_private": _l("Ask for it in a private message, not here: %(quote)s."),
    "personal_channel": _l("Name an official way instead of %(quote)s."),
    "unknown_number": _l("Give an official number instead of %(quote)s."),
    "personal_credit": _l("Give the credit to the office: leave out %(quote)s."),
    "defensive": _l("Say what is done now instead of %(quote)s."),
    "sharp": _l("Say what is done now instead of %(quote)s."),
    "dismissive": _l("Say what is done now instead of %(quote)s."),
    "lecture": _l("Say what can be done instead of %(quote)s."),
}


def lacking(graded: Graded, criterion: str) -> str:
    """What to write so that a criterion is met; "" where it is, or does not apply."""
    level, evidence = graded.grade.criteria[criterion].level, graded.evidence
    if level is None or level == 2:
        return ""
    if criterion in CONDUCT:
        return _conduct(graded, criterion)
    if told := next((GATES[gate.name] for gate in evidence.gates if gate.name in GATES), None):
        return str(told)
    return SERVICE[criterion](evidence.points, evidence.features)


def _conduct(graded: Graded, criterion: str) -> str:
    broken = [finding for finding in graded.findings if finding.criterion == criterion]
    if not broken:
        return str(WITHOUT[criterion])
    worst: Finding = min(broken, key=lambda finding: (finding.level, -finding.certainty, finding.spans))
    quote = _quote(graded.evidence.points, worst.spans[0])
    return str(INSTEAD.get(worst.code, _l("Leave out %(quote)s."))) % {"quote": quote}


def _acknowledgement(points: Points, features: Mapping[str, float]) -> str:
    if rude := points.reading.hit("dismissive", "lecture", "defensive"):
        return _("Leave out %(quote)s.", quote=_quote(points, points.reading.hit_span(rude[0])))
    named = together(_topics(points)) or _("what happened to them")
    if features["no_regard"]:
        return _("Thank them or say that you are sorry, and name their matter: %(matter)s.", matter=named)
    return _("Name this writer’s own matter, which no other post has: %(matter)s.", matter=named)


def _topics(points: Points) -> list[str]:
    """Words of the post that the reply does not take up: first those that good sentences take up, or facts know."""
    situation, post = points.situation, points.situation.post
    taken_up = frozenset().union(*(each.notions for each in situation.meets.get("acknowledgement", ())))
    unsaid = {
        notion: post.quote(post.span(index, index))
        for index, notion in reversed(list(enumerate(post.notions)))
        if notion and notion not in points.content and post.words[index].is_word and len(notion) > 3
    }

    def order(notion):
        faint = notion in FAINT or commonness().get(notion, 0.0) >= COMMON
        return faint, notion not in taken_up, notion not in situation.known, -len(notion), notion

    return [quoted(unsaid[notion]) for notion in sorted(unsaid, key=order)[:TOPICS]]


def _mandate(points: Points, features: Mapping[str, float]) -> str:
    return _wrong(points, features) or _unnamed_office(points) or _unsaid_fact(points)


def _wrong(points: Points, features: Mapping[str, float]) -> str:
    """What is to be taken out: first what a fact or a policy says otherwise and what the office may not promise."""
    reading = points.reading
    quote = partial(_quote, points)
    if clauses := points.stance.against_policy:
        policy = _nearest(points, points.clauses[clauses[0]], [each for each in points.situation.facts if each.policy])
        return _("Say %(fact)s instead of %(quote)s.", fact=policy, quote=quote(reading.clause_span(clauses[0])))
    if features["oversteps"] > 0.5:
        promised = frozenset().union(*(points.clauses[each] for each in reading.future - reading.negated))
        forbidden = _nearest(points, promised, points.situation.cannot)
        return _("Promise nothing that the office may not do: %(forbidden)s.", forbidden=forbidden)
    if against := _against_a_fact(points):
        clause, fact = against
        said = quote(reading.clause_span(clause))
        return _("Say %(fact)s instead of %(quote)s.", fact=quoted(fact.text, QUOTE), quote=said)
    if sworn := promises(reading):
        return _(
            "Leave out the promise %(quote)s: nobody can be sure of it.",
            quote=quote(reading.clause_span(reading.clause(sworn[0]))),
        )
    if points.invented:
        number = reading.span(points.invented[0].first, points.invented[0].last)
        return _("Leave out %(quote)s, or add the fact that gives it.", quote=quote(number))
    if points.strange_offices:
        strange, right = points.strange_offices[0], _right_office(points)
        told = {"quote": quote(reading.span(strange, strange)), "office": right and quoted(right.office)}
        if right:
            return _("Name %(office)s instead of %(quote)s.", **told)
        return _("Leave out the office %(quote)s, which has no part in this.", **told)
    return ""


def _against_a_fact(points: Points) -> tuple[int, Statement] | None:
    """A clause of the words with the fact that it turns round: no for yes, or another day for the same thing."""
    facts = [each for each in points.situation.facts if not each.negated]
    for clause in points.stance.denies:
        fact = max(facts, key=lambda each: points.overlap(points.clauses[clause], each), default=None)
        if fact and points.overlap(points.clauses[clause], fact) >= OPPOSED:
            return clause, fact
    dated = [each for each in facts if each.notions & WEEKDAYS]
    known = points.situation.everything & WEEKDAYS
    for clause, notions in points.clauses.items():
        same = [each for each in dated if SAME <= _share(notions, each.notions - WEEKDAYS)]
        if notions & WEEKDAYS - known and same:
            return clause, max(same, key=lambda each: points.overlap(notions, each))
    return None


def _share(notions: frozenset[str], wanted: frozenset[str]) -> float:
    return len(notions & wanted) / len(wanted) if wanted else 0.0


def _unnamed_office(points: Points) -> str:
    """The office that a good answer names here, where this one names none."""
    right = _right_office(points)
    if right is None or points.referred >= STATED or not _is_for_others(points, right):
        return ""
    return _("Name the office to turn to: %(office)s, %(channel)s.", office=quoted(right.office), channel=right.channel)


def _right_office(points: Points) -> Referral | None:
    """The one of the offices that the post and the good sentences are closest to."""
    situation = points.situation
    about = situation.asked.union(*(each.notions for each in sum(situation.meets.values(), ())))
    known = {
        to: frozenset(filter(None, read(f"{to.office}: {to.channel}").notions)) for to in situation.item.mandate.refer
    }
    return max(known, key=lambda to: situation.mass(known[to] & about), default=None)


def _is_for_others(points: Points, right: Referral) -> bool:
    item = points.situation.item
    told = " ".join(text for each in item.exemplars.values() for text in each.meets).casefold()
    return "best" in (item.actions.get("refer"), item.actions.get("escalate")) or right.office.casefold() in told


def _unsaid_fact(points: Points) -> str:
    situation = points.situation
    wanted = situation.asked.union(*(each.notions for each in situation.meets.get("mandate", ())))
    unsaid = [fact for fact in situation.facts if points.stated(fact) < STATED]
    fact = points.missing or max(unsaid, key=lambda each: situation.mass(each.notions & wanted), default=None)
    if fact is None:
        return _("Say exactly what this office does here, as its facts and its mandate have it.")
    return _("Say this: %(fact)s", fact=quoted(fact.text))


def _next_step(points: Points, features: Mapping[str, float]) -> str:
    if sworn := promises(points.reading):
        quote = _quote(points, points.reading.clause_span(points.reading.clause(sworn[0])))
        return _("Say what is sure to happen instead of the promise %(quote)s.", quote=quote)
    lacks = []
    if not (features["citizen_step"] or features["office_step"]):
        lacks.append(_("what happens next and who does it, or what the writer can do"))
    if not (features["timed_step"] or _given_hours(points)):
        known = _a_time(points)
        lacks.append(_("by when (%(fact)s)", fact=known) if known else _("by when (no fact gives a time yet)"))
    if not (features["channel"] or features["tracking"]):
        right = _right_office(points)
        lacks.append(
            _("where to turn (%(channel)s)", channel=right.channel) if right else _("where to turn or ask again")
        )
    if not lacks:
        return _("Say it more plainly: who does what by when, and where to ask.")
    return _("Add: %(lacks)s.", lacks=_("; ").join(lacks))


def _a_time(points: Points) -> str:
    """The fact that says when, and is nearest to the post and to good sentences."""
    situation = points.situation
    wanted = situation.asked.union(*(each.notions for each in situation.meets.get("next_step", ())))
    timed = [fact for fact in situation.facts if _says_when(read(fact.text), situation.lines)]
    nearest = max(timed, key=lambda fact: situation.mass(fact.notions & wanted), default=None)
    return quoted(nearest.text, QUOTE) if nearest else ""


def _says_when(reading: Reading, lines: frozenset[str]) -> bool:
    """Whether it gives an hour, a day or a period; `lines` are numbers to call."""
    found = quantities(reading.words, reading.notions)
    stretches = any(each.is_time and each.value not in lines for each in found)
    return stretches or bool(_hours(reading)) or not DAYS.isdisjoint(reading.notions)


def _hours(reading: Reading) -> frozenset[str]:
    """Hours that need no unit, which the grader takes for plain numbers: 7:15, and nine after "at"."""
    figures = {word.text for word in reading.words if HOUR.fullmatch(word.text)}
    spelt = {
        notion
        for before, notion in zip(reading.words, reading.notions[1:])
        if before.text in BEFORE_HOURS and notion and notion.isdigit() and 1 <= int(notion) <= 12
    }
    return frozenset(figures | spelt)


def _given_hours(points: Points) -> bool:
    """Whether the words name an hour of the facts."""
    known = frozenset().union(*(_hours(read(fact.text)) for fact in points.situation.facts))
    return bool(known & _hours(points.reading))


def _clarity(points: Points, features: Mapping[str, float]) -> str:
    if features["strange_language"] >= 0.5:
        language = points.situation.post.language
        return _("Write in the language of the post (%(language)s).", language=LANGUAGES.get(language, language))
    if stiff := points.reading.hit("officialese"):
        return _("Say %(quote)s in everyday words.", quote=_quote(points, points.reading.hit_span(stiff[0])))
    if features["too_long"]:
        return _("Shorten it: half as many words are enough here.")
    if features["long_sentences"] > 0.3:
        return _("Make two sentences of each long one.")
    return _unsaid_fact(points)


SERVICE: dict[str, Callable[[Points, Mapping[str, float]], str]] = {
    "acknowledgement": _acknowledgement,
    "mandate": _mandate,
    "next_step": _next_step,
    "clarity": _clarity,
}


def _nearest(points: Points, notions: frozenset[str], statements) -> str:
    """The one of these statements that some words come closest to, in quotes."""
    found: Statement = max(statements, key=lambda each: points.overlap(notions, each))
    return quoted(found.text, QUOTE)


def _quote(points: Points, span: tuple[int, int]) -> str:
    return quoted(points.reading.quote(span), QUOTE)
