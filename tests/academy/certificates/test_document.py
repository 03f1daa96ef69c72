import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ContentStream

from academy.certificates import document
from academy.printing import fonts, press
from academy.certificates.document import DocumentError, Fields

URDU, BANGLA = "عائشہ رحمان صدیقی", "আয়েশা রহমান চৌধুরী"
LONG_NAME = "Muhammad Abdur-Rahman Siddiqui Chaudhry al-Makhdoom Hashmi VI"
PLAIN = Fields(
    name="Ayesha Rahman",
    course_title="Answering the public on official pages",
    course_code="SM-101",
    hours=24,
    completed_on=date(2026, 11, 14),
    issued_on=date(2026, 11, 22),
    serial="7K3M-Q0TX-9WBE-5",
    verify_url="https://academy.example/verify/7K3M-Q0TX-9WBE-5",
    issuer="Example Civil Service Academy",
    programme="Common Training Programme",
    signatory_name="F. Example",
    signatory_office="Director General",
    competencies=("Reads a post for what is needed", "Replies within the mandate"),
)
FULLEST = replace(
    PLAIN,
    name=LONG_NAME,
    second_name="محمد عبدالرحمان صدیقی چوہدری المخدوم ہاشمی سادس",
    second_language="ur",
    course_title="Answering the public on official pages: complaints, rumours, referrals and dignity in hard times",
    competencies=tuple(f"Competency {number}, described at some length to fill a line" for number in range(10)),
    score=100,
    service_group="Example Administrative Service",
    personal_number="EAS-2026-0417",
    signatory_office="Director General of the Example Civil Service Academy and Secretary to its Board of Governors",
    verify_url="https://certificates.training.academy.example/a/rather/long/path/verify/7K3M-Q0TX-9WBE-5",
)
EXTREMES = {
    "shortest": replace(PLAIN, name="Li", competencies=(), programme="", course_code=""),
    "long name": replace(PLAIN, name=LONG_NAME),
    "urdu": replace(PLAIN, second_name=URDU, second_language="ur"),
    "bangla": replace(PLAIN, second_name=BANGLA, second_language="bn", service_group="Administration"),
    "fullest": FULLEST,
    "urdu course": replace(PLAIN, name=URDU, course_title="سرکاری صفحات پر عوام کو جواب دینا", language="ur"),
    "bangla course": replace(PLAIN, name=BANGLA, course_title="দাপ্তরিক পাতায় জনগণকে উত্তর দেওয়া", language="bn"),
}


@pytest.fixture
def fresh_caches():
    """Nothing kept from earlier pages, before and after."""
    caches = (document._press, fonts.paths, fonts._widths)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def command(*words, given=b""):
    return subprocess.run(words, input=given, capture_output=True, check=True).stdout


def printed_text(pdf):
    return command("pdftotext", "-layout", "-", "-", given=pdf).decode()


def picture(pdf, *options):
    return Image.open(BytesIO(command("pdftoppm", "-singlefile", "-png", *options, "-", given=pdf)))


def actual_texts(pdf):
    """What the file says its shaped text reads as, with its language."""
    reader = PdfReader(BytesIO(pdf))
    operations = ContentStream(reader.pages[0].get_contents(), reader).operations
    properties = [operands[1] for operands, operator in operations if operator == b"BDC"]
    return {str(found["/ActualText"]): found.get("/Lang") for found in properties if "/ActualText" in found}


def words_with_boxes(pdf):
    page = command("pdftotext", "-bbox", "-", "-", given=pdf).decode()
    found = re.findall(r'xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)<', page)
    return [(word, *map(float, box)) for *box, word in found]


@pytest.mark.parametrize("fields", EXTREMES.values(), ids=EXTREMES)
def test_every_certificate_is_one_landscape_page_with_its_text_inside_the_frame(fields):
    pdf = document.render(fields)

    (page,) = PdfReader(BytesIO(pdf)).pages
    words = words_with_boxes(pdf)
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    assert words
    for word, left, top, right, bottom in words:
        assert 60 < left < right < 782 and 60 < top < bottom < 540, word


def test_the_text_never_runs_into_the_foot():
    words = words_with_boxes(document.render(FULLEST))

    lowest = max(bottom for word, _, _, _, bottom in words if word == "Competency")
    signatory = next(top for word, _, top, _, _ in words if word == "F.")
    number_label = min(top for word, _, top, _, _ in words if word == "number" and top > 400)
    assert lowest <= signatory
    assert lowest <= number_label


def test_what_matters_can_be_read_back_from_the_file():
    text = printed_text(document.render(replace(PLAIN, score=86, service_group="Administration", personal_number="7")))

    for expected in (
        "Example Civil Service Academy",
        "Certificate of Completion",
        "Ayesha Rahman",
        "Answering the public on official pages",
        "SM-101 · 24 hours of study · Result 86% · Completed on 14 November 2026",
        "Administration · No. 7",
        "Reads a post for what is needed; Replies within the mandate.",
        "Director General",
        "Issued on 22 November 2026",
        "7K3M-Q0TX-9WBE-5",
        "academy.example/verify/7K3M-Q0TX-9WBE-5",
    ):
        assert expected in text


def test_hours_read_naturally():
    assert "1 hour of study" in document.html(replace(PLAIN, hours=1))
    assert "7.5 hours of study" in document.html(replace(PLAIN, hours=7.5))


@pytest.mark.parametrize(("score", "told"), [(86, "86%"), (86.67, "86.7%"), (100, "100%"), (0, "0%")])
def test_a_result_is_told_to_a_tenth(score, told):
    assert f"Result {told}" in document.html(replace(PLAIN, score=score))


@pytest.mark.parametrize(("name", "language"), [(URDU, "ur"), (BANGLA, "bn")])
def test_urdu_and_bangla_names_carry_their_characters_beside_their_glyphs(name, language):
    pdf = document.render(replace(PLAIN, second_name=name, second_language=language))

    assert actual_texts(pdf)[name] == language


def test_a_course_in_a_language_without_a_translated_sheet_gets_english_words_throughout():
    html = document.html(EXTREMES["urdu course"])

    assert '<html lang="en">' in html
    assert "Completed on 14 November 2026" in html


def test_a_bangla_name_copies_out_whole_and_an_urdu_name_whole_in_some_order():
    bangla = printed_text(document.render(replace(PLAIN, second_name=BANGLA, second_language="bn")))
    urdu = printed_text(document.render(replace(PLAIN, second_name=URDU, second_language="ur")))

    assert BANGLA in bangla
    # poppler 22 turns right-to-left replacement text round; newer readers keep the order of reading
    assert URDU in urdu or URDU[::-1] in urdu


def test_other_documents_of_weasyprint_are_left_alone():
    from weasyprint.pdf.stream import Stream

    before = Stream.marked
    document.render(PLAIN)

    assert Stream.marked is before


@pytest.mark.parametrize("resolution", ["72", "150"])
def test_the_qr_code_leads_to_the_verification_page_even_in_grey_and_coarse(resolution):
    pdf = document.render(FULLEST)

    (code,) = zxingcpp.read_barcodes(picture(pdf, "-gray", "-r", resolution))
    assert code.text == FULLEST.verify_url


def test_the_printed_address_is_a_link_to_the_verification_page():
    page = PdfReader(BytesIO(document.render(PLAIN))).pages[0]

    (link,) = (annotation.get_object() for annotation in page["/Annots"])
    assert link["/A"]["/URI"] == PLAIN.verify_url


def test_the_file_is_tagged_titled_and_claims_both_standards():
    reader = PdfReader(BytesIO(document.render(PLAIN)))

    catalog, metadata = reader.trailer["/Root"], reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert catalog["/Lang"] == "en"
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Certificate of Completion: Ayesha Rahman, Answering the public on official pages"
    assert reader.metadata.author == "Example Civil Service Academy"
    assert reader.metadata.creation_date.date() == PLAIN.issued_on
    assert 'pdfaid:part="3"' in metadata and 'pdfaid:conformance="A"' in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_every_font_is_embedded():
    fonts_of_page = PdfReader(BytesIO(document.render(FULLEST))).pages[0]["/Resources"]["/Font"]

    for font in fonts_of_page.values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())


def test_the_qr_code_speaks_to_those_who_cannot_see_it():
    assert f"<title>QR code that leads to {PLAIN.verify_url}</title>" in document.html(PLAIN)


HOSTILE = "<script>alert(1)</script><img src=file:///etc/passwd><link rel=stylesheet href=http://127.0.0.1:9>"


@pytest.fixture(scope="module")
def asked_of_the_system():
    """Every file opened and every address asked for by this process from here on, the colour profile aside."""
    asked, listening = [], [True]

    def listen(event, arguments):
        if listening and event in ("open", "socket.connect", "socket.getaddrinfo", "urllib.Request"):
            if not str(arguments[0]).endswith("weasyprint/pdf/sRGB2014.icc"):
                asked.append(str(arguments[0]))

    sys.addaudithook(listen)
    yield asked
    listening.clear()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *((field, HOSTILE) for field in ("name", "course_title", "course_code", "issuer", "programme")),
        *((field, HOSTILE) for field in ("signatory_office", "service_group", "personal_number", "second_name")),
        ("competencies", (HOSTILE,)),
        ("serial", "<b>7</b>"),
        ("verify_url", 'https://a.example/"><b>x</b><img src=file:///etc/passwd>'),
    ],
)
def test_a_hostile_field_is_printed_as_text_and_loads_nothing(field, value, asked_of_the_system):
    fields = replace(PLAIN, second_language="ur", **{field: value})
    document.render(PLAIN)  # whatever is loaded once is loaded before
    asked_of_the_system.clear()

    html, pdf = document.html(fields), document.render(fields)

    assert not re.search(r"<(script|img|link|b)\b", html)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert asked_of_the_system == []


@pytest.mark.parametrize(
    "content",
    [
        '<img src="file:///etc/passwd" alt="x">',
        '<p style="background: url(http://127.0.0.1:9/x.png)">x</p>',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<style>@import "file:///etc/passwd"</style>',
    ],
)
def test_even_a_page_that_asks_for_files_or_the_network_is_refused(content, asked_of_the_system):
    document.render(PLAIN)
    asked_of_the_system.clear()

    with pytest.raises(press.PressError):
        document._press().one_page(f"<html lang=en><title>x</title>{content}")

    assert asked_of_the_system == []


def test_a_drawing_that_asks_for_a_file_stays_without_it(asked_of_the_system):
    image = '<image href="file:///etc/hostname" width="9" height="9"/>'
    document.render(PLAIN)
    asked_of_the_system.clear()

    document._press().one_page(f'<html lang=en><title>x</title><svg xmlns="http://www.w3.org/2000/svg">{image}</svg>')

    assert asked_of_the_system == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "name is empty"),
        ({"name": "A" * 601}, "name is longer than 600"),
        ({"name": "Ali\u202enahK"}, r"name holds a character that cannot be seen: U\+202E"),
        ({"name": "Ali\x00"}, r"U\+0000"),
        ({"name": "阿里"}, "name holds characters that no font here can print"),
        ({"competencies": ("Smiles 🙂",)}, "competencies holds characters that no font"),
        ({"name": "Long Name " * 60}, "does not fit on one page"),
        ({"second_name": URDU}, "second_name needs second_language"),
        ({"verify_url": "javascript:alert(1)"}, "verify_url is the address of a web page"),
    ],
)
def test_what_cannot_be_printed_well_is_refused_with_a_reason(change, message):
    with pytest.raises(DocumentError, match=message):
        document.render(replace(PLAIN, **change))


def test_joiners_that_urdu_and_bangla_spelling_needs_are_welcome():
    name = "বর্ণ\u200d্যা \u200cক"

    assert name in actual_texts(document.render(replace(PLAIN, second_name=name, second_language="bn")))


def test_a_very_long_name_shrinks_and_wraps_before_it_is_refused():
    name = " ".join(["Abdurrahman"] * 14)

    text = printed_text(document.render(replace(PLAIN, name=name)))

    assert text.count("Abdurrahman") == 14


def test_the_same_fields_give_the_same_bytes_in_every_thread(fresh_caches):
    documents = [PLAIN, FULLEST] * 4
    with ThreadPoolExecutor(4) as threads:
        pdfs = list(threads.map(document.render, documents))

    assert set(pdfs[::2]) == {document.render(PLAIN)}
    assert set(pdfs[1::2]) == {document.render(FULLEST)}
    assert pdfs[0] != pdfs[1]


def test_the_same_fields_give_the_same_bytes_in_another_process():
    script = (
        "import json, sys; from academy.certificates.document import Fields, render;"
        "sys.stdout.buffer.write(render(Fields.from_json(json.load(sys.stdin))))"
    )
    root = str(Path(document.__file__).parents[2])
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": root, "TZ": "Asia/Karachi"}
    other = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(FULLEST.to_json()).encode(),
        env=environment,
        capture_output=True,
        check=True,
    )

    assert other.stdout == document.render(FULLEST)
    assert other.stderr == b""


def test_fields_survive_the_record_unchanged():
    assert Fields.from_json(json.loads(json.dumps(FULLEST.to_json()))) == FULLEST
    with pytest.raises(FrozenInstanceError):
        PLAIN.name = "Another"


def test_missing_fonts_are_named_with_the_line_to_type(fresh_caches, monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))

    with pytest.raises(DocumentError, match="NotoNastaliqUrdu-Regular.ttf.*apt-get install fonts-noto-core"):
        document.render(PLAIN)


def test_a_missing_pango_is_named_with_the_line_to_type(fresh_caches, monkeypatch):
    class WithoutPango:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [WithoutPango(), *sys.meta_path])

    with pytest.raises(DocumentError, match="apt-get install libpango-1.0-0"):
        document.render(PLAIN)


def test_the_time_of_a_certificate_is_told():
    for name, fields in EXTREMES.items():
        document.render(fields)
        started = time.perf_counter()
        size = len(document.render(fields))

        print(f"certificate, {name}: {(time.perf_counter() - started) * 1000:.0f} ms, {size / 1000:.0f} KB")
        assert size < 150_000
