"""Commands for statements and cmi5."""

import zipfile

import pytest

from academy.db import db
from academy.xapi import files, telling
from academy.xapi.cmi5 import platforms
from courses import lessons
from tests import factories
from tests.academy.xapi.conftest import work, written
from tests.commands import typed

pytestmark = pytest.mark.usefixtures("context")


def test_what_happened_before_there_was_a_store_can_be_sent_once(app, practice, base, request):
    lessons.finish(practice, "lesson/read-me")
    db.session.commit()
    assert "there is no store" in typed(app, "xapi", "catch-up").output
    store = request.getfixturevalue("store")

    assert "2 statements are on their way." in typed(app, "xapi", "catch-up").output
    assert "0 statements are on their way." in typed(app, "xapi", "catch-up", "--course", "practice").output
    assert "0 sent, 2 waiting, 0 refused." in typed(app, "xapi", "status").output
    work()
    assert len(store.statements(base)) == len(written("sent")) == 2


def test_catching_up_that_was_broken_off_goes_on_where_it_was(app, practice, store, monkeypatch):
    monkeypatch.setitem(app.config, "LRS_URL", "")
    for enrolment in (practice, factories.enrolment(course="practice")):
        lessons.finish(enrolment, "lesson/read-me")
    db.session.commit()
    monkeypatch.setitem(app.config, "LRS_URL", store.url)
    monkeypatch.setattr(files, "BATCH", 1)
    tell, batches = telling.of_enrolments, iter([True, False])
    monkeypatch.setattr(telling, "of_enrolments", lambda some: tell(some) if next(batches, True) else 1 / 0)

    assert typed(app, "xapi", "catch-up").exit_code == 1
    db.session.rollback()
    assert len(written()) == 2
    assert "2 statements are on their way." in typed(app, "xapi", "catch-up").output


def test_the_status_says_why_nothing_is_sent(app, practice, store, monkeypatch):
    monkeypatch.setitem(app.config, "LRS_SECRET", "another")
    lessons.finish(practice, "lesson/read-me")
    work()

    assert "Nothing is sent before" in typed(app, "xapi", "status").output


def test_a_package_is_written(app, session, tmp_path):
    factories.course()
    out = tmp_path / "tiny.zip"

    answer = typed(app, "cmi5", "package", "tiny", "--out", out)

    assert f"{out} is written." in answer.output
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == ["cmi5.xml"]
    assert "there is no published course nothing" in typed(app, "cmi5", "package", "nothing").output


def test_a_platform_is_added_once(app, session):
    assert "may launch from now on" in typed(app, "cmi5", "platform", "Moodle", "https://moodle.example/").output
    assert "with one of these addresses" in typed(app, "cmi5", "platform", "Other", "https://moodle.example").output
    assert "does not begin with https://" in typed(app, "cmi5", "platform", "Other", "http://other.example").output

    assert [each.origins[0].origin for each in platforms.everyone()] == ["https://moodle.example"]
