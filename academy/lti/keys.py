"""The RSA keys by which platforms know that it is the academy that asks: one signs, those before it stay published."""

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import current_app
from jwt.algorithms import RSAAlgorithm

from academy import clock

BITS = 2048
KEPT = 3  # keys that stay published: the one that signs and those whose signatures may still be under way


class KeysLocked(Exception):
    """The passphrase does not open the key: the message says what to do."""


@dataclass(frozen=True)
class ToolKey:
    private: rsa.RSAPrivateKey

    @cached_property
    def id(self) -> str:
        """The beginning of the SHA-256 of the public key."""
        spki = self.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return hashlib.sha256(spki).hexdigest()[:16]

    @property
    def pem(self) -> str:
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()

    @property
    def jwk(self) -> dict[str, str]:
        """The public half, as a JSON Web Key."""
        public = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        return {name: public[name] for name in ("kty", "n", "e")} | {"kid": self.id, "alg": "RS256", "use": "sig"}


def signing() -> ToolKey:
    """The newest key; the first is made when it is first asked for. Raises KeysLocked."""
    return (published() or [rotate()])[0]


def published() -> list[ToolKey]:
    """The newest first. What a process has read it keeps until the folder changes. Raises KeysLocked."""
    files = tuple(sorted(_folder().glob("*.pem"), reverse=True)[:KEPT])
    kept_files, kept = current_app.extensions.get("lti_keys", ((), []))
    if files != kept_files:
        kept = [_read(file) for file in files]
        current_app.extensions["lti_keys"] = files, kept
    return kept


def rotate() -> ToolKey:
    """A new key, which signs from now on. Platforms find it at our address of keys by themselves."""
    key = ToolKey(rsa.generate_private_key(public_exponent=65537, key_size=BITS))
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    first = not any(_folder().glob("*.pem"))
    # the first key has one name for all processes that make it at the same moment; later ones go by their time
    name = "0.pem" if first else f"{clock.now():%Y%m%dT%H%M%S%f}.pem"
    with tempfile.NamedTemporaryFile("wb", dir=_folder()) as draft:
        draft.write(_locked(key))
        draft.flush()
        with suppress(FileExistsError):
            os.link(draft.name, _folder() / name)  # whole or not at all, and readable by its owner only
    return published()[0]


def jwks() -> dict[str, list[dict]]:
    """What platforms read. They keep it for a while, so it is never empty: the first key is there before it signs."""
    signing()
    return {"keys": [key.jwk for key in published()]}


def _folder() -> Path:
    config = current_app.config
    return Path(config["KEYS"] or config["INSTANCE_PATH"] / "keys") / "lti"


def _locked(key: ToolKey) -> bytes:
    passphrase = current_app.config["KEY_PASSPHRASE"].encode()
    lock = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)


def _read(file: Path) -> ToolKey:
    data = file.read_bytes()
    passphrase = current_app.config["KEY_PASSPHRASE"].encode()
    locked = b"ENCRYPTED" in data
    try:
        return ToolKey(serialization.load_pem_private_key(data, passphrase if locked else None))
    except (ValueError, TypeError):
        raise KeysLocked(f"ACADEMY_KEY_PASSPHRASE does not open {file}") from None
