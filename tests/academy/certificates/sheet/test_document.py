import hashlib
import json
import os
import re
import subprocess
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter
from pypdf import PdfReader
from pypdf.generic import ContentStream

from academy.certificates.designs.content import Content, Signatory, Words
from academy.certificates.sheet import document, words
from academy.certificates.sheet.document import Design, DocumentError, Fields
from academy.printing import fonts, press

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
    signatories=(("F. Example", "Director General"),),
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
    signatories=(("F. Example", "Director General of the Example Civil Service Academy, Secretary to its Board of Governors"),),
    verify_url="https://certificates.training.academy.example/a/rather/long/path/verify/7K3M-Q0TX-9WBE-5",
)
URDU_SHEET = replace(
    PLAIN,
    name=URDU,
    course_title="سرکاری صفحات پر عوام کو جواب دینا",
    issuer="قومی سول سروس اکیڈمی",
    programme="مشترکہ تربیتی پروگرام",
    signatories=(("شمیم آرا بیگم", "ڈائریکٹر جنرل"),),
    competencies=("شکایت کو غور سے پڑھنا", "اختیار کے اندر جواب دینا"),
    score=86.5,
    key_id="1a2b3c4d",
    language="ur",
)
BANGLA_SHEET = replace(
    PLAIN,
    name=BANGLA,
    course_title="দাপ্তরিক পাতায় জনগণকে উত্তর দেওয়া",
    issuer="জাতীয় সিভিল সার্ভিস একাডেমি",
    programme="সাধারণ প্রশিক্ষণ কর্মসূচি",
    signatories=(("শামীম আরা বেগম", "মহাপরিচালক"),),
    competencies=("অভিযোগ মনোযোগ দিয়ে পড়া", "এখতিয়ারের মধ্যে উত্তর দেওয়া"),
    score=86.5,
    key_id="1a2b3c4d",
    language="bn",
)
EXTREMES = {
    "shortest": replace(PLAIN, name="Li", competencies=(), programme="", course_code=""),
    "long name": replace(PLAIN, name=LONG_NAME),
    "urdu": replace(PLAIN, second_name=URDU, second_language="ur"),
    "bangla": replace(PLAIN, second_name=BANGLA, second_language="bn", service_group="Administration"),
    "fullest": FULLEST,
    "urdu course": URDU_SHEET,
    "fullest urdu": replace(
        FULLEST, name=FULLEST.second_name, second_name=LONG_NAME, second_language="en", language="ur",
        competencies=URDU_SHEET.competencies * 3, key_id="1a2b3c4d", valid_until=date(2029, 11, 14),
    ),
    "bangla course": BANGLA_SHEET,
    "urdu course with an english title": replace(PLAIN, language="ur"),
}  # fmt: skip
SEAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 14  # as long as most: 448 characters
LONGEST_SEAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 35


def png(size, *strokes, kind="RGBA"):
    image = Image.new(kind, size)
    for stroke in strokes:
        ImageDraw.Draw(image).line(stroke, fill=(20, 30, 90, 255)[: len(kind)], width=6)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def design(*signatories, images=(), **details):
    content = {"issuer": "Academy of Example", "programme": "", "signatories": signatories, **details}
    return Design(Content.model_validate(content), {hashlib.sha256(image).hexdigest(): image for image in images})


LOGO = png((300, 300), (10, 10, 290, 290), (10, 290, 290, 10))
SIGNATURE = png((600, 200), (20, 150, 200, 40, 300, 160, 580, 60))
PICTURES = [hashlib.sha256(image).hexdigest() for image in (LOGO, SIGNATURE)]
THREE = design(
    Signatory(name="Shamim Ara Begum", office="Director General", image=PICTURES[1]),
    Signatory(name="Muhammad Bashir Ahmed Khan Chaudhry", office=FULLEST.signatories[0][1], image=PICTURES[1]),
    Signatory(name="R. Example", office="Course Director"),
    images=(LOGO, SIGNATURE),
    layout="ruled",
    ink="#14387f",
    accent="#7f1414",
    logo=PICTURES[0],
)


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


def xobjects(pdf):
    return PdfReader(BytesIO(pdf)).pages[0]["/Resources"]["/XObject"].values()


def structure(pdf):
    """Each element of the file's structure: its kind and its alternative text."""
    waiting = [PdfReader(BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        children = element.get("/K", []) if hasattr(element, "get") else []
        waiting.extend(children if isinstance(children, list) else [children])
        if hasattr(element, "get") and "/S" in element:
            yield element["/S"], element.get("/Alt")


def words_with_boxes(pdf):
    page = command("pdftotext", "-bbox", "-", "-", given=pdf).decode()
    found = re.findall(r'xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)<', page)
    return [(word, *map(float, box)) for *box, word in found]


def overlaps(words):
    """Pairs of words of which one covers a good part of the other."""
    for number, (word, left, top, right, bottom) in enumerate(words):
        for other, far_left, far_top, far_right, far_bottom in words[:number]:
            across, down = min(right, far_right) - max(left, far_left), min(bottom, far_bottom) - max(top, far_top)
            if across > 1 and down > 0.35 * min(bottom - top, far_bottom - far_top):
                yield word, other


@pytest.mark.parametrize("fields", EXTREMES.values(), ids=EXTREMES)
def test_every_certificate_is_one_landscape_page_with_its_text_inside_the_frame(fields):
    pdf = document.render(fields, seal=SEAL)

    (page,) = PdfReader(BytesIO(pdf)).pages
    words = words_with_boxes(pdf)
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    assert words
    for word, left, top, right, bottom in words:
        assert 60 < left < right < 782 and 60 < top < bottom < 540, word


@pytest.mark.parametrize("seal", ["", SEAL, LONGEST_SEAL], ids=["no seal", "seal", "longest seal"])
@pytest.mark.parametrize("look", [None, THREE], ids=["usual", "three signatories"])
def test_nothing_of_the_fullest_sheet_covers_anything_else(look, seal):
    fields = replace(FULLEST, second_name="", key_id="1a2b3c4d", valid_until=date(2029, 11, 14))

    words = words_with_boxes(document.render(fields, look, seal=seal, demo=True))

    assert not list(overlaps(words))
    code = picture(document.render(fields, look, seal=seal), "-gray", "-r", "150")
    (found,) = zxingcpp.read_barcodes(code)
    corners = [getattr(found.position, name) for name in ("top_left", "top_right", "bottom_left", "bottom_right")]
    left, top = min(corner.x for corner in corners) * 72 / 150, min(corner.y for corner in corners) * 72 / 150
    assert not [word for word, _, _, right, bottom in words if right > left - 3 and bottom > top - 3]


def test_the_text_never_runs_into_the_foot():
    words = words_with_boxes(document.render(FULLEST))

    lowest = max(bottom for word, _, _, _, bottom in words if word == "Competency")
    signatory = next(top for word, _, top, _, _ in words if word == "F.")
    issued = min(top for word, _, top, _, _ in words if word == "Issued")
    assert lowest <= signatory
    assert lowest <= issued


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


def test_a_sheet_in_urdu_reads_from_the_right_in_urdu_words_and_digits():
    html, pdf = document.html(URDU_SHEET), document.render(URDU_SHEET)

    assert '<html lang="ur">' in html and 'class="fit-0 rtl' in html
    for expected in ("سندِ تکمیل", "دورانیہ: ۲۴ گھنٹے", "نتیجہ: ۸۶.۵ فیصد", "تاریخِ تکمیل: ۱۴ نومبر ۲۰۲۶"):
        assert expected in html
    assert PdfReader(BytesIO(pdf)).trailer["/Root"]["/Lang"] == "ur"
    assert actual_texts(pdf)["تاریخِ اجرا: ۲۲ نومبر ۲۰۲۶"] == "ur"


def test_on_an_urdu_sheet_latin_words_and_numbers_keep_their_letters_digits_and_order():
    fields = replace(URDU_SHEET, issuer="Example Civil Service Academy", personal_number="EAS-2026-0417")

    placed = {word: left for word, left, *_ in words_with_boxes(document.render(fields))}

    assert {"EAS-2026-0417", "SM-101", PLAIN.serial, "1A2B3C4D", PLAIN.verify_url.removeprefix("https://")} <= set(placed)
    assert placed["Example"] < placed["Civil"] < placed["Service"] < placed["Academy"]


def test_a_sheet_in_bangla_has_bangla_words_and_digits_that_copy_out():
    text = printed_text(document.render(BANGLA_SHEET))

    for expected in ("কোর্স সমাপনী সনদ", BANGLA, "সময়কাল: ২৪ ঘণ্টা", "ফলাফল: ৮৬.৫%", "সমাপ্তির তারিখ: ১৪ নভেম্বর ২০২৬"):
        assert expected in text


def test_a_course_in_any_other_language_gets_english_words_throughout():
    html = document.html(replace(PLAIN, language="fr"))

    assert '<html lang="en">' in html
    assert "Completed on 14 November 2026" in html


def test_every_language_says_the_same_things_with_the_same_values():
    def values(text):
        return sorted(re.findall(r"{\w+}", text))

    for said in (words.URDU, words.BANGLA):
        for name, text in vars(words.ENGLISH).items():
            assert values(getattr(said, name)) == values(text), (said.language, name)
            assert getattr(said, name) or not text, (said.language, name)


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


@pytest.mark.parametrize("seal", [SEAL, LONGEST_SEAL], ids=["usual", "longest"])
@pytest.mark.parametrize("fields", [PLAIN, URDU_SHEET], ids=["from the left", "from the right"])
def test_a_sealed_code_reads_from_a_grey_sheet_that_lies_askew_and_is_out_of_focus(fields, seal):
    sheet = picture(document.render(fields, seal=seal), "-gray", "-r", "150")

    askew, blurred = sheet.rotate(4, Image.Resampling.BILINEAR, fillcolor=255), sheet.filter(ImageFilter.GaussianBlur(0.7))
    for seen in (sheet, askew, blurred):
        (code,) = zxingcpp.read_barcodes(seen)
        assert code.text == f"{PLAIN.verify_url}#{seal}"


@pytest.mark.parametrize("seal", ["", SEAL, LONGEST_SEAL], ids=len)
def test_a_module_of_the_code_is_large_enough_for_a_telephone(seal):
    pdf = document.render(PLAIN, seal=seal)

    (code,) = (image.get_object() for image in xobjects(pdf) if image.get_object()["/Subtype"] == "/Image")
    content = PdfReader(BytesIO(pdf)).pages[0].get_contents().get_data()
    (placed,) = re.findall(rb"([\d.]+) 0 0 -([\d.]+) [^\n]* cm\s+/\S+ Do", content)
    millimetres = float(placed[0]) * 0.75 / 72 * 25.4
    assert millimetres / code["/Width"] > 0.355
    assert 31.9 < millimetres < 45


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
    assert ("/Figure", f"QR code that leads to {PLAIN.verify_url}") in structure(document.render(PLAIN, seal=SEAL))


def test_signatories_stand_side_by_side_with_their_pictures_and_every_word_of_their_offices():
    pdf = document.render(PLAIN, THREE)

    boxes = {word: (left, top) for word, left, top, *_ in words_with_boxes(pdf)}
    printed = printed_text(pdf).split()
    figures = [text for kind, text in structure(pdf) if kind == "/Figure"]
    assert boxes["Shamim"][0] < boxes["Muhammad"][0] < boxes["R."][0]
    assert boxes["Shamim"][1] == boxes["Muhammad"][1] == boxes["R."][1]
    for who in THREE.content.signatories:
        assert not [word for word in f"{who.name} {who.office}".split() if word not in printed]
    assert {"Logo of Academy of Example", "Signature of Shamim Ara Begum"} <= set(figures)
    assert "Signature of R. Example" not in figures


def test_the_longest_names_and_offices_of_three_signatories_still_fit_under_their_lines():
    name, office = "Muhammad Abdurrahman Chaudhry " * 2 + "of the Academy", "Director General of the Academy and " * 3
    who = Signatory(name=name, office=office)
    fields = replace(PLAIN, key_id="1a2b3c4d")

    words = words_with_boxes(document.render(fields, design(who, who, who)))

    assert sum(word == "Director" for word, *_ in words) == 9
    assert not list(overlaps(words))


def test_a_design_decides_who_issues_and_its_words_take_the_place_of_the_usual_ones():
    said = ("Certificate of Merit", "Given under the Training Rules", "Mid-career course")
    own = {"en": Words(**dict(zip(("title", "note", "programme"), said)))}

    text = printed_text(document.render(PLAIN, design(Signatory(name="A. N. Other", office=""), words=own)))

    for expected in (*said, "Academy of Example", "A. N. Other"):
        assert expected in text
    assert "This is to certify that" in text
    assert "Civil Service" not in text and "F. Example" not in text and "Certificate of Completion" not in text


def test_words_of_a_design_in_another_language_leave_this_sheet_alone():
    html = document.html(PLAIN, design(Signatory(name="A. N. Other", office=""), words={"ur": Words(title="سند")}))

    assert "Certificate of Completion" in html


@pytest.mark.parametrize("layout", ["engraved", "ruled", "plain"])
def test_every_layout_keeps_its_lines_under_the_text_and_out_of_its_reading(layout):
    who = Signatory(name="A. N. Other", office="")
    pdf = document.render(PLAIN, design(who, layout=layout))

    content = PdfReader(BytesIO(pdf)).pages[0].get_contents().get_data()
    assert (b"/Artifact BMC q /Plate Do Q EMC" in content) == (layout != "plain")
    assert printed_text(pdf).split() == printed_text(document.render(PLAIN, design(who, layout="engraved"))).split()


def test_what_signs_the_file_is_said_on_the_sheet():
    assert "Digitally signed by Example Civil Service Academy · key 1A2B3C4D" in printed_text(
        document.render(replace(PLAIN, key_id="1a2b3c4d"))
    )
    assert "Digitally signed" not in printed_text(document.render(PLAIN))


@pytest.mark.parametrize("fields", [PLAIN, BANGLA_SHEET], ids=lambda fields: fields.language)
def test_a_demonstration_says_so_in_words_and_hides_none(fields):
    demo, real = (printed_text(document.render(fields, demo=demo)) for demo in (True, False))

    mark = words.of(fields.language).demo
    assert mark in demo and mark not in real
    assert set(real.split()) <= set(demo.split())


def test_the_last_day_of_a_certificate_that_expires_is_printed():
    expiring = replace(PLAIN, valid_until=date(2029, 11, 14))

    assert "Valid until 14 November 2029" in printed_text(document.render(expiring))
    assert "Valid until" not in printed_text(document.render(PLAIN))


def test_a_credential_is_attached_as_what_the_sheet_was_made_from():
    credential = json.dumps({"name": URDU}, ensure_ascii=False)

    catalog = PdfReader(BytesIO(document.render(PLAIN, credential=credential))).trailer["/Root"]

    name, named = catalog["/Names"]["/EmbeddedFiles"]["/Names"]
    (attached,) = (file.get_object() for file in catalog["/AF"])
    file = attached["/EF"]["/F"]
    assert name == attached["/UF"] == "credential.json" and named.get_object() == attached
    assert attached["/AFRelationship"] == "/Source"
    assert file["/Subtype"] == "/application/json"
    assert file["/Params"]["/ModDate"] == "D:20261122000000Z"
    assert file.get_data().decode() == credential


def test_without_a_credential_nothing_is_attached():
    catalog = PdfReader(BytesIO(document.render(PLAIN))).trailer["/Root"]

    assert "/AF" not in catalog and "/Names" not in catalog


def test_no_picture_asks_to_be_smoothed_which_archival_files_may_not():
    images = [image.get_object() for image in xobjects(document.render(PLAIN, THREE)) if image["/Subtype"] == "/Image"]

    assert len(images) == 3  # the code, the logo, and a signature that two have in common
    assert [image["/Interpolate"].value for image in images] == [False] * 3


def claiming(png, side):
    """The same file with a header that says it is much larger."""
    header = b"IHDR" + side.to_bytes(4, "big") * 2 + png[24:29]
    return png[:12] + header + zlib.crc32(header).to_bytes(4, "big") + png[33:]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/hostname" width="9" height="9"/></svg>'


@pytest.mark.parametrize(
    "file",
    [SVG, b"", b"GIF89a", SIGNATURE[:200], SIGNATURE[:-40], png((1201, 3)), claiming(LOGO, 60_000), b"\x89PNG\r\n\x1a\n" + SVG],
    ids=["svg", "empty", "gif", "cut short", "cut near its end", "too large", "bomb", "svg that begins as png"],
)
def test_a_picture_that_is_no_sound_png_is_refused(file, asked_of_the_system):
    document.render(PLAIN, THREE)
    asked_of_the_system.clear()
    digest = hashlib.sha256(file).hexdigest()

    with pytest.raises(DocumentError, match="A picture is"):
        document.render(PLAIN, design(Signatory(name="A. N. Other", office=""), logo=digest, images=(file,)))

    assert asked_of_the_system == []


def test_a_design_without_one_of_its_pictures_is_refused():
    with pytest.raises(DocumentError, match="needs a picture that is not there"):
        document.render(PLAIN, replace(THREE, images={}))


def test_a_signature_as_wide_as_a_ribbon_stays_within_its_column():
    ribbon = png((1200, 60), (5, 20, 1190, 20))
    who = Signatory(name="A. N. Other", office="", image=hashlib.sha256(ribbon).hexdigest())

    sheet = picture(document.render(PLAIN, design(who, who, layout="plain", images=(ribbon,))), "-r", "72", "-gray")

    above_the_names = sheet.crop((70, 430, 600, 457)).point(lambda level: 255 * (level < 220))
    left, _, right, _ = above_the_names.getbbox()
    assert (left, right) == pytest.approx((79 - 70, 79 - 70 + (67 + 62) * 72 / 25.4), abs=4)


@pytest.mark.parametrize("kind", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_kind_of_png_is_printed(kind):
    file = BytesIO()
    grey_first = "L" if kind == "I;16" else kind
    Image.new("RGBA", (60, 40), (20, 30, 90, 200)).convert(grey_first).convert(kind).save(file, "PNG")
    logo = file.getvalue()

    look = design(Signatory(name="A. N. Other", office=""), logo=hashlib.sha256(logo).hexdigest(), images=(logo,))
    pdf = document.render(PLAIN, look)

    assert any(text == "Logo of Academy of Example" for _, text in structure(pdf))


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
        *((field, HOSTILE) for field in ("service_group", "personal_number", "second_name")),
        ("signatories", ((HOSTILE[:80], HOSTILE[:80]),)),
        ("second_name", f"{URDU} {HOSTILE}"),
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

    assert not re.search(r'<(script|link|b)\b|<img(?! class="code" style="[^"]*" src="academy:code" )', html)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert asked_of_the_system == []


def page(content):
    return f'<html lang="en"><head><title>x</title></head><body>{content}</body></html>'


@pytest.mark.parametrize("content", ["<p>not closed", "<!ENTITY x 'y'>", "&x;", "<p a=1/>"])
def test_a_page_that_is_not_well_formed_is_refused_rather_than_repaired(content):
    with pytest.raises(press.PressError, match="not well formed"):
        document._press().one_page(page(content))


def test_no_text_of_a_design_can_be_markup_or_load_anything(asked_of_the_system):
    said = dict.fromkeys(("certifies", "completed", "note", "issuer"), HOSTILE)
    own = Words(title="<b>{{ 7 * 7 }}</b>{hours}", **said)
    hostile = design(Signatory(name=HOSTILE[:80], office=HOSTILE), words={"en": own})
    document.render(PLAIN)
    asked_of_the_system.clear()

    html, pdf = document.html(PLAIN, hostile), document.render(PLAIN, hostile)

    assert asked_of_the_system == []
    assert not re.search(r"<(script|link|b)\b", html)
    assert "<b>{{ 7 * 7 }}</b>{hours}" in printed_text(pdf)


@pytest.mark.parametrize(
    "content",
    [
        '<img src="file:///etc/passwd" alt="x"/>',
        '<p style="background: url(http://127.0.0.1:9/x.png)">x</p>',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css"/>',
        '<style>@import "file:///etc/passwd"</style>',
    ],
)
def test_even_a_page_that_asks_for_files_or_the_network_is_refused(content, asked_of_the_system):
    document.render(PLAIN)
    asked_of_the_system.clear()

    with pytest.raises(press.PressError, match="Error fetching"):
        document._press().one_page(page(content))

    assert asked_of_the_system == []


def test_a_drawing_that_asks_for_a_file_stays_without_it(asked_of_the_system):
    image = '<image href="file:///etc/hostname" width="9" height="9"/>'
    document.render(PLAIN)
    asked_of_the_system.clear()

    document._press().one_page(page(f'<svg xmlns="http://www.w3.org/2000/svg">{image}</svg>'))

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
        ({"name": "Long Name " * 60, "course_title": "Long Title " * 50}, "does not fit on one page"),
        ({"signatories": ()}, "one to 3 signatories"),
        ({"signatories": (("", "Director"),)}, "signatory_name is empty"),
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


@pytest.mark.parametrize("times", range(18, 42, 3))
def test_a_sheet_is_refused_before_any_of_its_text_is_lost(times):
    fields = replace(FULLEST, name=" ".join(["Abdurrahman"] * times))

    try:
        text = printed_text(document.render(fields, seal=SEAL))
    except DocumentError as refused:
        assert "does not fit on one page" in str(refused)
    else:
        assert text.count("Abdurrahman") == times and text.count("described") == 10 and "Board of Governors" in text


def test_the_same_fields_give_the_same_bytes_in_every_thread(fresh_caches):
    def printed(fields):
        return document.render(fields, THREE, seal=SEAL, credential="{}")

    with ThreadPoolExecutor(4) as threads:
        pdfs = list(threads.map(printed, [PLAIN, FULLEST] * 4))

    assert set(pdfs[::2]) == {printed(PLAIN)}
    assert set(pdfs[1::2]) == {printed(FULLEST)}
    assert pdfs[0] != pdfs[1]


def test_the_same_fields_give_the_same_bytes_in_another_process():
    script = (
        "import json, sys; from academy.certificates.sheet.document import Fields, render;"
        "sys.stdout.buffer.write(render(Fields.from_json(json.load(sys.stdin)), seal='SEAL', credential='{}'))"
    )
    root = str(Path(document.__file__).parents[3])
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": root, "TZ": "Asia/Karachi"}
    other = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(FULLEST.to_json()).encode(),
        env=environment,
        capture_output=True,
        check=True,
    )

    assert other.stdout == document.render(FULLEST, seal="SEAL", credential="{}")
    assert other.stderr == b""


@pytest.mark.parametrize("fields", [PLAIN, FULLEST, replace(URDU_SHEET, valid_until=date(2029, 11, 14))])
def test_fields_survive_the_record_unchanged(fields):
    assert Fields.from_json(json.loads(json.dumps(fields.to_json()))) == fields
    with pytest.raises(FrozenInstanceError):
        fields.name = "Another"


def test_what_was_recorded_with_one_signatory_in_two_texts_is_still_read():
    former = PLAIN.to_json() | {"signatory_name": "F. Example", "signatory_office": "Director General"}
    for later in ("signatories", "valid_until", "key_id"):
        del former[later]

    assert Fields.from_json(former) == PLAIN


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
        started = time.process_time()
        size = len(document.render(fields, seal=SEAL, credential="{}"))

        print(f"certificate, {name}: {(time.process_time() - started) * 1000:.0f} ms of work, {size / 1000:.0f} KB")
        assert size < 80_000
