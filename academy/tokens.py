"""Secrets that are given out once: whoever has one shows it, and only its digest is kept."""

import hashlib


def digest(token: str) -> str:
    """SHA-256, as 64 hexadecimal digits; tokens are long and random, so that nobody guesses one from it."""
    return hashlib.sha256(token.encode()).hexdigest()
