"""Packs are untrusted: what is wrong comes back as findings with file and line, never as a crash or a half-read pack."""

import io
import os
import stat
import zipfile
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

import academy.app  # noqa: F401  says which kinds of pack there are
from academy import packs
from academy.packs import PackError, files
from tests.factories import RULES

PNG = b"\x89PNG\r\n\x1a\n"
GOOD = dedent(RULES).encode()


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
    other_image = packs.parse("land", {"pack.yaml": GOOD, "a.png": PNG + b"more"})

    assert pack.canonical() != other_image.canonical()
    assert pack.canonical("f" * 64) != pack.canonical()


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
        ("kind: rules\ntitle: &t A\nsummary: *t\n", "pack.yaml:3:10: anchors and aliases (& and *) are not allowed"),
        ("kind: rules\n\ttitle: A\n", "pack.yaml:2:1: found character '\\t'"),
        ("kind: rules\ntitle: [A\n", "pack.yaml:3:1: "),
        ("kind: rules\n---\nkind: rules\n", "pack.yaml:2:1: but found another document"),
        ("- kind: rules\n", "a pack is a mapping"),
        ("", "a pack is a mapping"),
        ("kind: novel\n", "pack.yaml:1:1: kind must be one of: course, rules, scenario"),
        ("kind: [rules]\n", "pack.yaml:1:1: kind must be one of"),
        ("title: No kind\n", "kind must be one of"),
        ("kind: rules\n1: one\n", "pack.yaml:"),
        ("kind: rules\n? [a, b]\n: c\n", "pack.yaml:"),
        ('kind: rules\ntitle: "a\\0b"\n', "pack.yaml:2:1: holds the character U+0000"),
        ('kind: rules\ntitle: "a\\ud800b"\n', "pack.yaml:"),
        ("kind: rules\ntitle: a\x07b\n", "pack.yaml:"),
        ("kind: rules\ntitle: !!python/object/apply:os.system [ls]\n", "pack.yaml:"),
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


def test_norway_stays_a_country():
    """YAML 1.2: no, yes, on and off are words, and 1_000 is text where text is wanted."""
    pack = packs.parse("land", {"pack.yaml": GOOD.replace(b"name: Water Board", b"name: no").replace(b"title: A country", b"title: off")})

    assert pack.content.offices[0].name == "no"
    assert pack.content.title == "off"


@pytest.mark.parametrize("value", ["2026-13-01", "9" * 5000, "!!int x", "!!float x", "!!bool x"])
def test_a_value_that_is_none_of_its_kind_is_a_finding(value):
    assert "not what it looks like" in findings(pack__yaml=f"kind: rules\ntitle: {value}\n")[0]


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
        packs.read(shipped, rules=lambda slug: None)


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


def test_a_link_in_a_zip_is_refused(tmp_path):
    link = zipfile.ZipInfo("secret.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert "links are not allowed" in refused(zipped(("pack.yaml", GOOD), (link, b"/etc/passwd"), folder=tmp_path))


def test_a_name_that_is_in_a_zip_twice_is_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        source = zipped(("pack.yaml", GOOD), ("pack.yaml", GOOD), folder=tmp_path)

    assert "pack.yaml:0:0: is in the zip twice" in refused(source)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    one = zipped(("pack.yaml", GOOD), ("a.md", b"0" * (files.FILE_BYTES + 1)), folder=tmp_path)
    assert "a.md:0:0: larger than 2 MB" in refused(one)

    many = zipped(("pack.yaml", GOOD), *((f"a{n}.md", b"0" * files.FILE_BYTES) for n in range(11)), folder=tmp_path)
    assert "a pack holds at most" in refused(many)

    crowd = zipped(("pack.yaml", GOOD), *((f"a{n}.md", b"0") for n in range(files.PACK_FILES)), folder=tmp_path)
    assert "a pack holds at most" in refused(crowd)


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path):
    source = zipped(("pack.yaml", GOOD), ("a.md", b"0" * 100_000), folder=tmp_path)
    data = source.read_bytes()
    source.write_bytes(data.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))

    assert "not a zip that can be read" in refused(source)


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


@pytest.mark.parametrize(("name", "data"), [("a.png", b"GIF89a"), ("a.jpg", PNG), ("a.webp", b"<svg>"), ("a.png", b"")])
def test_an_image_that_is_something_else_is_refused(tmp_path, name, data):
    said = refused(zipped(("pack.yaml", GOOD), (name, data), folder=tmp_path))

    assert said == f"{name}:0:0: its content is not the image that its ending says"


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a\0b", b"a\x1b[31mb"])
def test_markdown_that_is_no_text_is_refused(tmp_path, data):
    assert refused(zipped(("pack.yaml", GOOD), ("a.md", data), folder=tmp_path)).startswith("a.md:0:0: ")


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_a_zip_whose_packed_bytes_are_damaged_is_refused(tmp_path, packing):
    source = zipped(("pack.yaml", GOOD), folder=tmp_path, packing=packing)
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

    assert files.of_zip(data) == {"pack.yaml": GOOD}
