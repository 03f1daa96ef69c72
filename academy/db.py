"""The database: one session a request, named constraints, times in UTC."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Flask, Response, has_request_context, request
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Session

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


WRITES = {"writes": True}
FARTHEST_PAGE = 100_000


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention=NAMES)


class Moment(sa.TypeDecorator):
    """An aware time, kept in UTC (SQLite keeps no zone: it is put back on reading)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect):
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect):
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


JSON = sa.JSON().with_variant(JSONB(), "postgresql")

db = SQLAlchemy(model_class=Base)
migrate = Migrate(render_as_batch=True, compare_type=True)


def one_of(column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    """A named constraint that keeps a text column within a list of words."""
    words = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({words})", name=column)


def one_while(condition: str, name: str, *columns: str) -> sa.Index:
    """A unique index over the rows that fulfil an SQL condition: there is one of them at most."""
    where = sa.text(condition)
    return sa.Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


def init_app(app: Flask) -> None:
    from academy import migrations

    db.init_app(app)
    migrate.init_app(app, db, directory=migrations.__path__[0])
    app.before_request(_announce_writing)
    app.after_request(_commit)


def paged(select: sa.Select, rows: int = 50) -> Pagination:
    """The page of a list that the address asks for."""
    return db.paginate(select, page=page_number(), per_page=rows, error_out=False)


def page_number() -> int:
    """Which page of a list the address asks for; one far behind the end is the last that can be counted to."""
    return max(1, min(request.args.get("page", 1, type=int), FARTHEST_PAGE))


@contextmanager
def apart() -> Iterator[Session]:
    """A short transaction of its own, for security facts that stay whatever becomes of the request.

    What the request has not committed so far is given up first: one writer at a time is all that SQLite knows. A request
    that writes goes on writing.
    """
    begin_writing()
    yield db.session
    db.session.commit()
    if has_request_context():
        _announce_writing()


@contextmanager
def pause() -> Iterator[None]:
    """Commit, let others write while something slow is done that needs no database, then go on writing, also if it failed."""
    db.session.commit()
    try:
        yield
    finally:
        begin_writing()


def let_go() -> None:
    """Commit, and go on writing with nothing locked."""
    db.session.commit()
    begin_writing()


def begin_reading() -> None:
    """Read one moment of the database until this transaction ends. One that has begun already is read as it is."""
    if db.session().in_transaction():
        return
    connection = db.session.connection()
    if connection.dialect.name == "postgresql" and not connection.in_nested_transaction():
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def begin_writing() -> None:
    """Give up what is not committed and begin a transaction that writes."""
    db.session.rollback()
    db.session.connection(execution_options=WRITES)


def insert(model):
    """An insert that can leave out what is there: `insert(Model).on_conflict_do_nothing()`."""
    return {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name].insert(model)


def once(find: Callable, make: Callable) -> tuple:
    """The row that there may be one of, and whether it is new: what `find` gives, or else what `make` makes.

    When somebody makes it at the same moment, a constraint refuses ours and we take theirs.
    """
    if found := find():
        return found, False
    try:
        with db.session.begin_nested():
            db.session.add(made := make())
    except sa.exc.IntegrityError:
        if found := find():
            return found, False
        raise
    return made, True


@contextmanager
def refused_as(error: Exception) -> Iterator[None]:
    """What is written here may be there already, when somebody writes the same at the same moment: that is `error`. What
    breaks another rule of the database is a fault of ours, and stays one."""
    try:
        with db.session.begin_nested():
            yield
    except sa.exc.IntegrityError as refusal:
        if not _is_there_already(refusal.orig):
            raise
        raise error from None


def _is_there_already(refusal: Exception) -> bool:
    """Whether a unique constraint refused, in the words of either driver."""
    said = getattr(refusal, "sqlstate", None) or getattr(refusal, "sqlite_errorname", "")
    return said in ("23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")


def _announce_writing():
    """SQLite has to know at its start that a transaction will write, or two of them can refuse each other half-way."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        db.session.connection(execution_options=WRITES)


def _commit(response: Response) -> Response:
    """The one commit of a request; a refused request leaves nothing behind."""
    if response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    return response


@sa.event.listens_for(Engine, "connect")
def _set_up_sqlite(connection, record):
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in ("journal_mode=WAL", "busy_timeout=15000", "foreign_keys=ON", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")


@sa.event.listens_for(Engine, "begin")
def _begin_sqlite(connection):
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
