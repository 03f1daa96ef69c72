"""What platforms are told of the academy as a tool: its addresses, what it asks for, and the same as they take it in."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request
from flask_babel import gettext as _
from pylti1p3.dynamic_registration import DynamicRegistration

from academy import addresses
from academy.lti import claims as names
from academy.lti import quirks

CLAIMS = ("sub", "iss", "name", "given_name", "family_name", "email", "locale")


@dataclass(frozen=True)
class Tool:
    title: str
    description: str
    domain: str
    target: str
    login: str
    launch: str
    deep_linking: str
    keys: str
    icon: str


def tool() -> Tool:
    launch = addresses.to("lti.launch")
    return Tool(
        title=_("Official, online"),
        description=_("Courses and simulated public pages on social media in public service."),
        domain=urlsplit(current_app.config["BASE_URL"]).netloc,
        target=launch,  # a link without a target of its own: its instructor says what it leads to
        login=addresses.to("lti.login"),
        launch=launch,
        deep_linking=launch,
        keys=addresses.to("lti.jwks"),
        icon=addresses.to("static", filename="mark.svg"),
    )


def pairs() -> list[tuple[str, str]]:
    """Each thing that a platform may ask for by hand, as (name, value)."""
    return list(asdict(tool()).items())


def is_secure() -> bool:
    """Whether platforms can take us: by HTTPS, which they ask for, and which cookies in their frames need."""
    return current_app.config["HTTPS"] and current_app.config["BASE_URL"].startswith("https://")


def elsewhere() -> str:
    """Where people are told to find us, if the page that is asked for was reached at another address."""
    base = current_app.config["BASE_URL"]
    return "" if urlsplit(base).netloc == request.host else base


def registration(family: str, messages: Collection[str] = ()) -> dict[str, Any]:
    """What we register with when a platform registers itself (LTI Dynamic Registration 1.0, 3.5). `messages` are the types
    that it says it can send."""
    return quirks.of(family).registration(_Described(tool(), messages).lti_registration_data())


def canvas() -> dict[str, Any]:
    """The configuration that Canvas takes by "Paste JSON" (Canvas' doc/api/lti_dev_key_config.md)."""
    about, scopes = tool(), list(names.SCOPES)
    placements = [
        {
            "placement": placement,
            "enabled": True,
            "text": about.title,
            "message_type": "LtiDeepLinkingRequest",
            "target_link_uri": about.deep_linking,
        }
        for placement in quirks.Canvas.placements
    ]
    settings = {"text": about.title, "icon_url": about.icon, "placements": placements}
    return {
        "title": about.title,
        "description": about.description,
        "oidc_initiation_url": about.login,
        "target_link_uri": about.target,
        "redirect_uris": [about.launch],
        "scopes": scopes,
        "public_jwk_url": about.keys,
        "custom_fields": {},
        "extensions": [
            {
                "domain": about.domain,
                "platform": "canvas.instructure.com",
                "privacy_level": "public",
                "settings": settings,
            }
        ],
    }


class _Described(DynamicRegistration):
    """The library's words around what we are; the exchange itself is ours (`registering`)."""

    def __init__(self, about: Tool, messages: Collection[str]):
        self.about, self.messages = about, messages

    def get_client_name(self):
        return self.about.title

    def get_description(self):
        return self.about.description

    def get_initiate_login_uri(self):
        return self.about.login

    def get_redirect_uris(self):
        return [self.about.launch]

    def get_jwks_uri(self):
        return self.about.keys

    def get_logo_uri(self):
        return self.about.icon

    def get_domain(self):
        return self.about.domain

    def get_target_link_uri(self):
        return self.about.target

    def get_scopes(self):
        return list(names.SCOPES)

    def get_claims(self):
        return list(CLAIMS)

    def get_messages(self):
        about = self.about
        choosing = {"target_link_uri": about.deep_linking, "label": about.title, "placements": ["ContentArea"]}
        own = [
            {"type": "LtiResourceLinkRequest", "target_link_uri": about.target},
            {"type": "LtiDeepLinkingRequest", **choosing},
        ]
        # who does not know it may refuse the whole registration for it
        review = {"type": "LtiSubmissionReviewRequest", "target_link_uri": about.target}
        return [*own, review] if review["type"] in self.messages else own
