"""Signing keys: one id, two private halves, a certificate that carries the first, and the folder that keeps them all.

A key's folder holds `key.json`, which anybody may read, and `private.pem`, which only its owner may. Rotation destroys
the private half of the former key and keeps the public one for ever: what it signed stays checkable.
"""

import base64
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_p256
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.x509.oid import NameOID

from academy.files import alone

VALIDITY = timedelta(days=365 * 30)  # a service life: readers of documents ask for it as long as people show them
LONGEST_NAME = 64  # bytes of a name in an X.509 certificate (RFC 5280, upper bounds)
DEMONSTRATION = " (DEMONSTRATION)"
PUBLIC, PRIVATE = "key.json", "private.pem"


class KeyTrouble(Exception):
    """Something about the signing keys; the message says what, and what to do."""


class NoKey(KeyTrouble):
    """There is nothing to sign with."""


class KeyLocked(KeyTrouble):
    """The private half cannot be opened with this passphrase."""


class KeyExposed(KeyTrouble):
    """A private half without a passphrase can be read by others."""


@dataclass(frozen=True)
class PublicKey:
    """`id` is the beginning of the SHA-256 of the P-256 key, 8 hexadecimal digits; `certificate` is X.509 in DER and
    `ed25519` the 32 bytes of the other half. A `demo` key proves nothing to anybody."""

    id: str
    issuer: str
    did: str
    created_at: datetime
    demo: bool
    certificate: bytes
    ed25519: bytes
    retired_at: datetime | None = None

    @cached_property
    def p256(self) -> EllipticCurvePublicKey:
        return x509.load_der_x509_certificate(self.certificate).public_key()

    @property
    def method(self) -> str:
        """Names the Ed25519 half in the academy's DID document."""
        return f"{self.did}#{self.id}"

    @property
    def p256_method(self) -> str:
        """Names the P-256 half there."""
        return f"{self.method}-p256"

    @property
    def pem(self) -> bytes:
        """The certificate for programs that read PEM."""
        return x509.load_der_x509_certificate(self.certificate).public_bytes(serialization.Encoding.PEM)

    @property
    def ed25519_pem(self) -> bytes:
        return Ed25519PublicKey.from_public_bytes(self.ed25519).public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def jwk(self) -> dict[str, str]:
        """The P-256 half as a JSON Web Key (RFC 7517)."""
        numbers = self.p256.public_numbers()
        x, y = (_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self.id, "x": x, "y": y}

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "issuer": self.issuer,
            "did": self.did,
            "created_at": self.created_at.isoformat(),
            "retired_at": self.retired_at and self.retired_at.isoformat(),
            "demo": self.demo,
            "certificate": base64.b64encode(self.certificate).decode(),
            "ed25519": base64.b64encode(self.ed25519).decode(),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "PublicKey":
        return cls(
            id=values["id"],
            issuer=values["issuer"],
            did=values["did"],
            created_at=datetime.fromisoformat(values["created_at"]),
            retired_at=datetime.fromisoformat(values["retired_at"]) if values["retired_at"] else None,
            demo=values["demo"],
            certificate=base64.b64decode(values["certificate"]),
            ed25519=base64.b64decode(values["ed25519"]),
        )


@dataclass(frozen=True)
class SigningKey:
    """A key with its private halves, for as long as something is signed."""

    public: PublicKey
    p256: EllipticCurvePrivateKey = field(repr=False)
    ed25519: Ed25519PrivateKey = field(repr=False)


def generate(issuer: str, did: str, at: datetime, demo: bool = False) -> SigningKey:
    """A new key for an issuer of this name and DID."""
    p256, ed25519 = generate_p256(SECP256R1()), Ed25519PrivateKey.generate()
    spki = p256.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    public = PublicKey(
        id=hashlib.sha256(spki).hexdigest()[:8],
        issuer=issuer,
        did=did,
        created_at=at,
        demo=demo,
        certificate=_certificate(p256, issuer, did, at, demo),
        ed25519=ed25519.public_key().public_bytes_raw(),
    )
    return SigningKey(public, p256, ed25519)


def did_of(base_url: str) -> str:
    """The did:web of whoever answers at an address (W3C did:web, § 3.1): its port is escaped, its path follows in colons."""
    parts = urlsplit(base_url)
    return ":".join(["did:web", quote(parts.netloc, safe=""), *(quote(step, safe="") for step in parts.path.split("/") if step)])


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
            serialization.BestAvailableEncryption(self._passphrase) if self._passphrase else serialization.NoEncryption()
        )
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
        return key.p256.private_bytes(*form) + key.ed25519.private_bytes(*form)

    def _open(self, public: PublicKey) -> SigningKey:
        path = self.folder / public.id / PRIVATE
        try:
            text = path.read_bytes()
        except OSError as error:
            raise KeyLocked(f"{path} cannot be read: {error.strerror}. Restore it, or type: academy keys rotate") from None
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
            raise KeyLocked(f"{path} does not open: ACADEMY_KEY_PASSPHRASE is not its passphrase, or it is damaged") from None
        return SigningKey(public, p256, ed25519)


def _certificate(key: EllipticCurvePrivateKey, issuer: str, did: str, at: datetime, demo: bool) -> bytes:
    """Signed by the key itself: who trusts the academy's published key trusts this."""
    mark = DEMONSTRATION if demo else ""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _shortened(issuer, LONGEST_NAME - len(mark)) + mark)])
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + VALIDITY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(did)]), critical=False)
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _shortened(text: str, longest: int) -> str:
    """At most so many bytes, an ellipsis in the place of what is cut."""
    if len(text.encode()) <= longest:
        return text
    return text.encode()[: longest - len("…".encode())].decode(errors="ignore") + "…"


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


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
