"""The register of commitments: who sees and changes what, what is late by itself, and with what the next dialogue opens."""

from datetime import timedelta

import pytest

from academy import clock
from academy.audit.models import AuditEntry
from academy.db import db
from scenarios.sittings import commitments, planning, register, sayings
from scenarios.sittings.register import Filters
from tests import factories


def promise(hall, seat, what="Replace lamp 14", days=7, key="one"):
    return commitments.write_down(seat, what, "Head of the crew", commitments.days_of(hall.sitting, days), key)


@pytest.fixture
def promised(hall):
    """Two promises of the lamps, due in seven and in thirty days, and one of the water office."""
    hall.lamps, hall.water = hall.seat(), hall.seat("water")
    hall.start()
    hall.soon = promise(hall, hall.lamps)
    hall.later = promise(hall, hall.lamps, "Paint the posts", 30, "two")
    hall.pump = promise(hall, hall.water, "Install the pump", 7, "three")
    hall.pass_time(minutes=30)
    return hall


def address(made, more=""):
    return f"/sittings/commitments/{made.id}{more}"


def change(client, made, **said):
    return client.post(
        address(made, "/standing"), data={"version": made.version, "state": "kept", "note": "Lit.", **said}
    )


def test_what_is_past_its_day_is_late_by_itself_and_first(client, promised):
    promised.travelled.shift(timedelta(days=8))
    found = db.session.scalars(register.listed(promised.lamps.person)).all()

    assert [made.what for made in found] == ["Replace lamp 14", "Install the pump", "Paint the posts"]
    assert promised.soon.state == "open"
    today = clock.today()
    assert [register.standing(made, today) for made in found] == ["late", "late", "open"]
    page = client.sign_in(promised.lamps.person).get("/sittings/commitments?state=late").text
    assert "2 commitments" in page and "Paint the posts" not in page


def test_on_its_day_it_is_not_late_yet(promised):
    promised.travelled.shift(timedelta(days=7))

    assert register.standing(promised.soon, clock.today()) == "open"


def test_it_is_narrowed_by_state_department_and_dialogue(client, promised):
    page = (
        client.sign_in(factories.instructor())
        .get(f"/sittings/commitments?department=water&sitting={promised.sitting.id}")
        .text
    )

    assert "Install the pump" in page and "Replace lamp 14" not in page
    assert "Nothing fits" in client.get("/sittings/commitments?state=dropped").text
    nonsense = client.get("/sittings/commitments?state=nonsense&sitting=999999999999&department=nobody")
    assert nonsense.status_code == 200 and "3 commitments" in nonsense.text


def test_who_did_not_sit_there_sees_nothing_of_it(client, promised):
    client.sign_in(factories.learner())

    assert "Replace lamp 14" not in client.get("/sittings/commitments").text
    assert client.get(address(promised.soon)).status_code == 404
    assert change(client, promised.soon).status_code == 404


def test_its_own_table_and_those_who_teach_say_how_it_stands(client, promised):
    assert change(client.sign_in(promised.water.person), promised.soon).status_code == 404
    assert 'name="note"' not in client.get(address(promised.soon)).text

    assert change(client.sign_in(promised.lamps.person), promised.soon).status_code == 302
    assert (
        change(
            client.sign_in(factories.instructor()), promised.pump, state="late", note="No pump in store."
        ).status_code
        == 302
    )

    assert (promised.soon.state, promised.pump.state, promised.pump.note) == ("kept", "late", "No pump in store.")
    page = client.get(address(promised.soon)).text
    assert "What became of it" in page and promised.lamps.person.name in page


def test_sent_twice_it_is_one_change(client, promised):
    client.sign_in(promised.lamps.person)
    version = promised.soon.version

    answers = [change(client, promised.soon, version=version) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert promised.soon.version == version + 1
    assert len(db.session.scalars(db.select(AuditEntry).filter_by(action="commitment.changed")).all()) == 1


def test_without_a_reason_it_is_refused_and_the_choice_stays(client, promised):
    sent = change(client.sign_in(promised.lamps.person), promised.soon, state="dropped", note=" ")

    assert sent.status_code == 400
    assert "Say by what one can see it, or why." in sent.text
    assert '<option selected value="dropped">' in sent.text
    assert promised.soon.state == "open"


def test_whoever_did_not_see_the_newest_overwrites_nothing_and_loses_no_word(client, promised):
    commitments.change(promised.facilitator, promised.soon, "late", "The store is empty.")

    sent = change(client.sign_in(promised.lamps.person), promised.soon, version=0, note="Lit on Tuesday.")

    assert sent.status_code == 409
    assert "Lit on Tuesday." in sent.text and "The store is empty." in sent.text
    assert promised.soon.state == "late"
    assert 'name="version" value="1"' in sent.text


def test_a_new_day_is_kept_and_told_in_the_history(client, promised):
    day = (promised.soon.due_on + timedelta(days=14)).isoformat()

    change(client.sign_in(promised.lamps.person), promised.soon, state="changed", note="Parts come later.", due_on=day)

    assert promised.soon.due_on.isoformat() == day
    entry = register.history(promised.soon)[0]
    assert (entry.before["state"], entry.after["state"], entry.after["due_on"]) == ("open", "changed", day)


def test_the_next_dialogue_opens_with_what_is_owed_and_the_first_with_what_the_pack_says(app, promised):
    commitments.change(promised.facilitator, promised.soon, "kept", "Lit.")
    promised.travelled.shift(timedelta(minutes=1))
    following = planning.plan(promised.facilitator, promised.sitting.edition, 60, former_id=promised.sitting.id)
    db.session.refresh(following)

    owed = register.owed(following)

    assert [(each.what, each.department, each.state) for each in owed] == [
        ("Install the pump", "Water Office, Testpur", "open"),
        ("Paint the posts", "Lamp Office, Testpur", "open"),
    ]
    assert [(each.what, each.due) for each in register.owed(promised.sitting)] == [
        ("Install the pump of Well Lane", "1 March")
    ]
    with app.test_request_context():
        macro = app.jinja_env.get_template("sittings/_owed.html").module.owed
        assert "Paint the posts" in macro(owed, sayings) and "1 March" in macro(
            register.owed(promised.sitting), sayings
        )


def test_filters_in_the_database_and_on_the_page_say_the_same(promised):
    promised.travelled.shift(timedelta(days=10))
    commitments.change(promised.facilitator, promised.pump, "dropped", "No money.")
    person, today = promised.facilitator, clock.today()

    for state in ("open", "kept", "late", "changed", "dropped"):
        found = set(db.session.scalars(register.listed(person, Filters(state=state))))
        assert found == {
            made for made in (promised.soon, promised.later, promised.pump) if register.standing(made, today) == state
        }
