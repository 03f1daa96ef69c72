"""The ways in: planning a sitting, joining it by its code, and the page of the activity in a course."""

from urllib.parse import urlsplit

import pytest

from academy.db import db
from scenarios.sittings import planning
from scenarios.sittings.forms import video_problem
from scenarios.sittings.models import Seat, Sitting
from tests import factories

HELD = """          - type: dialogue
            slug: two-windows
            title: Two windows, live
            minutes: 20
            pass_mark: 50
            optional: true
"""
PLAYER = "https://www.youtube-nocookie.com/embed/abc"


@pytest.fixture
def staff(client):
    client.sign_in(factories.instructor())
    factories.rules()
    return client


def planned(client, **fields):
    fields = {"key": planning.new_key(), "dialogue": "two-windows", "speed": "1", "public": "y"} | fields
    return client.post("/sittings/plan", data=fields)


def test_a_dialogue_is_planned_once_and_listed(staff):
    factories.dialogue()
    key = planning.new_key()

    first, again = (planned(staff, key=key, video=PLAYER) for _twice in range(2))

    sitting = db.session.scalars(db.select(Sitting)).one()
    assert first.location == again.location == f"/sittings/{sitting.id}"
    assert (sitting.public, sitting.video, sitting.speed, sitting.state) == (True, PLAYER, 1, "planned")
    assert sitting.code in staff.get(first.location).text
    assert sitting.code in staff.get("/sittings/").text


@pytest.mark.parametrize(
    "fields",
    [
        {"dialogue": "unknown"},
        {"video": "https://evil.example/player"},
        {"speed": "90"},
        {"cohort": "4711"},
        {"former": "4711"},
        {"key": "short"},
    ],
)
def test_what_makes_no_sense_is_not_planned(staff, fields):
    factories.dialogue()

    assert planned(staff, **fields).status_code == 400
    assert db.session.scalars(db.select(Sitting)).all() == []


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        (PLAYER, True),
        ("http://www.youtube-nocookie.com/embed/abc", False),
        ("https://www.youtube-nocookie.com.evil.example/embed", False),
        ("https://www.youtube-nocookie.com@evil.example/", False),
        ("https://evil.example/?www.youtube-nocookie.com", False),
        ("javascript:alert(1)", False),
        ('https://www.youtube-nocookie.com/"><script>', False),
        ("https://[::1", False),
    ],
)
def test_videos_come_from_known_players_only(app, session, address, fits):
    with app.test_request_context():
        assert (video_problem(address) == "") is fits


def test_one_goes_on_from_an_earlier_one_of_the_same_office(staff, hall):
    hall.start()
    db.session.flush()

    planned(staff, former=str(hall.sitting.id))

    newest = db.session.scalars(db.select(Sitting).order_by(Sitting.id.desc())).first()
    assert newest.former_id == hall.sitting.id


def test_only_those_who_teach_plan_and_see_all(client):
    client.sign_in(factories.learner())

    assert {client.get(f"/sittings/{page}").status_code for page in ("", "plan")} == {403}


def test_a_learner_joins_by_the_code_however_it_is_typed(hall, client):
    person = factories.learner()
    client.sign_in(person)
    code = hall.sitting.code
    typed = f"{code[:3].lower()} {code[3:]}"
    page = client.get("/sittings/join", query_string={"code": typed}).text
    assert "Lamp Office, Testpur" in page and "Nobody sits here yet" in page

    answer = client.post(f"/sittings/join?code={code}", data={"department": "water", "role": "responder"})

    assert urlsplit(answer.location).path == f"/sittings/{hall.sitting.id}/desk"
    seat = db.session.scalars(db.select(Seat)).one()
    assert (seat.person_id, seat.department, seat.role) == (person.id, "water", "responder")
    assert client.get(f"/sittings/{hall.sitting.id}").location == answer.location


def test_who_watches_needs_no_table(hall, client):
    client.sign_in(factories.learner())

    client.post(f"/sittings/join?code={hall.sitting.code}", data={"role": "observer"})

    assert db.session.scalars(db.select(Seat)).one().department is None


@pytest.mark.parametrize(
    "fields",
    [{}, {"role": "responder"}, {"role": "king", "department": "water"}, {"role": "responder", "department": "no"}],
)
def test_a_place_that_does_not_exist_is_refused(hall, client, fields):
    client.sign_in(factories.learner())

    assert client.post(f"/sittings/join?code={hall.sitting.code}", data=fields).status_code == 400
    assert db.session.scalars(db.select(Seat)).all() == []


def test_a_place_can_be_changed_until_it_begins(hall, client):
    seat = hall.seat()
    client.sign_in(seat.person)
    address = f"/sittings/join?code={hall.sitting.code}"
    client.post(address, data={"department": "water", "role": "moderator"})
    assert (seat.department, seat.role) == ("water", "moderator")
    hall.start()

    refused = client.post(address, data={"department": "lamps", "role": "moderator"})

    assert refused.status_code == 409
    assert "you stay in your place" in refused.text
    assert seat.department == "water"


def test_whoever_leads_takes_no_seat(hall, client):
    client.sign_in(hall.facilitator)

    refused = client.post(f"/sittings/join?code={hall.sitting.code}", data={"department": "lamps", "role": "responder"})

    assert refused.status_code == 409
    assert "Somebody else has to take over" in refused.text


def test_a_wrong_code_says_so_and_few_can_be_tried(client):
    client.sign_in(factories.learner())
    answers = [client.get("/sittings/join?code=ABCDEF") for _each in range(25)]

    assert answers[0].status_code == 400 and "No dialogue has this code" in answers[0].text
    assert answers[-1].status_code == 429


def test_a_stranger_sees_no_sitting(hall, client):
    client.sign_in(factories.learner())

    assert client.get(f"/sittings/{hall.sitting.id}").status_code == 404


def test_the_cohort_finds_its_dialogue_on_the_start_page(hall, client):
    person, other = factories.learner(), factories.learner()
    hall.sitting.cohort = factories.cohort(person)
    db.session.flush()

    assert hall.sitting.code in client.sign_in(person).get("/").text
    other_page = client.sign_in(other).get("/").text
    assert hall.sitting.code not in other_page and "/sittings/join" in other_page
    hall.start()
    hall.pass_time(minutes=40)
    assert "/sittings/join" not in client.sign_in(other).get("/").text


def test_an_own_seat_is_found_on_the_start_page(hall, client):
    seat = hall.seat()

    assert hall.sitting.code in client.sign_in(seat.person).get("/").text
    hall.start()
    answer = client.get(f"/sittings/join?code={hall.sitting.code}")
    assert answer.location == f"/sittings/{hall.sitting.id}/desk"


@pytest.fixture
def enrolment(hall):
    """In a course with the dialogue."""
    factories.edition("tiny", factories.TINY + HELD)
    return factories.started()


def test_the_activity_in_a_course_asks_for_the_code_where_nothing_is_planned(enrolment, client):
    page = client.sign_in(enrolment.person).get("/sittings/start/tiny/two-windows")

    assert page.status_code == 200
    assert "None is planned for you now" in page.text and 'name="code"' in page.text


def test_the_activity_leads_to_the_sitting_of_the_cohort_and_to_its_record(enrolment, hall, client):
    hall.sitting.cohort = factories.cohort(enrolment.person)
    db.session.flush()
    address = "/sittings/start/tiny/two-windows"
    assert f"code={hall.sitting.code}" in client.sign_in(enrolment.person).get(address).text

    client.post(f"/sittings/join?code={hall.sitting.code}", data={"department": "water", "role": "responder"})
    hall.start()
    hall.pass_time(minutes=40)

    seat = db.session.scalars(db.select(Seat)).one()
    assert seat.run.enrolment_id == enrolment.id
    assert f"/sittings/records/{seat.run_id}" in client.get(address).text


@pytest.mark.parametrize("address", ["other/two-windows", "tiny/other"])
def test_what_a_learner_does_not_have_is_not_found(enrolment, client, address):
    assert client.sign_in(enrolment.person).get(f"/sittings/start/{address}").status_code == 404
