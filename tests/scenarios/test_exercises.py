"""Exercises: runs of another kind of pack are judged, reviewed and told of like those of scenarios."""

import re
from statistics import fmean

import pytest
import sqlalchemy as sa

from academy import clock, editions, jobs, mail
from academy.db import db
from academy.jobs.models import Job
from academy.records.models import Enrolment, Result
from academy.xapi import telling
from scenarios import exercises, grading, outcomes
from scenarios.analytics import means, summaries
from scenarios.analytics.models import RunSummary
from scenarios.dialogues import items
from scenarios.exercises import Exercise
from scenarios.models import Move, Run
from scenarios.regrading import regradings
from scenarios.regrading.models import RegradedRun
from scenarios.review import appeals, reviews, samples, sheets
from scenarios.simulation import Score
from tests import factories, pages
from tests.scenarios.dialogues.conftest import REFERENCE

WINDOWS = re.search(r"```yaml\n(.*?)```", REFERENCE, re.DOTALL)[1]
SERVICE = ("acknowledgement", "mandate", "next_step", "clarity")
POOR = {"level": 0, **dict.fromkeys(grading.CONDUCT, 2)}
PLAIN = "We are sorry. A crew comes on Thursday."
RAISED = "The store book has the pump of Well Lane there"


def _item_under(edition, move):
    """After the first move of a run the line of the pump has been raised: the same comment is another item then."""
    dialogue, rules = editions.content(edition), editions.content(edition.rules)
    if move.post not in dialogue.matters:
        return None
    return items.of_comment(dialogue, rules, move.post, raised=("pump",) if move.number > 1 else ())


def _score(run, feed, lines):
    """The mean of what was said, over all that `feed` counts: so it has to be the one that this exercise gave."""
    judged = [(move, judgement) for move, judgement in lines if judgement]
    red_lines = tuple(move.number for move, judgement in judged if judgement.red_lines)
    return Score(fmean([judgement.score for _move, judgement in judged]) * feed["share"], (), red_lines)


TABLE = Exercise(
    name="Dialogue",
    item=lambda move: _item_under(move.run.edition, move),
    item_under=_item_under,
    feed=lambda run: {"share": 0.9},
    score=_score,
    deed=lambda move: f"{move.action.title()} at the table",
    debrief="home.index",
)


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    """Dialogues are played like this for the time of a test."""
    monkeypatch.setitem(exercises._exercises, "dialogue", TABLE)


@pytest.fixture
def windows(session):
    factories.rules()
    factories.scenario()
    factories.practice()
    return factories.edition("windows", WINDOWS)


@pytest.fixture
def held(windows):
    """A finished run at a dialogue with two answers to the same comment, the second of them graded as told."""

    def held(name="Ada Karim", reply=PLAIN, **grade):
        enrolment = factories.started(factories.learner(name=name), "practice")
        run = Run(
            person_id=enrolment.person_id, enrolment=enrolment, edition=windows, activity="dialogue/windows",
            attempt=1, seed=1, simulation="of the suite", pass_mark=70,
        )  # fmt: skip
        db.session.add(run)
        db.session.flush()
        factories.move(run, post="dark-corner", level=2)
        factories.move(run, post="dark-corner", reply=reply, **grade)
        run.finished_at, run.ended = clock.now(), "It is over."
        outcomes.record(run, exercises.of(run).feed(run))
        return run

    return held


@pytest.fixture
def desk(client, session):
    """The browser of an instructor."""
    return client.sign_in(factories.instructor(name="Gul Bano"))


def results(run):
    query = db.session.query(Result).filter_by(enrolment_id=run.enrolment_id, activity="dialogue/windows")
    return [(one.score, one.passed, one.provisional) for one in query.order_by(Result.revision)]


def levels_of(move):
    return {name: each["level"] for name, each in move.grade.detail["criteria"].items()}


def do_jobs(*kinds):
    db.session.commit()
    for job_id in db.session.scalars(sa.select(Job.id).where(Job.finished_at.is_(None), Job.kind.in_(kinds))).all():
        jobs.run(job_id)
    db.session.expire_all()


def test_what_it_came_to_is_what_its_exercise_says(held):
    sure, doubtful = held(level=2), held("Ben Noor", **POOR, doubtful=SERVICE)

    assert results(sure) == [(90, True, False)]
    ((score, passed, provisional),) = results(doubtful)
    assert 0 < score < 70 and not passed and provisional and doubtful.waits is not None


def test_the_same_comment_is_another_item_after_another_move(held):
    first, second = (outcomes.item_of(move) for move in held().moves)

    assert [[fact.policy for fact in item.facts if fact.text.startswith(RAISED)] for item in (first, second)] == [
        [False],
        [True],
    ]


def test_it_waits_in_the_queue_under_its_own_title_and_can_be_asked_for(desk, held):
    run = held(**POOR, doubtful=SERVICE)
    factories.finish(factories.run(enrolment=run.enrolment))

    page = pages.opened(desk, "/review/?all=1&activity=dialogue/windows")

    assert "Two windows" in page.words and "1 piece of work" in page.words
    assert f"/review/runs/{run.id}/first" in page.links


def test_the_bench_shows_it_by_its_item_alone(desk, held):
    run = held(doubtful=SERVICE)

    before, after = (pages.opened(desk, f"/review/runs/{run.id}/{number}").words for number in (1, 2))

    for words in ("Two windows", "Lamp 14 is dark since two weeks.", "Rafiq Stores", "Lamp Office, Testpur", PLAIN):
        assert words in after
    assert "What the office did: Reply at the table" in after and "Best here" not in after
    assert "Before this: Reply at the table" in after and "Before this:" not in before
    assert after.count("(policy)") == before.count("(policy)") + 1


def test_the_whole_run_is_shown_text_by_text(desk, held):
    run = held(doubtful=SERVICE)
    run.moves.append(Move(number=3, minute=20, action="refer", post="dark-corner", target="water", reply=""))

    page = pages.opened(desk, f"/review/runs/{run.id}")

    assert "Move 2: Reply at the table" in page.words and "Move 3: Refer at the table" in page.words
    assert page.words.count("Lamp 14 is dark since two weeks.") == 3 and "How the run went" not in page.words
    assert f"/review/runs/{run.id}/2" in page.links


def test_a_review_settles_it(desk, held):
    run = held(**POOR, doubtful=SERVICE)
    form = pages.opened(desk, f"/review/runs/{run.id}/2").form(f"/review/runs/{run.id}/2")
    better = {f"level_{name}": "2" for name in SERVICE} | {f"reason_{name}": "It is there." for name in SERVICE}

    assert desk.post(form.action, data=form.filled(overall="4", **better)).status_code == 302

    assert results(run)[-1] == (90, True, False)
    assert run.waits is None


def test_it_can_be_confirmed_with_others_and_on_a_sheet(app, desk, held):
    run = held(**POOR, doubtful=SERVICE)

    assert "Two windows" in pages.opened(desk, "/review/confirm").words
    with app.test_request_context():
        (cells,) = sheets.rows([run.moves[1].grade])
    row = dict(zip(sheets.COLUMNS, cells, strict=True))
    assert (row["scenario"], row["before"]) == ("Two windows", PLAIN) and row["post"].startswith("Lamp 14 is dark")


def test_its_texts_are_marked_blind(app, desk, held, monkeypatch):
    monkeypatch.setitem(app.config, "BLIND_SHARE", 100)
    samples.draw(held())

    page = pages.opened(desk, "/review/blind")

    assert "DialogueTwo windows" in page.words and "Lamp 14 is dark since two weeks." in page.words


def test_its_learner_appeals_and_reads_the_answer_on_the_page_of_the_exercise(client, held, monkeypatch):
    run, letters = held(**POOR), []
    monkeypatch.setattr(mail, "send", lambda *letter: letters.append(letter))
    client.sign_in(run.person)

    asked = client.post(f"/scenarios/runs/{run.id}/2/appeal", data={"reason": "The crew is named."})
    reviews.judge(factories.instructor(), run.moves[1].grade, levels_of(run.moves[1]), {}, 1, answer="It is not.")

    assert asked.location == f"/?run_id={run.id}#appeal-2"
    assert appeals.of(run.moves[1].grade).answer == "It is not."
    ((_address, _subject, body),) = letters
    assert f"/?run_id={run.id}#appeal-2" in body
    assert f"/?run_id={run.id}#appeal-2" in pages.opened(client, "/").links


def test_an_appeal_that_says_too_much_is_handed_back(client, held):
    run = held(**POOR)
    client.sign_in(run.person)

    answer = client.post(f"/scenarios/runs/{run.id}/2/appeal", data={"reason": "All of it. " * 500})

    page = pages.read(answer)
    assert answer.status_code == 400 and "All of it. All of it." in page.words
    assert f"/?run_id={run.id}#appeal-2" in page.links
    assert appeals.of(run.moves[1].grade) is None


@pytest.mark.parametrize("path", ["", "/debrief", "/debrief.pdf", "/1/what-if"])
def test_the_pages_of_scenarios_do_not_know_it(client, held, path):
    run = held()

    assert client.sign_in(run.person).get(f"/scenarios/runs/{run.id}{path}").status_code == 404


@pytest.mark.parametrize("named", ["dialogue/windows", None])
def test_it_is_graded_again_and_its_result_follows(client, held, named):
    run, boss = held(reply="Go away, you liar.", level=2), factories.administrator()
    regrading = regradings.propose(boss, named, None, "A clearer rubric.")
    do_jobs("regrade")

    assert db.session.query(RegradedRun).filter_by(run_id=run.id).one().passed_after is False
    regradings.adopt(boss, regrading)
    do_jobs("regrade-adopted")

    assert results(run)[0] == (90, True, False) and results(run)[-1][1] is False
    page = pages.opened(client.sign_in(boss), f"/regrading/{regrading.id}")
    assert ("Two windows" if named else "All scenarios and dialogues") in page.words


def test_it_can_be_graded_under_another_edition_where_that_has_the_text(client, held, windows):
    run = held(**POOR)
    kinder = "    not_applicable: [mandate, next_step]\n    triage: service_complaint\n    segment: welcome\n"
    later = factories.edition(
        "windows", WINDOWS.replace("    triage: service_complaint\n    segment: welcome\n", kinder, 1)
    )

    page = pages.opened(client.sign_in(factories.administrator()), "/regrading/new")
    regradings.propose(None, "dialogue/windows", later, "Fairer.")
    do_jobs("regrade")

    assert page.html.count("Two windows") >= 2
    (regrade,) = db.session.query(RegradedRun).filter_by(run_id=run.id)
    assert regrade.score_after != regrade.score_before
    unknown = Move(number=9, post="nobody-wrote-this")
    assert exercises.of(run).item_under(later, unknown) is None


def test_of_scenarios_alone_there_are_summaries(held):
    run = held()
    played = factories.finish(factories.run(enrolment=run.enrolment))

    assert db.session.scalars(sa.select(RunSummary.run_id)).all() == [played.id]
    assert summaries.count_missing() == 0
    assert list(means.of_enrolments(sa.select(Enrolment.id))) == []


def test_its_moves_are_told_by_the_words_that_they_answer(app, held):
    run = held(reply="Go away.", **POOR)
    reviews.judge(factories.instructor(), run.moves[1].grade, levels_of(run.moves[1]), {}, 1)

    with app.test_request_context():
        statements = list(telling.of_enrolments([run.enrolment]).values())

    moves = [said for said in statements if said["verb"]["id"].endswith("/responded")]
    assert [said["result"]["score"]["raw"] for said in moves] == [100, 50]
    assert moves[1]["object"]["id"].endswith("/xapi/activities/practice/dialogue/windows/dark-corner")
    assert moves[1]["object"]["definition"]["name"]["en"].startswith("Rafiq Stores: Lamp 14 is dark since two weeks.")
    (judged,) = [said for said in statements if said["verb"]["id"].endswith("/scored")]
    assert judged["object"] == moves[1]["object"] and judged["result"]["score"]["raw"] == 50
