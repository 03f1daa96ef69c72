"""What words lack: the fact that is not said, the office by name, the promise quoted; one sentence for each criterion."""

from dataclasses import replace

import pytest

from scenarios import grading, items
from scenarios.studio.lacking import lacking
from scenarios.studio.lines import grade
from tests.shipped import CONTENTS, PAKISTAN, rules_of

GRADER = grading.Grader()
ITEM = items.of_post(CONTENTS["dark-street"], PAKISTAN, "transformer")
LIGHTS = items.of_post(CONTENTS["dark-street"], PAKISTAN, "streetlights")


@pytest.fixture(autouse=True)
def request_context(app):
    with app.test_request_context():
        yield


def lacks(words, criterion, item=ITEM):
    return lacking(grade(item, words, "reply", GRADER), criterion)


@pytest.mark.parametrize(
    ("words", "criterion", "told"),
    [
        ("We will look into it soon.", "acknowledgement", "Thank them or say that you are sorry, and name their matter: “bijli”"),
        ("We will look into it soon.", "mandate", "Say this: “The control room wrote to the company's sub-divisional officer"),
        ("We will look into it soon.", "next_step", "where to turn (helpline 118)."),
        ("We guarantee that the transformer is new by Friday.", "mandate", "Leave out the promise “We guarantee that the transformer is new by Friday”"),
        ("The transformer of Qasimabad was ordered 19 weeks ago.", "mandate", "Leave out “19 weeks”, or add the fact that gives it."),
        ("Stop crying, you idiot.", "composure", "Leave out “idiot”."),
        ("Send your CNIC number here.", "privacy", "Ask for it in a private message, not here: “CNIC"),
        ("lamp, help, call, light, 118, power, company", "mandate", "Write whole sentences."),
    ],
)  # fmt: skip
def test_it_says_what_to_write_by_name(words, criterion, told):
    assert told in lacks(words, criterion)


def test_the_right_office_is_named_with_the_way_to_it():
    assert lacks("We will look into it soon.", "mandate", LIGHTS).startswith(
        "Name the office to turn to: “Municipal Committee”, "
    )


EXAM = grading.Item.from_json(
    {
        "id": "exam",
        "office": "District Education Office, Kot Sahar",
        "country": "PK",
        "kind": "information_request",
        "post": {
            "author": "Nusrat Parveen",
            "text": "My girl broke her foot, she is on crutches. Is the new place upstairs? Does anybody help her in?",
            "language": "en",
        },
        "facts": ["The exam stays on Wednesday.", "A bus leaves from the old gate at Canal Road."],
        "mandate": {
            "can": ["run the buses"],
            "cannot": ["give extra time or extra marks"],
            "refer": [{"office": "Examination Board", "channel": "helpline 0800-00411"}],
        },
    }
)


@pytest.mark.parametrize(
    "fact",
    ["The gates open at 7:15.", "The gates open at 9:00.", "The gates open at nine.", "The gates open on Thursday."],
)
def test_a_fact_with_an_hour_or_a_day_says_by_when(fact):
    timed = replace(EXAM, facts=(grading.Fact("The hall is locked."), grading.Fact(fact)))

    assert f"by when (“{fact.removesuffix('.')}" in lacks("Noted.", "next_step", timed)


def test_without_an_hour_or_a_day_no_fact_gives_a_time():
    untimed = replace(EXAM, facts=(grading.Fact("The hall on Canal Road has 3 rooms for 214 pupils."),))

    assert "by when (no fact gives a time yet)" in lacks("Noted.", "next_step", untimed)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "We are sorry. The exam is postponed to Thursday.",
            "Say “The exam stays on Wednesday” instead of “The exam is postponed",
        ),
        (
            "The exam does not stay on Wednesday.",
            "Say “The exam stays on Wednesday” instead of “The exam does not stay",
        ),
        (
            "WASA will give your daughter extra time and extra marks within 19 weeks.",
            "Promise nothing that the office may not do: “give extra time or extra marks”.",
        ),
    ],
)
def test_the_opposite_of_a_fact_and_what_the_office_may_not_do_come_first(words, told):
    assert lacks(words, "mandate", EXAM).startswith(told)


def test_another_thing_on_another_day_contradicts_nothing():
    assert "instead of" not in lacks("Our desk will be open on Thursday.", "mandate", EXAM)


def test_what_is_to_be_named_is_the_matter_and_not_any_word():
    told = lacks("Noted.", "acknowledgement", EXAM)

    assert "crutches" in told
    assert not any(word in told for word in ("girl", "help", "anybody"))


@pytest.mark.parametrize("slug", CONTENTS)
def test_a_criterion_below_met_has_one_sentence_and_a_met_one_none(slug):
    scenario, texts = CONTENTS[slug], (
        "Noted.",
        "We will look into it soon. WASA promises it, 100 percent, within 3 days.",
    )
    for post in scenario.posts[:4]:
        for text in (*texts, post.example):
            graded = grade(items.of_post(scenario, rules_of(scenario), post.slug), text or "Noted.", "reply", GRADER)
            for name, each in graded.grade.criteria.items():
                assert bool(lacking(graded, name)) == (each.level in (0, 1)), (post.slug, name)
