"""What comes after a restore: the log is verified and told of it, whoever had been erased is erased again."""

from datetime import datetime

from academy import audit, migrations
from academy.audit import verifying
from academy.audit.verification import Report
from academy.backup import BackupTrouble
from academy.backup.manifest import Manifest
from academy.certificates import publishing
from academy.db import begin_writing, db
from academy.privacy import erasures


def erased() -> list[dict]:
    """Who was erased here, to be asked before the database is replaced; raises BackupTrouble when the file that knows it is
    damaged."""
    with db.engine.connect() as connection:
        today = migrations.current(connection) == migrations.known()[0]
    try:
        found = erasures.log() if today else erasures.remembered()
        for each in found:
            int(each["person"]), datetime.fromisoformat(each["added_at"])
    except (LookupError, TypeError, ValueError):
        raise BackupTrouble(
            f"{erasures.path()} has a line that is damaged: put a whole one there, so that erased people stay erased"
        ) from None
    db.session.remove()
    return found


def see_to(made: Manifest, erased: list[dict]) -> tuple[Report, int]:
    """How the restored log stands, and how many people were erased again. Whoever calls commits."""
    walk = verifying.begin()
    for _ in walk.portions():
        pass
    begin_writing()
    audit.note("backup.restored", None, None, reason=f"of {made.made_at.isoformat(timespec='seconds')}")
    again = erasures.apply(erased)
    publishing.publish_soon()
    return walk.report(), again
