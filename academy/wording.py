"""Words for what courses and scenarios both speak of."""

from flask_babel import lazy_gettext as _l

CRITERIA = {
    "acknowledgement": _l("Acknowledges the person"),
    "mandate": _l("Stays within the mandate"),
    "next_step": _l("Gives a next step"),
    "clarity": _l("Is clear"),
    "neutrality": _l("Stays neutral"),
    "office_not_person": _l("Speaks for the office"),
    "privacy": _l("Protects privacy"),
    "composure": _l("Keeps composure"),
}
