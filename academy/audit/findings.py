"""What is wrong with the log, in plain words."""

from datetime import datetime

from flask_babel import format_datetime
from flask_babel import lazy_gettext as _l

from academy.audit.verification import Finding

SENTENCES = {
    "changed": _l("Entry %(number)s is not as it was written."),
    "missing": _l("Entries %(number)s to %(other)s are missing."),
    "gone": _l("Entry %(number)s has a place in the chain, and is gone."),
    "stray": _l("An entry stands outside of the chain: row %(number)s of the table of entries."),
    "values": _l("The values of entry %(number)s are not those that were written."),
    "added": _l("Entry %(number)s was written without values, and has some now."),
    "head": _l("The log says that entry %(number)s is its last; its last is entry %(other)s."),
    "head_hash": _l("The head of the log does not fit its last entry, %(number)s."),
    "headless": _l("The log has lost its head. Its last entry is %(number)s."),
    "rewritten": _l(
        "A head that was kept%(when)s for entry %(number)s does not fit: the log was written anew up to there."
    ),
    "cut": _l(
        "A head was kept%(when)s for entry %(number)s, but the log ends with entry %(other)s: entries were cut off."
    ),
    "forged": _l(
        "What should be a signed head was not signed by the academy as it stands there: number %(number)s in %(place)s."
    ),
}


def sentence(finding: Finding) -> str:
    kind, number, other, text = finding
    when = place = ""
    if kind in ("rewritten", "cut") and text:
        when = f" ({format_datetime(datetime.fromisoformat(text), 'd MMM y, HH:mm')})"
    if kind == "forged":
        place = text or _l("the log")
    return str(SENTENCES[kind]) % {"number": number, "other": other, "when": when, "place": place}
