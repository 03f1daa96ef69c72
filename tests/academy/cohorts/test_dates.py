"""Which dates hold for a learner in a course: the rule as a table, and that what is kept is what would be kept anew."""

import random
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from academy import cohorts, records
from academy.cohorts import accommodations, dates, extensions
from academy.cohorts.models import Extension
from academy.records import register
from academy.records.dates import Dates
from academy.records.models import Enrolment
from tests import factories

DAY = date(2027, 3, 10)


def day(number):
    return None if number is None else DAY + timedelta(days=number)


@pytest.fixture
def learner(session):
    factories.course("tiny")
    return factories.learner(name="Ada Karim")


def given(person, *each):
    """In a cohort for each triple of days, which has the course with them; the dates that hold."""
    for days in each:
        cohort = factories.cohort(person)
        cohorts.assign(None, cohort, "tiny", *map(day, days))
    return held(person)


def held(person) -> Dates:
    return records.enrolment_of(person, "tiny").dates


@pytest.mark.parametrize(
    ("cohorts_have", "holds"),
    [
        ([(None, None, None)], (None, None, None)),
        ([(1, 2, 3)], (1, 2, 3)),
        ([(1, 2, 3), (0, 5, 9)], (0, 5, 9)),
        ([(1, 5, 9), (2, 4, 30)], (1, 5, 30)),
        ([(1, 5, 9), (None, 4, None)], (None, 5, None)),
        ([(1, 5, 9), (None, None, None)], (None, None, None)),
        ([(1, 2, 3), (4, 5, 6), (2, 3, 9)], (1, 5, 9)),
    ],
)
def test_of_several_cohorts_the_kindest_dates_hold(learner, cohorts_have, holds):
    assert given(learner, *cohorts_have) == (*map(day, holds), False)


@pytest.mark.parametrize(
    ("due", "closes", "holds"),
    [(8, None, (8, 8)), (5, None, (5, 6)), (None, 20, (4, 20)), (8, 20, (8, 20)), (6, 6, (6, 6))],
)
def test_an_extension_comes_on_top(learner, due, closes, holds):
    given(learner, (0, 4, 6))
    enrolment = records.enrolment_of(learner, "tiny")

    extensions.grant(None, enrolment, day(due), closes and day(closes) if closes != 6 else None, "She was ill.")

    assert held(learner) == (DAY, *map(day, holds), True)
    extensions.withdraw(None, enrolment)
    assert held(learner) == (DAY, day(4), day(6), False)


@pytest.mark.parametrize(("due", "closes", "name"), [(3, None, "due_on"), (None, 5, "closes_on")])
def test_an_extension_takes_no_time_away(learner, due, closes, name):
    given(learner, (0, 4, 6))

    with pytest.raises(extensions.TakesTime) as refused:
        extensions.grant(None, records.enrolment_of(learner, "tiny"), day(due), day(closes), "By mistake.")

    assert refused.value.name == name


def test_what_has_no_date_cannot_be_extended(learner):
    given(learner, (None, None, 6))

    with pytest.raises(extensions.TakesTime):
        extensions.grant(None, records.enrolment_of(learner, "tiny"), day(4), None, "By mistake.")


def test_a_later_date_of_the_cohort_is_kinder_than_an_extension(learner):
    cohort = factories.cohort(learner)
    cohorts.assign(None, cohort, "tiny", due_on=day(4))
    extensions.grant(None, records.enrolment_of(learner, "tiny"), day(8), None, "She was ill.")

    cohorts.assign(None, cohort, "tiny", due_on=day(20))

    assert held(learner) == (None, day(20), None, False)


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(0, 30, (14, 16)), (4, 4, (14, 14)), (5, None, (4, 16)), (7, 30, (4, 6)), (-9, 3, (4, 6)), (-9, None, (14, 16))],
)
def test_extra_days_move_the_dates_that_lie_within(learner, starts, ends, holds):
    given(learner, (0, 4, 6))
    wanted = {"untimed": False, "extra_days": 10, "starts_on": day(starts), "ends_on": day(ends), "reason": "R."}

    for _ in range(2):
        granted = accommodations.grant(None, learner, **wanted)

    assert held(learner) == (DAY, *map(day, holds), holds != (4, 6))
    accommodations.withdraw(None, learner, granted.id)
    assert held(learner) == (DAY, day(4), day(6), False)
    assert accommodations.of(learner) == []


def test_whoever_moves_has_the_dates_of_the_other_cohort_and_keeps_an_extension(learner):
    old, new = factories.cohort(learner), factories.cohort()
    cohorts.assign(None, old, "tiny", due_on=day(4), closes_on=day(6))
    cohorts.assign(None, new, "tiny", due_on=day(2), closes_on=day(3))

    cohorts.move(None, old, learner, new)

    enrolment = records.enrolment_of(learner, "tiny")
    assert (enrolment.cohort_id, held(learner)) == (new.id, (None, day(2), day(3), False))
    assert (old.learners, new.learners) == ([], [learner])


def test_what_is_completed_stays_on_record_for_the_cohort_that_it_was_done_in(learner):
    old, new = factories.cohort(learner, courses=["tiny"]), factories.cohort(courses=["tiny"])
    records.complete(factories.started(learner), 80)

    cohorts.move(None, old, learner, new)

    assert records.enrolment_of(learner, "tiny").cohort_id == old.id


def test_whoever_leaves_without_another_cohort_keeps_the_dates(learner):
    cohort = factories.cohort(learner)
    cohorts.assign(None, cohort, "tiny", due_on=day(4))

    cohorts.remove(None, cohort, learner)

    assert held(learner).due_on == day(4)


def test_whoever_was_enrolled_alone_belongs_to_the_cohort_that_gets_the_course(learner):
    records.enrol(learner, "tiny")
    cohort = factories.cohort(learner)

    cohorts.assign(None, cohort, "tiny", due_on=day(4))

    enrolment = records.enrolment_of(learner, "tiny")
    assert (enrolment.cohort_id, enrolment.due_on) == (cohort.id, day(4))


def test_the_register_has_the_dates_that_hold_and_says_whose_are_longer(learner):
    factories.cohort(factories.learner(name="Bilal Shah"), learner)
    given(learner, (0, 4, 6))
    extensions.grant(None, records.enrolment_of(learner, "tiny"), day(8), None, "She was ill.")

    [row] = [row for row in register.rows() if row.name == "Ada Karim"]

    assert (row.opens_on, row.due_on, row.closes_on, row.extended) == (DAY, day(8), day(8), "yes")


def test_a_course_that_is_given_to_many_asks_the_database_no_more_often(session, counted):
    factories.course("tiny")
    few, many = factories.cohort(factories.learner()), factories.cohort(*(factories.learner() for _ in range(12)))

    with counted() as one:
        cohorts.assign(None, few, "tiny", due_on=day(1))
    with counted() as more:
        cohorts.assign(None, many, "tiny", due_on=day(1))

    assert len(more) == len(one)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_is_what_would_be_kept_anew(session, seed):
    chance = random.Random(seed)
    for slug in ("tiny", "other"):
        factories.course(slug)
    people = [factories.learner() for _ in range(4)]
    batches = [factories.cohort() for _ in range(3)]
    for _ in range(60):
        act(chance, people, batches)
    before = kept(session)

    assert [done for done in dates.rebuild()]
    assert before and kept(session) == before == {one: by_hand(session, one) for one in before}


def act(chance, people, batches) -> None:
    """One of the verbs that dates depend on, with whatever it takes."""
    person, batch, slug = chance.choice(people), chance.choice(batches), chance.choice(["tiny", "other"])
    what = chance.choice(
        ["assign", "assign", "add", "add", "add all", "remove", "move", "extend", "withdraw", "grant", "end"]
    )
    enrolment = records.enrolment_of(person, slug)
    if what == "assign":
        days = sorted(chance.randrange(20) for _ in range(3))
        cohorts.assign(None, batch, slug, *(day(one) if chance.random() < 0.8 else None for one in days))
    elif what == "add":
        cohorts.add(None, batch, person)
    elif what == "add all":
        cohorts.add_all(None, batch, people[:2])
    elif what == "remove":
        cohorts.remove(None, batch, person)
    elif what == "move" and cohorts.learns_in(person, batch):
        cohorts.move(None, batch, person, chance.choice([one for one in batches if one is not batch]))
    elif what == "extend" and enrolment and enrolment.due_on:
        extensions.grant(None, enrolment, enrolment.due_on + timedelta(days=chance.randrange(1, 9)), None, "R.")
    elif what == "withdraw" and enrolment:
        extensions.withdraw(None, enrolment)
    elif what == "grant":
        more = {"starts_on": day(chance.randrange(9)), "ends_on": day(chance.choice([None, 12]))}
        accommodations.grant(None, person, untimed=False, extra_days=chance.randrange(1, 9), reason="R.", **more)
    elif what == "end" and (granted := accommodations.of(person)):
        accommodations.withdraw(None, person, granted[0].id)


def kept(session) -> dict[int, Dates]:
    session.flush()
    session.expire_all()
    return {enrolment.id: enrolment.dates for enrolment in session.scalars(sa.select(Enrolment))}


def by_hand(session, enrolment_id) -> Dates:
    """The rule once more, in Python."""
    enrolment = session.get(Enrolment, enrolment_id)
    inside = [
        each for each in cohorts.everyone() if enrolment.person in each.learners or each.id == enrolment.cohort_id
    ]
    having = [one for each in inside for one in each.assignments if one.course == enrolment.course]
    opens, due, closes = ([getattr(one, name) for one in having] for name in ("opens_on", "due_on", "closes_on"))
    opens, due, closes = (
        None if None in days or not days else of(days) for days, of in ((opens, min), (due, max), (closes, max))
    )
    extension = session.get(Extension, enrolment_id)
    own_due = later(enrolment.person, due, extension and extension.due_on)
    own_closes = later(enrolment.person, closes, extension and extension.closes_on)
    if own_due and own_closes and own_due > due:
        own_closes = max(own_closes, own_due)
    return Dates(opens, own_due, own_closes, (own_due, own_closes) != (due, closes))


def later(person, given, extended):
    if given is None:
        return None
    moved = [
        given + timedelta(days=each.extra_days)
        for each in accommodations.of(person)
        if each.starts_on <= given and (each.ends_on is None or given <= each.ends_on)
    ]
    return max([given, *moved, *filter(None, [extended])])
