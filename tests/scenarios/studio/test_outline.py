"""The outline of scenarios: words for everything, a beginning that greets nobody with a wall of problems, and
shipped scenarios that a look at their forms leaves as they are."""

from typing import Literal, get_args, get_origin

import pytest

from academy import packs
from academy.packs.parts import Part
from academy.studio import forms, problems
from academy.studio.places import places
from scenarios.pack import Scenario
from scenarios.studio.outline import OUTLINE, WORDS
from scenarios.studio.shapes import Picked
from tests import shipped

QUICK = ("water-at-the-door", "first-shift")  # the first uses nearly every field that there is


def parts_of(schema):
    """Every schema below this one."""
    found, waiting = [], [schema]
    while waiting:
        each = waiting.pop()
        if isinstance(each, type) and issubclass(each, Part):
            if each not in found:
                found.append(each)
                waiting += [info.annotation for info in each.model_fields.values()]
        else:
            waiting += get_args(each)
    return found


def literals_of(annotation):
    """The words that a type leaves to choose from."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for each in get_args(annotation):
            yield from literals_of(each)


def said(document, place):
    """What the form of a place says if nothing is touched."""
    return forms.of(OUTLINE, document, place, {"rules": shipped.RULES[document["rules"]]}).said()


@pytest.mark.parametrize("schema", parts_of(Scenario), ids=lambda schema: schema.__name__)
def test_every_field_has_a_label_and_every_word_to_choose_a_name(schema):
    own = WORDS[schema]
    assert set(own) == set(schema.model_fields)
    for name, info in schema.model_fields.items():
        says = own[name]
        assert says.label or type(says.shape).__name__ == "Hidden", name
        if says.shape is None:
            named = {*says.options, *says.values}
            assert set(literals_of(info.annotation)) <= named, name


def test_every_list_that_a_field_chooses_from_is_there():
    asked = {says.choices for own in WORDS.values() for says in own.values()} - {""}

    assert asked <= set(OUTLINE.choices)


def test_whatever_can_be_picked_from_a_menu_has_something_to_begin_with():
    for own in WORDS.values():
        for says in own.values():
            if isinstance(says.shape, Picked):
                assert set(says.shape.begins) == set(says.shape.inner)


def test_every_field_of_a_scenario_is_on_some_page():
    paged = {name for page in OUTLINE.pages for name in page.fields} | {each.name for each in OUTLINE.collections}

    assert paged == set(Scenario.model_fields)


def test_a_blank_scenario_asks_for_what_only_its_author_knows(app):
    with app.test_request_context():
        blank = OUTLINE.blank("The lamp", "pakistan")

    found = packs.judge(packs.KINDS["scenario"], blank, {}, lambda slug: shipped.PAKISTAN)[1]

    assert {problem.path for problem in found} == {
        ("summary",), ("brief",), ("page", "name"), ("page", "handle"), ("page", "about"), ("directory",), ("posts",),
    }  # fmt: skip


@pytest.mark.parametrize(
    "slug", [slug if slug in QUICK else pytest.param(slug, marks=pytest.mark.slow) for slug in shipped.CONTENTS]
)
def test_a_look_at_the_forms_of_a_scenario_changes_nothing(app, slug):
    document = shipped.CONTENTS[slug].model_dump(mode="json", exclude_defaults=True)

    with app.test_request_context():
        changed = [
            place.name
            for place in places(OUTLINE, document)
            if not place.is_list and said(document, place) != place.value
        ]

    assert not changed


def test_a_problem_is_told_beside_the_input_that_it_is_about(app):
    document = shipped.CONTENTS["water-rumour"].model_dump(mode="json", exclude_defaults=True)
    document["posts"][0]["exemplars"]["mandate"].pop("misses")
    document["reactions"][0]["when"]["trust"] = "low"
    document["page"]["charter"][1]["text"] = ""

    with app.test_request_context():
        found = packs.judge(packs.KINDS["scenario"], document, {}, lambda slug: shipped.PAKISTAN)[1]
        told = [(each.place.name, each.field, each.label) for each in problems.told(OUTLINE, document, found)]

    assert sorted(told) == [
        ("office", "page-charter-1-text", "Rules of the page: Rule"),
        ("posts/voice-note", "exemplars-mandate-misses", "Stays within the mandate: Poor"),
        (f"reactions/{document['reactions'][0]['slug']}", "when-trust-number", "When: Trust is"),
    ]
