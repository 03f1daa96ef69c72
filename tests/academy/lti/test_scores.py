"""Scores: from a result to the platform's gradebook, through outages, crashes and people who press the button twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from academy import clock, jobs
from academy.db import db
from academy.jobs.models import Job
from academy.lti import claims, columns, contexts, platforms, quirks, scores, sending
from academy.lti.models import Identity, Member, Participation, ResourceLink
from academy.lti.targets import Target
from tests.academy.lti.grading import all_scores, column, participation, registration, result, work

NOON = "2026-11-20T12:00:00Z"


@pytest.fixture(autouse=True)
def own_tokens(app):
    app.extensions.pop("lti_tokens", None)


@pytest.fixture
def officer(platform, launch):
    """An officer who was launched by a link with a column; the column's address."""
    item = column(platform)
    launch()
    return item


def scores_sent(platform):
    return [score for _item, score in platform.scores]


def asked(platform, path="/scores"):
    return [one for one in platform.asked if one[1].endswith(path)]


def test_a_result_stands_in_the_gradebook_in_points(platform, officer):
    result(83.33)
    assert [score.state for score in all_scores()] == ["waiting"]

    work()

    there = platform.grade(officer, "u-officer")
    assert (there["scoreGiven"], there["scoreMaximum"]) == (83.33, 100)
    assert (there["activityProgress"], there["gradingProgress"]) == ("Completed", "FullyGraded")
    (score,) = all_scores()
    assert (score.state, score.status) == ("sent", 200)
    assert "resultUrl" in score.answer


def test_the_score_and_the_result_are_written_together_or_not_at_all(platform, officer):
    with pytest.raises(ZeroDivisionError), db.session.begin_nested():
        result()
        raise ZeroDivisionError

    assert all_scores() == []
    assert work() == 0


def test_an_opened_link_alone_sends_nothing(platform, officer):
    work()

    assert scores_sent(platform) == []


def test_a_provisional_result_says_that_somebody_has_to_look_and_gives_no_points(platform, officer):
    result(70, provisional=True)
    work()

    there = platform.grade(officer, "u-officer")
    assert "scoreGiven" not in there
    assert (there["activityProgress"], there["gradingProgress"]) == ("Submitted", "PendingManual")


def test_a_review_replaces_the_grade_by_a_lower_one_with_a_later_timestamp(platform, officer):
    result(90)
    work()
    result(55)
    work()

    first, second = scores_sent(platform)
    assert (first["scoreGiven"], second["scoreGiven"]) == (90, 55)
    assert second["timestamp"][:19] > first["timestamp"][:19]
    assert platform.grade(officer, "u-officer")["scoreGiven"] == 55


def test_a_review_that_takes_the_pass_away_takes_the_course_grade_away(platform, officer):
    result(90)
    work()
    result(20, passed=False)
    work()

    there = platform.grade(officer, "u-officer")
    assert "scoreGiven" not in there and there["activityProgress"] == "InProgress"


def test_a_result_that_changes_nothing_sends_nothing(platform, officer):
    result(80)
    work()
    result(60, passed=False, attempt=2)
    result(80)

    assert work() == 0
    assert len(all_scores()) == 1


def test_many_results_within_a_second_each_have_a_timestamp_of_their_own_and_the_last_one_stands(platform, officer):
    with time_machine.travel(NOON, tick=False):
        for score in (60, 70, 80):
            result(score)
    states = [(score.given, score.state) for score in all_scores()]
    assert states == [(60, "superseded"), (70, "superseded"), (80, "waiting")]
    stamps = [score.timestamp for score in all_scores()]
    assert stamps[1] - stamps[0] == stamps[2] - stamps[1] == scores.STEP

    work()

    assert [score["scoreGiven"] for score in scores_sent(platform)] == [80]


def test_a_link_to_an_activity_gets_that_activitys_grade_and_one_to_the_course_its_own(platform, launch, officer):
    platform.links["l2"] = type(platform.links["l1"])(platform.links["l1"].url + "/lesson/read-me", "Read me")
    item = column(platform, "l2")
    launch(link="l2")

    result(64)
    work()

    assert platform.grade(item, "u-officer")["scoreGiven"] == platform.grade(officer, "u-officer")["scoreGiven"] == 64


# The platform is down for a while


def test_while_the_platform_is_down_nothing_is_lost_or_doubled(platform, officer):
    with time_machine.travel(NOON, tick=False) as time:
        platform.down = True
        result(80)
        for _try in range(4):
            work()
            time.shift(timedelta(minutes=11))
        assert [score.state for score in all_scores()] == ["waiting"]
        assert all_scores()[0].status == 503
        result(85)
        work()

        platform.down = False
        time.shift(timedelta(hours=1))
        work()

    assert [score["scoreGiven"] for score in scores_sent(platform)] == [85]
    assert [score.state for score in all_scores()] == ["superseded", "sent"]


def test_the_longer_it_is_down_the_less_often_it_is_asked(platform, officer):
    platform.down = True
    with time_machine.travel(NOON, tick=False) as time:
        result(80)
        for _minute in range(24 * 60 // 5):
            work()
            time.shift(timedelta(minutes=5))

    assert 6 <= len(asked(platform, "/token")) <= 12


def test_a_platform_that_is_down_is_not_asked_for_each_of_many_scores(platform, officer, launch):
    platform.down = True
    with time_machine.travel(NOON, tick=False) as time:
        many(platform, 60)
        work()
        assert len(asked(platform, "/token")) == 1
        assert registration().down_until == clock.now() + sending.PAUSES[0]
        time.shift(timedelta(minutes=2))
        work()
        assert len(asked(platform, "/token")) == 2
        waiting = sa.select(sa.func.count()).select_from(Job).where(Job.finished_at.is_(None))
        assert db.session.scalar(waiting) <= 5

        platform.down = False
        time.shift(timedelta(minutes=10))
        work()

    assert len(scores_sent(platform)) == 60
    assert {score.state for score in all_scores()} == {"sent"}
    assert registration().failures == 0 and registration().down_until is None
    assert len(asked(platform, "/token")) == 3  # the last token was good for all of them


def test_one_score_that_always_fails_keeps_no_other_waiting(platform, officer, launch):
    platform.users["u-2"] = type(platform.users["u-officer"])(name="Bilal Shah")
    launch("u-2")
    with time_machine.travel(NOON, tick=False) as time:
        result(80)
        platform.answers = [(500, "Undefined index: grademax", {}, False)]
        work()
        result(90, of=participation("u-2"))
        work()
        assert scores_sent(platform) == []
        time.shift(timedelta(seconds=11))
        platform.answers = [(200, "", {}, True), (500, "Undefined index: grademax", {}, False)]
        work()

    assert platform.grade(officer, "u-2")["scoreGiven"] == 90
    assert platform.grade(officer, "u-officer") is None


def test_the_platform_says_itself_how_long_to_wait(platform, officer):
    with time_machine.travel(NOON, tick=False):
        result(80)
        platform.answers = [(429, "Slow down", {"Retry-After": "120"}, False)]
        work()

        assert all_scores()[0].not_before == clock.now() + timedelta(minutes=2)
        assert registration().down_until == clock.now() + timedelta(minutes=2)


def test_an_answer_that_got_lost_is_followed_by_the_same_score_and_not_by_a_second_one(platform, officer):
    with time_machine.travel(NOON, tick=False) as time:
        result(80)
        platform.answers = [(504, "Gateway Time-out", {}, True)]
        work()
        assert all_scores()[0].state == "waiting"
        time.shift(timedelta(minutes=1))
        work()

    assert [score["scoreGiven"] for score in scores_sent(platform)] == [80]
    (score,) = all_scores()
    assert (score.state, score.status) == ("sent", 409)


class Killed(BaseException):
    pass


def test_a_worker_killed_between_the_answer_and_our_commit_sends_the_same_score_again(platform, officer, monkeypatch):
    def killed(*_arguments):
        raise Killed

    with time_machine.travel(NOON, tick=False) as time:
        result(80)
        db.session.commit()
        with monkeypatch.context() as patch:
            patch.setattr(sending, "_keep", killed)
            with pytest.raises(Killed):
                work()
        db.session.rollback()
        (score,) = all_scores()
        assert score.state == "waiting" and score.under_way
        time.shift(jobs.LEASE + timedelta(minutes=1))
        work()

    assert [score["scoreGiven"] for score in scores_sent(platform)] == [80]
    assert [(score.state, score.status) for score in all_scores()] == [("sent", 409)]


def test_a_grade_that_is_newer_there_is_no_grade_of_ours_that_arrived(platform, officer):
    result(80)
    platform.answers = [(409, "Refusing score with an earlier timestamp", {}, False)]
    work()

    assert [score.state for score in all_scores()] == ["refused"]


# Refusals


REFUSALS = {
    "moodle": (400, 'Incorrect score received{"userId":"7"}'),
    "canvas": (
        422,
        '{"errors":{"type":"unprocessable_entity","message":"User not found in course or is not a student"}}',
    ),
    "blackboard": (400, '{"status":400,"message":"User could not be found: 7"}'),
    "brightspace": (403, "User 7 is not enrolled in the org unit 66"),
    "other": (404, "no such user"),
}


@pytest.mark.parametrize("family", REFUSALS)
def test_somebody_who_is_not_in_the_platforms_course_is_refused_once(platform, officer, family):
    registration().family = family
    result(80)
    platform.answers = [(*REFUSALS[family], {}, False)]
    work()

    (score,) = all_scores()
    assert (score.state, score.status, score.answer) == ("refused", *REFUSALS[family])
    assert quirks.of(family).knows_nobody(score.status, score.answer)
    assert work() == 0
    assert len(asked(platform)) == 1


def test_a_platform_that_trips_over_one_learner_is_not_taken_to_be_down(platform, officer):
    registration().family = "moodle"
    result(80)
    platform.answers = [(500, "Object of class stdClass could not be converted to string", {}, False)]
    work()

    assert [score.state for score in all_scores()] == ["refused"]
    assert registration().down_until is None


def test_canvas_that_wants_a_rest_is_asked_later(platform, officer):
    registration().family = "canvas"
    result(80)
    platform.answers = [(403, "403 Forbidden (Rate Limit Exceeded)", {}, False)]
    work()

    assert all_scores()[0].state == "waiting"


def test_a_token_that_is_refused_is_asked_for_once_more_and_then_later(platform, officer):
    with time_machine.travel(NOON, tick=False):
        result(80)
        platform.answers = [(401, "expired", {}, False)]
        work()
        assert [score["scoreGiven"] for score in scores_sent(platform)] == [80]
        assert len(asked(platform, "/token")) == 2

        result(90)
        platform.answers = [(401, "expired", {}, False)] * 2
        work()

    assert len(asked(platform, "/token")) == 3
    assert all_scores()[-1].state == "waiting"


@pytest.mark.parametrize("token", ["a\r\nb", "\u2019", 5, None], ids=ascii)
def test_a_token_that_no_header_can_hold_is_none(platform, officer, monkeypatch, token):
    said = {"access_token": token, "expires_in": 3600, "token_type": "Bearer", "scope": ""}
    monkeypatch.setitem(platform.app.view_functions, "token", lambda: said)

    result(80)
    work()

    (score,) = all_scores()
    assert score.state == "waiting" and score.status == 200 and registration().failures == 1


def test_a_platform_that_gives_no_token_is_not_the_learners_fault(platform, officer):
    registration().token_url = f"{platform.url}/nowhere"
    result(80)
    work()

    assert (all_scores()[0].state, all_scores()[0].status) == ("waiting", 404)
    assert registration().down_until is not None


def test_a_score_that_never_arrives_is_given_up_after_two_weeks(platform, officer):
    platform.down = True
    with time_machine.travel(NOON, tick=False) as time:
        result(80)
        for _day in range(15):
            work()
            time.shift(timedelta(days=1))
        work()

    (score,) = all_scores()
    assert (score.state, score.status) == ("refused", 503)


def test_an_answer_that_is_no_json_is_an_answer(platform, officer):
    result(80)
    platform.answers = [(200, "OK\x00, thank you", {}, True)]
    work()

    assert [(score.state, score.answer) for score in all_scores()] == [("sent", "OK, thank you")]


# Columns


@pytest.fixture
def columnless(platform, launch):
    """An officer launched by a link without a column, of a platform that lets us make one."""
    platform.declarative = False
    registration().family = "other"
    launch()


def test_a_link_without_a_column_gets_one_with_its_first_score(platform, columnless):
    result(80)
    work()
    result(90)
    work()

    (item,) = platform.line_items.values()
    assert (item["resourceLinkId"], item["label"], item["scoreMaximum"]) == ("l1", "Tiny", 100)
    assert platform.grade(item["id"], "u-officer")["scoreGiven"] == 90
    assert db.session.scalar(sa.select(ResourceLink.line_item_url)) == item["id"]


def test_a_column_that_is_there_is_taken(platform, columnless):
    item = column(platform)
    result(80)
    work()

    assert len(platform.line_items) == 1
    assert platform.grade(item, "u-officer")["scoreGiven"] == 80


def test_two_scores_at_once_make_one_column(platform, columnless, launch):
    platform.users["u-2"] = type(platform.users["u-officer"])(name="Bilal Shah")
    launch("u-2")
    result(80)
    result(90, of=participation("u-2"))
    db.session.scalar(sa.select(ResourceLink)).making_until = clock.now() + columns.MAKING
    db.session.commit()
    first = db.session.scalar(sa.select(Job.id).where(Job.kind == scores.JOB).limit(1))

    jobs.run(first)  # somebody else makes the column at this moment
    assert scores_sent(platform) == [] and platform.line_items == {}
    db.session.scalar(sa.select(ResourceLink)).making_until = None
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        work()

    assert len(platform.line_items) == 1
    assert len(scores_sent(platform)) == 2


def test_a_column_whose_making_was_cut_off_is_found_again(platform, columnless, monkeypatch):
    def killed(_link, _column):
        raise Killed

    with time_machine.travel(NOON, tick=False) as time:
        result(80)
        with monkeypatch.context() as patch:
            patch.setattr(columns, "_address", killed)
            with pytest.raises(Killed):
                work()
        db.session.rollback()
        assert len(platform.line_items) == 1
        time.shift(jobs.LEASE + timedelta(minutes=1))
        work()

    assert len(platform.line_items) == 1
    assert len(scores_sent(platform)) == 1


@pytest.mark.parametrize("family", ["moodle", "canvas", "brightspace"])
def test_where_a_link_without_a_column_is_meant_to_have_none_nothing_is_made(platform, launch, family):
    platform.declarative = False
    registration().family = family
    launch()
    result(80)
    work()

    assert all_scores() == [] and platform.line_items == {}


def test_a_platform_that_takes_no_scores_is_sent_none(platform, launch):
    column(platform)
    launch(**{claims.ENDPOINT: None})
    result(80)

    assert all_scores() == []


def test_a_column_that_comes_later_gets_what_was_done_before(platform, launch):
    platform.declarative = False
    launch()
    result(80)
    assert all_scores() == []
    platform.declarative, item = True, column(platform)

    launch()
    work()

    assert platform.grade(item, "u-officer")["scoreGiven"] == 80


# People, and what they ask for


def test_a_closed_platform_is_sent_nothing_until_it_is_open_again(platform, officer):
    platforms.close(None, registration())
    result(80)
    work()
    assert [score.state for score in all_scores()] == ["waiting"]
    assert asked(platform) == []

    platforms.approve(None, registration())
    work()

    assert platform.grade(officer, "u-officer")["scoreGiven"] == 80


def test_a_score_whose_job_got_lost_is_seen_to_every_day(platform, officer):
    result(80)
    db.session.execute(sa.delete(Job).where(Job.kind == scores.JOB))
    assert work() == 0

    jobs.enqueue("lti-left", {})
    work()

    assert platform.grade(officer, "u-officer")["scoreGiven"] == 80


def test_asking_once_more_sends_the_same_points_with_a_later_timestamp(platform, officer):
    result(80)
    work()

    scores.again(None, participation())
    scores.again(None, participation())
    work()

    first, second = scores_sent(platform)
    assert (second["scoreGiven"], len(all_scores())) == (80, 2)
    assert second["timestamp"] > first["timestamp"]


def test_asking_while_it_waits_sends_it_at_once(platform, officer):
    with time_machine.travel(NOON, tick=False) as time:
        result(80)
        platform.answers = [(423, "locked", {}, False)] * 3
        for _try in range(4):
            work()
            time.shift(timedelta(minutes=2))
        assert platform.answers == [] and all_scores()[0].not_before > clock.now()

        scores.again(None, participation())
        work()

    assert [score.state for score in all_scores()] == ["sent"]
    assert len(scores_sent(platform)) == 1


def test_somebody_who_comes_back_is_tried_once_more(platform, officer, launch):
    person = platform.users.pop("u-officer")
    result(80)
    work()
    assert all_scores()[-1].state == "refused"
    platform.users["u-officer"] = person

    launch()
    work()

    assert platform.grade(officer, "u-officer")["scoreGiven"] == 80


def test_a_refused_score_is_not_tried_again_once_the_platform_takes_none(platform, officer):
    del platform.users["u-officer"]
    result(80)
    work()
    participation().link.scopes = []

    scores.came(participation())

    assert [score.state for score in all_scores()] == ["refused"]


def test_results_of_a_course_do_not_go_where_its_link_leads_now(platform, officer):
    """Whoever did not come again since stands in the course as it was."""
    contexts.point(None, participation().link, Target("other", "", "course", "Another"))

    result(80)

    assert all_scores() == []


def test_somebody_who_left_is_not_tried_again(platform, officer):
    gone = Member(context_id=participation().link.context_id, subject="u-officer", state="gone")
    db.session.add(gone)
    platform.down = True
    result(80)
    work()

    assert all_scores()[0].state == "refused"
    assert scores.again(None, participation()) is None


def many(platform, count):
    """Scores of many learners, all waiting."""
    link, enrolment = participation().link, participation().enrolment
    for number in range(count):
        platform.users[f"m{number}"] = type(platform.users["u-officer"])()
        identity = Identity(issuer=platform.url, subject=f"m{number}", person_id=enrolment.person_id)
        one = Participation(link=link, identity=identity, enrolment=enrolment)
        db.session.add(one)
        db.session.flush()
        scores._put(one, 50.0, "Completed", "FullyGraded")


def test_the_worker_lets_others_write_while_it_asks(platform, officer, monkeypatch):
    """Nothing of ours is held while a platform takes its time."""
    seen = []

    def put(service, asked, grade, item):
        seen.append(db.session().in_transaction())
        raise sending.LtiException("enough")

    monkeypatch.setattr(sending, "_put", put)
    result(80)
    work()

    assert seen == [False]
