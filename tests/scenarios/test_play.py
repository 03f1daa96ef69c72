"""The play page: every action with right and wrong particulars, and whatever people and machines type."""

import datetime

import pytest
from markupsafe import escape

from academy import cohorts, editions, packs, records
from scenarios import runs
from scenarios.models import Grade, Move, Run
from tests import factories

SORRY = "We are sorry. A crew clears the drain on Thursday."
FRIENDLY = "Copy it before you leave this page."


def statuses(run):
    return {entry.post: entry.status for entry in runs.feed(run).entries if entry.kind == "post"}


@pytest.mark.parametrize(
    ("action", "post", "target", "reply", "status", "graded"),
    [
        ("reply", "drain", "", SORRY, "answered", True),
        ("message", "drain", "", SORRY, "moved", True),
        ("statement", "", "", "The committee clears the drain on Thursday.", None, True),
        ("refer", "wires", "power-company", "", "referred", False),
        ("refer", "wires", "water-board", "Please look at this wire.", "referred", False),
        ("escalate", "wires", "chief-officer", "", "escalated", False),
        ("hide", "slur", "no-insults", "", "hidden", False),
        ("hide", "drain", "no-private-data", "", "hidden", False),
        ("report", "slur", "platform", "", "escalated", False),
        ("ignore", "drain", "", "", "open", False),
        ("wait", "", "", "", None, False),
    ],
)
def test_every_action_can_be_taken(act, learner, run, action, post, target, reply, status, graded):
    answer = act(1, action, post, reply, target)
    page = learner.get(answer.location)

    (move,) = run.moves
    assert (move.action, move.post, move.target, move.reply) == (action, post or None, target or None, reply)
    assert (move.grade is not None) == graded
    assert statuses(run).get(post) == status
    assert page.status_code == 200


def test_what_the_office_said_can_be_corrected(act, learner, run):
    act(1, "reply", "drain", "A crew comes on Wednesday.")
    act(2, "correct", "drain", "Our correction: the crew comes on Thursday.")

    thread = learner.get(f"/scenarios/runs/{run.id}").text
    assert run.moves[1].grade
    assert thread.index("A crew comes on Wednesday.") < thread.index("Our correction: the crew comes on Thursday.")


@pytest.mark.parametrize(
    ("action", "post", "target", "reply", "code", "says"),
    [
        ("reply", "drain", "", "", 400, "Write what the office says."),
        ("message", "drain", "", " \r\n\t ", 400, "Write what the office says."),
        ("statement", "", "", "", 400, "Write what the office says."),
        ("reply", "drain", "", "x" * 2001, 400, "A reply has at most 2000 characters."),
        ("refer", "drain", "", "A note.", 400, "Choose to whom, or under which clause."),
        ("refer", "drain", "chief-officer", "A note.", 400, "This target does not go with this action."),
        ("escalate", "drain", "water-board", "A note.", 400, "This target does not go with this action."),
        ("hide", "drain", "no-such-clause", "A note.", 400, "This target does not go with this action."),
        ("report", "drain", "t" * 61, "A note.", 400, "This target does not go with this action."),
        ("hide", "house", "no-insults", "A note.", 400, "Only public comments can be hidden."),
        ("correct", "drain", "", SORRY, 400, "The office has not written anything here"),
        ("statement", "drain", "", SORRY, 400, "This action is about no single post."),
        ("wait", "drain", "", "", 400, "This action is about no single post."),
        ("", "drain", "", SORRY, 400, "Choose what the office will do."),
        ("delete", "drain", "", SORRY, 400, "Choose what the office will do."),
        ("reply", "", "", SORRY, 404, "There is no such post on this page."),
        ("reply", "no-such-post", "", SORRY, 404, "There is no such post on this page."),
        ("reply", "p" * 61, "", SORRY, 404, "There is no such post on this page."),
        ("reply", "joke", "", SORRY, 404, "There is no such post on this page yet."),
    ],
)
def test_what_cannot_be_done_is_refused_and_the_words_stay(act, run, action, post, target, reply, code, says):
    answer = act(1, action, post, reply, target)

    assert answer.status_code == code
    assert says in answer.text
    assert f"{reply.strip()}</textarea>" in answer.text.replace("\r\n", "\n").replace(" \n\t ", "")
    assert run.moves == []
    assert run.minute == 0


def test_a_refused_form_keeps_what_was_chosen_and_opens_its_panel(act, run):
    page = act(1, "escalate", "wires", "A note.", target="water-board").text

    panel = page[page.index('id="panel-wires"') :].partition("</details>")[0]
    assert page.count('class="panel" open') == 1 and panel.partition(">")[0].startswith('id="panel-wires"')
    assert 'value="escalate" checked' in panel
    assert '<a href="#panel-wires">This target does not go with this action.' in page


def test_a_hidden_post_takes_no_public_answer(act, run):
    act(1, "hide", "slur", target="no-insults")
    answers = [act(2, action, "slur", SORRY, target) for action, target in (("reply", ""), ("hide", "no-insults"))]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert "This post is hidden: nobody would see the answer." in answers[0].text
    assert len(run.moves) == 1


def test_a_run_that_is_over_takes_nothing_more_and_gives_the_words_back(act, run):
    factories.finish(run)

    answer = act(1, "reply", "drain", SORRY)

    assert answer.status_code == 409
    assert "This run is over." in answer.text and FRIENDLY in answer.text
    assert f"{SORRY}</textarea>" in answer.text
    assert run.moves == []


@pytest.mark.parametrize(
    "typed",
    [
        "🕊" * 2000,
        "نالی جمعرات کو صاف ہو گی۔ \u202eraelc\u202c",
        "ড্রেন বৃহস্পতিবার পরিষ্কার হবে।",
        "a\u0301" * 1000,
        "\u200b",
        "bell \x07 escape \x1b[31m and \x85",
        "<script>alert(1)</script> {{ 7*7 }} '; DROP TABLE move; --",
        "\ufffe\uffff\U0010ffff",
        "x\ny\r\nz",
    ],
)
def test_whatever_can_be_typed_is_kept_as_it_is_and_shown_as_text(act, learner, run, typed):
    answer = act(1, "reply", "drain", typed)
    page = learner.get(f"/scenarios/runs/{run.id}")

    kept = typed.replace("\r\n", "\n").strip()
    assert answer.status_code == 302
    assert run.moves[0].reply == kept
    assert page.status_code == 200
    assert "<script>alert(1)" not in page.text


def test_as_many_characters_as_are_allowed_are_counted_as_people_count_them(act, run):
    assert act(1, "reply", "drain", "🕊" * 2001).status_code == 400
    assert act(1, "reply", "drain", "\r\n".join(["x" * 999, "y" * 1000])).status_code == 302


@pytest.mark.parametrize("field", ["reply", "post", "target", "action"])
def test_a_nul_byte_is_refused(act, run, field):
    form = {"number": 1, "action": "reply", "post": "drain", "target": "", "reply": SORRY}
    form[field] += "\0"

    answer = act(**form)

    assert answer.status_code in (400, 404)
    assert run.moves == []


@pytest.mark.parametrize("half", ["%ED%A0%80", "%FF", "%F0%9F"])
def test_half_a_character_does_no_harm(learner, run, half):
    body = f"number=1&action=reply&post=drain&reply=We+are+sorry+{half}+for+it."
    answer = learner.post(f"/scenarios/runs/{run.id}", data=body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 302
    assert run.moves[0].reply == f"We are sorry {half} for it."
    assert learner.get(answer.location).status_code == 200


def test_a_form_of_another_shape_is_refused(learner, session, run):
    address = f"/scenarios/runs/{run.id}"
    answers = [
        learner.post(address),
        learner.post(address, json={"number": 1, "action": "reply", "post": "drain", "reply": {"a": "\0"}}),
        learner.post(address, json=["wait"]),
        learner.post(address, data="\xff\xfe", content_type="application/x-www-form-urlencoded"),
        learner.post(address, data={"number": ["1", "2"], "action": ["nothing", "wait"]}),
    ]

    assert [answer.status_code // 100 for answer in answers] == [4] * 5
    assert session.query(Move).count() == session.query(Grade).count() == 0


def test_an_unknown_run_is_not_there(learner):
    assert learner.get("/scenarios/runs/999999").status_code == 404
    assert learner.get(f"/scenarios/runs/{2**40}").status_code == 404


# On which terms it is played


def test_a_learner_starts_what_is_open_and_goes_on_where_they_left(client, session, enrolment):
    client.sign_in(enrolment.person)
    page = client.get("/scenarios/start/practice/street")
    first, second = (client.post("/scenarios/start/practice/street") for _ in range(2))

    assert "Open the page" in page.text and "A wet street" in page.text
    assert first.location == second.location
    assert session.query(Run).one().attempt == 1
    assert "Go on where you left" in client.get("/scenarios/start/practice/street").text


def test_the_first_start_begins_the_course_and_pins_both_editions(client, session, enrolment):
    client.sign_in(enrolment.person).post("/scenarios/start/practice/street")

    assert enrolment.started_at
    assert enrolment.edition.slug == "practice"
    assert records.pinned(enrolment, "scenario/street") == session.query(Run).one().edition


def test_what_is_locked_is_not_started(client, session):
    factories.scenario()
    factories.practice()
    client.sign_in(factories.enrolment(course="practice").person)

    answer = client.post("/scenarios/start/practice/street")

    assert answer.status_code == 409
    assert "Finish first: First things" in answer.text
    assert 'href="/courses/practice"' in answer.text
    assert "Finish first: First things" in client.get("/scenarios/start/practice/street").text
    assert session.query(Run).count() == 0


def test_attempts_run_out(client, session, enrolment):
    client.sign_in(enrolment.person)
    for _ in range(2):
        client.post("/scenarios/start/practice/street")
        factories.finish(session.query(Run).filter_by(finished_at=None).one())

    answer = client.post("/scenarios/start/practice/street")

    assert answer.status_code == 409
    assert "All 2 attempts are used. Talk to your instructor." in answer.text
    assert [run.attempt for run in session.query(Run).order_by(Run.id)] == [1, 2]


def test_a_closed_course_lets_finish_what_was_begun_and_begins_nothing(client, session, enrolment):
    cohort = factories.cohort(enrolment.person, courses=["practice"])
    client.sign_in(enrolment.person)
    client.post("/scenarios/start/practice/street")
    cohorts.assign(None, cohort, "practice", closes_on=datetime.date(2020, 1, 1))

    going_on = client.post("/scenarios/start/practice/street")
    factories.finish(session.query(Run).one())
    again = client.post("/scenarios/start/practice/street")

    assert going_on.status_code == 302
    assert again.status_code == 409
    assert "This course closed on 1 January 2020." in again.text


@pytest.mark.parametrize("address", ["nowhere/street", "practice/nowhere", "practice/read-me"])
def test_what_is_not_given_out_is_not_there(client, enrolment, address):
    client.sign_in(enrolment.person)

    assert client.get(f"/scenarios/start/{address}").status_code == 404
    assert client.post(f"/scenarios/start/{address}").status_code == 404


def test_a_course_of_others_is_not_there(client, enrolment):
    client.sign_in(factories.learner())

    assert client.post("/scenarios/start/practice/street").status_code == 404


def test_an_edition_published_in_between_changes_nothing_that_was_begun(client, session, enrolment):
    client.sign_in(enrolment.person)
    client.post("/scenarios/start/practice/street")
    run = session.query(Run).one()
    before, page = run.edition, runs.feed(run).to_json()

    newer = factories.scenario(**{"A wet street": "A dry street", "The drain is blocked": "The lamp is dark"})
    same = runs.feed(run).to_json()
    title = client.get("/scenarios/start/practice/street").text
    factories.finish(run)
    client.post("/scenarios/start/practice/street")

    assert newer != before
    assert same == page
    assert "A wet street" in title
    assert {run.edition for run in session.query(Run)} == {before}


def test_the_pass_mark_is_the_one_of_the_start(client, session, enrolment):
    client.sign_in(enrolment.person).post("/scenarios/start/practice/street")

    factories.practice(factories.PRACTICE.replace("pass_mark: 60", "pass_mark: 90"))

    assert session.query(Run).one().pass_mark == 60


def test_staff_try_scenarios_and_leave_no_record(client, session):
    factories.scenario()
    for person in (factories.instructor(), factories.administrator()):
        client.sign_in(person)
        preview = client.get("/scenarios/try/street")
        play = client.post("/scenarios/try/street").location
        client.post(play, data={"number": 1, "action": "reply", "post": "drain", "reply": SORRY})
        run = session.query(Run).filter_by(person_id=person.id).one()
        factories.finish(run)

        assert "Try it" in preview.text
        assert "A wet street" in client.get("/scenarios/").text
        assert client.get(f"{play}/debrief").status_code == 200
        assert run.enrolment is None
    assert session.query(records.Result).count() == 0
    assert client.sign_in(factories.instructor()).get(f"/review/runs/{run.id}").status_code == 404


def test_a_learner_tries_nothing_outside_a_course(client, session):
    factories.scenario()
    client.sign_in(factories.learner())

    assert client.get("/scenarios/").status_code == 403
    assert client.post("/scenarios/try/street").status_code == 403
    assert session.query(Run).count() == 0


def test_staff_start_nothing_as_learners(client, enrolment):
    client.sign_in(factories.instructor())

    assert client.post("/scenarios/start/practice/street").status_code == 403


def test_an_unknown_scenario_cannot_be_tried(client):
    client.sign_in(factories.instructor())

    assert client.get("/scenarios/try/nowhere").status_code == 404
