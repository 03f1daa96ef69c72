"""What a design says: the look of the sheet, who issues and who signs, and words in place of the usual ones. Plain
values only: nothing of it can run or load anything."""

from typing import Annotated, Literal

from pydantic import Field

from academy.packs.parts import Part

LAYOUTS = ("engraved", "ruled", "plain")
LANGUAGES = ("en", "ur", "bn")

Layout = Literal[LAYOUTS]
Language = Literal[LANGUAGES]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def _line(longest: int, shortest: int = 0):
    return Annotated[str, Field(min_length=shortest, max_length=longest, pattern=r"^[^\r\n]*$")]


class Signatory(Part):
    """`image` is the picture of a signature, by digest."""

    name: _line(80, 1)
    office: _line(110)
    image: Digest | None = None


class Words(Part):
    """In one language, in place of the usual words; an empty text leaves the usual one."""

    title: _line(60) = ""
    certifies: _line(120) = ""
    completed: _line(120) = ""
    note: _line(200) = ""
    issuer: _line(120) = ""
    programme: _line(120) = ""


class Content(Part):
    """`ink` is the colour of titles and lines, `accent` that of ornaments; `logo` is a picture, by digest."""

    issuer: _line(120, 1)
    signatories: Annotated[tuple[Signatory, ...], Field(min_length=1, max_length=3)]
    programme: _line(120) = ""
    layout: Layout = "engraved"
    ink: Colour = "#1d4a45"
    accent: Colour = "#94763c"
    logo: Digest | None = None
    words: dict[Language, Words] = {}

    def images(self) -> set[str]:
        """The digests of all pictures that it needs."""
        return {image for image in (self.logo, *(signatory.image for signatory in self.signatories)) if image}
