"""Rosters: who the platform says is in its course, page by page, and who of them has not begun."""

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from academy import clock
from academy.db import db
from academy.jobs.models import Job
from academy.lti import claims, platforms, rosters
from academy.lti.models import Context, Identity, Member
from academy.records.models import Enrolment
from tests import factories
from tests.academy.lti.grading import registration, work
from tests.platform import MEMBERSHIP, User


@pytest.fixture(autouse=True)
def own_tokens(app):
    app.extensions.pop("lti_tokens", None)


@pytest.fixture
def course(platform, launch):
    """The context of an instructor's launch, before its roster was asked for."""
    launch("u-instructor")
    return db.session.scalar(sa.select(Context))


def members(state=None):
    found = db.session.scalars(sa.select(Member).order_by(Member.subject))
    return {member.subject: member for member in found if state in (None, member.state)}


def asked(platform):
    return [one for one in platform.asked if one == ("GET", "/members")]


def test_an_instructors_launch_asks_who_is_in_the_course(platform, course):
    work()

    found = members()
    assert set(found) == {"u-officer", "u-instructor"}
    officer, instructor = found["u-officer"], found["u-instructor"]
    assert (officer.name, officer.email) == ("Ayesha Rehman", "ayesha@moodle.example")
    assert (officer.role, officer.state, instructor.role) == ("learner", "active", "instructor")
    assert course.roster_at is not None and course.roster_trouble == ""


def test_another_launch_within_the_hour_does_not_ask_again_and_the_button_does(platform, course, launch):
    work()
    launch("u-instructor")
    work()
    assert len(asked(platform)) == 1

    rosters.ask(None, course)
    rosters.ask(None, course)
    work()
    assert len(asked(platform)) == 2
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        launch("u-instructor")
        work()
    assert len(asked(platform)) == 3


def test_every_page_is_asked_for(platform, course):
    platform.page_size = 2
    platform.users |= {f"u-{number}": User(name=f"Person {number}") for number in range(3)}
    work()

    assert len(members()) == 5
    assert len(asked(platform)) == 3


def test_who_left_is_gone_and_who_comes_back_is_there(platform, course):
    work()
    person = platform.users.pop("u-officer")
    rosters.ask(None, course)
    work()
    assert set(members("gone")) == {"u-officer"}

    platform.users["u-officer"] = person
    rosters.ask(None, course)
    work()
    assert members("gone") == {}


@pytest.mark.parametrize(("status", "state"), [("Active", "active"), ("Inactive", "inactive"), ("Deleted", "gone"), ("", "active")])  # fmt: skip
def test_the_platform_says_who_is_inactive(platform, course, status, state):
    platform.users["u-officer"].status = status
    work()

    assert members()["u-officer"].state == state


def test_somebody_told_of_twice_is_one_with_the_more_of_both(course):
    twice = [
        {"user_id": "7", "name": "Twice", "roles": [f"{MEMBERSHIP}Instructor"], "status": "Inactive"},
        {"user_id": "7", "name": "Twice", "roles": [f"{MEMBERSHIP}Learner"], "status": "Active"},
    ]

    rosters._keep(course, twice)
    rosters._keep(course, twice[::-1])

    assert (members()["7"].role, members()["7"].state) == ("instructor", "active")


def test_what_no_database_keeps_is_left_out(course):
    rosters._keep(course, [{"user_id": "7\x00", "name": "Nu\x00l", "email": "n\x00@moodle.example"}])

    assert (members()["7"].name, members()["7"].email) == ("Nul", "n@moodle.example")


def test_while_the_platform_is_down_the_roster_stays_and_the_trouble_is_said(platform, course):
    work()
    platform.down = True
    rosters.ask(None, course)
    work()

    assert set(members("active")) == {"u-officer", "u-instructor"}
    assert course.roster_trouble.startswith("503")
    platform.down = False
    rosters.ask(None, course)
    work()
    assert course.roster_trouble == ""


def test_a_page_that_fails_in_the_middle_removes_nobody(platform, course, monkeypatch):
    platform.users |= {f"u-{number}": User() for number in range(3)}
    work()
    platform.page_size = 2
    given = iter([200, 503])
    before = platform.app.before_request_funcs
    monkeypatch.setitem(before, None, [*before[None], lambda: _refused(next(given))])
    rosters.ask(None, course)
    work()

    assert members("gone") == {}
    assert "503" in course.roster_trouble


def _refused(status):
    return None if status == 200 else ("Service Unavailable", status)


def test_an_empty_roster_is_a_mistake_and_not_the_end_of_a_course(platform, course):
    work()
    platform.users.clear()
    rosters.ask(None, course)
    work()

    assert members("gone") == {}
    assert "nobody" in course.roster_trouble


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (("<html>Sign in</html>", 200, {}), "no roster"),
        (('{"members": "none"}', 200, {}), "no roster"),
        (
            ('{"members": [{"user_id": "1"}]}', 200, {"Link": '<http://169.254.169.254/x>; rel="next"'}),
            "another server",
        ),
        (('{"members": [{"user_id": "1"}]}', 200, {"Link": "<?course=1>; rel=next"}), "no end"),
    ],
)
def test_what_is_no_roster_changes_nothing(platform, course, monkeypatch, answer, words):
    work()
    platform.asked.clear()
    monkeypatch.setitem(platform.app.view_functions, "members", lambda: answer)
    rosters.ask(None, course)
    work()

    assert words in course.roster_trouble
    assert set(members("active")) == {"u-officer", "u-instructor"}
    assert len(asked(platform)) <= 2


def test_a_platform_without_the_service_is_not_asked(platform, launch):
    launch("u-instructor", **{claims.MEMBERSHIPS: None})

    assert db.session.scalar(sa.select(Job).where(Job.kind == rosters.JOB)) is None


def test_a_closed_platform_is_not_asked(platform, course):
    platforms.close(None, registration())
    work()

    assert asked(platform) == []


def test_it_is_known_who_came_and_who_began(platform, course, launch):
    platform.users |= {"u-2": User(name="Bilal Shah"), "u-3": User(name="Chand Bibi"), "u-4": User(name="Dina Karim")}
    work()
    launch()
    launch("u-2")
    del platform.users["u-4"]
    rosters.ask(None, course)
    work()
    identity = db.session.scalar(sa.select(Identity).filter_by(subject="u-officer"))
    factories.records.start(
        db.session.scalar(sa.select(Enrolment).filter_by(person_id=identity.person_id)), factories.course()
    )

    assert rosters.counts(course) == (3, 2, 1, 1)
    waiting = db.session.scalars(rosters.not_begun(course)).all()
    came = rosters.came(course, waiting)
    assert [(member.name, member.id in came) for member in waiting] == [("Bilal Shah", True), ("Chand Bibi", False)]


def test_thousands_are_read_in_seconds_with_few_queries(platform, course):
    platform.users |= {f"u-{number}": User(name=f"Person {number}") for number in range(2500)}
    queries = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *told: queries.append(told[2]))
    began = time.monotonic()

    work()
    rosters.ask(None, course)
    work()

    assert len(members("active")) == 2502
    assert time.monotonic() - began < 20
    assert len(queries) < 120
