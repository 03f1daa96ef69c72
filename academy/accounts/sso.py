"""The provider of single sign-on, asked by OpenID Connect: code, PKCE, state and nonce, addresses by discovery."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import MismatchingStateError, OAuthError
from authlib.integrations.flask_client.apps import FlaskOAuth2App
from authlib.integrations.flask_client.integration import FlaskIntegration
from authlib.integrations.requests_client import OAuth2Session
from flask import Response, current_app, request, session
from joserfc.errors import BadSignatureError, ExpiredTokenError, InvalidClaimError, JoseError

from academy import addresses, outbound
from academy.logs import log

DISCOVERY = "/.well-known/openid-configuration"
GOOD_FOR = 24 * 3600  # seconds that addresses and keys are kept
ASTRAY = 120  # seconds that the clock of the provider may be off
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
STRONG = "mfa"  # RFC 8176: two factors were shown
STATE = "_state_sso_"
MOST_BEGUN = 3  # sign-ins that one browser has under way: its cookie is small


class Trouble(Exception):
    """Nobody was signed in. `kind` is denied, state, down, clock or untrusted."""

    def __init__(self, kind: str, why: object):
        super().__init__(f"{kind}: {why}")
        self.kind = kind


@dataclass(frozen=True)
class Claims:
    """What the provider says of somebody. `email` is "" unless it has confirmed that the address is theirs."""

    issuer: str
    subject: str
    email: str
    strong: bool


class Asking(OAuth2Session):
    """Asks by the rules of academy.outbound. The provider's own host may stand in the academy's network: whoever runs the
    server has named it."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.trust_env = False

    def send(self, request, **options):
        if not _may_be_asked(request.url):
            raise requests.exceptions.InvalidURL(f"{request.url} does not begin with https://")
        request.headers.update({"Accept-Encoding": "identity", "Connection": "close"})
        hosts = outbound.intranet() | {_host()}
        with outbound.Session(hosts, current_app.config["INTRANET_CERTIFICATES"]) as asking:
            return asking.send(request, **options)


class Provider(FlaskOAuth2App):
    client_cls = Asking

    def load_server_metadata(self):
        """Addresses and keys, asked again every day. Raises ValueError when they are not those of our issuer."""
        if time.time() - self.server_metadata.get("_loaded_at", 0) > GOOD_FOR:
            self.server_metadata.clear()
        if self.server_metadata:
            return self.server_metadata
        try:
            return self._checked(super().load_server_metadata())
        except Exception:
            self.server_metadata.clear()
            raise

    def parse_id_token(self, token, nonce, **options):
        try:
            return super().parse_id_token(token, nonce, **options)
        except BadSignatureError:  # its keys are others now, by the same names
            self.fetch_jwk_set(force=True)
            return super().parse_id_token(token, nonce, **options)

    def _checked(self, found: dict) -> dict:
        if str(found.get("issuer")).rstrip("/") != issuer():
            raise ValueError(f"the provider calls itself {found.get('issuer')!r}")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not _may_be_asked(found.get(name)):
                raise ValueError(f"the provider's {name} is {found.get(name)!r}")
        signed_by = found.get("id_token_signing_alg_values_supported") or ()
        found["id_token_signing_alg_values_supported"] = [name for name in SIGNED_BY if name in signed_by] or ["RS256"]
        if "client_secret_basic" not in found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
            self.client_kwargs["token_endpoint_auth_method"] = "client_secret_post"
        return found


def offered() -> bool:
    return bool(issuer() and current_app.config["SSO_CLIENT"])


def issuer() -> str:
    return current_app.config["SSO_ISSUER"].rstrip("/")


def name() -> str:
    """What people call the provider."""
    return current_app.config["SSO_NAME"] or urlsplit(issuer()).hostname or ""


def reach() -> None:
    """See whether the provider says its addresses. Raises Trouble."""
    with _asking():
        _provider().load_server_metadata()


def go() -> Response:
    """To the provider. Raises Trouble."""
    begun = sorted((key for key in session if key.startswith(STATE)), key=lambda key: session[key].get("exp", 0))
    for key in begun[: max(0, len(begun) - MOST_BEGUN + 1)]:
        session.pop(key)
    with _asking():
        return _provider().authorize_redirect(addresses.to("sso.back"))


@contextmanager
def _asking() -> Iterator[None]:
    """What goes wrong while the provider is asked for its addresses, in one word."""
    try:
        yield
    except (AuthlibBaseError, OSError, ValueError, LookupError, TypeError, RuntimeError) as error:
        raise _trouble("down", error) from error


def come_back() -> Claims:
    """What the provider says of whoever comes back from there. Needs no database. Raises Trouble."""
    provider = _provider()
    if (said := request.args.get("iss", issuer())).rstrip("/") != issuer():
        raise _trouble("untrusted", f"the answer is of {said}")
    try:
        return _claims(provider, provider.authorize_access_token(leeway=ASTRAY, claims_options=_expected(provider)))
    except MismatchingStateError as error:
        raise _trouble("state", error) from error
    except OAuthError as error:
        raise _trouble("denied" if "error" in request.args else "untrusted", error) from error
    except requests.RequestException as error:
        raise _trouble("down", error) from error
    except (AuthlibBaseError, JoseError, ValueError, LookupError, TypeError, RuntimeError) as error:
        raise _trouble("clock" if _is_of_the_clock(error) else "untrusted", error) from error


def _claims(provider: Provider, token: dict) -> Claims:
    said = dict(token["userinfo"])
    subject = said["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or "\0" in subject:
        raise ValueError(f"{subject!r} is no subject")
    if "email" not in said and "userinfo_endpoint" in provider.server_metadata:
        more = provider.userinfo(token=token)
        if more.get("sub") == subject:
            said |= {name: more[name] for name in ("email", "email_verified") if name in more}
    email = said.get("email")
    confirmed = isinstance(email, str) and said.get("email_verified") in (True, "true")
    return Claims(issuer(), subject, email[:254] if confirmed else "", STRONG in (said.get("amr") or ()))


def _expected(provider: Provider) -> dict:
    """The library checks nonce, times and signature by itself, but not for whom a token is."""
    return {
        "iss": {"essential": True, "value": provider.load_server_metadata()["issuer"]},
        "aud": {"essential": True, "value": provider.client_id},
    }


def _provider() -> Provider:
    """One for these settings, which keeps addresses and keys."""
    config = current_app.config
    own = issuer(), config["SSO_CLIENT"], config["SSO_SECRET"]
    kept = current_app.extensions.setdefault("sso", {})
    if own not in kept:
        options = {"scope": "openid email", "code_challenge_method": "S256"}
        address = issuer() + DISCOVERY
        kept[own] = Provider(
            FlaskIntegration("sso"), "sso", client_id=own[1], client_secret=own[2] or None,
            server_metadata_url=address, client_kwargs=options,
        )  # fmt: skip
    return kept[own]


def _may_be_asked(address: object) -> bool:
    """HTTPS, or a host that whoever runs the server has named with another scheme."""
    try:
        parts = urlsplit(address if isinstance(address, str) else "")
        named = parts.scheme in ("http", "https") and parts.netloc.lower() == _host()
        return bool(named or outbound.checked(parts.geturl()))
    except ValueError:
        return False


def _host() -> str:
    return urlsplit(issuer()).netloc.lower()


def _is_of_the_clock(error: Exception) -> bool:
    named = isinstance(error, InvalidClaimError) and error.claim in ("iat", "nbf")
    return named or isinstance(error, ExpiredTokenError)


def _trouble(kind: str, why: object) -> Trouble:
    """The log says it for whoever runs the server."""
    told = f"{type(why).__name__}: {why}" if isinstance(why, Exception) else str(why)
    log.warning("single sign-on refused", extra={"kind": kind, "why": told[:500]})
    return Trouble(kind, why)
