"""The academy's DID document (did:web): where wallets find the keys that its credentials name."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from openbadgeslib.ob3.did import multikey_from_pem

from academy.proof.keys import PublicKey

CONTEXT = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1", "https://w3id.org/security/jwk/v1"]


def document(keys: Iterable[PublicKey]) -> dict[str, Any]:
    """Every key under the DID of the newest, which comes first; raises ValueError when there is none. Retired keys are
    like the others: what they signed stays good."""
    newest_first = sorted(keys, key=lambda key: key.created_at, reverse=True)
    if not newest_first:
        raise ValueError("There is no key to publish")
    did = newest_first[0].did
    methods = [method for key in newest_first if key.did == did for method in (_ed25519(key), _p256(key))]
    return {
        "@context": CONTEXT,
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def path(did: str) -> str:
    """Where on its host a did:web is served (W3C did:web, § 3.2)."""
    steps = did.removeprefix("did:web:").split(":")[1:]
    return "/".join(["", *map(unquote, steps), "did.json"]) if steps else "/.well-known/did.json"


def _ed25519(key: PublicKey) -> dict[str, Any]:
    multikey = multikey_from_pem(key.ed25519_pem)
    return {"id": key.method, "type": "Multikey", "controller": key.did, "publicKeyMultibase": multikey}


def _p256(key: PublicKey) -> dict[str, Any]:
    return {"id": key.p256_method, "type": "JsonWebKey", "controller": key.did, "publicKeyJwk": key.jwk()}
