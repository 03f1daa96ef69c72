"""What stands beside a grade in a platform's gradebook, for whoever reads it there."""

from flask_babel import gettext as _
from flask_babel import ngettext

from academy import languages, records
from academy.lti import targets
from academy.lti.models import Score


def of(score: Score) -> str:
    """In the language of the learner; "" while there is no grade: Moodle takes words alone for a grade that was given when
    they came, and refuses the true one with its earlier time (lib/grade/grade_item.php: update_raw_grade)."""
    came = score.participation
    standing = targets.shelf().standing(came.enrolment, came.link.part)
    if score.given is None or standing.passed is None:
        return ""
    tries = sum(result.activity == came.link.part for result in records.results_of(came.enrolment))
    with languages.of(came.identity.person):
        if not tries:  # of a course or a module, which are graded once all inside is passed
            return _("Passed.")
        outcome = _("Passed.") if standing.passed else _("Not passed.")
        return f"{outcome} {ngettext('%(num)s attempt.', '%(num)s attempts.', tries)}"
