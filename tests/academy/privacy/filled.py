"""A row in every table that keeps something of people, with a word in each column that could hold words.

The columns are those of the schema as it is: a table or a column that is added later is filled, too.
"""

import html
import re
import uuid
from datetime import timedelta

import sqlalchemy as sa

from academy import clock, live
from academy.accounts import lockouts
from academy.db import db
from academy.exports.reading import Row, Table
from academy.privacy import holdings
from academy.roll import files
from scenarios.sittings import planning
from tests import factories

WORD = "Kestrel"  # stands in every column that could tell something of the person
EMAIL = "kestrel@example.org"
NUMBER = "KESTREL-0042"


def person(session):
    """Somebody with a row in each table that is held."""
    made = factories.learner(email=EMAIL, name=f"{WORD} Khan", personal_number=NUMBER)
    made.second_name, made.second_script, made.password_hash = f"{WORD} خان", "ur", f"{WORD} digest"
    session.flush()
    rows = {"person": {"id": made.id}}
    held = {each.table.name for each in holdings.all_held()}
    edition, cohort = factories.course("some-course"), factories.cohort()
    sitting = planning.plan(factories.instructor(), factories.dialogue(), 60)
    session.flush()
    others = {"edition": {"id": edition.id}, "cohort": {"id": cohort.id}, "sitting": {"id": sitting.id}}
    for table in db.metadata.sorted_tables:
        if table.name in held and table.name != "person":
            rows[table.name] = _fill(table, made, rows, others)
    return made


def _fill(table, made, rows, others):
    values = {column.name: _value(column, made, rows, others) for column in table.c if not _counted(column)}
    values |= {
        name: value(made, rows) if callable(value) else value for name, value in SAYS.get(table.name, {}).items()
    }
    values = {name: value for name, value in values.items() if value is not OMITTED}
    return _key_of(table, values)


def _key_of(table, values):
    """The new row's primary key, by column."""
    return dict(db.session.execute(sa.insert(table).values(values)).inserted_primary_key._mapping)


OMITTED = object()


def _counted(column):
    return (
        column.primary_key and isinstance(column.type, sa.Integer) and not column.foreign_keys and column.autoincrement
    )


def _value(column, made, rows, others):
    for key in column.foreign_keys:
        target = key.column.table.name
        found = rows.get(target) or others.get(target) or (None if column.nullable else _other(target, others))
        return found[key.column.name] if found else sa.null()
    kind = getattr(column.type, "impl", column.type)
    if isinstance(kind, sa.LargeBinary):
        return WORD.encode()
    if isinstance(kind, sa.JSON):
        return {"said": WORD}
    if isinstance(kind, sa.Uuid):
        return uuid.uuid4()
    if isinstance(kind, sa.String):
        return f"{WORD} {column.table.name}"[: kind.length]
    if isinstance(kind, sa.DateTime):
        return clock.now()
    return {sa.Date: clock.today(), sa.Boolean: False}.get(type(kind), 1)


def _other(table, others):
    """A row of a table that is set aside, for a key that has to point somewhere: there is one, and it says nothing."""
    known = db.metadata.tables[table]
    values = {column.name: _value(column, None, {}, others) for column in known.c if not _counted(column)}
    values = {name: "Other" if WORD in str(value) else value for name, value in values.items()}
    others[table] = _key_of(known, values | SAYS.get(table, {}))
    return others[table]


def _packed(*_):
    return files.pack(Table(["E-mail", "Name"], [Row(2, {"E-mail": EMAIL, "Name": f"{WORD} Khan"}, False)]))


def _detail(*_):
    named = (
        "acknowledgement",
        "mandate",
        "next_step",
        "clarity",
        "neutrality",
        "office_not_person",
        "privacy",
        "composure",
    )
    criterion = {
        "level": 1,
        "confidence": 0.5,
        "reason": f"Says {WORD}",
        "rule": None,
        "evidence": [{"start": 0, "end": 2}],
    }
    return {
        "overall": 1, "score": 50.0, "passed": False, "needs_review": True, "grader": "of the suite",
        "criteria": {name: criterion for name in named},
        "found": [{"kind": "person", "value": WORD, "start": 0, "end": 7}],
    }  # fmt: skip


def _printed(*_):
    return {
        "name": f"{WORD} Khan", "second_name": WORD, "second_language": "ur", "service_group": WORD, "personal_number": NUMBER,
        "course_title": "Tiny course", "course_code": "TC-1", "hours": 1.5, "issuer": "The academy", "serial": "7K3MQ0TX9WBE5",
        "completed_on": "2026-11-01", "issued_on": "2026-11-02", "valid_until": None, "verify_url": "http://x/", "language": "en",
        "programme": "A programme", "signatories": [], "competencies": [], "score": 81.5,
    }  # fmt: skip


# What constraints, finders and pages want of columns, by table.
SAYS = {
    "accommodation": {"extra_days": 1, "ends_on": None},
    "api_token": {"expires_at": lambda made, rows: clock.now() + timedelta(days=1)},
    "appeal": {"reason": f"{WORD} disagrees", "answer": f"{WORD}, no"},
    "audit_entry": {"subject_type": "person", "subject_id": lambda made, rows: made.id, "reason": "as a reason"},
    "certificate": {
        "fields": _printed, "basis": {"results": [{"evidence": {"reason": f"{WORD} was late"}}]}, "supersedes_id": None,
        "revoked_at": None, "revoked_reason": "", "superseded_at": None, "superseded_reason": "", "erased_at": None,
        "design_id": None,
    },
    "cmi5_launch": {"mode": "Normal", "verdict": "", "completed_at": None},
    "cmi5_platform": {"name": "A platform"},
    "reminder_message": {"kind": "learner"},
    "draft": {"kind": "course", "closed_at": None},
    "enrolment": {"score": 81.5},
    "erasure": {"finished_at": lambda made, rows: clock.now(), "counts": {}},
    "grade": {"detail": _detail},
    "hint": {"number": 1},
    "job": {
        "kind": "mail", "key": None, "title": "a title", "payload": {"to": EMAIL, "body": WORD}, "state": "done",
        "error": f"{EMAIL} is no address", "trouble": f"{EMAIL} is no address", "result": {"file": "list.csv"},
        "state_kept": {}, "lease_until": None, "cancel_asked_at": None,
    },
    "live_event": {"stream": lambda made, rows: live.of_person(made), "number": 1},
    "lti_deployment": {"state": "active"},
    "lti_member": {"email": EMAIL, "state": "active"},
    "lti_registration": {"state": "active", "family": "moodle"},
    "lti_score": {"given": 1, "maximum": 1, "state": "waiting", "sent_at": None},
    "move": {"action": "reply", "pasted": 0},
    "post_summary": {"handled": "well", "share": 0.5},
    "register_view": {"shared": False},
    "practice": {
        "state": "approved", "use": "hearing", "consent": "nobody", "certainty": "press", "language": "en", "origin": None,
        "sources": [], "triage": [], "waits": None, "shipped": None, "approved_by_id": None, "decided_by_id": None,
    },
    "recognition": {
        "fields": {"name": f"{WORD} Khan", "second_name": WORD, "second_language": "ur", "practice": "A desk", "serial": "7K3M"},
        "key_id": "abcd", "revoked_at": None, "revoked_reason": "", "erased_at": None,
    },
    "regrade": {"detail": _detail},
    "regrading": {"state": "proposed", "decided_at": None, "decided_by_id": None},
    "reminder": {"kind": "soon"},
    "reply_comment": {"start": 0, "stop": 3, "replaces_id": None, "withdrawn_at": None, "withdrawn_by_id": None},
    "result": {"evidence": {"run": 1, "reason": f"{WORD} asked"}},
    "review": {"reasons": {"clarity": f"{WORD} is unclear"}, "levels": {"clarity": 1}},
    "roll": {"content": _packed, "counts": {}, "chosen": {}, "applied_at": lambda made, rows: clock.now()},
    "run": {
        "tempo": "usual", "accommodation": "untimed", "ended": "time", "erased_at": None, "activity": "scenario/street",
        "enrolment_id": lambda made, rows: rows["enrolment"]["id"],
    },
    "sign_in_failure": {"email_digest": lambda made, rows: lockouts.digest_of(made)},
    "sign_in_session": {"how": "password", "waits_for": ""},
    "commitment": {"state": "open"},
    "deed": {"kind": "say"},
    "seat": {"role": "responder"},
    "sitting_entry": {
        "name": lambda made, rows: f"follow-{rows['seat']['id']}-{WORD}", "kind": "follow_up", "state": "claimed",
        "merged_into_id": None, "viewer_id": None,
    },
    "turn": {"action": "reply"},
    "sso_link": {"linked_by": "self"},
    "task_mark": {"number": 2, "reason": f"{WORD} asked", "comments": [{"start": 0, "stop": 3, "text": WORD}]},
    "task_submission": {"marked_at": None, "waits": 1},
    "xapi_outlet": {"endpoint": "https://lrs.example.org", "closing": True},
    "xapi_statement": {"content": {"actor": {"name": WORD}}, "state": "waiting", "sent_at": None},
    "review_batch": {"kind": "confirm", "rows": [{"source": "run", "grade": 1, "reasons": {"clarity": WORD}}], "refused": []},
}  # fmt: skip


def told(word=WORD):
    """Where a word stands in the whole database, as "table.column"."""
    found = set()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            found |= {f"{table.name}.{name}" for name, value in row._mapping.items() if _says(value, word.casefold())}
    return found


def _says(value, word):
    if isinstance(value, bytes):
        return word.encode() in value.lower() or word in _opened(value)
    return value is not None and word in str(value).casefold()


def _opened(value):
    """What is packed in bytes."""
    try:
        return str(files.unpack(value)).casefold()
    except Exception:
        return ""


def text_of(answer):
    """What a page says, between its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())
