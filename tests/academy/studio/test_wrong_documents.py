"""Drafts that come from files may be wrong in every way in which a schema can be told so. Whatever of it is let in,
each page shows, and saving a page as it is changes nothing."""

import copy
import random

import pytest

from academy import packs
from academy.editions import archives
from academy.packs import files
from academy.studio import drafts, outline as outlines, places, transfer, uploads
from tests import factories, pages

ODD = (
    None, [], {}, "", " ", "x", "soon", "٣", "0", "5.5", "2026-13-45", "a.md", "=1+1", "<b>&'\"", "x" * 5000, "a\n\nb\n", "\u202eab",
    0, -1, 5, 1.5, 10**15, True, False, [None], [[]], [{}], {"a": 1}, {"text": None}, {"slug": "x"}, ["x", "x"], {"": ""},
)  # fmt: skip
EMPTY = (None, "", [], {})
MADE = {"rules": factories.rules, "scenario": factories.scenario, "course": factories.practice}


@pytest.fixture
def author(session):
    return factories.instructor(name="Amina")


@pytest.fixture
def desk(client, author):
    return client.sign_in(author)


def paths(value, path=()):
    """Every path within a document."""
    for step, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, step)
        yield from paths(part, (*path, step))


def spoilt(document, chance):
    """The document with something in it that is not as it should be."""
    changed = copy.deepcopy(document) or {"title": "Nothing left"}
    *above, last = chance.choice(list(paths(changed)))
    part = places.at(changed, above)
    match chance.choice(("odd", "odd", "odd", "wrapped", "missing", "twice", "unknown", "from elsewhere")):
        case "odd":
            part[last] = copy.deepcopy(chance.choice(ODD))
        case "wrapped":
            part[last] = chance.choice(([part[last]], {"x": part[last]}, str(part[last])))
        case "missing":
            del part[last]
        case "twice" if isinstance(part, list):
            part.insert(chance.randint(0, len(part)), copy.deepcopy(part[last]))
        case "unknown" if isinstance(part, dict):
            part["unheard-of"] = copy.deepcopy(chance.choice(ODD))
        case _:
            part[last] = copy.deepcopy(places.at(changed, chance.choice(list(paths(changed)))))
    return changed


def told(value):
    """What somebody has said in a document: without what is empty, without a text twice in a list, as no box is ticked
    twice, and with a fact that is a text as the text that it is."""
    if isinstance(value, dict):
        said = {key: said for key, each in value.items() if (said := told(each)) not in EMPTY}
        return said["text"] if list(said) == ["text"] else said
    if isinstance(value, list):
        said = [each for each in map(told, value) if each not in EMPTY]
        return list(dict.fromkeys(said)) if all(isinstance(each, str) for each in said) else said
    return value.strip() if isinstance(value, str) else value


def let_in(kind, document, chance, number):
    """The document after so many changes that the studio lets in; those that it refuses are tried and undone."""
    while number:
        changed = spoilt(document, chance)
        if transfer.is_mendable(packs.KINDS[kind], changed, {}):
            document, number = changed, number - 1
    return document


SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 6))]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", list(MADE))
def test_whatever_is_let_in_is_shown_and_saved_as_it_is(app, session, desk, author, kind, seed):
    factories.scenario()
    sound, outline, chance = drafts.parts_of(MADE[kind]())[0], outlines.OUTLINES[kind], random.Random(seed)

    for number in (1, 1, 2, 4, 8, 16):
        with app.test_request_context():
            document = let_in(kind, sound, chance, number)
            names = [place.name for place in places.places(outline, document)]
        draft = drafts.create(author, kind, f"wrong-{number}", document)
        session.flush()
        for address in ("", "publish", "history", "files", "images"):
            pages.opened(desk, f"/studio/{draft.id}/{address}")
        for name in names:
            address = f"/studio/{draft.id}/edit/{name}"
            page = pages.opened(desk, address)
            if any(form.action == address for form in page.forms):
                assert desk.post(address, data=page.form(address).filled()).status_code == 302
                assert told(drafts.document_of(draft)) == told(document), name
        drafts.close(author, draft)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", list(MADE))
def test_whatever_a_file_says_there_is_a_page_about_it(session, desk, author, kind, seed):
    factories.scenario()
    sound, chance = drafts.parts_of(MADE[kind]())[0], random.Random(seed)

    for _ in range(8):
        document = spoilt(spoilt(sound, chance), chance)
        pack = archives.written(kind, document, {}, ["Draft: not finished"])
        upload = uploads.keep(author, {"wrong.zip": files.zipped(pack)})
        page = pages.opened(desk, f"/studio/import/{upload.id}")
        form = next((form for form in page.forms if form.action == f"/studio/import/{upload.id}/1"), None)
        sent = desk.post(
            f"/studio/import/{upload.id}/1", data=form.filled(do="draft") if form else {"p1-name": "wrong"}
        )
        assert sent.status_code == (302 if form else 400)
        if form:
            draft = drafts.open_draft(kind, "wrong")
            pages.opened(desk, f"/studio/{draft.id}/")
            drafts.close(author, draft)


def test_the_second_of_two_entries_of_one_name_has_a_page_of_its_own(session, desk, author):
    """A file can have called two alike. Each can be read, called otherwise in the file, moved and taken out."""
    document = drafts.parts_of(factories.rules())[0]
    first = document["conduct"][0]
    document["conduct"].append({**first, "text": "The other one."})
    draft = drafts.create(author, "rules", "two", document)
    address = f"/studio/{draft.id}/edit/conduct/{first['slug']}~2"

    page = pages.opened(desk, address)
    assert "The other one." in page.html
    desk.post(address, data=page.form(address).filled(text="What the other one asks."))
    assert [each["text"] for each in drafts.document_of(draft)["conduct"]][::2] == [
        first["text"],
        "What the other one asks.",
    ]

    action = f"/studio/{draft.id}/arrange/conduct"
    arranging = pages.opened(desk, f"/studio/{draft.id}/edit/conduct").form(action)
    for _twice in range(2):
        desk.post(action, data=arranging.filled(do=f"remove/{first['slug']}~2"))
    assert drafts.document_of(draft) == {**document, "conduct": document["conduct"][:2]}
