"""The certificate as a document: what is printed, and the sheet that it is printed on."""

import atexit
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from dataclasses import fields as dataclass_fields
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import segno
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from academy.certificates import guilloche, letters
from academy.printing import fonts, style, templates
from academy.printing.press import Press, PressError

FITS = range(6)  # from airy to tight; certificate.css says how
LOCALES = {"en": "en_GB"}  # a language joins when the words of certificate.html are translated into it
LINE = 670  # points between the margins, less a breath
LONGEST = 600
LONGEST_OF = {"signatory_name": 80, "signatory_office": 110, "verify_url": 160, "serial": 40, "issuer": 160}
REQUIRED = {"name", "course_title", "serial", "issuer", "signatory_name", "signatory_office"}


class DocumentError(RuntimeError):
    """A certificate that cannot be printed; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Fields:
    """What one certificate says, as printed. Kept with the certificate for ever."""

    name: str
    course_title: str
    hours: float
    completed_on: date
    issued_on: date
    serial: str
    verify_url: str
    issuer: str
    signatory_name: str
    signatory_office: str
    programme: str = ""
    course_code: str = ""
    second_name: str = ""
    second_language: str = ""
    competencies: tuple[str, ...] = ()
    score: float | None = None
    service_group: str = ""
    personal_number: str = ""
    language: str = "en"

    def to_json(self) -> dict[str, Any]:
        """As JSON can keep it."""
        days = {"completed_on": self.completed_on.isoformat(), "issued_on": self.issued_on.isoformat()}
        return asdict(self) | days | {"competencies": list(self.competencies)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Fields":
        days = {name: date.fromisoformat(values[name]) for name in ("completed_on", "issued_on")}
        return cls(**{**values, **days, "competencies": tuple(values["competencies"])})

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each text with the name of its field."""
        for field in dataclass_fields(self):
            value = getattr(self, field.name)
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str):
                    yield field.name, text


def render(fields: Fields) -> bytes:
    """The certificate as a PDF of one page; the same fields give the same bytes."""
    try:
        check(fields)
        press = _press()
        for fit in FITS:
            pdf = press.one_page(html(fields, fit), _plate())
            if pdf:
                return pdf
    except (PressError, fonts.FontsMissing) as error:
        raise DocumentError(str(error)) from error
    raise DocumentError("The certificate does not fit on one page: shorten the name, the course title or competencies")


def check(fields: Fields) -> None:
    """Raise DocumentError for what could not be printed well; fonts are asked, nothing is drawn."""
    for field, text in fields.texts():
        _check_text(field, text)
    if fields.second_name and not fields.second_language:
        raise DocumentError("second_name needs second_language, such as ur or bn")
    if urlsplit(fields.verify_url).scheme not in ("http", "https"):
        raise DocumentError("verify_url is the address of a web page, beginning with https:// or http://")


def html(fields: Fields, fit: int = 0) -> str:
    """The sheet before it is printed."""
    locale = _locale(fields.language)
    return _environment().get_template("pdf/certificate.html").render(
        certificate=fields,
        fit=fit,
        language=locale.language,
        name_size=_size(fields.name, fonts.DISPLAY, largest=38, smallest=19),
        second_name_size=_size(fields.second_name, fonts.TEXT, largest=23, smallest=13),
        course_size=_size(fields.course_title, fonts.BOLD, largest=20, smallest=14),
        completed_on=format_date(fields.completed_on, "d MMMM y", locale),
        issued_on=format_date(fields.issued_on, "d MMMM y", locale),
        hours=format_decimal(fields.hours, locale=locale),
        score=None if fields.score is None else format_percent(fields.score / 100, "#,##0.#%", locale),
        qr=_qr(fields),
        verify_address=_address(fields.verify_url),
    )


def _check_text(field: str, text: str) -> None:
    """Refuse what is missing or endless, would print as an empty box, or would hide or reverse other text."""
    longest = LONGEST_OF.get(field, LONGEST)
    if field in REQUIRED and not text.strip():
        raise DocumentError(f"{field} is empty")
    if len(text) > longest:
        raise DocumentError(f"{field} is longer than {longest} characters")
    if unseen := letters.unseen(text):
        raise DocumentError(f"{field} holds a character that cannot be seen: {unseen[0]}")
    if blank := letters.blank(text):
        raise DocumentError(f"{field} holds characters that no font here can print: {' '.join(blank[:10])}")


def _size(text: str, face: fonts.Face, largest: float, smallest: float) -> str:
    """The largest size at which the text stands on one line; at the smallest it may take more."""
    face = {"urdu": fonts.URDU, "bangla": fonts.BANGLA}.get(_script(text), face)
    return f"{max(smallest, min(largest, LINE / max(fonts.width(text, face), 1))):.1f}pt"


def _script(text: str) -> str:
    """The script that a text is set in, which decides its font, line height and direction."""
    if any("\u0600" <= character <= "\u06ff" for character in text):
        return "urdu"
    return "bangla" if any("\u0980" <= character <= "\u09ff" for character in text) else "latin"


def _locale(language: str) -> Locale:
    """How dates and numbers are written: in English wherever the sheet's own words have no translation yet."""
    return Locale.parse(LOCALES.get(language, LOCALES["en"]))


def _address(url: str) -> str:
    """The address as a person types it: no scheme, nothing after a #."""
    parts = urlsplit(url)
    return parts.netloc + parts.path


def _qr(fields: Fields) -> Markup:
    code = segno.make_qr(fields.verify_url, error="m")
    title = f"QR code that leads to {fields.verify_url}"
    svg = code.svg_inline(border=4, dark="#000", light=None, title=title, omitsize=True, svgclass="qr")
    return Markup(svg)


@cache
def _plate() -> bytes:
    return zlib.compress(guilloche.plate().encode(), 9)


@cache
def _press() -> Press:
    atexit.register(_press.cache_clear)  # its temporary fonts are removed while Python can still remove them
    return Press(style("certificate.css"))


@cache
def _environment() -> Environment:
    folder = templates()
    environment = Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(*name.split("/")).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_null_translations(newstyle=True)
    environment.filters["script"] = _script
    return environment
