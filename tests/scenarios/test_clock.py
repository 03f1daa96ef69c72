"""The clock: set by the server, running while a page is open, standing while none is."""

from datetime import datetime, timedelta

import pytest
import time_machine

from academy.records.models import Result
from scenarios import runs
from tests import factories

NINE = datetime.fromisoformat("2026-11-22T09:00:00+00:00")
SCRIPT = {"HX-Request": "true"}  # what the script of an open page says of itself
SORRY = "We are sorry. A crew clears the drain on Thursday."


@pytest.fixture(autouse=True)
def real():
    """The real clock, which only the test moves. It is set before anybody signs in, whatever the day is."""
    with time_machine.travel(NINE, tick=False) as clock:
        yield clock


@pytest.fixture
def report(learner, run):
    """An open page asks what is new: `report(seen=4)`."""

    def send(**form):
        return learner.post(f"/scenarios/runs/{run.id}/clock", data=form, headers=SCRIPT)

    return send


@pytest.fixture
def watch(real, report):
    """A page is open for so many seconds, asking every five."""

    def watch(seconds, every=5, **form):
        for _ in range(0, seconds, every):
            real.shift(timedelta(seconds=every))
            answer = report(**form)
        return answer

    return watch


def minute(run):
    return runs.feed(run).minute


def test_time_goes_on_while_a_page_is_open(report, watch, run):
    report()
    watch(60)

    assert run.open_seconds == 60
    assert minute(run) == 4


def test_the_first_report_counts_nothing(report, run, real):
    real.shift(timedelta(hours=3))
    report()

    assert (run.open_seconds, minute(run)) == (0, 0)


@pytest.mark.parametrize(("gap", "counted"), [(60, 60), (60.5, 0), (3600, 0)])
def test_a_longer_silence_was_a_closed_page(report, run, real, gap, counted):
    report()
    real.shift(timedelta(seconds=gap))
    report()

    assert run.open_seconds == counted


def test_two_open_pages_are_no_faster_than_one(report, run, real):
    report()
    for _ in range(24):
        real.shift(timedelta(seconds=2.5))
        report()

    assert run.open_seconds == 60


def test_a_clock_that_was_set_back_counts_nothing(report, run, real):
    report()
    real.shift(timedelta(seconds=-10))
    report()

    assert run.open_seconds == 0


def test_looking_at_the_page_takes_no_time(learner, report, run, real):
    report()
    for _ in range(10):
        real.shift(timedelta(seconds=5))
        learner.get(f"/scenarios/runs/{run.id}")

    assert run.open_seconds == 0


def test_a_move_comes_after_the_time_that_the_page_was_open(report, watch, act, run):
    report()
    watch(60)
    act(1, "reply", "drain", SORRY)

    assert run.moves[0].minute == run.minute == 4 + 5
    assert run.open_seconds == 0


def test_the_seconds_since_the_last_report_count_for_the_move(report, act, run, real):
    report()
    real.shift(timedelta(seconds=15))
    act(1, "reply", "drain", SORRY)

    assert run.minute == 1 + 5


def test_nobody_can_send_minutes(learner, report, run):
    forged = {"minute": 100, "open_seconds": 9999, "seen_at": "2020-01-01", "pace": 60, "seconds": 9999}
    report(**forged)
    learner.post(f"/scenarios/runs/{run.id}", data={"number": 1, "action": "ignore", "post": "drain", **forged})

    assert run.moves[0].minute == run.minute == 1


def test_without_time_pressure_only_moves_take_time(client, session, real):
    run = factories.run(edition=factories.scenario(**{"pace: 4": "pace: 0"}))
    client.sign_in(run.person)
    for _ in range(30):
        client.post(f"/scenarios/runs/{run.id}/clock", headers=SCRIPT)
        real.shift(timedelta(seconds=15))
    client.post(f"/scenarios/runs/{run.id}", data={"number": 1, "action": "reply", "post": "drain", "reply": SORRY})

    assert run.minute == 5


def test_what_comes_back_is_the_desk_and_only_what_is_new(learner, report, watch, act, run):
    act(1, "reply", "drain", SORRY)
    seen = len(runs.feed(run).entries)
    report()
    fragment = watch(15 * 4, seen=seen).text

    assert minute(run) == 9
    assert fragment.lstrip().startswith('<div id="board"')
    assert "<html" not in fragment
    assert fragment.count("I will look out.") == 1
    assert 'hx-swap-oob="beforeend:#thread-drain"' in fragment
    assert 'data-announce="New comment by Rafiq Stores"' in fragment
    assert SORRY not in fragment and "<form" not in fragment
    assert f'name="seen" value="{seen + 1}"' in fragment
    assert "I will look out." not in report(seen=seen + 1).text


def test_a_post_that_arrives_comes_with_its_panel(report, watch, run):
    seen = len(runs.feed(run).entries)
    report()
    fragment = watch(15 * 20, seen=seen).text

    assert 'id="post-joke"' in fragment and 'id="panel-joke"' in fragment
    assert 'data-announce="New post by Bulb Watch"' in fragment
    assert 'id="panel-drain"' not in fragment
    assert fragment.index('hx-swap-oob="beforeend:#feed"') < fragment.index('id="post-joke"')


def test_what_is_said_under_no_post_comes_too(report, watch, run):
    seen = len(runs.feed(run).entries)
    report()
    fragment = watch(15 * 20, seen=seen).text

    assert fragment.index('hx-swap-oob="beforeend:#statements"') < fragment.index("They sleep in Testpur.")


def test_a_post_that_expires_changes_its_status(report, run):
    run.open_seconds = 15 * 60
    run.seen_at = None
    fragment = report(seen=99).text

    assert 'id="post-drain-state" hx-swap-oob="true"' in fragment
    assert "Left unanswered" in fragment


@pytest.mark.parametrize("seen", ["", "-5", "many", "9" * 30, "99"])
def test_a_strange_count_does_no_harm(report, seen):
    assert report(seen=seen).status_code == 200


def test_a_run_that_ends_on_the_clock_leads_to_the_debrief_and_leaves_its_result(client, session, enrolment, real):
    run = factories.run(enrolment=enrolment)
    client.sign_in(run.person).post(f"/scenarios/runs/{run.id}/clock", headers=SCRIPT)
    run.open_seconds = 15 * 120 - 10
    real.shift(timedelta(seconds=15))

    answer = client.post(f"/scenarios/runs/{run.id}/clock", headers=SCRIPT)

    result = session.query(Result).filter_by(activity="scenario/street").one()
    assert (answer.status_code, answer.text) == (200, "")
    assert answer.headers["HX-Redirect"] == f"/scenarios/runs/{run.id}/debrief"
    assert run.finished_at == NINE + timedelta(seconds=15) and run.ended == "time"
    assert (result.attempt, result.revision, result.passed, result.provisional) == (1, 1, False, False)
    assert client.get(f"/scenarios/runs/{run.id}").location == f"/scenarios/runs/{run.id}/debrief"


def test_a_report_from_a_page_that_stayed_open_after_the_end_records_nothing_more(client, session, enrolment):
    run = factories.finish(factories.run(enrolment=enrolment))
    client.sign_in(run.person)
    before = runs.feed(run).to_json(), run.finished_at

    answers = [client.post(f"/scenarios/runs/{run.id}/clock", headers=SCRIPT) for _ in range(2)]

    assert [answer.headers.get("HX-Redirect") for answer in answers] == [f"/scenarios/runs/{run.id}/debrief"] * 2
    assert (runs.feed(run).to_json(), run.finished_at) == before
    assert session.query(Result).filter_by(activity="scenario/street").count() == 1


def test_words_that_were_under_way_when_time_ran_out_still_count(report, act, run, real):
    report()
    run.open_seconds = 15 * 120 - 5
    real.shift(timedelta(seconds=15))

    answer = act(1, "reply", "drain", SORRY)

    assert answer.location == f"/scenarios/runs/{run.id}/debrief"
    assert run.moves[0].minute == 120
    assert runs.feed(run).made == (1,)


def test_a_report_takes_few_queries(report, counted):
    report()
    with counted() as queries:
        report()

    assert len(queries) <= 8, "\n".join(queries)


def test_within_a_minute_that_was_seen_nothing_comes_back(report, run, real, counted):
    report()
    real.shift(timedelta(seconds=14))
    with counted() as queries:
        answer = report(minute=0, number=1, seen=9)

    assert (answer.status_code, answer.text, run.open_seconds) == (204, "", 14)
    assert len(queries) <= 7, "\n".join(queries)  # the first is of the test


def test_a_page_that_has_not_seen_the_last_move_is_told(report, act):
    report()
    act(1, "ignore", "joke")
    act(1, "ignore", "drain")

    assert "You made a move on another page." in report(minute=1, number=1).text
    assert "You made a move on another page." not in report(minute=0, number=2).text


@pytest.mark.parametrize(("tempo", "minutes"), [("usual", 4), ("slow", 2), ("untimed", 0)])
def test_a_tempo_counts_as_much_of_the_time_as_it_says(learner, report, watch, run, tempo, minutes):
    learner.post(f"/scenarios/runs/{run.id}/settings", data={"tempo": tempo})
    report()
    watch(60)

    assert minute(run) == minutes


def test_time_that_has_passed_stays_when_the_tempo_changes(learner, report, watch, run):
    report()
    watch(60)
    learner.post(f"/scenarios/runs/{run.id}/settings", data={"tempo": "untimed"})
    watch(60)
    assert minute(run) == 4

    learner.post(f"/scenarios/runs/{run.id}/settings", data={"tempo": "slow"})
    watch(60)
    assert minute(run) == 6
    assert (run.tempo, run.accommodation) == ("slow", "untimed")


@pytest.mark.parametrize(
    ("at", "tempo", "trigger"),
    [
        (0, "usual", "load, every 40s"),  # nobody has reported yet
        (18.5, "usual", "load, every 24s"),  # the joke comes at minute 20, at four minutes a minute
        (18.5, "slow", "load, every 40s"),
        (19.9, "usual", "load, every 3s"),
    ],
)
def test_an_open_page_reports_when_something_can_happen_next(learner, run, at, tempo, trigger):
    run.open_seconds, run.tempo = 15 * at, tempo

    assert f'hx-trigger="{trigger}"' in learner.get(f"/scenarios/runs/{run.id}").text


def test_without_time_pressure_nobody_reports(learner, run):
    learner.post(f"/scenarios/runs/{run.id}/settings", data={"tempo": "untimed"})
    page = learner.get(f"/scenarios/runs/{run.id}").text

    assert "hx-trigger" not in page and "only what you do takes time" in page


def test_a_page_that_has_reported_just_now_need_not_at_once(learner, report, run):
    report()

    assert 'hx-trigger="every 40s"' in learner.get(f"/scenarios/runs/{run.id}").text


@pytest.mark.parametrize("tempo", ["usual", "untimed"])
def test_a_run_whose_time_runs_out_while_its_tempo_is_chosen_is_over(learner, report, run, real, tempo):
    report()
    run.open_seconds = 15 * 120 - 5
    real.shift(timedelta(seconds=20))
    learner.post(f"/scenarios/runs/{run.id}/settings", data={"tempo": tempo})

    assert run.ended == "time" and run.finished_at
    assert learner.get(f"/scenarios/runs/{run.id}").location.endswith("/debrief")


def test_the_end_is_seen_whatever_a_page_says_that_it_has_seen(report, run):
    run.open_seconds = 15 * 120

    assert report(minute=120, number=1).headers["HX-Redirect"].endswith("/debrief")


def test_without_scripts_a_button_shows_what_is_new(learner, run, real):
    page = learner.get(f"/scenarios/runs/{run.id}").text
    assert page.count("<noscript>") and "What is new?" in page
    for _ in range(8):
        real.shift(timedelta(seconds=45))
        answer = learner.post(f"/scenarios/runs/{run.id}/clock")
        assert answer.location == f"/scenarios/runs/{run.id}"

    assert minute(run) == 7 * 3
    assert "We should elect a bulb." in learner.get(answer.location).text


def test_without_scripts_a_run_whose_time_is_over_leads_to_its_debrief(learner, run):
    run.open_seconds = 15 * 120
    answer = learner.post(f"/scenarios/runs/{run.id}/clock")

    assert learner.get(answer.location).location.endswith("/debrief")
