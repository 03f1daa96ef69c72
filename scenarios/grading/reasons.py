"""One plain sentence for each level: what was there, or what was missing."""

from collections.abc import Mapping

from .features import promises
from .findings import Finding
from .gates import Gate
from .points import Points

_HOLDS = {
    "neutrality": "The reply takes no side.",
    "office_not_person": "The office speaks, not a person.",
    "privacy": "Nothing private is shown or asked for in public.",
    "composure": "The tone is calm and courteous.",
}
_BREAKS = {
    "political_praise": "It gives credit to a political figure: “{quote}”.",
    "political_blame": "It blames a political side: “{quote}”.",
    "past_government": "It brings an earlier government into the answer: “{quote}”.",
    "vote": "It speaks of how people should vote: “{quote}”.",
    "group_blame": "It speaks against a whole group of people: “{quote}”.",
    "political_name": "It names a political figure where the service alone should speak: “{quote}”.",
    "political_frame": "It takes over a political frame: “{quote}”.",
    "banner": "It lets in the banner of a side: “{quote}”.",
    "self_promotion": "It promotes an officer or the page: “{quote}”.",
    "stall": "It lends the office to somebody's stall: “{quote}”.",
    "endorsement": "It recommends a business, product or person: “{quote}”.",
    "favour": "It offers a favour outside the rules: “{quote}”.",
    "personal_favour": "It offers personal help through a private contact: “{quote}”.",
    "personal_credit": "A person takes the credit where the office should speak: “{quote}”.",
    "personal_channel": "It gives a private contact instead of an official channel: “{quote}”.",
    "unknown_number": "It gives a number that is no official channel of this office: “{quote}”.",
    "off_record": "It passes on something that is not for the public: “{quote}”.",
    "told_accused": "It tells the person complained of who complained: “{quote}”.",
    "looked_up": "It makes public what is in a person's record: “{quote}”.",
    "private_matter": "It makes public a family's private matter: “{quote}”.",
    "names_complainant": "It says who complained: “{quote}”.",
    "shows_source": "It shows who told the office of it: “{quote}”.",
    "unpublished": "It tells what is not yet public or still to be decided: “{quote}”.",
    "lives_at": "It says where a person lives: “{quote}”.",
    "names_person": "It names a person whom the public need not know: “{quote}”.",
    "asks_in_public": "It asks for personal details in public: “{quote}”.",
    "repeats_number": "It repeats a personal number from the post: “{quote}”.",
    "insult": "It insults: “{quote}”.",
    "threat": "It threatens: “{quote}”.",
    "mockery": "It mocks the citizen: “{quote}”.",
    "lecture": "It lectures: “{quote}”.",
    "defensive": "It defends the office instead of answering: “{quote}”.",
    "takes_side": "It takes a side, or speaks of a group as a whole: “{quote}”.",
    "frames": "It takes over a political way of putting things: “{quote}”.",
    "puts_person_first": "It puts a person, a favour or a business where the office should stand: “{quote}”.",
    "personal": "A person steps in front of the office: “{quote}”.",
    "discloses": "It makes public what concerns a person or is confidential: “{quote}”.",
    "asks_private": "It asks for personal details in public, or repeats them: “{quote}”.",
    "disrespects": "It mocks, threatens, insults or quarrels: “{quote}”.",
    "sharp": "It is curt, lectures or defends itself: “{quote}”.",
    "dismissive": "It brushes the citizen aside: “{quote}”.",
}
_GATES = {
    "wordless": "There is no answer in these words.",
    "unreadable": "The grader cannot read this language, so a person should judge it.",
    "cut": "The text is longer than the grader reads, so a person should judge it.",
    "hidden": "The text holds hidden characters, so a person should judge it.",
    "to_marker": "The text speaks to the marker, not to the citizen.",
    "rubric_talk": "The text talks about the criteria instead of meeting them.",
    "keywords": "A list of keywords tells the citizen nothing.",
    "copied_post": "The text gives the post back instead of answering it.",
    "copied_exemplar": "The text is copied from the example sentences.",
    "repeated": "The text repeats itself instead of answering.",
    "shuffled": "The words stand in no order that a citizen could follow.",
    "unfamiliar": "The grader cannot follow the order of these words surely enough, so a person should judge it.",
    "contradicts": "The text takes back what it says.",
    "undone": "The help is named only to be refused.",
    "off_topic": "Most of the text is about another matter.",
}
_STEP_PARTS = {
    "what happens or what to do": ("citizen_step", "office_step"),
    "a time that the facts give": ("timed_step",),
    "a channel or reference": ("channel", "tracking"),
}
_AGAINST_POLICY = "It contradicts policy: “{quote}”."
_LETS_ON = "It confirms or denies what the office may neither confirm nor deny: “{quote}”."
_SAYS_WRONG = "It says what is not so, or not for this office to say: “{quote}”."
_QUOTE = 70
_FACT = 110


def conduct(criterion: str, findings: list[Finding], points: Points) -> str:
    if not findings:
        return _HOLDS[criterion]
    worst = min(findings, key=lambda finding: (finding.level, -finding.certainty, finding.spans))
    return _BREAKS[worst.code].format(quote=_quote(points, worst.spans))


def gate(found: Gate) -> str:
    return _GATES[found.name]


def service(criterion: str, level: int, features: Mapping[str, float], points: Points) -> str:
    return _SERVICE[criterion](level, features, points)


def _quote(points: Points, spans) -> str:
    return _short(points.reading.quote((spans[0][0], max(end for start, end in spans if start - spans[0][0] < _QUOTE))),
                  _QUOTE)


def _short(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"


def _acknowledgement(level: int, features: Mapping[str, float], points: Points) -> str:
    if level == 2:
        return "It names this citizen's matter and shows regard for it."
    if level == 1:
        return ("It is polite, but the words would fit any post." if features["only_generic"]
                else "It says little about what the matter means to this citizen.")
    return ("It brushes the citizen aside." if features["dismissive"] or features["lecturing"] > 0.5
            else "It does not acknowledge the citizen or the matter.")


def _mandate(level: int, features: Mapping[str, float], points: Points) -> str:
    if level == 2:
        return "It agrees with the facts and says truthfully what this office does."
    wrong = _wrong(features, points)
    if wrong:
        return wrong
    missing = points.missing
    unsaid = f" It does not say: {_short(missing.text, _FACT)}" if missing else ""
    verdict = "It is right as far as it goes, but vague." if level else "It says nothing true and useful on the matter."
    return verdict + unsaid


def _wrong(features: Mapping[str, float], points: Points) -> str | None:
    """The first plain error: what contradicts policy, what the office cannot do, or what is made up."""
    reading, stance = points.reading, points.stance
    for clauses, told in ((stance.against_policy, _AGAINST_POLICY), (stance.lets_on, _LETS_ON), (stance.says_wrong, _SAYS_WRONG)):
        if clauses:
            return told.format(quote=_short(reading.quote(reading.clause_span(clauses[0])), _QUOTE))
    if features["oversteps"] > 0.5:
        return "It promises something this office cannot do."
    if features["overpromises"]:
        quote = reading.quote(reading.hit_span(promises(reading)[0]))
        return f"It promises what this office cannot be sure of: “{_short(quote, _QUOTE)}”."
    if points.invented:
        number = points.invented[0]
        return f"The facts do not give “{reading.quote(reading.span(number.first, number.last))}”."
    if points.strange_offices:
        index = points.strange_offices[0]
        return f"It names an office that has no part in this: “{reading.quote(reading.span(index, index))}”."
    return None


def _next_step(level: int, features: Mapping[str, float], points: Points) -> str:
    if level == 2:
        return "It gives a concrete step, and a time or channel by which the citizen can follow it."
    if features["overpromises"]:
        return "A guarantee that nobody in the office can give is no next step."
    lacks = [what for what, names in _STEP_PARTS.items() if not any(features[name] for name in names)]
    named = " and ".join(lacks) if lacks else "a clear step with its time and channel"
    return f"{'The step is not complete' if level else 'There is no usable next step'}: it lacks {named}."


def _clarity(level: int, features: Mapping[str, float], points: Points) -> str:
    if level == 2:
        return "It is plain, complete and in a language the author reads."
    if features["strange_language"] >= 0.5:
        return "The author may not read the language of this reply."
    if features["officialese"]:
        quote = points.reading.quote(points.reading.hit_span(points.reading.hit("officialese")[0]))
        return f"Office jargon stands between the reply and its reader: “{_short(quote, _QUOTE)}”."
    if features["too_long"] or features["long_sentences"] > 0.3:
        return "It is too long to be read in a public thread."
    return "It can be understood, but leaves the question partly open." if level else "It does not answer the question."


_SERVICE = {"acknowledgement": _acknowledgement, "mandate": _mandate, "next_step": _next_step, "clarity": _clarity}
