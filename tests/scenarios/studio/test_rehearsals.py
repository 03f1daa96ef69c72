"""Rehearsals in the studio: done once by a job, kept by what was rehearsed, told beside the field."""

import pytest
import sqlalchemy as sa

from academy import clock, editions
from academy.db import db
from academy.jobs.models import Job
from academy.studio import drafts, edits, publishing
from scenarios import rehearsal
from scenarios.rehearsal import report
from scenarios.studio import rehearsals
from scenarios.studio.models import RehearsalRecord
from tests import factories, pages

UNMET = {"slug": "hardly", "when": {"trust": ">=100"}, "then": {"heat": 5}}


@pytest.fixture
def author(session):
    return factories.instructor(name="Amina")


@pytest.fixture
def draft(author):
    return drafts.edit(author, factories.scenario())


@pytest.fixture(autouse=True)
def few_officers(monkeypatch):
    """Three of each kind, and few plays that aim: what they score is the simulation's matter."""
    monkeypatch.setattr(rehearsal, "all_of", lambda stage, kind: report.all_of(stage, kind, each=3))
    monkeypatch.setattr(rehearsal, "reach", lambda scenario: report.reach(scenario, plays=4))


def rehearsed(draft):
    """The draft rehearsed as it stands, by the job itself."""
    content, problems = publishing.problems_of(draft)
    assert not problems
    edition = editions.store(rehearsals.pack_of(draft, content))
    rehearsals.ask(edition)
    job = rehearsals.job_of(edition)
    job.state, job.tries, job.claim = "running", 1, 1
    db.session.flush()
    rehearsals.rehearse(job)
    job.state, job.finished_at = "done", clock.now()
    db.session.flush()
    return rehearsals.of_edition(edition)


def change(draft, author, **content):
    edits.replace_all(author, draft, {**drafts.document_of(draft), **content}, {}, "")


def test_a_rehearsal_tells_who_scores_what_and_what_is_met(draft):
    known = rehearsed(draft)

    officers = known.record.result["officers"]
    assert set(officers) == set(rehearsal.KINDS)
    assert len(officers["exemplary"]["scores"]) == 3
    assert known.met.officers == 24
    assert known.met.often("post", "drain") == "most"


def test_the_same_content_is_rehearsed_once(client, author, draft):
    rehearsed(draft)
    desk = client.sign_in(author)

    desk.post(f"/studio/{draft.id}/try/rehearsal")

    waiting = sa.select(sa.func.count()).select_from(Job).where(Job.kind == rehearsals.REHEARSE, Job.state == "waiting")
    assert db.session.scalar(waiting) == 0


def test_asking_twice_makes_one_job(client, author, draft):
    desk = client.sign_in(author)

    for _ in range(2):
        desk.post(f"/studio/{draft.id}/try/rehearsal")

    assert [job.state for job in db.session.scalars(sa.select(Job).where(Job.kind == rehearsals.REHEARSE))] == [
        "waiting"
    ]
    assert "waits for its turn" in desk.get(f"/studio/{draft.id}/try/rehearsal").text


def test_a_published_edition_has_the_rehearsal_of_its_draft(author, draft):
    change(draft, author, title="Wetter still")
    rehearsed(draft)

    edition = publishing.publish(author, draft, drafts.newest(draft).digest, "Wetter")

    assert rehearsals.of_edition(edition).current


def test_after_a_change_the_rehearsal_says_that_it_is_of_before(client, author, draft):
    rehearsed(draft)
    change(draft, author, title="Wetter still")

    shown = client.sign_in(author).get(f"/studio/{draft.id}/try/rehearsal")

    assert "Rehearsed before your last change" in shown.text
    assert "Rehearse it again" in shown.text


def test_what_another_grader_found_is_of_before_too(draft):
    known = rehearsed(draft)
    known.record.version = "2020.01-old"
    db.session.flush()

    assert not rehearsals.of_edition(known.record.edition).current


def test_what_nobody_met_is_told_beside_it(client, author, draft):
    change(draft, author, reactions=[*drafts.document_of(draft)["reactions"], UNMET])
    rehearsed(draft)
    desk = client.sign_in(author)

    page, place = desk.get(f"/studio/{draft.id}/try/rehearsal"), desk.get(f"/studio/{draft.id}/edit/reactions/hardly")

    assert f'href="/studio/{draft.id}/edit/reactions/hardly"' in page.text
    assert "Nothing in the rehearsal set this off" in place.text


def test_example_sentences_that_the_grader_sees_otherwise_are_told_beside_their_box(client, author, draft):
    posts = drafts.document_of(draft)["posts"]
    posts[0]["exemplars"] = {"composure": {"meets": ["Stop crying, you idiot."], "misses": ["Stop it, you fool."]}}
    change(draft, author, posts=posts)
    rehearsed(draft)

    text = client.sign_in(author).get(f"/studio/{draft.id}/edit/posts/drain").text

    assert 'data-advice="exemplars-composure-meets"' in text
    assert "“Stop crying, you idiot.” stands among the good ones, and the grader sees it as missed." in text


def test_advice_of_a_rehearsal_goes_when_the_draft_is_changed(client, author, draft):
    change(draft, author, reactions=[*drafts.document_of(draft)["reactions"], UNMET])
    rehearsed(draft)
    change(draft, author, title="Wetter still")

    text = client.sign_in(author).get(f"/studio/{draft.id}/edit/reactions/hardly").text

    assert "Nothing in the rehearsal" not in text


def test_the_picture_is_coloured_while_the_same_posts_and_reactions_stand(author, draft):
    known, document = rehearsed(draft), drafts.document_of(draft)

    assert rehearsals.reached_of(known, document) == known.met
    assert rehearsals.reached_of(known, {**document, "reactions": [*document["reactions"], UNMET]}) is None
    assert rehearsals.reached_of(None, document) is None


def test_a_draft_that_is_not_sound_is_not_rehearsed(client, author, draft):
    change(draft, author, brief="")
    desk = client.sign_in(author)

    assert desk.post(f"/studio/{draft.id}/try/rehearsal").status_code == 409
    assert "1 thing to mend before it can be rehearsed" in desk.get(f"/studio/{draft.id}/try/rehearsal").text


def test_an_open_page_asks_how_far_it_is_and_loads_anew_at_the_end(client, author, draft):
    desk = client.sign_in(author)
    desk.post(f"/studio/{draft.id}/try/rehearsal")

    waiting = desk.get(f"/studio/{draft.id}/try/rehearsal/progress")
    job = db.session.scalar(sa.select(Job).where(Job.kind == rehearsals.REHEARSE))
    job.state, job.finished_at = "done", clock.now()
    done = desk.get(f"/studio/{draft.id}/try/rehearsal/progress")

    assert "<progress" in waiting.text
    assert done.headers["HX-Refresh"] == "true"


def test_a_published_scenario_is_rehearsed_from_its_own_page(client, author, draft):
    desk = client.sign_in(author)

    desk.post("/scenarios/rehearse/street")
    before = desk.get("/scenarios/try/street").text
    rehearsed(draft)
    after = desk.get("/scenarios/try/street").text

    assert "Rehearse it" in before
    assert "Rehearse it" not in after
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RehearsalRecord)) == 1


def test_it_is_told_where_the_excellent_officer_fails_and_why(client, author, draft):
    posts = drafts.document_of(draft)["posts"]
    rude = {"exemplary": {"action": "reply", "reply": "Stop crying, you idiot."}}
    posts[0] |= {"examples": rude, "weight": 1}
    change(draft, author, posts=posts)
    rehearsed(draft)
    desk = client.sign_in(author)

    page, place = (
        desk.get(f"/studio/{draft.id}/try/rehearsal").text,
        desk.get(f"/studio/{draft.id}/edit/posts/drain").text,
    )

    assert f'href="/studio/{draft.id}/edit/posts/drain#examples-exemplary-reply"' in page
    told = "The excellent officer earns 38 of 100 here. “Keeps composure” is missed: It insults: “idiot”."
    assert told in page and told in place


def test_officers_without_words_are_named_with_their_posts(client, author, draft):
    rehearsed(draft)

    page = pages.opened(client.sign_in(author), f"/studio/{draft.id}/try/rehearsal")

    assert "Officers without words" in page.words
    assert "“Kind, but wrong”, “Correct, but cold”, and “Defensive”" in page.words
    assert ("a", f"/studio/{draft.id}/edit/posts/drain#examples") in [
        (tag, has.get("href")) for tag, has in page.elements
    ]


def test_what_it_found_before_a_change_is_told_as_former(client, author, draft):
    change(draft, author, reactions=[*drafts.document_of(draft)["reactions"], UNMET])
    rehearsed(draft)
    change(draft, author, reactions=drafts.document_of(draft)["reactions"][:-1])

    page = pages.opened(client.sign_in(author), f"/studio/{draft.id}/try/rehearsal")

    assert "What it found before your last changes" in page.words
    assert "Hardly: Nothing in the rehearsal set this off" in page.words
    assert "Nothing. Who answers well passes" not in page.words
    assert not [has for tag, has in page.elements if "reactions/hardly" in (has.get("href") or "")]  # it is gone


def test_a_fact_that_no_example_sentence_says_is_quoted(client, author, draft):
    facts = ["A crew comes on Thursday.", {"text": "The pump at Canal Road is broken.", "policy": True}]
    change(draft, author, facts=facts)
    rehearsed(draft)

    page = pages.opened(client.sign_in(author), f"/studio/{draft.id}/try/rehearsal")

    assert "No good example sentence says “The pump at Canal Road is broken.”, so no reply" in page.words
