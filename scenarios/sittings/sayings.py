"""Sayings: in words, what was done at a sitting, the roles there, how a comment stands, and why something cannot be done."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import editions
from scenarios.sittings import happened
from scenarios.sittings.models import Sitting, Turn
from scenarios.sittings.refusals import Refusal

ROLES = {
    "moderator": _l("Moderator"),
    "responder": _l("Responder"),
    "supervisor": _l("Supervisor"),
    "note_taker": _l("Note-taker"),
    "observer": _l("Observer"),
}
ABOUT_ROLES = {
    "moderator": _l("Reads everything, claims, merges, refers and hides."),
    "responder": _l("Writes the answers."),
    "supervisor": _l("Gives out work, asks for follow-ups, answers for the table."),
    "note_taker": _l("Has tips looked into and writes down what was promised."),
    "observer": _l("Sees everything and touches nothing."),
}
STATES = {
    "held": _l("Held"),
    "open": _l("Open"),
    "claimed": _l("Claimed"),
    "answered": _l("Answered"),
    "referred": _l("Referred"),
    "escalated": _l("With the supervisor"),
    "merged": _l("Merged"),
    "hidden": _l("Hidden"),
}
STANDS = {"planned": _l("Planned"), "running": _l("Running"), "paused": _l("Paused"), "over": _l("Over")}
STANDINGS = {
    "open": _l("Open"),
    "kept": _l("Kept"),
    "late": _l("Late"),
    "changed": _l("Changed"),
    "dropped": _l("Dropped"),
}
ACTS = {  # what is done, as a thing that is good or bad to do
    "reply": _l("Answering"),
    "correct": _l("Correcting on the record"),
    "statement": _l("Reporting"),
    "refer": _l("Referring"),
    "escalate": _l("Passing it to the supervisor"),
    "hide": _l("Hiding"),
    "merge": _l("Merging"),
    "verify": _l("Having it looked into"),
}
REFUSALS = {  # code: (status, words)
    "no_such_place": (400, lambda: _("Choose a table and a role.")),
    "over": (409, lambda: _("This dialogue is over. What you wrote is below: copy it if you need it.")),
    "stands": (409, lambda: _("The dialogue stands still now. What you wrote is kept: send it when it goes on.")),
    "not_begun": (409, lambda: _("The dialogue has not begun.")),
    "seated": (409, lambda: _("The dialogue has begun: you stay in your place.")),
    "elsewhere": (409, lambda: _("You sit in another run of this dialogue that is not over yet. It has to end first.")),
    "at_the_wheel": (409, lambda: _("You lead this dialogue. Somebody else has to take over before you can sit down.")),
    "not_your_role": (403, lambda: _("Somebody else at your table does this. Ask them.")),
    "not_your_table": (403, lambda: _("Choose somebody of your own table.")),
    "taken": (409, lambda: _("Somebody else was faster.")),
    "another_table": (409, lambda: _("Another table has this comment.")),
    "not_any_more": (409, lambda: _("This cannot be done any more: look at how the comment stands now.")),
    "nothing_to_correct": (400, lambda: _("Your table has not answered this yet.")),
    "unknown_target": (400, lambda: _("Choose to whom, to what, or under which clause.")),
    "nothing_ticked": (400, lambda: _("Tick the comments that repeat another, and choose which one.")),
    "unclear": (400, lambda: _("Something is missing. Look at what you wrote.")),
    "needs_words": (400, lambda: _("Write what is to be said.")),
    "too_long": (400, lambda: _("This is too long. Shorten it.")),
    "not_at_the_wheel": (409, lambda: _("Somebody else has the wheel. Take it over first.")),
    "silenced": (403, lambda: _("The moderators do not let you write here any more. You can go on reading.")),
    "no_nickname": (400, lambda: _("Choose a name that is not one of the office, the departments or the guests.")),
    "too_fast": (429, lambda: _("You wrote just now. Wait a few seconds, then send it again. It is still in the box.")),
}


def refused(refusal: Refusal) -> tuple[int, str]:
    """(status, words)"""
    status, words = REFUSALS[refusal.code]
    told = words()
    if refusal.by and refusal.code == "taken":
        told = _("%(name)s was faster and has this comment.", name=refusal.by)
    elif refusal.by and refusal.code == "another_table":
        told = _("%(name)s has this comment.", name=refusal.by)
    elif refusal.by:
        told = _("%(name)s has the wheel. Take it over first.", name=refusal.by)
    return status, told


def deed(turn: Turn) -> str:
    """What was done, to whom."""
    to = target(turn.sitting, turn.target) if turn.target else ""
    return {
        "reply": lambda: _("Answered"),
        "correct": lambda: _("Corrected on the record"),
        "statement": lambda: _("Reported"),
        "refer": lambda: _("Referred to %(name)s", name=to),
        "escalate": lambda: _("Passed to the supervisor"),
        "hide": lambda: _("Hidden: %(name)s", name=to),
        "merge": lambda: _("Merged as a duplicate"),
        "verify": lambda: _("Had it looked into"),
    }[turn.action]()


def target(sitting: Sitting, slug: str) -> str:
    """A department, an office of the directory, or a clause of the charter, as it is called."""
    content = happened.dialogue(sitting)
    if slug in content.departments:
        return content.departments[slug].name
    if clause := next((clause for clause in content.page.charter if clause.slug == slug), None):
        return clause.text
    office = editions.content(sitting.edition.rules).office(slug)
    return office.name if office else slug
