"""Looking at a learner's work from the platform's gradebook (LTI Submission Review 1.0)."""

from collections.abc import Mapping
from typing import Any

from academy.db import db
from academy.lti import claims as names
from academy.lti import identities, targets
from academy.lti.models import NAME, Identity, Participation, ResourceLink


def page(looking: Identity, link: ResourceLink, said: Mapping[str, Any]) -> str:
    """The page of the work that a message speaks of; "" where there is none that this person may see."""
    whose = said.get(names.FOR_USER)
    subject = str(whose.get("user_id") or "")[:NAME] if isinstance(whose, Mapping) else ""
    if looking.person.role == "learner":
        return targets.shelf().address(link.course, link.part) if subject == looking.subject and link.course else ""
    worker = identities.find(looking.issuer, subject)
    participation = worker and db.session.get(Participation, (link.id, worker.id))
    if participation is None or looking.person.role != "instructor":
        return ""
    return targets.shelf().work(participation.enrolment, link.part)
