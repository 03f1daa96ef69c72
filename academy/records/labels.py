"""The columns of the register as people read them."""

from flask_babel import lazy_gettext as _l

LABELS = {
    "person_id": _l("Person"),
    "personal_number": _l("Personal number"),
    "name": _l("Learner"),
    "second_name": _l("Second name"),
    "email": _l("E-mail"),
    "service": _l("Service group"),
    "cohort": _l("Cohort"),
    "course": _l("Course's short name"),
    "course_title": _l("Course"),
    "hours": _l("Hours"),
    "edition": _l("Edition"),
    "status": _l("Status"),
    "enrolled_at": _l("Enrolled on"),
    "started_at": _l("Started on"),
    "completed_at": _l("Completed on"),
    "attempts": _l("Attempts"),
    "score": _l("Score"),
    "certificate": _l("Certificate"),
    "certificate_status": _l("Certificate's status"),
    "certificate_issued_at": _l("Issued on"),
    "verify_url": _l("Verification address"),
    "opens_on": _l("Opens on"),
    "due_on": _l("Due on"),
    "closes_on": _l("Closes on"),
    "best_score": _l("Best score"),
    "last_score": _l("Last score"),
    "pass_mark": _l("Pass mark"),
    "result": _l("Result"),
    "markers": _l("Judged by"),
    "moderated": _l("Judged twice"),
    "extended": _l("More time"),
}
USUAL = (
    "personal_number", "service", "cohort", "course_title", "status", "attempts", "score", "completed_at", "certificate",
)  # fmt: skip
CHOICES = tuple(name for name in LABELS if name != "name")  # which heads each row
STATUSES = {
    "not started": _l("Not started"),
    "in progress": _l("In progress"),
    "awaiting review": _l("Awaiting review"),
    "completed": _l("Completed"),
}
RESULTS = {"passed": _l("Passed"), "awaiting review": _l("Awaiting review"), "not passed": _l("Not passed"), "": ""}
CERTIFICATES = {
    "valid": _l("Valid"),
    "superseded": _l("Superseded"),
    "revoked": _l("Revoked"),
    "expired": _l("Expired"),
    "": "",
}
YES_NO = {"yes": _l("Yes"), "no": _l("No"), "": ""}
