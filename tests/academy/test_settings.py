"""Settings come from the environment, and a wrong one is said in words."""

import sys

import pytest

from academy import cli, settings
from academy.settings import SettingError
from tests.rivals import at_once


def test_what_the_environment_does_not_name_has_its_default():
    assert settings.from_environment({}) == {setting.name: setting.default for setting in settings.SETTINGS}


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("ACADEMY_SESSION_HOURS", "8", 8),
        ("ACADEMY_BLIND_SHARE", "0", 0),
        ("ACADEMY_BLIND_SHARE", "100", 100),
        ("ACADEMY_HTTPS", "yes", True),
        ("ACADEMY_HTTPS", "FALSE", False),
        ("ACADEMY_NAME", "Civil Services Academy, Lahore", "Civil Services Academy, Lahore"),
        ("ACADEMY_LANGUAGES", "en,ur,bn", "en,ur,bn"),
        ("ACADEMY_DATABASE", "", ""),
        ("ACADEMY_QUEUE", "rediss://user:pass@redis.lan:6380/2", "rediss://user:pass@redis.lan:6380/2"),
        ("ACADEMY_MAIL_SERVER", "smtp://a%40b:p%2Fw@mail.example.org", "smtp://a%40b:p%2Fw@mail.example.org"),
        ("ACADEMY_MAIL_SERVER", "smtps://[::1]:465/", "smtps://[::1]:465/"),
        ("ACADEMY_MAIL_SERVER", "smtp+plain://relay.lan:25", "smtp+plain://relay.lan:25"),
        ("ACADEMY_DATABASE", "postgresql+psycopg://a:b@db/academy", "postgresql+psycopg://a:b@db/academy"),
    ],
)
def test_a_setting_has_the_type_of_its_default(variable, text, value):
    assert settings.from_environment({variable: text})[variable.removeprefix("ACADEMY_")] == value


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("ACADEMY_SESSION_HOURS", "soon"),
        ("ACADEMY_SESSION_HOURS", "1.5"),
        ("ACADEMY_SESSION_HOURS", "٣"),
        ("ACADEMY_LOCKOUT_FAILURES", "0"),
        ("ACADEMY_APPEAL_DAYS", "0"),
        ("ACADEMY_BLIND_SHARE", "101"),
        ("ACADEMY_BLIND_SHARE", "-1"),
        ("ACADEMY_HTTPS", "maybe"),
        ("ACADEMY_DATABASE", "postgresql://db/academy"),
        ("ACADEMY_DATABASE", "academy.sqlite"),
        ("ACADEMY_BASE_URL", "academy.example"),
        ("ACADEMY_QUEUE", "localhost:6379"),
        ("ACADEMY_RESULT_DAYS", "0"),
        ("ACADEMY_MAIL_SERVER", "mail.example.org"),
        ("ACADEMY_MAIL_SERVER", "smtp://mail.example.org:soon"),
        ("ACADEMY_MAIL_SERVER", "smtp+plain://user:password@relay.lan"),
        ("ACADEMY_MAIL_FROM", "the academy"),
        ("ACADEMY_LANGUAGES", ""),
        ("ACADEMY_LANGUAGES", "English"),
        ("ACADEMY_LOG_LEVEL", "loud"),
        ("ACADEMY_TIMEZONE", "Lahore"),
    ],
)
def test_a_setting_that_cannot_be_understood_is_named_with_what_it_should_be(variable, text):
    with pytest.raises(SettingError) as caught:
        settings.from_environment({variable: text})

    assert str(caught.value).startswith(f"{variable} is ")
    assert str(caught.value).endswith(f", not {text!r}")


def test_a_command_says_a_wrong_setting_in_one_line(monkeypatch):
    monkeypatch.setenv("ACADEMY_SESSION_HOURS", "soon")
    monkeypatch.setattr(sys, "argv", ["academy", "init"])

    with pytest.raises(SystemExit) as exited:
        cli.main()

    assert exited.value.code == "academy: ACADEMY_SESSION_HOURS is a whole number from 1, not 'soon'"


def test_a_command_says_in_one_line_that_the_database_does_not_answer(monkeypatch, tmp_path):
    monkeypatch.setenv("ACADEMY_DATABASE", f"postgresql+psycopg://nobody@/nothing?host={tmp_path}")
    monkeypatch.setenv("ACADEMY_INSTANCE", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["academy", "init"])

    with pytest.raises(SystemExit) as exited:
        cli.main()

    assert exited.value.code.startswith("academy: the database does not answer; look at ACADEMY_DATABASE.")


def test_the_key_of_an_instance_is_made_once_and_readable_by_its_owner_only(tmp_path):
    key = settings.secret_key(tmp_path)

    assert len(key) >= 48
    assert settings.secret_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_one_whole_key(tmp_path):
    keys = set(at_once(*[lambda: settings.secret_key(tmp_path)] * 8))

    assert len(keys) == 1
    assert len(keys.pop()) >= 48


def test_the_table_says_each_setting_with_its_default():
    lines = settings.table().splitlines()

    assert len(lines) == len(settings.SETTINGS) + 2
    assert (
        "| `ACADEMY_SESSION_HOURS` | `12` | Hours without a request after which a person has to sign in again |"
        in lines
    )
    assert "| `ACADEMY_HTTPS` | `no` | Served over HTTPS: cookies are sent over HTTPS only |" in lines
