"""A log with entries, values and signed heads, and what an intruder does to it who may write the whole database."""

import pytest
import sqlalchemy as sa

from academy import audit
from academy.audit import heads, verifying
from academy.audit.chain import links
from academy.audit.models import AuditChain, AuditEntry
from academy.audit.verification import Verification
from tests import factories

TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'",
    "postgresql": "SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'audit%'",
}
FREE = {
    "sqlite": ["PRAGMA defer_foreign_keys = ON"],
    "postgresql": [
        "ALTER TABLE audit_chain DROP CONSTRAINT fk_audit_chain_entry_id_audit_entry",
        "ALTER TABLE audit_values DROP CONSTRAINT fk_audit_values_entry_id_audit_entry",
    ],
}


class Log:
    """Ten entries, each in a transaction of its own; numbers 3 to 12 or so, since people are made before."""

    def __init__(self, session, entries=10):
        self.session = session
        self.actor = factories.administrator()
        session.commit()
        for count in range(entries):
            audit.note(
                "person.changed",
                self.actor,
                self.actor,
                f"reason {count}",
                before={"name": "Ada"},
                after={"name": f"Ada {count}"},
            )
            session.commit()

    @property
    def end(self):
        return self.session.scalar(sa.text("SELECT max(number) FROM audit_chain"))

    @property
    def head(self):
        return self.session.execute(sa.text("SELECT number, hash FROM audit_head")).one()

    def witness(self):
        heads.witness()
        self.session.commit()

    def break_in(self):
        """No trigger and no foreign key is in the way any more."""
        dialect = self.session.connection().dialect.name
        for name, table in self.session.execute(sa.text(TRIGGERS[dialect])).all():
            self.session.execute(sa.text(f"DROP TRIGGER {name}" + (f" ON {table}" if dialect == "postgresql" else "")))
        for statement in FREE[dialect]:
            self.session.execute(sa.text(statement))

    def sql(self, statement, **values):
        done = self.session.execute(sa.text(statement), values)
        self.session.expire_all()
        return done

    def entry_id(self, number):
        return self.session.scalar(
            sa.text("SELECT entry_id FROM audit_chain WHERE number = :number"), {"number": number}
        )

    def rebuild(self, number):
        """Compute the chain anew from an entry on, as a careful intruder does."""
        before = self.session.execute(sa.select(AuditChain.hash).where(AuditChain.number == number - 1)).scalar()
        query = sa.select(AuditEntry.__table__).join(AuditChain, AuditChain.entry_id == AuditEntry.id)
        entries = self.session.execute(query.where(AuditChain.number >= number).order_by(AuditChain.number)).all()
        for link in links(number - 1, before, entries):
            self.sql(
                "UPDATE audit_chain SET hash = :hash WHERE number = :number", hash=link["hash"], number=link["number"]
            )
        self.sql("UPDATE audit_head SET number = :number, hash = :hash", number=link["number"], hash=link["hash"])

    def cut(self, number):
        """Take everything behind an entry away, and put the head back."""
        for table in ("audit_values", "audit_entry"):
            column = "entry_id" if table == "audit_values" else "id"
            self.sql(
                f"DELETE FROM {table} WHERE {column} IN (SELECT entry_id FROM audit_chain WHERE number > :number)",
                number=number,
            )
        self.sql("DELETE FROM audit_chain WHERE number > :number", number=number)
        self.sql(
            "UPDATE audit_head SET number = :number, hash = (SELECT hash FROM audit_chain WHERE number = :number)",
            number=number,
        )

    def verify(self, *more):
        walk = Verification([*verifying.own_witnesses(), *more])
        for _ in walk.portions():
            pass
        return walk.report()

    def found(self, *more):
        return [finding[:2] for finding in self.verify(*more).findings]


@pytest.fixture
def published(app, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "PUBLISHED", str(tmp_path / "published"))
    return tmp_path / "published"


@pytest.fixture
def log(session, published):
    return Log(session)


@pytest.fixture
def query_log(session):
    """Every statement that the session's connection is sent."""
    connection, statements = session.connection(), []

    def listen(connection, cursor, statement, *rest):
        statements.append(statement)

    sa.event.listen(connection, "before_cursor_execute", listen)
    yield statements
    sa.event.remove(connection, "before_cursor_execute", listen)
