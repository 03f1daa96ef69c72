"""The comment bank: phrases of one's own, and those that others share."""

import pytest

from academy.queue import phrases
from academy.queue.models import Phrase
from tests import factories, pages


@pytest.fixture
def desk(client, session):
    desk = client.sign_in(factories.instructor(name="Gul Bano"))
    desk.post("/review/phrases", data={"topic": "clarity", "text": "Say which day."})
    return desk


def test_a_phrase_is_written_found_and_kept_once(desk, session):
    desk.post("/review/phrases", data={"topic": "clarity", "text": " Say which day. "})

    phrase = session.query(Phrase).one()
    assert (phrase.topic, phrase.text, phrase.shared, phrase.used) == ("clarity", "Say which day.", False, 0)
    assert "Say which day." in pages.opened(desk, "/review/phrases").words


def test_others_use_a_phrase_only_while_it_is_shared(desk, session):
    phrase, other = session.query(Phrase).one(), factories.instructor()

    assert phrases.of(other) == []
    desk.post(f"/review/phrases/{phrase.id}", data={"do": "share"})
    assert phrases.of(other, ["clarity"]) == [phrase]
    desk.post(f"/review/phrases/{phrase.id}", data={"do": "unshare"})
    assert phrases.of(other) == []


def test_nobody_changes_anothers_phrase(desk, session, client):
    phrase = session.query(Phrase).one()
    phrases.share(phrase, True)

    answer = client.sign_in(factories.instructor()).post(f"/review/phrases/{phrase.id}", data={"do": "drop"})

    assert answer.status_code == 404 and session.query(Phrase).count() == 1


def test_what_is_used_more_comes_first(desk, session):
    owner = session.query(Phrase).one().owner
    phrases.keep(owner, "clarity", "Too long.")
    phrases.count(owner, ["clarity"], "Too long. Cut it.")

    assert [phrase.text for phrase in phrases.of(owner)] == ["Too long.", "Say which day."]


@pytest.mark.parametrize(
    "values",
    [{"topic": "clarity", "text": " "}, {"topic": "nonsense", "text": "x"}, {"topic": "clarity", "text": "x" * 501}],
)
def test_what_is_no_phrase_comes_back(desk, session, values):
    answer = desk.post("/review/phrases", data=values)

    assert answer.status_code == 400 and "There is a problem" in pages.read(answer).words
    assert session.query(Phrase).count() == 1
