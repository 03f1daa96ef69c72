"""The bench: one text at a time, two instructors who never overwrite each other, and the way to what waits next."""

import pytest

from academy.audit.models import AuditEntry
from academy.queue import claims
from academy.queue.models import Claim, Phrase
from scenarios.models import Review
from scenarios.review import appeals
from tests import factories, pages

SERVICE = ("acknowledgement", "mandate", "next_step", "clarity")
DOUBTFUL = {"level": 2, "doubtful": SERVICE}
OTHERWISE = {"level_clarity": "1", "reason_clarity": "Which Thursday?", "overall": "3"}


@pytest.fixture
def first(session):
    return factories.instructor(name="Gul Bano")


@pytest.fixture
def second(session):
    return factories.instructor(name="Hira Aziz")


@pytest.fixture
def run(played):
    """A run with two texts; the second of them is doubtful, and no result hangs on it."""
    return played("Ada Karim", {"post": "house", **DOUBTFUL}, level=2)


def opened(client, person, run, number=2):
    """The bench as somebody opens it, and its form."""
    page = pages.opened(client.sign_in(person), f"/review/runs/{run.id}/{number}")
    return page, page.form(f"/review/runs/{run.id}/{number}")


def send(client, person, form, **changes):
    return client.sign_in(person).post(form.action, data=form.filled(**changes))


def reviews_of(session):
    return [(review.reviewer.name, review.levels["clarity"]) for review in session.query(Review).order_by(Review.id)]


def test_post_words_grade_facts_and_what_is_left_stand_on_one_page(client, run, first, played):
    played("Ben Noor", **DOUBTFUL)
    page, _form = opened(client, first, run)

    for words in (
        "My house number is 12.", "A crew comes on Thursday.", "Because of clarity.", "40 % sure", "The drain was inspected",
        "Text 2 of 2 in this run", "1 of them waits for you", "1 piece of work left for you",
    ):  # fmt: skip
        assert words in page.words
    assert f"/review/runs/{run.id}/1" in page.links


def test_how_the_post_came_what_was_done_and_what_would_have_been_best_stand_beside_it(client, run, first):
    private, public = (opened(client, first, run, number)[0].words for number in (2, 1))

    assert "It came as a private message." in private and "Best here: Private message" in private
    assert "It was written in public." in public and "Best here: Reply in public" in public
    assert "What the office did: Replied in public · the best" in public


def test_the_levels_are_explained_and_a_red_line_says_why_it_is_one(client, first, played):
    page = opened(client, first, played(level=2, privacy=0), 1)[0].words

    assert "0 is a red line: Tells somebody's personal data" in page
    assert "What is private and was told once cannot be taken back." in page
    assert "screenshotted" not in page
    assert "Something is done, but nobody knows by whom or when." in page


def test_before_keeping_it_the_page_says_what_the_run_would_come_to(client, first, played, session):
    run = played(level=2)
    page, form = opened(client, first, run, 1)
    client.sign_in(first)

    def told(**changes):
        return client.post(f"/review/runs/{run.id}/1/result", data=form.filled(**changes)).text

    assert "The run as it stands:" in page.words and "60 are needed." in page.words
    assert "With these levels it would still pass" in told()
    assert "With these levels the run would no longer pass" in told(**{f"level_{name}": "0" for name in SERVICE})
    assert "A red line stands" in told(level_privacy="0", overall="1")
    assert "With these levels" not in told(level_privacy="")
    assert reviews_of(session) == [] and run.passed


def test_what_became_of_the_result_is_said_when_it_is_kept(client, first, played):
    run = played(level=2)
    _page, form = opened(client, first, run, 1)
    lower = {f"level_{name}": "0" for name in SERVICE} | {f"reason_{name}": "It is not there." for name in SERVICE}

    send(client, first, form, overall="0", **lower)

    assert "Your review of move 1 is kept. The run does not pass now." in pages.opened(client, "/review/").words


def test_only_instructors_ask_what_a_run_would_come_to(client, run, first):
    for person, status in ((run.person, 403), (factories.administrator(), 403)):
        assert client.sign_in(person).post(f"/review/runs/{run.id}/1/result", data={}).status_code == status


def test_a_run_is_opened_at_its_first_text_that_waits(client, run, first, played):
    client.sign_in(first)
    settled = played("Cem Rao", level=2)

    assert client.get(f"/review/runs/{run.id}/first").location == f"/review/runs/{run.id}/2"
    assert client.get(f"/review/runs/{settled.id}/first").location == f"/review/runs/{settled.id}"


def test_a_kept_review_leads_to_the_next_text_that_waits_and_then_to_the_next_run(client, played, first):
    one, other = played("Ada Karim", {"post": "house", **DOUBTFUL}, **DOUBTFUL), played("Ben Noor", **DOUBTFUL)

    within = send(client, first, opened(client, first, one, 1)[1])
    beyond = send(client, first, opened(client, first, one, 2)[1])
    done = send(client, first, opened(client, first, other, 1)[1])

    assert [within.location, beyond.location, done.location] == [
        f"/review/runs/{one.id}/2",
        f"/review/runs/{other.id}/first",
        "/review/",
    ]


def test_who_reviews_what_did_not_wait_comes_back_to_the_run(client, run, first):
    answer = send(client, first, opened(client, first, run, 1)[1])

    assert answer.location == f"/review/runs/{run.id}#move-1"


def test_the_second_who_opens_a_run_hears_who_has_it_and_is_refused_until_they_take_it_over(
    client, run, first, second, session
):
    opened(client, first, run)
    page, form = opened(client, second, run)
    refused = send(client, second, form, **OTHERWISE)

    assert "Gul Bano has had this at hand" in page.words and "take_over" in page.html
    assert refused.status_code == 409
    again = pages.read(refused)
    assert "Your review was not kept, because Gul Bano has this at hand." in again.words
    assert dict(again.form(form.action).fields)["reason_clarity"] == "Which Thursday?"
    assert reviews_of(session) == []

    assert send(client, second, again.form(form.action), take_over="y").status_code == 302
    assert reviews_of(session) == [("Hira Aziz", 1)]


def test_who_lost_the_run_while_writing_loses_no_word_and_overwrites_nothing(client, run, first, second, session):
    _page, form = opened(client, first, run)
    client.sign_in(second).post(f"/review/claims/run/{run.id}", data={"over": "1"})

    refused = send(client, first, form, **OTHERWISE)

    assert refused.status_code == 409
    assert "Which Thursday?</textarea>" in refused.text and "Hira Aziz has this at hand" in pages.read(refused).words
    assert reviews_of(session) == []


def test_a_judgement_of_an_older_version_is_refused_with_the_newer_one_beside_it(client, run, first, second, session):
    _page, form = opened(client, first, run)
    claims.release(first, "run", run.id)
    send(client, second, opened(client, second, run)[1], **OTHERWISE)

    refused = send(client, first, form, level_clarity="0", reason_clarity="It says nothing.", overall="1")

    page = pages.read(refused)
    assert refused.status_code == 409
    assert "Somebody judged this text while you read it." in page.words
    assert "Hira Aziz" in page.words and "Which Thursday?" in page.words and "It says nothing.</textarea>" in page.html
    assert reviews_of(session) == [("Hira Aziz", 1)]

    assert send(client, first, page.form(form.action)).status_code == 302
    assert reviews_of(session) == [("Hira Aziz", 1), ("Gul Bano", 0)]


def test_a_form_that_does_not_say_what_was_read_is_refused(client, run, first, session):
    _page, form = opened(client, first, run)

    assert send(client, first, form, version="").status_code == 400
    assert reviews_of(session) == []


def test_a_form_sent_twice_is_one_review(client, run, first, session):
    _page, form = opened(client, first, run)

    answers = [send(client, first, form, **OTHERWISE).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert reviews_of(session) == [("Gul Bano", 1)]


def test_a_decided_run_is_let_go_and_one_that_still_waits_is_kept_at_hand(client, played, first, session):
    run = played("Ada Karim", {"post": "house", **DOUBTFUL}, **DOUBTFUL)

    send(client, first, opened(client, first, run, 1)[1])
    assert session.query(Claim).one().person == first

    send(client, first, opened(client, first, run, 2)[1])
    assert session.query(Claim).count() == 0


def test_each_decision_is_on_record_with_before_and_after(client, run, first, session):
    send(client, first, opened(client, first, run)[1], **OTHERWISE)
    send(client, first, opened(client, first, run)[1], level_clarity="2", reason_clarity="", overall="4")

    noted = [
        entry.values_row.values
        for entry in session.query(AuditEntry).filter_by(action="grade.reviewed").order_by(AuditEntry.id)
    ]
    told = [
        [(side["levels"]["clarity"], side["reasons"], side["overall"]) for side in (each["before"], each["after"])]
        for each in noted
    ]
    assert told == [
        [(2, {}, 4), (1, {"clarity": "Which Thursday?"}, 3)],
        [(1, {"clarity": "Which Thursday?"}, 3), (2, {}, 4)],
    ]


def test_an_appeal_of_somebody_who_reviewed_before_shows_no_form(client, played, first, second):
    run = played(level=0, **dict.fromkeys(("neutrality", "office_not_person", "privacy", "composure"), 2))
    factories.review(run, reviewer=first)
    appeals.make(run.moves[0].grade, "The crew is named.")

    page = pages.opened(client.sign_in(first), f"/review/runs/{run.id}/1")

    assert f"/review/runs/{run.id}/1" not in {form.action for form in page.forms}
    assert "Decide the appeal" in opened(client, second, run, 1)[0].words


def test_a_phrase_is_kept_with_a_review_and_put_into_the_next_without_scripts(client, run, first, played, session):
    other = played("Ben Noor", **DOUBTFUL)
    send(client, first, opened(client, first, run)[1], **OTHERWISE, keep_clarity="y")
    phrase = session.query(Phrase).one()

    page, form = opened(client, first, other, 1)
    again = send(client, first, form, level_clarity="1", reason_clarity="Look.", insert=f"clarity:{phrase.id}")

    assert "Which Thursday?" in page.words
    shown = dict(pages.read(again).form(form.action).fields)
    assert (again.status_code, shown["reason_clarity"], shown["level_clarity"]) == (200, "Look. Which Thursday?", "1")
    assert session.query(Review).count() == 1

    send(client, first, pages.read(again).form(form.action), overall="3")
    assert phrase.used == 1
