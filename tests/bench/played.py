"""What learners did, for the bench: one of them really plays, writes and answers, and is copied to all others by SQL."""

import sqlalchemy as sa

from academy import certificates, editions, jobs, records
from academy.db import begin_writing, db
from academy.queue import PASS, claims
from academy.records import standings
from courses import quizzes
from courses.tasks import marks, submissions
from scenarios import runs
from scenarios.models import Run
from scenarios.regrading import regradings
from scenarios.review.models import Appeal, Comment, Sample
from tests import factories
from tests.bench.register import say

COURSE, QUIZ = "official-online", "quiz/the-public-check"
WRITTEN, TASK = COURSE, "task/stand-charter"
SCENARIOS = ("dark-street", "blocked-drain", "the-heckler", "water-rumour")  # of that course
OTHERS = 1_000_000  # ids from here on are those of copies
PLAYED = 3  # moves of a run that are graded


def fill(learner, instructors) -> None:
    """Let this learner do a bit of everything, and everybody who has begun the same."""
    play = [_play(learner, slug) for slug in SCENARIOS]
    _judge(play[0], instructors)
    _write(learner, instructors[0])
    attempt = _answer(learner)
    _certify(learner)
    runs.start(learner, f"scenario/{SCENARIOS[-1]}", editions.published("scenario", SCENARIOS[-1]), 60)
    regrading = regradings.propose(instructors[0], SCENARIOS[0], None, "After a better grader")
    db.session.commit()
    for job in jobs.due():
        jobs.run(job)
    begin_writing()
    for number, run in enumerate(play):
        _copy_run(run, number)
    _copy_judgements(play[0])
    _copy_writing(learner)
    _copy_answers(attempt)
    _copy_regraded(regrading.id, play[0])
    db.session.commit()
    for _done in standings.rebuild():
        db.session.commit()


def _play(learner, slug: str) -> Run:
    """A finished run that counts, with graded replies to its first posts."""
    edition = editions.published("scenario", slug)
    enrolment = records.enrolment_of(learner, COURSE)
    records.start(enrolment, editions.published("course", COURSE))
    run = runs.start(learner, f"scenario/{slug}", edition, 60, enrolment)
    run.seed, run.minute = 7, editions.content(edition).minutes // 2
    posts = [post for post in editions.content(edition).posts if post.example][:PLAYED]
    for post in posts:
        factories.graded(run, post.example, post.slug)
    db.session.flush()
    return factories.finish(run)


def _judge(run: Run, instructors) -> None:
    """A review, a text that two marked blind, words said about it, and a learner's appeal."""
    first, second = instructors[:2]
    moves = [move for move in run.moves if move.grade]
    factories.review(run, moves[0].number, first, 2)
    drawn = db.session.scalar(sa.select(Sample).where(Sample.grade_id == moves[1].grade.id))  # one in ten is
    sample = drawn or factories.sample(moves[1])
    for marker in (first, second):
        factories.blind_mark(sample, marker, 2)
    db.session.add(Appeal(grade=moves[1].grade, reason="I did say when the crew comes."))
    db.session.add(Comment(move=moves[0], author=first, start=0, stop=5, text="Begin with what they wrote."))


def _write(learner, marker) -> None:
    enrolment = records.enrolment_of(learner, WRITTEN)
    records.start(enrolment, editions.published("course", WRITTEN))
    work = submissions.Submission(enrolment=enrolment, activity=TASK, number=1, edition=enrolment.edition)
    db.session.add(work)
    db.session.flush()
    submissions.submit(work, "The page belongs to the stand, not to whoever is on duty. " * 20, 0)
    rubric = submissions.task_of(work).rubric
    points = {criterion.slug: criterion.most for criterion in rubric}
    claims.take(marker, marks.SOURCE, work.id)
    marks.give(marker, work, marks.Judgement(points, "Sound, and it can be kept up."), 0)


def _answer(learner):
    enrolment = records.enrolment_of(learner, COURSE)
    attempt = quizzes.QuizAttempt(enrolment=enrolment, activity=QUIZ, number=1, seed="of-the-bench", answers={})
    db.session.add(attempt)
    db.session.flush()
    quizzes.submit(attempt, {})
    return attempt


def _certify(learner) -> None:
    enrolment = records.enrolment_of(learner, COURSE)
    records.complete(enrolment, 81.5)
    certificates.issue(enrolment, certificates.award_of(enrolment))


def _copy_run(run: Run, number: int) -> None:
    """The run, its moves, grades, summaries and result, for one in so many of those who have begun the course."""
    few = len(SCENARIOS)
    begun = f"e.started_at IS NOT NULL AND e.id <> {run.enrolment_id} AND e.course LIKE '{COURSE}%'"
    copy(
        "run", f"run t JOIN enrolment e ON t.id = {run.id} AND {begun} AND e.id % {few} = {number}",
        id=f"{OTHERS} + e.id", person_id="e.person_id", enrolment_id="e.id", started_at="e.started_at",
        finished_at="e.started_at", score="40 + (e.id % 240) / 4.0", passed="e.id % 240 >= 80", doubts="1", confidence="0.6",
        waits=f"CASE WHEN e.id % 16 < 4 THEN {PASS} END", waits_since="CASE WHEN e.id % 16 < 4 THEN e.started_at END",
    )  # fmt: skip
    others = f"JOIN run r ON r.id >= {OTHERS} AND r.id % {few} = {(OTHERS + number) % few}"
    copy("move", f"move t {others} AND t.run_id = {run.id}", id="r.id * 10 + t.number", run_id="r.id")
    grades = f"grade t JOIN move m ON m.id = t.move_id AND m.run_id = {run.id} {others}"
    copy("grade", grades, id="r.id * 10 + m.number", move_id="r.id * 10 + m.number")
    for name in ("run_summary", "post_summary"):
        copy(name, f"{name} t {others} AND t.run_id = {run.id}", run_id="r.id")
    copy(
        "enrolment_summary",
        f"enrolment_summary t {others} AND t.enrolment_id = {run.enrolment_id}",
        enrolment_id="r.enrolment_id",
    )
    mine = f"result t {others} AND t.enrolment_id = {run.enrolment_id} AND t.activity = '{run.activity}' AND t.revision = 1"
    copy(
        "result",
        mine,
        id="r.id",
        enrolment_id="r.enrolment_id",
        score="r.score",
        passed="r.passed",
        recorded_at="r.finished_at",
    )


def _copy_judgements(run: Run) -> None:
    own = f"JOIN grade g ON g.id = t.grade_id JOIN move m ON m.id = g.move_id AND m.run_id = {run.id}"
    others = f"JOIN run r ON r.id >= {OTHERS} AND r.id % 4 = 0 AND"
    here = "r.id * 10 + m.number"
    copy("review", f"review t {own} {others} r.id % 12 = 0", id=here, grade_id=here)
    copy("sample", f"sample t {own} {others} r.id % 20 = 0", id=here, grade_id=here)
    copy("appeal", f"appeal t {own} {others} r.id % 40 = 0", id=here, grade_id=here)
    marked = "blind_mark t JOIN sample s ON s.id = t.sample_id JOIN grade g ON g.id = s.grade_id JOIN move m ON m.id = g.move_id"
    copy(
        "blind_mark", f"{marked} AND m.run_id = {run.id} {others} r.id % 20 = 0 AND r.id % 40 > 0",
        id="(r.id * 10 + m.number) * 2 + t.id % 2", sample_id=here,
    )  # fmt: skip
    said = f"reply_comment t JOIN move m ON m.id = t.move_id AND m.run_id = {run.id} {others} r.id % 12 = 0"
    copy("reply_comment", said, id=here, move_id=here)


def _copy_writing(learner) -> None:
    """Two in three of the texts are marked."""
    one = f"SELECT id FROM enrolment WHERE course = '{WRITTEN}' AND person_id = {learner.id}"
    begun = f"e.course = '{WRITTEN}' AND e.started_at IS NOT NULL AND e.person_id <> {learner.id}"
    own = f"t JOIN enrolment e ON t.enrolment_id = ({one}) AND {begun}"
    copy(
        "task_submission", f"task_submission {own}", id=f"{OTHERS} + e.id", enrolment_id="e.id", submitted_at="e.started_at",
        marked_at="CASE WHEN e.id % 3 > 0 THEN e.started_at END", waits=f"CASE WHEN e.id % 3 = 0 THEN {PASS} END",
    )  # fmt: skip
    copy("result", f"result {own} AND t.score IS NOT NULL AND e.id % 3 > 0", id=f"{OTHERS} + e.id", enrolment_id="e.id")
    copy(
        "task_mark", f"task_mark t JOIN task_submission s ON s.id >= {OTHERS} AND s.marked_at IS NOT NULL",
        id="s.id", submission_id="s.id", result_id="s.id", made_at="s.marked_at",
    )  # fmt: skip


def _copy_answers(attempt) -> None:
    begun = f"e.course LIKE '{COURSE}%' AND e.started_at IS NOT NULL AND e.id <> {attempt.enrolment_id}"
    copy(
        "result",
        f"result t JOIN enrolment e ON t.id = {attempt.result_id} AND {begun}",
        id=f"{2 * OTHERS} + e.id",
        enrolment_id="e.id",
    )
    copy(
        "quiz_attempt", f"quiz_attempt t JOIN enrolment e ON t.id = {attempt.id} AND {begun}",
        id=f"{OTHERS} + e.id", enrolment_id="e.id", result_id=f"{2 * OTHERS} + e.id",
    )  # fmt: skip


def _copy_regraded(regrading: int, run: Run) -> None:
    others = f"JOIN run r ON r.id >= {OTHERS} AND r.id % {len(SCENARIOS)} = {OTHERS % len(SCENARIOS)}"
    copy(
        "regraded_run",
        f"regraded_run t {others} AND t.run_id = {run.id}",
        id="r.id",
        run_id="r.id",
        score_before="r.score",
    )
    grades = f"regrade t JOIN move m ON m.id = t.move_id AND m.run_id = {run.id} {others}"
    copy("regrade", grades, id="r.id * 10 + m.number", move_id="r.id * 10 + m.number")


def copy(table: str, source: str, **values: str) -> None:
    """Rows like those of `t` in this source, but for the values given as SQL."""
    names = [column["name"] for column in sa.inspect(db.session.connection()).get_columns(table)]
    quoted = ", ".join(f'"{name}"' for name in names)
    taken = ", ".join(values.get(name, f't."{name}"') for name in names)
    say(f"INSERT INTO {table} ({quoted}) SELECT {taken} FROM {source}")
