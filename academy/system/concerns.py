"""One thing that whoever runs the server should know."""

from typing import NamedTuple


class Concern(NamedTuple):
    """`about` is a variable, or a part of the server in a word; `remedy` says what to do. The server does not start with a
    `grave` one."""

    about: str
    says: str
    remedy: str
    grave: bool = False
