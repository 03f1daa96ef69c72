"""Viewers: a name, a comment, what helps; and that they are nobody else than they say."""

import pytest

from academy import live
from academy.db import db
from scenarios.sittings import announcing, shown, viewers
from scenarios.sittings.models import Entry, Viewer
from tests.pages import opened, read
from tests.scenarios.sittings.test_sitting import LAMP


@pytest.fixture
def address(hall, client):
    hall.sitting.public = True
    hall.start()
    hall.pass_time(minutes=2)
    return f"/stage/{hall.sitting.key}"


@pytest.fixture
def arrive(address, client):
    def with_name(nickname="Asma", browser=client):
        form = opened(browser, f"{address}/arrive").form(f"{address}/arrive")
        return browser.post(form.action, data=form.filled(nickname=nickname))

    return with_name


@pytest.fixture
def write(address, client, arrive):
    def send(text, key=None, **options):
        sent = opened(client, address).form(f"{address}/comments").filled(text=text)
        return client.post(f"{address}/comments", data=sent | ({"key": key} if key else {}), **options)

    return send


def all_comments():
    return db.session.scalars(db.select(Entry).filter_by(kind="viewer").order_by(Entry.id)).all()


def test_a_name_is_kept_in_a_cookie_of_this_stage_and_makes_no_session(address, arrive, client):
    answer = arrive("  Asma   of Mill Road ")

    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 1 and cookies[0].startswith("viewer=")
    assert f"Path={address}" in cookies[0] and "HttpOnly" in cookies[0] and "SameSite=Lax" in cookies[0]
    assert "Write as Asma of Mill Road" in opened(client, address).words
    assert client.get(f"{address}/arrive").status_code == 302


def test_a_name_that_was_sent_twice_is_one_viewer(address, client):
    form = opened(client, f"{address}/arrive").form(f"{address}/arrive").filled(nickname="Asma")
    client.post(f"{address}/arrive", data=form)
    client.delete_cookie("viewer", path=address)
    client.post(f"{address}/arrive", data=form)

    assert db.session.scalar(db.select(db.func.count()).select_from(Viewer)) == 1


@pytest.mark.parametrize("nickname", ["", "Lamp Office, Testpur", "Admin", "x" * 41])
def test_a_name_that_is_not_possible_is_still_in_its_field(arrive, nickname):
    answer = arrive(nickname)

    assert answer.status_code == 400 and "Set-Cookie" not in answer.headers
    assert {"name": "nickname", "value": nickname}.items() <= read(answer).all("input", name="nickname")[0].items()


def test_a_cookie_that_nobody_signed_opens_nothing(address, client):
    client.set_cookie("viewer", "InRoZSBrZXkgb2YgaGVyIGJyb3dzZXIi.x", path=address)

    assert "Choose a name" in opened(client, address).words


def test_a_comment_is_in_the_thread_once(address, arrive, write, client):
    arrive()
    first = write("When does the water come?", key="one-key-of-a-form")
    write("When does the water come?", key="one-key-of-a-form")

    assert first.status_code == 302
    assert [entry.state for entry in all_comments()] == ["open"]
    assert "When does the water come?" in opened(client, address).words


def test_what_may_break_the_charter_waits_and_only_its_writer_sees_it(address, arrive, write, client, app):
    arrive()
    answer = write("You idiots, shut up.", headers={"Accept": "application/json"})

    assert answer.json["held"] and all_comments()[0].state == "held"
    page = opened(client, address)
    assert "These wait for a moderator" in page.words and "You idiots" in page.words
    assert "You idiots" not in app.test_client().get(address).text
    assert "You idiots" not in app.test_client().get(f"/live{address}?after=0").text


def test_nobody_writes_faster_than_a_person(hall, arrive, write):
    arrive()
    write("One.")
    answer = write("Two.")

    assert answer.status_code == 429
    assert "Two." in answer.text and "Wait a few seconds" in read(answer).words
    hall.pass_time(seconds=11)
    assert write("Two.").status_code == 302


@pytest.mark.parametrize(("text", "status"), [("  ", 400), ("x" * 601, 400)])
def test_a_comment_that_cannot_be_taken_stays_in_the_box(arrive, write, text, status):
    arrive()
    answer = write(text)

    assert answer.status_code == status and text.strip() in answer.text and all_comments() == []


def test_nothing_is_written_before_the_beginning_in_a_pause_and_after_the_end(hall, arrive, write, address, client):
    from scenarios.sittings import wheel

    arrive()
    form = opened(client, address).form(f"{address}/comments")
    wheel.pause(hall.sitting, hall.facilitator)
    assert write("Now?").status_code == 409
    hall.start()
    hall.pass_time(minutes=60)
    late = client.post(form.action, data=form.filled(text="Too late?"))
    assert late.status_code == 409 and "Too late?" in late.text


def test_a_silenced_viewer_reads_on(arrive, write, address, client):
    arrive()
    viewers.silence(db.session.scalar(db.select(Viewer)))

    assert write("Hello?").status_code == 403
    assert client.get(address).status_code == 200


def test_without_a_name_nothing_is_taken_and_nothing_lost(address, client):
    answer = client.post(f"{address}/comments", data={"text": "Hello there", "key": "twelve-letters"})

    assert answer.status_code == 403 and "Hello there" in answer.text and all_comments() == []


def test_an_answer_helps_each_viewer_once(hall, address, arrive, client):
    turn = hall.turn(hall.seat(), "reply", "dark-corner", reply=LAMP)
    assert client.post(f"{address}/helpful", data={"turn": turn.id}).status_code == 403
    arrive()
    for _ in range(2):
        assert client.post(f"{address}/helpful", data={"turn": turn.id}).status_code == 302

    assert viewers.helpful_counts(hall.sitting) == {turn.id: 1}
    assert shown.stage(hall.sitting)["helpful"] == {turn.id: 1}
    assert "1 viewer says that this helps" in opened(client, address).words


def test_only_answers_of_this_sitting_help(hall, address, arrive, client):
    referred = hall.turn(hall.seat(), "refer", "dark-corner", target="water")
    arrive()

    for number in (referred.id, referred.id + 99, 0, "x"):
        assert client.post(f"{address}/helpful", data={"turn": number}).status_code == 400


def test_forms_of_other_sites_and_other_browsers_are_refused(address, arrive, app, client, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    arrive()
    sent = opened(client, address).form(f"{address}/comments").filled(text="Hello there")

    elsewhere = client.post(f"{address}/comments", data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 400 and "Hello there" in elsewhere.text
    stranger = app.test_client()
    opened(stranger, f"{address}/arrive")
    assert stranger.post(f"{address}/comments", data=sent).status_code == 400
    assert client.post(f"{address}/comments", data=sent, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302


def test_a_network_is_slowed_down_and_keeps_what_it_typed(address, arrive, app, client, monkeypatch):
    arrive()
    monkeypatch.setitem(app.config, "VIEWERS_A_MINUTE", 2)
    sent = {"text": "Hello there", "key": "twelve-letters"}
    answers = [client.post(f"{address}/comments", data=sent) for _ in range(3)]

    assert answers[-1].status_code == 429 and "Hello there" in answers[-1].text
    assert client.get(f"{address}").status_code == 200


def test_what_is_held_is_read_by_nobody_else_in_the_hall(hall):
    hall.start()
    viewer = viewers.arrive(hall.sitting, "Asma", "key-of-asma")
    entry = viewers.comment(hall.sitting, viewer, "You are all idiots.", "key-of-comment")
    assert entry.state == "held"
    db.session.commit()
    told = [event.data for event in live.since(announcing.hall(hall.sitting), 0) if event.kind == "entry"]
    held = [each for each in (*told, *shown.hall(hall.sitting)["entries"]) if each["name"] == entry.name]
    assert [each["text"] for each in held] == ["", ""]
