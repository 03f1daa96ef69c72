"""A design on paper before anybody holds it: invented facts, printed by what prints certificates, seen as a picture."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from threading import BoundedSemaphore

from academy import addresses
from academy.certificates import facts
from academy.certificates.designs.content import LANGUAGES, Content
from academy.certificates.sheet import document
from academy.certificates.sheet.fields import Fields
from academy.printing import raster
from academy.proof import keys, seal
from academy.proof.claims import Claims

WIDTH, SMALL = 1000, 560  # pixels, of the editor's picture and of a list's
AT_ONCE = 2  # one is printed while one waits; more would keep threads from people who only want a page
PATIENCE = 10  # seconds that somebody waits who saves; a preview that follows typing is asked for again instead
SERIAL = "0000-0000-0000-0"
_room = BoundedSemaphore(AT_ONCE)

_SAID = {
    "en": {
        "course_title": "Answering the public on official pages",
        "second_name": "",
        "second_language": "",
        "competencies": ("Reads a post for what is needed", "Replies within the mandate"),
    },
    "ur": {
        "course_title": "سرکاری صفحات پر عوام کو جواب دینا",
        "second_name": "عائشہ رحمان",
        "second_language": "ur",
        "competencies": ("ہر سوال کو غور سے پڑھنا", "اپنے دائرۂ کار میں جواب دینا"),
    },
    "bn": {
        "course_title": "দাপ্তরিক পাতায় জনগণকে উত্তর দেওয়া",
        "second_name": "আয়েশা রহমান",
        "second_language": "bn",
        "competencies": ("পোস্ট মন দিয়ে পড়া", "নিজের এখতিয়ারে উত্তর দেওয়া"),
    },
}
_LONG = {
    "name": "Muhammad Abdur-Rahman Siddiqui Chaudhry al-Makhdoom Hashmi VI",
    "service_group": "Example Administrative Service",
    "personal_number": "EAS-2026-0417",
    "valid_until": date(2029, 11, 14),
}


class Busy(RuntimeError):
    """As many are being printed as this process takes at once."""


def sample(content: Content, language: str, long: bool) -> Fields:
    """What a certificate in this language could say; `long` for a name, a title and competencies that fill it."""
    fields = Fields(
        name="Ayesha Rahman",
        course_code="SM-101",
        hours=24,
        completed_on=date(2026, 11, 14),
        issued_on=date(2026, 11, 22),
        serial=SERIAL,
        verify_url=addresses.to("verify.certificate", serial=SERIAL),
        score=86.5,
        key_id="00000000",
        language=language,
        **_SAID[language],
        **{name: value for name, value in facts.of_the_sheet(content, language).items() if name != "signatories"},
        signatories=tuple((who.name, who.office) for who in content.signatories),
    )
    if not long:
        return fields
    title, competencies = f"{fields.course_title}: {fields.course_title}", fields.competencies * 4
    return replace(fields, course_title=title, competencies=competencies, **_LONG)


def pdf(design: document.Design, language: str = "en", long: bool = False, patience: float = 0) -> bytes:
    """The sheet, marked as a demonstration; raises DocumentError where it cannot be printed, and Busy when others are
    being printed for longer than `patience` seconds."""
    if not _room.acquire(timeout=patience):
        raise Busy
    try:
        return _printed(design, language, long)
    finally:
        _room.release()


def unprintable(design: document.Design) -> list[tuple[str, str]]:
    """The languages in which the fullest sheet cannot be printed, each with the reason; raises Busy."""
    found = []
    for language in LANGUAGES:
        try:
            pdf(design, language, long=True, patience=PATIENCE)
        except document.DocumentError as error:
            found.append((language, str(error)))
    return found


def picture(design: document.Design, width: int = WIDTH) -> bytes:
    """The plain English sheet as a PNG, kept by what the design is; waits for others, for a page shows several."""
    return _kept(_Look(design), width)


def data_url(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


class _Look:
    """A design as the key of what is kept: pictures have their digest in it."""

    def __init__(self, design: document.Design):
        self.design = design
        content = json.dumps(design.content.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        self.digest = hashlib.sha256(content.encode()).hexdigest()

    def __eq__(self, other) -> bool:
        return self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


@lru_cache(maxsize=60)  # some 10 MB
def _kept(look: _Look, width: int) -> bytes:
    with _room:
        return raster.picture(_printed(look.design, "en", long=False), width)


def _printed(design: document.Design, language: str, long: bool) -> bytes:
    fields = sample(design.content, language, long)
    sealed = seal.sealed(Claims.of(fields.to_json(), 0), _sample_key())
    return document.render(fields, design, seal=sealed, demo=True)


@cache
def _sample_key() -> keys.SigningKey:
    """Nobody's: its seals make the code as dense as real ones, and prove nothing."""
    return keys.generate("Sample", "did:web:sample.invalid", datetime(2026, 1, 1, tzinfo=UTC), demo=True)
