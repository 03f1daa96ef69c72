"""The debrief: what was done, what it was worth, why, and which words earned or lost it."""

import re

import pytest
from markupsafe import escape

from scenarios import outcomes, runs
from scenarios.debrief import consequences, explained
from scenarios.play.models import Unsent
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
    assert "A red line was crossed: whatever the points, the run does not pass." in page
    assert "Keeps composure: One sneer is screenshotted for ever." in page
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

    assert len(queries) <= 12, "\n".join(queries)


def levels_of(grade):
    return {name: each["level"] for name, each in grade.detail["criteria"].items()}


def test_the_same_words_again_are_named(client, learner, act, run):
    act(1, "reply", "drain", "We are sorry. A crew comes on Thursday.")
    act(2, "correct", "drain", "We are sorry.  A crew comes on THURSDAY.")

    assert "The same words as before" in finished(client, run)


def test_the_score_is_explained_line_by_line_and_the_points_add_up(app, client, run, act):
    client.sign_in(run.person)
    act(1, "reply", "drain", "We are sorry. A crew clears the drain on Thursday.")
    act(2, "hide", "drain", target="no-insults")
    factories.finish(run)
    with app.test_request_context():
        rows = explained.rows(run, outcomes.outcome(run, runs.feed(run)).score)

    (drain,) = [row for row in rows if row.anchor == "handled-drain"]
    assert drain.steps[0] == "Reply in public was the best: 100"
    assert drain.steps[1].startswith("its words: ×") and drain.steps[2] == "Hide besides, which was harmful: − 50"
    assert sum(row.points for row in rows) == pytest.approx(run.score, abs=0.1)


def test_a_move_says_what_the_public_did_because_of_it(client, run, act):
    client.sign_in(run.person)
    act(1, "reply", "drain", "We are sorry. A crew clears the drain on Thursday.")
    factories.finish(run)
    feed = runs.feed(run)

    came = consequences.of_move(runs.scenario(run), feed, 1)

    page = client.get(f"/scenarios/runs/{run.id}/debrief").text
    assert [said.text for said in came.voices] == [entry.text for entry in feed.entries if entry.move == 1 and entry.kind != "office"] != []
    assert "What the public did because of it:" in page and f"trust {came.trust:+d}".replace("-", "−") in page


def test_all_that_moved_the_gauges_is_somebodys_doing(client, run, act):
    client.sign_in(run.person)
    act(1, "reply", "drain", "Go away, you liar.")
    act(2, "wait")
    factories.finish(run)
    feed, scenario = runs.feed(run), runs.scenario(run)

    moved = [consequences.of_move(scenario, feed, number) for number in feed.made]
    moved += [consequences.of_silence(scenario, feed, post.slug) for post in scenario.posts]
    alone = [event for event in feed.events if event.kind == "reaction" and event.number is None]
    told = sum(one.trust for one in moved) + sum(event.trust - event.trust_before for event in alone)
    assert told == feed.trust - scenario.trust


def test_silence_has_consequences_too(client, run):
    page = finished(client, run)

    assert "What came of it that nobody had answered:" in page


@pytest.fixture
def asked(session):
    edition = factories.scenario(**{"minutes: 120": "minutes: 120\n    reflection: [What would you do again?, Who was missed?]"})
    return factories.finish(factories.run(edition=edition))


def test_answers_of_a_reflection_are_kept_and_can_be_written_anew(client, asked):
    client.sign_in(asked.person)
    for first in ("Ask first.", "Ask first, always."):
        answer = client.post(f"/scenarios/runs/{asked.id}/reflection", data={"answer-1": first, "answer-2": "Amna."})
        assert answer.location.endswith("#reflection")

    assert [(one.number, one.answer) for one in asked.reflections] == [(1, "Ask first, always."), (2, "Amna.")]
    assert "Ask first, always.</textarea>" in client.get(f"/scenarios/runs/{asked.id}/debrief").text


def test_an_answer_that_is_too_long_comes_back(client, asked):
    answer = client.sign_in(asked.person).post(f"/scenarios/runs/{asked.id}/reflection", data={"answer-1": "x" * 5001})

    assert answer.status_code == 400 and "x" * 5001 + "</textarea>" in answer.text
    assert answer.text.count("An answer has at most 5000 characters. Shorten it.") == 2
    assert asked.reflections == []


def test_whoever_reviews_a_run_reads_its_reflection_and_how_much_was_pasted(client, asked, session):
    client.sign_in(asked.person).post(f"/scenarios/runs/{asked.id}/reflection", data={"answer-1": "Ask first."})
    run = factories.run(enrolment=factories.started(asked.person), edition=asked.edition)
    factories.move(run, pasted=12)
    asked.enrolment, asked.attempt = factories.finish(run).enrolment, 2
    client.sign_in(factories.instructor())

    assert "Ask first." in client.get(f"/review/runs/{asked.id}").text
    assert "12 of 39 characters were pasted" in client.get(f"/review/runs/{run.id}").text


def test_nobody_else_reads_or_writes_a_reflection(client, asked):
    client.sign_in(factories.learner())

    assert client.post(f"/scenarios/runs/{asked.id}/reflection", data={"answer-1": "x"}).status_code == 404
    assert client.get(f"/scenarios/runs/{asked.id}/debrief.pdf").status_code == 404


def test_what_would_have_been_best_is_named_with_its_targets(client, run):
    page = finished(client, run)

    assert "Refer (Power Company)" in page and "Hide (Insults are hidden. Criticism never is.)" in page


@pytest.mark.parametrize("field", ["answer-²", "answer-" + "9" * 5000, "answers-0", "answer-3"])
def test_answers_to_no_question_change_nothing(client, asked, field):
    client.sign_in(asked.person).post(f"/scenarios/runs/{asked.id}/reflection", data={"answer-1": "Ask first."})

    assert client.post(f"/scenarios/runs/{asked.id}/reflection", data={field: "x"}).status_code == 302
    assert [(one.number, one.answer) for one in asked.reflections] == [(1, "Ask first.")]


def test_a_reviewer_does_not_read_what_was_not_sent(client, run, session):
    session.add(Unsent(run_id=run.id, post="drain", reply="Unsent anger"))
    run.enrolment = factories.started(run.person)
    factories.finish(run)

    assert "Unsent anger" in client.sign_in(run.person).get(f"/scenarios/runs/{run.id}/debrief").text
    assert "Unsent anger" not in client.sign_in(factories.instructor()).get(f"/review/runs/{run.id}").text
