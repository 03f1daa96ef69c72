"""What the core keeps of people: each part says it in its own module. Features say theirs where they are put into the house."""

from academy.accounts import personal as _accounts  # noqa: F401
from academy.api import personal as _api  # noqa: F401
from academy.audit import personal as _audit  # noqa: F401
from academy.certificates import personal as _certificates  # noqa: F401
from academy.cohorts import personal as _cohorts  # noqa: F401
from academy.editions import personal as _editions  # noqa: F401
from academy.jobs import personal as _jobs  # noqa: F401
from academy.live import personal as _live  # noqa: F401
from academy.lti import personal as _lti  # noqa: F401
from academy.mail import personal as _mail  # noqa: F401
from academy.practices import personal as _practices  # noqa: F401
from academy.privacy import personal as _privacy  # noqa: F401
from academy.privacy import retention as _retention  # noqa: F401  it does a job
from academy.queue import personal as _queue  # noqa: F401
from academy.records import personal as _records  # noqa: F401
from academy.reminders import personal as _reminders  # noqa: F401
from academy.roll import personal as _roll  # noqa: F401
from academy.studio import personal as _studio  # noqa: F401
from academy.xapi import personal as _xapi  # noqa: F401
