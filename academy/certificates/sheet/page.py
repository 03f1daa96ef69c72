"""The sheet of a certificate before it is printed: its fields, laid out in a design, as a page of HTML."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from academy.certificates.designs.content import Content, Signatory
from academy.certificates.designs.content import Words as OwnWords
from academy.certificates.sheet import letters, words
from academy.certificates.sheet.fields import Fields
from academy.certificates.sheet.words import Words
from academy.printing import fonts, templates
from academy.printing.press import ADDRESS

FITS = range(3)  # from large letters to small; certificate.css says how
CODE = "code"  # the picture of the page that is not of its design
LINE = 670  # points between the margins, less a breath
MODULE = 0.36  # millimetres: what a telephone reads from paper, of one module of the code
CODE_SIDE, CODE_ROOM = 32, 36  # millimetres: the least side of the code, and the largest in the usual foot


@dataclass(frozen=True)
class Design:
    """A design with its pictures, PNG files by digest."""

    content: Content
    images: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def usual(cls, fields: Fields) -> "Design":
        """The look of an academy that has made none of its own."""
        signatories = tuple(Signatory.model_construct(name=name, office=office) for name, office in fields.signatories)
        return cls(Content.model_construct(issuer=fields.issuer, programme=fields.programme, signatories=signatories))

    def own_words(self, language: str) -> OwnWords:
        return self.content.words.get(language) or OwnWords()

    def decided(self, fields: Fields) -> Fields:
        """The fields with what the design says of who issues and who signs."""
        own = self.own_words(fields.language)
        return replace(
            fields,
            issuer=own.issuer or self.content.issuer,
            programme=own.programme or self.content.programme,
            signatories=tuple((who.name, who.office) for who in self.content.signatories),
        )


def html(fields: Fields, design: Design | None = None, fit: int = 0, *, modules: int = 41, demo: bool = False) -> str:
    """`modules` is how many a side of the QR code has, its quiet zone included."""
    design = design or Design.usual(fields)
    fields, content = design.decided(fields), design.content
    said = words.of(fields.language).with_those_of(design.own_words(fields.language))
    code_side = max(CODE_SIDE, modules * MODULE)
    return _environment().get_template("pdf/certificate.html").render(
        certificate=fields,
        content=content,
        words=said,
        fit=fit,
        demo=demo,
        crowned=content.logo or content.layout == "engraved",
        tall=code_side > CODE_ROOM,
        dense=_dense(fields),
        name_size=_size(fields.name, fonts.DISPLAY, largest=38, smallest=19),
        second_name_size=_size(fields.second_name, fonts.TEXT, largest=27, smallest=15),
        course_size=_size(fields.course_title, fonts.BOLD, largest=20, smallest=14),
        person=" · ".join(_person(fields, said)),
        facts=" · ".join(_facts(fields, said)),
        competencies=said.listed(fields.competencies) if fields.competencies else "",
        verify_address=_typed(fields.verify_url),
        pictures=ADDRESS,
        code_size=f"width: {code_side:.2f}mm",
    )


def _person(fields: Fields, said: Words) -> Iterator[str]:
    if fields.service_group:
        yield fields.service_group
    if fields.personal_number:
        yield said.personal_number.format(number=fields.personal_number)


def _facts(fields: Fields, said: Words) -> Iterator[str]:
    if fields.course_code:
        yield fields.course_code
    yield said.studied(fields.hours)
    if fields.score is not None:
        yield said.result.format(score=said.figure(fields.score, "#,##0.#"))
    yield said.completed_on.format(date=said.day(fields.completed_on))


def _dense(fields: Fields) -> bool:
    """Whether three signatories side by side have more to say than usual letters leave room for."""
    who = fields.signatories
    return len(who) == 3 and any(len(name) > 40 or len(office) > 90 for name, office in who)


def _size(text: str, face: fonts.Face, largest: float, smallest: float) -> str:
    """The largest size at which the text stands on one line; at the smallest it may take more."""
    script = letters.script(text)
    if script == "urdu":  # stands on a slope, and takes twice the height of its letters
        face, largest, smallest = fonts.URDU, largest * 0.75, smallest * 0.75
    elif script == "bangla":
        face = fonts.BANGLA
    return f"font-size: {max(smallest, min(largest, LINE / max(fonts.width(text, face), 1))):.1f}pt"


def _apart(text: str, script: str) -> str | Markup:
    """Latin words among Urdu ones each in a piece of their own, so that their digits and their order stay Latin."""
    if script != "urdu":
        return text
    pieces = re.split(r"([A-Za-z0-9](?:[ -~]*[!-~])?)", text)  # every second one is Latin
    latin = Markup('<span class="latin">{}</span>')
    return Markup("").join(latin.format(piece) if number % 2 else piece for number, piece in enumerate(pieces))


def _typed(url: str) -> str:
    """The address as a person types it: no scheme, nothing after a #."""
    parts = urlsplit(url)
    return parts.netloc + parts.path


@cache
def _environment() -> Environment:
    folder = templates()
    environment = Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(*name.split("/")).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"script": letters.script, "language": letters.language, "apart": _apart}
    return environment
