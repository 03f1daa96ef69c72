"""All the way with a Moodle that is as strict as 4.5 is: registered, launched, chosen, graded, looked at, listed."""

from urllib.parse import parse_qsl, urlsplit

import pytest
import sqlalchemy as sa

from academy.db import db
from academy.lti import claims, connections, invitations, keys, platforms, rosters
from academy.lti.models import Context, Member, Registration
from tests import factories, moodle as moodles, pages, platform as platforms_to_test
from tests.academy.lti.grading import LESSON, all_scores, participation, result, work
from tests.platform import Link

OURS = "http://127.0.0.1:8000"
OFFICER, TEACHER, ADMINISTRATOR = "5", "4", "2"
COURSE_LINK = "7"


@pytest.fixture(scope="module")
def _moodle():
    with platforms_to_test.running(OURS, kind=moodles.Moodle) as moodle:
        yield moodle


@pytest.fixture
def moodle(_moodle, app, client, session, monkeypatch):
    """A Moodle that registered itself by an invitation, and was approved; nobody came yet, and there is no activity."""
    for name, value in vars(moodles.Moodle("", "")).items():
        if name not in ("url", "tool", "private_key", "public_key", "app"):
            setattr(_moodle, name, value)
    keys.signing()
    _moodle.tool_keys = keys.jwks()
    app.extensions.pop("lti_tokens", None)
    monkeypatch.setitem(app.config, "INTRANET", urlsplit(_moodle.url).netloc)
    _moodle.users |= {
        OFFICER: moodles.learner("Ayesha Rehman", email="ayesha@moodle.example"),
        TEACHER: moodles.teacher("Nadia Khan"),
        ADMINISTRATOR: moodles.administrator("Admin User"),
    }
    factories.course()
    registered = _register(client, _moodle)
    assert registered.status_code == 200, registered.text
    platforms.approve(None, db.session.scalar(sa.select(Registration)))
    return _moodle


def _register(client, moodle):
    token = invitations.make(factories.administrator(), "moodle")
    address = f"{moodle.url}/mod/lti/openid-configuration.php"
    fields = {"openid_configuration": address, "registration_token": "signed-by-moodle"}
    return client.post(f"/lti/register/{token}", data=fields)


@pytest.fixture
def open_(client, moodle):
    """What the academy answers somebody who opens an activity, or, without one, presses “Select content”."""

    def open_(user=OFFICER, link=COURSE_LINK, **more):
        begun = client.post("/lti/login", data=moodle.begin(user, link, **more))
        address = urlsplit(begun.location)
        assert f"{moodle.url}{address.path}" == moodle.endpoints["authorization_url"]
        return client.post("/lti/launch", data=moodle.authorize(dict(parse_qsl(address.query)), signed_in_as=user))

    return open_


@pytest.fixture
def select(client, moodle, open_):
    """A teacher selects content: the page with the form, and Moodle takes what is sent."""

    def select(*targets, **changed):
        address = open_(TEACHER, "", kind="LtiDeepLinkingRequest").location
        asked = pages.read(client.post(address, data={"then": "next", "target": list(targets)}))
        sent = pages.Page(client.post(address, data=asked.form(address).filled(then="send", **changed)).text)
        (form,) = [form for form in sent.forms if form.action.startswith(moodle.url)]
        assert moodles.path_of(form.action) == "/mod/lti/contentitem_return.php"
        moodle.put(dict(form.fields)["JWT"])
        return asked

    return select


def grade_of(moodle, user=OFFICER):
    (column,) = moodle.line_items
    return moodle.grades.get((column, user))


# Registering


def test_the_registration_sets_all_that_the_document_says_it_sets(moodle):
    assert moodle.tool_type == {
        "toolurl": f"{OURS}/lti/launch",
        "redirectionuris": [f"{OURS}/lti/launch"],
        "initiatelogin": f"{OURS}/lti/login",
        "contentitem": True,
        "gradesynchronization": 2,
        "memberships": 1,
        "sendname": True,
        "sendemailaddr": True,
    }
    registration = db.session.scalar(sa.select(Registration))
    assert (registration.family, registration.token_url) == ("moodle", f"{moodle.url}/mod/lti/token.php")
    assert [(each.deployment_id, each.state) for each in registration.deployments] == [("3", "active")]


def test_a_tool_that_is_updated_in_moodle_stays_what_it_is_here(client, moodle):
    again = _register(client, moodle)

    assert again.status_code == 200
    assert "registered and approved before" in pages.read(again).words
    (registration,) = db.session.scalars(sa.select(Registration))
    assert registration.state == "active"


# Launching


def test_a_learner_is_launched_with_the_name_that_moodle_gives(moodle, open_):
    moodle.links[COURSE_LINK] = Link(f"{OURS}/lti/to/tiny", "Tiny")

    assert open_().location == "/courses/tiny"
    assert participation(OFFICER, COURSE_LINK).identity.person.name == "Ayesha Rehman"


@pytest.mark.parametrize("user", [TEACHER, ADMINISTRATOR])
def test_who_teaches_or_runs_moodle_comes_to_the_cohort(moodle, open_, user):
    moodle.links[COURSE_LINK] = Link(f"{OURS}/lti/to/tiny", "Tiny")

    assert open_(user).location.startswith("/cohorts/")


def test_a_long_description_of_an_activity_keeps_nobody_out(client, moodle, open_, monkeypatch):
    moodle.links[COURSE_LINK] = Link(f"{OURS}/lti/to/tiny", "Tiny", {"note": "x" * 40_000})

    assert open_().status_code == 303


def test_what_moodle_says_instead_of_a_message_is_told_to_the_learner(client, moodle):
    moodle.links[COURSE_LINK] = Link(f"{OURS}/lti/to/tiny", "Tiny")
    begun = client.post("/lti/login", data=moodle.begin(OFFICER, COURSE_LINK))
    said = moodle.authorize(dict(parse_qsl(urlsplit(begun.location).query)), signed_in_as=TEACHER)
    assert said["error"] == "access_denied"

    assert "did not confirm who you are" in client.post("/lti/launch", data=said).text


# Selecting content


def test_selected_content_becomes_activities_with_columns_and_without_dates_and_places(moodle, select, open_):
    asked = select("tiny/", f"tiny/{LESSON}")

    assert not asked.all("input", name="tiny/-opens_at") and not asked.all("input", name="place")
    assert "is set in Moodle" in asked.words
    whole, lesson = moodle.links.values()
    assert (whole.url, bool(whole.line_item)) == (f"{OURS}/lti/to/tiny", True)
    assert (lesson.custom, lesson.line_item) == ({"course": "tiny", "part": LESSON}, "")
    assert open_(link="8").location == f"/courses/tiny/{LESSON}"


@pytest.mark.parametrize("behind", [1, 45])
def test_a_moodle_whose_clock_is_behind_takes_what_we_sign(moodle, select, open_, behind):
    moodle.behind = behind

    select("tiny/")
    open_()
    result(of=participation(OFFICER, COURSE_LINK))
    work()

    assert grade_of(moodle).final == 80


# Grades


def test_a_grade_arrives_with_a_remark_and_follows_every_review(moodle, select, open_):
    select("tiny/")
    open_()
    result(90, of=participation(OFFICER, COURSE_LINK))
    work()
    assert (grade_of(moodle).final, grade_of(moodle).feedback) == (90, "Passed.")

    result(75, of=participation(OFFICER, COURSE_LINK))
    work()

    assert grade_of(moodle).final == 75
    assert [score.state for score in all_scores()] == ["sent", "sent"]


def test_the_remark_of_an_activity_counts_its_attempts(moodle, select, open_):
    select(f"tiny/{LESSON}", **{f"tiny/{LESSON}-column": "y"})
    open_()
    came = participation(OFFICER, COURSE_LINK)
    result(20, passed=False, of=came)
    work()
    assert grade_of(moodle).feedback == "Not passed. 1 attempt."
    result(64, attempt=2, of=came)
    work()

    assert (grade_of(moodle).final, grade_of(moodle).feedback) == (64, "Passed. 2 attempts.")


def test_what_waits_for_a_person_says_nothing_that_moodle_takes_for_a_grade(moodle, select, open_):
    select("tiny/")
    open_()
    came = participation(OFFICER, COURSE_LINK)
    result(70, provisional=True, of=came)
    work()
    assert (grade_of(moodle).final, grade_of(moodle).feedback, grade_of(moodle).modified) == (None, None, None)

    result(70, of=came)
    work()

    assert grade_of(moodle).final == 70


def test_a_locked_grade_is_not_taken_and_keeps_no_other_waiting(moodle, select, open_):
    moodle.users["6"] = moodles.learner("Bilal Shah")
    select("tiny/")
    for user in (OFFICER, "6"):
        open_(user)
        result(of=participation(user, COURSE_LINK))
    moodle.locked = {OFFICER}
    work()

    assert [score.state for score in all_scores()] == ["refused", "sent"]
    assert db.session.scalar(sa.select(Registration)).down_until is None
    assert grade_of(moodle, "6").final == 80


def test_who_cannot_be_graded_in_moodles_course_is_told_apart_from_a_failure(moodle, select, open_):
    select("tiny/")
    open_()
    del moodle.users[OFFICER]
    result(of=participation(OFFICER, COURSE_LINK))
    work()

    (score,) = all_scores()
    assert (score.state, score.status) == ("refused", 400) and "Incorrect score received" in score.answer


def test_a_moodle_that_may_not_read_our_keys_is_tried_again_and_says_where_to_look(client, moodle, select, open_):
    select("tiny/")
    open_()
    moodle.keys_blocked = True
    result(of=participation(OFFICER, COURSE_LINK))
    work()
    (score,) = all_scores()
    assert (score.state, score.status) == ("waiting", 404)

    registration = db.session.scalar(sa.select(Registration))
    assert not connections.try_out(registration).token.works
    client.sign_in(factories.administrator())
    page = pages.read(client.post(f"/platforms/{registration.id}/try"))

    assert "cURL blocked hosts list" in page.words


# The gradebook's links to us, and the roster


def test_a_grade_in_moodle_leads_to_the_work_and_the_heading_of_its_column_to_the_cohort(moodle, select, open_):
    select("tiny/")
    open_()
    result(of=participation(OFFICER, COURSE_LINK))
    review = {"link": COURSE_LINK, "kind": "LtiSubmissionReviewRequest"}

    of_one = open_(TEACHER, **review, whose=OFFICER)
    heading = open_(TEACHER, **review)
    own = open_(OFFICER, **review, whose=OFFICER)

    assert "/grades/" in of_one.location
    assert heading.location.startswith("/cohorts/") and "/grades/" not in heading.location
    assert own.location == "/courses/tiny"


def test_the_roster_of_moodle_has_plain_words_for_roles(moodle, open_):
    moodle.links[COURSE_LINK] = Link(f"{OURS}/lti/to/tiny", "Tiny")
    open_(TEACHER)
    work()

    context = db.session.scalar(sa.select(Context))
    assert context.roster_trouble == ""
    roles = {member.subject: member.role for member in db.session.scalars(sa.select(Member))}
    assert roles == {OFFICER: "learner", TEACHER: "instructor", ADMINISTRATOR: "instructor"}
    assert rosters.counts(context).learners == 1


def test_nobody_is_offered_a_message_that_they_do_not_know(client, moodle, monkeypatch):
    told = []
    monkeypatch.setattr(
        type(moodle), "register", lambda self, asked, _token: told.append(asked) or {"client_id": "other"}
    )
    knows = moodle.configuration()
    knows[claims.PLATFORM_CONFIGURATION]["messages_supported"].append({"type": "LtiSubmissionReviewRequest"})
    _register(client, moodle)
    monkeypatch.setattr(type(moodle), "configuration", lambda self: knows)
    _register(client, moodle)

    types = [[each["type"] for each in one[claims.TOOL_CONFIGURATION]["messages"]] for one in told]
    assert types[0] == ["LtiResourceLinkRequest", "LtiDeepLinkingRequest"]
    assert types[1] == [*types[0], "LtiSubmissionReviewRequest"]
