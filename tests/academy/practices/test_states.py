"""From a draft to the library and out of it: who may do what, once, and what the audit log says."""

import pytest
import sqlalchemy as sa

from academy import practices, queue
from academy.audit.models import AuditEntry, AuditValues
from academy.db import db
from academy.practices import library
from academy.practices.models import Practice
from tests import factories

from .conftest import SAID, SOURCE, approved, submitted, written


def told(practice):
    """(action, before, after) of each change of state."""
    query = sa.select(AuditEntry.action, AuditValues.values).join(AuditValues, AuditValues.entry_id == AuditEntry.id)
    query = query.where(AuditEntry.subject_type == "practice", AuditEntry.subject_id == practice.id).order_by(
        AuditEntry.id
    )
    return [
        (action, values["before"]["state"], values["after"]["state"]) for action, values in db.session.execute(query)
    ]


def test_a_practice_goes_its_whole_way_and_the_log_tells_it(ada):
    reviewer = factories.instructor()
    practice = submitted(ada)
    practices.give_back(reviewer, practice, "Who counted?", practice.version)
    practices.submit(practice, SAID | {"evidence": "The clerk counted."}, practice.version)
    practices.approve(reviewer, practice, practice.version)
    practices.withdraw(ada, practice, "It was wrong.")

    assert told(practice) == [
        ("practice.submitted", "draft", "submitted"),
        ("practice.returned", "submitted", "returned"),
        ("practice.submitted", "returned", "submitted"),
        ("practice.approved", "submitted", "approved"),
        ("practice.withdrawn", "approved", "withdrawn"),
    ]
    assert (practice.approved_by, practice.rounds, practice.certainty) == (reviewer, 2, "official")


def test_beginning_twice_is_one_draft_until_something_is_written(ada):
    first = practices.begin(ada)

    assert practices.begin(ada) is first
    practices.keep(first, SAID, 0)
    assert practices.begin(ada) is not first


def test_two_tabs_overwrite_nothing(ada):
    practice = practices.begin(ada)
    practices.keep(practice, SAID | {"title": "At the desk"}, 0)

    with pytest.raises(practices.Elsewhere):
        practices.keep(practice, SAID | {"title": "On the telephone"}, 0)
    assert practice.title == "At the desk"
    practices.keep(practice, SAID | {"title": "At the desk"}, 0)  # the same words take nothing away


def test_submitting_twice_is_one_submission(ada):
    practice = submitted(ada)
    version = practice.version

    practices.submit(practice, SAID, 1)

    assert (practice.rounds, practice.version) == (1, version)
    with pytest.raises(practices.Closed):
        practices.submit(practice, SAID | {"title": "Another"}, version)


def test_what_is_unfit_or_private_is_not_submitted(ada):
    practice = written(ada)

    with pytest.raises(practices.Unfit) as unfit:
        practices.submit(practice, SAID | {"consent": ""}, practice.version)
    assert unfit.value.missing == {"consent": "empty"}
    calling = SAID | {"whom_to_ask": "Bilal, 0300-1234567"}
    with pytest.raises(practices.Private) as private:
        practices.submit(practice, calling, practice.version)
    assert [find.words for find in private.value.finds] == ["0300-1234567"]
    assert practice.state == "draft"
    practices.submit(practice, calling, practice.version, confirmed=["0300-1234567"])
    assert practice.state == "submitted"


def test_approving_twice_is_once_and_of_two_reviewers_one_is_told(ada):
    first, second = factories.instructor(), factories.administrator()
    practice = submitted(ada)
    seen = practice.version
    practices.approve(first, practice, seen)
    practices.approve(first, practice, seen)

    with pytest.raises(practices.Overtaken):
        practices.give_back(second, practice, "Too short", seen)
    assert len(told(practice)) == 2
    assert practice.approved_by is first


def test_returning_twice_is_once(ada):
    reviewer, practice = factories.instructor(), submitted(ada)
    seen = practice.version
    practices.give_back(reviewer, practice, "Who counted?", seen)
    practices.give_back(reviewer, practice, "Who counted?", seen)

    assert [action for action, *_states in told(practice)] == ["practice.submitted", "practice.returned"]


def test_what_was_changed_since_it_was_read_is_not_approved(ada):
    reviewer, practice = factories.instructor(), submitted(ada)
    seen = practice.version
    practices.give_back(factories.instructor(), practice, "Who counted?", seen)
    practices.submit(practice, SAID | {"title": "Something else"}, practice.version)

    with pytest.raises(practices.Overtaken):
        practices.approve(reviewer, practice, seen)


def test_nobody_approves_their_own(session):
    instructor = factories.instructor()
    practice = submitted(instructor)

    assert not practices.may_review(instructor, practice)
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        practices.approve(instructor, practice, practice.version)
        session.flush()


def test_a_practice_that_somebody_else_has_at_hand_is_not_decided(ada):
    first, second, practice = factories.instructor(), factories.instructor(), submitted(ada)
    queue.claims.take(first, practices.SOURCE, practice.id)

    with pytest.raises(queue.claims.Lost):
        practices.approve(second, practice, practice.version)


def test_it_waits_in_the_queue_of_everybody_else_who_teaches(app, ada):
    colleague, practice = factories.instructor(), submitted(factories.instructor())
    submitted(ada)

    with app.test_request_context():
        (place,) = [place for place in queue.listed(colleague).items if place.key == practice.id]
    assert place.source == "practice"
    assert "A desk at the gate" in place.entry.activity
    assert queue.waiting(colleague).count == 2
    assert queue.waiting(practice.contributor).count == 1
    assert library.count_waiting(factories.administrator()) == 2


def test_others_propose_a_practice_for_somebody_once(ada):
    first = practices.propose(ada, origin="dialogue/12", title="Told on air", sources=[{"title": "The recording"}])

    assert (first.state, first.contributor_id, first.sources[0]["certainty"]) == ("draft", ada.id, "")
    assert practices.propose(ada, origin="dialogue/12", title="Told again") is first
    assert first.title == "Told on air"
    with pytest.raises(TypeError, match="state"):
        practices.propose(ada, state="approved")


def test_a_proposal_is_finished_and_submitted_by_whom_it_is_of(ada):
    practice = practices.propose(ada, title="Told on air")

    practices.submit(practice, SAID | {"sources": [SOURCE]}, practice.version)

    assert practice.state == "submitted"


def test_a_withdrawn_practice_is_nobodys_to_read_but_its_contributors_and_of_staff(client, ada):
    practice = approved(ada)
    practices.withdraw(ada, practice)

    def answer(person):
        return client.sign_in(person).get(f"/practices/{practice.id}").status_code

    assert answer(factories.learner()) == 404
    assert [answer(person) for person in (ada, factories.instructor(), factories.administrator())] == [200] * 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(library.listed().subquery())) == 0


def test_the_database_refuses_what_was_never_agreed_to(session):
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.add(Practice(state="approved", approved_at=factories.clock.now(), consent=""))
        session.flush()
