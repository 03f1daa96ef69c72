"""The certificate as a document: its sheet as a PDF of one page, with all that is put into it before it is signed."""

import atexit
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from urllib.parse import urlsplit

from academy.certificates.sheet import code, guilloche, letters
from academy.certificates.sheet.fields import Fields
from academy.certificates.sheet.page import CODE, FITS, Design, html
from academy.printing import fonts, style
from academy.printing.press import Enclosure, Press, PressError

LONGEST = 600
LONGEST_OF = {
    "signatory_name": 80,
    "signatory_office": 110,
    "verify_url": 160,
    "serial": 40,
    "issuer": 160,
    "key_id": 16,
}
REQUIRED = {"name", "course_title", "serial", "issuer", "signatory_name"}
MOST_SIGNATORIES = 3


class DocumentError(RuntimeError):
    """A certificate that cannot be printed; the message says why and what to do."""


def render(
    fields: Fields, design: Design | None = None, *, seal: str = "", credential: str = "", demo: bool = False
) -> bytes:
    """The certificate as a PDF of one page, not signed yet; the same input gives the same bytes.

    A design decides who issues and who signs, and takes the place of what the fields say about that. `seal` goes into
    the QR code, `credential` is attached as a file, and `demo` marks what a demonstration key will sign.
    """
    check(fields, design)
    design = design or Design.usual(fields)
    qr, modules = code.drawn(f"{fields.verify_url}#{seal}" if seal else fields.verify_url)
    pictures = {CODE: qr} | {digest: design.images[digest] for digest in sorted(design.content.images())}
    enclosure = _enclosure(fields, credential) if credential else None
    try:
        for fit in FITS:
            page = html(fields, design, fit, modules=modules, demo=demo)
            if pdf := _press().one_page(page, _plate_of(design), pictures, enclosure):
                return pdf
    except (PressError, fonts.FontsMissing) as error:
        raise DocumentError(str(error)) from error
    raise DocumentError("The certificate does not fit on one page: shorten the name, the course title or competencies")


def check(fields: Fields, design: Design | None = None) -> None:
    """Raise DocumentError for what could not be printed well; fonts are asked, nothing is drawn."""
    design = design or Design.usual(fields)
    fields = design.decided(fields)
    try:
        for name, text in (*fields.texts(), *_own_words(design, fields.language)):
            _check_text(name, text)
    except fonts.FontsMissing as error:
        raise DocumentError(str(error)) from error
    if not 1 <= len(fields.signatories) <= MOST_SIGNATORIES:
        raise DocumentError(f"A certificate has one to {MOST_SIGNATORIES} signatories")
    if fields.second_name and not fields.second_language:
        raise DocumentError("second_name needs second_language, such as ur or bn")
    if urlsplit(fields.verify_url).scheme not in ("http", "https"):
        raise DocumentError("verify_url is the address of a web page, beginning with https:// or http://")
    if missing := design.content.images() - design.images.keys():
        raise DocumentError(f"The design needs a picture that is not there: {min(missing)[:12]}")


def _own_words(design: Design, language: str) -> Iterator[tuple[str, str]]:
    return ((name, text) for name, text in design.own_words(language) if text)


def _check_text(name: str, text: str) -> None:
    """Refuse what is missing or endless, would print as an empty box, or would hide or reverse other text."""
    longest = LONGEST_OF.get(name, LONGEST)
    if name in REQUIRED and not text.strip():
        raise DocumentError(f"{name} is empty")
    if len(text) > longest:
        raise DocumentError(f"{name} is longer than {longest} characters")
    if unseen := letters.unseen(text):
        raise DocumentError(f"{name} holds a character that cannot be seen: {unseen[0]}")
    if blank := letters.blank(text):
        raise DocumentError(f"{name} holds characters that no font here can print: {' '.join(blank[:10])}")


def _enclosure(fields: Fields, credential: str) -> Enclosure:
    return Enclosure("credential.json", credential, fields.issued_on, f"Open Badges 3.0 credential {fields.serial}")


def _plate_of(design: Design) -> bytes:
    look = design.content
    return _plate(look.layout, look.ink, look.accent, not look.logo)


@lru_cache(maxsize=16)  # designs are few, but previews of an editor are many
def _plate(layout: str, ink: str, accent: str, marked: bool) -> bytes:
    drawn = guilloche.plate(layout, ink, accent, marked)
    return zlib.compress(drawn.encode(), 9) if drawn else b""


@cache
def _press() -> Press:
    atexit.register(_press.cache_clear)  # its temporary fonts are removed while Python can still remove them
    return Press(style("certificate.css"))
