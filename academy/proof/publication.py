"""What an academy publishes for those who check its certificates: static files for any web server or USB stick.

    .well-known/did.json   the academy's keys for wallets (where did:web looks for them)
    keys.json              the same keys for programs and browsers, as a JSON Web Key Set
    keys/<id>.pem          each certificate of a key, for programs that check documents
    status/<n>.json, .jwt  which certificates were revoked or superseded, for wallets and for browsers
    verify.html            a page that checks a code without any server: everything of the above that it needs is in it
"""

import base64
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from academy.proof import did, status
from academy.proof.keys import PublicKey, SigningKey

KEYS, PAGE = "keys.json", "verify.html"
_STYLES = ("css/tokens.css", "css/base.css", "css/layout.css", "css/forms.css", "css/components.css", "css/check.css")
_SCRIPTS = ("js/seal.mjs", "js/check_offline.mjs")
_IMPORT = re.compile(r'^import [^\n]* from "\./seal\.mjs"\n', re.MULTILINE)


def files(
    keys: Collection[PublicKey],
    signing: SigningKey,
    revoked: Collection[int],
    superseded: Collection[int],
    highest_index: int,
    *,
    base_url: str,
    at: datetime,
    until: datetime,
    render: Callable[..., str],
    lists: Collection[int] = (),
) -> Iterator[tuple[str, bytes]]:
    """Each file with its path below the academy's address; `render` fills templates/verify/offline.html. `lists` are the
    numbers of status lists besides those of certificates."""
    document = did.document(keys)
    yield did_place(document["id"]), _json(document)
    yield KEYS, keys_json(keys).encode()
    yield from ((f"keys/{key.id}.pem", key.pem) for key in keys)
    when = {"key": signing, "base_url": base_url, "at": at, "until": until}
    tokens = {number: status.token(number, revoked, superseded, **when) for number in [*numbers(highest_index), *lists]}
    for number, token in tokens.items():
        yield f"status/{number}.jwt", token.encode()
        yield f"status/{number}.json", status.credential_list(number, {*revoked, *superseded}, **when).encode()
    yield PAGE, offline_page(keys_json(keys), tokens.values(), render, base_url=base_url)


def did_place(did_web: str) -> str:
    """Where the DID document lies below the academy's address: did:web asks for it in another place on a bare host."""
    return "did.json" if ":" in did_web.removeprefix("did:web:") else ".well-known/did.json"


def numbers(highest_index: int) -> range:
    """Of the status lists that hold all places up to this one; there is always a first list."""
    return range(1, status.place(max(highest_index, 0))[0] + 1)


def keys_json(keys: Iterable[PublicKey]) -> str:
    """The P-256 halves as a JSON Web Key Set (RFC 7517), each with what else is public about its key."""
    return _json({"keys": [_published(key) for key in keys]}).decode()


def offline_page(keys_json: str, tokens: Iterable[str], render: Callable[..., str], *, base_url: str) -> bytes:
    """The page that checks codes by itself, with these keys and the status lists of these tokens.

    The page's own policy lets nothing run but what is in it, and nothing be asked for but newer status lists.
    """
    known = json.loads(keys_json) | {"lists": list(tokens)}
    data = json.dumps(known, ensure_ascii=False).replace("<", r"\u003c")
    style, script = _style(), _script()
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:; "
        f"connect-src {base_url}/status/; base-uri 'none'; form-action 'none'"
    )
    html = render(
        policy=policy,
        style=_element("style", style),
        script=_element("script", script, type="module"),
        known=_element("script", data, type="application/json", id="known"),
        keys=known["keys"],
        base_url=base_url,
    )
    return html.encode()


def write(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Put files into a folder that others read from, each whole or not at all; those that changed."""
    changed = []
    for name, content in files:
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            _replace(path, content)
            changed.append(name)
    return changed


def _published(key: PublicKey) -> dict[str, Any]:
    return key.jwk() | {
        "x5c": [base64.b64encode(key.certificate).decode()],
        "did": key.did,
        "issuer": key.issuer,
        "created_at": key.created_at.isoformat(),
        "retired_at": key.retired_at and key.retired_at.isoformat(),
        "demo": key.demo,
        "ed25519": base64.b64encode(key.ed25519).decode(),
    }


def _json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, indent=2, ensure_ascii=False).encode() + b"\n"


@cache
def _style() -> str:
    return "".join(_static(name) for name in _STYLES)


@cache
def _script() -> str:
    """The modules as one: what the second imports from the first stands above it. Their top-level names all differ."""
    return _IMPORT.sub("", "".join(_static(name) for name in _SCRIPTS))


def _static(name: str) -> str:
    return (resources("academy") / "static" / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _element(tag: str, text: str, **attributes: str) -> Markup:
    """An element that holds text as it is."""
    if f"</{tag}" in text.lower() or "<!--" in text:
        raise ValueError(f"this text does not stay inside a {tag} element")
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return Markup(f"<{tag}{said}>{text}</{tag}>")


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        try:
            draft.write(content)
            draft.flush()
            os.fchmod(draft.fileno(), 0o644)  # web servers run as somebody else
            os.fsync(draft.fileno())
            os.replace(draft.name, path)
        except BaseException:
            os.unlink(draft.name)
            raise
