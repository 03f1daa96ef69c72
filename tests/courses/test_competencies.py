"""The competency map: what teaches and examines each objective, what a learner has shown, what certificates say of it."""

import json

import pytest

from academy import editions, records
from academy.certificates import drawing
from academy.certificates.models import Certificate
from academy.db import db
from academy.records import criteria
from courses import competencies, lessons, pack, progress, shown
from courses.shown import Piece
from tests import factories
from tests.courses.conftest import published as published_small
from tests.courses.reading import DRAIN, LOOK_BACK, answer, open_second, published

TASK = """          - type: task
            slug: note
            title: A note
            minutes: 20
            brief: Write it.
            objectives: [referral/judges]
            rubric:
              - slug: length
                title: Length
                levels: [{points: 2, label: Good, description: D}, {points: 0, label: Bad, description: D}]
      - slug: second"""


@pytest.fixture
def course(session):
    return published()


@pytest.fixture
def enrolment(request_context, course):
    return factories.enrolment(course="reading")


@pytest.fixture
def page(client, enrolment):
    return client.sign_in(enrolment.person)


@pytest.fixture
def judged(monkeypatch):
    """Levels of replies, as whoever grades by criteria would tell them: `judged(mandate=1.5)`."""

    def tell(posts=4, **levels):
        def means(enrolments):
            return [criteria.Mean(1, "reading", DRAIN, name, level, 0, 2, posts) for name, level in levels.items()]

        monkeypatch.setattr(criteria, "_providers", [criteria.Provider(means, lambda enrolments: [])])

    tell()
    return tell


def objectives(course):
    return {one.slug: one for each in competencies.map_of(course) for one in each.objectives}


def states(enrolment):
    found = shown.of(enrolment, progress.edition_of(enrolment), progress.of(enrolment))
    return {one.objective.slug: one for _competency, inside in found for one in inside}


# The map


def test_each_competency_has_three_objectives_with_what_teaches_and_examines_them(course):
    found = objectives(course)

    assert [each.title for each in competencies.map_of(course)] == [
        "Sends people where they are helped",
        "Keeps to the mandate",
    ]
    assert [one.slug for one in found["referral/knows"].taught] == ["look-back"]
    assert [one.slug for one in found["referral/knows"].examined] == ["check"]
    assert [one.slug for one in found["mandate/judges"].examined] == ["check"]
    assert [one.slug for one in found["mandate/does"].examined] == ["drain"]
    assert found["mandate/does"].criteria == ("mandate",)
    assert (found["referral/does"].taught, found["referral/does"].examined) == ((), ())


def test_a_draw_for_kinds_of_post_examines_only_what_it_may_draw(session):
    course = published(**{"objectives: [referral/knows]}": "triage: rumour}"})

    assert [one.slug for one in objectives(course)["referral/does"].examined] == ["check"]
    assert objectives(course)["referral/judges"].examined == ()


def test_a_course_without_a_bank_has_no_map_and_its_own_words(client, session):
    edition = published_small()
    learner = client.sign_in(factories.enrolment(course="small").person)

    assert competencies.map_of(edition) == []
    assert pack.competencies(editions.content(edition), None) == ("Reads before replying",)
    assert learner.get("/courses/small/competencies").status_code == 404


# What a learner has shown


def test_nothing_is_shown_to_begin_with(enrolment, judged):
    assert {one.state for one in states(enrolment).values()} == {"open"}


def test_a_lesson_that_was_read_is_a_beginning(enrolment, judged):
    lessons.finish(enrolment, LOOK_BACK)

    assert states(enrolment)["referral/knows"].state == "begun"
    assert states(enrolment)["mandate/does"].state == "open"


def test_questions_count_for_what_they_examine(enrolment, judged):
    lessons.finish(enrolment, LOOK_BACK)
    answer(enrolment, own=True)
    found = states(enrolment)

    assert found["referral/knows"].pieces == (Piece("questions", 2, 2),)
    assert found["referral/knows"].state == "shown"
    assert (found["mandate/judges"].pieces, found["mandate/judges"].state) == ((Piece("questions", 0, 1),), "begun")


def test_the_attempt_that_counts_is_looked_at(enrolment, judged):
    lessons.finish(enrolment, LOOK_BACK)
    answer(enrolment, own=True)
    answer(enrolment)

    assert states(enrolment)["mandate/judges"].state == "shown"


def test_levels_of_replies_show_what_somebody_does(enrolment, judged):
    judged(mandate=1.5, clarity=0)
    strong = states(enrolment)["mandate/does"]
    judged(mandate=1, clarity=2)
    weak = states(enrolment)["mandate/does"]

    assert (strong.pieces, strong.share, strong.state) == ((Piece("replies", 3, 4),), 0.75, "shown")
    assert (weak.share, weak.state) == (0.5, "begun")
    assert states(enrolment)["referral/does"].state == "open"


def test_scenarios_and_written_work_count_by_their_score_once_it_is_settled(request_context, session, judged):
    published(**{"      - slug: second": TASK})
    enrolment = factories.enrolment(course="reading")
    open_second(enrolment)
    own = {"attempt": 1, "edition": enrolment.edition}
    records.record(enrolment, DRAIN, score=90, passed=True, provisional=True, **own)
    records.record(enrolment, "task/note", score=50, passed=True, **own)
    before = states(enrolment)["mandate/does"].pieces
    records.record(enrolment, DRAIN, score=90, passed=True, **own)

    assert before == ()
    assert states(enrolment)["mandate/does"].pieces == (Piece("scenarios", 0.9, 1),)
    assert states(enrolment)["referral/judges"].pieces == (Piece("tasks", 0.5, 1),)
    assert states(enrolment)["referral/judges"].state == "begun"


# The pages


def test_the_page_draws_the_map_and_says_it_in_words_and_numbers(page, enrolment, judged):
    lessons.finish(enrolment, LOOK_BACK)
    answer(enrolment, own=True)
    told = page.get("/courses/reading/competencies").text

    assert "Of 6 objectives you have shown 1 and begun 1." in told
    assert '<svg class="bar-chart"' in told and "The same as a table" in told
    assert "Questions: 2.0 of 2.0 points" in told or "Questions: 2 of 2 points" in told
    assert "Not shown yet" in told
    assert 'href="/courses/reading/lesson/look-back"' in told
    assert 'href="/courses/reading/scenario/drain"' in told


def test_what_is_locked_is_named_without_a_link(page):
    told = page.get("/courses/reading/competencies").text

    assert "The drain" in told and 'href="/courses/reading/scenario/drain"' not in told


def test_staff_see_the_map_without_anybody(client, course):
    told = client.sign_in(factories.instructor()).get("/courses/reading/competencies").text

    assert "Sends people where they are helped" in told
    assert "What you have shown so far" not in told and "You so far" not in told


def test_the_map_is_linked_from_the_course(page):
    assert 'href="/courses/reading/competencies"' in page.get("/courses/reading").text


def test_everybody_may_read_what_a_competency_means(client, course):
    told = client.get("/courses/reading/competencies/mandate")

    assert told.status_code == 200
    assert "Keeps to the mandate" in told.text and "What it is." in told.text and "Reading course" in told.text
    assert client.get("/courses/reading/competencies/none").status_code == 404
    assert client.get("/courses/none/competencies/mandate").status_code == 404


def test_a_course_without_a_bank_explains_no_competency(client, session):
    published_small()

    assert client.get("/courses/small/competencies/mandate").status_code == 404


# The certificate


@pytest.fixture
def certificate(enrolment, judged):
    open_second(enrolment)
    records.record(enrolment, DRAIN, attempt=1, edition=enrolment.edition, score=80, passed=True)
    return db.session.query(Certificate).one()


def test_the_certificate_prints_the_titles_of_the_map(certificate):
    assert certificate.fields["competencies"] == ["Sends people where they are helped", "Keeps to the mandate"]


def test_the_credential_leads_to_what_they_mean(app, certificate, client):
    said = json.loads(drawing.draw(drawing.order_of(certificate)).credential)
    first, second = said["credentialSubject"]["achievement"]["alignment"]

    assert first["targetName"] == "Sends people where they are helped"
    assert first["targetDescription"] == "Which. Sends. When."
    assert first["targetFramework"] == "Testing"
    assert client.get(second["targetUrl"].removeprefix(app.config["BASE_URL"])).status_code == 200


def test_the_pages_of_the_certificate_lead_there(client, certificate):
    public = f"/verify/{certificate.serial}"

    for page in (client.get(public), client.sign_in(certificate.person).get("/certificates/")):
        assert "/courses/reading/competencies/mandate" in page.text
        assert "Keeps to the mandate" in page.text
