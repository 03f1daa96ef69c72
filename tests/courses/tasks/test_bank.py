"""The comment bank where tasks are marked: phrases into the comment on the whole and into those at words, and kept."""

import pytest

from academy.queue import phrases
from academy.queue.models import Phrase
from courses.tasks.models import Mark
from tests import factories
from tests.courses.tasks.conftest import ACTIVITY, PLACE, write
from tests.pages import opened, read

pytestmark = pytest.mark.usefixtures("request_context")
FULL = {"points_scope": "2", "points_tone": "4"}


@pytest.fixture
def bench(client, enrolment, instructor):
    """The browser of an instructor at a text, its form filled in: `bench(points_scope=2)`."""
    client.sign_in(instructor)
    place = f"/review/tasks/{write(enrolment).id}"

    def send(**filled):
        form = opened(client, place).form(place)
        return client.post(place, data=form.filled(**filled))

    send.place = place
    return send


def fields(page, name):
    return [value for field, value in page.form().fields if field == name]


def test_phrases_of_the_task_and_of_any_task_are_offered_and_no_others(client, bench, instructor):
    for topic, text in ((ACTIVITY, "Name the office."), ("task", "Well done."), ("clarity", "Of replies.")):
        phrases.keep(instructor, topic, text)
    phrases.keep(factories.instructor(), ACTIVITY, "Somebody else's.")

    words = opened(client, bench.place).words

    assert "Name the office." in words and "Well done." in words
    assert "Of replies." not in words and "Somebody else's." not in words


def test_without_scripts_a_phrase_goes_to_the_end_of_the_comment_on_the_whole(bench, instructor, session):
    phrase = phrases.keep(instructor, ACTIVITY, "Name the office.")

    page = read(bench(**FULL, comment="Good.", insert=f"comment:{phrase.id}"))

    assert ("comment", "Good. Name the office.") in page.form(bench.place).fields
    assert ("points_scope", "2") in page.form(bench.place).fields
    assert session.query(Mark).count() == 0


def test_or_to_the_end_of_the_newest_comment_at_words(bench, instructor):
    phrase = phrases.keep(instructor, "task", "Say which.")

    page = read(bench(**FULL, at=PLACE, said="Hm.", insert=f"said:{phrase.id}"))

    assert {("at", PLACE), ("said", "Hm. Say which.")} <= set(page.form(bench.place).fields)


@pytest.mark.parametrize("sent", ["comment:999999", "comment:x", "said:", "points_scope:1", ""])
def test_what_is_no_phrase_goes_nowhere(bench, instructor, sent, session):
    phrases.keep(factories.instructor(), ACTIVITY, "Somebody else's.")

    page = read(bench(**FULL, comment="Good.", insert=sent))

    assert ("comment", "Good.") in page.form(bench.place).fields and session.query(Mark).count() == 0


def test_what_was_written_is_kept_for_this_task_and_used_phrases_are_counted(bench, instructor, session):
    phrases.keep(instructor, "task", "Say which.")

    bench(**FULL, comment="Names it all.", keep_comment="y", at=PLACE, said="Say which. Now.", keep_said="y")

    found = {phrase.text: (phrase.topic, phrase.used) for phrase in session.query(Phrase)}
    assert found == {"Say which.": ("task", 1), "Names it all.": (ACTIVITY, 0), "Say which. Now.": (ACTIVITY, 0)}


def test_a_comment_that_is_too_long_for_a_phrase_is_published_and_that_is_said(client, bench, session):
    bench(**FULL, comment="x" * 501, keep_comment="y")

    assert session.query(Mark).count() == 1 and session.query(Phrase).count() == 0
    assert "is too long for your comment bank" in opened(client, "/review/").words


def test_the_bank_has_tasks_beside_criteria_and_what_is_offered_no_more(client, bench, instructor):
    phrases.keep(instructor, ACTIVITY, "Name the office.")
    phrases.keep(instructor, "task/retired", "Of old.")
    phrases.keep(factories.instructor(), "task/retired", "Of another.", shared=True)

    page = opened(client, "/review/phrases")

    assert "Write the charter" in page.words and "Written work: any task" in page.words
    assert "For what is offered no more" in page.words and "Of old." in page.words
    assert "Of another." not in page.words
