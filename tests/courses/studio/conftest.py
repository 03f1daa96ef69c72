"""An instructor at the draft of a small course, and what their browser sends."""

import pytest

from academy.studio import drafts
from tests import factories, pages
from tests.courses.conftest import published

QUIZ = "modules/first/activities/quiz.check"


@pytest.fixture
def author(session):
    return factories.instructor(name="Amina")


@pytest.fixture
def desk(client, author):
    return client.sign_in(author)


@pytest.fixture
def draft(author):
    return drafts.edit(author, published())


@pytest.fixture
def save(desk, draft):
    """Fill in a page of the draft and send it as a browser would."""

    def send(place, **changes):
        address = f"/studio/{draft.id}/edit/{place}"
        answer = desk.post(address, data=pages.opened(desk, address).form(address).filled(**changes))
        assert answer.status_code == 302
        return pages.opened(desk, address)

    return send


@pytest.fixture
def document(draft):
    return lambda: drafts.document_of(draft)
