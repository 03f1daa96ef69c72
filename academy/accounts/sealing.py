"""Secrets that the database may hold, but not tell: sealed by a key that is derived from the server's own.

Another ACADEMY_SECRET_KEY opens none of them.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

PURPOSE = b"academy: second factors"


class NotOurs(Exception):
    """Sealed by another key: the server's has changed since, or somebody has written this."""


def seal(secret: str) -> str:
    return _fernet().encrypt(secret.encode()).decode()


def open_sealed(sealed: str) -> str:
    """Raises NotOurs."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise NotOurs from None


def _fernet() -> Fernet:
    return _fernet_of(current_app.config["SECRET_KEY"])


@lru_cache(maxsize=4)
def _fernet_of(secret_key: str) -> Fernet:
    key = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))
