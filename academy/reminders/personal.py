"""What reminders keep of people: that they were sent."""

from flask_babel import lazy_gettext as _l

from academy.privacy.holdings import holds
from academy.records.models import Enrolment
from academy.reminders.models import ReminderMessage, Reminder

holds(ReminderMessage, "reminder_messages", _l("Days with a reminder"), (ReminderMessage.person_id,))
holds(Reminder, "reminders", _l("Due dates that reminders were about"), (Reminder.enrolment_id, Enrolment.person_id))
