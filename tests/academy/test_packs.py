"""Packs are untrusted: what is wrong comes back as findings with file and line, never as a crash or a half-read pack."""

import io
import os
import stat
import tracemalloc
import zipfile
import zlib
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from PIL import Image

import academy.app  # noqa: F401  says which kinds of pack there are
from academy import packs
from academy.packs import PackError, files, writing
from tests.factories import RULES, TINY

GOOD = dedent(RULES).encode()


def picture(kind="PNG", size=(3, 2), **options):
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **options)
    return file.getvalue()


PNG = picture()


def findings(**files):
    """What is wrong with a pack of these files; double underscores stand for dots."""
    named = {name.replace("__", "."): data if isinstance(data, bytes) else dedent(data).encode() for name, data in files.items()}
    with pytest.raises(PackError) as caught:
        packs.parse("land", named)
    return [str(finding) for finding in caught.value.findings]


def zipped(*entries, folder, packing=zipfile.ZIP_DEFLATED):
    path = folder / "land.zip"
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def refused(source):
    with pytest.raises(PackError) as caught:
        packs.read(source)
    return "\n".join(map(str, caught.value.findings))


def test_the_same_words_have_the_same_digest_however_they_are_written():
    plain = packs.parse("land", {"pack.yaml": b"kind: rules\n" + GOOD.replace(b"kind: rules\n", b"")})
    noisy = packs.parse("land", {"pack.yaml": b"# a comment\n" + GOOD.replace(b"title: A country", b'title: "A country"')})

    assert packs.digest(plain.canonical()) == packs.digest(noisy.canonical())


@pytest.mark.parametrize(
    "change",
    [(b"A country", b"Another country"), (b"1334", b"1335"), (b"slug: secrecy", b"slug: discretion")],
)
def test_another_word_has_another_digest(change):
    first = packs.parse("land", {"pack.yaml": GOOD})
    second = packs.parse("land", {"pack.yaml": GOOD.replace(*change)})

    assert first.canonical() != second.canonical()


def test_the_digest_is_of_the_rules_and_the_images_too():
    pack = packs.parse("land", {"pack.yaml": GOOD, "a.png": PNG})
    other_image = packs.parse("land", {"pack.yaml": GOOD, "a.png": picture(size=(4, 2))})

    assert pack.canonical() != other_image.canonical()
    assert pack.canonical({"rules": "f" * 64}) != pack.canonical()


def test_an_unknown_key_is_named_with_its_line():
    text = GOOD.replace(b"summary: Made", b"sumary: Typo\nsummary: Made")

    assert findings(pack__yaml=text) == [f"pack.yaml:{line_of(text, b'sumary')}:1: unknown key 'sumary'"]


def test_every_finding_comes_at_once_with_its_line():
    text = GOOD.replace(b"country: PK", b"country: Pakistan").replace(b"kind: helpline", b"kind: pigeon", 1)

    found = findings(pack__yaml=text)

    assert found[0].startswith(f"pack.yaml:{line_of(text, b'country:')}:1: country: ")
    assert found[-1].startswith(f"pack.yaml:{line_of(text, b'pigeon')}:") and "'helpline', 'app'" in found[-1]


def line_of(text, word):
    return text[: text.index(word)].count(b"\n") + 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind: rules\ntitle: A\ntitle: B\n", "pack.yaml:3:1: found duplicate key"),
        ("kind: rules\ntitle: &t A\nsummary: *t\n", "pack.yaml:2:8: anchors and aliases (& and *) are not allowed"),
        ("kind: rules\ntitle: &t A\n", "pack.yaml:2:8: anchors and aliases (& and *) are not allowed"),
        ("kind: rules\nsummary:\n  <<: {a: b}\n", "pack.yaml:3:3: a mapping cannot be merged into another"),
        ("kind: rules\n\ttitle: A\n", "pack.yaml:2:1: found character '\\t'"),
        ("kind: rules\ntitle: [A\n", "pack.yaml:3:1: "),
        ("kind: rules\n---\nkind: rules\n", "pack.yaml:2:1: but found another document"),
        ("- kind: rules\n", "a pack is a mapping"),
        ("", "a pack is a mapping"),
        ("kind: novel\n", "pack.yaml:1:1: kind must be one of: bank, course, dialogue, rules, scenario"),
        ("kind: [rules]\n", "pack.yaml:1:1: kind must be one of"),
        ("title: No kind\n", "kind must be one of"),
        ("kind: rules\n1: one\n", "pack.yaml:"),
        ("kind: rules\n? [a, b]\n: c\n", "pack.yaml:"),
        ('kind: rules\ntitle: "a\\0b"\n', "pack.yaml:2:1: holds the character U+0000"),
        ('kind: rules\ntitle: "a\\ud800b"\n', "pack.yaml:"),
        ("kind: rules\ntitle: a\x07b\n", "pack.yaml:2:9: "),
        ('kind: rules\ntitle: "a\\u202eb"\n', "pack.yaml:2:1: holds the character U+202E, which shows words in another order"),
        ("kind: rules\nsummary: .inf\n", "pack.yaml:2:1: this is no number that can be counted with"),
        ("kind: rules\nsummary: 9007199254740993\n", "pack.yaml:2:1: this number is too large to be kept exactly"),
        ("kind: rules\ntitle: !!python/object/apply:os.system [ls]\n", "pack.yaml:2:8: tags (!) are not allowed"),
        ("kind: rules\ntitle: !!int x\n", "pack.yaml:2:8: tags (!) are not allowed"),
        ("%TAG ! tag:x,2026:\n---\nkind: !y rules\n", "pack.yaml:3:7: tags (!) are not allowed"),
        ("kind: rules\ntitle: " + "9" * 5000, "pack.yaml:2:8: a number has at most 30 digits"),
        ("kind: rules\ntitle: 1e" + "9" * 5000, "pack.yaml:2:8: a number has at most 30 digits"),
        ("kind: rules\nsummary: |\n  two\n  lines\nsource: {checked_on: 2026-13-01}\n", "pack.yaml:5:22: this value is not what"),
        ("kind: " + "[" * 5000, "nested deeper than 30"),
        ("- " * 5000, "nested deeper than 30"),
        ("{a: " * 5000, "nested deeper than 30"),
    ],
)
def test_yaml_that_is_no_pack_is_refused_with_its_place(text, said):
    found = "\n".join(findings(pack__yaml=text.encode("utf-8", "surrogatepass")))

    assert said in found


def test_yaml_in_another_encoding_is_refused():
    assert "not UTF-8 text" in findings(pack__yaml="title: عائشہ".encode("utf-16"))[0]


def test_yaml_that_takes_too_long_to_read_is_refused_unread():
    assert findings(pack__yaml=b"- a\n" * 130_000) == ["pack.yaml:0:0: larger than 500 kB: 520000 bytes"]


def test_what_notepad_puts_before_a_text_is_no_part_of_it():
    assert packs.parse("land", {"pack.yaml": b"\xef\xbb\xbf" + GOOD}) == packs.parse("land", {"pack.yaml": GOOD})


def test_norway_stays_a_country():
    """YAML 1.2: no, yes, on and off are words, and 1_000 is text where text is wanted."""
    pack = packs.parse("land", {"pack.yaml": GOOD.replace(b"name: Water Board", b"name: no").replace(b"title: A country", b"title: off")})

    assert pack.content.offices[0].name == "no"
    assert pack.content.title == "off"


@pytest.mark.parametrize("number", ["99999999999999999999", "1e999", "-1", "1.5", "yes"])
def test_a_number_that_cannot_be_kept_is_a_finding(number):
    text = GOOD.replace(b"handles: [water, drains]", b"handles: [water, drains]\n    capacity: " + number.encode())

    assert findings(pack__yaml=text)


def test_the_same_slug_twice_is_refused():
    text = GOOD.replace(b"slug: power-company", b"slug: water-board")

    assert "offices has the same slug twice: water-board" in findings(pack__yaml=text)[0]


@pytest.mark.parametrize("slug", ["", "Land", "a_b", "-a", "a--b", "x" * 61, "..", "a/b", "لاہور"])
def test_the_folder_names_the_pack_and_has_to_be_a_slug(slug):
    with pytest.raises(PackError, match="small letters, digits and hyphens"):
        packs.parse(slug, {"pack.yaml": GOOD})


def test_a_pack_that_cites_rules_which_are_not_there_is_refused():
    shipped = packs.KINDS["scenario"].shipped / "blocked-drain"

    with pytest.raises(PackError, match=r"pack.yaml:\d+:1: there is no rules pack pakistan"):
        packs.read(shipped, lambda kind, slug: None)


@pytest.mark.parametrize(
    "name",
    ["../evil.md", "/etc/evil.md", "a/../../evil.md", "a//b.md", "C:\\evil.md", "a\\b.md", ".hidden.md", "CON .md", "a\nb.md",
     "x" * 130 + ".md", "run.py", "page.html", "picture.svg", "noending", "a.md/", "./a.md", "ü.md"],
)  # fmt: skip
def test_hostile_names_are_refused(tmp_path, name):
    source = zipped(("pack.yaml", GOOD), (name, b"words"), folder=tmp_path)

    if name.endswith("/"):
        assert packs.read(source).slug == "land"  # an empty folder is no file
    else:
        assert "file names are letters" in refused(source) or "files are" in refused(source)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR])
def test_a_link_or_device_in_a_zip_is_refused(tmp_path, kind):
    link = zipfile.ZipInfo("secret.md")
    link.external_attr = (kind | 0o777) << 16

    assert "links and devices are not allowed" in refused(zipped(("pack.yaml", GOOD), (link, b"/etc/passwd"), folder=tmp_path))


def test_a_zip_with_a_password_is_refused(tmp_path):
    source = zipped(("pack.yaml", GOOD), folder=tmp_path)
    data = source.read_bytes()
    place = data.index(files.ENTRY) + 8
    source.write_bytes(data[:place] + b"\x01" + data[place + 1 :])

    assert refused(source) == "pack.yaml:0:0: is locked with a password: make the zip without one"


def test_a_name_that_ends_before_it_ends_is_refused(tmp_path):
    source = zipped(("pack.yaml", GOOD), ("a.mdXevil.exe", b"words"), folder=tmp_path)
    source.write_bytes(source.read_bytes().replace(b"a.mdXevil.exe", b"a.md\0evil.exe"))

    assert refused(source) == "a.md:0:0: its name has a sign that ends names"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a.md", "A.md"], "A.md:0:0: differs from a.md in capital letters only"),
        (["images/a.png", "Images/a.png"], "Images/a.png:0:0: differs from images/a.png in capital letters only"),
        (["a.md", "a.md/b.md"], "a.md/b.md:0:0: a.md is a file, and cannot be its folder"),
        (["con.md"], "con.md:0:0: a file cannot be called so on every system"),
        (["lpt1/a.md"], "lpt1/a.md:0:0: a file cannot be called so on every system"),
        (["more.zip"], "more.zip:0:0: files are .jpeg, .jpg, .md, .png, .webp, .yaml"),
    ],
)
def test_names_that_clash_on_some_system_are_refused(tmp_path, names, said):
    assert said in refused(zipped(("pack.yaml", GOOD), *((name, PNG) for name in names), folder=tmp_path))


def test_what_systems_leave_in_folders_is_passed_over(tmp_path):
    left = ["__MACOSX/._pack.yaml", "__MACOSX/images/._a.png", ".DS_Store", "images/.DS_Store", "Thumbs.db", "desktop.ini"]
    source = zipped(("pack.yaml", GOOD), *((name, b"\0\1") for name in left), folder=tmp_path)

    assert packs.read(source) == packs.parse("land", {"pack.yaml": GOOD})


def test_a_zip_of_a_folder_is_called_as_the_folder(tmp_path):
    source = zipped(("My Land (2)/pack.yaml", GOOD), ("My Land (2)/images/a.png", PNG), folder=tmp_path)

    assert files.opened(source) == {"My Land (2)": {"pack.yaml": GOOD, "images/a.png": PNG}}


def test_a_zip_may_hold_several_packs(tmp_path):
    source = zipped(("land/pack.yaml", GOOD), ("other/pack.yaml", GOOD), folder=tmp_path)

    assert set(files.opened(source)) == {"land", "other"}
    assert "there are 2 packs in it: land, other" in refused(source)
    stray = zipped(("land/pack.yaml", GOOD), ("notes/a.md", b"words"), folder=tmp_path)
    assert "notes/a.md:0:0: stands in no pack: a pack is a folder with a pack.yaml" in refused(stray)


@pytest.mark.parametrize("top", ["..", ".", "", "C:", "a\\b", "a\nb"])
def test_a_folder_with_a_hostile_name_is_no_pack(tmp_path, top):
    assert refused(zipped((f"{top}/pack.yaml", GOOD), folder=tmp_path))


def test_files_from_a_browser_are_read_like_a_zip(tmp_path):
    sent = {"land/pack.yaml": GOOD, "land/images/a.png": PNG, "land/.DS_Store": b"\0"}

    assert files.opened_files(sent) == files.opened(zipped(*sent.items(), folder=tmp_path))


def test_a_name_that_is_in_a_zip_twice_is_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        source = zipped(("pack.yaml", GOOD), ("pack.yaml", GOOD), folder=tmp_path)

    assert "pack.yaml:0:0: is in the zip twice" in refused(source)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    one = zipped(("pack.yaml", GOOD), ("a.md", b"0" * (files.FILE_BYTES + 1)), folder=tmp_path)
    assert "a.md:0:0: larger than 2 MB: 2000001 bytes" in refused(one)

    many = zipped(("pack.yaml", GOOD), *((f"a{n}.md", b"0" * files.FILE_BYTES) for n in range(11)), folder=tmp_path)
    assert "a pack holds at most" in refused(many)

    crowd = zipped(("pack.yaml", GOOD), *((f"a{n}.md", b"0") for n in range(files.PACK_FILES)), folder=tmp_path)
    assert "a pack holds at most" in refused(crowd)


@pytest.mark.parametrize("declared", [10, 100_001, 1_999_999])
def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path, declared):
    source = zipped(("pack.yaml", GOOD), ("a.md", b"0" * 100_000), folder=tmp_path)
    data = source.read_bytes()
    source.write_bytes(data.replace((100_000).to_bytes(4, "little"), declared.to_bytes(4, "little")))

    assert "not a zip that can be read" in refused(source)


def test_a_zip_that_lies_takes_no_more_memory_than_a_true_one(tmp_path):
    """Two hundred megabytes of nothing, said to be ten bytes."""
    size = 200_000_000
    source = tmp_path / "land.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.md", "w") as file:
        for _ in range(200):
            file.write(bytes(size // 200))
    source.write_bytes(source.read_bytes().replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little")))

    tracemalloc.start()
    assert "not a zip that can be read" in refused(source)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 2 * files.ZIP_BYTES


def test_files_that_share_their_packed_bytes_are_refused(tmp_path):
    """As many names as there may be, for the same two megabytes: what counts is what they unpack to."""
    source = zipped(("pack.yaml", GOOD), *((f"a{n}.md", b"0" * files.FILE_BYTES) for n in range(10)), folder=tmp_path)

    assert "a pack holds at most" in refused(source)


def test_a_list_of_a_million_files_is_not_even_read(tmp_path):
    source = zipped(("pack.yaml", GOOD), folder=tmp_path)
    source.write_bytes(files.ENTRY * (files.MOST_ENTRIES + 1) + source.read_bytes())

    assert "a pack holds at most" in refused(source)


def test_a_zip_larger_than_any_pack_is_not_unpacked(tmp_path):
    source = zipped(("a.md", b"0" * files.ZIP_BYTES), folder=tmp_path, packing=zipfile.ZIP_STORED)

    assert "a pack holds at most 500 files and 20 MB" in refused(source)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.data())
def test_a_damaged_zip_is_a_pack_or_a_finding_and_never_a_crash(tmp_path, data):
    whole = bytearray(zipped(("pack.yaml", GOOD), ("a.png", PNG + bytes(300)), folder=tmp_path).read_bytes())
    for _ in range(data.draw(some.integers(1, 4))):
        whole[data.draw(some.integers(0, len(whole) - 1))] = data.draw(some.integers(0, 255))
    cut = data.draw(some.integers(0, len(whole)))
    source = tmp_path / "land.zip"
    source.write_bytes(bytes(whole[: cut or len(whole)]))

    try:
        packs.read(source)
    except PackError as error:
        assert error.findings


@settings(max_examples=200, deadline=None)
@given(some.binary(max_size=200) | some.text(alphabet="kind: rules\n-[]{}&*!|>'\"%@`?#\t\\0é\ud800", max_size=120))
def test_no_text_crashes_the_reader(text):
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")

    with pytest.raises(PackError):
        packs.parse("land", {"pack.yaml": data})


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_pictures_are_kept_as_they_are(tmp_path, kind):
    data = picture(kind)
    ending = {"JPEG": "jpg"}.get(kind, kind.lower())

    assert packs.read(zipped(("pack.yaml", GOOD), (f"a.{ending}", data), folder=tmp_path)).files == {f"a.{ending}": data}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b"GIF89a"), ("a.jpg", PNG), ("a.webp", b"<svg>"), ("a.png", b""), ("a.png", PNG[:-20]),
        ("a.png", PNG[:8] + b"<script>alert(1)</script>"), ("a.jpg", b"\xff\xd8\xff*/=alert(1)/*"),
        ("a.webp", b"RIFF____WEBP<html>"), ("a.jpg", picture("JPEG", (200, 200))[:-400]),
    ],
)  # fmt: skip
def test_an_image_that_is_something_else_is_refused(tmp_path, name, data):
    said = refused(zipped(("pack.yaml", GOOD), (name, data), folder=tmp_path))

    assert said == f"{name}:0:0: its content is not the image that its ending says, or is damaged"


@pytest.mark.parametrize("size", [(20_000, 20_000), (60_000, 10)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(tmp_path, size):
    head = b"IHDR" + size[0].to_bytes(4) + size[1].to_bytes(4) + bytes([8, 2, 0, 0, 0])
    chunk = (13).to_bytes(4) + head + zlib.crc32(head).to_bytes(4)
    huge = PNG[:8] + chunk + PNG[33:]

    assert "a picture has at most 20 million pixels, and 10000 a side" in refused(
        zipped(("pack.yaml", GOOD), ("a.png", huge), folder=tmp_path)
    )


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(tmp_path, kind):
    frames = {"save_all": True, "append_images": [Image.new("RGB", (3, 2), "red")], "duration": 90}
    source = zipped(("pack.yaml", GOOD), (f"a.{kind.lower()}", picture(kind, **frames)), folder=tmp_path)

    assert "a picture that moves is not allowed" in refused(source)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a\0b", b"a\x1b[31mb"])
def test_markdown_that_is_no_text_is_refused(tmp_path, data):
    assert refused(zipped(("pack.yaml", GOOD), ("a.md", b"one\n" + data), folder=tmp_path)).startswith("a.md:2:")


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_zip_that_can_only_be_unpacked_without_a_bound_is_refused(tmp_path, packing):
    said = refused(zipped(("pack.yaml", GOOD), folder=tmp_path, packing=packing))

    assert said == "pack.yaml:0:0: is packed in an unusual way: make an ordinary zip"


def test_a_zip_whose_packed_bytes_are_damaged_is_refused(tmp_path):
    source = zipped(("pack.yaml", GOOD), folder=tmp_path)
    whole = source.read_bytes()
    source.write_bytes(whole[:60] + bytes(40) + whole[100:])

    assert "not a zip that can be read" in refused(source)


def test_a_folder_is_read_like_a_zip(tmp_path):
    folder = tmp_path / "land"
    folder.mkdir()
    (folder / "pack.yaml").write_bytes(GOOD)
    (folder / "a.png").write_bytes(PNG)

    assert packs.read(folder) == packs.read(zipped(("pack.yaml", GOOD), ("a.png", PNG), folder=tmp_path))


@pytest.mark.parametrize("kind", ["file", "folder", "pipe"])
def test_links_and_devices_in_a_folder_are_refused(tmp_path, kind):
    folder = tmp_path / "land"
    folder.mkdir()
    (folder / "pack.yaml").write_bytes(GOOD)
    if kind == "pipe":
        os.mkfifo(folder / "a.md")
    else:
        (folder / ("a.md" if kind == "file" else "images")).symlink_to("/etc/passwd" if kind == "file" else "/etc")

    assert "links and devices are not allowed" in refused(folder)


@pytest.mark.parametrize("source", ["nothing", "nothing.zip"])
def test_what_is_not_there_is_a_finding(tmp_path, source):
    assert refused(tmp_path / source)


def test_a_zip_without_a_pack_is_refused(tmp_path):
    assert "there is no pack.yaml" in refused(zipped(("a.png", PNG), folder=tmp_path))
    (tmp_path / "text.zip").write_text("no zip at all")
    assert "not a zip that can be read" in refused(tmp_path / "text.zip")


def test_a_zip_in_memory_is_read_too(tmp_path):
    data = io.BytesIO(zipped(("pack.yaml", GOOD), folder=tmp_path).read_bytes())

    assert files.opened_zip(data) == {"": {"pack.yaml": GOOD}}


def test_the_same_files_make_the_same_zip():
    made = files.zipped({"pack.yaml": GOOD, "images/a.png": PNG})

    assert made == files.zipped({"pack.yaml": GOOD, "images/a.png": PNG})
    assert files.opened_zip(io.BytesIO(made)) == {"": {"pack.yaml": GOOD, "images/a.png": PNG}}


def test_a_pack_of_many_files_is_no_larger_than_one_that_can_come_back():
    """What nobody could read again once it is written out is not taken in at all, by whichever way it comes."""
    lesson = "      - {{type: lesson, slug: l{0}, title: Long, minutes: 1, body: a{0}.md}}\n"
    course = dedent(TINY).partition("      - type: lesson")[0] + "".join(lesson.format(number) for number in range(9))
    lessons = {f"a{number}__md": b"A line of a lesson.\n" * 2900 for number in range(9)}

    size, rules = findings(pack__yaml=course, **lessons)

    assert size.startswith("pack.yaml:1:1: written as one file the pack is larger than 500 kB: ")
    assert "there is no rules pack land" in rules


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"a": [], "b": [1], "c": ["x\ny\n", "z: 'q'"], "d": None, "e": [[1], [2, [3]]]},
        {"posts": [{}, {"a": [], "b": {"c": ["long " * 60] * 3}}, {"a": "ü" * 300}], "ü": ["ü", "é"]},
    ],
)
def test_the_size_of_a_file_is_that_of_its_parts_together(document):
    assert writing.size_of("course", document) == len(writing.written("course", document))
