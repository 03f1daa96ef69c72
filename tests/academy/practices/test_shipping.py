"""The practices that come with the academy: sound, honest, put into the library once and left alone when the academy has
touched them."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from academy import practices
from academy.accounts import service_groups
from academy.db import db
from academy.packs import PackError
from academy.practices import private, shipping
from academy.practices.models import Practice
from tests import factories, pages

FOUND = shipping.read(shipping.folder())
ORIGIN = "shipped/cheated-and-repaid"


@pytest.fixture
def library(session):
    service_groups.add_missing()
    shipping.ship(FOUND)


def of(origin=ORIGIN):
    return db.session.scalar(sa.select(Practice).where(Practice.origin == origin))


def changed(**changes):
    return {"cheated-and-repaid": FOUND["cheated-and-repaid"].model_copy(update=changes)}


def test_there_are_eight_to_ten_and_each_is_sound(session):
    assert 8 <= len(FOUND) <= 10
    uses = {said.use for said in FOUND.values()}
    assert uses == set(practices.content.USES)


@pytest.mark.parametrize("slug", FOUND)
def test_each_says_how_certain_it_is_and_names_nobody(slug):
    said = FOUND[slug]

    assert said.sources[0].certainty == "press" and "not confirmed elsewhere" in said.sources[0].title
    assert "own account" in said.evidence
    assert {source.checked_on.isoformat() for source in said.sources} == {"2026-11-22"}
    texts = [value for value in said.model_dump(mode="json").values() if isinstance(value, str)]
    assert private.finds(*texts) == []


def test_loading_again_changes_nothing(library):
    before = of().version

    assert shipping.ship(FOUND) == 0
    assert of().version == before
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Practice)) == len(FOUND)


def test_a_newer_wording_takes_the_place_of_one_that_nobody_here_has_touched(library):
    assert shipping.ship(changed(title="Repaid")) == 1

    assert of().title == "Repaid"


def test_what_was_withdrawn_or_changed_here_is_not_brought_back(library):
    admin = factories.administrator()
    practices.withdraw(admin, of(), "Not our law")
    other = of("shipped/a-seminar-every-week")
    practices.correct(admin, other, practices.saying(other) | {"title": "An hour on Sundays"}, other.version)

    assert (
        shipping.ship({slug: said.model_copy(update={"title": "New"}) for slug, said in FOUND.items()})
        == len(FOUND) - 2
    )
    assert (of().state, of().title) == ("withdrawn", FOUND["cheated-and-repaid"].title)
    assert other.title == "An hour on Sundays"


def test_a_service_group_that_is_not_here_is_left_out(session):
    shipping.ship(FOUND)

    assert of("shipped/clearance-by-tracking-number").service_code is None


def test_what_is_wrong_with_a_file_is_said_with_its_line(tmp_path):
    (tmp_path / "odd.yaml").write_text("title: A\nuse: nonsense\nwords: b\n")

    with pytest.raises(PackError) as wrong:
        shipping.read(tmp_path)

    assert "odd.yaml:2:" in str(wrong.value) and "odd.yaml:3:" in str(wrong.value)


def test_each_fits_one_printed_page(client, library):
    client.sign_in(factories.learner())
    for practice in db.session.scalars(sa.select(Practice)).all():
        answer = client.get(f"/practices/{practice.id}.pdf")
        assert len(PdfReader(BytesIO(answer.data)).pages) == 1, practice.title


def test_administrators_correct_what_came_with_the_academy_and_nothing_else(client, library):
    client.sign_in(factories.administrator())
    address = f"/practices/{of().id}/correct"
    form = pages.opened(client, address).form(address)

    client.post(address, data=form.filled(title="Repaid in a week"))

    assert (of().title, of().shipped) == ("Repaid in a week", None)
    stale = client.post(address, data=form.filled(title="Stale"))
    assert stale.status_code == 409 and "Repaid in a week" in stale.text
    learner = factories.learner()
    assert client.sign_in(learner).get(address).status_code == 403
    assert client.get(f"/practices/{of().id}").status_code == 200
