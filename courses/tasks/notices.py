"""What learners are told by mail about their written work. The mark itself stays on the page, behind the sign-in."""

from flask_babel import gettext as _

from academy import addresses, languages, mail
from courses.tasks import submissions
from courses.tasks.models import Submission


def marked(submission: Submission, corrected: bool = False) -> None:
    person, title = submission.enrolment.person, submissions.task_of(submission).title
    slug = submission.activity.partition("/")[2]
    page = addresses.to("courses.task", course=submission.enrolment.course, slug=slug, attempt=submission.number)
    with languages.of(person):
        subject = (
            _("The mark of your work is corrected: %(title)s", title=title)
            if corrected
            else _("Your work is marked: %(title)s", title=title)
        )
        body = _(
            "An instructor has read what you wrote for “%(title)s”. "
            "Read the mark and the comments here:\n%(address)s\n",
            title=title,
            address=page,
        )
    mail.send(person.email, subject, body)
