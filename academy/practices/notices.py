"""What contributors are told by mail about their practices. What was said of one stays on its page, behind the sign-in."""

from flask_babel import gettext as _

from academy import addresses, languages, mail
from academy.practices.models import Practice


def approved(practice: Practice) -> None:
    if person := practice.contributor:
        with languages.of(person):
            subject = _("Your good practice is in the library: %(title)s", title=practice.called)
            body = _(
                "Colleagues can read “%(title)s” from now on, and you hold a badge for it.\n%(address)s\n",
                title=practice.called,
                address=_page(practice),
            )
        mail.send(person.email, subject, body)


def returned(practice: Practice) -> None:
    if person := practice.contributor:
        with languages.of(person):
            subject = _("Your good practice came back: %(title)s", title=practice.called)
            body = _(
                "Somebody has read “%(title)s” and asks you to mend something. Read what it is, mend it and submit it "
                "again:\n%(address)s\n",
                title=practice.called,
                address=_page(practice),
            )
        mail.send(person.email, subject, body)


def withdrawn(practice: Practice) -> None:
    """By somebody else."""
    if person := practice.contributor:
        with languages.of(person):
            subject = _("Your good practice was withdrawn: %(title)s", title=practice.called)
            body = _(
                "An administrator has taken “%(title)s” out of the library, and the badge for it is revoked. Read why:\n"
                "%(address)s\n",
                title=practice.called,
                address=_page(practice),
            )
        mail.send(person.email, subject, body)


def _page(practice: Practice) -> str:
    return addresses.to("practices.show", practice_id=practice.id)
