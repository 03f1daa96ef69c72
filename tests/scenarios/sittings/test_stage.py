"""The stage: what everybody with the link sees, and that nothing stands there which some may not see."""

import json
import re

import pytest

from academy import live
from academy.db import db
from scenarios.sittings import announcing, claims, commitments, follow_ups, shown, staged, viewers, wheel
from tests import factories
from tests.pages import opened, read
from tests.scenarios.sittings.test_sitting import LAMP


@pytest.fixture
def stage(hall, client):
    """A sitting that everybody may look at; it runs for two minutes."""
    hall.sitting.public = True
    hall.seat()
    hall.seat("water")
    hall.start()
    hall.pass_time(minutes=2)
    return hall


@pytest.fixture
def address(stage):
    return f"/stage/{stage.sitting.key}"


def seat(stage, department="lamps"):
    return next(seat for seat in stage.sitting.seats if seat.department == department)


def told(stage, kind):
    """What the public stream said of a kind."""
    db.session.commit()
    events = live.since(announcing.stage(stage.sitting), 0)
    return [event.data for event in events if event.kind == kind]


def test_anybody_sees_what_is_on_and_who_leads(stage, address, client):
    page = opened(client, address)

    assert "What was promised last time" in page.words
    assert "Led by District Hall, Testpur" in page.words
    assert "10:02" in page.words and "Running" in page.words
    assert "Insults and slurs are hidden." in page.words
    assert "Lamp 14 is dark since two weeks" in page.words
    assert f"{address}/arrive" in page.links


def test_what_is_not_public_is_for_those_inside(stage, address, client):
    stage.sitting.public = False
    assert client.get(address).status_code == client.get(f"{address}/projector").status_code == 404
    assert client.sign_in(factories.learner()).get(address).status_code == 404
    assert client.sign_in(seat(stage).person).get(address).status_code == 200
    shown_to_staff = client.sign_in(stage.facilitator).get(address)
    assert shown_to_staff.status_code == 200
    assert "no-store" in shown_to_staff.headers["Cache-Control"] or "private" in shown_to_staff.headers["Cache-Control"]


def test_an_answer_stands_under_its_comment_with_a_mark_that_nothing_else_has(stage, address, client):
    before = opened(client, address)
    stage.turn(seat(stage), "reply", "dark-corner", reply=LAMP)
    page = opened(client, address)

    marks = [has for has in page.all("span") if has.get("class") == "said__badge"]
    templates = 1  # the row that scripts fill
    assert len([has for has in before.all("span") if has.get("class") == "said__badge"]) == templates
    assert len(marks) == templates + 1
    top = next(row for row in staged.rows(shown.stage(stage.sitting)) if row["entry"]["name"] == "comment-dark-corner")
    assert [under["turn"]["called"] for under in top["below"] if under["turn"]] == ["Lamp Office, Testpur"]
    assert seat(stage).person.name not in page.words


def test_duplicates_are_folded_into_one(stage, address, client):
    stage.pass_time(minutes=2)
    stage.turn(seat(stage), "merge", "dark-again", target="comment-dark-corner")
    wheel.do(stage.sitting, stage.facilitator, "fire", slug="still-waiting")
    stage.turn(seat(stage), "merge", "dark-corner", target="comment-still-waiting")
    page = opened(client, address)

    assert "and 2 others" in page.words
    assert "Same here, lamp 14" not in page.words
    assert told(stage, "folded") == [
        {"name": "comment-dark-again", "into": "comment-dark-corner", "others": 1},
        {"name": "comment-dark-corner", "into": "comment-still-waiting", "others": 2},
    ]


def test_what_is_hidden_or_looked_into_is_not_told_on_the_stage(stage, address, client):
    moderator = seat(stage)
    stage.turn(moderator, "verify", "dark-corner")
    stage.turn(moderator, "hide", "dark-corner", target="no-insults")

    assert "Lamp 14 is dark" not in opened(client, address).words
    assert told(stage, "gone") == [{"name": "comment-dark-corner"}]
    assert told(stage, "turn") == []


def test_referrals_and_follow_ups_are_seen(stage, address, client):
    stage.turn(seat(stage), "reply", "dark-corner", reply=LAMP)
    follow_ups.ask(seat(stage), stage.entry("dark-corner"), "water", "And the pump?", "a-key-of-twelve")
    stage.pass_time(minutes=2)
    stage.turn(seat(stage), "refer", "dark-again", target="power-company")
    page = opened(client, address)

    assert "And the pump?" in page.words and "asks for more" in page.words
    office = told(stage, "turn")[-1]["to"]
    assert office and office != "power-company"
    assert f"Referred to {office}" in page.words


def test_a_claim_says_which_department_is_at_it(stage, address, client):
    claims.claim(seat(stage), stage.entry("dark-corner"))

    assert "Lamp Office, Testpur is working on an answer" in opened(client, address).words
    assert told(stage, "entry")[-1]["taken"] == "Lamp Office, Testpur"


def test_promises_are_on_the_page(stage, address, client):
    day = commitments.days_of(stage.sitting, 7)
    commitments.write_down(seat(stage), "Replace lamp 14", "Head of the lamp crew", day, "a-key")

    assert "Replace lamp 14" in opened(client, address).words
    assert "1 promised" in opened(client, f"{address}/projector").words


def test_one_answer_serves_all_who_come_without_a_cookie(stage, address, client):
    answer = client.get(address)

    assert answer.headers["Cache-Control"] == "public, max-age=2"
    assert {"Cookie", "Accept-Language"} <= {each.strip() for each in answer.headers["Vary"].split(",")}
    assert "Set-Cookie" not in answer.headers
    client.set_cookie("viewer", "anything")
    assert client.get(address).headers["Cache-Control"] == "private, no-cache"


def test_a_video_is_allowed_in_a_frame_of_its_host_only(stage, address, client, app, monkeypatch):
    monkeypatch.setitem(app.config, "VIDEO_HOSTS", "video.example.org")
    assert "frame-src" not in client.get(address).headers["Content-Security-Policy"]
    stage.sitting.video = "https://video.example.org/embed/7"
    answer = client.get(address)
    frame = read(answer).all("iframe")[0]

    assert "frame-src https://video.example.org" in answer.headers["Content-Security-Policy"]
    assert frame["sandbox"] == "allow-scripts allow-same-origin allow-presentation"
    assert frame["title"] and frame["loading"] == "lazy"
    monkeypatch.setitem(app.config, "VIDEO_HOSTS", "")
    assert not opened(client, address).all("iframe")


def test_when_it_is_over_it_can_still_be_read(stage, address, client):
    stage.turn(seat(stage), "reply", "dark-corner", reply=LAMP)
    stage.pass_time(minutes=60)
    page = opened(client, address)

    assert "This dialogue is over." in page.words and LAMP.partition(".")[0] in page.words
    assert not [link for link in page.links if "sittings" in link]
    assert not page.all("form") and "refresh" not in page.html
    assert "Take part" not in opened(client, f"{address}/projector").words


def test_without_scripts_the_page_loads_itself_anew_only_while_nobody_writes(stage, address, client):
    assert 'http-equiv="refresh" content="20"' in client.get(address).text
    form = opened(client, f"{address}/arrive").form(f"{address}/arrive")
    client.post(form.action, data=form.filled(nickname="Asma"))
    page = opened(client, address)

    assert "refresh" not in page.html and "nothing you type is lost" in page.words


def test_the_screen_of_a_hall_shows_the_newest_answer_and_the_way_in(stage, address, client):
    stage.turn(seat(stage), "reply", "dark-corner", reply=LAMP)
    page = opened(client, f"{address}/projector")

    assert LAMP.partition(".")[0] in page.words and "Rafiq Stores" in page.words
    assert re.search(r"\d+ comments 1 answered 0 promised", page.words)
    assert page.all("svg", **{"class": "qr"}) and not page.all("form")
    stage.sitting.public = False
    client.sign_in(stage.facilitator)
    assert not opened(client, f"{address}/projector").all("svg", **{"class": "qr"})


def test_the_page_and_the_snapshot_are_cheap_with_four_hundred_comments(stage, address, client, counted):
    viewer = viewers.arrive(stage.sitting, "Asma", "the key of her browser")
    for number in range(400):
        db.session.add(
            viewers._entry(stage.sitting, viewer, f"Water in street {number}?", f"viewer-{viewer.id}-{number:012}")
        )
    stage.turn(seat(stage), "reply", "dark-corner", reply=LAMP)

    with counted() as statements:
        page = client.get(address)
    assert len(statements) <= 14, "\n".join(statements)
    assert len(re.findall(r'id="entry-', page.text)) <= shown.MOST + shown.ANSWERED
    assert "Lamp 14 is dark" in page.text, "the comment that was answered last stays, however old"
    with counted() as statements:
        snapshot = client.get(f"/live/stage/{stage.sitting.key}")
    assert len(statements) <= 16, "\n".join(statements)
    assert len(json.loads(snapshot.text)["snapshot"]["entries"]) <= shown.MOST + shown.ANSWERED


def test_it_opens_with_what_was_promised_and_leaves_the_answer_to_the_departments(stage, client):
    text = client.get(f"/stage/{stage.sitting.key}").get_data(as_text=True)
    assert "Install the pump of Well Lane" in text
    assert "Nobody has said so yet" not in text
