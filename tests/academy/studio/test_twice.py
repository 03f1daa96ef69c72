"""A form of the studio that is sent twice does once what it does, and the second time too a page says what is so."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image

from academy import editions
from academy.audit.models import AuditEntry
from academy.editions.models import Edition, EditionFile, Release
from academy.packs import files
from academy.studio import drafts, edits, outline as outlines
from academy.studio.models import Draft, DraftVersion, PackUpload
from tests import factories, pages
from tests.academy.studio.test_transfer import GOOD, bring

COUNTED = (Draft, DraftVersion, Edition, EditionFile, Release, PackUpload, AuditEntry)
ELSEWHERE = {
    "studio.here": "says that a page is open",
    "course_studio.prose": "keeps nothing",
    "trying.words": "keeps nothing",
    "trying.start": "a try counts for nothing",
    "trying.ask": "tests/scenarios/studio/test_rehearsals.py",
}


@pytest.fixture
def author(session):
    return factories.instructor(name="Amina")


@pytest.fixture
def desk(client, author):
    return client.sign_in(author)


def picture():
    file = BytesIO()
    Image.new("RGB", (30, 20), "teal").save(file, "PNG")
    return file.getvalue()


def rules_draft(author):
    return drafts.edit(author, factories.rules())


def changed(author):
    """A draft with a second version."""
    draft = rules_draft(author)
    edits.replace_all(author, draft, drafts.document_of(draft) | {"title": "Changed"}, {}, "Another title")
    return draft


def page_form(desk, address, **values):
    return pages.opened(desk, address).form(address).filled(**values)


def new(desk, author):
    factories.rules()
    return "/studio/new/scenario", {"title": "The new street", "rules": "land"}


def begin(desk, author):
    return f"/studio/edit/rules/{factories.rules().slug}", {}


def copied(desk, author):
    factories.rules()
    return "/studio/copy/rules/land", {"title": "Their country", "translates": "y"}


def retire(desk, author):
    factories.rules()
    return "/studio/retire/rules/land", {"note": "Old"}


def resume(desk, author):
    editions.retire(factories.rules(), author, "Old")
    return "/studio/resume/rules/land", {"note": "New"}


def edit(desk, author):
    address = f"/studio/{rules_draft(author).id}/edit/about"
    return address, page_form(desk, address, title="Other words")


def add(desk, author):
    return f"/studio/{rules_draft(author).id}/add/conduct", {"called": "Rule 30"}


def arrange(desk, author):
    draft = rules_draft(author)
    address = f"/studio/{draft.id}/arrange/conduct"
    form = pages.opened(desk, f"/studio/{draft.id}/edit/conduct").form(address)
    return address, form.filled(do=f"copy/{drafts.document_of(draft)['conduct'][0]['slug']}")


def restore(desk, author):
    return f"/studio/{changed(author).id}/history/1/restore", {}


def publish(desk, author):
    address = f"/studio/{changed(author).id}/publish"
    return address, page_form(desk, address, note="Ready.")


def close(desk, author):
    return f"/studio/{rules_draft(author).id}/close", {}


def bring_in(desk, author):
    return "/studio/import", {"files": (files.zipped({"pack.yaml": GOOD}), "land.zip")}


def take_in(desk, author):
    page, _ = bring(desk, ("land.zip", files.zipped({"pack.yaml": GOOD})))
    form = next(form for form in page.forms if form.action.endswith("/1"))
    return form.action, form.filled(do="publish")


def image(desk, author):
    return f"/studio/{rules_draft(author).id}/images", {"upload": (picture(), "map.png"), "words": "A map"}


def no_image(desk, author):
    draft = rules_draft(author)
    edits.keep_file(author, draft, "images/map.png", picture())
    return f"/studio/{draft.id}/images/remove", {"path": "images/map.png"}


def rule(desk, author):
    factories.rules()
    return "/studio/rules/land/neutrality/edit", {}


def resting(desk, author):
    factories.scenario()
    factories.edition("land", factories.RULES.replace("Rule 24", "Rule 25"))
    return "/studio/rules/land/resting", page_form(desk, "/studio/rules/land/resting", packs="scenario/street")


def course(author):
    factories.scenario()
    draft = drafts.edit(author, factories.practice())
    document = drafts.document_of(draft)
    return draft, document["modules"]


def move(desk, author):
    draft, modules = course(author)
    activity = modules[0]["activities"][0]
    named = f"{modules[0]['slug']}/{activity['type']}.{activity['slug']}"
    return f"/studio/{draft.id}/move", {"activity": named, "module": modules[-1]["slug"]}


def play_another(desk, author):
    factories.scenario("lane")
    draft, modules = course(author)
    module = next(each for each in modules if any(one["type"] == "scenario" for one in each["activities"]))
    return f"/studio/{draft.id}/play/modules/{module['slug']}/activities/scenario.street", {"played": "lane"}


def people(desk, author):
    factories.scenario()
    nobody = {"title": "Nobody here", "rules": "land", "personas": {}}
    address = f"/studio/{drafts.begin(author, 'scenario', 'Nobody here', nobody).id}/people"
    return address, {"take": pages.opened(desk, address).all("input", name="take")[0]["value"]}


SENT = {
    "studio.new": new, "studio.begin": begin, "studio.copy": copied, "studio.retire": retire, "studio.resume": resume,
    "studio.edit": edit, "studio.add": add, "studio.arrange": arrange, "studio.restore": restore, "studio.publish": publish,
    "studio.close": close, "transfer.new": bring_in, "transfer.take": take_in, "images.index": image,
    "images.remove": no_image, "studio.resting": resting, "rules.edit": rule, "course_studio.move": move,
    "course_studio.play_another": play_another, "personas.show": people,
}  # fmt: skip
SAID = {"course_studio.move", "course_studio.play_another"}  # what is somewhere else by now is said to be


def test_every_form_of_the_studio_is_among_these(app):
    posted = {
        rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/studio") and "POST" in rule.methods
    }

    assert posted == {*SENT, *ELSEWHERE}


@pytest.mark.parametrize("endpoint", list(SENT))
def test_a_form_that_is_sent_twice_does_it_once(desk, author, session, endpoint):
    address, values = SENT[endpoint](desk, author)

    def there_is():
        counts = [session.scalar(sa.select(sa.func.count()).select_from(table)) for table in COUNTED]
        opened = (drafts.newest(draft) for kind in outlines.OUTLINES for draft in drafts.open_drafts(kind))
        return counts, [version.digest for version in opened]

    def send():
        data = {
            name: (BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value for name, value in values.items()
        }
        return desk.post(address, data=data), there_is()

    before, (first, once), (second, twice) = there_is(), send(), send()

    assert first.status_code == 302
    assert before != once == twice
    assert second.status_code == (409 if endpoint in SAID else 302)
    assert pages.opened(desk, second.location) if second.location else pages.read(second)
