"""What administrators go to now and then: it stands on the page of operations, not in the header of every page."""

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l


class Room(NamedTuple):
    """A page by its endpoint, and a sentence about it."""

    label: Any
    endpoint: str
    says: Any


ROOMS = [
    Room(
        _l("Jobs"), "jobs.index", _l("Letters, files, certificates, grades on their way: what runs, waits, or failed.")
    ),
    Room(_l("Audit log"), "audit.index", _l("Who did what, and who looked at whose data.")),
    Room(_l("Privacy"), "privacy.index", _l("How long each kind of personal data is kept, and who was erased.")),
    Room(_l("Service groups"), "services.index", _l("The services that people belong to.")),
    Room(
        _l("Learning platforms"),
        "lti_platforms.index",
        _l("Moodle, Canvas and others that send people here and get grades."),
    ),
    Room(_l("Learning record store"), "xapi.sent", _l("Statements about what people did, on their way to a store.")),
    Room(_l("Records API"), "api.token_list", _l("Tokens by which other programs read the records.")),
]


def offer(label, endpoint: str, says) -> None:
    """Features add theirs."""
    ROOMS.append(Room(label, endpoint, says))
