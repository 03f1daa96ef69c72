"""What cohorts keep of people: who is in them, and what was granted to whom, which may tell of their health."""

from flask_babel import lazy_gettext as _l

from academy.cohorts.models import Accommodation, Assignment, Cohort, Extension, Membership
from academy.privacy.holdings import holds, only_acts, sets_aside
from academy.records.models import Enrolment

sets_aside("a group and its courses", Cohort, Assignment)
holds(Membership, "memberships", _l("Cohorts, as a member"), (Membership.person_id,))
holds(Accommodation, "accommodations", _l("Accommodations that were granted, and why"), (Accommodation.person_id,))
holds(Extension, "extensions", _l("More time that was given, and why"), (Extension.enrolment_id, Enrolment.person_id))
only_acts("who granted it", Accommodation.granted_by_id, Extension.granted_by_id)
