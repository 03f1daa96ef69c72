"""What no request may carry: a body that is no form, characters that no text has, numbers that no key column holds."""

from collections.abc import Iterator

from flask import Blueprint, Flask, abort, current_app, request
from werkzeug.routing import IntegerConverter

LARGEST_KEY = 2**31 - 1
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data", "")  # a form without fields may have no type


class Key(IntegerConverter):
    """A number that a key column can hold; an address with any other does not exist."""

    def __init__(self, url_map, **options):
        super().__init__(url_map, **{"max": LARGEST_KEY, **options})


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = Key
    app.before_request(_refuse_what_is_no_form)
    app.before_request(_refuse_nul)


def take_json(blueprint: Blueprint) -> None:
    """Let the views of this blueprint take JSON: they are for programs, and read it themselves."""
    blueprint.takes_json = True


def _refuse_what_is_no_form():
    """Forms would read JSON too, and so get lists and numbers where a browser can only send text."""
    changes = request.endpoint and request.method not in ("GET", "HEAD", "OPTIONS")
    for_programs = getattr(current_app.blueprints.get(request.blueprint), "takes_json", False)
    if changes and not for_programs and request.mimetype not in FORMS:
        abort(415)


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
