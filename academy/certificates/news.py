"""A new certificate, on the start page of its holder."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from academy import certificates, news
from academy.news import Item


@news.teller
def issued(person, since: datetime) -> list[Item]:
    return [
        Item(
            one.issued_at,
            _("You have a certificate: %(title)s", title=one.fields["course_title"]),
            url_for("certificates.index"),
        )
        for one in certificates.of_person(person)
        if one.issued_at >= since and one.status == "valid"
    ]
