"""What the server is looked over for: each fault is made for real, and named with what to do."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from academy import clock
from academy.app import create_app
from academy.jobs.models import DailyRound, Job
from academy.system import configured, inspection, others, surroundings
from tests import factories
from tests.queues import Queue
from tests.servers import ROOT, free_port

PUBLIC = "https://academy.example.org"


@pytest.fixture
def found(app, session, monkeypatch):
    """What is found with these settings, as (about, grave) pairs."""

    def find(look, **settings):
        for name, value in settings.items():
            monkeypatch.setitem(app.config, name, value)
        with app.test_request_context():
            return {(each.about, each.grave): each for each in look()}

    return find


@pytest.mark.parametrize(
    ("settings", "about"),
    [
        ({"BASE_URL": PUBLIC, "HTTPS": False}, "ACADEMY_HTTPS"),
        ({"BASE_URL": PUBLIC, "HTTPS": True, "PROXIES": 0}, "ACADEMY_PROXIES"),
        ({"BASE_URL": "http://127.0.0.1:8000", "HTTPS": True}, "ACADEMY_BASE_URL"),
        ({"BASE_URL": "http://academy.example.org", "HTTPS": False}, "ACADEMY_BASE_URL"),
        ({"BASE_URL": "http://10.0.0.7", "HTTPS": False}, "ACADEMY_BASE_URL"),
        ({"SECRET_KEY": "guess"}, "ACADEMY_SECRET_KEY"),
        ({"LRS_URL": "https://lrs.example.org", "LRS_KEY": "academy"}, "ACADEMY_LRS_URL"),
        ({"QUEUE": "redis://localhost/0", "DATABASE": ""}, "ACADEMY_QUEUE"),
        ({"BASE_URL": PUBLIC, "MAIL_SERVER": ""}, "ACADEMY_MAIL_SERVER"),
        ({"BASE_URL": PUBLIC, "KEY_PASSPHRASE": ""}, "ACADEMY_KEY_PASSPHRASE"),
    ],
)
def test_settings_that_do_not_fit_each_other_are_named(found, settings, about):
    assert (about, False) in found(lambda: configured.concerns({}), **settings)


def test_settings_that_fit_are_no_concern(found):
    fitting = {"BASE_URL": PUBLIC, "HTTPS": True, "PROXIES": 1, "SECRET_KEY": "k" * 40, "MAIL_SERVER": "smtps://mail", "KEY_PASSPHRASE": "of three words"}  # fmt: skip

    assert found(lambda: configured.concerns({}), **fitting) == {}


def test_on_this_machine_alone_letters_may_be_files_and_keys_unlocked(found):
    assert found(lambda: configured.concerns({}), BASE_URL="http://localhost:8000", SECRET_KEY="k" * 40) == {}


def test_a_setting_that_does_not_exist_is_named_with_the_one_that_was_meant(found):
    concern = found(lambda: configured.concerns({"ACADEMY_SESION_HOURS": "8", "PATH": "/"}), SECRET_KEY="k" * 40)

    assert concern["ACADEMY_SESION_HOURS", False].remedy == "Did you mean ACADEMY_SESSION_HOURS?"


def test_half_of_single_sign_on_keeps_the_server_from_starting(found):
    assert ("ACADEMY_SSO_ISSUER", True) in found(
        lambda: configured.concerns({}), SSO_ISSUER="https://login.example.org"
    )


def test_a_key_that_others_can_read_is_named(app, found):
    key = app.config["INSTANCE_PATH"] / "secret_key"
    key.write_text("k" * 40)
    key.chmod(0o640)
    try:
        assert ("Secret key", False) in found(surroundings.concerns)
        key.chmod(0o600)
        assert ("Secret key", False) not in found(surroundings.concerns)
    finally:
        key.unlink()


def test_a_folder_that_cannot_be_written_to_keeps_the_server_from_starting(found, tmp_path):
    assert ("ACADEMY_INSTANCE", True) in found(surroundings.concerns, INSTANCE_PATH=tmp_path / "nowhere")


def test_an_empty_database_keeps_the_server_from_starting(bare):
    with bare.test_request_context():
        assert [each.remedy for each in surroundings.concerns() if each.grave] == ["Type: academy init"]


@pytest.mark.parametrize(("step", "word"), [("0001", "older"), ("9999", "newer")])
def test_a_database_of_another_version_keeps_the_server_from_starting(found, session, step, word):
    session.execute(sa.text("UPDATE alembic_version SET version_num = :step"), {"step": step})

    assert word in found(surroundings.concerns)["Database", True].says


def test_jobs_that_nobody_does_are_named(found, session):
    assert ("Jobs", False) not in found(surroundings.concerns)
    session.add(Job(kind="mail", payload={}, not_before=clock.now() - timedelta(minutes=30)))
    session.flush()

    assert "academy work" in found(surroundings.concerns)["Jobs", False].remedy


def test_a_day_without_daily_jobs_is_named(found, session):
    session.add(DailyRound(mark="of-some-day", added_at=clock.now()))
    session.flush()
    assert ("Jobs", False) not in found(surroundings.concerns)

    with time_machine.travel(clock.now() + timedelta(hours=30)):
        assert ("Jobs", False) in found(surroundings.concerns)


def test_a_demonstration_on_a_public_address_is_named(found, session):
    factories.learner(demo=True)
    session.flush()

    assert ("People", False) in found(surroundings.concerns, BASE_URL=PUBLIC)
    assert ("People", False) not in found(surroundings.concerns, BASE_URL="http://127.0.0.1:8000")


def test_without_a_key_certificates_wait(found, app, tmp_path, monkeypatch):
    monkeypatch.delitem(app.extensions, "keyring", raising=False)
    try:
        assert (
            found(surroundings.concerns, KEYS=str(tmp_path))["Signing key", False].remedy == "Type: academy keys create"
        )
    finally:
        app.extensions.pop("keyring", None)


def test_servers_that_do_not_answer_are_named(found):
    closed = free_port()
    missing = {
        "MAIL_SERVER": f"smtp://localhost:{closed}",
        "LRS_URL": f"http://localhost:{closed}/xAPI",
        "INTRANET": f"localhost:{closed}",
        "SSO_ISSUER": f"http://localhost:{closed}",
        "SSO_CLIENT": "academy",
    }

    abouts = {about for about, _grave in found(others.concerns, **missing)}

    assert abouts == {"ACADEMY_MAIL_SERVER", "ACADEMY_LRS_URL", "ACADEMY_SSO_ISSUER"}


def test_a_queue_that_is_down_is_named_and_one_that_is_up_is_not(tmp_path):
    queue = Queue(free_port())
    app = create_app(INSTANCE=str(tmp_path), QUEUE=queue.url, SECRET_KEY="k" * 40)
    with app.test_request_context():
        assert [each.about for each in others.concerns()] == ["ACADEMY_QUEUE"]
        queue.start()
        try:
            assert comes_to(lambda: list(others.concerns()) == [])
        finally:
            queue.stop()


def comes_to(truth, seconds=5):
    until = time.monotonic() + seconds
    while not truth() and time.monotonic() < until:
        time.sleep(0.05)
    return truth()


def command(*words, **settings):
    """What an administrator types, and what it says."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("ACADEMY_")}
    environment = own | {f"ACADEMY_{name}": value for name, value in settings.items()}
    line = [sys.executable, "-m", "academy.cli", *words]
    return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_a_server_that_should_not_start_says_all_that_keeps_it_from_it(tmp_path):
    done = command("run", INSTANCE=str(tmp_path), SSO_ISSUER="https://login.example.org")

    assert done.returncode == 1
    assert "ACADEMY_SSO_ISSUER: " in done.stderr
    assert "Database: It is empty. Type: academy init" in done.stderr


def test_the_check_says_everything_at_once_and_fails_for_what_is_grave(tmp_path):
    done = command("settings", "check", INSTANCE=str(tmp_path), SECRET_KEY="short")

    assert done.returncode == 1
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["WRONG", "look"]


def test_all_settings_that_cannot_be_understood_are_said_together(tmp_path):
    done = command("settings", "check", INSTANCE=str(tmp_path), HTTPS="perhaps", SESSION_HOURS="soon")

    assert done.returncode == 1
    assert "ACADEMY_HTTPS is yes or no" in done.stderr
    assert "ACADEMY_SESSION_HOURS is a whole number" in done.stderr


def test_the_grave_ones_come_first(found):
    concerns = list(found(inspection.concerns, SSO_ISSUER="https://login.example.org", SECRET_KEY="short").values())

    assert [each.grave for each in concerns] == sorted((each.grave for each in concerns), reverse=True)
    assert concerns[0].about == "ACADEMY_SSO_ISSUER"
