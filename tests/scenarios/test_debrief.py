"""The debrief: what was done, what it was worth, why, and which words earned or lost it."""

import re

import pytest
from markupsafe import escape

from scenarios.review import reviews
from tests import factories

URDU = "ہمیں افسوس ہے۔ عملہ جمعرات کو نالی صاف کرے گا۔"


def finished(client, run):
    factories.finish(run)
    return client.sign_in(run.person).get(f"/scenarios/runs/{run.id}/debrief").text


def marked(page):
    """The words that are highlighted, without the numbers of their criteria."""
    marks = re.findall(r'<mark class="marked-text__mark">(.*?)</mark>', page, re.DOTALL)
    return [re.sub(r"<sup.*?</sup>", "", mark) for mark in marks]


def test_an_unfinished_run_has_no_debrief_yet(learner, run):
    answer = learner.get(f"/scenarios/runs/{run.id}/debrief")

    assert (answer.status_code, answer.location) == (302, f"/scenarios/runs/{run.id}")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("We are sorry. A crew comes on Thursday.", "Thursday"),
        (URDU, "جمعرات"),
        ("🕊 We are sorry 🕊 & a crew <comes> on Thursday.", "<comes> on"),
        ("e\u0301a\u0301 Thursday", "Thursday"),
        ("Two lines\nand Thursday", "lines\nand"),
    ],
)
def test_the_words_that_a_level_rests_on_are_highlighted(client, run, reply, words):
    start = reply.index(words)
    factories.move(run, reply=reply, evidence=((start, start + len(words)),))

    page = finished(client, run)

    assert marked(page) == [str(escape(words))]


def test_what_the_grader_itself_found_is_highlighted_where_it_is(client, run, act):
    reply = "یہ آپ کا مسئلہ ہے بیوقوف۔ We are sorry. A crew clears the drain on Thursday; call 1334."
    act(1, "reply", "drain", reply)
    spans = {
        (span["start"], span["end"])
        for criterion in run.moves[0].grade.detail["criteria"].values()
        for span in criterion["evidence"]
    }
    page = finished(client, run)

    assert spans and all(0 <= start < end <= len(reply) for start, end in spans)
    covered = {at for start, end in spans for at in range(start, end)}
    assert sum(len(part) for part in marked(page)) == len(covered)


def test_the_rule_that_a_level_rests_on_is_cited(client, run):
    factories.move(run, composure=0)
    page = finished(client, run)

    assert "Rule 24, Conduct rules: No part in politics." in page
    assert "Red line:" in page


def test_every_post_that_arrived_is_told_with_what_would_have_worked(client, run):
    factories.move(run, "reply", "drain")
    page = finished(client, run)

    titles = re.findall(r'<h2 id="handled-([a-z-]+)">', page)
    assert titles == ["drain", "wires", "slur", "house", "joke"]
    assert "The choice of what to do was" in page
    assert page.count("The office did nothing here.") == 4
    assert "A crew clears the drain on Thursday." in page  # the example
    assert "A complaint inside the mandate." in page


def test_what_was_done_too_late_is_said(client, run):
    factories.move(run, "reply", "drain", minute=70)

    assert "late" in finished(client, run)


def test_a_statement_is_told_after_the_posts(client, run):
    factories.move(run, "statement", None, "The committee clears the drain on Thursday.")
    page = finished(client, run)

    assert page.index("handled-joke") < page.index("handled-statement")


def test_the_timeline_can_be_read_as_a_table(client, run):
    factories.move(run, "reply", "drain")
    page = finished(client, run)

    rows = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    texts = [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in rows]
    assert any("Rafiq Stores writes" in text for text in texts)
    assert any("Move 1, about Rafiq Stores: Replied in public" in text for text in texts)
    assert any("The day is over." in text for text in texts)


@pytest.mark.parametrize(
    ("grade", "says"),
    [
        ({"level": 2}, "100 of 100. You needed 60."),
        ({"level": 1}, "Not passed yet"),
        ({"level": 2, "doubtful": ("acknowledgement", "mandate", "next_step", "clarity")}, "Awaiting review"),
    ],
)
def test_the_result_is_said_in_one_sentence(client, run, grade, says):
    factories.move(run, **grade)

    assert says in finished(client, run)


def test_a_settled_red_line_is_named(client, enrolment):
    run = factories.run(enrolment=enrolment)
    grade = factories.move(run, level=2, composure=0).grade
    factories.finish(run)
    reviews.judge(factories.instructor(), grade, levels_of(grade), {}, 0)

    page = client.sign_in(run.person).get(f"/scenarios/runs/{run.id}/debrief").text
    assert "A red line was crossed." in page
    assert "Because of composure." in page


def test_both_levels_and_the_reason_are_shown_after_a_review(client, enrolment):
    run = factories.run(enrolment=enrolment)
    grade = factories.move(run, level=2, next_step=0).grade
    factories.finish(run)
    reason = "Thursday <is> a date, and a good one."
    reviews.judge(
        factories.instructor(name="Farah Noor"), grade, levels_of(grade) | {"next_step": 2}, {"next_step": reason}, 4
    )

    page = client.sign_in(run.person).get(f"/scenarios/runs/{run.id}/debrief").text
    row = page[page.index("Because of next_step.") - 900 : page.index("Because of next_step.") + 600]
    assert "<del>" in row and "<ins>" in row
    assert "Farah Noor" in row
    assert "Thursday &lt;is&gt; a date, and a good one." in row


def test_hostile_words_are_only_words(client, run):
    factories.move(run, reply="<script>alert(1)</script> & {{ 7*7 }}", evidence=((0, 8),))
    page = finished(client, run)

    assert "<script>alert" not in page and "{{ 7*7 }}" in page


def test_the_debrief_takes_few_queries(client, run, counted):
    for post in ("drain", "house", "wires"):
        factories.move(run, "message", post)
    finished(client, run)
    with counted() as queries:
        client.get(f"/scenarios/runs/{run.id}/debrief")

    assert len(queries) <= 8, "\n".join(queries)


def levels_of(grade):
    return {name: each["level"] for name, each in grade.detail["criteria"].items()}


def test_the_same_words_again_are_named(client, learner, act, run):
    act(1, "reply", "drain", "We are sorry. A crew comes on Thursday.")
    act(2, "correct", "drain", "We are sorry.  A crew comes on THURSDAY.")

    assert "The same words as before" in finished(client, run)
