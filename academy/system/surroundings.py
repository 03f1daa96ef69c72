"""What the server stands on: folders, disk, database, clock, fonts, keys, and whether anybody does the jobs."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from flask_babel import format_datetime
from flask_babel import gettext as _

from academy import clock, migrations
from academy.accounts.models import Person
from academy.audit import heads
from academy.certificates import signing
from academy.db import db
from academy.jobs.models import DailyRound, Job
from academy.printing import fonts
from academy.system.concerns import Concern
from academy.system.configured import is_public

ROOM = 1_000_000_000  # bytes that should be free
OLDEST_POSTGRESQL = 15  # which the suite runs on
ASTRAY = timedelta(seconds=5)  # that the clock of the database may be off
PATIENCE = timedelta(minutes=10)  # that a job which is due may wait
A_DAY = timedelta(hours=26)  # from one daily round to the next, with time for a restart
UNSIGNED = timedelta(days=2)


def concerns() -> Iterator[Concern]:
    yield from _folder()
    yield from _fonts()
    if grave := list(_migration()):
        yield from grave
        return
    yield from _database()
    yield from _keys()
    yield from _worker()
    if is_public():
        yield from _demo()


def _folder() -> Iterator[Concern]:
    folder = Path(current_app.config["INSTANCE_PATH"])
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        says = _(
            "The folder %(folder)s cannot be written to: %(reason)s.",
            folder=folder,
            reason=os.strerror(error.errno or 0),
        )
        yield Concern("ACADEMY_INSTANCE", says, _("Give it to the account that the server runs as."), grave=True)
        return
    if (free := shutil.disk_usage(folder).free) < ROOM:
        says = _("%(free)s MB are left on the disk of %(folder)s.", free=free // 1_000_000, folder=folder)
        yield Concern(_("Disk"), says, _("Make room, or move the folder to a larger disk."))
    key = folder / "secret_key"
    if key.exists() and key.stat().st_mode & 0o077:
        says = _("Others than its owner may read %(file)s: whoever does signs in as anybody.", file=key)
        yield Concern(_("Secret key"), says, _("Type: chmod 600 %(file)s", file=key))


def _fonts() -> Iterator[Concern]:
    try:
        fonts.paths()
    except fonts.FontsMissing as error:
        yield Concern(_("Fonts"), str(error), _("Until then no document is drawn."))


def _migration() -> Iterator[Concern]:
    try:
        at, head = migrations.current(db.session.connection()), migrations.known()[0]
    except sa.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().partition("\n")[0].rstrip(".")
        says = _("The database does not answer: %(reason)s.", reason=reason)
        yield Concern("ACADEMY_DATABASE", says, _("See whether it runs, and whether the address is right."), grave=True)
        return
    if at is None:
        yield Concern(_("Database"), _("It is empty."), _("Type: academy init"), grave=True)
    elif at > head:
        says = _("A newer version of the program has changed it (%(at)s after %(head)s).", at=at, head=head)
        yield Concern(_("Database"), says, _("Start the newer version, or restore the backup from before."), grave=True)
    elif at < head:
        says = _("It is as an older version of the program left it (%(at)s before %(head)s).", at=at, head=head)
        yield Concern(_("Database"), says, _("Make a backup, then type: academy init"), grave=True)


def _database() -> Iterator[Concern]:
    if db.engine.dialect.name != "postgresql":
        return
    version = db.session.connection().dialect.server_version_info[0]
    if version < OLDEST_POSTGRESQL:
        says = _("PostgreSQL %(version)s is older than what the academy is tried on.", version=version)
        yield Concern(_("Database"), says, _("Take PostgreSQL %(version)s or later.", version=OLDEST_POSTGRESQL))
    off = abs(db.session.scalar(sa.select(sa.func.clock_timestamp())) - clock.now())
    if off > ASTRAY:
        says = _(
            "The clocks of this machine and of the database are %(count)s seconds apart.",
            count=round(off.total_seconds()),
        )
        yield Concern(_("Clock"), says, _("Have both set theirs by the network (NTP)."))


def _keys() -> Iterator[Concern]:
    if (state := signing.state()) == "none":
        yield Concern(
            _("Signing key"), _("There is none, and certificates wait for one."), _("Type: academy keys create")
        )
    elif state == "locked":
        says = _("The passphrase does not open it: no certificate is signed.")
        yield Concern("ACADEMY_KEY_PASSPHRASE", says, _("Set the one that it was locked with."))
    elif state == "demo" and is_public():
        says = _("It is the one of the demonstration: certificates prove nothing.")
        yield Concern(_("Signing key"), says, _("Type: academy keys rotate"))
    newest = heads.newest()
    if newest and clock.now() - newest.at > UNSIGNED:
        says = _("The audit log was last signed on %(day)s.", day=format_datetime(newest.at))
        yield Concern(_("Audit"), says, _("Look whether the daily jobs are done."))


def _worker() -> Iterator[Concern]:
    remedy = _("See whether a worker runs: academy run starts one, academy work is one.")
    late = sa.select(sa.func.min(Job.not_before)).where(Job.state == "waiting", Job.not_before < clock.now() - PATIENCE)
    if since := db.session.scalar(late):
        yield Concern(_("Jobs"), _("One has been due since %(moment)s.", moment=format_datetime(since)), remedy)
    last = db.session.scalar(sa.select(sa.func.max(DailyRound.added_at)))
    if last and clock.now() - last > A_DAY:
        yield Concern(
            _("Jobs"), _("The daily ones were last begun on %(moment)s.", moment=format_datetime(last)), remedy
        )


def _demo() -> Iterator[Concern]:
    if db.session.scalar(sa.select(sa.exists().where(Person.demo, Person.active))):
        says = _("The accounts of the demonstration may sign in here.")
        yield Concern(_("People"), says, _("Switch them off on the page of people."))
