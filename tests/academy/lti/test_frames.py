"""Inside a platform's page: who may frame the academy, which cookies it keeps there, in which language it speaks."""

import pytest
import sqlalchemy as sa

from academy.accounts.models import Person
from academy.db import db
from academy.lti import claims, frames, launches
from academy.lti.models import Registration, Ticket
from tests import factories
from tests.pages import opened

IN_A_FRAME, IN_A_WINDOW = {"Sec-Fetch-Dest": "iframe"}, {"Sec-Fetch-Dest": "document"}


@pytest.fixture
def https(app, monkeypatch):
    monkeypatch.setitem(app.config, "HTTPS", True)
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", False)  # the test client speaks plain HTTP


@pytest.fixture
def framed(client, platform, begin, https):
    """Launches a learner where the browser says that the page is shown; the answer to the platform's message."""

    def framed(headers=IN_A_FRAME, user="u-officer", **more):
        state, nonce = begin(user)
        return client.post("/lti/launch", data=platform.message(user, "l1", nonce, state, **more), headers=headers)

    return framed


def session_cookie(answer):
    return next((each for each in answer.headers.getlist("Set-Cookie") if each.startswith("session=")), "")


def ancestors(answer):
    return answer.headers["Content-Security-Policy"].rpartition("frame-ancestors ")[2]


def test_sources_are_those_of_the_platform_and_nobody_elses(platform):
    registration = db.session.scalar(sa.select(Registration))

    assert frames.sources_of(registration) == [platform.url]
    assert frames.sources_of(registration, "https://page.example/x") == [platform.url, "https://page.example"]


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://a.example/x?y#z", "https://a.example"),
        ("https://a.example:8443/", "https://a.example:8443"),
        ("https://a.example;script-src *", ""),
        ("https://a.example' *", ""),
        ("https://*.example", ""),
        ("javascript:alert(1)", ""),
        ("https://[::1", ""),
        ("https://x:99999/", ""),
        ("", ""),
    ],
)
def test_an_origin_is_one_or_nothing(address, origin):
    assert frames.origin(address) == origin


def test_nobody_frames_the_academy_whom_no_platform_launched(client):
    assert ancestors(client.get("/verify/")) == "'self'"


def test_a_session_in_a_frame_is_kept_for_that_frame_alone(client, platform, framed):
    answer = framed()

    cookie = session_cookie(answer)
    assert "SameSite=None" in cookie and "Partitioned" in cookie
    assert ancestors(client.get("/courses/tiny", headers=IN_A_FRAME)) == f"'self' {platform.url}"


def test_a_session_in_a_window_is_an_ordinary_one(client, framed):
    answer = framed(IN_A_WINDOW)

    cookie = session_cookie(answer)
    assert "SameSite=Lax" in cookie and "Partitioned" not in cookie
    assert ancestors(client.get("/courses/tiny")) == "'self'"


def test_whoever_signs_out_in_a_frame_is_signed_out_there_and_sees_it(client, platform, framed):
    framed()

    answer = client.post("/accounts/sign-out", headers=IN_A_FRAME)

    assert "Partitioned" in session_cookie(answer)
    assert client.get("/", headers=IN_A_FRAME).status_code == 302
    assert platform.url in ancestors(client.get("/accounts/sign-in", headers=IN_A_FRAME))


def test_a_page_says_that_it_is_in_a_frame_where_it_is(client, framed):
    framed()

    assert "site-header--framed" in client.get("/courses/tiny", headers=IN_A_FRAME).text
    assert "site-header--framed" not in client.get("/courses/tiny", headers=IN_A_WINDOW).text


# In a window of its own


def test_a_page_in_a_frame_is_carried_into_a_window_once(app, client, framed):
    framed()
    page = client.post("/lti/window", data={"next": "/courses/tiny/lesson/read-me"}, headers=IN_A_FRAME)
    ticket = page.text.partition('name="ticket" value="')[2].partition('"')[0]
    elsewhere = app.test_client()

    assert elsewhere.post("/lti/enter", data={"ticket": ticket}).location == "/courses/tiny/lesson/read-me"
    assert elsewhere.get("/courses/tiny").status_code == 200
    assert app.test_client().post("/lti/enter", data={"ticket": ticket}).status_code == 403


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_a_window_never_leads_elsewhere(client, framed, path):
    framed()
    client.post("/lti/window", data={"next": path}, headers=IN_A_FRAME)

    assert db.session.scalar(sa.select(Ticket.path)) == "/"


def test_a_ticket_of_somebody_who_was_switched_off_opens_nothing(app, client, framed):
    framed()
    person = db.session.scalar(sa.select(Person))
    token = launches.ticket(launches.Arrival(person, "/"))
    person.active = False
    db.session.flush()

    assert app.test_client().post("/lti/enter", data={"ticket": token}).status_code == 403


def test_another_site_cannot_use_a_ticket_for_a_visitor(app, framed):
    framed()
    token = launches.ticket(launches.Arrival(db.session.scalar(sa.select(Person)), "/"))

    answer = app.test_client().post("/lti/enter", data={"ticket": token}, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403


# Language


@pytest.fixture
def urdu(app, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", "en,ur")
    return {claims.LAUNCH_PRESENTATION: {"locale": "ur_PK"}}


def test_the_platforms_language_is_spoken_until_somebody_chooses(client, framed, urdu):
    framed(**urdu)
    assert 'dir="rtl"' in client.get("/courses/tiny").text
    framed(**{claims.LAUNCH_PRESENTATION: {"locale": "en-GB"}})
    assert 'dir="ltr"' in client.get("/courses/tiny").text

    client.post("/language", data={"language": "en"})
    framed(**urdu)

    assert 'dir="ltr"' in client.get("/courses/tiny").text


@pytest.mark.parametrize("locale", ["fr-FR", "xx", "", None, 7, ["ur"], "../../etc"])
def test_a_language_that_the_academy_has_not_changes_nothing(client, framed, locale):
    framed(**{claims.LAUNCH_PRESENTATION: {"locale": locale}})

    assert '<html lang="en"' in client.get("/courses/tiny").text


def test_a_refusal_speaks_the_platforms_language_and_leads_back_to_it(client, platform, framed, urdu):
    platform.links["l1"].url = "http://127.0.0.1:8000/lti/launch"
    back = f"{platform.url}/course?id=7"

    answer = framed(**{claims.LAUNCH_PRESENTATION: {"locale": "ur", "return_url": back}})

    assert answer.status_code == 403
    assert 'dir="rtl"' in answer.text and f'href="{back}"' in answer.text
    assert platform.url in ancestors(answer)


@pytest.mark.parametrize("back", ["javascript:alert(1)", "data:text/html,x", "/x", 7, None])
def test_a_refusal_leads_nowhere_that_is_no_page(platform, framed, back):
    platform.links["l1"].url = "http://127.0.0.1:8000/lti/launch"

    answer = framed(**{claims.LAUNCH_PRESENTATION: {"return_url": back}})

    assert answer.status_code == 403
    assert "Go back and try again" not in answer.text


# Landing


def test_a_learner_who_lands_before_a_locked_activity_reads_what_comes_first(platform, launch, client):
    factories.scenario()
    factories.practice()
    platform.links["l1"].url = "http://127.0.0.1:8000/lti/to/practice/scenario/street"

    page = opened(client, launch().location, 403)

    assert "first" in page.words.lower()
    assert "/courses/practice" in page.links
