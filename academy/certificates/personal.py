"""What certificates keep of people: what is printed on them goes, and the answer to whoever checks one stays."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from academy import clock
from academy.certificates.designs.models import CourseDesign, Design, DesignEdition, DesignImage
from academy.certificates.models import Certificate
from academy.privacy import words
from academy.privacy.holdings import holds, only_acts, sets_aside

PRINTED = ("name", "second_name", "second_language", "service_group", "personal_number")


def _nameless(row: sa.Row) -> dict:
    return {**row.fields, **{name: "" for name in PRINTED if name in row.fields}}


def _wordless(row: sa.Row):
    """What it rests on stays, unless a marker's words stand in it."""
    said = any("reason" in result["evidence"] for result in (row.basis or {}).get("results", ()))
    return sa.null() if said or row.basis is None else row.basis


holds(
    Certificate, "certificates", _l("Certificates"), (Certificate.person_id,),
    erases={
        "fields": _nameless, "basis": _wordless, "seal": None, "credential": None,
        "document": lambda row: None if row.document is None else b"", "erased_at": lambda row: row.erased_at or clock.now(),
    },
    keeps="serial course key_id document_digest revoked_reason superseded_reason", why=words.CHECKED,
    files={"document": "pdf"},
)  # fmt: skip
sets_aside("what sheets look like, made by staff", Design, DesignEdition, DesignImage, CourseDesign)
only_acts("who changed a design", DesignEdition.author_id)
