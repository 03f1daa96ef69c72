"""The report of a sitting: tables side by side, what did not hold, fairness, files, and answers offered as good practices."""

import csv
import io
import json

import pytest

from academy import editions
from academy.audit.models import AuditEntry
from academy.db import db
from academy.practices.models import Practice
from scenarios.dialogues import happenings
from scenarios.dialogues import script as clockwork
from scenarios.grading import Grade as Graded
from scenarios.sittings import commitments, measured, viewers
from scenarios.sittings.models import Entry
from tests import factories
from tests.scenarios.sittings.test_personal import erase
from tests.scenarios.sittings.test_sitting import LAMP

PUMP = (
    "Thank you for looking, and we are sorry that you found a bag where our sheet has a pump. Our sheet was wrong: by the store book of "
    "9 March the pump of Well Lane is still in the store. At 4 pm today we write under the video what stands in Well Lane."
)


@pytest.fixture
def held(hall):
    """A sitting that is over: an answer at the lamps that a viewer found helpful and that was promised, a line that the water
    office took back, a flood that nobody answered."""
    lamps, water = hall.seat(), hall.seat("water")
    hall.start()
    hall.pass_time(minutes=2)
    said = hall.turn(lamps, "reply", "dark-corner", reply=LAMP)
    viewer = viewers.arrive(hall.sitting, "Nadia", "key-of-nadia")
    viewers.mark_helpful(hall.sitting, viewer, said)
    viewers.comment(hall.sitting, viewer, "=When is lamp 15 repaired?", "one")
    commitments.write_down(
        lamps, "Replace lamp 14", "Head of the lamp crew", commitments.days_of(hall.sitting, 7), "c", said
    )
    hall.pass_time(minutes=6)
    hall.turn(
        water, "reply", "dry-pump", reply="The pump of Well Lane is installed and running. Our report is verified."
    )
    hall.turn(water, "correct", "dry-pump", reply=PUMP, line="pump")
    hall.pass_time(minutes=30)
    assert hall.sitting.ended_at
    hall.lamps, hall.water, hall.said = lamps, water, said
    return hall


def address(hall, what="report"):
    return f"/sittings/{hall.sitting.id}/{what}"


def test_those_who_teach_and_who_sat_there_see_it_and_nobody_else(client, held):
    staff = client.sign_in(factories.instructor()).get(address(held))
    seated = client.sign_in(held.lamps.person).get(address(held))

    assert (staff.status_code, seated.status_code) == (200, 200)
    assert client.sign_in(factories.learner()).get(address(held)).status_code == 404
    assert held.water.person.name in staff.text
    assert held.water.person.name not in seated.text
    assert "Only those who teach see this part." not in seated.text


def test_before_it_is_over_only_those_who_teach_see_how_it_stands(client, hall):
    seat = hall.seat()
    staff = factories.instructor()
    assert "There is no report yet" in client.sign_in(staff).get(address(hall)).text
    hall.start()
    hall.pass_time(minutes=8)

    assert "This is how it stands at the moment." in client.sign_in(staff).get(address(hall)).text
    assert "The tables, side by side" not in client.sign_in(seat.person).get(address(hall)).text


def test_it_tells_what_did_not_hold_what_was_promised_and_draws_it(client, held):
    page = client.sign_in(factories.instructor()).get(address(held)).text

    assert 'class="flow-chart"' in page
    assert "Pump of Well Lane: installed and running, as of 20 February." in page
    assert "Replace lamp 14" in page
    assert "Taken back: Pump of Well Lane" in page
    assert "People with influence or a camera, and others" in page


def test_the_figures_of_the_tables_are_what_happened(held):
    whole = measured.whole(held.sitting)
    lamps, water = measured.table(whole, "lamps"), measured.table(whole, "water")

    assert (lamps.choices.answers, lamps.choices.helpful, lamps.written, lamps.expected_written) == (1, 1, 1, 1)
    assert lamps.choices.promising == 1 and lamps.choices.level > 1
    assert (water.choices.corrections, water.choices.against) == (1, 1)
    assert water.raised[0].line == "pump" and water.raised[0].corrected is not None
    assert water.service.asked > water.service.met == 1


def test_the_csv_has_a_row_for_each_comment_and_no_formula(client, held):
    person = factories.administrator()
    got = client.sign_in(person).get(address(held, "report.csv"), buffered=True)

    rows = list(csv.DictReader(io.StringIO(got.text.removeprefix("\ufeff"))))
    asked = db.session.scalar(db.select(db.func.count()).select_from(Entry).where(Entry.state.is_not(None)))
    assert len(rows) == asked
    by_name = {row["comment"]: row for row in rows}
    assert by_name["comment-dark-corner"]["answer"] == LAMP
    assert by_name["comment-dark-corner"]["in_time"] == "yes"
    assert [row["text"] for row in rows if row["kind"] == "viewer"] == ["'=When is lamp 15 repaired?"]
    noted = db.session.scalars(db.select(AuditEntry).filter_by(action="sitting.exported")).all()
    assert [(entry.actor_id, entry.subject_id, entry.reason) for entry in noted] == [
        (person.id, held.sitting.id, "csv")
    ]


def test_by_the_json_the_same_is_brought_once_more(client, held):
    got = json.loads(client.sign_in(factories.instructor()).get(address(held, "report.json"), buffered=True).text)

    edition = held.sitting.edition
    assert got["dialogue"] == {"slug": "two-windows", "digest": edition.digest, "script": clockwork.VERSION}
    again = clockwork.script(
        editions.content(edition), got["seed"], [*map(_deed, got["deeds"]), *map(_move, got["turns"])], got["second"]
    )
    scripted = {each["name"] for each in got["comments"] if each["kind"] not in ("viewer", "follow_up")}
    assert {arrival.id for arrival in again.arrivals} == scripted
    assert held.lamps.person.name not in json.dumps(got)


def _deed(row):
    return happenings.Deed(**row)


def _move(row):
    graded = row["graded"] and Graded.from_json(row["graded"])
    said = {
        "levels": {name: each.level for name, each in graded.criteria.items()},
        "overall": graded.overall,
        "found": tuple((found.kind, found.value) for found in graded.found),
    } if graded else {}  # fmt: skip
    return happenings.Move(
        row["number"],
        row["second"],
        row["department"],
        row["action"],
        row["under"] or row["on"],
        row["target"],
        row["line"],
        **said,
    )


def test_files_are_for_those_who_teach(client, held):
    client.sign_in(held.lamps.person)

    assert client.get(address(held, "report.csv")).status_code == 403
    assert client.get(address(held, "report.json")).status_code == 403


def test_an_answer_is_offered_once_as_a_draft_without_names(client, held):
    one, other = factories.instructor(), factories.instructor()
    where = f"report/practices/{held.said.id}"

    sent = client.sign_in(one).post(address(held, where))
    again = client.post(address(held, where))
    late = client.sign_in(other).post(address(held, where))

    practice = db.session.scalars(db.select(Practice)).one()
    assert sent.location == again.location == f"/practices/{practice.id}/write"
    assert late.location == f"{address(held)}#practices"
    assert (practice.contributor_id, practice.state, practice.use) == (one.id, "draft", "hearing")
    assert LAMP in practice.action and "Lamp 14 is dark" in practice.situation and "1 viewer" in practice.evidence
    texts = " ".join((practice.title, practice.situation, practice.action, practice.evidence))
    assert held.lamps.person.name not in texts and "Rafiq" not in texts and "Nadia" not in texts
    assert client.sign_in(one).get(sent.location).status_code == 200


def test_only_an_answer_of_this_sitting_is_offered_and_only_by_those_inside(client, held):
    stranger, teacher = factories.learner(), factories.instructor()

    assert client.sign_in(stranger).post(address(held, f"report/practices/{held.said.id}")).status_code == 404
    assert client.sign_in(teacher).post(address(held, "report/practices/4711")).status_code == 404
    assert client.sign_in(held.lamps.person).post(address(held, f"report/practices/{held.said.id}")).status_code == 302


def test_what_was_erased_is_neither_shown_nor_offered(client, held):
    erase(held.lamps.person)
    db.session.expire_all()
    staff = client.sign_in(factories.instructor())

    page = staff.get(address(held))

    assert page.status_code == 200 and LAMP not in page.text
    assert staff.get(address(held, "report.csv"), buffered=True).status_code == 200
    assert staff.post(address(held, f"report/practices/{held.said.id}")).status_code == 404


def test_a_report_asks_the_database_as_often_with_more_turns(counted, hall):
    seat, water = hall.seat(), hall.seat("water")
    hall.start()
    hall.pass_time(minutes=2)

    def cost():
        db.session.flush()
        db.session.expire_all()
        with counted() as statements:
            measured.whole(hall.sitting)
        return len(statements)

    hall.turn(seat, "reply", "dark-corner", reply=LAMP)
    hall.turn(water, "statement", reply="We report on our pumps.")
    few = cost()
    for _number in range(6):
        hall.turn(seat, "correct", "dark-corner", reply=LAMP)
        hall.turn(water, "statement", reply="We report on our pumps.")

    assert cost() == few
