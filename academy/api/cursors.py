"""Cursors: where the next page begins. Signed, and good only for the list and the filters that gave them."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer


class NotOurs(ValueError):
    """Not a cursor of this list with these filters."""


def after(key: int, name: str, filters: Mapping[str, str]) -> str:
    """A cursor for what comes after the row of this key in the list `name`."""
    return _serializer(name, filters).dumps(key)


def key_of(cursor: str, name: str, filters: Mapping[str, str]) -> int:
    """Raises NotOurs."""
    try:
        return int(_serializer(name, filters).loads(cursor))
    except (BadData, TypeError, ValueError) as error:
        raise NotOurs from error


def _serializer(name: str, filters: Mapping[str, str]) -> URLSafeSerializer:
    return URLSafeSerializer(
        current_app.config["SECRET_KEY"], salt=f"cursor/{name}?{urlencode(sorted(filters.items()))}"
    )
