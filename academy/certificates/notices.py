"""What holders are told by mail about their certificates."""

from flask_babel import gettext as _

from academy import addresses, languages, mail


def reissued(person, certificate) -> None:
    """Nothing of the sheet itself stands in the mail: who reads it may not be the holder."""
    with languages.of(person):
        subject = _("Your certificate was issued again")
        body = _(
            "Your certificate for “%(course)s” was corrected and issued again. The new one has the serial %(serial)s.\n"
            "Whoever checks the former one is told from now on that it was replaced, so please use the new one:\n"
            "%(address)s\n",
            course=certificate.fields["course_title"],
            serial=certificate.serial,
            address=addresses.to("certificates.index"),
        )
    mail.send(person.email, subject, body)


def revoked(certificate) -> None:
    person = certificate.person
    with languages.of(person):
        subject = _("Your certificate was revoked")
        body = _(
            "Your certificate for “%(course)s” (serial %(serial)s) was revoked. The reason given is:\n%(reason)s\n\n"
            "Whoever checks it is told so from now on. If you think that this is wrong, answer to your academy.\n"
            "%(address)s\n",
            course=certificate.fields["course_title"],
            serial=certificate.serial,
            reason=certificate.revoked_reason,
            address=addresses.to("certificates.index"),
        )
    mail.send(person.email, subject, body)
