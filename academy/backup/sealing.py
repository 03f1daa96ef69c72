"""Secrets under a passphrase: scrypt makes the key, AES-256-GCM locks and seals."""

import base64
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from academy.backup import BackupTrouble

MARK = b"academy secrets 1\n"
SALT, NONCE = 16, 12  # bytes
LEAST = 12  # characters of a passphrase
COST = {"n": 2**16, "r": 8, "p": 1}  # 64 MB and about a fifth of a second for each guess


def sealed(files: dict[str, bytes], passphrase: str) -> bytes:
    """Files by their name."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    text = json.dumps({name: base64.b64encode(data).decode() for name, data in files.items()}).encode()
    return MARK + salt + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, text, MARK)


def opened(data: bytes, passphrase: str) -> dict[str, bytes]:
    """Raises BackupTrouble."""
    salt, rest = data[len(MARK) :][:SALT], data[len(MARK) + SALT :]
    try:
        if not data.startswith(MARK):
            raise InvalidTag
        text = AESGCM(_key(passphrase, salt)).decrypt(rest[:NONCE], rest[NONCE:], MARK)
    except (InvalidTag, ValueError):
        raise BackupTrouble("this is not the passphrase of the keys in the backup") from None
    return {name: base64.b64decode(content) for name, content in json.loads(text).items()}


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, **COST).derive(passphrase.encode())
