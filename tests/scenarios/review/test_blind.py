"""Two instructors mark a sampled text blind: what they see, what they may give, and what comes of it."""

import pytest
import sqlalchemy as sa

from academy.records.models import Result
from scenarios import grading
from scenarios.models import Move
from scenarios.review import blind
from scenarios.review.models import BlindMark, Sample
from tests import factories, pages

GOOD = {f"level_{name}": 2 for name in grading.CRITERIA} | {"overall": 4}


@pytest.fixture(autouse=True)
def everything_is_drawn(app, monkeypatch):
    monkeypatch.setitem(app.config, "BLIND_SHARE", 100)


@pytest.fixture
def mark(client):
    """Send the form of a sample."""

    def mark(instructor, sample, **changes):
        return client.sign_in(instructor).post(f"/review/blind/{sample.id}", data=GOOD | changes)

    return mark


def sample_of(session, run, number=1):
    query = sa.select(Sample).join(Sample.grade).join(Move)
    return session.scalar(query.where(Move.run_id == run.id, Move.number == number))


def offered(client, person):
    """The number of the sample that the page offers to a person, or None."""
    page = pages.opened(client.sign_in(person), "/review/blind")
    forms = [form.action for form in page.forms if form.action.startswith("/review/blind/")]
    return int(forms[0].rpartition("/")[2]) if forms else None


def test_a_marker_sees_the_situation_and_the_words_and_nothing_that_tells(client, played, session):
    run = played("Ada Karim", level=1, doubtful=("clarity",), reply="We are sorry. A crew comes on Thursday.")
    factories.review(run, reviewer=factories.instructor(name="Farah Noor"), clarity=2)

    page = pages.opened(client.sign_in(factories.instructor()), "/review/blind")

    for shown in ("A wet street", "Rafiq Stores", "The drain is blocked", "was inspected on Monday", "Clear drains",
                  "Repair transformers", "helpline 118", "Replied in public", "A crew comes on Thursday."):
        assert shown in page.words, shown
    for hidden in ("Ada Karim", run.person.email, "Because of", "of 100", "% sure", "Farah Noor", "Look at clarity"):
        assert hidden not in page.html, hidden
    assert not page.all("input", checked="") and not page.all("input", checked=None)
    assert not page.all("mark")


def test_what_the_office_wrote_before_on_the_same_post_is_shown(client, played, session):
    correction = {"action": "correct", "reply": "It is Friday, we were wrong."}
    run = played("Ada Karim", correction, reply="It is Thursday.")

    page = pages.opened(client.sign_in(factories.instructor()), f"/review/blind?skip={sample_of(session, run).id}")

    assert "It is Thursday." in page.words and "It is Friday" in page.words
    assert "Corrected an earlier reply" in page.words


def test_a_mark_is_kept_and_the_next_text_comes(client, played, session, mark):
    instructor = factories.instructor()
    first, second = [sample_of(session, played(name)) for name in ("Ada Karim", "Ben Noor")]

    answer = mark(instructor, first, level_clarity=1, overall=3)

    kept = session.scalars(sa.select(BlindMark)).one()
    assert answer.location == "/review/blind"
    assert (kept.sample, kept.marker, kept.overall) == (first, instructor, 3)
    assert kept.levels == dict.fromkeys(grading.CRITERIA, 2) | {"clarity": 1}
    assert offered(client, instructor) == second.id


def test_what_has_fewest_marks_comes_first_then_the_oldest(client, played, session, mark):
    samples = [sample_of(session, played(name)) for name in ("Ada Karim", "Ben Noor", "Cem Shah")]
    mark(factories.instructor(), samples[0])

    assert offered(client, factories.instructor()) == samples[1].id


def test_two_marks_complete_a_sample(client, played, session, mark):
    sample = sample_of(session, played())
    for _ in range(2):
        mark(factories.instructor(), sample)

    third = mark(factories.instructor(), sample)

    assert third.status_code == 409 and "Two others have marked this text" in third.text
    assert session.query(BlindMark).count() == 2
    assert offered(client, factories.instructor()) is None


def test_nobody_marks_what_they_reviewed_wrote_or_marked(client, played, session, mark):
    run = played()
    sample = sample_of(session, run)
    reviewer, marker, writer = factories.instructor(), factories.instructor(), run.person
    factories.review(run, reviewer=reviewer)
    mark(marker, sample)
    writer.role = "instructor"

    assert [offered(client, person) for person in (reviewer, marker, writer)] == [None] * 3
    assert mark(reviewer, sample).status_code == 409
    assert mark(writer, sample).status_code == 404
    assert session.query(BlindMark).count() == 1


def test_who_has_marked_blind_may_still_review(client, played, session, mark):
    run = played()
    marker = factories.instructor()
    mark(marker, sample_of(session, run))

    factories.review(run, reviewer=marker)

    assert len(run.moves[0].grade.reviews) == 1


def test_the_same_mark_twice_is_one_and_another_is_refused(played, session, mark):
    sample, instructor = sample_of(session, played()), factories.instructor()

    answers = [mark(instructor, sample, overall=overall).status_code for overall in (4, 4, 3)]

    assert answers == [302, 302, 409]
    assert session.scalars(sa.select(BlindMark.overall)).all() == [4]


@pytest.mark.parametrize("overall", [2, 3, 4])
def test_a_red_line_holds_the_whole_at_one(played, session, mark, overall):
    sample = sample_of(session, played())

    answer = mark(factories.instructor(), sample, level_privacy=0, overall=overall)

    page = pages.read(answer)
    assert answer.status_code == 400
    assert "You marked a red line" in page.words and "#overall-0" in page.links
    form = dict(page.form(f"/review/blind/{sample.id}").fields)
    assert (form["level_privacy"], form["overall"], form["level_clarity"]) == ("0", str(overall), "2")
    assert session.query(BlindMark).count() == 0


def test_a_red_line_with_a_low_whole_is_taken(played, session, mark):
    assert mark(factories.instructor(), sample_of(session, played()), level_privacy=0, overall=1).status_code == 302


@pytest.mark.parametrize("field", ["level_clarity", "overall"])
@pytest.mark.parametrize("value", ["", "5", "-1", "x"])
def test_every_level_has_to_be_chosen(played, session, mark, field, value):
    answer = mark(factories.instructor(), sample_of(session, played()), **{field: value})

    assert answer.status_code == 400
    assert "There is a problem" in pages.read(answer).words
    assert session.query(BlindMark).count() == 0


def test_what_does_not_apply_is_left_out(client, session, mark, course):
    triage = "triage: service_complaint"
    factories.scenario(**{triage: f"{triage}\n        not_applicable: [mandate]"})
    run = factories.run(enrolment=factories.started(factories.learner(), "practice"))
    factories.move(run)
    sample = sample_of(session, factories.finish(run))
    without_mandate = {name: value for name, value in GOOD.items() if name != "level_mandate"}

    page = pages.opened(client.sign_in(factories.instructor()), "/review/blind")
    answer = client.post(f"/review/blind/{sample.id}", data=without_mandate)

    assert "Stays within the mandate" not in page.words
    assert answer.status_code == 302
    assert session.scalars(sa.select(BlindMark.levels)).one()["mandate"] is None


def test_a_text_that_somebody_knows_can_be_left_out(client, played, session):
    first, second = [sample_of(session, played(name)) for name in ("Ada Karim", "Ben Noor")]
    client.sign_in(factories.instructor())

    page = pages.opened(client, "/review/blind")
    after = pages.opened(client, f"/review/blind?skip={first.id}")
    end = pages.opened(client, f"/review/blind?skip={first.id}&skip={second.id}&skip=x")

    assert f"/review/blind?skip={first.id}" in page.links
    assert f"/review/blind/{second.id}" in [form.action for form in after.forms]
    assert "You have left out the last ones." in end.words


def test_a_blind_mark_changes_no_result(played, session, mark):
    run = played(level=2)
    before = run.score, run.passed, session.query(Result).count()

    for _ in range(2):
        mark(factories.instructor(), sample_of(session, run), level_privacy=0, overall=0)

    assert (run.score, run.passed, session.query(Result).count()) == before


def test_two_markers_against_the_grade_put_the_run_into_the_queue(client, played, session, mark):
    run = played(level=2)
    sample = sample_of(session, run)
    mark(factories.instructor(), sample, level_privacy=0, overall=0)
    after_one = run.disputed, run.waits
    mark(factories.instructor(), sample, level_privacy=0, overall=1)
    reader = client.sign_in(factories.instructor())

    assert after_one == (False, None)
    assert "two markers disagree with the grade" in pages.opened(reader, "/review/").words
    page = pages.opened(reader, f"/review/runs/{run.id}")
    assert "move 1: two markers disagree with the grade" in page.words and "Second marker" in page.words


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"level_privacy": 0, "overall": 0}, {}),
        ({"level_clarity": 0, "overall": 2}, {"level_clarity": 1, "overall": 3}),
    ],
)
def test_markers_who_agree_with_the_grade_or_not_with_each_other_dispute_nothing(played, session, mark, first, second):
    run = played(level=2)
    for changes in (first, second):
        mark(factories.instructor(), sample_of(session, run), **changes)

    assert (run.disputed, run.waits) == (False, None)


def test_two_markers_who_would_not_pass_it_dispute_a_pass(played, session, mark):
    run = played(level=2)
    for overall in (0, 1):
        mark(factories.instructor(), sample_of(session, run), overall=overall)

    assert run.disputed


def test_a_review_after_the_marks_ends_the_dispute_whatever_it_says(played, session, mark):
    run = played(level=2)
    for _ in range(2):
        mark(factories.instructor(), sample_of(session, run), overall=0)

    factories.review(run, overall=4)

    assert (run.disputed, run.waits) == (False, None)


def test_marks_can_dispute_a_review(played, session, mark):
    run = played(level=2)
    factories.review(run, overall=0, composure=0)
    for _ in range(2):
        mark(factories.instructor(), sample_of(session, run))

    assert run.disputed


def test_one_mark_is_shown_to_nobody(client, played, session, mark):
    run = played(level=2)
    mark(factories.instructor(), sample_of(session, run))

    page = pages.opened(client.sign_in(factories.instructor()), f"/review/runs/{run.id}")

    assert "Marked blind" not in page.words and "blind" not in page.words


def test_only_instructors_mark(client, played, session):
    sample = sample_of(session, played())
    for person in (factories.learner(), factories.administrator()):
        client.sign_in(person)
        assert client.get("/review/blind").status_code == 403
        assert client.post(f"/review/blind/{sample.id}", data=GOOD).status_code == 403


def test_there_is_no_such_sample(client, session):
    assert client.sign_in(factories.instructor()).post("/review/blind/999999", data=GOOD).status_code == 404


def test_a_marker_is_told_how_many_texts_wait(client, played, session):
    played()
    instructor = factories.instructor()

    assert blind.count_for(instructor) == 1
    assert "1 text waits for your blind mark." in pages.opened(client.sign_in(instructor), "/review/").words
    assert "/review/blind" in pages.opened(client, "/").links
