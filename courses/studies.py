"""Studies: a course as the person who looks at it has it, a learner with progress, staff without."""

from dataclasses import dataclass
from datetime import date

from flask import abort

from academy import clock, editions, records
from academy.access import current_person
from academy.editions.models import Edition
from academy.records.dates import Dates
from academy.records.models import Enrolment
from academy.studio.models import Draft
from courses import pack, path, progress, terms
from courses.bank import Bank
from courses.pack import Course
from courses.path import Progress, Standing
from courses.studio import drafted


@dataclass(frozen=True)
class Study:
    """Without an enrolment it is a preview: everything is open, nothing is recorded."""

    edition: Edition
    progress: Progress
    enrolment: Enrolment | None = None

    @property
    def slug(self) -> str:
        return self.edition.slug

    @property
    def course(self) -> Course:
        return editions.content(self.edition)

    @property
    def competencies(self) -> tuple[str, ...]:
        return pack.competencies(self.course, self.bank)

    @property
    def bank(self) -> Bank | None:
        """The questions that its quizzes draw from."""
        return editions.cited_content(self.edition, "bank")

    @property
    def preview(self) -> bool:
        return self.enrolment is None

    @property
    def draft(self) -> Draft | None:
        """The draft that is looked at before it is published."""
        return drafted.draft_of(self.slug)

    @property
    def left_out(self) -> int:
        """How many activities of the draft are not shown, since something is wrong with them."""
        return drafted.left_out(self.draft)

    @property
    def dates(self) -> Dates:
        """Those that hold for the learner."""
        return self.enrolment.dates if self.enrolment else Dates()

    @property
    def due_on(self) -> date | None:
        return self.dates.due_on

    @property
    def overdue(self) -> bool:
        return self.dates.due_before(clock.today()) and not self.progress.complete

    @property
    def opens_later(self) -> bool:
        return self.dates.opens_after(clock.today())

    def standing_or_404(self, activity: str) -> Standing:
        return self.progress.of(activity) or abort(404)

    def refusal_to_open(self, standing: Standing) -> str:
        return "" if self.preview else terms.refusal_to_open(standing, self.dates)

    def refusal_to_begin(self, standing: Standing) -> str:
        return "" if self.preview else terms.refusal_to_begin(standing, self.dates)


def study_or_404(course: str) -> Study:
    """The learner's own enrolment, or for staff the course as it is offered now, or as a draft has it."""
    if current_person.role != "learner":
        return preview(_shown_to_staff(course))
    enrolment = records.enrolment_or_404(course)
    return _study(enrolment, progress.of(enrolment))


def edition_or_404(course: str) -> Edition:
    """The edition of `study_or_404`, without the work for its progress."""
    if current_person.role != "learner":
        return _shown_to_staff(course)
    return progress.edition_of(records.enrolment_or_404(course)) or abort(404)


def preview(edition: Edition) -> Study:
    return Study(edition, path.follow(editions.content(edition), {}, free=True))


def of_person(person) -> list[Study]:
    """Everything that a learner is enrolled in and that can be shown."""
    enrolments = [enrolment for enrolment in records.enrolments_of(person) if progress.edition_of(enrolment)]
    return [_study(enrolment, found) for enrolment, found in progress.of_many(enrolments).items()]


def _shown_to_staff(course: str) -> Edition:
    draft = drafted.draft_of(course)
    return drafted.edition(draft) if draft else editions.published_or_404("course", course)


def _study(enrolment: Enrolment, found: Progress) -> Study:
    return Study(progress.edition_of(enrolment), found, enrolment)
