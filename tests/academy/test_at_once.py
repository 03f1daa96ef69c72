"""What there may be one of, made by two people at the same moment: the second is told so beside the field, or finds it."""

import threading
from contextlib import contextmanager
from io import BytesIO

import pytest
from PIL import Image

from academy import cohorts, editions
from academy.accounts import people, sessions
from academy.certificates import designs
from academy.certificates.designs.content import Content, Signatory
from academy.db import begin_writing, db
from academy.studio import drafts, images
from tests import factories, pages

A_WHILE = 0.3
PLAIN = Content(issuer="Example Academy", signatories=(Signatory(name="F. Example", office="Director General"),))


@pytest.fixture(scope="module")
def people_ids(lasting):
    """Of an administrator and an instructor."""
    with lasting.app_context():
        staff = factories.administrator(), factories.instructor()
        factories.course(), designs.create(None, "Former", PLAIN)
        keys = {person.role: (person.id, sessions.begin(person, "password")) for person in staff}
        db.session.commit()
        return keys


@pytest.fixture
def signed_in(lasting, people_ids):
    """Makes the browser of somebody of a role."""

    def browser(role):
        client = lasting.test_client()
        with client.session_transaction() as cookie:
            cookie[sessions.KEY] = people_ids[role][1]
        return client

    return browser


@contextmanager
def meanwhile(lasting, do, post):
    """Gives a list for the answer to `post`, which is sent while `do` is done and not committed yet."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(post()))
    with lasting.app_context():
        begin_writing()
        do()
        thread.start()
        thread.join(A_WHILE)
        assert thread.is_alive(), "the second did not wait for the first"
        db.session.commit()
    thread.join()
    with lasting.app_context():
        yield answers[0]


def picture():
    file = BytesIO()
    Image.new("RGB", (30, 20), "teal").save(file, "PNG")
    return file.getvalue()


def person(email="taken@example.org"):
    return factories.learner(email=email, name="Somebody else")


TAKEN = {
    "cohort": ("/cohorts/new", {"name": "Batch"}, lambda: cohorts.create(None, "Batch")),
    "person": ("/people/new", {"name": "Third", "email": "taken@example.org", "role": "learner"}, person),
    "person again": ("/people/{person}/edit", {"email": "second@example.org"}, lambda: person("second@example.org")),
    "design": ("/certificates/designs/new", {"name": "House"}, lambda: designs.create(None, "House", PLAIN)),
    "design again": ("/certificates/designs/{design}/rename", {"name": "Guests"}, lambda: designs.create(None, "Guests", PLAIN)),
}  # fmt: skip


@pytest.mark.parametrize("what", list(TAKEN))
def test_a_name_that_is_taken_at_the_same_moment_is_said_to_be_taken(lasting, signed_in, what):
    address, values, do = TAKEN[what]
    with lasting.app_context():
        there = {"person": factories.learner().id, "design": designs.create(None, f"Another {what}", PLAIN).id}
        db.session.commit()
    address, client = address.format(**there), signed_in("administrator")
    page = pages.opened(client, address.removesuffix("/rename"))
    form = next(form for form in page.forms if set(values) <= dict(form.fields).keys() | {"role"})

    with meanwhile(lasting, do, lambda: client.post(address, data=form.filled(**values))) as answer:
        assert answer.status_code == 400
        assert "already." in pages.read(answer).words


def standard():
    designs.make_standard(None, designs.create(None, "The rival", PLAIN))


def published():
    factories.edition("delta", factories.RULES)


def test_the_same_picture_in_two_drafts_at_the_same_moment_is_kept_once(lasting, signed_in, people_ids):
    with lasting.app_context():
        author = people.person_or_404(people_ids["instructor"][0])
        draft = drafts.begin(author, "rules", "With a picture", {"title": "With a picture"})
        db.session.commit()
        address, draft_id = f"/studio/{draft.id}/images", draft.id
    client, data = signed_in("instructor"), images.drawn(picture())[0]
    form = {"upload": (BytesIO(picture()), "map.png"), "words": "A map"}

    with meanwhile(lasting, lambda: editions.keep({"a.png": data}), lambda: client.post(address, data=form)) as answer:
        assert answer.status_code == 302
        assert images.of(drafts.draft_or_404(draft_id)) == ["images/map.png"]


def test_a_pack_that_is_taken_in_while_its_draft_is_published_is_followed_by_it(lasting, signed_in, people_ids):
    with lasting.app_context():
        author = people.person_or_404(people_ids["instructor"][0])
        document, files = drafts.parts_of(editions.published("rules", "land"))
        draft = drafts.create(author, "rules", "delta", {**document, "title": "The draft"}, files)
        db.session.commit()
        address = f"/studio/{draft.id}/publish"
    client = signed_in("instructor")
    form = pages.opened(client, address).form(address).filled(note="Ready.")

    with meanwhile(lasting, published, lambda: client.post(address, data=form)) as answer:
        assert answer.status_code == 302
        assert editions.published("rules", "delta").title == "The draft"
        assert [release.edition.title for release in editions.releases("rules", "delta")] == ["The draft", "A country"]


def test_a_title_that_two_begin_with_makes_two_drafts(lasting, signed_in, people_ids):
    def begun():
        drafts.begin(people.person_or_404(people_ids["administrator"][0]), "rules", "River", {"title": "River"})

    client = signed_in("instructor")
    with meanwhile(lasting, begun, lambda: client.post("/studio/new/rules", data={"title": "River"})) as answer:
        assert answer.status_code == 302
        assert drafts.open_draft("rules", "river") and drafts.open_draft("rules", "river-2")


def test_the_later_of_two_standard_designs_stays(lasting, signed_in):
    with lasting.app_context():
        design_id = designs.create(None, "Chosen", PLAIN).id
        db.session.commit()
    client = signed_in("administrator")

    with meanwhile(lasting, standard, lambda: client.post(f"/certificates/designs/{design_id}/standard")) as answer:
        assert answer.status_code == 302
        assert designs.standard().name == "Chosen"


def test_the_later_of_two_designs_for_a_course_stays(lasting, signed_in):
    with lasting.app_context():
        first, second = (designs.create(None, name, PLAIN).id for name in ("For a course", "For a course too"))
        db.session.commit()
    client, address = signed_in("administrator"), f"/certificates/designs/{second}/courses"

    def chosen():
        designs.use_for(None, "tiny", designs.design_or_404(first))

    with meanwhile(lasting, chosen, lambda: client.post(address, data={"course": "tiny"})) as answer:
        assert answer.status_code == 302
        assert designs.current("tiny").design.id == second
