"""Editions: immutable, stored once, pinned by whoever started with them; and what authors write stays harmless."""

import io
import zipfile
from textwrap import dedent

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from markupsafe import Markup
from PIL import Image

from academy import editions, packs, records
from academy.audit.models import AuditEntry
from academy.editions import archives
from academy.editions.models import Edition, EditionFile
from academy.packs.documents import TURNING
from academy.pages import markdown
from tests import factories



def picture():
    file = io.BytesIO()
    Image.new("RGB", (3, 2), "teal").save(file, "PNG")
    return file.getvalue()


PNG = picture()
TEXT = dedent(factories.RULES).encode()


def parsed(change=(b"", b""), **files):
    return packs.parse("land", {"pack.yaml": TEXT.replace(*change), **{k.replace("__", "."): v for k, v in files.items()}})


def taken(folder, zipped):
    """The edition that a zip becomes."""
    path = folder / "land.zip"
    path.write_bytes(zipped)
    return packs.read(path)


def test_the_same_pack_makes_one_edition(session):
    first = editions.take_in(parsed())
    second = editions.take_in(parsed())

    assert first is second
    notes = sa.select(sa.func.count()).where(AuditEntry.action == "edition.published", AuditEntry.subject_id == first.id)
    assert session.scalar(notes) == 1


def test_a_changed_pack_is_another_edition_and_is_offered_from_then_on(session):
    first = editions.take_in(parsed())
    second = editions.take_in(parsed((b"A country", b"Another country")))

    assert first.digest != second.digest
    assert editions.published("rules", "land") is second
    assert editions.content(first).title == "A country"


def test_an_earlier_edition_can_be_offered_again(session):
    first = editions.take_in(parsed())
    editions.take_in(parsed((b"A country", b"Another country")))

    assert editions.take_in(parsed()) is first
    assert editions.published("rules", "land") is first


def test_whoever_started_keeps_the_edition_they_started_with(session):
    enrolment = factories.enrolment()
    first = editions.take_in(parsed())
    records.pin(enrolment, "scenario/land", first)
    second = editions.take_in(parsed((b"A country", b"Another country")))

    assert records.pin(enrolment, "scenario/land", second) is first
    assert records.pinned(enrolment, "scenario/land") is first
    assert records.pin(factories.enrolment(), "scenario/land", second) is second


@pytest.mark.parametrize("model", [Edition, EditionFile])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_no_edition_and_no_image_is_changed_or_deleted(session, model, change):
    editions.take_in(parsed(a__png=PNG))
    statement = sa.delete(model) if change == "delete" else sa.update(model).values(digest="0" * 64)

    with pytest.raises(sa.exc.IntegrityError, match=f"{model.__tablename__} is append-only"), session.begin_nested():
        session.execute(statement.where(model.digest == session.scalar(sa.select(sa.func.max(model.digest)))))


def test_an_image_is_stored_once_however_many_editions_show_it(session):
    for title in (b"One", b"Two", b"Three"):
        editions.take_in(parsed((b"A country", title), a__png=PNG, b__png=PNG))

    assert session.scalar(sa.select(sa.func.count()).where(EditionFile.digest == packs.digest(PNG))) == 1


def test_the_digest_pins_the_rules_that_are_cited(session):
    factories.rules("land")
    first = course("land")
    editions.take_in(parsed((b"Rule 24", b"Rule 25")))
    second = course("land")

    assert first.digest != second.digest
    assert editions.content(first.rules).conduct[0].number == "Rule 24"
    assert editions.content(second.rules).conduct[0].number == "Rule 25"


def course(rules, title="A course"):
    return factories.edition(
        "small",
        f"""
        kind: course
        title: {title}
        code: S-1
        summary: Made for the suite.
        hours: 1
        competencies: [Reads]
        rules: {rules}
        modules:
          - slug: first
            title: First
            summary: First things.
            activities:
              - {{type: lesson, slug: read-me, title: Read me, minutes: 5, body: Words., sources: [{{title: A source,
                 checked_on: 2026-11-01, certainty: advice}}]}}
        """,
    )


def test_an_export_is_taken_in_again_to_the_same_digest(session, tmp_path):
    edition = editions.take_in(parsed(images__png=PNG))

    again = editions.take_in(taken(tmp_path, archives.export(edition)))

    assert again is edition


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.text(some.characters(exclude_categories=("Cc", "Cs"), exclude_characters=TURNING) | some.sampled_from("\n\r\t \":#'-|>&*!%@`{}[],?~0"), min_size=1))
def test_any_words_survive_export_and_import(session, tmp_path, words):
    content = parsed().content.model_copy(update={"summary": words})
    rules = packs.Pack("rules", "land", packs.KINDS["rules"].schema.model_validate(stripped(content)))
    canonical = rules.canonical()
    edition = Edition(kind="rules", slug="land", digest=packs.digest(canonical), title="x", canonical=canonical)

    again = taken(tmp_path, archives.export(edition))

    assert again.canonical() == rules.canonical()


def stripped(content):
    """As the schema keeps it: an empty summary would be refused."""
    values = content.model_dump(mode="json")
    return values | {"summary": values["summary"].strip() or "no words"}


@pytest.mark.slow
def test_every_shipped_pack_is_exported_and_taken_in_again_to_the_same_digest(session, tmp_path):
    found, _ = editions.read_many(editions.shipped())
    for edition in [editions.take_in(pack) for pack in found]:
        path = tmp_path / f"{edition.slug}.zip"
        path.write_bytes(archives.export(edition))

        assert editions.take_in(packs.read(path, editions.published_content)) is edition


def test_rules_and_packs_that_cite_them_are_read_in_one_go(session, tmp_path):
    rules, scenario = (packs.KINDS[kind].shipped / slug for kind, slug in (("rules", "pakistan"), ("scenario", "blocked-drain")))

    found, findings = editions.read_many([scenario, rules], stored=False)

    assert not findings
    assert [pack.kind for pack in found] == ["rules", "scenario"]


def test_zipped_rules_and_packs_that_cite_them_are_read_in_one_go(session, tmp_path):
    sources = [zip_of(packs.KINDS[kind].shipped / slug, tmp_path) for kind, slug in (("scenario", "blocked-drain"), ("rules", "pakistan"))]

    found, findings = editions.read_many(sources, stored=False)

    assert not findings
    assert {pack.slug for pack in found} == {"blocked-drain", "pakistan"}


def zip_of(folder, into):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for file in folder.rglob("*.*"):
            archive.write(file, file.relative_to(folder).as_posix())
    path = into / f"{folder.name}.zip"
    path.write_bytes(buffer.getvalue())
    return path


def test_a_broken_pack_names_its_folder_and_does_not_hide_the_others(session, tmp_path):
    good, bad = tmp_path / "good", tmp_path / "bad"
    for folder, text in ((good, TEXT), (bad, TEXT.replace(b"title: A country", b"titel: A country"))):
        folder.mkdir()
        (folder / "pack.yaml").write_bytes(text)

    found, findings = editions.read_many([good, bad])

    assert [pack.slug for pack in found] == ["good"]
    assert f"{bad}/pack.yaml:3:1: unknown key 'titel'" in map(str, findings)


@pytest.mark.parametrize(
    "authored",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "![x](javascript:alert(1))",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)",
        '![x"onerror="alert(1)](y.png)',
        '![x](y.png"onerror="alert(1))',
        "<iframe src=//evil.example></iframe>",
        "<style>*{display:none}</style>",
        "<form action=//evil.example><input name=password></form>",
        "[x]: javascript:alert(1)\n\n[x]",
        "<javascript:alert(1)>",
    ],
)
@pytest.mark.parametrize("images", ["", "/courses/small/files/"])
def test_what_an_author_writes_cannot_run_in_a_browser(authored, images):
    shown = markdown(authored, images)

    assert isinstance(shown, Markup)
    assert dangers(shown) == []


def dangers(html):
    """Elements and attributes in rendered HTML that could do something."""
    from html.parser import HTMLParser

    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag in ("script", "iframe", "style", "form", "input", "svg", "object", "embed", "base", "meta", "link"):
                found.append(tag)
            for name, value in attributes:
                if name.startswith("on") or name == "style" or ":" in (value or "").split("/")[0] and not safe(value):
                    found.append((name, value))

    Reader().feed(str(html))
    return found


def safe(address):
    return address.split(":")[0].lower() in ("http", "https", "mailto", "tel")


def test_markdown_keeps_what_authors_need():
    shown = markdown('## Head\n\nSay *"yes"* -- **now**\n\n![A lamp](images/lamp.png)\n\n| a | b |\n|---|---|\n| 1 | 2 |', "/files/")

    assert "<h2>Head</h2>" in shown
    assert "<em>“yes”</em> – <strong>now</strong>" in shown
    assert '<img src="/files/images/lamp.png" alt="A lamp">' in shown
    assert "<table>" in shown


def test_links_to_other_sites_do_not_hand_over_the_page():
    assert 'rel="noopener noreferrer"' in markdown("[law](https://gazette.example)")
