"""What regradings and editions are called on pages."""

from flask_babel import format_date
from flask_babel import gettext as _

from academy.editions.models import Edition
from scenarios.regrading import regradings
from scenarios.regrading.models import Regrading


def of(regrading: Regrading) -> str:
    """"Water in the street, under edition 2 of 5 May 2026"."""
    if regrading.scenario is None:
        return everything()
    listed = regradings.editions_of(regrading.scenario)
    if regrading.edition is None:
        return listed[-1].title if listed else regrading.scenario
    number = [edition.id for edition in listed].index(regrading.edition_id) + 1
    return _("%(title)s, under %(edition)s", title=regrading.edition.title, edition=edition(number, regrading.edition))


def everything() -> str:
    return _("All scenarios and dialogues")


def edition(number: int, found: Edition) -> str:
    day = format_date(found.created_at, "d MMM y", rebase=True)
    return _("edition %(number)d of %(day)s", number=number, day=day)
