"""What contributors are told by mail about their practices. What was said of one stays on its page, behind the sign-in."""

from flask_babel import lazy_gettext as _l

from academy import addresses, languages, mail
from academy.practices.models import Practice


def approved(practice: Practice) -> None:
    _tell(
        practice,
        _l("Your good practice is in the library: %(title)s"),
        _l("Colleagues can read “%(title)s” from now on, and you hold a badge for it.\n%(address)s\n"),
    )


def returned(practice: Practice) -> None:
    _tell(
        practice,
        _l("Your good practice came back: %(title)s"),
        _l(
            "Somebody has read “%(title)s” and asks you to mend something. Read what it is, mend it and submit it "
            "again:\n%(address)s\n"
        ),
    )


def withdrawn(practice: Practice) -> None:
    """By somebody else."""
    _tell(
        practice,
        _l("Your good practice was withdrawn: %(title)s"),
        _l(
            "An administrator has taken “%(title)s” out of the library, and the badge for it is revoked. Read why:\n"
            "%(address)s\n"
        ),
    )


def _tell(practice: Practice, subject, body) -> None:
    """In the language of its contributor; whoever was erased is told nothing."""
    if person := practice.contributor:
        named = {"title": practice.called, "address": addresses.to("practices.show", practice_id=practice.id)}
        with languages.of(person):
            mail.send(person.email, str(subject) % named, str(body) % named)
