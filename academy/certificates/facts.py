"""What is frozen into a certificate: what it prints, and what it rests on, as both are at issue."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app

from academy import addresses, clock, records
from academy.certificates import designs
from academy.certificates.designs.content import Content, Signatory
from academy.certificates.designs.models import DesignEdition
from academy.db import db
from academy.editions.models import Edition


class Alignment(NamedTuple):
    """A competency of a `framework` that a course develops, and the address at which it is explained to everybody."""

    code: str
    name: str
    description: str
    framework: str
    address: str


@dataclass(frozen=True)
class Award:
    """What a course says about itself on its certificate; `hours` are learning hours. A certificate that expires is
    valid for so many months after completion. `alignments` say what the competencies mean."""

    course: str
    title: str
    code: str
    hours: float
    competencies: tuple[str, ...]
    language: str
    summary: str = ""
    valid_months: int | None = None
    alignments: tuple[Alignment, ...] = ()


def printed(enrolment, award: Award, serial: str, design: DesignEdition | None) -> dict[str, Any]:
    """Every word of the sheet."""
    completed_on = clock.day(enrolment.completed_at)
    last_day = award.valid_months and after_months(completed_on, award.valid_months)
    return {
        **of_the_person(enrolment.person),
        **of_the_sheet(content_of(design), award.language),
        **_of_the_issue(serial),
        "course_title": award.title,
        "course_code": award.code,
        "hours": award.hours,
        "competencies": list(award.competencies),
        "language": award.language,
        "completed_on": completed_on.isoformat(),
        "valid_until": last_day and last_day.isoformat(),
        "score": enrolment.score,
    }


def printed_again(former: dict[str, Any], person, serial: str, design: DesignEdition | None) -> dict[str, Any]:
    """The sheet of a reissue: who holds it and who issues it as of today, what was achieved as it was."""
    return former | of_the_person(person) | of_the_sheet(content_of(design), former["language"]) | _of_the_issue(serial)


def last_day(fields: dict[str, Any]) -> date | None:
    """The last day on which a certificate is valid; None for most."""
    return date.fromisoformat(fields["valid_until"]) if fields.get("valid_until") else None


def of_the_person(person) -> dict[str, str]:
    return {
        "name": person.name,
        "second_name": person.second_name,
        "second_language": person.second_script,
        "service_group": person.service.name if person.service else "",
        "personal_number": person.personal_number,
    }


def of_the_sheet(content: Content, language: str) -> dict[str, Any]:
    """Who issues and who signs, as a design says it in this language."""
    words = content.words.get(language)
    return {
        "issuer": words and words.issuer or content.issuer,
        "programme": words and words.programme or content.programme,
        "signatories": [[signatory.name, signatory.office] for signatory in content.signatories],
    }


def content_of(design: DesignEdition | None) -> Content:
    """What a design says, or the settings of an academy that has made none."""
    return designs.content_of(design) if design else by_settings()


def by_settings() -> Content:
    config = current_app.config
    # not validated: a setting that is too long may hold up the drawing, but not the completion of a course
    signatory = Signatory.model_construct(name=config["SIGNATORY_NAME"], office=config["SIGNATORY_OFFICE"])
    return Content.model_construct(issuer=config["NAME"], programme=config["PROGRAMME"], signatories=(signatory,))


def basis(enrolment, award: Award) -> dict[str, Any]:
    """The editions and results that it rests on; the grader is in the evidence of what was graded."""
    edition = enrolment.edition
    settled = [result for result in records.results_of(enrolment) if not result.provisional]
    editions = sa.select(Edition.id, Edition.digest).where(Edition.id.in_({result.edition_id for result in settled}))
    digests = dict(db.session.execute(editions).all())
    return {
        "course": edition.digest,
        "rules": edition.rules and edition.rules.digest,
        **({"bank": edition.bank.digest} if edition.bank else {}),
        "summary": award.summary,
        **({"alignments": [each._asdict() for each in award.alignments]} if award.alignments else {}),
        "results": [
            {
                "activity": result.activity,
                "attempt": result.attempt,
                "edition": digests[result.edition_id],
                "score": result.score,
                "passed": result.passed,
                "evidence": result.evidence,
            }
            for result in settled
        ],
    }


def after_months(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def _of_the_issue(serial: str) -> dict[str, str]:
    return {
        "serial": serial,
        "verify_url": addresses.to("verify.certificate", serial=serial),
        "issued_on": clock.today().isoformat(),
    }
