"""What practices are called on pages."""

from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy.rules.outline import CERTAINTY

USES = {
    "hearing": _l("Public hearing"),
    "coordination": _l("Coordination"),
    "innovation": _l("Service innovation"),
    "experience": _l("Sharing experience"),
    "problem_solving": _l("Solving problems"),
}
STATES = {  # (words, tone, sign)
    "draft": (_l("Draft"), "neutral", "pencil"),
    "submitted": (_l("Waits for approval"), "warn", "hourglass"),
    "returned": (_l("Returned to you"), "bad", "pencil"),
    "approved": (_l("In the library"), "good", "check"),
    "withdrawn": (_l("Withdrawn"), "neutral", None),
}
CONSENTS = {
    "agreed": _l("Everybody who appears in it agreed"),
    "nobody": _l("Nobody can be recognised in it"),
}
LANGUAGES = {"en": "English", "ur": "اردو", "bn": "বাংলা"}
CERTAINTIES = CERTAINTY
PRIVATE = {
    "cnic": _l("looks like an identity card number"),
    "nid": _l("looks like a national identity number"),
    "phone": _l("looks like a telephone number"),
    "email": _l("looks like an e-mail address"),
}
_MISSING = {
    "title": _l("Give the practice a title."),
    "situation": _l("Say what the situation was."),
    "action": _l("Say what was done."),
    "evidence": _l("Say what is known of its effect, and how it is known."),
    "consent": _l("Say whether those who appear in it agreed, or that nobody can be recognised."),
    "consent_note": _l("Say who agreed, and how you know."),
    "needs_time": _l("Say how much time one needs."),
    "needs_people": _l("Say which people one needs."),
    "needs_money": _l("Say what it costs, even if it is nothing."),
    "whom_to_ask": _l("Say whom one can ask: an office, not a private number."),
    "country": _l("Choose the country."),
    "use": _l("Choose the kind of use."),
}
_SOURCES = {
    "empty": _l("Name at least one source: a document, a register, a report, or your own observation."),
    "title": _l("A source needs a title."),
    "url": _l("The address of a source begins with https:// or http://."),
    "day": _l("Say on which day you checked a source; not a day in the future."),
    "certainty": _l("Choose for each source how certain it is."),
}


def missing(name: str, code: str) -> str:
    """Why a field keeps a practice from being submitted, as content.missing has it."""
    if name == "sources":
        return str(_SOURCES[code])
    return _("This is too long to be submitted. Shorten it.") if code == "too_long" else str(_MISSING[name])


def day(said: str) -> str:
    """A day as a source has it, "2026-11-22", in the words of the reader; what is none in a draft stands as it was typed."""
    try:
        return format_date(date.fromisoformat(said), "d MMMM y")
    except ValueError:
        return said
