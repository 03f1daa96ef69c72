"""Commands that take long say so, beside what they write."""

import time
from collections.abc import Callable

import click

PATIENCE = 3  # seconds without a word


def telling(words: str) -> Callable[..., None]:
    """Says how far it is on standard error, by a format of the numbers or names that it is told, once in a while."""
    last = time.monotonic()

    def told(*so_far) -> None:
        nonlocal last
        if time.monotonic() - last >= PATIENCE:
            last = time.monotonic()
            click.echo(words.format(*so_far), err=True)

    return told
