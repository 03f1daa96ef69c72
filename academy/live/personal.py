"""What the stream of events keeps of people."""

from flask_babel import lazy_gettext as _l

from academy import live
from academy.live.models import LiveEvent
from academy.privacy.holdings import holds

holds(
    LiveEvent,
    "events",
    _l("Notices that pages showed"),
    lambda person: LiveEvent.__table__.c.stream == live.of_person(person),
)
