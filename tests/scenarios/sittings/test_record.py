"""The record of a seat: what was done, its grades, how the score came about, and the appeal."""

import re

import pytest
from flask import current_app

from scenarios.review import appeals, reviews
from scenarios.sittings.models import Seat
from tests import factories
from tests.scenarios.sittings.test_sitting import LAMP

COURSE = """
    kind: course
    title: Practice
    code: PR-1
    summary: One dialogue.
    hours: 1
    competencies: [Answers in public]
    rules: land
    modules:
      - slug: one
        title: The dialogue
        summary: All of it.
        activities:
          - {type: dialogue, slug: two-windows, title: Two windows, minutes: 30, pass_mark: 60, attempts: 2}
"""


def learner(hall):
    """Somebody with a course that has the dialogue, at the lamps."""
    factories.edition("practice", COURSE)
    person = factories.learner()
    factories.started(person, "practice")
    with current_app.test_request_context():  # the terms of a course have an address
        return hall.seat(person=person)


def over(hall, minutes=30):
    hall.pass_time(minutes=minutes)
    assert hall.sitting.ended_at


@pytest.fixture
def answered(hall) -> Seat:
    """A seat with an answer and something sent to the other table, beside a colleague, in a sitting that is over."""
    seat = learner(hall)
    other = hall.seat()
    hall.start()
    hall.pass_time(minutes=2)
    hall.turn(seat, "reply", "dark-corner", reply=LAMP)
    hall.pass_time(minutes=6)
    hall.turn(seat, "refer", "dry-pump", target="water")
    hall.turn(other, "merge", "dark-again", target="comment-dark-corner")
    hall.turn(other, "statement", reply="We replaced 41 of 44 lamps in February.")
    over(hall)
    return seat


def test_the_record_tells_each_answer_with_its_grade_and_the_score_line_by_line(client, answered):
    page = client.sign_in(answered.person).get(f"/sittings/records/{answered.run_id}")

    assert page.status_code == 200
    assert "Our crew replaces lamp 14 by Tuesday 17 March." in page.text
    assert page.text.count('class="grade"') == 1
    rows = re.findall(r'<th role="rowheader" scope="row"><a href="#handled-\d+">', page.text)
    assert len(rows) == 2  # the answer and what was sent on
    assert "Answering was the best: 100" in page.text and "Referring was the best: 100" in page.text
    points = [
        float(each)
        for each in re.findall(r'aria-hidden="true">Points</span><span class="table__cell">([\d.]+)<', page.text)
    ]
    assert sum(points) == pytest.approx(answered.run.score, abs=0.3)


def test_what_the_table_did_together_is_told_without_marks_of_others(client, answered):
    page = client.sign_in(answered.person).get(f"/sittings/records/{answered.run_id}").text

    assert "What others of the table did" in page
    assert "Merging" in page
    assert "We replaced 41 of 44 lamps" not in page


def test_somebody_elses_record_is_not_there(client, answered):
    for other in (factories.learner(), factories.instructor(), factories.administrator()):
        assert client.sign_in(other).get(f"/sittings/records/{answered.run_id}").status_code == 404


def test_a_run_of_a_scenario_is_no_record(client, session):
    run = factories.run()

    assert client.sign_in(run.person).get(f"/sittings/records/{run.id}").status_code == 404


def test_before_the_end_there_is_none(client, hall):
    seat = hall.seat()
    hall.start()

    page = client.sign_in(seat.person).get(f"/sittings/records/{seat.run_id}")

    assert page.status_code == 200
    assert "The dialogue is not over" in page.text and 'class="grade"' not in page.text


def test_who_did_nothing_is_told_so(client, hall):
    seat = hall.seat()
    hall.start()
    over(hall)

    assert "You did nothing that counts" in client.sign_in(seat.person).get(f"/sittings/records/{seat.run_id}").text


def test_an_appeal_goes_from_the_record_to_another_instructor_and_back(client, answered):
    reader = factories.instructor()
    record = f"/sittings/records/{answered.run_id}"
    assert 'id="appeal-1"' in client.sign_in(answered.person).get(record).text

    sent = client.post(f"/scenarios/runs/{answered.run_id}/1/appeal", data={"reason": "The day was named."})

    assert (sent.status_code, sent.location) == (302, f"{record}#appeal-1")
    assert "Waits for another instructor" in client.get(record).text
    grade = answered.run.moves[0].grade
    levels = dict(grade.detail["criteria"])
    levels = {name: each["level"] for name, each in levels.items()}
    bench = client.sign_in(reader).get(f"/review/runs/{answered.run_id}/1")
    assert bench.status_code == 200 and "Lamp 14 is dark" in bench.text
    reviews.judge(reader, grade, levels, {}, grade.detail["overall"], "I read it again, and it stays.")
    assert not appeals.of(grade).open
    assert "I read it again, and it stays." in client.sign_in(answered.person).get(record).text


def test_an_appeal_without_words_comes_back_on_the_record(client, answered):
    sent = client.sign_in(answered.person).post(f"/scenarios/runs/{answered.run_id}/1/appeal", data={"reason": " "})

    assert sent.status_code == 400
    assert "Say what should be looked at again." in sent.text
    assert "How the score came about" in sent.text


def test_the_page_of_a_run_under_review_shows_a_dialogue(client, answered):
    page = client.sign_in(factories.instructor()).get(f"/review/runs/{answered.run_id}")

    assert page.status_code == 200
    assert "Our crew replaces lamp 14" in page.text


def test_a_red_line_is_told(client, hall):
    seat = learner(hall)
    hall.start()
    hall.pass_time(minutes=2)
    hall.turn(seat, "reply", "dark-corner", reply="You are an idiot. Shut up and go away.")
    over(hall)

    page = client.sign_in(seat.person).get(f"/sittings/records/{seat.run_id}").text

    assert seat.run.passed is False
    assert "Red line:" in page or "Awaiting review" in page
