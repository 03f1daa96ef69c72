"""Reactions in words: everything that an author can say is said, and a draft that is not finished is no obstacle."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import reaction, vocabulary
from scenarios.pack import Habit
from scenarios.studio import conditions, names, sentences
from scenarios.studio.document import Document
from tests.shipped import CONTENTS, rules_of

STREET = {
    "opens": "09:00",
    "minutes": 150,
    "page": {"charter": [{"slug": "respect", "text": "No abuse."}]},
    "directory": ["wasa"],
    "escalate_to": [{"slug": "chief", "name": "Chief Officer"}],
    "personas": {"yasir": {"name": "Yasir"}, "rabia": {"name": "Rabia"}},
    "posts": [
        {"slug": "street", "persona": "yasir", "text": "My street is dark", "at": 0},
        {
            "slug": "drain",
            "persona": "rabia",
            "text": "The drain in front of the school is blocked since Monday",
            "at": 5,
        },
    ],
    "reactions": [{"slug": "crowd-comes", "when": {"heat": ">=60"}, "then": {"heat": 5}}],
}
# (schema, key, how it stands in a reaction, how it may be said)
KEYS = [
    (reaction.MoveWhen, "on", {"when": {"move": {"on": "street"}}}, "“My street is dark”"),
    (reaction.MoveWhen, "action", {"when": {"move": {"action": "hide"}}}, "hides any post"),
    (reaction.MoveWhen, "worth", {"when": {"move": {"worth": ["poor", "harmful"]}}}, "doing so is poor or harmful there"),
    (reaction.MoveWhen, "was", {"when": {"move": {"was": "expired"}}}, "the post was expired before"),
    (reaction.MoveWhen, "target", {"when": {"move": {"target": ["wasa", "chief"]}}}, "it goes to Water and Sanitation or Chief Officer"),
    (reaction.MoveWhen, "levels", {"when": {"move": {"levels": {"clarity": "<2"}}}}, "“Is clear” is not fully met"),
    (reaction.MoveWhen, "overall", {"when": {"move": {"overall": ">=3"}}}, "its words are good or exemplary"),
    (reaction.MoveWhen, "found", {"when": {"move": {"found": "promise"}}}, "its words hold a promise"),
    (reaction.MoveWhen, "missing", {"when": {"move": {"missing": ["apology", "time"]}}}, "its words do not hold an apology or a time"),
    (reaction.MoveWhen, "busy", {"when": {"move": {"busy": True}}}, "has no place left"),
    (reaction.Quiet, "on", {"when": {"quiet": {"on": "street", "minutes": 20}}}, "“My street is dark” has had no answer"),
    (reaction.Quiet, "minutes", {"when": {"quiet": {"on": "street", "minutes": 20}}}, "for 20 minutes"),
    (reaction.Count, "action", {"when": {"count": {"action": "hide", "times": ">=2"}}}, "“Hide”"),
    (reaction.Count, "times", {"when": {"count": {"action": "hide", "times": ">=2"}}}, "at least 2"),
    (reaction.When, "move", {"when": {"move": {}}}, "When the office does anything"),
    (reaction.When, "quiet", {"when": {"quiet": {"on": "street", "minutes": 1}}}, "no answer for 1 minute,"),
    (reaction.When, "status", {"when": {"status": {"street": ["moved", "hidden"]}}}, "“My street is dark” is answered in private or hidden"),
    (reaction.When, "trust", {"when": {"trust": "<30"}}, "trust is below 30"),
    (reaction.When, "heat", {"when": {"heat": ">=60"}}, "heat is at least 60"),
    (reaction.When, "minute", {"when": {"minute": ">=62"}}, "it is 10:02 or later"),
    (reaction.When, "count", {"when": {"count": {"action": "statement", "times": 0}}}, "the office has never used “Statement”"),
    (reaction.When, "after", {"when": {"after": "crowd-comes"}}, "“Crowd comes” has happened"),
    (reaction.When, "unless", {"when": {"move": {}, "unless": "crowd-comes"}}, "unless “Crowd comes” was set off before"),
    (reaction.Reaction, "or_when", {"when": {"move": {}}, "or_when": [{"heat": ">=60"}]}, "does anything; or once heat is at least 60, then"),
    (reaction.Comment, "persona", {"then": {"comments": [{"persona": "rabia", "text": "Shame"}]}}, "Rabia writes on the page"),
    (reaction.Comment, "under", {"then": {"comments": [{"persona": "rabia", "under": "street", "text": "Shame"}]}}, "under “My street is dark”"),
    (reaction.Comment, "text", {"then": {"comments": [{"persona": "rabia", "text": "Shame"}]}}, "“Shame”"),
    (reaction.Comment, "language", {"then": {"comments": [{"persona": "rabia", "text": "Shame", "language": "ur"}]}}, "(Urdu)"),
    (reaction.Crowd, "on", {"then": {"crowd": [{"on": "street", "likes": 5}]}}, "“My street is dark” gets"),
    (reaction.Crowd, "likes", {"then": {"crowd": [{"on": "street", "likes": -5}]}}, "-5 likes"),
    (reaction.Crowd, "shares", {"then": {"crowd": [{"on": "street", "shares": 1}]}}, "1 share "),
    (reaction.Then, "posts", {"then": {"posts": ["drain"]}}, "Rabia posts “The drain in front of the school is…”"),
    (reaction.Then, "comments", {"then": {"comments": [{}, {}]}}, "somebody who is not chosen yet writes"),
    (reaction.Then, "crowd", {"then": {"crowd": [{}]}}, "a post that is not chosen yet gets"),
    (reaction.Then, "trust", {"then": {"trust": -4}}, "trust falls by 4"),
    (reaction.Then, "heat", {"then": {"heat": 4}}, "heat rises by 4"),
    (reaction.Then, "status", {"then": {"status": {"street": "open"}}}, "“My street is dark” calls for an answer again"),
    (reaction.Then, "end", {"then": {"end": "The page is closed."}}, "the run ends: “The page is closed.”"),
    (reaction.Reaction, "chance", {"chance": 0.7}, "in 70% of cases"),
    (reaction.Reaction, "times", {"times": 3}, "at most 3 times"),
    (reaction.Reaction, "delay", {"delay": 5, "then": {"heat": 1}}, "after 5 minutes heat rises"),
    (reaction.Reaction, "when", {"when": {}}, "When something happens that is not chosen yet"),
    (reaction.Reaction, "then", {"then": {}}, "then nothing happens yet"),
]  # fmt: skip
SWARM = {
    "personas": ["yasir", "rabia"],
    "texts": ["Jawab do", "Shame"],
    "times": 16,
    "over": 40,
    "under": "street",
    "language": "roman_ur",
}
SWARM_SAID = {
    "personas": "by Yasir or Rabia", "texts": "“Jawab do”, or another text", "times": "16 comments", "over": "within 40 minutes",
    "under": "under “My street is dark”", "language": "(Roman Urdu)",
}  # fmt: skip
KEYS += [(reaction.Swarm, key, {"then": {"swarms": [SWARM]}}, words) for key, words in SWARM_SAID.items()]
KEYS += [(reaction.Then, "swarms", {"then": {"swarms": [{}]}}, "0 comments come")]


@pytest.fixture(autouse=True)
def request_context(app):
    with app.test_request_context():
        yield


def said(values, offices={"wasa": "Water and Sanitation"}):
    return sentences.sentence(STREET, values, offices)


@pytest.mark.parametrize(("schema", "key", "values", "words"), KEYS, ids=lambda value: getattr(value, "__name__", None))
def test_every_key_is_said(schema, key, values, words):
    assert words in said(values)


def test_no_key_is_forgotten():
    schemas = (reaction.Reaction, reaction.When, reaction.MoveWhen, reaction.Quiet, reaction.Count)
    schemas += (reaction.Then, reaction.Comment, reaction.Swarm, reaction.Crowd)
    keys = {(schema, key) for schema in schemas for key in schema.model_fields} - {(reaction.Reaction, "slug")}

    assert {
        (schema, key) for schema, key, *_ in KEYS
    } == keys, "say them in scenarios/studio/conditions.py or consequences.py, and how in KEYS here"


def test_the_vocabulary_has_words():
    assert set(sentences.DEEDS) == set(vocabulary.ACTIONS) and set(sentences.DEEDS_ON) == set(vocabulary.POST_ACTIONS)
    assert set(conditions.KINDS) == set(vocabulary.FOUND)
    assert set(names.STATUSES) == set(vocabulary.STATUSES)
    assert set(sentences.HABITS) == {"silence", "good", "bad"} == set(Habit.model_fields["on"].annotation.__args__)


def test_a_reaction_reads_as_a_sentence():
    whole = said({
        "slug": "dark-words",
        "when": {"move": {"on": "street", "action": "reply", "overall": "<2"}, "heat": ">=60"},
        "then": {"comments": [{"persona": "yasir", "under": "street", "text": "Still dark."}], "heat": 10},
        "chance": 0.7, "delay": 5,
    })  # fmt: skip

    assert whole == (
        "When the office replies to “My street is dark” in public, and its words are harmful or poor, and heat is at least 60, "
        "then after 5 minutes Yasir writes under “My street is dark”: “Still dark.”; heat rises by 10. (in 70% of cases, once)"
    )


def test_every_way_to_set_a_reaction_off_is_said():
    ways = [{"move": {"on": "street", "action": "hide"}, "unless": "crowd-comes"}, {"minute": 30, "trust": "<20"}, {}]

    assert sentences.when(STREET, {"when": {"heat": ">=60"}, "or_when": ways}) == (
        "Once heat is at least 60; or when the office hides “My street is dark”, unless “Crowd comes” was set off before; "
        "or once trust is below 20, and it is 09:30; or when something happens that is not chosen yet"
    )


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (["reply", "message"], "answers “My street is dark” in public or in private"),
        (["correct", "reply", "message"], "answers “My street is dark” in public, in private or by a correction"),
        (["hide", "report"], "does one of these on “My street is dark”: hides it or reports it"),
        ("ignore", "leaves “My street is dark” alone on purpose"),
    ],
)
def test_several_actions_are_said_together(action, words):
    assert words in sentences.when(STREET, {"when": {"move": {"on": "street", "action": action}}})


def test_hiding_is_said_with_the_clause_that_is_given_as_the_reason():
    assert "the reason given is “No abuse.”" in said({"when": {"move": {"action": "hide", "target": "respect"}}})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"when": {"move": {"on": "gone"}}}, "a post that is not there (gone)"),
        ({"when": {"quiet": {}}}, "a post that is not chosen yet has had no answer for a time that is not chosen yet"),
        ({"when": {"heat": "hot"}}, "heat is a number that is not chosen yet"),
        ({"when": {"after": ["gone"]}}, "a reaction that is not there (gone)"),
        ({"then": {"comments": [{"persona": "nobody"}]}}, "somebody who is not there (nobody) writes on the page: words that are not written"),
        (None, "When something happens that is not chosen yet, then nothing happens yet. (once)"),
    ],
)  # fmt: skip
def test_what_is_missing_in_a_draft_is_said(values, words):
    assert words in said(values)


def test_a_habit_reads_as_a_sentence():
    habit = {"on": "silence", "minutes": 30, "texts": ["Hello??", "Anybody?"], "chance": 0.5}

    assert sentences.habit("Yasir", habit) == (
        "Yasir, left alone for 30 minutes, writes under the post: “Hello??”, or another text (in 50% of cases)"
    )


@pytest.mark.parametrize("slug", CONTENTS)
def test_the_shipped_reactions_leave_nothing_open(slug):
    scenario = CONTENTS[slug]
    offices = {office.slug: office.name for office in rules_of(scenario).offices}
    document = Document.of(scenario)

    for each in scenario.reactions:
        words = sentences.sentence(document, each, offices)
        assert not any(gap in words for gap in ("not chosen yet", "is not there", "nothing happens", "%(")), words


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 3000)
    | st.floats(allow_nan=False)
    | st.sampled_from(["street", "", "<2", "%s", "reply"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["on", "street", "text", "minutes", "times", "levels"]), inner),
    max_leaves=8,
)
REACTIONS = st.fixed_dictionaries({}, optional={
    **{key: JSON for key in reaction.Reaction.model_fields},
    "when": JSON | st.dictionaries(st.sampled_from([*reaction.When.model_fields]), JSON | st.dictionaries(
        st.sampled_from([*reaction.MoveWhen.model_fields]), JSON)),
    "then": JSON | st.dictionaries(st.sampled_from([*reaction.Then.model_fields]), JSON),
})  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=JSON | REACTIONS, street=JSON | st.just(STREET))
def test_no_draft_is_too_broken_to_be_read(values, street):
    assert sentences.sentence(street, values)
    assert sentences.habit("Yasir", values)
