"""Two hundred files that are no list of people, or a broken one: each is answered in words, in bounded time and memory."""

import io
import random
import re
import time
import tracemalloc
import zipfile

import openpyxl
import pytest

from academy.exports.reading import Unreadable
from academy.roll import files, words
from tests import pages

HEAD = "email,name\n"
GOOD = HEAD + "ada@example.org,Ada Karim\n"
NS = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"
SECONDS, MEGABYTES = 20, 150


def workbook(rows=(("email", "name"), ("ada@example.org", "Ada")), **changed):
    """A workbook; `changed` are parts of it, by a name in which __ is a slash."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(out := io.BytesIO())
    return repacked(
        out.getvalue(), {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in changed.items()}
    )


def repacked(data, changed, packing=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", packing) as target:
        for name in source.namelist():
            target.writestr(name, changed.get(name, source.read(name)))
    return out.getvalue()


def zipped(**entries):
    with zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("_csv", ".csv"), content)
    return out.getvalue()


def sheet(xml):
    return workbook(xl__worksheets__sheet1_xml=xml)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(
        b'<!ENTITY a%d "%s">' % (number, b"&a%d;" % (number - 1) * 10 if number > 1 else b"&a;" * 10)
        for number in range(1, 10)
    )
    + b"]>"
    + NS
    + b"<row><c t='inlineStr'><is><t>&a9;</t></is></c></row>"
    + END
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    + NS
    + b"<row><c t='inlineStr'><is><t>&e;</t></is></c></row>"
    + END
)
SPARSE = NS + b'<row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c></row><row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>' + END  # fmt: skip
BY_HAND = {
    "empty": b"",
    "only a mark": b"\xef\xbb\xbf",
    "only a mark of UTF-16": b"\xff\xfe",
    "spaces": b"  \n \n",
    "no rows": HEAD.encode(),
    "no header": b"\n" + GOOD.encode(),
    "a wrong zip": b"PK\x03\x04 and no more",
    "a zip of other things": zipped(readme="hello"),
    "an empty zip": zipped(),
    "a zip of zeros": zipped(users_csv="email\n" + "\0" * 20_000_000),
    "a bomb in a workbook": workbook(docProps__core_xml=b"<x/>" + b" " * 100_000_000),
    "a bomb in a roster": zipped(users_csv="x" * 100_000_000),
    "a roster without a header": zipped(users_csv=""),
    "16,384 columns": ",".join(f"c{number}" for number in range(16_384)).encode() + b"\n1\n",
    "16,384 columns in a workbook": workbook([[f"c{number}" for number in range(16_384)], ["1"]]),
    "the same column twice": b"email,email\na@b.org,c@d.org\n",
    "a cell of ten million": GOOD.encode() + b"a@b.org," + b"x" * 7_000_000 + b"\n",
    "a file that is too large": GOOD.encode() + b"x" * 8_000_000,
    "a million rows": HEAD.encode() + b"a,b\n" * 1_000_000,
    "millions of empty cells": HEAD.encode() + b"," * 6_000_000,
    "NULs": HEAD.encode() + b"a\0@b.org,x\n",
    "a lone quote": HEAD.encode() + b'"ada@example.org,Ada\nb@example.org,B\n',
    "a quote within": HEAD.encode() + b'"ada"@example.org,Ada\n',
    "billion laughs": sheet(LAUGHS),
    "an entity from outside": sheet(OUTSIDE),
    "a cell at row 1,048,576": sheet(SPARSE),
    "millions of rows in a workbook": sheet(NS + b"<row/>" * 200_000 + END),
    "elements without end": sheet(NS + b"<row>" * 100_000),
    "a broken sheet": sheet(NS + b"<row><c"),
    "no sheet": workbook(xl__workbook_xml=b"<workbook/>"),
    "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    "a page by the name of a workbook": b"\n<html><table><tr><td>email</td></tr></table></html>",
    "XML": b"<?xml version='1.0'?><people/>",
    "a page with a mark": b"\xef\xbb\xbf<!DOCTYPE html><p>x",
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "PNG": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "JPEG": b"\xff\xd8\xff\xe0" + bytes(500),
    "gzip": b"\x1f\x8b\x08" + bytes(50),
    "UTF-32": GOOD.encode("utf-32"),
    "half of UTF-16": GOOD.encode("utf-16") + b"x",
    "letters of two encodings": HEAD.encode() + "a@b.org,Ren\u00e9 \u202e\n".encode() + b"x\xe9,\xff\x81\n",
    "BZIP2 inside": repacked(workbook(), {}, zipfile.ZIP_BZIP2),
}
READ_WITH_FAULTS = {  # tables, whose rows are wrong
    "the header twice": HEAD + HEAD,
    "ragged rows": HEAD + "a@b.org,A,more,and more\nc@b.org\n",
    "formulas": HEAD + '=cmd|x!A1,"=1+1"\n',
    "hidden letters": HEAD + "a@b.org,Ada\u202eKarim\n",
    "formulas in a workbook": workbook([["email", "name"], ["=A1", "=1+1"]]),
    "dates and numbers": workbook([["email", "name"], [1.5, True]]),
}


def generated(count):
    """Good files, broken at random: cut off, bytes changed, pieces repeated. The same ones each time."""
    chance = random.Random(54)
    seeds = [
        workbook(),
        GOOD.encode("utf-16"),
        GOOD.encode() * 40,
        zipped(users_csv="email,givenName\na@b.org,Ada\n", roles_csv="x"),
    ]
    for number in range(count):
        data = bytearray(seeds[number % len(seeds)])
        for _ in range(chance.randint(1, 30)):
            place = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[place] = chance.randrange(256)
                case 1:
                    del data[place : place + chance.randint(1, 40)]
                case 2:
                    data[place:place] = data[place : place + chance.randint(1, 400)]
                case 3:
                    data[place:place] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 9)))
            data = data or bytearray(b"x")
        yield bytes(data)


GENERATED = list(generated(200 - len(BY_HAND) - len(READ_WITH_FAULTS)))


@pytest.mark.parametrize("name", BY_HAND)
def test_what_is_no_list_is_refused_in_words(app, send, name):
    before = time.monotonic()

    answer = send(BY_HAND[name], "people.csv")

    assert answer.status_code == 400 and time.monotonic() - before < SECONDS
    page = pages.read(answer)
    with app.test_request_context():
        assert any(str(said) in page.words for said in words.UNREADABLE.values())
    assert page.all("input", id="file")[0]["aria-invalid"] == "true"


@pytest.mark.parametrize(
    "name", [name for name in BY_HAND if re.search("bomb|million|16,384|1,048,576|laughs|without end|zeros", name)]
)
def test_what_would_fill_the_memory_does_not(name):
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable):
            files.read(BY_HAND[name])
        assert tracemalloc.get_traced_memory()[1] < MEGABYTES * 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", READ_WITH_FAULTS)
def test_a_list_with_faults_is_shown_with_them(office, kept, name):
    data = READ_WITH_FAULTS[name]

    page = pages.opened(office, kept(data, "people.csv"))

    assert "Fix these and upload again" in page.words
    assert "0 of " in page.words


def test_files_that_are_broken_at_random_are_read_or_refused_in_bounded_time(send, office):
    assert len(BY_HAND) + len(READ_WITH_FAULTS) + len(GENERATED) == 200
    refused = 0
    for data in GENERATED:
        before = time.monotonic()
        answer = send(data)
        assert answer.status_code in (302, 400) and time.monotonic() - before < SECONDS
        refused += answer.status_code == 400
        if answer.status_code == 302:
            assert office.get(answer.location).status_code == 200

    assert 20 < refused < len(GENERATED)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_that_say_what_they_are_are_read(encoding, said, delimiter):
    text = "email,name\nzara@example.org,زرناب نورپوری\n".replace(",", delimiter)

    found = files.read(text.encode(encoding))

    assert found.encoding == said
    assert found.rows[0].cells == {"email": "zara@example.org", "name": "زرناب نورپوری"}


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp1252", "Ren\u00e9 \u00c7elik, Ministère"), ("cp1256", "محمد علی خان، اسلام آباد")]
)
def test_old_encodings_are_guessed(encoding, name):
    text = "email,name\n" + "".join(f'p{number}@example.org,"{name} {number}"\n' for number in range(30))

    found = files.read(text.encode(encoding, errors="ignore"))

    assert found.encoding == encoding
    assert found.rows[3].cells["name"] == f"{name} 3".encode(encoding, errors="ignore").decode(encoding)


def test_cells_of_a_workbook_are_read_as_they_are_shown():
    book = openpyxl.Workbook()
    for row in (
        ["personal_number", "name"],
        ["0042", "text"],
        [42.0, "number"],
        [42, "zeros"],
        [3520112345671, "long"],
    ):
        book.active.append(row)
    book.active["A4"].number_format = "00000"
    book.save(out := io.BytesIO())

    assert [row.cells["personal_number"] for row in files.read(out.getvalue()).rows] == [
        "0042",
        "42",
        "00042",
        "3520112345671",
    ]


def test_a_roster_comes_with_its_roles():
    users = "sourcedId,enabledUser,givenName,familyName,identifier,email\nu1,true,Ada,Karim,007,ada@example.org\nu2,true,Bea,Noor,008,bea@example.org\n"
    roles = "sourcedId,userSourcedId,roleType,role\nr1,u2,secondary,student\nr2,u2,primary,teacher\n"

    found = files.read(zipped(users_csv=users, roles_csv=roles))

    assert [(row.cells["identifier"], row.cells["role"]) for row in found.rows] == [("007", ""), ("008", "teacher")]


def test_every_way_to_be_unreadable_has_its_words():
    for code in ("format", "old", "html", "other", "encoding", "large", "empty", "columns", "no_rows"):
        assert words.UNREADABLE[Unreadable(code).code]
