"""cmi5: a course is imported as a package, launched by a platform, and the platform hears what it came to."""

import io
import json
import logging
import uuid
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
import time_machine
from flask import current_app

from academy import clock, jobs, records
from academy.accounts.models import Person
from academy.db import db
from academy.lti import identities
from academy.lti.models import Identity
from academy.records.models import Enrolment
from academy.xapi.cmi5 import platforms
from academy.xapi.cmi5.models import Launch
from academy.xapi.models import Outlet, Statement
from courses import lessons
from tests import factories
from tests.academy.xapi import lms as platform_side
from tests.academy.xapi.conftest import work
from tests.academy.xapi.lms import address

COURSE_XML = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"


@pytest.fixture(scope="module")
def _lms():
    with platform_side.running() as lms:
        yield lms


@pytest.fixture
def lms(_lms, app, session, base, monkeypatch):
    """A platform that may launch, and a course of one lesson."""
    _lms.sessions.clear()
    _lms.asked.clear()
    _lms.down, _lms.store = False, None
    monkeypatch.setitem(app.config, "INTRANET", _lms.url.removeprefix("http://"))
    factories.course()
    platforms.add(None, "The platform", [_lms.url])
    return _lms


@pytest.fixture
def unit(base):
    return f"{base}/xapi/activities/tiny"


@pytest.fixture
def launch(client, lms, unit):
    """Launches somebody; the fields of the launch and what we answered."""

    def launch(course="tiny", change=None, **given):
        fields = lms.launch(given.pop("unit", unit), **given) | (change or {})
        return fields, client.get(address(course, fields))

    return launch


def launches():
    return list(db.session.scalars(sa.select(Launch).order_by(Launch.id)))


def completed(launch):
    """The learner reads the lesson, and has completed the course by that."""
    with current_app.test_request_context():
        lessons.finish(launch.enrolment, "lesson/read-me")


def nobody_came(client):
    with client.session_transaction() as cookie:
        assert "_user_id" not in cookie
    return launches() == [] and not db.session.scalars(sa.select(Identity)).all()


# The package


def structure(client):
    answer = client.get("/cmi5/package/tiny.zip")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["cmi5.xml"]
        return ElementTree.fromstring(archive.read("cmi5.xml"))


def test_the_package_is_a_course_structure_with_one_unit(client, lms, base, unit):
    client.sign_in(factories.instructor())

    root = structure(client)

    assert root.tag == f"{COURSE_XML}courseStructure"
    course, au = root
    assert [course.tag, au.tag] == [f"{COURSE_XML}course", f"{COURSE_XML}au"]
    assert [child.tag.removeprefix(COURSE_XML) for child in course] == ["title", "description"]
    assert [child.tag.removeprefix(COURSE_XML) for child in au] == ["title", "description", "url"]
    assert au.attrib["id"] == unit and course.attrib["id"] not in ("", unit)
    assert (au.attrib["moveOn"], au.attrib["launchMethod"]) == ("CompletedAndPassed", "AnyWindow")
    assert au[2].text == f"{base}/cmi5/launch/tiny"
    (title,) = au[0]
    assert (title.tag, title.attrib, title.text) == (f"{COURSE_XML}langstring", {"lang": "en"}, "Tiny course")
    assert "masteryScore" not in au.attrib  # a lesson has no score


def test_the_mastery_score_is_what_whoever_passes_has_at_least(client, lms):
    factories.course(
        "tiny",
        **{
            "body: Words.": "body: Words.\n          - {type: quiz, slug: q, title: Q, minutes: 5, pass_mark: 65, questions: [{type: ordering, slug: o, prompt: P, steps: [a, b, c], feedback: F}]}",
            "            sources:\n              - {title: The gazette, checked_on: 2026-11-01, certainty: official}\n": "",
        },
    )
    client.sign_in(factories.administrator())

    assert structure(client)[1].attrib["masteryScore"] == "0.65"


def test_learners_get_no_package_and_a_retired_course_has_none(client, lms):
    client.sign_in(factories.learner())
    assert client.get("/cmi5/package/tiny.zip").status_code == 403
    client.sign_in(factories.administrator())
    assert client.get("/cmi5/package/nothing.zip").status_code == 404


# The launch


def test_a_learner_is_launched_into_the_course(client, lms, launch):
    fields, answer = launch()

    assert (answer.status_code, answer.location) == (303, "/courses/tiny")
    (made,) = launches()
    person = made.identity.person
    assert (made.identity.issuer, made.identity.subject) == (f"cmi5 {lms.url}", "u-7")
    assert (person.name, person.role, person.email) == ("Ayesha Rehman", "learner", None)
    assert made.enrolment.course == "tiny"
    assert "Back to your learning platform" in client.get("/courses/tiny").text
    work()
    assert lms.session(fields).said == ["initialized"]


def test_the_same_learner_comes_back_as_the_same_person(lms, launch, session):
    launch()
    launch()

    assert len(launches()) == 2
    assert session.query(Person).count() == 1 and session.query(Enrolment).count() == 1


def test_the_username_of_one_is_not_the_number_of_another(lms, launch):
    """Moodle names people by number in LTI, by username in cmi5."""
    other = factories.learner()
    db.session.add(Identity(issuer=lms.url, subject="1024", person=other))

    launch(user="1024")

    assert launches()[0].identity.person is not other


def test_the_language_that_the_learner_likes_is_taken(client, app, launch, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", "en,ur")
    launch(language="ur-PK,en")

    with client.session_transaction() as cookie:
        assert cookie["language"] == "ur"


def test_the_platform_hears_it_all_in_order_and_the_token_is_forgotten(client, lms, launch):
    fields, _ = launch()
    (made,) = launches()
    completed(made)
    answer = client.post("/cmi5/leave")
    work()

    assert answer.location == f"{lms.url}/course/view?id=3"
    assert lms.session(fields).said == ["initialized", "completed", "passed", "terminated"]
    assert db.session.scalar(sa.select(Outlet.token)) == ""
    assert client.get("/courses/tiny").status_code == 302  # signed out
    with client.session_transaction() as cookie:
        assert "_user_id" not in cookie


def test_a_real_store_finds_these_statements_valid(client, lms, store, app, launch, monkeypatch):
    monkeypatch.setitem(app.config, "INTRANET", f"{lms.url.removeprefix('http://')},{store.host}")
    monkeypatch.setitem(app.config, "LRS_URL", "")
    lms.store = store
    launch()
    completed(launches()[0])
    client.post("/cmi5/leave")
    work()

    there = [said["verb"]["id"].rpartition("/")[2] for said in store.statements(lms.url)]
    assert there == ["initialized", "completed", "passed", "terminated"]
    assert {statement.state for statement in db.session.scalars(sa.select(Statement))} == {"sent"}


def test_the_page_may_post_to_the_platforms_address_only_where_the_way_back_is(client, lms, launch):
    launch()

    policy = client.get("/courses/tiny").headers["Content-Security-Policy"]
    assert f"form-action 'self' {lms.url}" in policy
    assert (
        lms.url
        not in client.get("/courses/tiny/lesson/read-me").headers["Content-Security-Policy"].split("frame-anc")[0]
    )


def test_signing_out_is_leaving(client, lms, launch):
    fields, _ = launch()
    client.post("/accounts/sign-out")
    work()

    assert lms.session(fields).said == ["initialized", "terminated"]


def test_a_launch_ends_by_itself_when_its_session_would(lms, launch, app):
    fields, _ = launch()
    work()
    with time_machine.travel(clock.now() + timedelta(hours=app.config["SESSION_HOURS"], minutes=1)):
        work()

    assert lms.session(fields).said == ["initialized", "terminated"]
    assert db.session.scalar(sa.select(Outlet.token)) == ""


def test_after_it_ended_a_launch_says_nothing_more(client, lms, launch):
    fields, _ = launch()
    client.post("/cmi5/leave")
    completed(launches()[0])
    work()

    assert lms.session(fields).said == ["initialized", "terminated"]


def test_what_settled_in_between_is_told_at_the_next_launch_and_only_once(client, lms, launch):
    registration = str(uuid.uuid4())
    launch(registration=registration)
    client.post("/cmi5/leave")
    completed(launches()[0])
    launch(registration=registration)
    client.post("/cmi5/leave")
    launch(registration=registration)
    client.post("/cmi5/leave")
    work()

    said = [each.said for each in lms.sessions.values()]
    assert said == [
        ["initialized", "terminated"],
        ["initialized", "completed", "passed", "terminated"],
        ["initialized", "terminated"],
    ]


def test_a_new_launch_ends_the_one_before(lms, launch):
    first, _ = launch()
    second, _ = launch()
    work()

    assert lms.session(first).said == ["initialized", "terminated"]
    assert lms.session(second).said == ["initialized"]


def test_whoever_has_fewer_points_than_the_platform_asks_for_has_failed_there(client, lms, launch):
    fields, _ = launch(masteryScore=0.9)
    (made,) = launches()
    edition = factories.editions.published("course", "tiny")
    records.start(made.enrolment, edition)
    records.record(made.enrolment, "lesson/read-me", attempt=1, edition=edition, score=80, passed=True)
    work()

    assert lms.session(fields).said == ["initialized", "completed", "failed"]


@pytest.mark.parametrize("mode", ["Browse", "Review", "Whatever"])
def test_outside_of_the_normal_mode_nothing_is_reported(client, lms, launch, mode):
    fields, _ = launch(launchMode=mode)
    lms.session(fields).data["launchMode"] = "Browse"
    completed(launches()[0])
    client.post("/cmi5/leave")
    work()

    assert lms.session(fields).said == ["initialized", "terminated"]


def test_while_the_platform_is_down_its_statements_wait_in_order(client, lms, launch):
    fields, _ = launch()
    lms.down = True
    completed(launches()[0])
    client.post("/cmi5/leave")
    work()
    assert lms.session(fields).said == []
    lms.down = False
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        work()

    assert lms.session(fields).said == ["initialized", "completed", "passed", "terminated"]


def test_a_session_that_the_platform_has_ended_is_given_up(client, lms, launch):
    fields, _ = launch()
    lms.sessions.clear()
    client.post("/cmi5/leave")
    work()

    assert {statement.state for statement in db.session.scalars(sa.select(Statement))} == {"refused"}
    assert db.session.scalar(sa.select(Outlet.token)) == ""


def test_statements_of_a_platform_do_not_go_to_the_academys_store_and_the_other_way_round(
    lms, store, app, base, launch, monkeypatch
):
    monkeypatch.setitem(app.config, "INTRANET", f"{lms.url.removeprefix('http://')},{store.host}")
    fields, _ = launch()
    completed(launches()[0])
    work()

    assert lms.session(fields).said == ["initialized", "completed", "passed"]
    assert len(store.statements(base)) == 5  # the course began, was completed, passed and certified; a lesson was read
    there = {said["id"] for said in store.statements(lms.url)}
    assert not there & {said["id"] for said in lms.session(fields).statements}


def test_coming_back_by_the_same_address_in_the_same_session_is_no_new_launch(client, lms, launch):
    fields, _ = launch()
    again = client.get(address("tiny", fields))

    assert again.location == "/courses/tiny"
    assert len(launches()) == 1 and lms.asked.count(f"POST {fields['fetch'].removeprefix(lms.url)}") == 1


# What is refused: a clear page, a line in the log, no session


def refused(client, caplog, fields, course="tiny"):
    with caplog.at_level(logging.WARNING):
        answer = client.get(address(course, fields))
    assert answer.status_code == 403
    (line,) = [record for record in caplog.records if record.message == "cmi5 refused"]
    assert "Traceback" not in answer.text
    return answer.text, line.why


def test_a_platform_that_nobody_added_is_not_asked(client, lms, unit, caplog):
    text, why = refused(client, caplog, lms.launch(unit) | {"endpoint": "https://elsewhere.example/xapi/"})

    assert "not known here" in text and why.startswith("UnknownPlatform")
    assert lms.asked == [] and nobody_came(client)


@pytest.mark.parametrize("field", ["endpoint", "fetch"])
@pytest.mark.parametrize(
    "where", ["http://169.254.169.254/latest/", "http://127.0.0.1:1/", "file:///etc/passwd", "https://[::1"]
)
def test_no_address_inside_the_academys_network_is_asked(client, lms, unit, caplog, field, where):
    text, why = refused(client, caplog, lms.launch(unit) | {field: where})

    assert why.startswith(("UnknownPlatform", "Malformed"))
    assert lms.asked == [] and nobody_came(client)


def test_a_platform_in_the_academys_network_is_not_asked_once_it_is_not_named(
    client, app, lms, unit, caplog, monkeypatch
):
    monkeypatch.setitem(app.config, "INTRANET", "")

    _text, why = refused(client, caplog, lms.launch(unit))

    assert why.startswith("NoAnswer: NotSafe") and lms.asked == [] and nobody_came(client)


def test_nobody_speaks_for_another_platforms_people(client, lms, unit, caplog):
    platforms.add(None, "Another", ["https://another.example"])
    actor = {"objectType": "Agent", "account": {"homePage": "https://another.example", "name": "u-7"}}

    _text, why = refused(client, caplog, lms.launch(unit) | {"actor": json.dumps(actor)})

    assert why.startswith("UnknownPlatform") and nobody_came(client)


def test_another_learner_than_the_one_who_was_launched_is_not_let_in(client, lms, unit, caplog):
    fields = lms.launch(unit) | {"actor": json.dumps(lms.actor("u-8"))}

    _text, why = refused(client, caplog, fields)

    assert why.startswith("NoAnswer: LMS.LaunchData: 404") and nobody_came(client)


def test_another_registration_is_not_let_in(client, lms, unit, caplog):
    _text, why = refused(client, caplog, lms.launch(unit) | {"registration": str(uuid.uuid4())})

    assert why.startswith("NoAnswer") and nobody_came(client)


def test_a_launch_is_good_once(client, lms, launch, caplog):
    fields, _ = launch()
    client.post("/accounts/sign-out")

    text, why = refused(client, caplog, fields)

    assert "was used already" in text and why.startswith("AlreadyUsed")
    with client.session_transaction() as cookie:
        assert "_user_id" not in cookie


def test_a_token_that_was_given_to_somebody_else_is_not_asked_for_again(client, lms, unit, caplog):
    fields = lms.launch(unit)
    lms.session(fields).fetched = True

    text, why = refused(client, caplog, fields)

    assert "was used already" in text and why.startswith("AlreadyUsed") and nobody_came(client)


def test_the_unit_of_another_course_is_not_this_one(client, lms, unit, caplog):
    factories.course("other")

    text, why = refused(client, caplog, lms.launch(unit), course="other")

    assert "something else than this course" in text and why.startswith("OtherActivity") and nobody_came(client)


@pytest.mark.parametrize(
    "actor",
    [
        {"mbox": "mailto:ayesha@lms.example"},
        {"account": {"homePage": "https://lms.example"}},
        {"account": {"homePage": "https://lms.example", "name": 7}},
        {"account": {"homePage": "https://lms.example", "name": "x" * 256}},
        [],
        "u-7",
    ],
)
def test_a_learner_without_an_account_is_nobody(client, lms, unit, caplog, actor):
    text, why = refused(client, caplog, lms.launch(unit) | {"actor": json.dumps(actor)})

    assert "not how a learning platform opens a course" in text and why.startswith("Malformed")
    assert lms.asked == [] and nobody_came(client)


@pytest.mark.parametrize(
    "change",
    [{"registration": "7"}, {"actor": "{"}, {"actor": "[" * 3000}, {"fetch": ""}, {"activityId": "x" * 1001}],
)
def test_what_is_no_launch_is_said_to_be_none(client, lms, unit, caplog, change):
    _text, why = refused(client, caplog, lms.launch(unit) | change)

    assert why.startswith("Malformed") and nobody_came(client)


@pytest.mark.parametrize(
    "template",
    [
        None,
        [],
        {},
        {"extensions": {}},
        {"extensions": {platform_side.EXTENSIONS + "sessionid": 7}},
        {"extensions": {platform_side.EXTENSIONS + "sessionid": "7"}, "contextActivities": []},
    ],
)
def test_launch_data_without_a_session_is_none(client, lms, unit, caplog, template):
    _text, why = refused(client, caplog, lms.launch(unit, contextTemplate=template))

    assert why.startswith("NoAnswer") and nobody_came(client)


@pytest.mark.parametrize("token", ["ключ", "a\nb", "", None, "x" * 4001])
def test_what_no_request_can_carry_is_no_token(client, lms, unit, caplog, token):
    fields = lms.launch(unit)
    lms.session(fields).token = token

    _text, why = refused(client, caplog, fields)

    assert why.startswith("NoAnswer: no token") and nobody_came(client)


def nested(levels):
    return [nested(levels - 1)] if levels else []


UNKEPT = ("a\0b", "a\ud800b", float("inf"), nested(60))


@pytest.mark.parametrize("name", UNKEPT, ids=ascii)
def test_an_actor_that_could_not_be_kept_is_none(client, lms, unit, caplog, name):
    actor = lms.actor("u-7") | {"name": name}

    _text, why = refused(client, caplog, lms.launch(unit) | {"actor": json.dumps(actor)})

    assert why.startswith("Malformed") and nobody_came(client)


@pytest.mark.parametrize("more", UNKEPT, ids=ascii)
def test_launch_data_that_could_not_be_kept_is_none(client, lms, unit, caplog, more):
    _text, why = refused(client, caplog, lms.launch(unit, more=more))

    assert why.startswith("NoAnswer") and nobody_came(client)


def test_a_platform_that_is_down_lets_nobody_in(client, lms, unit, caplog):
    lms.down = True

    text, why = refused(client, caplog, lms.launch(unit))

    assert "did not confirm this launch" in text and why.startswith("NoAnswer: 503") and nobody_came(client)


def test_a_course_that_is_not_offered_is_not_launched_and_the_token_is_not_used_up(client, lms, unit, caplog):
    text, why = refused(client, caplog, lms.launch(unit), course="nothing")

    assert "not offered here any more" in text and why.startswith("NotOffered")
    assert lms.asked == [] and nobody_came(client)


def test_whoever_was_switched_off_stays_out(client, lms, launch, unit, caplog):
    launch()
    launches()[0].identity.person.active = False
    db.session.flush()

    text, why = refused(client, caplog, lms.launch(unit))

    assert "switched off" in text and why.startswith("SwitchedOff")
    assert len(launches()) == 1


@pytest.mark.parametrize("role", ["instructor", "administrator"])
def test_nobody_becomes_staff_by_a_platforms_word(client, lms, unit, caplog, role):
    db.session.add(Identity(issuer=f"cmi5 {lms.url}", subject="u-7", person=factories.person(role)))
    db.session.flush()

    _text, why = refused(client, caplog, lms.launch(unit))

    assert why.startswith("NotALearner") and launches() == []
    assert identities.find(f"cmi5 {lms.url}", "u-7").person.role == role


def test_a_closed_platform_launches_nobody(client, lms, unit, caplog):
    platforms.switch(None, platforms.everyone()[0], False)

    _text, why = refused(client, caplog, lms.launch(unit))

    assert why.startswith("UnknownPlatform") and lms.asked == []


# The administrator's page


def test_an_administrator_adds_a_platform_closes_and_opens_it(client, lms):
    client.sign_in(factories.administrator())
    form = {"name": "Moodle", "addresses": "https://moodle.example/course/view.php\nhttps://lrs.example:8443/xapi"}

    assert client.post("/cmi5/", data=form).status_code == 302
    page = client.get("/cmi5/").text
    assert (
        "https://moodle.example<" in page and "https://lrs.example:8443<" in page and "/cmi5/package/tiny.zip" in page
    )
    made = next(each for each in platforms.everyone() if each.name == "Moodle")
    client.post(f"/cmi5/platforms/{made.id}", data={"active": "no"})
    assert not made.active
    client.post(f"/cmi5/platforms/{made.id}", data={"active": "yes"})
    assert made.active


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "Other", "addresses": "http://moodle.example"}, "https://, one on each line"),
        ({"name": "Other", "addresses": "moodle"}, "https://, one on each line"),
        ({"name": "The platform", "addresses": "https://new.example"}, "already"),
        ({"name": "Other", "addresses": ""}, "Enter the address"),
    ],
)
def test_what_is_wrong_with_a_platform_is_said_beside_what_was_typed(client, lms, form, said):
    client.sign_in(factories.administrator())

    answer = client.post("/cmi5/", data=form)

    assert answer.status_code == 400 and said in answer.text and form["addresses"] in answer.text


def test_an_address_is_of_one_platform_only(client, lms):
    with pytest.raises(platforms.Taken):
        platforms.add(None, "Another", ["https://new.example", lms.url])

    assert [each.name for each in platforms.everyone()] == ["The platform"]


def test_jobs_of_a_launch_that_is_over_do_nothing(client, lms, launch):
    launch()
    client.post("/cmi5/leave")
    work()
    jobs.enqueue("cmi5-end", {"launch": launches()[0].id})
    work()

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Statement)) == 2
