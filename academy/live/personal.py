"""What the streams of events keep of people."""

from flask_babel import lazy_gettext as _l

from academy import live
from academy.live.models import LiveBroadcast, LiveEvent, LiveStream
from academy.privacy.holdings import holds, sets_aside

holds(
    LiveEvent,
    "events",
    _l("Notices that pages showed"),
    lambda person: LiveEvent.__table__.c.stream == live.of_person(person),
)
sets_aside("streams by name, a person's by their number, and how far they have counted", LiveStream, LiveBroadcast)
