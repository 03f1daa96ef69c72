"""Comments at the words: the learner reads them just there; they are withdrawn and replaced, never changed."""

import pytest
import sqlalchemy as sa

from academy.audit.models import AuditEntry
from academy.live.models import LiveEvent
from scenarios.review.models import Comment
from tests import factories, pages

REPLY = "We are sorry. A crew comes on Thursday."
WORDS = "14-38"  # A crew comes on Thursday
SAID = "Name the date as well:\nThursday passes."


@pytest.fixture
def run(played):
    return played("Ada Karim", level=2, reply=REPLY)


@pytest.fixture
def desk(client, run):
    return client.sign_in(factories.instructor(name="Gul Bano"))


def comment(desk, run, span=WORDS, comment=SAID, **more):
    return desk.post(f"/review/runs/{run.id}/1/comments", data={"span": span, "comment": comment, **more})


def standing(session):
    return [(each.start, each.stop, each.text) for each in session.query(Comment).filter_by(withdrawn_at=None)]


def debrief(client, run):
    return pages.opened(client.sign_in(run.person), f"/scenarios/runs/{run.id}/debrief")


def test_the_learner_reads_a_comment_at_the_words_that_it_is_about(desk, client, run, session):
    sent = comment(desk, run, comment=SAID.replace("\n", "\r\n"))

    assert sent.location == f"/review/runs/{run.id}/1#written"
    assert standing(session) == [(14, 38, SAID)]
    page = debrief(client, run)
    assert "An instructor on your words:" in page.words
    assert "A crew comes on Thursday" in page.html.split("annotated__words")[1].split("</mark>")[0]
    assert "Name the date as well:" in page.words and "Gul Bano" in page.words
    event = session.query(LiveEvent).filter_by(kind="commented").one()
    assert (event.stream, event.data) == (f"person/{run.person_id}", {"run": run.id, "number": 1})


def test_sentences_are_offered_to_who_cannot_select_words(desk, run):
    page = pages.opened(desk, f"/review/runs/{run.id}/1")

    assert [has["value"] for has in page.all("option") if "-" in has.get("value", "")] == ["0-13", "14-39"]


def test_the_same_comment_twice_is_one(desk, run, session):
    assert [comment(desk, run).status_code for _ in range(2)] == [302, 302]
    assert len(standing(session)) == session.query(AuditEntry).filter_by(action="comment.made").count() == 1


def test_a_comment_is_replaced_and_the_old_one_stays_on_record(desk, client, run, session):
    comment(desk, run)
    old = session.query(Comment).one()

    comment(desk, run, comment="Name the date.", replaces=old.id)

    assert standing(session) == [(14, 38, "Name the date.")]
    assert session.query(Comment).count() == 2 and old.withdrawn_by.name == "Gul Bano"
    shown = debrief(client, run).words
    assert "Name the date." in shown and "Thursday passes" not in shown
    noted = (
        session.query(AuditEntry)
        .filter_by(action="comment.made")
        .order_by(AuditEntry.id.desc())
        .first()
        .values_row.values
    )
    assert (noted["before"]["text"], noted["after"]["text"]) == (SAID, "Name the date.")


def test_what_is_replaced_already_is_not_replaced_again_and_no_word_is_lost(desk, run, session):
    comment(desk, run)
    old = session.query(Comment).one()
    comment(desk, run, comment="Name the date.", replaces=old.id)

    late = comment(desk, run, comment="Which Thursday?", replaces=old.id)

    assert late.status_code == 409 and "Which Thursday?" in late.text
    assert standing(session) == [(14, 38, "Name the date.")]


@pytest.mark.parametrize("number", ["999999", str(2**31), "9" * 30, "-" + "9" * 30])
def test_a_comment_that_never_was_is_not_replaced(desk, run, session, number):
    answer = comment(desk, run, comment="Which Thursday?", replaces=number)

    assert answer.status_code == 404
    assert standing(session) == []


def test_a_comment_is_withdrawn(desk, client, run, session):
    comment(desk, run)
    made = session.query(Comment).one()

    answers = [desk.post(f"/review/runs/{run.id}/1/comments/{made.id}/withdraw").status_code for _ in range(2)]

    assert answers == [302, 302] and standing(session) == []
    assert "Thursday passes" not in debrief(client, run).words
    assert session.query(AuditEntry).filter_by(action="comment.withdrawn").count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"span": ""},
        {"span": "38-14"},
        {"span": "39-50"},
        {"span": "7-7"},
        {"span": "x"},
        {"comment": " \n "},
        {"comment": "x" * 1001},
    ],
)
def test_a_comment_needs_words_of_the_reply_and_something_to_say(desk, run, session, changes):
    answer = comment(desk, run, **changes)

    assert answer.status_code == 400
    assert "There is a problem" in pages.read(answer).words
    assert changes.get("comment", SAID).strip() in answer.text
    assert standing(session) == []


def test_only_an_instructor_comments_and_only_on_others_graded_words(client, run, session):
    for person in (run.person, factories.learner(), factories.administrator()):
        assert comment(client.sign_in(person), run).status_code == 403
    run.person.role = "instructor"
    session.flush()

    assert comment(client.sign_in(run.person), run).status_code == 404


@pytest.mark.parametrize("change", [{"text": "Well done."}, {"start": 0}, {"author_id": 1}])
def test_the_database_keeps_a_comment_as_it_was_written(desk, run, session, change):
    comment(desk, run)
    made = session.query(Comment).one()
    change = {**change, "author_id": made.move.run.person_id} if "author_id" in change else change

    with pytest.raises(sa.exc.IntegrityError if session.connection().dialect.name == "sqlite" else sa.exc.DBAPIError):
        session.execute(sa.update(Comment).values(**change))
    session.rollback()
