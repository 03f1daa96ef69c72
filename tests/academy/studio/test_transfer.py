"""Packs from files: looked at first, taken in as drafts, and given out again as they were."""

import io
import zipfile
from textwrap import dedent

import pytest
import sqlalchemy as sa
import time_machine
from PIL import Image

from academy import clock, editions, packs
from academy.accounts import sessions
from academy.audit.models import AuditEntry
from academy.editions import archives
from academy.packs import documents, files, writing
from academy.studio import drafts, edits, outline as outlines, publishing, transfer, uploads
from academy.studio.models import DraftVersion, PackUpload
from tests import factories, pages

GOOD = dedent(factories.RULES).encode()


def picture():
    file = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def author(session):
    return factories.instructor(name="Amina")


@pytest.fixture
def desk(client, author):
    return client.sign_in(author)


def bring(desk, *sent, box="files"):
    """The page that shows what was brought; `sent` are (name, bytes) pairs."""
    chosen = [(io.BytesIO(data), name) for name, data in sent]
    answer = desk.post("/studio/import", data={box: chosen}, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text
    return pages.opened(desk, answer.location), answer.location


def take(desk, page, number=1, do="draft", **values):
    """Send the form of a pack, with what is typed or chosen in it."""
    form = next(form for form in page.forms if form.action.endswith(f"/{number}") and "import" in form.action)
    return desk.post(
        form.action, data=form.filled(do=do, **{f"p{number}-{name}": value for name, value in values.items()})
    )


def zip_of(**entries):
    return files.zipped({name.replace("__", "."): data for name, data in entries.items()})


def draft_of(slug, kind="rules"):
    return drafts.open_draft(kind, slug)


def test_a_zip_is_shown_before_anything_is_taken_in(desk, session):
    page, _ = bring(desk, ("land (1).zip", zip_of(pack__yaml=GOOD, map__png=picture())))

    for words in ("A country", "Rules and offices", "Conduct rules", "map.png", "30 × 20 pixels"):
        assert words in page.words
    assert page.forms[-1].filled()["p1-name"] == ["land"]
    assert draft_of("land") is None


def test_it_becomes_a_draft_that_is_published_as_any_other(desk, author):
    page, _ = bring(desk, ("land.zip", zip_of(pack__yaml=GOOD, map__png=picture())))

    answer = take(desk, page)

    draft = draft_of("land")
    assert answer.location == f"/studio/{draft.id}/"
    assert drafts.newest(draft).note == "Taken in from a file"
    edition = publishing.publish(author, draft, drafts.newest(draft).digest, "Ready.")
    assert edition.digest == packs.digest(packs.parse("land", {"pack.yaml": GOOD, "map.png": picture()}).canonical())


def test_it_can_be_published_at_once(desk, author):
    page, _ = bring(desk, ("land.zip", zip_of(pack__yaml=GOOD)))

    take(desk, page, do="publish", note="From the other academy.")

    release = editions.releases("rules", "land")[0]
    assert (release.act, release.person, release.note) == ("published", author, "From the other academy.")


def test_a_form_that_is_sent_twice_takes_in_once(desk, session):
    page, address = bring(desk, ("land.zip", zip_of(pack__yaml=GOOD)))

    for do in ("draft", "draft", "publish", "publish"):
        assert take(desk, page, do=do).status_code == 302
    assert bring(desk, ("land.zip", zip_of(pack__yaml=GOOD)))[1] == address

    assert (
        session.scalar(sa.select(sa.func.count(DraftVersion.id)).where(DraftVersion.draft_id == draft_of("land").id))
        == 1
    )
    assert len(editions.releases("rules", "land")) == 1
    notes = sa.select(sa.func.count()).where(
        AuditEntry.action == "draft.imported", AuditEntry.subject_id == draft_of("land").id
    )
    assert session.scalar(notes) == 1


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ([("land.zip", zip_of(pack__yaml=GOOD))], "land"),
        ([("Land (draft) (2).zip", zip_of(pack__yaml=GOOD))], "land"),
        ([("x.zip", files.zipped({"My Land (3)/pack.yaml": GOOD}))], "my-land"),
        ([("pack.yaml", GOOD)], "a-country"),
        ([("land.yaml", GOOD)], "land"),
        ([("land/pack.yaml", GOOD), ("land/.DS_Store", b"\0"), ("land/images/map.png", picture())], "land"),
        ([("pack.yaml", GOOD), ("map.png", picture())], "a-country"),
        ([("عائشہ.zip", zip_of(pack__yaml=GOOD))], "a-country"),
    ],
)
def test_a_pack_comes_as_zip_folder_or_files_and_brings_its_name(desk, sent, name):
    page, _ = bring(desk, *sent, box="folder" if "/" in sent[0][0] else "files")

    assert page.forms[-1].filled()["p1-name"] == [name]
    assert take(desk, page).status_code == 302
    assert draft_of(name).title == "A country"


def test_what_is_wrong_is_shown_at_its_line_and_nothing_is_taken_in(desk):
    broken = GOOD.replace(b"summary: Made", b"sumary: Typo\nsummary: Made").replace(
        b"country: PK", b"country: Pakistan"
    )
    line = broken[: broken.index(b"sumary")].count(b"\n") + 1

    page, address = bring(desk, ("land.zip", zip_of(pack__yaml=broken)))

    assert f"pack.yaml:{line}:1 unknown key 'sumary'" in page.words
    assert "<mark>s</mark>umary: Typo" in page.html
    assert "2 things are wrong with it" in page.words
    assert not any("/import/" in form.action for form in page.forms)
    assert desk.post(f"{address}/1", data={"p1-name": "land", "do": "publish"}).status_code == 400
    assert draft_of("land") is None
    assert desk.get(f"{address}/file").data == zip_of(pack__yaml=broken)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"pack.yaml": GOOD, "../evil.md": b"x"}, "file names are letters"),
        ({"pack.yaml": GOOD, "evil.svg": b"<svg onload=alert(1)>"}, "files are .jpeg"),
        ({"pack.yaml": GOOD, "a.png": b"<script>alert(1)</script>"}, "its content is not the image"),
        ({"pack.yaml": GOOD, "inner.zip": zip_of(pack__yaml=GOOD)}, "files are .jpeg"),
        ({"a.md": b"words"}, "there is no pack.yaml in this pack"),
        ({"pack.yaml": b"kind: rules\ntitle: &a [*a]\n"}, "anchors and aliases"),
        ({"pack.yaml": b"kind: rules\ntitle: !!python/name:os.system\n"}, "tags (!) are not allowed"),
    ],
)
def test_what_could_do_harm_is_refused_with_its_reason(desk, entries, said):
    page, _ = bring(desk, ("land.zip", files.zipped(entries)))

    assert said in page.words
    assert "<script>" not in page.html and "<svg onload" not in page.html


def test_what_is_no_zip_is_said_to_be_none(desk):
    page, _ = bring(desk, ("land.zip", b"PK\x03\x04 but nothing more"))

    assert "not a zip that can be read" in page.words


def test_nothing_chosen_is_asked_for(desk):
    page = pages.read(desk.post("/studio/import", data={}, content_type="multipart/form-data"))

    assert "Choose a zip, the files of a pack, or a folder." in page.words


def test_more_than_any_pack_is_refused_unread(desk):
    answer = desk.post(
        "/studio/import", data={"files": (io.BytesIO(bytes(23_000_000)), "a.zip")}, content_type="multipart/form-data"
    )

    assert answer.status_code == 413


def test_the_place_of_a_draft_is_taken_only_by_who_saw_it(desk, author):
    draft = drafts.edit(author, factories.rules())
    page, address = bring(desk, ("land.zip", zip_of(pack__yaml=GOOD.replace(b"A country", b"Their country"))))
    assert "There is a draft of this name" in page.words
    assert "A country" in page.words and "Their country" in page.words

    edits.replace_all(author, draft, drafts.document_of(draft) | {"title": "Meanwhile"}, {}, "By somebody else")
    stale = take(desk, page, over="replace")

    assert stale.status_code == 409
    assert "was changed meanwhile" in stale.text
    assert take(desk, pages.read(stale), over="replace").status_code == 302
    assert [version.document["title"] for version in draft.versions] == ["A country", "Meanwhile", "Their country"]


def test_it_can_stand_beside_what_has_its_name(desk, author):
    factories.rules()
    page, _ = bring(desk, ("land.zip", zip_of(pack__yaml=GOOD.replace(b"A country", b"Their country"))))
    assert "A published pack has this name" in page.words

    assert take(desk, page, over="other", name="land").status_code == 409
    take(desk, page, over="other")

    assert draft_of("land-2").title == "Their country"
    assert draft_of("land") is None


def test_the_next_edition_of_a_published_pack_comes_from_a_file(desk):
    former = factories.rules()
    page, _ = bring(desk, ("land.zip", zip_of(pack__yaml=GOOD.replace(b"A country", b"Their country"))))

    take(desk, page, over="replace", do="publish")

    assert editions.published("rules", "land").title == "Their country"
    assert draft_of("land").versions[0].document["title"] == "Their country"
    assert former.title == "A country"


def test_the_rules_that_it_cites_are_looked_for(desk):
    rules, scenario = factories.rules(), factories.scenario()
    zipped = archives.export(scenario)
    page, _ = bring(desk, ("street.zip", zipped))
    assert "It rests on the rules “A country”, which are here." in page.words
    assert "This very edition is here already" in page.words

    factories.edition("land", factories.RULES.replace("Rule 24", "Rule 25"))
    page, _ = bring(desk, ("street.zip", zipped))

    assert "It was made with another edition of “A country”" in page.words
    assert "This very edition" not in page.words
    assert scenario.rules is rules


def test_a_course_goes_with_its_bank_and_rules_and_comes_back_the_same(desk):
    factories.bank()
    course = factories.drawing()
    zipped = desk.get("/studio/export/course/drawing?cited=1").data
    names = zipfile.ZipFile(io.BytesIO(zipped)).namelist()
    head = zipfile.ZipFile(io.BytesIO(zipped)).read("drawing/pack.yaml").decode()
    page, _ = bring(desk, ("both.zip", zipped))

    assert names == ["drawing/pack.yaml", "land/pack.yaml", "testing/pack.yaml"]
    assert f"# Rules {course.rules.digest} (land)\n# Bank {course.bank.digest} (testing)\n" in head
    assert "It draws from the question bank “Testing”, which is here." in page.words
    assert page.words.count("This very edition is here already") == 3

    factories.bank(**{"Question 1": "Query 1"})
    page, _ = bring(desk, ("both.zip", zipped))
    assert "It was made with another edition of “Testing”" in page.words
    assert page.words.count("This very edition is here already") == 2  # the former bank is still stored


def test_a_bank_that_is_not_here_is_told_of_as_one_to_publish_first(desk):
    factories.rules()
    texts = {"drawing/pack.yaml": factories.DRAWING, "testing/pack.yaml": factories.BANK}

    page, _ = bring(desk, ("both.zip", packed(texts)))

    assert "It names the question bank “testing”, which is not here. This upload has it too" in page.words
    assert page.words.index("Testing") < page.words.index("Drawing")


def packed(texts):
    return files.zipped({path: dedent(text).encode() for path, text in texts.items()})


def test_rules_that_are_not_here_are_a_finding(desk):
    factories.rules()
    text = dedent(factories.SCENARIO).replace("rules: land", "rules: atlantis").encode()

    page, _ = bring(desk, ("street.zip", zip_of(pack__yaml=text)))

    assert "there is no rules pack atlantis" in page.words


@pytest.mark.slow
def test_an_empty_academy_makes_the_same_editions_of_an_export(session, lasting):
    """A pack with its rules, taken in elsewhere through the browser: both digests are equal."""
    scenario = factories.scenario()
    zipped, expected = archives.export(scenario, with_cited=True), (scenario.rules.digest, scenario.digest)

    with lasting.app_context():
        client = lasting.test_client()
        person = factories.instructor()
        key = sessions.begin(person, "password")
        uploads.db.session.commit()
    with client.session_transaction() as cookie:
        cookie[sessions.KEY] = key
    page, address = bring(client, ("street.zip", zipped))
    assert "This upload has it too: publish that first" in page.words
    take(client, page, number=1, do="publish")
    page = pages.opened(client, address)
    take(client, page, number=2, do="publish")

    with lasting.app_context():
        made = (editions.published("rules", "land").digest, editions.published("scenario", "street").digest)
    assert made == expected


def test_a_draft_that_is_not_finished_goes_out_and_comes_in_again(desk, author):
    draft = drafts.edit(author, factories.scenario())
    document = drafts.document_of(draft)
    document["posts"][0].pop("why")
    document["title"] = ""
    document["posts"][1]["within"] = "soon"
    edits.replace_all(author, draft, document, {}, "Half done")

    answer = desk.get(f"/studio/{draft.id}/export")
    drafts.close(author, draft)
    page, _ = bring(desk, ("street (draft) (1).zip", answer.data))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="street (draft).zip"'
    assert "# Draft: not finished" in zipfile.ZipFile(io.BytesIO(answer.data)).read("street/pack.yaml").decode()
    assert "3 things are wrong with it" in page.words
    assert take(desk, page, over="replace").status_code == 302
    again = draft_of("street", "scenario")
    assert again.id != draft.id
    assert drafts.document_of(again)["posts"][0] == document["posts"][0]
    assert pages.opened(desk, f"/studio/{again.id}/")


def test_only_a_draft_that_was_made_here_is_taken_in_unfinished(desk):
    """What the forms could not mend, or would stumble over, is not let in by a comment."""
    mark = b"# Draft: not finished\n"
    mendable = GOOD.replace(b"country: PK", b"country: Pakistan")
    for text, taken in [
        (mendable, False),
        (mark + mendable, True),
        (mark + mendable.replace(b"slug: secrecy", b"slig: secrecy"), False),
        (mark + mendable.replace(b"title: A country", b"title: [A, country]"), False),
        (mark + b"kind: rules\ntitle: x\nconduct: words\n", False),
        (mark + b"kind: novel\ntitle: x\n", False),
    ]:
        page, _ = bring(desk, ("land.zip", zip_of(pack__yaml=text)))
        assert any("/import/" in form.action for form in page.forms) is taken


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ('title: "a\\0b"', "U+0000"),
        ('title: "a\\ud800b"', "U+D800"),
        ('country: "P\\0"', "U+0000"),
        ("summary: .nan", "no number that can be counted with"),
        ("summary: 99999999999999999999", "too large to be kept exactly"),
        ('"a\\ud800": x', "wrong with it"),
    ],
)
def test_what_nothing_can_keep_is_shown_and_makes_no_draft(desk, bad, said):
    lines = [bad if line.startswith(bad.split(":")[0] + ":") else line for line in GOOD.decode().splitlines()]
    text = "\n".join(["# Draft: not finished", *lines, *([] if bad in lines else [bad])])

    page, address = bring(desk, ("land.zip", zip_of(pack__yaml=text.encode())))

    assert said in page.words
    assert "\0" not in page.html
    assert desk.post(f"{address}/1", data={"p1-name": "land", "do": "draft"}).status_code == 400
    assert draft_of("land") is None


@pytest.mark.parametrize("key", ["kind", "rules", "title"])
def test_odd_names_are_looked_for_and_not_found(desk, key):
    text = dedent(factories.SCENARIO).splitlines()
    text = [f'{key}: "a\\0\\ud800b"' if line.startswith(f"{key}:") else line for line in text]

    page, _ = bring(desk, ("street.zip", zip_of(pack__yaml="\n".join(text).encode())))

    assert "wrong with it" in page.words


def test_signs_that_an_author_can_take_out_are_let_in(desk):
    text = b"# Draft: not finished\n" + GOOD.replace(b"title: A country", b'title: "A \\u202ecountry"')
    page, _ = bring(desk, ("land.zip", zip_of(pack__yaml=text)))

    assert take(desk, page).status_code == 302
    assert pages.opened(desk, f"/studio/{draft_of('land').id}/")


@pytest.mark.parametrize("slug", ["up/down", "..", "A", "x" * 61, '""'])
def test_an_unfinished_pack_whose_parts_no_page_reaches_is_no_draft(desk, slug):
    factories.rules()
    post, persona = ("slug: drain", f"slug: {slug}"), ("\npersonas:", f"\npersonas:\n  {slug}: {{name: Odd}}")
    for former, latter in (post, persona):
        text = "# Draft: not finished\n" + dedent(factories.SCENARIO).replace(former, latter)

        page, _ = bring(desk, ("odd.zip", zip_of(pack__yaml=text.encode())))

        assert "wrong with it" in page.words
        assert not any("/import/" in form.action for form in page.forms)


@pytest.mark.parametrize("called", ["../../x", "~5", "a/b", "x" * 100, "a\r\nb", "other"])
def test_the_name_of_a_pack_is_that_of_the_upload_and_not_of_a_hidden_field(desk, called):
    page, _ = bring(desk, ("land.zip", zip_of(pack__yaml=GOOD)))

    for do in ("draft", "publish"):
        assert take(desk, page, do=do, called=called, over="replace").status_code == 409

    assert draft_of(called) is None and draft_of("land") is None
    assert editions.published("rules", called) is None


def test_a_draft_that_is_put_away_meanwhile_is_not_followed(author):
    draft = drafts.edit(author, factories.rules())
    upload = uploads.keep(author, {"land.zip": zip_of(pack__yaml=GOOD.replace(b"A country", b"Their country"))})
    brought, seen = transfer.open_upload(upload)[0][0], transfer.standing_of("rules", "land").seen
    drafts.close(author, draft)

    with pytest.raises(transfer.Changed):
        transfer.take(author, upload, brought, "land", "Mine", seen=seen)


def test_a_pack_that_could_not_be_taken_in_again_is_not_published(desk, author, monkeypatch):
    draft = drafts.edit(author, factories.rules())
    size = len(archives.written("rules", drafts.document_of(draft), {})["pack.yaml"])
    monkeypatch.setattr(documents, "LARGEST", size + writing.HEAD)
    assert publishing.problems_of(draft)[1] == []

    monkeypatch.setattr(documents, "LARGEST", size + writing.HEAD - 1)

    assert [problem.code for problem in publishing.problems_of(draft)[1]] == ["pack_too_large"]
    assert "The pack is too large" in pages.opened(desk, f"/studio/{draft.id}/publish").words
    with pytest.raises(publishing.NotSound):
        publishing.publish(author, draft, drafts.newest(draft).digest, "Too much")


@pytest.mark.parametrize("slug", ["", "a/b", "Land", "a--b", "x" * 61, "land\n"])
def test_a_draft_has_a_name_that_files_and_addresses_can_have(author, slug):
    with pytest.raises(ValueError):
        drafts.create(author, "rules", slug, {"title": "A country"})


def test_a_long_title_is_cut_to_a_name_that_packs_may_have(session):
    assert packs.is_slug(drafts.free_slug("rules", "a" * 54 + " country"))


def test_an_export_tells_what_it_was(desk):
    scenario = factories.scenario()
    text = zipfile.ZipFile(io.BytesIO(desk.get("/studio/export/scenario/street").data)).read("pack.yaml").decode()

    assert text.startswith(f"# Edition {scenario.digest}\n# Rules {scenario.rules.digest} (land)\nkind: scenario\n")
    both = zipfile.ZipFile(io.BytesIO(desk.get("/studio/export/scenario/street?cited=1").data)).namelist()
    assert both == ["street/pack.yaml", "land/pack.yaml"]
    assert desk.get("/studio/export/scenario/none").status_code == 404


def test_the_page_of_files_says_what_can_be_taken_home(desk, author):
    draft = drafts.edit(author, factories.scenario())

    page = pages.opened(desk, f"/studio/{draft.id}/files")

    assert {
        f"/studio/{draft.id}/export",
        "/studio/export/scenario/street",
        "/studio/export/scenario/street?cited=1",
    } <= set(page.links)


def test_an_upload_is_for_who_brought_it_and_for_an_hour(client, desk, author, session):
    _, address = bring(desk, ("land.zip", zip_of(pack__yaml=GOOD)))

    assert client.sign_in(factories.instructor()).get(address).status_code == 404
    assert client.sign_in(factories.learner()).get(address).status_code == 403
    with time_machine.travel(clock.now() + uploads.KEPT):
        assert client.sign_in(author).get(address).status_code == 404
        uploads.forget(None)
    assert session.scalar(sa.select(sa.func.count(PackUpload.id))) == 0


def test_nobody_keeps_more_than_a_few_uploads(desk, session):
    for number in range(uploads.MOST + 2):
        _, address = bring(desk, ("land.zip", zip_of(pack__yaml=GOOD + b"# %d\n" % number)))

    assert session.scalar(sa.select(sa.func.count(PackUpload.id))) == uploads.MOST
    assert desk.get(address).status_code == 200


def test_a_retired_pack_is_named_as_one(desk, author):
    editions.retire(factories.rules(), author, "Old")

    page, _ = bring(desk, ("land.zip", zip_of(pack__yaml=GOOD)))

    assert "A retired pack has this name" in page.words


@pytest.mark.parametrize("kind", ["course", "scenario", "rules"])
def test_every_shipped_kind_survives_the_way_through_a_draft(session, author, kind):
    """Exported, taken in as a draft under its name, published: the digest is the one that it had."""
    factories.rules()
    edition = {"course": factories.practice, "scenario": factories.scenario, "rules": factories.rules}[kind]()
    upload = uploads.keep(author, {f"{edition.slug}.zip": archives.export(edition)})
    brought = transfer.open_upload(upload)[0][0]

    draft = transfer.take(
        author, upload, brought, brought.name, "Again", seen=transfer.standing_of(kind, brought.name).seen
    )

    assert transfer.publish(author, draft, "Again") is edition
    assert outlines.OUTLINES[kind] and brought.pack
