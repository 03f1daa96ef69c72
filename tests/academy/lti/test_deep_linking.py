"""An instructor chooses what the links of a platform lead to: what the platform is answered, and what a launch makes of it."""

import jwt
import pytest
import requests
import sqlalchemy as sa

from academy import cohorts, editions
from academy.accounts import people
from academy.cohorts.models import Cohort
from academy.db import db
from academy.lti import claims, contexts, keys, platforms
from academy.lti.models import Choice, Participation, ResourceLink
from academy.lti.targets import Target
from tests import factories
from tests.pages import Page, opened, read
from tests.platform import User

TOKEN = r'name="JWT" value="([^"]+)"'


@pytest.fixture(autouse=True)
def heeding(platform):
    """Moodle makes nothing of dates, and opens links where its own settings say; here is one that takes all."""
    platform.registered_as.family = "other"
    db.session.flush()


@pytest.fixture
def asked(platform, launch):
    """The address of the page on which an instructor chooses, after the platform asked for it."""

    def asked(user="u-instructor", **settings):
        said = {
            "deep_link_return_url": f"{platform.url}/chosen",
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["iframe", "window"],
            "accept_multiple": True,
            "data": "for the platform alone",
        }
        said |= settings
        said = {name: value for name, value in said.items() if value is not None}
        answer = launch(user, message="choose", **{claims.DEEP_LINKING: said})
        assert answer.status_code == 303, answer.text
        return answer.location

    return asked


@pytest.fixture
def answered(client, platform):
    """Sends a form of the page; what the platform is answered, and checked by the platform itself."""

    def answered(address, **fields):
        page = Page(client.post(address, data={"then": "send", **fields}).text)
        (form,) = [form for form in page.forms if form.action.startswith(platform.url)]
        platform.tool_keys = keys.jwks()
        requests.post(form.action, data=dict(form.fields)).raise_for_status()
        return jwt.decode(dict(form.fields)["JWT"], options={"verify_signature": False})

    return answered


def details(client, address, *keys, **fields):
    """The page that asks how the links to these targets shall be."""
    return read(client.post(address, data={"then": "next", "target": list(keys), **fields}))


def test_a_whole_course_becomes_a_link_with_a_column(asked, answered, client, platform):
    address = asked()
    form = details(client, address, "tiny/").form(address)

    said = answered(address, **form.filled())

    assert (said["iss"], said["aud"]) == (platform.client_id, [platform.url])
    assert said[claims.MESSAGE_TYPE] == "LtiDeepLinkingResponse"
    assert (said[claims.DEPLOYMENT], said[claims.VERSION]) == ("1", "1.3.0")
    assert said[claims.DEEP_LINKING_DATA] == "for the platform alone"
    assert said[claims.CONTENT_ITEMS] == [
        {
            "type": "ltiResourceLink",
            "title": "Tiny course",
            "text": "Made for the suite.",
            "url": "http://127.0.0.1:8000/lti/to/tiny",
            "custom": {"course": "tiny"},
            "lineItem": {"scoreMaximum": 100, "label": "Tiny course", "resourceId": "tiny", "tag": "grade"},
            "window": {"targetName": "_blank"},
        }
    ]
    assert platform.chosen == said[claims.CONTENT_ITEMS]


def test_a_launch_by_the_chosen_link_lands_where_it_was_pointed(asked, answered, client, platform, launch):
    address = asked()
    answered(address, **details(client, address, "tiny/lesson/read-me").form(address).filled())

    assert launch(link="link-2").location == "/courses/tiny/lesson/read-me"


def test_several_are_chosen_each_with_its_title_column_and_dates(asked, answered, client, app, monkeypatch):
    monkeypatch.setitem(app.config, "TIMEZONE", "Asia/Karachi")
    address = asked()
    form = details(client, address, "tiny/", "tiny/lesson/read-me").form(address)
    assert "tiny/lesson/read-me-column" not in dict(form.fields)

    changed = {
        "tiny/-title": "  The course  ",
        "tiny/-opens_at": "2031-03-01T09:00",
        "tiny/-due_at": "2031-03-08T23:59",
        "place": "iframe",
    }
    whole, lesson = answered(address, **form.filled(**changed))[claims.CONTENT_ITEMS]

    assert whole["title"] == whole["lineItem"]["label"] == "The course"
    assert whole["available"] == {"startDateTime": "2031-03-01T04:00:00Z"}
    assert whole["submission"] == {"endDateTime": "2031-03-08T18:59:00Z"}
    assert whole["iframe"] == {"height": 900} and "window" not in whole
    assert lesson["title"] == "Read me" and "lineItem" not in lesson and "available" not in lesson
    assert lesson["custom"] == {"course": "tiny", "part": "lesson/read-me"}
    assert db.session.scalars(sa.select(Cohort)).one().assignments == []


@pytest.mark.parametrize(("accepted", "there"), [(True, True), (None, True), (False, False), ("false", False)])
def test_a_column_is_offered_unless_the_platform_takes_none(asked, answered, client, accepted, there):
    address = asked(accept_lineitem=accepted)
    form = details(client, address, "tiny/").form(address)

    assert ("tiny/-column" in dict(form.fields)) is there
    assert ("lineItem" in answered(address, **form.filled())[claims.CONTENT_ITEMS][0]) is there


def test_a_column_that_is_not_wanted_is_not_made(asked, answered, client):
    address = asked()
    form = details(client, address, "tiny/").form(address).filled()
    del form["tiny/-column"]

    assert "lineItem" not in answered(address, **form)[claims.CONTENT_ITEMS][0]


@pytest.mark.parametrize("multiple", [False, "false", None])
def test_one_is_chosen_where_the_platform_takes_one(asked, answered, client, multiple):
    address = asked(accept_multiple=multiple)
    assert opened(client, address).all("input", type="radio", name="target")
    form = details(client, address, "tiny/", "tiny/lesson/read-me").form(address)

    assert len(answered(address, **form.filled())[claims.CONTENT_ITEMS]) == 1


def test_what_the_platform_did_not_give_is_not_given_back(asked, answered, client):
    address = asked(data=None)

    assert claims.DEEP_LINKING_DATA not in answered(address, **details(client, address, "tiny/").form(address).filled())


def test_the_answer_may_go_to_the_platform_and_nowhere_else(asked, client, platform):
    address = asked()
    answer = client.post(address, data=details(client, address, "tiny/").form(address).filled(then="send"))

    policy = answer.headers["Content-Security-Policy"]
    assert f"form-action 'self' {platform.url};" in policy
    assert f"frame-ancestors 'self' {platform.url}" in policy
    (form,) = [form for form in Page(answer.text).forms if form.action == f"{platform.url}/chosen"]
    assert [name for name, _ in form.fields] == ["JWT"]


def test_the_platform_is_answered_once_and_the_same_again(asked, answered, client):
    address = asked()
    first = answered(address, **details(client, address, "tiny/").form(address).filled())

    again = answered(address, target="tiny/lesson/read-me", **{"tiny/lesson/read-me-title": "Another"})

    assert again[claims.CONTENT_ITEMS] == first[claims.CONTENT_ITEMS]
    assert again["nonce"] != first["nonce"]
    page = Page(client.get(address).text)
    assert "You chose this before" in page.words
    assert "data-lti-send" not in page.html  # nothing goes twice unless a person says so


def test_choosing_nothing_is_an_answer_and_leaves_the_choice_open(asked, answered, client):
    address = asked()

    assert answered(address, then="leave")[claims.CONTENT_ITEMS] == []

    assert "Choose for Moodle" in opened(client, address).title


def test_looking_for_words_keeps_what_is_ticked(asked, client):
    factories.course("other", Tiny="Complaints")
    address = asked()

    found = read(client.post(address, data={"then": "search", "words": "compl", "target": "tiny/lesson/read-me"}))

    shown = {has["value"]: "checked" in has for has in found.all("input", name="target")}
    assert shown["tiny/lesson/read-me"] is True and shown["other/"] is False
    assert "tiny/" in shown  # around what is ticked
    assert "1 thing has these words" in found.words and found.words.count("Found") == 1
    none = read(client.post(address, data={"then": "search", "words": "zebra", "target": "tiny/lesson/read-me"}))
    assert "Nothing here has these words. What you have ticked is below." in none.words
    nothing = read(client.post(address, data={"then": "search", "words": "zebra"}))
    assert "Nothing here has these words" in nothing.words
    assert nothing.all("input", name="words")[0]["value"] == "zebra"


def test_going_back_to_choosing_keeps_what_was_typed(asked, client):
    address = asked()
    form = details(client, address, "tiny/").form(address)

    back = read(client.post(address, data=form.filled(then="back", **{"tiny/-title": "My own words"})))
    again = read(client.post(address, data=back.form(address).filled(then="next", target="tiny/")))

    assert dict(again.form(address).fields)["tiny/-title"] == "My own words"


def test_ticking_nothing_says_what_to_do(asked, client):
    answer = client.post(asked(), data={"then": "next"})

    assert answer.status_code == 400
    assert "Tick at least one thing" in read(answer).words


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tiny/-title": " "}, "Enter a title"),
        ({"tiny/-title": "x" * 256}, "longer than 255"),
        ({"tiny/-opens_at": "2031-03-02T09:00", "tiny/-due_at": "2031-03-01T09:00"}, "due before it opens"),
        ({"tiny/-opens_at": "0001-01-01T00:00"}, "between 1900 and 2199"),
    ],
)
def test_what_cannot_be_is_said_beside_it(asked, client, wrong, said):
    address = asked()
    form = details(client, address, "tiny/").form(address)

    answer = client.post(address, data=form.filled(then="send", **wrong))

    assert answer.status_code == 400
    assert said in read(answer).words
    assert db.session.scalar(sa.select(Choice)).answer is None


def test_what_is_not_offered_cannot_be_chosen(asked, client):
    answer = client.post(asked(), data={"then": "send", "target": ["secret/", "tiny/quiz/none"]})

    assert answer.status_code == 400
    assert db.session.scalar(sa.select(Choice)).answer is None


def test_nobody_else_chooses(asked, client):
    address = asked()

    assert client.sign_in(factories.instructor()).get(address).status_code == 404
    assert client.sign_in(factories.administrator()).post(address, data={"then": "leave"}).status_code == 404
    assert client.sign_in(factories.learner()).get(address).status_code == 403


def test_a_platform_that_was_closed_meanwhile_is_answered_nothing(asked, client, platform):
    address = asked()
    platforms.close(None, platform.registered_as)

    answer = client.post(address, data={"then": "leave"})

    assert answer.status_code == 403 and "not connected with your learning platform" in answer.text
    assert db.session.scalars(sa.select(Choice)).one().answer is None


def test_learners_choose_no_links(launch):
    answer = launch(message="choose")

    assert answer.status_code == 403
    assert "Only instructors" in answer.text


@pytest.mark.parametrize(
    "address",
    [
        None,
        7,
        "",
        "javascript:alert(1)",
        "http://evil.example/",
        "//evil.example",
        "https://",
        "ftp://x.example/",
        "data:,x",
    ],
)
def test_an_answer_never_goes_to_an_address_that_is_none_or_not_safe(launch, platform, address):
    settings = {"accept_types": ["ltiResourceLink"], "accept_presentation_document_targets": ["iframe"]}
    settings |= {"deep_link_return_url": address} if address is not None else {}

    answer = launch("u-instructor", message="choose", **{claims.DEEP_LINKING: settings})

    assert answer.status_code == 403
    assert list(db.session.scalars(sa.select(Choice))) == []


def test_the_host_of_a_cloud_differs_from_its_issuer(asked, client):
    address = asked(deep_link_return_url="https://school.instructure.example/return?x=1")

    assert "https://school.instructure.example" in client.get(address).headers["Content-Security-Policy"]


def test_there_is_a_key_to_check_by_before_anything_was_signed(client, app, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "KEYS", str(tmp_path))

    assert len(client.get("/lti/keys.json").json["keys"]) == 1


# Links that say nothing of where they lead


@pytest.fixture
def bare(platform):
    """A link that was made by hand and names no target."""
    platform.links["l1"].url = "http://127.0.0.1:8000/lti/launch"
    return platform


def link():
    return db.session.scalars(sa.select(ResourceLink).execution_options(populate_existing=True)).one()


def test_an_instructor_says_what_a_link_without_a_target_leads_to(bare, launch, client):
    assert launch().status_code == 403
    address = launch("u-instructor").location
    page = opened(client, address)
    assert "Nobody has chosen this yet" in page.words

    answer = client.post(address, data={"then": "next", "target": "tiny/lesson/read-me"})

    cohort = db.session.scalar(sa.select(Cohort))
    assert answer.location == f"/cohorts/{cohort.id}"
    assert [given.course for given in cohort.assignments] == ["tiny"]
    assert launch().location == "/courses/tiny/lesson/read-me"


def test_a_link_is_pointed_by_those_who_teach_its_course(bare, launch, client):
    address = launch("u-instructor").location

    assert client.sign_in(factories.instructor()).get(address).status_code == 403
    assert (
        client.sign_in(factories.learner()).post(address, data={"then": "next", "target": "tiny/"}).status_code == 403
    )
    assert client.sign_in(factories.administrator()).get(address).status_code == 200
    assert link().course == ""


def test_pointing_to_nothing_changes_nothing(bare, launch, client):
    answer = client.post(launch("u-instructor").location, data={"then": "next", "target": "none/"})

    assert answer.status_code == 400
    assert "Choose one thing" in read(answer).words


def test_a_link_that_is_edited_in_the_platform_leads_where_it_says_now(platform, launch):
    launch()
    factories.course("other", Tiny="Another")
    platform.links["l1"].url = "http://127.0.0.1:8000/lti/to/other"

    assert launch().location == "/courses/other"
    assert link().course == "other"
    assert db.session.scalars(sa.select(Participation)).one().enrolment.course == "other"


def test_what_an_instructor_pointed_stays_while_the_platform_says_the_same(platform, launch, client):
    launch()
    factories.course("other", Tiny="Another")
    contexts.point(None, link(), Target("other", "", "course", "Another"))

    assert launch().location == "/courses/other"


def test_a_target_that_was_never_offered_is_another_case_than_none(platform, launch):
    platform.links["l1"].url = "http://127.0.0.1:8000/lti/to/gone"

    answer = launch()

    assert answer.status_code == 403
    assert "not offered here any more" in answer.text


def test_a_link_to_something_that_is_gone_is_pointed_elsewhere(platform, launch, client):
    platform.links["l1"].url = "http://127.0.0.1:8000/lti/to/gone/quiz/one"
    address = launch("u-instructor").location

    client.post(address, data={"then": "next", "target": "tiny/"})

    assert launch().location == "/courses/tiny"


def test_whoever_has_a_course_keeps_it_when_it_is_offered_to_nobody_anew(platform, launch, client):
    platform.users["u-late"] = User(name="Late Comer")
    launch()
    editions.retire(editions.published("course", "tiny"), factories.administrator(), "Old.")

    assert launch().location == "/courses/tiny"
    assert "not offered here any more" in launch("u-late").text
    assert launch("u-instructor").location == f"/lti/links/{link().id}"


def test_the_same_person_may_teach_two_courses_of_a_platform(platform, launch):
    launch("u-instructor")
    launch("u-instructor", **{claims.CONTEXT: {"id": "c2", "title": "Batch 55"}})

    person = people.instructors()[0]
    assert {cohort.name for cohort in cohorts.looked_after_by(person)} == {"Batch 54", "Batch 55"}


@pytest.mark.parametrize(("family", "own"), [("canvas", {"resource_link_id": "$ResourceLink.id"}), ("moodle", {})])
def test_a_link_asks_for_what_its_family_would_else_tell_wrong(client, asked, answered, platform, family, own):
    platform.registered_as.family = family
    db.session.flush()

    address = asked()
    said = answered(address, **details(client, address, "tiny/").form(address).filled())

    assert said[claims.CONTENT_ITEMS][0]["custom"] == {"course": "tiny", **own}
