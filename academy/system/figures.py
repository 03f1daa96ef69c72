"""What an administrator sees of the server: versions, places, what waits."""

import platform
import re
import shutil
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from flask import current_app

from academy import __version__, migrations
from academy.audit import heads
from academy.db import db
from academy.jobs import desk
from academy.jobs.models import DailyRound
from academy.settings import SETTINGS

SECRET = ("SECRET_KEY", "KEY_PASSPHRASE", "SSO_SECRET", "LRS_KEY", "LRS_SECRET", "METRICS_TOKEN")
WITH_PASSWORDS = ("DATABASE", "QUEUE", "MAIL_SERVER", "BASE_URL", "LRS_URL", "SSO_ISSUER")  # as addresses may have one


class Figures(NamedTuple):
    """`free` and `size` are bytes of the disk that the instance folder lies on."""

    version: str
    python: str
    database: str
    migration: str | None
    folder: str
    free: int
    size: int
    jobs: dict[str, int]
    daily: datetime | None
    signed: datetime | None


def of_now() -> Figures:
    folder = current_app.config["INSTANCE_PATH"]
    disk = shutil.disk_usage(folder)
    newest = heads.newest()
    return Figures(
        __version__,
        platform.python_version(),
        _database(),
        migrations.current(db.session.connection()),
        str(folder),
        disk.free,
        disk.total,
        desk.counts(),
        db.session.scalar(sa.select(sa.func.max(DailyRound.added_at))),
        newest and newest.at,
    )


def settings() -> list[tuple[str, str | int | bool | None, str]]:
    """Variable, value and meaning of each setting; None stands for a value that is not shown."""
    return [(each.variable, _shown(each.name), each.help) for each in SETTINGS]


def _shown(name: str) -> str | int | bool | None:
    value = current_app.config[name]
    if name in SECRET:
        return None if value else ""
    return without_passwords(value) if name in WITH_PASSWORDS else value


def without_passwords(address: str) -> str:
    """An address without whoever signs in, and without what is asked there. Passwords hold any character: what stands before
    the last @ may be part of one."""
    scheme, mark, rest = address.partition("://")
    user, at, place = rest.rpartition("@")
    shown = re.sub(r"=[^&;#]*", "=***", f"{'***' if user else ''}{at}{place}")
    return f"{scheme}{mark}{shown}"


def _database() -> str:
    dialect = db.session.connection().dialect
    names = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
    return f"{names[dialect.name]} {'.'.join(map(str, dialect.server_version_info))}"
