"""The grader with other weights than the shipped ones."""

from scenarios import grading
from scenarios.grading.model import Model, Ordinal, shipped


def test_the_shipped_weights_are_the_version_itself():
    assert grading.Grader().version == grading.VERSION


def test_other_weights_are_another_version(marked_items):
    item = next(iter(marked_items.values()))
    stern = Model({**shipped().ordinals, "overall": Ordinal({}, (9.0, 9.0, 9.0, 9.0))})

    grade = grading.Grader(stern).grade(item, "We are sorry. Our team comes tomorrow.")

    assert grade.overall == 0
    assert grade.grader.startswith(f"{grading.VERSION}+")


def test_equal_weights_are_the_same_version():
    again = Model.from_json(shipped().to_json())

    assert grading.Grader(again).version == grading.Grader(Model.from_json(again.to_json())).version
