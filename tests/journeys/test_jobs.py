"""An administrator looks after what the academy does by itself: what runs, what failed, and what is left undone."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from academy import clock
from academy.app import create_app
from academy.db import begin_writing, db
from academy.jobs.models import Job
from tests import servers
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CLERK = "admin@academy.example"
PUT_OFF = "The mail server refused the message: 550 5.1.1 no such mailbox here"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("jobs"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def house(server):
    app = create_app(DATABASE=server.database_url, INSTANCE=str(server.instance), LOG_LEVEL="WARNING")

    @contextmanager
    def writing():
        with app.app_context():
            begin_writing()
            yield
            db.session.commit()
            db.session.remove()

    yield writing
    with app.app_context():
        db.engine.dispose()


def add(house, **values):
    """A job as it stands: no worker touches what is running with a lease or was given up."""
    with house():
        job = Job(
            **{"kind": "mail", "payload": {"to": "ada@academy.example", "subject": "Hello", "body": "Words."}} | values
        )
        db.session.add(job)
        db.session.flush()
        return job.id


def change(house, job_id, **values):
    with house():
        for name, value in values.items():
            setattr(db.session.get(Job, job_id), name, value)


@pytest.fixture
def running(house):
    lease = clock.now() + timedelta(hours=1)
    job_id = add(
        house,
        kind="certificates",
        title="Batch of spring",
        state="running",
        lease_until=lease,
        tries=1,
        done=30,
        total=120,
    )
    yield job_id
    change(house, job_id, state="cancelled", finished_at=clock.now())


@pytest.fixture
def failed(house):
    return add(
        house,
        state="failed",
        finished_at=clock.now(),
        tries=30,
        tries_allowed=30,
        trouble=PUT_OFF,
        error="Failure: 550",
    )


@pytest.mark.slow
def test_a_clerk_sees_what_failed_and_has_it_tried_again(house, server, failed, page_of):
    page = page_of(CLERK)
    page.goto("/")
    page.get_by_role("link", name="See what went wrong, and try again").click()
    expect(page.locator("main")).to_contain_text(PUT_OFF)
    look(page)
    page.locator(f"main a[href='/jobs/{failed}']").click()
    look(page)
    page.get_by_role("button", name="Try again").click()

    expect(page.locator("main [role=status]")).to_have_text("Done", timeout=20_000)
    expect(page).to_have_title("Done: Send a message – Official, online")
    assert (server.instance / "outbox" / f"{failed:08}.eml").exists()
    assert page.complaints == []


@pytest.mark.slow
def test_a_clerk_follows_a_job_and_cancels_it(house, running, page_of):
    page = page_of(CLERK)
    page.goto("/jobs/")
    page.get_by_role("link", name="Issue the certificates of a cohort: Batch of spring").first.click()
    expect(page.locator("main")).to_contain_text("30 of 120")
    look(page)

    change(house, running, done=60)
    expect(page.locator("main")).to_contain_text("60 of 120")
    expect(page.locator("#announcements")).to_have_text("50 percent done")
    page.locator("summary", has_text="Cancel it").click()
    look(page)
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.locator("main")).to_contain_text("Being cancelled")
    change(house, running, state="cancelled", finished_at=clock.now())

    expect(page.locator("main [role=status]")).to_have_text("Cancelled", timeout=10_000)
    assert page.complaints == []


def test_nobody_asks_while_nobody_looks(running, page_of):
    page = page_of(CLERK)
    page.goto(f"/jobs/{running}")
    asked = []
    page.on("request", lambda request: "/work" in request.url and asked.append(request.url))
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")

    page.wait_for_timeout(4500)
    while_hidden = len(asked)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: false, configurable: true })")
    page.wait_for_timeout(2500)

    assert while_hidden == 0 and len(asked) >= 1


@pytest.mark.parametrize(
    ("dir", "width", "scheme"), [("ltr", 1280, "light"), ("rtl", 360, "dark"), ("ltr", 360, "light")]
)
def test_everybody_can_read_them(running, failed, page_of, dir, width, scheme):
    page = page_of(CLERK, dir=dir, width=width, color_scheme=scheme)

    for address in ("/jobs/", "/jobs/?state=failed", f"/jobs/{running}", f"/jobs/{failed}"):
        page.goto(address)
        look(page)
    assert page.complaints == []


def test_without_scripts_the_page_loads_itself_again(house, running, page_of):
    page = page_of(CLERK, java_script_enabled=False)
    page.goto(f"/jobs/{running}")
    expect(page.locator("main")).to_contain_text("30 of 120")

    change(house, running, done=90)

    expect(page.locator("main")).to_contain_text("90 of 120", timeout=10_000)
    page.locator("summary", has_text="Cancel it").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Yes, cancel it").press("Enter")
    expect(page.locator("main")).to_contain_text("Being cancelled")
