"""Where streams come from: a feature says, for all streams whose names begin alike, who may read them and what they show."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort


@dataclass(frozen=True)
class Source:
    """`may_read` says of a stream whether whoever asks may read it. `snapshot` gives what a late joiner starts from, as plain
    values for JSON, in one moment of the database. `public` streams are for everybody, and broadcast where that is set up.
    """

    prefix: str
    may_read: Callable[[str], bool]
    snapshot: Callable[[str], dict] | None = None
    public: bool = False


_sources: dict[str, Source] = {}


def offer(
    prefix: str,
    may_read: Callable[[str], bool],
    snapshot: Callable[[str], dict] | None = None,
    public: bool = False,
) -> None:
    """A feature opens the streams `prefix/…`."""
    _sources[prefix] = Source(prefix, may_read, snapshot, public)


def of(stream: str) -> Source | None:
    return _sources.get(stream.partition("/")[0])


def readable_or_404(stream: str) -> Source:
    """The source of a stream that whoever asks may read."""
    source = of(stream)
    if source is None or not source.may_read(stream):
        abort(404)
    return source


def is_public(stream: str) -> bool:
    source = of(stream)
    return source is not None and source.public
