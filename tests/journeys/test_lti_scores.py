"""Grades on their way to a learning platform, as a learner, an instructor and an administrator find them."""

import os

import pytest
from playwright.sync_api import expect

from academy import clock, cohorts, records
from academy.accounts import people
from academy.app import create_app
from academy.db import db
from academy.lti import claims, contexts, platforms
from academy.lti.models import Context, Identity, Member, Registration, ResourceLink, Score
from tests import factories, servers
from tests.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
REFUSED = 'Incorrect score received{"timestamp":"2026-11-22T09:11:02.123Z","scoreGiven":81.5,"userId":"7"}'
LEARNERS = {  # name: (state of the score, status, answer)
    "Ayesha Rehman": ("sent", 200, '{"resultUrl": "https://moodle.example/r/1"}'),
    "Bilal Shah": ("waiting", 503, "Service Unavailable"),
    "زرناب نورپوری": ("refused", 400, REFUSED),
    "Chand Bibi of the very long name that goes on": ("refused", 404, ""),
    "Dina Karim": (None, None, ""),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with servers.running(tmp_path_factory.mktemp("scores"), LANGUAGES="en,ar") as server:
        yield server


@pytest.fixture(scope="module")
def given(server):
    """The addresses of the pages; the demo's officer is one of the learners, and the demo's instructor teaches them."""
    app = create_app(DATABASE=server.database_url, INSTANCE=str(server.instance), LOG_LEVEL="WARNING")
    with app.app_context():
        factories.course("tiny")
        context = _context()
        for number, (name, told) in enumerate(LEARNERS.items()):
            person = people.create(None, email=f"l{number}@moodle.example", name=name, role="learner")
            _came(context, person, f"u{number}", *told)
        _came(context, people.by_email("officer@academy.example"), "officer", "refused", 400, REFUSED)
        for number in range(3):
            db.session.add(Member(context_id=context.id, subject=f"n{number}", name=f"Newcomer {number}", email=f"n{number}@moodle.example"))  # fmt: skip
        context.roster_at, context.roster_trouble = clock.now(), "503 Service Unavailable"
        cohorts.entrust(None, context.cohort, [people.by_email("instructor@academy.example")])
        pages = {
            "cohort": f"/cohorts/{context.cohort_id}",
            "grades": f"/cohorts/{context.cohort_id}/grades",
            "roster": f"/contexts/{context.id}/roster",
            "answers": f"/platforms/{context.deployment.registration_id}/scores",
        }
        db.session.commit()
        db.engine.dispose()
    return pages


def _context():
    own = {name: "https://moodle.example/x" for name in ("authorization_url", "token_url", "jwks_url")}
    registration = Registration(
        name="Moodle of the academy", family="moodle", issuer="https://moodle.example", client_id="c", **own
    )
    db.session.add(registration)
    platforms.approve(None, registration)
    deployment = platforms.deploy(None, registration, "1")
    cohort = cohorts.create(None, "Batch 54")
    context = Context(deployment=deployment, context_id="c1", title="Conduct online, batch 54", cohort=cohort)
    context.memberships_url = "https://moodle.example/members"
    link = ResourceLink(context=context, resource_link_id="l1", title="Tiny course", course="tiny")
    link.line_item_url, link.scopes = "https://moodle.example/1", list(claims.SCOPES)
    db.session.add(link)
    db.session.flush()
    return context


def _came(context, person, subject, state, status, answer):
    link = db.session.query(ResourceLink).filter_by(context_id=context.id).one()
    identity = Identity(issuer="https://moodle.example", subject=subject, person=person)
    db.session.add_all([identity, Member(context_id=context.id, subject=subject, name=person.name, email=person.email)])
    db.session.flush()
    participation = contexts.join(link, identity)
    if state:
        records.start(participation.enrolment, factories.course("tiny"))
        score = Score(
            participation=participation, given=81.5, maximum=100, activity_progress="Completed", state=state,
            grading_progress="FullyGraded", timestamp=clock.now(), status=status, answer=answer, tries=1, tried_at=clock.now(),
            sent_at=clock.now() if state == "sent" else None,
        )  # fmt: skip
        db.session.add(score)
    db.session.flush()


def shown(page, name):
    """A page that everybody can use; a screenshot where somebody wants one."""
    look(page)
    assert page.complaints == []
    if folder := os.environ.get("ACADEMY_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)


@pytest.mark.slow
@pytest.mark.parametrize(("width", "dir"), [(1280, "ltr"), (360, "rtl")])
def test_the_pages_are_good_to_look_at(given, page_of, width, dir):
    teacher = page_of("instructor@academy.example", width=width, dir=dir)
    for name in ("cohort", "grades", "roster"):
        teacher.goto(given[name])
        shown(teacher, name)
    office = page_of("admin@academy.example", width=width, dir=dir)
    office.goto(given["answers"])
    shown(office, "answers")
    learner = page_of("officer@academy.example", width=width, dir=dir)
    learner.goto("/courses/tiny")
    shown(learner, "course")


@pytest.mark.slow
def test_a_learner_sends_a_grade_again_by_keyboard_without_scripts(given, page_of):
    page = page_of("officer@academy.example", java_script_enabled=False)
    page.goto("/courses/tiny")
    card = page.locator("#grades-elsewhere")
    expect(card).to_contain_text("Not taken")

    card.get_by_role("button").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#grades-elsewhere")).to_contain_text("On its way")
