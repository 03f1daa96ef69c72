"""Golden pictures: sheets as people see them, small and grey.

After a change that is meant to alter the look, look at new sheets in full size, then run these tests once with
WRITE_GOLDENS=1.
"""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from academy.certificates.sheet import document
from tests.academy.certificates.sheet.test_document import BANGLA_SHEET, FULLEST, PLAIN, SEAL, THREE, URDU_SHEET

KEPT = Path(__file__).parent / "pictures"
SIGNED = {"key_id": "1a2b3c4d", "valid_until": date(2029, 11, 14)}
SHEETS = {
    "english": (replace(PLAIN, **SIGNED, score=86), None, False),
    "urdu": (replace(URDU_SHEET, **SIGNED), None, False),
    "bangla": (replace(BANGLA_SHEET, **SIGNED), None, False),
    "three-signatories": (replace(PLAIN, **SIGNED), THREE, False),
    "fullest-demonstration": (replace(FULLEST, **SIGNED), None, True),
}
SMALL = 60 / 72  # 60 dots to an inch
GREYS = 16  # kept: other versions of the rasteriser differ in the last bits
CLOSE, NEAR = 0.1, 60  # of 255: how far the whole may be off, and any spot of it


def picture(fields, design, demo):
    pdf = document.render(fields, design, seal=SEAL, demo=demo)
    (page,) = pypdfium2.PdfDocument(pdf)
    grey = page.render(scale=SMALL, grayscale=True).to_pil().convert("L")
    return grey.point([level // GREYS * 255 // (255 // GREYS) for level in range(256)])


def difference(one, other):
    """How far two pictures are off on the whole, and where they are most, once a pixel's blur is allowed for."""
    blurred = [image.filter(ImageFilter.GaussianBlur(1)) for image in (one, other)]
    apart = ImageChops.difference(*blurred)
    return ImageStat.Stat(apart).mean[0], apart.getextrema()[1]


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_looks_as_it_did(name):
    path = KEPT / f"{name}.png"
    seen = picture(*SHEETS[name])

    if os.environ.get("WRITE_GOLDENS"):
        seen.save(path, optimize=True)
    assert path.exists(), f"no golden picture {path.name}: run this test once with WRITE_GOLDENS=1"
    whole, spot = difference(seen, Image.open(path).convert("L"))
    assert whole < CLOSE and spot < NEAR, f"{path.name} is {whole:.2f} off, at one spot {spot}"


@pytest.mark.parametrize(
    "change",
    [{"name": "Ayesha Rehman"}, {"competencies": PLAIN.competencies[:1]}, {"key_id": ""}, {"score": None}],
    ids=lambda change: next(iter(change)),
)
def test_a_word_more_or_less_is_seen(change):
    fields, design, demo = SHEETS["english"]

    kept = Image.open(KEPT / "english.png").convert("L")
    whole, spot = difference(picture(replace(fields, **change), design, demo), kept)

    assert not (whole < CLOSE and spot < NEAR)


def test_sheets_of_a_design_in_other_colours_look_different():
    fields, design, demo = SHEETS["three-signatories"]
    pale = replace(design, content=design.content.model_copy(update={"ink": "#8080ff"}))

    whole, spot = difference(picture(fields, pale, demo), Image.open(KEPT / "three-signatories.png").convert("L"))

    assert not (whole < CLOSE and spot < NEAR)
