"""What no request may carry: characters that no text has, and numbers that no key column holds."""

from collections.abc import Iterator

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter

LARGEST_KEY = 2**31 - 1


class Key(IntegerConverter):
    """A number that a key column can hold; an address with any other does not exist."""

    def __init__(self, url_map, **options):
        super().__init__(url_map, **{"max": LARGEST_KEY, **options})


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = Key
    app.before_request(_refuse_nul)


def _refuse_nul():
    """PostgreSQL keeps no NUL in a text, and nobody types one."""
    if any("\0" in text for text in _texts()):
        abort(400)


def _texts() -> Iterator[str]:
    yield request.path
    for fields in (request.args, request.form):
        for name, value in fields.items(multi=True):
            yield name
            yield value
    yield from (file.filename or "" for _, file in request.files.items(multi=True))
