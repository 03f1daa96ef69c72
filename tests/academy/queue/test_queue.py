"""The list in which the work of all features waits, and the way from one piece to the next."""

import pytest

from academy import queue
from academy.queue import claims
from tests import factories, pages

pytestmark = pytest.mark.usefixtures("asked")


def places(person, **options):
    return [(place.source, place.key) for place in queue.listed(person, **options)]


def test_the_work_of_all_features_waits_in_one_order(letter, played):
    run, instructor = played(), factories.instructor()
    unsure, rather_sure = letter(confidence=0.1), letter(confidence=0.6)
    appealed = letter(rank=queue.APPEAL, confidence=0.9)

    assert places(instructor) == [("letter", appealed), ("letter", unsure), ("run", run.id), ("letter", rather_sure)]


def test_pages_of_the_list_join_without_gap_or_repetition(letter, played):
    instructor = factories.instructor()
    for number in range(4):
        played()
        letter(confidence=number / 4)

    found = [place for number in (1, 2, 3) for place in places(instructor, page=number, rows=3)]

    assert found == places(instructor) and len(set(found)) == 8
    assert queue.listed(instructor, page=3, rows=3).total == 8


def test_what_nothing_hangs_on_waits_only_in_the_longer_list(letter):
    instructor = factories.instructor()
    doubtful, done = letter(rank=queue.DOUBT), letter(rank=None)

    assert places(instructor) == []
    assert places(instructor, shown="doubtful") == [("letter", doubtful)]
    assert places(instructor, shown="all") == [("letter", done), ("letter", doubtful)]


def test_the_list_is_narrowed_by_activity_and_cohort(letter, played, client):
    learner = factories.learner()
    cohort = factories.cohort(learner)
    run = played()
    run.enrolment.cohort_id = cohort.id
    one, other = letter(), played()
    client.sign_in(factories.instructor())

    def links(arguments):
        page = pages.opened(client, f"/review/?{arguments}")
        return {link for link in page.links if link.startswith(("/letters/", "/review/runs/"))}

    assert links("") == {f"/letters/{one}", f"/review/runs/{run.id}/first", f"/review/runs/{other.id}/first"}
    assert links("activity=letter/one") == {f"/letters/{one}"}
    assert links(f"cohort={cohort.id}") == {f"/review/runs/{run.id}/first"}
    assert len(links("cohort=999999&activity=nonsense")) == 3
    assert links(f"cohort={cohort.id}&activity=letter/one") == set()


def test_what_another_has_at_hand_is_shown_as_theirs_and_left_out_of_what_is_mine(letter, client):
    instructor, other = factories.instructor(), factories.instructor(name="Gul Bano")
    held, free = letter(), letter()
    claims.take(other, "letter", held)

    page = pages.opened(client.sign_in(instructor), "/review/")

    assert "Gul Bano has it at hand" in page.words
    assert places(instructor, filters=queue.Filters(mine=True)) == [("letter", free)]
    assert queue.left(instructor) == 1 and queue.left(other) == 2


def test_the_next_piece_is_the_one_after_this_and_at_the_end_the_first(letter, played):
    instructor, other = factories.instructor(), factories.instructor()
    first, second, last = letter(confidence=0.1), letter(confidence=0.2), letter(confidence=0.9)
    run = played()
    claims.take(other, "letter", second)

    def after(source, key):
        place = queue.following(instructor, source, key)
        return place and (place.source, place.key)

    assert [after("letter", first), after("run", run.id), after("letter", last)] == [
        ("run", run.id),
        ("letter", last),
        ("letter", first),
    ]


def test_when_nothing_else_waits_there_is_no_next(letter, client):
    instructor, only = factories.instructor(), letter()
    client.sign_in(instructor)

    assert queue.following(instructor, "letter", only) is None
    assert client.get("/review/next").location == f"/letters/{only}"
    assert client.get(f"/review/next?source=letter&key={only}").location == "/review/"


@pytest.mark.parametrize("key", ["999999", str(2**31), "9" * 30, "-" + "9" * 30, "x"])
def test_after_what_never_was_the_first_piece_is_next(letter, client, key):
    waiting = letter()
    client.sign_in(factories.instructor())

    assert client.get(f"/review/next?source=letter&key={key}").location == f"/letters/{waiting}"


def test_nobody_opens_or_claims_their_own_work(letter, client):
    learner = factories.learner()
    key = letter(learner=learner)
    learner.role = "instructor"
    client.sign_in(learner)

    assert queue.entry(learner, "letter", key) is None
    assert client.post(f"/review/claims/letter/{key}").status_code == 404


@pytest.mark.parametrize("address", ["/review/claims/nothing/1", "/review/claims/run/999999"])
def test_what_is_not_there_cannot_be_claimed(client, session, address):
    assert client.sign_in(factories.instructor()).post(address).status_code == 404
