"""`academy lti …`: the same as the pages, as an administrator types it."""

import pytest
import sqlalchemy as sa

from academy.db import db
from academy.lti import invitations, keys
from academy.lti.models import Invitation, Registration
from tests import factories
from tests.commands import typed

MOODLE = (
    "lti", "register", "--preset", "moodle", "--host", "moodle.school.example", "--client-id", "x9", "--deployment", "1",
)  # fmt: skip


@pytest.fixture
def academy(app, session, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "KEYS", str(tmp_path))
    return app


def only_registration():
    return db.session.scalars(sa.select(Registration)).one()


def test_urls_shows_ours(academy):
    shown = typed(academy, "lti", "urls")

    assert shown.exit_code == 0, shown.output
    assert "http://127.0.0.1:8000/lti/login" in shown.output
    assert "http://127.0.0.1:8000/lti/keys.json" in shown.output
    assert "Platforms need https://" in shown.output


def test_a_platform_is_registered_by_its_preset_and_host(academy):
    made = typed(academy, *MOODLE)

    registration = only_registration()
    assert made.exit_code == 0 and made.output == f"{registration.id} is active.\n"
    assert registration.token_url == "https://moodle.school.example/mod/lti/token.php"
    assert [(each.deployment_id, each.state) for each in registration.deployments] == [("1", "active")]


def test_options_go_before_the_preset(academy):
    typed(academy, *MOODLE, "--issuer", "https://moodle.school.example/lms", "--name", "Ours")

    assert (only_registration().issuer, only_registration().name) == ("https://moodle.school.example/lms", "Ours")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("lti", "register"), "these are missing: --issuer, --client-id, --authorization-url, --token-url, --jwks-url"),
        ((*MOODLE[:4], "--host", "blackboard.com"), "--client-id"),
        ((*MOODLE, "--jwks-url", "http://x.example/"), "does not begin with https://"),
        (("lti", "approve", "77"), "there is no platform 77"),
        (("lti", "invite", "--family", "openedx"), "does not register itself"),
        (("lti", "invite", "--family", "moodle", "--by", "nobody@example.org"), "is no administrator"),
    ],
)
def test_what_cannot_be_done_is_said(academy, words, said):
    answer = typed(academy, *words)

    assert answer.exit_code == 1 and said in answer.output
    assert db.session.scalar(sa.select(Registration)) is None


def test_what_is_registered_already_is_said(academy):
    typed(academy, *MOODLE)

    assert "is registered already" in typed(academy, *MOODLE).output
    other = typed(academy, *MOODLE, "--client-id", "b", "--jwks-url", "https://moodle.school.example/other")
    assert "keys at another address" in other.output
    only_registration()


def test_a_platform_waits_is_approved_deployed_and_closed(academy):
    assert "academy lti approve" in typed(academy, *MOODLE, "--pending").output
    registration = only_registration()
    assert registration.state == "pending"

    assert typed(academy, "lti", "approve", registration.id).exit_code == 0
    assert typed(academy, "lti", "deploy", registration.id, "2").exit_code == 0
    shown = typed(academy, "lti", "list").output
    assert "active" in shown and "deployment 2  active" in shown and "0 sent, 0 waiting, 0 refused" in shown

    assert typed(academy, "lti", "close", registration.id, "--reason", "Replaced").exit_code == 0
    db.session.expire_all()
    assert only_registration().state == "closed"


def test_an_invitation_is_made(academy):
    factories.administrator(email="office@example.org")
    db.session.commit()

    address = typed(academy, "lti", "invite", "--family", "moodle", "--by", "office@example.org").output.splitlines()[0]

    token = address.removeprefix("http://127.0.0.1:8000/lti/register/")
    assert invitations.find(token).made_by_id == db.session.scalar(sa.select(Invitation)).made_by_id


def test_a_platform_is_tried_out(academy, platform):
    number = platform.registered_as.id
    db.session.commit()
    works = typed(academy, "lti", "try", number)
    platform.down = True
    fails = typed(academy, "lti", "try", number)

    assert works.exit_code == 0 and works.output.count("works") == 2
    assert fails.exit_code == 1 and "503" in fails.output


def test_keys_rotate_and_the_former_ones_stay_readable(academy):
    first = keys.signing().id

    rotated = typed(academy, "lti", "keys", "rotate")

    assert rotated.exit_code == 0 and "platforms can still read those before it" in rotated.output
    shown = typed(academy, "lti", "keys", "list").output.split()
    assert shown[0] == keys.signing().id != first == shown[1]
