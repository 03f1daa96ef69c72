"""Who has a piece of work at hand: for some minutes, renewed by the open page, taken over on purpose."""

from datetime import timedelta

import pytest

from academy import clock
from academy.queue import claims
from tests import factories, pages

HTMX = {"HX-Request": "true"}


@pytest.fixture
def instructors(session):
    return factories.instructor(name="Gul Bano"), factories.instructor(name="Hira Aziz")


def lapse(claim):
    claim.since -= 2 * claims.LEASE
    claim.until = clock.now() - timedelta(seconds=1)


def test_whoever_opens_it_first_has_it_and_the_second_hears_who(instructors):
    first, second = instructors

    assert claims.take(first, "letter", 1).person == first
    assert claims.take(second, "letter", 1).person == first
    assert claims.take(second, "letter", 2).person == second


def test_an_open_page_renews_its_claim(instructors):
    claim = claims.take(instructors[0], "letter", 1)
    claim.until = clock.now() + timedelta(seconds=5)

    claims.take(instructors[0], "letter", 1)

    assert claim.until > clock.now() + timedelta(minutes=9)


def test_a_lapsed_claim_goes_to_who_opens_it_next(instructors):
    first, second = instructors
    lapse(claims.take(first, "letter", 1))

    taken = claims.take(second, "letter", 1)

    assert (taken.person, claims.take(first, "letter", 1).person) == (second, second)
    assert clock.now() - taken.since < timedelta(minutes=1)


def test_who_comes_back_after_a_lapse_that_nobody_used_still_decides(instructors):
    lapse(claims.take(instructors[0], "letter", 1))

    assert claims.require(instructors[0], "letter", 1).person == instructors[0]


def test_a_standing_claim_is_taken_over_on_purpose_and_then_refused_to_who_had_it(instructors):
    first, second = instructors
    claims.take(first, "letter", 1)
    with pytest.raises(claims.Lost):
        claims.require(second, "letter", 1)

    claims.take_over(second, "letter", 1)

    with pytest.raises(claims.Lost) as lost:
        claims.require(first, "letter", 1)
    assert lost.value.claim.person == second


def test_only_who_has_it_lets_go_of_it(instructors):
    first, second = instructors
    claims.take(first, "letter", 1)

    claims.release(second, "letter", 1)
    assert claims.of([("letter", 1)])

    claims.release(first, "letter", 1)
    assert claims.take(second, "letter", 1).person == second


def test_a_page_hears_that_somebody_else_has_it_and_takes_it_over(played, client, instructors):
    first, second = instructors
    address = f"/review/claims/run/{played().id}"
    client.sign_in(first).post(address, headers=HTMX)

    told = pages.Page(client.sign_in(second).post(address, headers=HTMX).text)
    taken = pages.Page(client.post(address, headers=HTMX, data={"over": "1"}).text)
    lost = pages.Page(client.sign_in(first).post(address, headers=HTMX).text)

    assert "Gul Bano has had this at hand" in told.words
    assert told.form(address).filled() == {"csrf_token": told.form(address).filled()["csrf_token"], "over": ["1"]}
    assert taken.words == ""
    assert "Hira Aziz has had this at hand" in lost.words


def test_without_scripts_taking_over_leads_to_the_work(played, client, instructors):
    run = played()
    claims.take(instructors[0], "run", run.id)

    answer = client.sign_in(instructors[1]).post(f"/review/claims/run/{run.id}", data={"over": "1"})

    assert answer.location == f"/review/runs/{run.id}/first"
    assert claims.of([("run", run.id)])[("run", run.id)].person == instructors[1]
