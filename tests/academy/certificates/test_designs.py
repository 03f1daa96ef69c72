"""Designs of certificates: their editions, their pictures, and the editor that makes them."""

import importlib
import random
import struct
import sys
import threading
import zlib
from io import BytesIO
from threading import BoundedSemaphore
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import zxingcpp
from PIL import Image, ImageCms, ImageDraw
from pypdf import PdfReader

from academy.audit.models import AuditEntry
from academy.certificates import designs
from academy.certificates.designs import colours, pictures, preview
from academy.certificates.designs.content import LANGUAGES, Content, Signatory, Words
from academy.certificates.designs.forms import differences
from academy.certificates.designs.models import DesignEdition, DesignImage
from academy.certificates.designs.editor_views import LARGEST_FORM
from academy.certificates.sheet import document
from academy.pictures import FORMATS, NoPicture
from tests import factories, pages

PLAIN = Content(issuer="Example Academy", signatories=(Signatory(name="F. Example", office="Director General"),))
HOSTILE = "<script>alert(1)</script><img src=file:///etc/passwd>{{ 7*7 }}{% raw %}"


@pytest.fixture
def office(client, session):
    return client.sign_in(factories.administrator(name="Gul Admin"))


@pytest.fixture
def design(session):
    return designs.create(factories.administrator(), "House style", PLAIN)


def changed(content=PLAIN, **values):
    return content.model_copy(update=values)


def png(size=(300, 120), mode="RGBA", colour=(20, 40, 90, 255), **options):
    return file("PNG", Image.new(mode, size, colour), **options)


def file(kind, image, **options):
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def actions():
    return list(factories.db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))


# Editions


def test_a_course_is_certified_in_its_own_design_or_the_standard_one_or_the_built_in_look(session):
    assert designs.current("tiny") is None

    house, guests = (designs.create(None, name, PLAIN) for name in ("House", "Guests"))
    assert designs.current("tiny") is None  # made, and not chosen for anything

    designs.make_standard(None, house)
    designs.use_for(None, "tiny", guests)
    assert designs.current("tiny").design is guests
    assert designs.current("other").design is house

    designs.use_for(None, "tiny", None)
    designs.make_standard(None, guests)
    assert designs.current("tiny").design is guests

    designs.make_standard(None, None)
    assert designs.current("tiny") is None


def test_each_save_is_an_edition_of_its_own_and_the_former_ones_stay(design):
    designs.save(None, design, changed(ink="#702020"), "Red ink", based_on=1)

    session = factories.db.session
    session.expire_all()
    first, second = design.editions
    assert (designs.content_of(first), designs.content_of(second).ink) == (PLAIN, "#702020")
    assert (second.number, second.note) == (2, "Red ink")
    assert designs.newest(design) is second


def test_an_edition_cannot_be_changed_even_by_a_mistake_in_the_code(design):
    session = factories.db.session

    with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
        session.execute(sa.update(DesignEdition).values(note="other"))
    with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
        session.execute(sa.delete(DesignEdition))


def test_saving_over_what_somebody_else_saved_is_refused_and_names_their_edition(design):
    theirs = designs.save(None, design, changed(issuer="Their Academy"), "Renamed", based_on=1)

    with pytest.raises(designs.Outdated) as refused:
        designs.save(None, design, changed(ink="#702020"), "Red ink", based_on=1)

    assert refused.value.newest is theirs
    assert len(design.editions) == 2


def test_the_same_save_twice_is_one_edition(design):
    first, second = (designs.save(None, design, changed(ink="#702020"), "Red ink", based_on=1) for _ in range(2))

    assert first is second


def test_restoring_saves_what_an_edition_said_as_the_newest(design):
    first = design.editions[0]
    designs.save(None, design, changed(ink="#702020"), "Red ink", based_on=1)

    restored = designs.restore(None, first, "Edition 1 again")

    assert (restored.number, restored.content) == (3, first.content)


def test_names_are_taken_once(design):
    other = designs.create(None, "Other", PLAIN)

    with pytest.raises(designs.NameTaken):
        designs.create(None, " House style ", PLAIN)
    with pytest.raises(designs.NameTaken):
        designs.rename(None, other, "House style")
    designs.rename(None, other, "Other")


def test_a_design_with_a_picture_that_was_never_kept_is_refused(session):
    with pytest.raises(designs.PictureMissing):
        designs.create(None, "House", changed(logo="0" * 64))


def test_a_design_comes_with_its_pictures(session):
    logo, hand = (pictures.keep(pictures.drawn(png(colour=colour))) for colour in ("red", "blue"))
    content = changed(logo=logo, signatories=(Signatory(name="F. Example", office="", image=hand),))

    images = designs.images_of(content)

    assert set(images) == {logo, hand}
    assert document.Design(content, images).content is content


def test_everything_that_is_done_with_designs_is_audited(session):
    made = designs.create(None, "House", PLAIN)
    designs.save(None, made, changed(ink="#702020"), "Red ink", based_on=1)
    designs.rename(None, made, "Home")
    designs.make_standard(None, made)
    designs.use_for(None, "tiny", made)
    session.flush()

    assert actions() == [
        "design.created", "design.saved", "design.saved", "design.renamed", "design.made_standard", "design.used_for",
    ]  # fmt: skip


def test_the_list_has_the_newest_editions_and_the_standard_design_first(design):
    designs.make_standard(None, designs.create(None, "Zebra", PLAIN))
    designs.save(None, design, changed(ink="#702020"), "Red ink", based_on=1)

    assert [(each.design.name, each.number) for each in designs.listed()] == [("Zebra", 1), ("House style", 2)]


def test_what_differs_is_told_field_by_field(app, session):
    both = (*PLAIN.signatories, Signatory(name="B", office="Registrar"))
    other = changed(ink="#702020", signatories=both, words={"ur": Words(title="سند")})

    with app.test_request_context():
        told = differences(PLAIN, other)

    assert told == [
        ("Ink: titles and lines", "#1d4a45", "#702020"),
        ("Second signatory: Name", "", "B"),
        ("Second signatory: Office", "", "Registrar"),
        ("Urdu: Title", "", "سند"),
    ]


# Pictures


@pytest.mark.parametrize(
    ("kind", "image", "mode"),
    [
        ("PNG", Image.new("P", (40, 30)), "RGB"),
        ("PNG", Image.new("LA", (40, 30), (10, 90)), "RGBA"),
        ("PNG", Image.new("I;16", (40, 30), 40000), "RGB"),
        ("PNG", Image.new("1", (40, 30)), "RGB"),
        ("JPEG", Image.new("CMYK", (40, 30)), "RGB"),
        ("JPEG", Image.new("L", (40, 30)), "RGB"),
        ("WEBP", Image.new("RGBA", (40, 30), (10, 20, 30, 90)), "RGBA"),
    ],
    ids=lambda value: getattr(value, "mode", value),
)
def test_every_kind_of_picture_becomes_a_plain_png(kind, image, mode):
    drawn = Image.open(BytesIO(pictures.drawn(file(kind, image))))

    assert (drawn.format, drawn.mode, drawn.size, drawn.info) == ("PNG", mode, (40, 30), {})


def test_sixteen_bits_become_eight_without_losing_the_picture():
    drawn = Image.open(BytesIO(pictures.drawn(file("PNG", Image.new("I;16", (4, 4), 40000)))))

    assert drawn.getpixel((0, 0)) == (155, 155, 155)


def test_what_else_the_file_held_is_left_behind():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6  # lies on its side
    upload = file("JPEG", Image.new("RGB", (60, 30), "red"), exif=exif, comment=b"secret") + b"PK\x03\x04<script>"

    drawn = pictures.drawn(upload)

    assert Image.open(BytesIO(drawn)).size == (30, 60)
    assert not any(word in drawn for word in (b"taken", b"secret", b"PK\x03\x04", b"<script>", b"eXIf", b"tEXt"))


def test_a_large_picture_is_made_smaller_and_keeps_what_is_transparent():
    image = Image.new("RGBA", (3000, 1000), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((500, 200, 2500, 800), fill=(30, 60, 90, 255))

    drawn = Image.open(BytesIO(pictures.drawn(file("PNG", image))))

    assert drawn.size == (1200, 400)
    assert (drawn.getpixel((0, 0))[3], drawn.getpixel((600, 200))) == (0, (30, 60, 90, 255))


def test_the_same_upload_gives_the_same_bytes_and_is_stored_once(session):
    upload = png()

    digests = {pictures.keep(pictures.drawn(upload)) for _ in range(3)}

    assert len(digests) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(DesignImage)) == 1


def test_a_colour_profile_that_is_none_does_not_matter():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()

    for icc_profile in (profile, b"nonsense"):
        drawn = Image.open(BytesIO(pictures.drawn(png(mode="RGB", colour=(200, 10, 10), icc_profile=icc_profile))))
        assert drawn.getpixel((0, 0)) == (200, 10, 10)


def head_only(width, height):
    """A PNG of a few bytes that says that it is huge."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    start = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + start + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


STEPS = {"save_all": True, "append_images": [Image.new("RGB", (9, 9), "red")]}
REFUSED = {
    "nothing": (b"", "unknown"),
    "a drawing": (b'<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
    "a page": (b"<html><script>alert(1)</script>", "unknown"),
    "a GIF": (file("GIF", Image.new("RGB", (9, 9))), "unknown"),
    "a TIFF": (file("TIFF", Image.new("RGB", (9, 9))), "unknown"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", "unknown"),
    "only a head": (b"\x89PNG\r\n\x1a\n", "unknown"),
    "too many bytes": (png() + bytes(pictures.LARGEST), "large"),
    "too many pixels": (head_only(5000, 4001), "pixels"),
    "a bomb": (head_only(100_000, 100_000), "pixels"),
    "less than it says": (head_only(4000, 4000), "broken"),
    "cut off": (png((900, 900))[:-200], "broken"),
    "moving": (file("PNG", Image.new("RGB", (9, 9)), **STEPS), "animated"),
    "moving WebP": (file("WEBP", Image.new("RGB", (9, 9)), **STEPS), "animated"),
}


@pytest.mark.parametrize(("upload", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_usable_picture_is_refused_for_a_reason(upload, code):
    importlib.import_module("weasyprint.images")  # makes Pillow lenient in the whole process

    with pytest.raises(NoPicture) as refused:
        pictures.drawn(upload)

    assert refused.value.code == code


def test_whatever_bytes_are_damaged_the_answer_is_a_picture_or_a_reason():
    chance = random.Random(7)
    picture = Image.effect_noise((40, 40), 60).convert("RGB")
    for upload in (*(file(kind, picture) for kind in FORMATS), file("WEBP", picture, lossless=True)):
        for _ in range(150):
            damaged = bytearray(upload)
            for place in chance.choices(range(len(damaged)), k=chance.randint(1, 8)):
                damaged[place] = chance.randrange(256)
            try:
                assert pictures.drawn(bytes(damaged)).startswith(b"\x89PNG")
            except NoPicture:
                pass


# The editor


def typed(**changes):
    """What a browser sends of an open editor."""
    plain = {
        "name": "House style", "layout": "engraved", "ink": "#1d4a45", "accent": "#94763c", "issuer": "Example Academy",
        "first-name": "F. Example", "first-office": "Director General", "sample_language": "en", "note": "A change",
        "based_on": "1",
    }  # fmt: skip
    return plain | {name.replace("__", "-"): value for name, value in changes.items()}


def uploaded(data, name="logo.png"):
    return BytesIO(data), name


def test_the_first_design_is_made_from_the_built_in_look(office):
    assert "No design of your own yet" in pages.opened(office, "/certificates/designs/").words
    form = pages.opened(office, "/certificates/designs/new").form("/certificates/designs/new")

    answer = office.post(form.action, data=form.filled(name="House style"))

    made = pages.opened(office, answer.location)
    assert "House style" in made.words
    assert designs.content_of(designs.listed()[0]).layout == "engraved"
    assert "House style" in pages.opened(office, "/certificates/designs/").words


def test_a_design_keeps_all_that_is_typed(office):
    sent = typed(
        layout="ruled", ink="#702020", accent="#204090", programme=" Common   Training ", logo__upload=uploaded(png()),
        first__image__upload=uploaded(png(colour="black"), "hand.png"), third__name="C. Third", ur__title="سند",
    )  # fmt: skip

    office.post("/certificates/designs/new", data=sent)

    content = designs.content_of(designs.listed()[0])
    assert (content.layout, content.ink, content.accent) == ("ruled", "#702020", "#204090")
    assert content.programme == "Common Training"
    assert [(who.name, bool(who.image)) for who in content.signatories] == [("F. Example", True), ("C. Third", False)]
    assert (content.words["ur"].title, set(content.words)) == ("سند", {"ur"})
    assert set(designs.images_of(content)) == content.images()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": " "}, "Enter a name"),
        ({"issuer": ""}, "Enter who issues the certificates"),
        ({"issuer": "x" * 121}, "cannot be longer than 120"),
        ({"issuer": "Ali\u202enahK"}, "This cannot be printed: U+202E"),
        ({"en__title": "漢字"}, "English: This cannot be printed"),
        ({"ink": "#9a9a9a"}, "its contrast is 2.8 to 1, and 4.5 to 1 is the least"),
        ({"ink": "red"}, "Choose a colour"),
        ({"accent": "url(x)"}, "Choose a colour"),
        ({"layout": "file:///etc/passwd"}, "Not a valid choice"),
        ({"sample_language": "xx"}, "Not a valid choice"),
        ({"first__name": "", "first__office": ""}, "Enter who signs the certificates"),
        ({"first__without": "y"}, "Enter who signs the certificates"),
        ({"second__office": "Registrar"}, "Enter the name of who signs"),
        ({"logo__kept": "0" * 64}, "This picture is not here any more"),
        ({"logo__kept": "../../etc"}, "This picture is not here any more"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_a_design_that_cannot_be_is_refused_beside_its_field(office, values, words):
    answer = office.post("/certificates/designs/new", data=typed(**values))

    assert answer.status_code == 400
    assert words in pages.read(answer).words
    assert designs.listed() == []


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"<svg/>", "Drawings can hold programs"), (png()[:90], "damaged"), (bytes(2_000_001), "larger than 2 MB")],
)
def test_a_picture_that_cannot_be_used_is_refused_beside_its_field(office, data, words):
    answer = office.post("/certificates/designs/new", data=typed(logo__upload=uploaded(data)))

    assert answer.status_code == 400
    assert words in pages.read(answer).words


def test_a_picture_survives_a_mistake_elsewhere_in_the_form(office):
    wrong = typed(name="", logo__upload=uploaded(png()))

    form = pages.read(office.post("/certificates/designs/new", data=wrong)).form("/certificates/designs/new")
    office.post(form.action, data=form.filled(name="House style", **{"logo-upload": (BytesIO(), "")}))

    assert designs.content_of(designs.listed()[0]).logo == dict(form.fields)["logo-kept"]


def test_four_pictures_fit_into_a_form_and_more_than_that_is_too_large(office):
    noise = file("PNG", Image.frombytes("RGB", (800, 800), random.Random(7).randbytes(800 * 800 * 3)))
    places = ("logo__upload", "first__image__upload", "second__image__upload", "third__image__upload")
    full = {place: uploaded(noise) for place in places}
    assert 7_000_000 < 4 * len(noise) < LARGEST_FORM

    fitting = office.post("/certificates/designs/new", data=typed(name="", **full))
    endless = office.post("/certificates/designs/new", data=typed(logo__upload=uploaded(bytes(LARGEST_FORM + 1))))

    assert fitting.status_code == 400 and "Enter a name" in pages.read(fitting).words
    assert endless.status_code == 413


def test_a_picture_is_left_out_and_a_signatory_too(office):
    office.post("/certificates/designs/new", data=typed(logo__upload=uploaded(png()), second__name="B. Second"))
    address = f"/certificates/designs/{designs.listed()[0].design_id}/edit"
    form = pages.opened(office, address).form(address)

    less = {"logo-without": "y", "first-without": "y", "logo-upload": (BytesIO(), "")}
    office.post(address, data=form.filled(note="Less", **less))

    content = designs.content_of(designs.listed()[0])
    assert content.logo is None
    assert [each.name for each in content.signatories] == ["B. Second"]


def test_a_change_needs_a_note_and_becomes_the_newest_edition(office, design):
    address = f"/certificates/designs/{design.id}/edit"
    form = pages.opened(office, address).form(address)

    silent = office.post(address, data=form.filled(ink="#702020"))
    told = office.post(address, data=form.filled(ink="#702020", note="Red ink"))

    assert silent.status_code == 400 and "Say in a few words what changed" in pages.read(silent).words
    words = pages.opened(office, told.location).words
    assert "Red ink" in words and "Gul Admin" in words


def test_whoever_saves_second_sees_what_the_other_changed_and_loses_nothing(office, design):
    address = f"/certificates/designs/{design.id}/edit"
    form = pages.opened(office, address).form(address)
    designs.save(None, design, changed(issuer="Their Academy"), "We moved", based_on=1)

    refused = office.post(address, data=form.filled(programme="Ours", note="Our programme"))
    page = pages.read(refused)
    again = page.form(address)
    office.post(address, data=again.filled())

    assert refused.status_code == 409
    assert "We moved" in page.words and "Their Academy" in page.words
    assert dict(again.fields)["programme"] == "Ours" and dict(again.fields)["based_on"] == "2"
    assert designs.content_of(designs.newest(design)).programme == "Ours"


def test_without_scripts_a_button_shows_the_preview_and_saves_nothing(office):
    page = pages.read(office.post("/certificates/designs/new", data=typed(show="preview", sample_language="bn")))

    image = next(image for image in page.all("img") if image["src"].startswith("data:image/png"))
    assert "Sample certificate in Bangla" in image["alt"] and "F. Example" in image["alt"]
    assert designs.listed() == []


def test_an_open_editor_gets_the_picture_and_the_kept_upload_anew(office):
    sent = typed(logo__upload=uploaded(png()), issuer="Renamed Academy")

    answer = office.post("/certificates/designs/preview", data=sent)

    assert answer.status_code == 200
    assert 'src="data:image/png;base64,' in answer.text
    assert 'data-taken-from="logo-upload"' in answer.text and "Renamed Academy" in answer.text


def test_an_open_editor_is_told_what_is_wrong_and_keeps_its_picture(office):
    answer = office.post("/certificates/designs/preview", data=typed(ink="#eeeeee", logo__upload=uploaded(b"<svg/>")))

    assert "contrast is 1.2 to 1" in answer.text and "Logo: This is an SVG drawing" in answer.text
    assert 'id="preview-picture"' not in answer.text


def test_the_sample_is_a_pdf_of_what_is_typed(office):
    answer = office.post("/certificates/designs/new", data=typed(show="pdf", issuer="Renamed Academy"))

    assert answer.mimetype == "application/pdf"
    assert "Renamed Academy" in PdfReader(BytesIO(answer.data)).pages[0].extract_text()


def test_a_sample_proves_nothing(app, session):
    with app.test_request_context():
        pdf = preview.pdf(document.Design(PLAIN))
        address = preview.sample(PLAIN, "en", long=False).verify_url

    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(preview.raster.picture(pdf, 2400))))
    assert code.text.partition("#")[0] == address
    assert app.url_map.bind("").match(urlsplit(address).path)[0] == "verify.certificate"
    assert "DEMONSTRATION" in PdfReader(BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.parametrize("address", ["/certificates/designs/preview", "/certificates/designs/new"])
def test_more_samples_at_once_than_the_process_takes_are_put_off(office, monkeypatch, address):
    monkeypatch.setattr(preview, "_room", BoundedSemaphore(1))
    monkeypatch.setattr(preview, "PATIENCE", 0.1)
    with preview._room:
        answer = office.post(address, data=typed())

    assert answer.status_code == 429
    assert "Several samples are being printed" in answer.text
    assert designs.listed() == []


def test_text_of_a_design_is_printed_as_text_and_pictures_are_served_as_pictures(office):
    sent = typed(
        issuer=HOSTILE, programme="url(http://127.0.0.1:9/x) @import", first__name="</style><b>B</b>",
        en__title="{{ config }}", logo__upload=uploaded(png() + b"<script>alert(1)</script>", "x.svg"),
    )  # fmt: skip

    answer = office.post("/certificates/designs/new", data=sent)

    edition = designs.listed()[0]
    page = pages.opened(office, answer.location)
    editor = pages.opened(office, f"/certificates/designs/{edition.design_id}/edit")
    sample = office.get(f"/certificates/designs/editions/{edition.id}.pdf").data
    text = PdfReader(BytesIO(sample)).pages[0].extract_text()
    served = office.get(f"/certificates/designs/pictures/{designs.content_of(edition).logo}.png")
    assert "<script>alert" not in page.html + editor.html and "<b>B</b>" not in page.html + editor.html
    assert "{{ 7*7 }}" in text and "{{ config }}" in text and "url(http://127.0.0.1:9/x)" in text
    assert (served.mimetype, served.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert b"<script>" not in served.data


def test_nothing_that_a_design_says_makes_the_press_open_a_file_or_ask_an_address(app, session):
    hostile = Words(title="<style>@import 'file:///etc/passwd'</style>", note="<img src=http://127.0.0.1:9/x.png>")
    content = changed(issuer=HOSTILE, programme="<svg><image href='file:///etc/hostname'/></svg>", words={"en": hostile})
    asked, here = [], threading.get_ident()

    def listen(event, arguments):
        if asked is not None and threading.get_ident() == here and event in ("open", "socket.connect", "socket.getaddrinfo", "urllib.Request"):
            asked.append(str(arguments[0]))

    with app.test_request_context():
        preview.pdf(document.Design(PLAIN), long=True)  # whatever is loaded once is loaded before
        sys.addaudithook(listen)
        pdf = preview.pdf(document.Design(content), long=True)
        found, asked = asked, None

    assert [name for name in found if not name.endswith("sRGB2014.icc")] == []
    assert "/etc/passwd" in PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_a_name_of_a_design_cannot_be_markup(office):
    answer = office.post("/certificates/designs/new", data=typed(name="<b>House</b>"))

    assert "<b>House</b>" not in office.get(answer.location).text
    assert "<b>House</b>" not in office.get("/certificates/designs/").text


def test_no_name_of_a_field_breaks_the_form(office):
    odd = typed() | {"first-image-kept-0": "x", "second": "x", "words-²": "x", "9" * 5000: "x", "logo": "x"}

    assert office.post("/certificates/designs/preview", data=odd).status_code == 200


def test_a_small_picture_of_an_edition_is_drawn_once(office, design):
    address = f"/certificates/designs/editions/{design.editions[0].id}.png"
    preview._kept.cache_clear()

    small, again, large = (office.get(address + size) for size in ("", "", "?large=1"))

    assert small.data == again.data
    assert (preview._kept.cache_info().misses, preview._kept.cache_info().hits) == (2, 1)
    assert [Image.open(BytesIO(each.data)).width for each in (small, large)] == [preview.SMALL, preview.WIDTH]
    assert "max-age" in small.headers["Cache-Control"] and "private" in small.headers["Cache-Control"]


def test_a_design_is_made_the_standard_and_chosen_for_a_course_and_given_up_again(office, design):
    factories.course("tiny")
    place = f"/certificates/designs/{design.id}"

    office.post(f"{place}/standard")
    office.post(f"{place}/courses", data={"course": "tiny"})
    used = pages.opened(office, "/certificates/designs/").words
    assert "Standard" in used and "Tiny course" in used
    assert designs.courses() == {"tiny": design.id}

    office.post(f"{place}/courses/tiny/give-up")
    office.post("/certificates/designs/usual")
    assert designs.courses() == {}
    assert designs.current("tiny") is None


def test_a_design_is_renamed_and_an_edition_brought_back(office, design):
    designs.save(None, design, changed(ink="#702020"), "Red ink", based_on=1)
    designs.create(None, "Other", PLAIN)
    place = f"/certificates/designs/{design.id}"

    taken = office.post(f"{place}/rename", data={"name": "Other"})
    office.post(f"{place}/rename", data={"name": "Home style"})
    office.post(f"/certificates/designs/editions/{design.editions[0].id}/restore")

    assert taken.status_code == 400 and "There is a design of this name already" in pages.read(taken).words
    words = pages.opened(office, place).words
    assert "Home style" in words and "Edition 1 again" in words
    assert designs.content_of(designs.newest(design)) == PLAIN


@pytest.mark.parametrize(
    "address",
    ["999", "999/edit", "editions/999.png", "editions/999.pdf", "pictures/..png", "pictures/none.png"],
)
def test_what_is_not_there_is_not_found(office, address):
    assert office.get(f"/certificates/designs/{address}").status_code == 404


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_designs_are_for_administrators(client, design, role):
    client.sign_in(factories.person(role))
    digest, edition = pictures.keep(pictures.drawn(png())), design.editions[0]

    for address in ("", "new", design.id, f"editions/{edition.id}.png", f"pictures/{digest}.png", "usual.png"):
        assert client.get(f"/certificates/designs/{address}").status_code == 403
    assert client.post("/certificates/designs/preview", data=typed()).status_code == 403


# The fullest sheets


@pytest.mark.parametrize("layout", ["engraved", "ruled", "plain"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_design_is_printed_in_each_language(app, session, layout, language):
    logo = pictures.keep(pictures.drawn(png((600, 600))))
    who = Signatory(name="Dr. Muhammad Abdur-Rahman Siddiqui", office="Director General and Secretary", image=logo)
    content = Content(
        issuer="Example Civil Service Academy of the Province", programme="Common Training Programme, 54th batch",
        layout=layout, logo=logo, signatories=(who, who, who), words={"ur": Words(title="سندِ تکمیل")},
    )  # fmt: skip

    with app.test_request_context():
        pdf = preview.pdf(document.Design(content, designs.images_of(content)), language, long=True)

    assert len(PdfReader(BytesIO(pdf)).pages) == 1


@pytest.mark.parametrize(
    ("colour", "contrast"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#777777", 4.48)]
)
def test_contrast_is_reckoned_as_the_guidelines_say(colour, contrast):
    assert colours.contrast_with_paper(colour) == pytest.approx(contrast, abs=0.02)
