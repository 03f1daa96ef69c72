"""The practices that come with the academy: files read and validated like packs, put into the library once."""

import hashlib
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

import rfc8785
import sqlalchemy as sa
from pydantic import Field, ValidationError

from academy import audit, clock
from academy.accounts.models import ServiceGroup
from academy.db import db
from academy.packs import documents
from academy.packs.findings import Finding, PackError
from academy.packs.parts import Line, Part, Text
from academy.practices import content
from academy.practices.models import Practice
from academy.rules.pack import Source
from academy.triage import TRIAGE

ORIGIN = "shipped/"


class Shipped(Part):
    """A file: what a practice says, as content.FIELDS has it; nobody can be recognised in it."""

    title: Annotated[Line, Field(max_length=content.LONGEST_TITLE)]
    situation: Text
    action: Text
    evidence: Text
    sources: Annotated[tuple[Source, ...], Field(min_length=1, max_length=content.MOST_SOURCES)]
    needs_time: Line
    needs_people: Line
    needs_money: Line
    whom_to_ask: Line
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    service: str | None = None
    use: Literal[content.USES]
    triage: tuple[Literal[tuple(TRIAGE)], ...] = ()
    language: Literal[content.LANGUAGES] = "en"


def folder() -> Path:
    return Path(str(resources.files("academy.practices"))) / "shipped"


def read(place: Path) -> dict[str, Shipped]:
    """The practices of a folder by slug; raises PackError with all that is wrong in a file."""
    return {path.stem: _parsed(path) for path in sorted(place.glob("*.yaml"))}


def ship(found: dict[str, Shipped]) -> int:
    """Put those into the library that were never there, and bring up to date those that nobody here has touched; how many.
    What the academy has changed or withdrawn stays as it is."""
    origins = [ORIGIN + slug for slug in found]
    known = {each.origin: each for each in db.session.scalars(sa.select(Practice).where(Practice.origin.in_(origins)))}
    groups = set(db.session.scalars(sa.select(ServiceGroup.code)))
    return sum(_put(known.get(ORIGIN + slug), slug, said, groups) for slug, said in found.items())


def _put(practice: Practice | None, slug: str, said: Shipped, groups: set[str]) -> bool:
    digest = hashlib.sha256(rfc8785.dumps(said.model_dump(mode="json"))).hexdigest()
    if practice and (practice.shipped in (None, digest) or practice.state != "approved"):
        return False
    if practice is None:
        practice = Practice(origin=ORIGIN + slug, state="approved", approved_at=clock.now())
        db.session.add(practice)
    for name, value in _columns(said, groups).items():
        setattr(practice, name, value)
    practice.shipped, practice.version, practice.saved_at = digest, (practice.version or 0) + 1, clock.now()
    db.session.flush()
    audit.note("practice.shipped", None, practice)
    return True


def _columns(said: Shipped, groups: set[str]) -> dict:
    """The fields of a row. A service group that the academy has done without is left out."""
    plain = said.model_dump(mode="json", exclude={"service", "sources"})
    sources = [{name: each[name] or "" for name in content.SOURCE} for each in said.model_dump(mode="json")["sources"]]
    return {
        **plain,
        "triage": list(said.triage),
        "sources": sources,
        "certainty": content.certainty_of(sources),
        "service_code": said.service if said.service in groups else None,
        "consent": "nobody",
    }


def _parsed(path: Path) -> Shipped:
    try:
        document = documents.load(path.read_bytes())
        return Shipped.model_validate(documents.plain(document, {}))
    except PackError as error:
        found = error.findings
    except ValidationError as error:
        found = [documents.finding(document, each["loc"], each["msg"]) for each in error.errors()]
    raise PackError(Finding(path.name, each.line, each.column, each.message) for each in found)
