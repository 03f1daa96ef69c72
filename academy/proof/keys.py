"""Signing keys: one id, two private halves, and a certificate that carries the first."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_p256
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.x509.oid import NameOID

VALIDITY = timedelta(days=365 * 30)  # a service life: readers of documents ask for it as long as people show them
LONGEST_NAME = 64  # bytes of a name in an X.509 certificate (RFC 5280, upper bounds)
DEMONSTRATION = " (DEMONSTRATION)"


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


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
