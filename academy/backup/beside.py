"""What an academy keeps beside its database and cannot make again: its public keys, the signed heads of the audit log, and,
if it is asked for, the secrets of the server. What is published, the outbox of mail and caches are no part of a backup.
"""

import hashlib
import json
from pathlib import Path, PurePosixPath

from cryptography.hazmat.primitives import serialization
from flask import current_app

from academy import clock
from academy.audit import heads
from academy.backup import BackupTrouble
from academy.certificates import signing
from academy.files import write_whole
from academy.proof.keys import PublicKey

KEY, SECRET, KEYS = "key-", "secret_key", "keys"


def files() -> dict[str, bytes]:
    """By their names in a backup."""
    found = {f"{KEY}{key.id}.json": json.dumps(key.to_json()).encode() for key in signing.public_keys()}
    return found | ({heads.FILE: heads.path().read_bytes()} if heads.path().exists() else {})


def secrets() -> dict[str, bytes]:
    """The private halves of all keys and the secret of this server, by their places."""
    folder = signing.keyring().folder
    found = {f"{KEYS}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in folder.glob("[!.]*/*.pem")}
    return found | {SECRET: current_app.config["SECRET_KEY"].encode()}


def keys_in(found: dict[str, bytes]) -> list[PublicKey]:
    """The public keys among the files of a backup; raises BackupTrouble for one that is none."""
    try:
        keys = [PublicKey.from_json(json.loads(data)) for name, data in found.items() if name.startswith(KEY)]
        if all(key.id == _id(key) for key in keys):
            return keys
    except (LookupError, TypeError, ValueError):
        pass
    raise BackupTrouble("a public key in this backup is none")


def put_keys_back(keys: list[PublicKey]) -> int:
    """Those that are not here, so that what they signed can be checked; how many."""
    return signing.keyring().take_in(keys, clock.now())


def put_heads_back(found: dict[str, bytes]) -> bool:
    """Where there are none. Others that are here may be newer, and are what the log has to be held against."""
    missing = heads.FILE in found and not heads.path().exists()
    if missing:
        write_whole(heads.path(), found[heads.FILE])
    return missing


def put_secrets_back(found: dict[str, bytes]) -> list[str]:
    """Those that are not here; their places. The secret of the server takes the place of the one that every start makes."""
    put = []
    for name, data in sorted(found.items()):
        path = _place(name)
        if path and not path.exists():
            write_whole(path, data, 0o600)
            put.append(str(path))
    secret = current_app.config["INSTANCE_PATH"] / SECRET
    if SECRET in found and secret.exists() and secret.read_bytes().strip() != found[SECRET]:
        write_whole(secret, found[SECRET], 0o600)
        put.append(str(secret))
    return put


def _place(name: str) -> Path | None:
    """Where a private half belongs, `keys/FOLDER/FILE.pem`: no other name is followed anywhere."""
    parts = PurePosixPath(name).parts
    fits = (
        len(parts) == 3
        and parts[0] == KEYS
        and parts[2].endswith(".pem")
        and not any(part.startswith(".") for part in parts)
    )
    return signing.keyring().folder.joinpath(*parts[1:]) if fits else None


def _id(key: PublicKey) -> str:
    spki = key.p256.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).hexdigest()[:8]
