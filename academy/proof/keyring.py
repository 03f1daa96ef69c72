"""The folder that keeps all keys of an academy.

A key's folder holds `key.json`, which anybody may read, and `private.pem`, which only its owner may. Rotation destroys
the private half of the former key and keeps the public one for ever: what it signed stays checkable.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from academy.files import alone
from academy.proof.keys import PublicKey, SigningKey, generate

PUBLIC, PRIVATE = "key.json", "private.pem"


class KeyTrouble(Exception):
    """Something about the signing keys; the message says what, and what to do."""


class NoKey(KeyTrouble):
    """There is nothing to sign with."""


class KeyLocked(KeyTrouble):
    """The private half cannot be opened with this passphrase."""


class KeyExposed(KeyTrouble):
    """A private half without a passphrase can be read by others."""


class Keyring:
    """All keys of an academy in their folder, the newest first; the first of those not retired is the active one."""

    def __init__(self, folder: Path, passphrase: str = ""):
        self.folder = folder
        self._passphrase = passphrase.encode() or None
        self._opened: dict[str, SigningKey] = {}

    def __iter__(self) -> Iterator[PublicKey]:
        found = [PublicKey.from_json(json.loads(path.read_bytes())) for path in self.folder.glob(f"[!.]*/{PUBLIC}")]
        return iter(sorted(found, key=lambda key: key.created_at, reverse=True))

    @property
    def locks(self) -> bool:
        """Whether the active key's private halves are locked by a passphrase."""
        return self.active is not None and b"ENCRYPTED" in (self.folder / self.active.id / PRIVATE).read_bytes()

    @property
    def active(self) -> PublicKey | None:
        return next((key for key in self if key.retired_at is None), None)

    def signing(self) -> SigningKey:
        """The key to sign with, its private halves opened; raises NoKey, KeyLocked or KeyExposed."""
        public = self.active
        if public is None:
            raise NoKey("There is no signing key. Type: academy keys create")
        if public.id not in self._opened:
            self._opened[public.id] = self._open(public)
        return replace(self._opened[public.id], public=public)

    def create(self, issuer: str, did: str, at: datetime, demo: bool = False) -> PublicKey:
        """The first key, or the next one after a rotation; raises KeyTrouble while another is active."""
        with self._alone():
            if self.active:
                raise KeyTrouble(f"There is a signing key, {self.active.id}. To replace it, type: academy keys rotate")
            return self._keep(generate(issuer, did, at, demo))

    def rotate(self, issuer: str, did: str, at: datetime, demo: bool = False) -> PublicKey:
        """A new key takes the place of the active one, whose private half is destroyed."""
        with self._alone():
            if self.active is None:
                raise NoKey("There is no signing key to replace. Type: academy keys create")
            new = self._keep(generate(issuer, did, at, demo))
            for former in self:
                if former.id != new.id:
                    self._retire(former, at)
            return new

    def take_in(self, keys: Iterable[PublicKey], at: datetime) -> int:
        """Public halves from elsewhere that are not here, so that what they signed stays checkable; how many. Where a key is
        active, these are retired."""
        with self._alone():
            active = self.active
            missing = [key for key in keys if not (self.folder / key.id / PUBLIC).exists()]
            for key in missing:
                (self.folder / key.id).mkdir(mode=0o755, exist_ok=True)
                kept = replace(key, retired_at=at) if active and key.retired_at is None else key
                _write(self.folder / key.id / PUBLIC, _json(kept), 0o644)
            return len(missing)

    def lock(self) -> PublicKey:
        """Lock the active key's private halves with the passphrase, where they lie open."""
        if self._passphrase is None:
            raise KeyTrouble("ACADEMY_KEY_PASSPHRASE is not set: it is what locks the key")
        with self._alone():
            key = self.signing()
            _replace(self.folder / key.public.id / PRIVATE, self._locked(key), 0o600)
            return key.public

    def _keep(self, key: SigningKey) -> PublicKey:
        """Both halves lie on the disk before the key is there at all; a broken attempt leaves nothing."""
        draft = self.folder / f".{key.public.id}"
        try:
            draft.mkdir(mode=0o755)
            _write(draft / PRIVATE, self._locked(key), 0o600)
            _write(draft / PUBLIC, _json(key.public), 0o644)
            draft.rename(self.folder / key.public.id)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return key.public

    def _retire(self, key: PublicKey, at: datetime) -> None:
        """Also what an attempt that was broken off has left half retired."""
        if key.retired_at is None:
            _replace(self.folder / key.id / PUBLIC, _json(replace(key, retired_at=at)), 0o644)
        (self.folder / key.id / PRIVATE).unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else makes or replaces keys meanwhile; drafts of attempts that were broken off are gone."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o755)
        with alone(self.folder / ".lock"):
            for draft in self.folder.glob(".*/"):
                shutil.rmtree(draft)
            yield

    def _locked(self, key: SigningKey) -> bytes:
        encryption = (
            serialization.BestAvailableEncryption(self._passphrase)
            if self._passphrase
            else serialization.NoEncryption()
        )
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
        return key.p256.private_bytes(*form) + key.ed25519.private_bytes(*form)

    def _open(self, public: PublicKey) -> SigningKey:
        path = self.folder / public.id / PRIVATE
        try:
            text = path.read_bytes()
        except OSError as error:
            raise KeyLocked(
                f"{path} cannot be read: {error.strerror}. Restore it, or type: academy keys rotate"
            ) from None
        encrypted = b"ENCRYPTED" in text
        if not encrypted and path.stat().st_mode & 0o077:
            raise KeyExposed(f"{path} can be read by others. Type: chmod 600 {path}")
        if encrypted and not self._passphrase:
            raise KeyLocked(f"{path} is locked: ACADEMY_KEY_PASSPHRASE is its passphrase")
        mark = b"-----BEGIN"
        halves = [mark + half for half in text.split(mark)[1:]]
        try:
            p256, ed25519 = (
                serialization.load_pem_private_key(half, self._passphrase if encrypted else None) for half in halves
            )
        except (ValueError, TypeError):
            raise KeyLocked(
                f"{path} does not open: ACADEMY_KEY_PASSPHRASE is not its passphrase, or it is damaged"
            ) from None
        return SigningKey(public, p256, ed25519)


def _write(path: Path, content: bytes, mode: int) -> None:
    """A new file that nobody else can read in between, on the disk before we go on."""
    with suppress(FileNotFoundError):
        path.unlink()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _replace(path: Path, content: bytes, mode: int) -> None:
    _write(path.with_suffix(".new"), content, mode)
    path.with_suffix(".new").replace(path)


def _json(key: PublicKey) -> bytes:
    return json.dumps(key.to_json(), indent=2, ensure_ascii=False).encode() + b"\n"
