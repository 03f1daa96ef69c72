"""The administrator's pages: connect a platform by hand, approve, try it out, close it."""

import json
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from academy import clock
from academy.audit.models import AuditEntry
from academy.db import db
from academy.jobs.models import Job
from academy.lti import claims, platforms, scores
from academy.lti.models import Context, Deployment, Identity, Participation, Registration, ResourceLink, Score
from tests import factories
from tests.pages import opened, read

BY_HAND = "/platforms/new/{}/by-hand"


@pytest.fixture
def office(client, session):
    return client.sign_in(factories.administrator())


@pytest.fixture
def registration(platform, office):
    return platform.registered_as


@pytest.fixture
def typed(app, monkeypatch):
    """What an administrator copies from a Moodle of the academy's own network."""
    monkeypatch.setitem(app.config, "INTRANET", "moodle.lan")
    return {
        "name": "Our Moodle", "issuer": "http://moodle.lan", "client_id": "x9", "deployment_id": "1", "token_audience": "",
        "authorization_url": "http://moodle.lan/auth", "token_url": "http://moodle.lan/token", "jwks_url": "http://moodle.lan/certs",
    }  # fmt: skip


def only_registration():
    return db.session.scalars(sa.select(Registration)).one()


# Who sees it


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_platforms_are_for_administrators(client, session, role):
    client.sign_in(factories.person(role))

    assert client.get("/platforms/").status_code == 403
    assert client.post("/platforms/new/moodle/invitation").status_code == 403
    assert "/platforms/" not in opened(client, "/").links


def test_an_administrator_finds_them_under_operations(office):
    assert "/platforms/" in opened(office, "/system/").links
    assert "Connect a learning platform" in opened(office, "/platforms/").words


def test_the_start_page_names_platforms_and_deployments_that_wait_for_approval(office, registration, platform):
    assert "waits for your approval" not in opened(office, "/").words
    platforms.ask_for(registration, "2")
    details = platform.endpoints | {"issuer": "https://new.example"}
    asked = platforms.register(None, client_id="n", name="The new one", **details)
    platforms.ask_for(asked, "1")

    page = opened(office, "/")

    assert "2 learning platforms wait for your approval" in page.words and "The new one" in page.words
    assert "Moodle (a new deployment of it)" in page.words
    assert {f"/platforms/{each.id}" for each in (registration, asked)} <= set(page.links)
    platforms.close(None, registration)
    platforms.close(None, asked)
    assert "your approval" not in opened(office, "/").words
    assert "your approval" not in opened(office.sign_in(factories.instructor()), "/").words


# Ways to connect


@pytest.mark.parametrize("family", ["moodle", "canvas", "blackboard", "brightspace", "openedx", "other"])
def test_each_family_has_its_steps_and_every_address_of_ours(office, family):
    page = opened(office, BY_HAND.format(family))

    base = "http://127.0.0.1:8000"
    assert {f"{base}/lti/login", f"{base}/lti/launch", f"{base}/lti/keys.json"} <= _copied(page)
    assert len(page.all("ol", **{"class": "steps"})) == 1
    if family != "openedx":
        assert len(opened(office, f"/platforms/new/{family}").all("ol", **{"class": "steps"})) == 1


def test_of_our_values_those_are_shown_that_the_platform_asks_for_and_all_where_that_is_not_known(office):
    moodle, other = (opened(office, BY_HAND.format(family)) for family in ("moodle", "other"))

    assert "There: Public keyset" in moodle.words and "127.0.0.1:8000" not in _copied(moodle)
    assert "There:" not in other.words
    assert {"127.0.0.1:8000", "Official, online", "http://127.0.0.1:8000/static/mark.svg"} <= _copied(other)


def test_a_platform_of_which_nothing_is_known_can_register_itself_or_be_typed_in(office):
    page = opened(office, "/platforms/new/other")

    assert "Connect another platform" in page.words and "look for “Dynamic Registration”" in page.words
    assert "Address to paste" in read(office.post("/platforms/new/other/invitation")).words
    assert not opened(office, BY_HAND.format("other")).all("input", name="host")  # there is nothing to fill in


@pytest.mark.parametrize("family", ["blackboard", "brightspace"])
def test_what_instructors_need_to_find_the_tool_is_said_with_its_address(office, family):
    words = [opened(office, page).words for page in (f"/platforms/new/{family}", BY_HAND.format(family))]

    assert all(re.search(r"Deep Linking [\w ]+”.* http://127.0.0.1:8000/lti/launch", each) for each in words)


def _copied(page):
    return {button["data-copy"] for button in page.all("button") if "data-copy" in button}


def test_a_family_that_nobody_knows_has_no_page(office):
    assert office.get("/platforms/new/webct").status_code == 404
    assert office.get(BY_HAND.format("webct")).status_code == 404


def test_canvas_gets_its_configuration_as_json(office):
    text = re.search(
        r"<textarea[^>]*told__json[^>]*>(.*?)</textarea>", office.get(BY_HAND.format("canvas")).text, re.S
    )[1]

    told = json.loads(text.replace("&#34;", '"'))
    (extension,) = told["extensions"]
    assert told["public_jwk_url"] == "http://127.0.0.1:8000/lti/keys.json"
    assert told["scopes"] == list(claims.SCOPES)
    assert (extension["privacy_level"], extension["platform"]) == ("public", "canvas.instructure.com")
    assert [each["placement"] for each in extension["settings"]["placements"]] == [
        "assignment_selection",
        "link_selection",
    ]
    assert {each["message_type"] for each in extension["settings"]["placements"]} == {"LtiDeepLinkingRequest"}


def test_without_https_each_page_says_what_platforms_need(app, office, monkeypatch):
    addresses = ("/platforms/", "/platforms/new", "/platforms/new/moodle", BY_HAND.format("moodle"))
    for address in addresses:
        assert "not served over HTTPS" in opened(office, address).words

    monkeypatch.setitem(app.config, "HTTPS", True)
    monkeypatch.setitem(app.config, "BASE_URL", "https://academy.example")
    for address in addresses:
        assert "not served over HTTPS" not in opened(office, address).words


def test_an_academy_that_was_opened_at_another_address_than_it_says_is_told_so(app, office, monkeypatch):
    addresses = ("/platforms/", "/platforms/new", "/platforms/new/moodle", BY_HAND.format("moodle"))
    monkeypatch.setitem(app.config, "BASE_URL", "https://academy.example")
    for address in addresses:
        assert "at https://academy.example, as the setting ACADEMY_BASE_URL says" in opened(office, address).words

    monkeypatch.setitem(app.config, "BASE_URL", "https://localhost/")
    for address in addresses:
        assert "opened it at another address" not in opened(office, address).words


def test_an_invitation_is_shown_once_with_where_to_paste_it(client, office):
    page = read(office.post("/platforms/new/moodle/invitation"))

    (address,) = [button["data-copy"] for button in page.all("button") if "data-copy" in button]
    assert address.startswith("http://127.0.0.1:8000/lti/register/")
    assert "Add LTI Advantage" in page.words
    assert (
        client.get(
            address.removeprefix("http://127.0.0.1:8000") + "?openid_configuration=https://x.example/c"
        ).status_code
        == 200
    )


# By hand


@pytest.mark.parametrize(
    ("family", "host", "expected"),
    [
        ("moodle", "https://moodle.school.example/my/", {"issuer": "https://moodle.school.example/my"}),
        ("moodle", "moodle.school.example", {"token_url": "https://moodle.school.example/mod/lti/token.php"}),
        ("canvas", "school.instructure.com", {"issuer": "https://canvas.instructure.com"}),
        ("brightspace", "lms.school.example", {"token_audience": "https://api.brightspace.com/auth/token"}),
        ("openedx", "studio.school.example", {"name": "Open edX · studio.school.example", "issuer": ""}),
    ],
)
def test_the_form_is_filled_in_once_it_is_known_where_the_platform_is(office, family, host, expected):
    page = read(office.get(BY_HAND.format(family), query_string={"host": host}))

    filled = dict(page.form(BY_HAND.format(family)).fields)
    assert {name: filled[name] for name in expected} == expected


def test_a_platform_that_is_typed_in_is_connected(office, typed):
    answer = office.post(BY_HAND.format("moodle"), data=typed)

    registration = only_registration()
    assert answer.location == f"/platforms/{registration.id}"
    assert (registration.state, registration.name, registration.family) == ("active", "Our Moodle", "moodle")
    assert [(each.deployment_id, each.state) for each in registration.deployments] == [("1", "active")]
    assert "Our Moodle" in opened(office, "/platforms/").words
    opened(office, answer.location)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"issuer": ""}, "Enter the issuer, as your platform shows it"),
        (
            {"jwks_url": "http://elsewhere.example/jwks"},
            "Address of its public keys: enter a whole address that begins",
        ),
        ({"token_url": "moodle.lan/token"}, "begins with https://"),
        ({"token_url": "https://[half"}, "begins with https://"),
        ({"authorization_url": "javascript:alert(1)"}, "begins with https://"),
        ({"client_id": "x" * 300}, "cannot be longer"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(office, typed, changes, said):
    answer = office.post(BY_HAND.format("moodle"), data=typed | changes)

    page = read(answer)
    assert answer.status_code == 400 and said in page.words
    assert dict(page.form(BY_HAND.format("moodle")).fields) | {"csrf_token": ""} == typed | changes | {"csrf_token": ""}
    assert db.session.scalar(sa.select(Registration)) is None


def test_a_platform_is_connected_once_and_an_issuer_has_one_set_of_keys(office, typed):
    office.post(BY_HAND.format("moodle"), data=typed)

    again = office.post(BY_HAND.format("moodle"), data=typed)
    other = office.post(
        BY_HAND.format("moodle"), data=typed | {"client_id": "x10", "jwks_url": "http://moodle.lan/others"}
    )

    assert again.status_code == 400 and "registered here already" in read(again).words
    assert other.status_code == 400 and "keys at another address" in read(other).words
    only_registration()


# The page of one


def test_approving_is_asked_for_and_then_done(office, typed):
    registration = platforms.register(None, family="moodle", **{k: v for k, v in typed.items() if k != "deployment_id"})
    platforms.ask_for(registration, "7")
    address = f"/platforms/{registration.id}"
    page = opened(office, address)
    assert "waits for your approval" in page.words
    assert f"{address}/deployments/{registration.deployments[0].id}" not in [form.action for form in page.forms]

    office.post(f"{address}/approve")
    office.post(f"{address}/approve")

    assert registration.state == "active" and registration.approved_by_id
    assert registration.deployments[0].state == "active"
    assert actions().count("lti.approved") == 1


def test_a_deployment_that_launched_unasked_is_approved_by_its_button(office, registration):
    platforms.ask_for(registration, "<2>")
    waiting = registration.deployments[-1]
    address = f"/platforms/{registration.id}/deployments/{waiting.id}"
    assert "1 waits for approval" in opened(office, "/platforms/").words
    assert address in [form.action for form in opened(office, f"/platforms/{registration.id}").forms]

    office.post(address)

    assert waiting.state == "active"
    assert "waits for approval" not in opened(office, "/platforms/").words


def test_a_deployment_is_approved_on_the_page_of_its_own_platform_only(office, registration):
    other = Registration(
        name="Other", issuer="https://o.example", client_id="o", authorization_url="", token_url="", jwks_url="",
        deployments=[Deployment(deployment_id="9")],
    )  # fmt: skip
    db.session.add(other)
    db.session.flush()

    answer = office.post(f"/platforms/{registration.id}/deployments/{other.deployments[0].id}")

    assert answer.status_code == 404
    assert other.deployments[0].state == "pending"


def test_what_it_may_do_is_changed_and_noted_with_before_and_after(office, registration):
    office.post(f"/platforms/{registration.id}/permissions", data={"any_deployment": "y"})

    assert (registration.teaching, registration.any_deployment) == (False, True)
    note = db.session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "lti.changed"))
    assert note.values_row.values["before"] == {"teaching": True, "any_deployment": False}


def test_addresses_can_be_changed_and_its_keys_are_read_anew(office, registration, platform):
    registration.keys, registration.keys_at = {"keys": []}, clock.now()
    form = opened(office, f"/platforms/{registration.id}/edit").form(f"/platforms/{registration.id}/edit")

    wrong = office.post(form.action, data=form.filled(jwks_url="http://elsewhere.example/"))
    done = office.post(form.action, data=form.filled(jwks_url=f"{platform.url}/jwks?new", name="Renamed"))

    assert wrong.status_code == 400 and "begins with https://" in read(wrong).words
    assert done.status_code == 302
    assert (registration.name, registration.jwks_url, registration.keys) == (
        "Renamed",
        f"{platform.url}/jwks?new",
        None,
    )


def test_a_platform_is_closed_and_opened_again(office, registration):
    office.post(f"/platforms/{registration.id}/close")
    assert registration.state == "closed"
    assert "Open it again" in opened(office, f"/platforms/{registration.id}").words

    office.post(f"/platforms/{registration.id}/approve")
    assert registration.state == "active"
    assert actions()[-2:] == ["lti.closed", "lti.approved"]


def test_a_closed_platform_is_not_opened_beside_one_with_other_keys(office, registration, platform):
    platforms.close(None, registration)
    platforms.register(None, client_id="b", name="B", **platform.endpoints | {"jwks_url": f"{platform.url}/other"})

    answer = office.post(f"/platforms/{registration.id}/approve")

    assert answer.status_code == 409 and "Close that registration first" in answer.text
    assert registration.state == "closed"


def test_the_connection_is_tried_with_the_real_platform(office, registration):
    page = read(office.post(f"/platforms/{registration.id}/try"))

    assert "The connection works" in page.words
    assert [box["name"] for box in page.all("input", type="checkbox") if "checked" in box] == ["teaching"]
    assert registration.keys["keys"] and registration.keys_at


def test_what_waits_for_a_platform_that_did_not_answer_is_sent_once_a_trial_works(office, registration, platform):
    registration.failures, registration.down_until = 3, clock.now() + timedelta(minutes=10)
    platform.down = True
    office.post(f"/platforms/{registration.id}/try")
    assert registration.failures == 3

    platform.down = False
    office.post(f"/platforms/{registration.id}/try")

    assert (registration.failures, registration.down_until) == (0, None)
    assert db.session.scalar(sa.select(Job.state).where(Job.kind == scores.RESUME)) == "waiting"


def test_what_a_platform_answers_to_a_trial_is_shown_as_it_is(office, registration, platform):
    platform.down = True
    registration.jwks_url = f"{platform.url}/nowhere"

    page = read(office.post(f"/platforms/{registration.id}/try"))

    assert "The connection does not work yet" in page.words
    assert "503" in page.words and "404" in page.words
    assert registration.keys is None


def test_the_list_and_the_page_count_the_newest_grade_of_each_learner_by_its_state(office, registration):
    context = Context(deployment=registration.deployments[0], context_id="c", cohort=factories.cohort())
    link = ResourceLink(context=context, resource_link_id="l")
    for subject, states in (("u1", ["refused", "superseded", "sent"]), ("u2", ["waiting"]), ("u3", ["refused"])):
        person = factories.learner()
        identity = Identity(issuer=registration.issuer, subject=subject, person=person)
        participation = Participation(link=link, identity=identity, enrolment=factories.enrolment(person))
        for minute, state in enumerate(states):
            sent_at = clock.now() if state == "sent" else None
            moment = clock.now().replace(minute=minute)
            db.session.add(
                Score(
                    participation=participation, given=1, maximum=2, activity_progress="Completed", state=state,
                    grading_progress="FullyGraded", timestamp=moment, sent_at=sent_at,
                )
            )  # fmt: skip
    db.session.flush()

    assert "1 sent, 1 on their way, 1 refused" in opened(office, f"/platforms/{registration.id}").words
    row = re.search(r"<tr role=\"row\">.*?</tr>", office.get("/platforms/").text.partition("<tbody")[2], re.S)[0]
    assert re.findall(r"table__cell\">([^<]|<strong[^>]*>[^<]*)", row)[-2:][0] == "1"


def test_the_list_asks_as_much_for_many_platforms_as_for_one(office, registration):
    def asked():
        statements = []
        listener = lambda *arguments: statements.append(arguments[2])  # noqa: E731
        sa.event.listen(db.engine, "before_cursor_execute", listener)
        opened(office, "/platforms/")
        sa.event.remove(db.engine, "before_cursor_execute", listener)
        return len(statements)

    asked()
    one = asked()
    for number in range(20):
        made = Registration(
            name=f"P{number}",
            issuer=f"https://p{number}.example",
            client_id="c",
            authorization_url="",
            token_url="",
            jwks_url="",
        )
        made.deployments = [Deployment(deployment_id="1")]
        db.session.add(made)
    db.session.flush()

    assert asked() == one


def actions():
    query = sa.select(AuditEntry.action).where(AuditEntry.action.startswith("lti.")).order_by(AuditEntry.id)
    return list(db.session.scalars(query))


def test_names_that_platforms_choose_are_shown_as_text(office, registration):
    registration.name, registration.issuer = "<b>x</b>", 'https://x.example/"><script>'
    db.session.flush()

    for address in ("/platforms/", f"/platforms/{registration.id}", f"/platforms/{registration.id}/edit"):
        assert "<script>" not in office.get(address).text.partition("<main")[2]
        opened(office, address)
