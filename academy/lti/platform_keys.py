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
NOT_BEFORE = timedelta(minutes=1)  # that an unknown key makes us ask again


def key(registration: Registration, kid: Any) -> RSAPublicKey:
    """The platform's key of this id: from what we keep, or fetched when it is old or does not have it. Raises
    LtiKeyException."""
    age = registration.keys_at and clock.now() - registration.keys_at
    found = _of(registration.keys, kid)
    if age is None or age > GOOD_FOR or (found is None and age > NOT_BEFORE):
        try:
            with pause():  # nobody who writes waits while another server is asked
                fetched = fetch(registration.jwks_url)
        except LtiKeyException:
            if found is None:
                raise
        else:
            with apart():
                registration.keys, registration.keys_at = fetched, clock.now()
            found = _of(fetched, kid)
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
    return {"keys": [key for key in found["keys"] if isinstance(key, dict)][:50]}


def _of(key_set: Mapping | None, kid: Any):
    """The RSA key of this id that may sign, or None."""
    for key in (key_set or {}).get("keys", ()):
        if kid and key.get("kid") == kid and key.get("kty") == "RSA" and key.get("alg", "RS256") == "RS256":
            try:
                return jwt.PyJWK(key, algorithm="RS256").key
            except jwt.PyJWTError:
                return None
    return None
