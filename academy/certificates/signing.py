"""The academy's keys, in this application."""

from pathlib import Path
from typing import Literal

from flask import current_app

from academy import clock
from academy.proof.keyring import Keyring, KeyTrouble
from academy.proof.keys import PublicKey, SigningKey, did_of

State = Literal["none", "locked", "demo", "ready"]


def keyring() -> Keyring:
    """The one of this process: what it has unlocked stays unlocked."""
    config = current_app.config
    kept = current_app.extensions.get("keyring")
    if kept is None:
        folder = config["KEYS"] or config["INSTANCE_PATH"] / "keys"
        kept = current_app.extensions["keyring"] = Keyring(Path(folder), config["KEY_PASSPHRASE"])
    return kept


def public_keys() -> list[PublicKey]:
    """Every key that the academy ever signed with, the newest first."""
    return list(keyring())


def signing_key() -> SigningKey:
    """Raises KeyTrouble, whose message says what to do."""
    return keyring().signing()


def create(demo: bool = False) -> PublicKey:
    """The first key. One that is no demonstration needs an address that others can trust: did:web goes by HTTPS."""
    return keyring().create(*_issuer(demo), clock.now(), demo)


def rotate(demo: bool = False) -> PublicKey:
    return keyring().rotate(*_issuer(demo), clock.now(), demo)


def state() -> State:
    """Whether certificates can be signed, and with what."""
    try:
        return "demo" if signing_key().public.demo else "ready"
    except KeyTrouble:
        return "locked" if keyring().active else "none"


def _issuer(demo: bool) -> tuple[str, str]:
    name, address = current_app.config["NAME"], current_app.config["BASE_URL"]
    if not demo and not address.startswith("https://"):
        raise KeyTrouble(
            f"ACADEMY_BASE_URL is {address}: whoever checks certificates looks for the academy there, by HTTPS."
            " Set it first, or make a key for demonstrations with --demo"
        )
    return name, did_of(address)
