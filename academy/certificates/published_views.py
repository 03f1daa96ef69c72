"""What is published for checkers of certificates, under the addresses that its files name one another by."""

from flask import Blueprint, abort, send_from_directory

from academy.access import public
from academy.certificates import publishing, signing
from academy.certificates.verify_views import bp as verify_bp
from academy.proof import publication

bp = Blueprint("published", __name__)

MINUTE = 60  # seconds: how long others may keep what may change


@bp.get("/.well-known/did.json")
@bp.get("/did.json")
@public
def did_document():
    """Where did:web looks for the keys of an academy: on its host, or under its path there."""
    newest = next(iter(signing.public_keys()), None) or abort(404)
    return _sent(publication.did_place(newest.did), "application/did+json")


@bp.get("/keys.json")
@public
def keys():
    return _sent("keys.json", "application/jwk-set+json")


@bp.get("/keys/<id>.pem")
@public
def key(id):
    return _sent(f"keys/{id}.pem", "application/x-pem-file")


@bp.get("/status/<int:number>.json")
@public
def status_credential(number):
    return _sent(f"status/{number}.json", "application/vc+ld+json")


@bp.get("/status/<int:number>.jwt")
@public
def status_token(number):
    return _sent(f"status/{number}.jwt", "application/statuslist+jwt")


@verify_bp.get("/offline")
@public
def offline():
    """The page that checks codes by itself, to be used here or saved; the policy that holds for it stands in it."""
    answer = _sent(publication.PAGE, "text/html")
    answer.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
    answer.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    return answer


def _sent(name: str, mimetype: str):
    answer = send_from_directory(publishing.folder(), name, mimetype=mimetype, max_age=5 * MINUTE)
    answer.headers["Access-Control-Allow-Origin"] = "*"  # wallets and other people's pages check, too
    return answer
