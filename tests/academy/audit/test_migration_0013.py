"""The entries of an academy that was there before the chain stand in it after the migration."""

import flask_migrate
import pytest
import sqlalchemy as sa

from academy import audit
from academy.audit.models import AuditChain, AuditEntry, AuditHead
from academy.audit.verification import Verification
from academy.db import db


@pytest.mark.parametrize("entries", [0, 1, 4100])
def test_former_entries_are_chained_in_their_order(bare, entries):
    with bare.app_context():
        flask_migrate.upgrade(revision="0012")
        for number in range(entries):
            db.session.execute(sa.insert(AuditEntry.__table__), written(number))
        db.session.commit()
        flask_migrate.upgrade(revision="0013")

        walk = Verification([])
        list(walk.portions())

        assert walk.report()[:3] == (entries, 0, 0)
        assert walk.report().findings == []
        assert db.session.scalar(sa.select(AuditHead.number)) == entries
        in_order = db.session.scalars(sa.select(AuditChain.entry_id).order_by(AuditChain.number)).all()
        assert in_order == sorted(in_order)


def test_the_chain_goes_on_behind_them(bare):
    with bare.app_context():
        flask_migrate.upgrade(revision="0012")
        db.session.execute(sa.insert(AuditEntry), [written(1)])
        db.session.commit()
        flask_migrate.upgrade(revision="0013")
        audit.note("door.opened", None, None, name="Ada")
        db.session.commit()
        flask_migrate.downgrade(revision="0012")
        flask_migrate.upgrade(revision="0013")

        walk = Verification([])
        list(walk.portions())

        assert walk.report()[0] == 2
        assert walk.report().sound


def written(number):
    return {"action": "door.opened", "reason": f"reason {number}", "actor_id": number or None, "subject_id": None}
