"""A whole academy of any size for the bench: its people, what they did, and what years of running it leave behind."""

import uuid
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from academy import clock, cohorts, demo, editions, packs
from academy.accounts import people
from academy.accounts.models import Person
from academy.accounts.sign_in_models import SignInSession
from academy.api import tokens
from academy.certificates import designs
from academy.certificates.designs.content import Content, Signatory
from academy.cohorts.models import Accommodation, Assignment, Extension, Membership
from academy.db import begin_writing, db
from academy.jobs.models import Job
from academy.lti import platforms
from academy.lti.models import Context, Identity, Member, Participation, ResourceLink, Score
from academy.queue.models import Phrase
from academy.records.models import Enrolment, RegisterView
from academy.roll import rolls
from academy.roll.models import Roll
from academy.studio import drafts
from academy.xapi.models import Outlet, Statement
from tests.bench import played
from tests.bench.register import COURSES, fill as fill_register, say

COHORTS = 40  # beside the one of all
INSTRUCTORS = 40
ENTRIES = 150  # of the audit log, for each learner
STATEMENTS = 20  # to a learning record store, for each
JOBS = 10
SIGNED_IN = 5
ACTIONS = (
    "person.listed", "person.created", "cohort.read", "grade.reviewed", "certificate.issued", "records.exported",
    "certificate.read", "password.changed",
)  # fmt: skip


def fill(learners: int) -> dict[str, Person]:
    """So many learners in ten courses and one cohort, and again in forty; the people of the demo, by role."""
    begin_writing()
    _publish_courses()
    demo.create("of-the-bench")
    db.session.commit()
    fill_register(learners * COURSES)
    begin_writing()
    staff = _staff()
    there = {person.role: person for person in db.session.scalars(sa.select(Person).where(Person.demo))}
    _cohorts(staff)
    played.fill(there["learner"], [there["instructor"], *staff])
    for leave in (_years_of_running, _platform, _studio, _kept_by_administrators):
        _settle()
        leave(there, learners)
    _settle()
    return there


def _publish_courses() -> None:
    """As many as there are to be, of the size of a real one."""
    shipped = next(folder for folder in editions.shipped() if folder.name == played.COURSE)
    for number in range(COURSES - len(editions.all_published("course"))):
        pack = packs.read(Path(shipped), editions.published_content)
        editions.take_in(packs.Pack(pack.kind, f"{played.COURSE}-{number + 2}", pack.content, pack.files))


def _staff() -> list[Person]:
    return [
        people.create(None, email=f"instructor-{number}@example.org", name=f"Instructor {number}", role="instructor")
        for number in range(INSTRUCTORS)
    ]


def _cohorts(staff: list[Person]) -> None:
    everybody = cohorts.by_name(demo.COHORT)
    learners = sa.select(Person.id).where(Person.role == "learner", Person.demo.is_(False))
    ids = db.session.scalars(learners).all()
    batches = [100_001 + number for number in range(COHORTS)]
    _insert(Membership, ({"cohort_id": everybody.id, "person_id": one} for one in ids))
    _insert(Membership, ({"cohort_id": batches[one % COHORTS], "person_id": one} for one in ids))
    _insert(Membership, ({"cohort_id": batch, "person_id": staff[at].id} for at, batch in enumerate(batches)))
    slugs = [edition.slug for edition in editions.all_published("course")]
    _insert(Assignment, ({"cohort_id": batch, "course": slug} for batch in batches for slug in slugs))
    late = sa.case((Enrolment.person_id % 3 == 0, date(2026, 3, 1)), (Enrolment.person_id % 3 == 1, date(2030, 1, 1)))
    db.session.execute(sa.update(Enrolment).values(cohort_id=everybody.id, due_on=late))
    groups = people.services()[:12]
    for number, group in enumerate(groups):
        chosen = sa.update(Person).where(Person.id % len(groups) == number, Person.service_code.is_not(None))
        db.session.execute(chosen.values(service_code=group.code))


def _settle() -> None:
    """Commit, and have the database count: PostgreSQL does so by itself, a minute later; SQLite never does."""
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    begin_writing()


def _years_of_running(there, learners: int) -> None:
    """Audit entries, jobs, sessions, imports and statements."""
    _audit(there["administrator"], learners * ENTRIES)
    now, who = clock.now(), there["administrator"].id
    _insert(
        Job,
        (
            {
                "kind": ("mail", "certificate", "records.prepare")[number % 3], "title": f"Message {number}", "payload": {},
                "state": "failed" if number % 400 == 0 else "done", "error": "refused" if number % 400 == 0 else "",
                "person_id": who if number % 3 == 2 else None, "created_at": now - timedelta(minutes=number),
                "finished_at": now - timedelta(minutes=number), "done": 1, "total": 1,
            }
            for number in range(learners * JOBS)
        ),
    )  # fmt: skip
    ids = db.session.scalars(sa.select(Person.id).where(Person.demo.is_(False))).all()
    session = {"how": "password", "browser": "Firefox", "system": "Linux", "address": "192.0.2.0"}
    _insert(
        SignInSession,
        (
            session | {"key_digest": f"{one}-{number}", "person_id": one, "ended_at": now if number else None}
            for one in [*ids, *[person.id for person in there.values()] * 2]
            for number in ([*range(SIGNED_IN)] if one in ids else [uuid.uuid4().hex])
        ),
    )
    roll = {"person_id": who, "chosen": {}, "applied_at": now, "finished_at": now, "counts": {"new": 50}}
    _insert(Roll, (roll | {"name": f"batch-{number}.csv", "digest": str(number)} for number in range(learners // 10)))
    rows = "".join(f"New Officer {number},new-{number}@example.org,00{number}\n" for number in range(learners))
    rolls.keep(there["administrator"], "officers.csv", f"name,email,personal_number\n{rows}".encode())
    outlet = Outlet()
    db.session.add(outlet)
    db.session.flush()
    sent = {"outlet_id": outlet.id, "state": "sent", "sent_at": now, "status": 204}
    _insert(Statement, (sent | {"uuid": uuid.uuid4()} for _ in range(learners * STATEMENTS)))


def _audit(who: Person, count: int) -> None:
    """Entries and their places in the chain; their hashes are none, which only a verification would see."""
    db.session.commit()
    begin_writing()
    last = db.session.scalar(sa.text("SELECT max(id) FROM audit_entry"))
    cases = " ".join(f"WHEN {number} THEN '{action}'" for number, action in enumerate(ACTIONS))
    say(
        "{numbers} INSERT INTO audit_entry (at, action, actor_id, subject_type, subject_id, reason, request_id, values_digest)"
        f" SELECT {{moment}}, CASE n % {len(ACTIONS)} {cases} END, {who.id}, 'person', {who.id} + n % 2000,"
        " CASE WHEN n % 10 = 0 THEN 'Asked by the office' ELSE '' END, 'r' || n, '' FROM numbers",
        last=count,
        seconds="n * 60",
    )
    _settle()  # PostgreSQL would look for each entry in a table that it takes for small
    say(
        f"INSERT INTO audit_chain (number, entry_id, hash) SELECT head.number + entry.id - {last}, entry.id, 'h' || entry.id"
        f" FROM audit_entry entry CROSS JOIN audit_head head WHERE entry.id > {last}"
    )
    say("UPDATE audit_head SET number = (SELECT max(number) FROM audit_chain)")


def _platform(there, learners: int) -> None:
    """A platform with a course of everybody, and their grades on the way to it."""
    addresses = {name: f"https://lms.example.org/{name}" for name in ("authorization_url", "token_url", "jwks_url")}
    platform = platforms.register(
        None, issuer="https://lms.example.org", client_id="academy", family="moodle", **addresses
    )
    platforms.approve(None, platform)
    deployment = platforms.deploy(None, platform, "1")
    context = Context(deployment=deployment, context_id="1", title="All of them", cohort=cohorts.by_name(demo.COHORT))
    link = ResourceLink(
        context=context,
        resource_link_id="1",
        title="Course",
        course=played.COURSE,
        line_item_url="https://lms.example.org/1",
    )
    db.session.add(link)
    db.session.flush()
    enrolled = sa.select(Enrolment.id, Enrolment.person_id).where(Enrolment.course == played.COURSE)
    enrolled = db.session.execute(enrolled).all()
    _insert(Identity, ({"issuer": platform.issuer, "subject": f"u{one}", "person_id": one} for _, one in enrolled))
    known = dict(db.session.execute(sa.select(Identity.person_id, Identity.id)).all())
    of = {"resource_link_id": link.id}
    _insert(Participation, (of | {"identity_id": known[one], "enrolment_id": number} for number, one in enrolled))
    _insert(Member, ({"context_id": context.id, "subject": f"u{one}", "name": f"Learner {one}"} for _, one in enrolled))
    score = of | {"given": 80, "maximum": 100, "activity_progress": "Completed", "grading_progress": "FullyGraded"}
    now = clock.now()
    _insert(
        Score,
        (
            score | {"identity_id": known[one], "timestamp": now + timedelta(seconds=at), "state": state, "sent_at": at and now or None}
            for _, one in enrolled
            for at, state in ((0, "superseded"), (1, "sent"), (2, "sent"))
        ),
    )  # fmt: skip


def _studio(there, learners: int) -> None:
    """A draft of everything published, copies of them, and one that was saved often."""
    author = there["instructor"]
    begun = [
        drafts.edit(author, edition)
        for kind in ("course", "scenario", "rules")
        for edition in editions.all_published(kind)
    ]
    db.session.flush()
    played.copy("draft_version", f"draft_version t JOIN person p ON t.draft_id = {begun[0].id} AND t.number = 1 AND p.id % 10 = 0",
                id=f"{played.OTHERS} + p.id", number="p.id + 1")  # fmt: skip
    more = f"draft t JOIN person p ON t.id = {begun[-3].id} AND p.id % 20 = 0"
    played.copy("draft", more, id=f"{played.OTHERS} + p.id", slug="t.slug || '-' || p.id")
    first = f"draft_version t JOIN draft d ON t.draft_id = {begun[-3].id} AND d.id >= {played.OTHERS}"
    played.copy("draft_version", first, id=f"{played.OTHERS} + d.id", draft_id="d.id")


def _kept_by_administrators(there, learners: int) -> None:
    """What grows with people: accommodations, extensions, saved views, designs, tokens, phrases."""
    who, now = there["administrator"], clock.now()
    ids = db.session.scalars(sa.select(Person.id).where(Person.demo.is_(False), Person.role == "learner")).all()
    given = {
        "untimed": True,
        "extra_days": 7,
        "starts_on": date(2026, 1, 1),
        "reason": "As agreed",
        "granted_by_id": who.id,
    }
    _insert(Accommodation, (given | {"person_id": one} for one in ids[::10]))
    enrolments = db.session.scalars(sa.select(Enrolment.id).where(Enrolment.id % 20 == 0)).all()
    later = {"due_on": date(2030, 6, 1), "reason": "As agreed", "granted_by_id": who.id}
    _insert(Extension, (later | {"enrolment_id": one} for one in enrolments))
    _insert(
        RegisterView,
        (
            {"owner_id": who.id, "name": f"View {number}", "shared": True, "filters": {}, "columns": []}
            for number in range(learners // 50)
        ),
    )
    content = Content(issuer="Example Academy", signatories=(Signatory(name="F. Example", office="Director General"),))
    for number in range(learners // 100):
        designs.create(who, f"Design {number}", content)
        tokens.make(who, f"key-{number}", f"Token {number}", ["read:people"], None, now + timedelta(days=90))
    phrases = (
        {"owner_id": there["instructor"].id, "text": f"Say when: {number}", "shared": True}
        for number in range(learners // 10)
    )
    _insert(Phrase, phrases)


def _insert(model, rows) -> None:
    if rows := list(rows):
        db.session.execute(sa.insert(model), rows)
