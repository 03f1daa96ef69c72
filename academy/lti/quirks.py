"""How platforms differ from the standard and from each other: all of it is here, each with its source.

`Platform` is the standard. A family overrides what it does otherwise; nothing else in the academy asks which family it is.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask_babel import lazy_gettext as _l

from academy.lti import claims as names


class Platform:
    family = "other"
    title = _l("Another platform")
    product_codes: tuple[str, ...] = ()  # product_family_code of the claim tool_platform, in small letters
    hosts: tuple[str, ...] = ()  # ends of host names that tell the family
    issuers: tuple[str, ...] = ()  # that all customers of its cloud have in common
    token_audience = ""  # of our tokens, if it is not the token's address
    frames: tuple[str, ...] = ()  # sources in the sense of frame-ancestors, besides what the registration names
    custom_fields: Mapping[str, str] = {}  # that each link of ours asks to be filled in at its launches
    members_a_page = 0  # asked of the roster; 0: as many as the platform likes
    makes_columns = True  # whether a link without a column of the gradebook may be given one by us
    registers_itself = True  # by an address of ours (LTI Dynamic Registration 1.0)
    keeps_dates = True  # whether it makes anything of the dates of a link that was chosen here
    keeps_places = True  # the same of where the link opens
    keeps_remarks = True  # whether the comment of a score takes the place of the one before
    calls: Mapping[str, str] = {}  # what its own pages call what we tell it, and what it tells us
    usual_trouble = ""  # what is wrong most often where it gives us no token

    def registration(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """What we register with, as this family wants it."""
        return dict(told)

    def name_in(self, configuration: Mapping[str, Any]) -> str:
        """What an installation that registers itself is called, where it says so."""
        return ""

    def is_home(self, address: str) -> bool:
        """Whether an address is of the family's own cloud."""
        return address.startswith("https://") and any(_is_under(_host(address), end) for end in self.hosts)

    def endpoints(self, host: str) -> dict[str, str]:
        """Where the endpoints of an installation are by custom: what the form of a manual registration begins with."""
        return {}

    def score(self, score: Mapping[str, Any]) -> dict[str, Any]:
        """The score as this family wants it."""
        return dict(score)

    def scopes(self, scopes: Iterable[str]) -> list[str]:
        """What a token is asked for, of what a launch says that we may do."""
        return list(scopes)

    def understood(self, claims: Mapping[str, Any]) -> Mapping[str, Any]:
        """A message as the standard would have it."""
        return claims

    def knows_nobody(self, status: int, answer: str) -> bool:
        """Whether a refused score means that the learner is not in the platform's course (any more)."""
        return status == 404

    def refuses(self, status: int, answer: str) -> bool:
        """Whether an answer that looks like a failure of the platform is a refusal of this one score."""
        return False

    def is_busy(self, status: int, answer: str) -> bool:
        """Whether a refusal only means that we ask too much at this moment."""
        return False

    def custom(self, claims: Mapping[str, Any]) -> dict[str, str]:
        """The custom fields of a message as texts: platforms send numbers as numbers, and the name of a variable that
        they do not know instead of its value (LTI 1.3, "Custom properties and variable substitution")."""
        said = claims.get(names.CUSTOM)
        fields = said.items() if isinstance(said, Mapping) else ()
        texts = {str(name): str(value) for name, value in fields if isinstance(value, str | int)}
        return {name: value for name, value in texts.items() if not value.startswith("$")}

    def link_id(self, claims: Mapping[str, Any]) -> str:
        """The resource link that a launch is about."""
        return str(claims.get(names.RESOURCE_LINK, {}).get("id", ""))


class Moodle(Platform):
    family = "moodle"
    title = "Moodle"
    product_codes = ("moodle",)
    # A link that may give grades has its column from Moodle itself, in each launch (mod/lti/service/gradebookservices:
    # get_launch_parameters); where there is none, the teacher has switched grades off for it.
    makes_columns = False
    # Since 4.3 the tool's settings say where all its links open, and dates are none of what it reads (mod/lti/locallib.php:
    # content_item_to_form).
    keeps_dates = keeps_places = False
    calls = {  # lang/en/lti.php, and the page "Tool configuration details" of a tool
        "issuer": "Platform ID",
        "client_id": "Client ID",
        "authorization_url": "Authentication request URL",
        "token_url": "Access token URL",
        "jwks_url": "Public keyset URL",
        "deployment_id": "Deployment ID",
        "title": "Tool name",
        "description": "Tool description",
        "target": "Tool URL",
        "login": "Initiate login URL",
        "launch": "Redirection URI(s)",
        "keys": "Public keyset",
        "deep_linking": "Content Selection URL",
        "icon": "Secure icon URL",
    }
    # token.php falls over keys that it cannot read, and answers with a page (locallib.php: lti_verify_with_keyset)
    usual_trouble = _l(
        "If Moodle answers with a whole page, it could not read our keys. In Moodle see Site administration, General, Security, HTTP security: “cURL blocked hosts list” and “cURL allowed ports list”."
    )

    def endpoints(self, host):
        """Moodle's own files in mod/lti: auth.php, token.php, certs.php."""
        return {
            "issuer": f"https://{host}",
            "authorization_url": f"https://{host}/mod/lti/auth.php",
            "token_url": f"https://{host}/mod/lti/token.php",
            "jwks_url": f"https://{host}/mod/lti/certs.php",
        }

    def scopes(self, scopes):
        """Reading columns wants its own scope, also from who may write them (hypothesis/lms, services/lti_grading)."""
        read = [names.LINE_ITEM_READ] if names.LINE_ITEM in scopes and names.LINE_ITEM_READ not in scopes else []
        return [*scopes, *read]

    def understood(self, claims):
        """Whoever presses the heading of a column in the gradebook looks at the work of nobody (mod/lti/grade.php without a
        user, locallib.php: lti_build_request): the message says so, and is no more than a launch by the link."""
        of_nobody = claims.get(names.MESSAGE_TYPE) == "LtiSubmissionReviewRequest" and not claims.get(names.FOR_USER)
        return {**claims, names.MESSAGE_TYPE: "LtiResourceLinkRequest"} if of_nobody else claims

    def refuses(self, status, answer):
        """A grade that is locked in the gradebook is answered by the service itself, with 500 and its own words around it
        (gradebookservices.php: save_grade_item; ltiservice/response.php: send)."""
        return status == 500 and '"reason"' in answer and '"request"' in answer

    def knows_nobody(self, status, answer):
        """Somebody who cannot be graded in the course is "Incorrect score received" with 400. Where Moodle trips over its
        own words, as it puts the score behind them, an error page says so instead (gradebookservices/classes/local/
        resources/scores.php, where is_user_gradable_in_course is asked)."""
        said = answer.lower()
        return status >= 400 and ("incorrect score received" in said or "could not be converted to string" in said)


class Canvas(Platform):
    family = "canvas"
    title = "Canvas"
    product_codes = ("canvas",)
    hosts = ("canvas.instructure.com", "canvaslms.com", "instructure.com")
    issuers = tuple(f"https://canvas.{kind}instructure.com" for kind in ("", "beta.", "test."))
    frames = ("https://*.instructure.com",)
    members_a_page = 100  # ten a page otherwise (Canvas' API, "Pagination")
    keeps_remarks = False  # each is one more comment on the submission, of which the learner hears (Canvas' "Score")
    # Only assignments have a column, which comes with the launch; a module item is to have none (hypothesis/lms#5570).
    makes_columns = False
    calls = {  # Canvas' Developer Keys, and the page of an app's details
        "client_id": "Client ID, also the number of the Developer Key",
        "deployment_id": "Deployment ID",
        "title": "Key Name / Title",
        "description": "Description",
        "target": "Target Link URI",
        "login": "OpenID Connect Initiation Url",
        "launch": "Redirect URIs",
        "keys": "Public JWK URL",
    }
    placements = ("assignment_selection", "link_selection")  # where instructors choose a link

    def registration(self, told):
        """Names are sent to none that does not ask for them by a field of Canvas' own, and a message that no placement
        has is not offered (doc/api/registration.md)."""
        own = dict(told[names.TOOL_CONFIGURATION])
        own["messages"] = [
            {**message, "placements": list(self.placements)} if message["type"] == "LtiDeepLinkingRequest" else message
            for message in own["messages"]
        ]
        own["https://canvas.instructure.com/lti/privacy_level"] = "public"
        return {**told, names.TOOL_CONFIGURATION: own}

    def name_in(self, configuration):
        said = configuration.get(names.PLATFORM_CONFIGURATION)
        name = said.get("https://canvas.instructure.com/lti/account_name") if isinstance(said, Mapping) else ""
        return name if isinstance(name, str) else ""

    def endpoints(self, host):
        """Instructure's cloud has one issuer for all its customers."""
        return {
            "issuer": "https://canvas.instructure.com",
            "authorization_url": "https://sso.canvaslms.com/api/lti/authorize_redirect",
            "token_url": "https://sso.canvaslms.com/login/oauth2/token",
            "jwks_url": "https://sso.canvaslms.com/api/lti/security/jwks",
        }

    def score(self, score):
        """Without this each score is a new submission, which instructors are told to grade again (Canvas' "Scores")."""
        return {**score, "https://canvas.instructure.com/lti/submission": {"new_submission": False}}

    def knows_nobody(self, status, answer):
        """app/controllers/lti/ims/concerns/gradebook_services.rb: verify_user_in_context."""
        return status == 404 or (status == 422 and "not found in course" in answer.lower())

    def is_busy(self, status, answer):
        """Too many requests are 403 "Rate Limit Exceeded" (Canvas' API, "Throttling")."""
        return status == 403 and "rate limit exceeded" in answer.lower()

    # the variable that Canvas writes the link's id for, at each launch (Canvas' "Custom Fields and Variable Substitution")
    custom_fields = {"resource_link_id": "$ResourceLink.id"}

    def link_id(self, claims):
        """SpeedGrader sends the wrong resource link (instructure/canvas-lms#1952): one that is also in a custom field
        of ours, or in the launch address, is the right one."""
        address = claims.get(names.TARGET)
        in_address = parse_qs(str(address).partition("?")[2].partition("#")[0])
        own = self.custom(claims).get("resource_link_id") or next(iter(in_address.get("resource_link_id", ())), "")
        return own or super().link_id(claims)


class Blackboard(Platform):
    family = "blackboard"
    title = "Blackboard Learn"
    product_codes = ("blackboardlearn", "blackboard")
    hosts = ("blackboard.com", "anthology.com")
    issuers = ("https://blackboard.com",)
    calls = {  # the developer portal, and docs.blackboard.com/lti
        "issuer": "Issuer",
        "client_id": "Application ID (Client ID)",
        "authorization_url": "OIDC auth request endpoint",
        "token_url": "Auth token endpoint",
        "jwks_url": "Public keyset URL",
        "deployment_id": "Deployment ID",
        "title": "Application Name",
        "description": "Description",
        "domain": "Domain(s)",
        "target": "Target Link URI",
        "login": "Login Initiation URL",
        "launch": "Tool Redirect URL(s)",
        "keys": "Tool JWKS URL",
        "deep_linking": "Target Link URI of the Deep Linking placement",
    }

    def endpoints(self, host):
        """Blackboard's developer portal is one issuer for all installations."""
        return {
            "issuer": "https://blackboard.com",
            "authorization_url": "https://developer.blackboard.com/api/v1/gateway/oidcauth",
            "token_url": "https://developer.blackboard.com/api/v1/gateway/oauth2/jwttoken",
            "jwks_url": "",
        }

    def score(self, score):
        """Line breaks of comments get lost (hypothesis/lms, product/blackboard)."""
        comment = score.get("comment")
        return {**score, "comment": comment.replace("\n", "<br/>")} if comment else dict(score)

    def knows_nobody(self, status, answer):
        """400 "User could not be found:" (hypothesis/lms, product/blackboard)."""
        return status == 404 or (status == 400 and "could not be found" in answer.lower())


class Brightspace(Platform):
    family = "brightspace"
    title = "D2L Brightspace"
    product_codes = ("desire2learn", "d2l", "brightspace")
    hosts = ("brightspace.com", "d2l.com", "desire2learn.com")
    token_audience = "https://api.brightspace.com/auth/token"  # whatever the token's address is (hypothesis/lms)
    # It makes a column of its own beside ours (hypothesis/lms#7180, #7224): columns come with deep linking only.
    makes_columns = False
    calls = {  # community.d2l.com: Tool registration, deployment, and links
        "issuer": "Issuer",
        "client_id": "Client Id",
        "authorization_url": "OpenID Connect Authentication Endpoint",
        "token_url": "Brightspace OAuth2 Access Token URL",
        "token_audience": "Brightspace OAuth2 Audience",
        "jwks_url": "Brightspace Keyset URL",
        "deployment_id": "Deployment ID",
        "title": "Name",
        "description": "Description",
        "domain": "Domain",
        "target": "Target Link URI",
        "login": "OpenID Connect Login URL",
        "launch": "Redirect URLs",
        "keys": "Keyset URL",
    }

    def endpoints(self, host):
        return {
            "issuer": f"https://{host}",
            "authorization_url": f"https://{host}/d2l/lti/authenticate",
            "token_url": "https://auth.brightspace.com/core/connect/token",
            "jwks_url": f"https://{host}/d2l/.well-known/jwks",
        }

    def knows_nobody(self, status, answer):
        """403 "… not enrolled in the org unit", 404 "… does not exist" (hypothesis/lms, product/d2l)."""
        answer = answer.lower()
        return (status == 403 and "not enrolled" in answer) or (status == 404 and "does not exist" in answer)


class OpenEdX(Platform):
    family = "openedx"
    title = "Open edX"
    registers_itself = False
    calls = {  # the LTI consumer block in Studio, and docs.openedx.org
        "client_id": "Client ID",
        "authorization_url": "OIDC Callback URL",
        "token_url": "Access Token URL",
        "jwks_url": "Keyset URL",
        "deployment_id": "Deployment ID",
        "target": "Tool Launch URL",
        "login": "Tool Initiate Login URL",
        "launch": "Registered Redirect URIs",
        "keys": "Tool Keyset URL",
        "deep_linking": "Deep Linking Launch URL",
    }


FAMILIES = {each.family: each for each in (Moodle(), Canvas(), Blackboard(), Brightspace(), OpenEdX(), Platform())}


def of(family: str) -> Platform:
    return FAMILIES.get(family, FAMILIES["other"])


def by_product(code: str) -> Platform:
    """The family that a platform says it is of."""
    return next((each for each in FAMILIES.values() if code.lower() in each.product_codes), FAMILIES["other"])


def by_address(*addresses: str) -> Platform:
    """The family that addresses tell: by their host, or by paths that one family only has."""
    hosts = [_host(address) for address in addresses]
    for each in FAMILIES.values():
        if any(_is_under(host, end) for host in hosts for end in each.hosts):
            return each
    return FAMILIES["moodle"] if any("/mod/lti/" in address for address in addresses) else FAMILIES["other"]


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # half an IPv6 address
        return ""


def _is_under(host: str, end: str) -> bool:
    return host == end or host.endswith(f".{end}")
