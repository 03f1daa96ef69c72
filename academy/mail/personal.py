"""What mail keeps of people: messages in the outbox, where no mail server takes them."""

from contextlib import suppress
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path

from flask_babel import lazy_gettext as _l

from academy import mail
from academy.accounts.models import Person
from academy.jobs import Failure
from academy.mail import messages
from academy.privacy import beside, periods
from academy.privacy.periods import Due, Period

AT_ONCE = 500


def to(person: Person) -> list[Path]:
    """Messages to their address as it is now."""
    with suppress(Failure):
        address = messages.address(person.email) if person.email else None
        return [path for path in _kept() if address and _recipient(path) == address]
    return []


def _recipient(path: Path) -> str:
    with path.open("rb") as file:
        return str(BytesHeaderParser().parse(file)["To"]).strip()


def _kept() -> list[Path]:
    return sorted(mail.outbox().glob("*.eml"))


def _old(moment: datetime) -> list[tuple[datetime, Path]]:
    dated = ((datetime.fromtimestamp(path.stat().st_mtime, UTC), path) for path in _kept())
    return sorted(each for each in dated if each[0] < moment)


def look(moment: datetime) -> Due:
    old = _old(moment)
    return Due(len(old), old[0][0] if old else None)


def forget(moment: datetime) -> int:
    old = _old(moment)[:AT_ONCE]
    for _at, path in old:
        path.unlink(missing_ok=True)
    return len(old)


beside.holds("mail", _l("Messages in the outbox"), to)
periods.keeps(Period("mail", _l("Messages in the outbox"), 30, look, forget))
