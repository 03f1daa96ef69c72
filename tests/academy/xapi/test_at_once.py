"""The same statement written by two at the same moment: it is there once, and neither of them fails."""

import pytest
import sqlalchemy as sa

from academy.db import db
from academy.xapi import outbox
from academy.xapi.models import Statement
from tests.academy.xapi.test_sending import some
from tests.rivals import rivals


@pytest.fixture
def outlet(lasting):
    with lasting.app_context():
        outbox.own()
        db.session.commit()


def test_what_somebody_else_writes_at_this_moment_is_left_to_them(lasting, outlet):
    given = iter([some("https://academy.example", 2), some("https://academy.example", 2, first=1)])

    assert rivals(lasting, lambda: outbox.write(outbox.own(), next(given))) == [2, 1]

    with lasting.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Statement)) == 3
