"""The pages of regradings and refits: what would change is seen before anybody decides, and only who may decide can."""

import csv
import io

import pytest

from scenarios.regrading import refits, regradings
from scenarios.regrading.models import Refit, Regrading
from tests import factories
from tests.pages import opened, read
from tests.scenarios.regrading.conftest import POOR, RUDE


@pytest.fixture
def administrator(session):
    return factories.administrator()


@pytest.fixture
def admin(client, administrator):
    return client.sign_in(administrator)


def test_a_regrading_is_proposed_computed_and_adopted_on_pages(admin, finished, do_jobs, session):
    up, down = finished(**POOR), finished(RUDE)
    form = opened(admin, "/regrading/new").form("/regrading/new")

    answer = admin.post("/regrading/new", data=form.filled(scenario="street", reason="A clearer rubric."))
    computing = opened(admin, answer.location).words
    do_jobs()
    page = opened(admin, answer.location)
    refused = admin.post(f"{answer.location}/adopt", data={})
    adopted = admin.post(f"{answer.location}/adopt", data=page.form(f"{answer.location}/adopt").filled(confirmed="y"))
    do_jobs()
    after = opened(admin, answer.location).words

    assert "Being computed" in computing
    assert "I have looked at the 2 people who cross the pass mark" in page.words
    assert up.person.name in page.words and down.person.name in page.words
    assert f"/people/{down.person_id}" in page.links
    assert "1 certificate" in page.words
    assert refused.status_code == 400 and "Tick this" in read(refused).words
    assert adopted.location == answer.location
    assert "Adopted" in after and "Certificates concerned" in after
    assert (up.passed, down.passed) == (True, False)
    assert opened(admin, "/regrading/").words.count("A clearer rubric.") == 1


def test_what_is_typed_wrongly_is_said_and_kept(admin, finished):
    finished()
    other = factories.scenario("lane")
    form = {"scenario": "street", "edition": other.id, "reason": "My long reason."}

    wrong_edition = admin.post("/regrading/new", data=form)
    no_reason = admin.post("/regrading/new", data={"scenario": "street", "edition": "", "reason": " "})
    nobody = admin.post("/regrading/new", data={"scenario": "lane", "edition": "", "reason": "My long reason."})

    assert [answer.status_code for answer in (wrong_edition, no_reason, nobody)] == [400] * 3
    assert "This edition is of another scenario." in wrong_edition.text and "My long reason." in wrong_edition.text
    assert "Say why" in no_reason.text
    assert "Nobody has finished a run of this" in nobody.text and "My long reason." in nobody.text


def test_posting_the_proposal_twice_makes_one(admin, finished, session):
    finished()
    form = {"scenario": "street", "edition": "", "reason": "Twice."}

    first, second = (admin.post("/regrading/new", data=form) for _ in range(2))

    assert first.location == second.location
    assert session.query(Regrading).count() == 1


def test_the_file_has_every_run_and_no_formula(admin, finished, regrade):
    finished(**POOR)
    run = finished(RUDE, factories.learner(name="=1+1"))
    regrading = regrade()

    answer = admin.get(f"/regrading/{regrading.id}.csv", buffered=True)

    lines = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    mine = next(line for line in lines if line["run"] == str(run.id))
    assert len(lines) == 2
    assert (mine["name"], float(mine["score_before"]), mine["score_after"], mine["moves"]) == ("'=1+1", 100, "37.5", "down")


def test_an_instructor_proposes_and_looks_and_decides_nothing(client, finished, regrade, do_jobs):
    run = finished(RUDE)
    regrading = regrade()
    client.sign_in(factories.instructor())
    proposed = client.post("/regrading/new", data={"scenario": "", "edition": "", "reason": "All of them."})
    page = opened(client, f"/regrading/{regrading.id}")

    assert proposed.status_code == 302
    assert f"/review/runs/{run.id}" in page.links
    assert "An administrator adopts it or withdraws it." in page.words
    for action in ("adopt", "withdraw", "carry-on"):
        assert client.post(f"/regrading/{regrading.id}/{action}", data={"confirmed": "y", "reason": "x"}).status_code == 403
    assert client.post("/regrading/refits").status_code == 403


def test_learners_see_nothing_of_it(client, finished, regrade):
    run = finished(RUDE)
    regrading = regrade()
    client.sign_in(run.person)

    addresses = ["", "new", regrading.id, f"{regrading.id}.csv", "refits"]
    assert {client.get(f"/regrading/{address}").status_code for address in addresses} == {403}


def test_two_administrators_who_decide_differently_are_told(client, finished, regrade, administrator):
    finished(RUDE)
    regrading = regrade()
    address = f"/regrading/{regrading.id}"
    client.sign_in(administrator).post(f"{address}/adopt", data={"confirmed": "y"})

    second = client.sign_in(factories.administrator())
    again = second.post(f"{address}/adopt", data={"confirmed": "y"})
    against = second.post(f"{address}/withdraw", data={"reason": "No."})

    assert again.status_code == 302
    assert against.status_code == 409 and "It is adopted already." in against.text
    assert regrading.decided_by is administrator


def test_what_has_changed_since_is_said_and_computed_anew(admin, finished, regrade, do_jobs):
    finished(RUDE)
    regrading = regrade()
    finished(RUDE)

    page = opened(admin, f"/regrading/{regrading.id}")
    answer = admin.post(f"/regrading/{regrading.id}/anew", data=page.form(f"/regrading/{regrading.id}/anew").filled())
    do_jobs()

    assert "1 run finished since and is not in it." in page.words
    assert regrading.state == "withdrawn"
    assert "2, of which 2 get another score" in opened(admin, answer.location).words


def test_a_learner_reads_in_the_debrief_why_a_grade_is_another(client, finished, regrade, do_jobs, administrator):
    run = finished(RUDE)
    before = client.sign_in(run.person).get(f"/scenarios/runs/{run.id}/debrief").text
    regradings.adopt(administrator, regrade(reason="Rudeness was overlooked."))
    do_jobs()
    after = client.sign_in(run.person).get(f"/scenarios/runs/{run.id}/debrief").text

    assert "Graded again on" not in before
    assert "Graded again on" in after and "Rudeness was overlooked." in after


def test_the_page_of_a_regrading_of_many_takes_few_queries(admin, finished, regrade, counted):
    for _ in range(8):
        finished(RUDE)
    regrading = regrade()
    opened(admin, f"/regrading/{regrading.id}")

    with counted() as queries:
        opened(admin, f"/regrading/{regrading.id}")

    assert len(queries) <= 60


@pytest.fixture
def refit(session):
    def refit(after=0.9, state="proposed", base=refits.grading.VERSION):
        figures = {"n": 3, "criteria": {"mandate": 0.8}, "low_that_pass": 0.1, "high_that_fail": 0}
        near = {"qwk": 0.5, "exact": 0.5, "gap": 0.6}
        effect = {
            "gold": {"before": {**figures, "overall": 0.9}, "after": {**figures, "overall": after}},
            "attacks": {"n": 10, "before": [], "after": []},
            "reviewed": {"n": 30, "situations": 3, "before": near, "after": near},
            "texts": {"n": 100, "levels": 7, "gain": 2, "lose": 1},
            "weights": [["clarity", "information", 0.5, 0.75]],
        }
        made = Refit(base=base, reviews=30, weights=refits.current().model.to_json(), effect=effect, state=state)
        session.add(made)
        session.flush()
        return made

    return refit


def test_a_refit_is_looked_at_adopted_and_taken_back_on_pages(admin, refit, session):
    made = refit()
    address = f"/regrading/refits/{made.id}"
    page = opened(admin, address)
    without_reason = admin.post(f"{address}/adopt", data={"adopt-reason": ""})
    admin.post(f"{address}/adopt", data=page.form(f"{address}/adopt").filled(**{"adopt-reason": "Closer to us."}))
    adopted, listed = opened(admin, address).words, opened(admin, "/regrading/refits").words
    admin.post(f"{address}/withdraw", data={"withdraw-reason": "Too kind."})

    assert "On the gold set" in page.words and "information" in page.words
    assert without_reason.status_code == 400 and "Say why" in read(without_reason).words
    assert "Closer to us." in adopted and refits.grading.VERSION + "+" in listed
    assert made.state == "retired"


def test_a_refit_that_would_do_harm_says_so_and_cannot_be_adopted(admin, refit):
    made = refit(after=0.8)

    page = opened(admin, f"/regrading/refits/{made.id}")
    forced = admin.post(f"/regrading/refits/{made.id}/adopt", data={"adopt-reason": "I want it."})

    assert "Agreement with the gold set falls" in page.words
    assert not [form for form in page.forms if form.action.endswith("/adopt")]
    assert forced.status_code == 409 and "Agreement with the gold set falls" in forced.text


def test_too_few_reviews_are_said(admin, session):
    page = opened(admin, "/regrading/refits")
    forced = admin.post("/regrading/refits")

    assert "A refit needs at least 20 reviews that overrule the grader." in page.words
    assert forced.status_code == 409 and "Too few reviews" in forced.text


def test_a_refit_of_an_earlier_version_says_that_it_is_not_in_use(client, refit, session):
    made = refit(base="2025.01-00000000")
    made.state, made.decided_at = "adopted", regradings.clock.now()
    session.flush()
    client.sign_in(factories.instructor())

    assert "The adopted refit is not in use" in opened(client, "/regrading/refits").words
    assert "Not in use" in opened(client, f"/regrading/refits/{made.id}").words
