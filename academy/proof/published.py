"""What an academy has published, read back from a copy of it: all that checking without the academy needs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from academy.proof import status
from academy.proof.claims import Claims
from academy.proof.keys import PublicKey
from academy.proof.publication import KEYS
from academy.proof.refusals import Refusal
from academy.proof.status import StatusList


class NotPublished(Exception):
    """The copy lacks something, or holds something that is not sound; the message says what."""


@dataclass(frozen=True)
class Published:
    """Keys, newest first, and status lists by number."""

    keys: tuple[PublicKey, ...]
    lists: Mapping[int, StatusList]

    def standing(self, claims: Claims) -> str:
        """valid, superseded or revoked, as it was when the list was made; raises NotPublished without its list."""
        return self.list_of(claims).of(claims.status_index)

    def list_of(self, claims: Claims) -> StatusList:
        number, _ = status.place(claims.status_index)
        if number not in self.lists:
            raise NotPublished(f"status/{number}.jwt is missing: it says whether {claims.serial} was revoked")
        return self.lists[number]

    def is_stale(self, claims: Claims, now: datetime) -> bool:
        """Whether a newer list should have taken the place of the one that was asked."""
        return self.list_of(claims).until < now


def read(folder: Path) -> Published:
    """Whoever made the copy is trusted with its keys, and with nothing else: its lists have to be signed by them."""
    keys = _keys(folder / KEYS)
    believed = [key for key in keys if not key.demo] or keys  # a demonstration says nothing about what is none
    lists = [_list(path, believed) for path in sorted(folder.glob("status/*.jwt"))]
    return Published(keys, {each.number: each for each in sorted(lists, key=lambda each: each.at)})  # the newest stays


def _keys(path: Path) -> tuple[PublicKey, ...]:
    try:
        entries = json.loads(path.read_bytes())["keys"]
        keys = tuple(PublicKey.from_json(entry | {"id": entry["kid"], "certificate": entry["x5c"][0]}) for entry in entries)
        assert all((key.p256, key.ed25519_pem) for key in keys)  # damaged ones raise
        return keys
    except OSError as error:
        raise NotPublished(f"{path} cannot be read: {error.strerror}") from None
    except (LookupError, TypeError, ValueError, RecursionError):
        raise NotPublished(f"{path} holds no keys of an academy") from None


def _list(path: Path, keys: tuple[PublicKey, ...]) -> StatusList:
    try:
        return status.read(path.read_text("ascii", "replace"), keys)
    except Refusal as refusal:
        raise NotPublished(f"{path}: {refusal}") from None
    except OSError as error:
        raise NotPublished(f"{path} cannot be read: {error.strerror}") from None
