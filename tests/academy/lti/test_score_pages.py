"""What learners, instructors and administrators see of the grades that go to platforms, and their "send again"."""

import csv
import io
import re

import pytest
import sqlalchemy as sa

from academy import editions, records
from academy.cohorts.models import Cohort
from academy.db import db
from academy.lti import claims, contexts, overview, platforms, rosters
from academy.lti.models import Context, Member
from tests import factories, pages
from tests.academy.lti.grading import LESSON, all_scores, column, participation, registration, result, work
from tests.platform import User

NOBODY = (404, "no such user", {}, False)


@pytest.fixture(autouse=True)
def own_tokens(app):
    app.extensions.pop("lti_tokens", None)


@pytest.fixture
def cohort(platform, launch):
    """The cohort of a platform's course, to which an officer was launched by a link with a column."""
    column(platform)
    launch()
    return db.session.scalar(sa.select(Cohort))


@pytest.fixture
def officer(client, cohort):
    return client.sign_in(participation().identity.person)


def teacher(client, launch):
    launch("u-instructor")
    return client


def test_a_learner_reads_that_the_grade_was_sent(client, platform, officer):
    assert "Your grade in" not in pages.opened(officer, "/courses/tiny").words
    result(83.3)
    assert "83.3 of 100. On its way" in pages.opened(officer, "/courses/tiny").words
    work()

    words = pages.opened(officer, "/courses/tiny").words
    assert "83.3 of 100. Sent to Moodle on" in words
    assert "Send again" not in words


def test_a_learner_whose_grade_was_not_taken_sends_it_again(platform, officer):
    platform.answers = [NOBODY]
    result()
    work()
    page = pages.opened(officer, "/courses/tiny")
    assert "Not taken" in page.words and "Moodle finds no column for it" in page.words
    form = next(form for form in page.forms if form.action == "/courses/tiny/grades")

    assert officer.post(form.action, data=form.filled()).status_code == 302
    officer.post(form.action, data=form.filled())
    work()

    assert [score.state for score in all_scores()] == ["refused", "sent"]
    assert len(platform.scores) == 1
    line = overview.of(registration())
    assert (line.sent, line.waiting, line.refused) == (1, 0, 0)  # what was refused first is no trouble any more


def test_a_learner_cannot_send_for_somebody_else(client, platform, cohort):
    result()
    link = participation().link
    other = factories.learner()
    factories.enrolment(other)

    answer = client.sign_in(other).post("/courses/tiny/grades", data={"link": link.id})

    assert answer.status_code == 404


def test_an_instructor_sees_each_learner_and_those_whose_grade_is_not_there(client, platform, launch, cohort):
    platform.users["u-2"] = User(name="Bilal Shah")
    launch("u-2")
    result(80)
    work()
    platform.answers = [NOBODY]
    result(90, of=participation("u-2"))
    work()
    teacher(client, launch)

    everyone = pages.opened(client, f"/cohorts/{cohort.id}/grades").words
    unsent = pages.opened(client, f"/cohorts/{cohort.id}/grades?show=unsent")

    assert "Ayesha Rehman" in everyone and "Bilal Shah" in everyone
    assert "1 sent, 0 on their way, 1 not taken" in everyone
    assert "Bilal Shah" in unsent.words and "Ayesha Rehman" not in unsent.words
    assert "404 no such user" in unsent.words
    form = next(form for form in unsent.forms if "identity" in dict(form.fields))
    client.post(form.action, data=form.filled())
    work()
    assert "Everything is there" in pages.opened(client, f"/cohorts/{cohort.id}/grades?show=unsent").words


def test_all_that_is_not_there_is_sent_again_by_one_press(client, platform, launch, cohort):
    platform.answers = [NOBODY]
    result()
    work()
    teacher(client, launch)

    client.post(f"/cohorts/{cohort.id}/grades/all")
    work()

    assert [score.state for score in all_scores()] == ["refused", "sent"]


def test_whoever_sends_again_while_the_platform_is_down_is_told(client, platform, launch, cohort):
    platform.down = True
    result()
    work()
    teacher(client, launch)
    form = next(
        form for form in pages.opened(client, f"/cohorts/{cohort.id}/grades").forms if "identity" in dict(form.fields)
    )

    answer = client.post(form.action, data=form.filled())

    assert "does not answer at the moment" in pages.opened(client, answer.location).words


def test_what_cannot_work_is_not_offered(client, platform, launch, cohort):
    platform.answers = [NOBODY]
    result()
    work()
    teacher(client, launch)
    address = f"/cohorts/{cohort.id}/grades"
    assert pages.opened(client, address).words.count("Send again") == 1

    db.session.add(Member(context_id=participation().link.context_id, subject="u-officer", state="gone"))
    assert "Send again" not in (words := pages.opened(client, address).words)
    assert "Left the course in Moodle" in words
    db.session.execute(sa.delete(Member))
    platforms.close(None, registration())
    assert "Send again" not in (words := pages.opened(client, address).words)
    assert "is not connected at this moment" in words


def test_a_link_without_a_column_says_so(client, platform, launch):
    platform.declarative = False
    launch()
    result()
    teacher(client, launch)
    cohort = db.session.scalar(sa.select(Cohort))

    assert "No column in the gradebook" in pages.opened(client, f"/cohorts/{cohort.id}/grades").words


def test_only_who_teaches_the_cohort_sees_its_grades_and_roster(client, platform, launch, cohort):
    context = db.session.scalar(sa.select(Context))
    gets = [f"/cohorts/{cohort.id}/grades", f"/cohorts/{cohort.id}/grades.csv", f"/contexts/{context.id}/roster"]
    posts = [f"/cohorts/{cohort.id}/grades", f"/cohorts/{cohort.id}/grades/all", f"/contexts/{context.id}/roster"]
    for person in (factories.learner(), factories.instructor()):
        client.sign_in(person)
        assert {client.get(address).status_code for address in gets} == {403}
        assert {client.post(address).status_code for address in posts} == {403}
    client.sign_in(factories.administrator())
    assert {client.get(address, buffered=True).status_code for address in gets} == {200}


def test_a_grade_of_another_cohort_is_not_sent_from_here(client, platform, launch, cohort):
    result()
    found = participation()
    other = factories.cohort()
    client.sign_in(factories.administrator())

    answer = client.post(
        f"/cohorts/{other.id}/grades", data={"link": found.resource_link_id, "identity": found.identity_id}
    )

    assert answer.status_code == 404


def test_an_administrator_reads_each_answer_word_for_word(client, platform, launch, cohort):
    platform.answers = [(400, "<b>Incorrect score received</b>", {}, False)]
    result()
    work()
    client.sign_in(factories.administrator())
    address = f"/platforms/{registration().id}/scores"

    page = pages.opened(client, address)
    assert "400 <b>Incorrect score received</b>" in page.words
    assert "No scores" in pages.opened(client, f"{address}?state=sent").words
    form = next(form for form in page.forms if form.action.startswith(address + "/"))
    client.post(form.action, data=form.filled())
    work()
    assert "Sent" in pages.opened(client, f"{address}?state=sent").words
    assert client.post(f"/platforms/{registration().id}/scores/999").status_code == 404


def test_the_cohort_page_tells_how_many_came_and_began(client, platform, launch, cohort):
    platform.users["u-2"] = User(name="Bilal Shah", email="bilal@moodle.example")
    teacher(client, launch)
    work()

    words = pages.opened(client, f"/cohorts/{cohort.id}").words
    assert "In your learning platform" in words
    assert re.search(r"Learners in that course ?2 ?Came to the academy ?1 ?Have begun ?0", words)
    context = db.session.scalar(sa.select(Context))
    page = pages.opened(client, f"/contexts/{context.id}/roster")
    assert "2 learners have not begun" in page.words
    assert re.search(r"Bilal Shah.{,40}bilal@moodle.example.{,20}Never came", page.words)
    assert "Came, but has begun nothing" in page.words


def test_the_button_asks_for_the_roster_and_trouble_is_shown(client, platform, launch, cohort):
    teacher(client, launch)
    work()
    context = db.session.scalar(sa.select(Context))
    platform.down = True

    client.post(f"/contexts/{context.id}/roster")
    work()

    page = pages.opened(client, f"/contexts/{context.id}/roster")
    assert "Moodle did not say who is in its course" in page.words and "503" in page.words


def test_a_platform_that_tells_no_names_is_not_asked(client, platform, launch):
    launch(**{claims.MEMBERSHIPS: None})
    launch("u-instructor", **{claims.MEMBERSHIPS: None})
    context = contexts.of_cohort(db.session.scalar(sa.select(Cohort)))[0]

    page = pages.opened(client, f"/contexts/{context.id}/roster")

    assert "can switch on names and roles" in page.words and "Ask the platform again" not in page.words
    assert rosters.counts(context) == (0, 0, 0, 0)


def test_a_teacher_takes_the_grades_as_a_file_for_moodle(client, platform, launch, cohort):
    result(83.33)
    teacher(client, launch)

    answer = client.get(f"/cohorts/{cohort.id}/grades.csv", buffered=True)

    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (row["First name"], row["Last name"], row["Read me (Real)"]) == ("Ayesha", "Rehman", "83.33")


# Looking at work from the gradebook


def review(launch, platform, user="u-instructor", whose="u-officer", link="l1"):
    said = {
        claims.MESSAGE_TYPE: "LtiSubmissionReviewRequest",
        claims.FOR_USER: {"user_id": whose},
        claims.ENDPOINT: {"lineitem": platform.links[link].line_item, "scope": list(claims.SCOPES)},
    }
    return launch(user, link, **said)


def work_page(cohort):
    found = participation()
    return f"/cohorts/{cohort.id}/grades/{found.resource_link_id}/{found.identity_id}"


def test_the_gradebook_leads_to_the_cohort_where_the_learner_never_came(platform, launch, cohort):
    assert review(launch, platform, whose="u-unknown").location == f"/cohorts/{cohort.id}"


def test_a_course_in_the_gradebook_leads_to_what_its_learner_has_done(client, platform, launch, cohort):
    factories.scenario()
    factories.practice()
    platform.links["l2"] = type(platform.links["l1"])("http://127.0.0.1:8000/lti/to/practice", "Practice")
    column(platform, "l2")
    launch(link="l2")
    found = participation(link="l2")
    edition = editions.published("course", "practice")
    for activity, given in ((LESSON, {"score": None}), ("scenario/street", {"score": 61.5, "evidence": {"run": 9}})):
        records.record(found.enrolment, activity, attempt=1, edition=edition, passed=True, **given)
    address = f"/cohorts/{cohort.id}/grades/{found.resource_link_id}/{found.identity_id}"

    assert review(launch, platform, link="l2").location == address
    page = pages.opened(client, address)
    assert "Ayesha Rehman" in page.words and "The grade in Moodle: 61.5 of 100 On its way" in page.words
    assert re.search(
        r"Read me ?State ?Passed ?Result ?What you can do ?The street ?State ?Passed ?Result ?61.5 %", page.words
    )
    assert [link["href"] for link in page.all("a") if "/review/runs" in link["href"]] == ["/review/runs/9"]
    assert pages.opened(client, f"/cohorts/{cohort.id}/grades").all("a", href=address)


def test_an_administrator_sees_what_a_learner_has_done_but_judges_nothing(client, platform, launch, cohort):
    result(run=9)
    client.sign_in(factories.administrator())

    page = pages.opened(client, work_page(cohort))

    assert "Passed" in page.words and "Look at the work" not in page.words


def test_what_a_learner_has_done_is_seen_by_who_teaches_the_cohort(client, platform, launch, cohort):
    address = work_page(cohort)
    for person in (factories.learner(), factories.instructor()):
        assert client.sign_in(person).get(address).status_code == 403
    other = factories.cohort()
    client.sign_in(factories.administrator())
    assert client.get(address.replace(f"/cohorts/{cohort.id}/", f"/cohorts/{other.id}/")).status_code == 404
    assert client.get(f"{address}9").status_code == 404


@pytest.mark.parametrize(
    ("evidence", "address"), [({"submission": 7}, "/review/tasks/7"), ({"run": 9}, "/review/runs/9")]
)
def test_the_gradebook_leads_to_the_page_on_which_work_is_judged(platform, launch, cohort, evidence, address):
    platform.links["l2"] = type(platform.links["l1"])(f"{platform.links['l1'].url}/{LESSON}", "Read me")
    column(platform, "l2")
    launch(link="l2")
    result(**evidence)

    assert review(launch, platform, link="l2").location == address


def test_a_learner_comes_from_the_gradebook_to_their_own_work_and_to_nobody_elses(platform, launch, cohort):
    assert review(launch, platform, "u-officer").location == "/courses/tiny"
    assert review(launch, platform, "u-officer", "u-instructor").status_code == 403
