from datetime import UTC, datetime
from io import BytesIO

import pytest
from pyhanko.pdf_utils.generic import ArrayObject, BooleanObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader

from academy.certificates.sheet import document
from academy.proof import keys, signature
from tests import verapdf
from tests.academy.certificates.sheet.test_document import EXTREMES, PLAIN

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CERTIFICATES = {"english": PLAIN} | {name: EXTREMES[name] for name in ("urdu", "bangla", "fullest", "urdu course")}


@pytest.fixture(scope="module")
def signed():
    """Signed certificates with everything in them, by name."""
    key = keys.generate("Example Civil Service Academy", "did:web:academy.example", AT)
    seal, credential = "HTTPS://ACADEMY.EXAMPLE/V/" + "7K3M" * 80, '{"type": "OpenBadgeCredential"}'
    sheets = {name: document.render(fields, seal=seal, credential=credential) for name, fields in CERTIFICATES.items()}
    return {name: signature.sign(sheet, key, AT) for name, sheet in sheets.items()}


@pytest.mark.parametrize("flavour", verapdf.PROFILES)
@pytest.mark.parametrize("name", CERTIFICATES)
def test_a_signed_certificate_conforms_to_both_standards(signed, name, flavour):
    assert verapdf.failures(signed[name], flavour) == []


def without_language(writer):
    del writer.root["/Lang"]
    writer.update_root()


def without_tags(writer):
    del writer.root["/StructTreeRoot"]
    writer.update_root()


def without_title_in_the_window(writer):
    writer.root["/ViewerPreferences"]["/DisplayDocTitle"] = BooleanObject(False)
    writer.update_root()


def without_a_font(writer):
    fonts = writer.root["/Pages"]["/Kids"][0]["/Resources"]["/Font"]
    descriptor = fonts[next(iter(fonts))]["/DescendantFonts"][0]["/FontDescriptor"]
    del descriptor[next(name for name in descriptor if name.startswith("/FontFile"))]
    writer.update_container(descriptor)


def with_the_signature_on_the_page(writer):
    widget = writer.root["/AcroForm"]["/Fields"][0]
    widget["/Rect"] = ArrayObject(map(NumberObject, (10, 10, 90, 30)))
    writer.update_container(widget)


@pytest.mark.parametrize(
    ("change", "flavour", "rule"),
    [
        (without_language, "ua1", "7.2-34"),
        (without_tags, "3a", "6.7.3.3-1"),
        (without_title_in_the_window, "ua1", "7.1-10"),
        (without_a_font, "3a", "6.2.11.4.1-1"),
        (with_the_signature_on_the_page, "ua1", "7.18.4-1"),
    ],
)
def test_a_file_that_lacks_what_a_standard_asks_for_is_caught(signed, change, flavour, rule):
    broken = updated(signed["english"], change)

    assert any(failure.startswith(f"{rule} ") for failure in verapdf.failures(broken, flavour))


def test_a_file_that_is_only_written_again_still_conforms(signed):
    """So what the others lack is what was taken away."""
    again = updated(signed["english"], lambda writer: writer.update_root())

    assert verapdf.failures(again, "3a") == verapdf.failures(again, "ua1") == []


def updated(pdf, change):
    """The file with an incremental update."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def test_language_title_and_fonts_are_in_the_signed_file(signed):
    reader = PdfReader(BytesIO(signed["urdu"]))

    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.metadata.title == "Certificate of Completion: Ayesha Rahman, Answering the public on official pages"
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor.get_object())
