"""Weights fitted anew from reviews: with their effect shown, never from the gold set, and never for the worse."""

import json
from dataclasses import replace

import pytest

from academy.audit.models import AuditEntry
from academy.db import db
from academy.jobs.models import Job
from scenarios import grading, outcomes, runs
from scenarios.grading import fit
from scenarios.grading.files import MarkedReply
from scenarios.grading.model import shipped
from scenarios.models import Review
from scenarios.regrading import attacks, refits, regradings, reviewed, trials
from scenarios.regrading.models import Refit
from tests import factories
from tests.scenarios.regrading.conftest import PLAIN, POOR, RUDE


@pytest.fixture
def review(session):
    """A review as it stands in the database; `level` for all criteria, single ones by name."""
    instructor = factories.instructor()

    def review(run, overall=4, level=2, **levels):
        levels = dict.fromkeys(grading.CRITERIA, level) | levels
        given = run.moves[0].grade.detail["criteria"]
        reasons = {name: "So I see it." for name in levels if levels[name] != given[name]["level"]}
        made = Review(reviewer_id=instructor.id, levels=levels, reasons=reasons, overall=overall)
        run.moves[0].grade.reviews.append(made)
        db.session.flush()
        return made

    return review


@pytest.fixture
def gold(monkeypatch):
    """A frozen set beside the marked replies: another office's post with a good and a bad answer."""
    item = grading.Item.from_json(GOLD_ITEM)
    replies = [
        MarkedReply("g1", "gold-tanker", GOLD_GOOD, "reply", "plain_english", dict.fromkeys(grading.CRITERIA, 2), 4),
        MarkedReply("g2", "gold-tanker", "Wait.", "reply", "plain_english", POOR_MARKS, 0),
        MarkedReply("g3", "gold-tanker", item.post.text, "reply", "gaming", POOR_MARKS, 0),
    ]
    monkeypatch.setattr(fit, "gold", lambda: ({item.id: item}, replies), raising=False)
    return {item.id: item}, replies


@pytest.fixture
def refit(session):
    """A refit as its job leaves it, with an effect as told; its weights are the shipped ones with one weight changed."""

    def refit(after=0.9, passing=(), base=grading.VERSION, state="proposed", **weights):
        learned = json.loads(json.dumps(shipped().to_json()))
        learned["clarity"]["weights"] |= weights or {"information": 9.0}
        effect = {
            "gold": {"before": figures(0.9), "after": figures(after)},
            "attacks": {"n": 10, "before": [], "after": list(passing)},
            "reviewed": {"n": 30, "situations": 3, "before": near(0.5), "after": near(0.8)},
            "texts": {"n": 100, "levels": 7, "gain": 2, "lose": 1},
            "weights": [["clarity", "information", 0.5, 9.0]],
        }
        made = Refit(base=base, reviews=30, weights=learned, effect=effect, state=state)
        db.session.add(made)
        db.session.flush()
        return made

    return refit


def figures(overall):
    criteria = dict.fromkeys(grading.CRITERIA, 0.8)
    return {"n": 3, "overall": overall, "criteria": criteria, "low_that_pass": 0, "high_that_fail": 0}


def near(qwk):
    return {"qwk": qwk, "exact": 0.5, "gap": 0.6}


def many(finished, review, count=refits.LEAST_DIFFERING, **marks):
    """So many runs whose replies a person marks as told: unless told, about as the shipped grader would."""
    made = [finished(f"{PLAIN} Reference {number}.", **POOR) for number in range(count)]
    for run in made:
        review(run, **(marks or {"overall": 2, **dict.fromkeys(grading.SERVICE, 1)}))
    return made


def test_the_shipped_grader_is_in_use_until_a_refit_is_adopted(refit, session):
    before = refits.current()
    made = refit()
    proposed = refits.current()
    refits.adopt(factories.administrator(), made, "Closer to us.")

    assert before is proposed and before.version == grading.VERSION
    assert refits.current().version.startswith(f"{grading.VERSION}+")
    assert refits.current() is refits.current()


def test_what_is_graded_after_an_adoption_names_the_refitted_grader(refit, act, run, session):
    refits.adopt(factories.administrator(), refit(), "Closer to us.")
    act(1, "reply", "drain", PLAIN)

    assert run.moves[0].grade.grader == run.moves[0].grade.detail["grader"] == refits.current().version != grading.VERSION


def test_a_refit_of_another_version_of_the_program_is_not_used(refit):
    refit(base="2025.01-00000000", state="proposed")
    old = db.session.query(Refit).one()
    old.state, old.decided_at = "adopted", regradings.clock.now()
    db.session.flush()

    assert refits.current().version == grading.VERSION


def test_weights_come_back_from_the_database_the_same(refit, session):
    made = refit()
    session.flush()
    weights = json.loads(json.dumps(made.weights))
    session.expire(made)

    assert refits.model(made.weights).to_json() == weights
    assert grading.Grader(refits.model(made.weights)).version == grading.Grader(refits.model(weights)).version


def test_below_twenty_reviews_that_differ_nothing_is_proposed(finished, review, session):
    many(finished, review, refits.LEAST_DIFFERING - 1)
    agreed = finished(level=2)
    review(agreed, overall=agreed.moves[0].grade.detail["overall"])

    with pytest.raises(refits.TooFewReviews) as refused:
        refits.propose(factories.administrator())

    assert refused.value.differing == refits.LEAST_DIFFERING - 1
    assert session.query(Refit).count() == 0


def test_the_newest_review_of_a_text_is_what_is_learned_from(finished, review):
    run = finished(PLAIN, level=1)
    review(run, overall=0, level=0)
    review(run, overall=3, clarity=1)

    (text,) = reviewed.texts()

    assert (text.words, text.overall, text.levels["clarity"], text.levels["mandate"]) == (PLAIN, 3, 1, 2)
    assert reviewed.differing() == (1, 1)


@pytest.mark.slow
def test_a_refit_is_fitted_by_its_job_and_shown_with_its_effect(finished, review, gold, do_jobs):
    many(finished, review)

    made = refits.propose(factories.administrator())
    again = refits.propose(factories.administrator())
    do_jobs()

    assert made is again
    assert (made.state, made.reviews, made.base) == ("proposed", refits.LEAST_DIFFERING, grading.VERSION)
    assert made.effect["gold"]["before"]["n"] == made.effect["gold"]["after"]["n"] == 3
    assert made.effect["reviewed"]["situations"] == 1
    assert made.effect["texts"]["n"] == refits.LEAST_DIFFERING
    assert made.effect["attacks"]["n"] > 180
    assert made.effect["weights"]
    assert refits.faults(made) == []


@pytest.mark.slow
def test_a_refit_learns_what_the_reviews_say(finished, review, gold, session):
    run = many(finished, review, overall=4)[0]
    marked = fit.marked()
    data = trials.trained(marked, reviewed.texts(), gold)
    learned = grading.Grader(data.model())

    item = outcomes.item_of(run.moves[0])
    assert grading.grade(item, PLAIN).overall < learned.grade(item, PLAIN).overall
    unlearned = data.model(without=frozenset({"scenario/street/drain"}))
    assert unlearned.to_json() == trials.Trained(data.shipped, []).model().to_json()


def test_the_gold_set_is_never_learned_from(finished, review, gold):
    items, replies = gold
    text = reviewed.Text("m", "s", next(iter(items.values())), "reply", "Other words.", {}, 4)
    elsewhere = grading.Item.from_json({**GOLD_ITEM, "id": "x"})
    same_words = reviewed.Text("n", "s", elsewhere, "reply", GOLD_GOOD.upper(), {}, 4)

    data = trials.trained(fit.marked(), [text, same_words], gold)

    assert data.reviewed == []
    with pytest.raises(trials.GoldInTraining):
        trials.trained((fit.marked()[0] | items, fit.marked()[1]), [], gold)
    with pytest.raises(trials.GoldInTraining):
        trials.trained(fit.marked(), [], (items, fit.marked()[1][:1]))


@pytest.mark.parametrize(
    ("told", "faults"),
    [
        ({"after": 0.879}, ["gold"]),
        ({"passing": ["the post"]}, ["attacks"]),
        ({"base": "2025.01-00000000"}, ["version"]),
        ({"after": None, "passing": ["nothing"]}, ["gold", "attacks"]),
    ],
)
def test_what_would_do_harm_is_not_adopted(refit, told, faults):
    made = refit(**told)

    with pytest.raises(refits.NotGoodEnough) as refused:
        refits.adopt(factories.administrator(), made, "I want it.")

    assert refused.value.faults == faults
    assert (made.state, refits.current().version) == ("proposed", grading.VERSION)


def test_a_small_fall_on_the_gold_set_is_for_a_person_to_weigh(refit):
    made = refit(after=0.881)
    refits.adopt(factories.administrator(), made, "Worth it.")

    assert made.state == "adopted"


@pytest.mark.slow
def test_reviews_that_praise_a_plain_reply_let_no_attack_pass(finished, review, gold):
    many(finished, review, overall=4)
    marked = fit.marked()
    data = trials.trained(marked, reviewed.texts(), gold)

    effect = trials.effect(shipped(), data.model(), data, marked, gold, [])

    assert set(effect["attacks"]["after"]) <= KNOWN


@pytest.mark.slow
def test_a_gaming_reply_that_would_pass_is_learned_from_again(gold):
    """One that reads like a good reply, among 240: a plain fit lets it pass."""
    data = trials.trained(fit.marked(), [], gold)
    good = next(each for each in data.shipped if each.reply.overall == 3 and trials._passes(each.evidence, shipped()))
    marks = {**dict.fromkeys(grading.CRITERIA, 0), **HELD}
    fooling = replace(good, reply=replace(good.reply, group="gaming", ratings=marks, overall=0))
    fooled = trials.Trained([fooling if each is good else each for each in data.shipped], [])

    assert trials._passes(fooling.evidence, fit.fit(fooled.shipped))
    assert not trials._passes(fooling.evidence, fooled.model())


@pytest.mark.slow
def test_reviews_that_find_every_good_reply_worthless_are_found_out_by_the_gold_set(finished, review, gold, do_jobs):
    for number in range(60):
        review(finished(f"{GOOD_HERE} Shop {number}."), overall=0, **dict.fromkeys(grading.SERVICE, 0))
    made = refits.propose(factories.administrator())
    do_jobs()

    assert made.effect["gold"]["after"]["overall"] < made.effect["gold"]["before"]["overall"] - refits.GOLD_MAY_FALL
    assert "gold" in refits.faults(made)


def test_adopting_another_retires_the_first_and_withdrawing_brings_the_shipped_one_back(refit, session):
    first, second, boss = refit(), refit(information=5.0), factories.administrator()
    refits.adopt(boss, first, "The first.")
    refits.adopt(boss, first, "Again.")
    refits.adopt(boss, second, "The second.")
    between = first.state, second.state, refits.current().version
    refits.withdraw(boss, second, "It was too kind.")

    assert between[:2] == ("retired", "adopted") and between[2] != grading.VERSION
    assert (first.reason, second.state) == ("The first.", "retired")
    assert refits.current().version == grading.VERSION
    with pytest.raises(refits.Decided):
        refits.adopt(boss, first, "Once more.")
    notes = session.query(AuditEntry).filter(AuditEntry.action.startswith("refit."), AuditEntry.actor_id == boss.id)
    assert [note.action for note in notes.order_by(AuditEntry.id)] == ["refit.adopted", "refit.adopted", "refit.retired"]


def test_a_regrading_by_a_grader_no_longer_in_use_says_so_and_is_not_adopted(finished, regrade, refit, do_jobs):
    finished(RUDE)
    regrading = regrade()
    refits.adopt(factories.administrator(), refit(), "Closer to us.")

    with pytest.raises(regradings.Outdated):
        regradings.adopt(factories.administrator(), regrading)
    again = regradings.anew(factories.administrator(), regrading)
    do_jobs()

    assert again.grader == refits.current().version
    assert (again.state, regradings.standing(again).adoptable) == ("proposed", True)


def test_a_regrading_whose_grader_changes_under_way_withdraws_itself(finished, refit, do_jobs, session):
    finished(RUDE)
    regrading = regradings.propose(factories.administrator(), "street", None, "A try.")
    refits.adopt(factories.administrator(), refit(), "Closer to us.")
    do_jobs()

    assert regrading.state == "withdrawn"
    assert session.query(Job).filter_by(kind="regrade").one().state == "done"


# Shuffled Bangla and Urdu, and a yes that is taken back, that the shipped weights let pass (docs/grader.md); a refit may not add to them.
KNOWN = {"urd-028", "bng-030", "bng-063"}


def test_few_attacks_of_the_suite_pass_with_the_shipped_weights(gold):
    suite = attacks.suite(fit.marked(), gold)
    passing = [name for name, item, text, action in suite if grading.grade(item, text, action).passed]

    assert set(passing) <= KNOWN


def test_asking_for_the_grader_in_use_costs_one_query(refit, counted):
    refits.adopt(factories.administrator(), refit(), "Closer to us.")
    refits.current()

    with counted() as queries:
        refits.current()

    assert len(queries) == 1


GOOD_HERE = (
    "We are sorry for two weeks of a blocked drain. It was inspected on Monday, and a crew comes and clears it on Thursday."
)
HELD = dict.fromkeys(grading.CONDUCT, 2)
POOR_MARKS = {**dict.fromkeys(grading.CRITERIA, 0), **HELD}
GOLD_GOOD = (
    "Ten days without water is hard on a family, and we are sorry. The tube well of Street 9 is repaired by 12 June. Send us "
    "your house number in the inbox and a tanker comes to you within a day."
)
GOLD_ITEM = {
    "id": "gold-tanker",
    "office": "Town Committee, Nowhere",
    "country": "PK",
    "kind": "service_complaint",
    "post": {"author": "Hina", "text": "Ten days no water in Street 9! Does anyone work there?", "language": "en"},
    "facts": [
        "The tube well of Street 9 is repaired by 12 June.",
        "A tanker comes within a day of a message to the inbox with the house number.",
    ],
    "mandate": {"can": ["send a tanker"], "cannot": ["give a date before 12 June"], "refer": []},
    "exemplars": {
        "acknowledgement": {"meets": ["Ten days without water is hard, and we are sorry."], "misses": ["Noted."]},
        "mandate": {"meets": ["The tube well is repaired by 12 June."], "misses": ["Ask the power company."]},
        "next_step": {"meets": ["Send your house number and a tanker comes within a day."], "misses": ["Soon."]},
    },
}
