"""The public keys of platforms: fetched with care, and kept for a day."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from pylti1p3.exception import LtiKeyException

from academy import clock, outbound
from academy.db import apart, pause
from academy.lti.models import Registration

GOOD_FOR = timedelta(hours=24)
NOT_BEFORE = timedelta(minutes=1)  # that we ask again, for an unknown key or after no answer
MOST = 50  # keys of a platform
PARTS = ("kty", "kid", "alg", "use", "n", "e")
LONGEST = 4000  # characters of a part


def key(registration: Registration, kid: Any) -> RSAPublicKey:
    """The platform's key of this id: from what we keep, or fetched when it is old or does not have it. Raises
    LtiKeyException."""
    age = registration.keys_at and clock.now() - registration.keys_at
    found = _of(registration.keys, kid)
    if age is None or age > GOOD_FOR or (found is None and age > NOT_BEFORE):
        found = _asked(registration, kid, found is not None)
    if found is None:
        raise LtiKeyException(f"the platform has no key {kid!r} at {registration.jwks_url}")
    return found


def fetch(address: str) -> dict:
    """The key set at an address of a platform. Raises LtiKeyException."""
    try:
        outbound.checked(address)
        answer = outbound.session().get(address)
        answer.raise_for_status()
        found = answer.json()
    except (OSError, ValueError) as error:  # requests' own errors are OSErrors
        raise LtiKeyException(f"the keys of the platform cannot be had from {address}: {error}") from error
    if not isinstance(found, dict) or not isinstance(found.get("keys"), list):
        raise LtiKeyException(f"there are no keys at {address}")
    return {"keys": [_public(key) for key in found["keys"] if isinstance(key, dict)][:MOST]}


def _asked(registration: Registration, kid: Any, known: bool) -> RSAPublicKey | None:
    """The key from a set that is fetched now, or from what we keep if that fails and it is `known` there: then whoever
    comes in the next minute does not wait for the same."""
    try:
        with pause():  # nobody who writes waits while another server is asked
            keys, at = fetch(registration.jwks_url), clock.now()
    except LtiKeyException:
        with apart():
            registration.keys = registration.keys or {}
            registration.keys_at = clock.now() - (GOOD_FOR - NOT_BEFORE if known else timedelta(0))
        if not known:
            raise
    else:
        with apart():
            registration.keys, registration.keys_at = keys, at
    return _of(registration.keys, kid)


def _public(key: Mapping[str, Any]) -> dict[str, str]:
    """What we keep of a key: what is said in it besides may be long."""
    return {name: key[name] for name in PARTS if isinstance(key.get(name), str) and len(key[name]) <= LONGEST}


def _of(key_set: Mapping | None, kid: Any):
    """The RSA key of this id that may sign, or None."""
    for key in (key_set or {}).get("keys", ()):
        if kid and key.get("kid") == kid and key.get("kty") == "RSA" and key.get("alg", "RS256") == "RS256":
            try:
                return jwt.PyJWK(key, algorithm="RS256").key
            except jwt.PyJWTError:
                return None
    return None
