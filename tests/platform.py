"""A learning platform to test against: lti1p3platform, a maintained package that acts as one, behind a small server with
people, courses, links, a gradebook and a roster. What it is asked is kept, and it can be down for a while."""

import html
import json
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlencode

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, abort, jsonify, redirect, request
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from werkzeug.serving import make_server

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE = "application/vnd.ims.lis.v1.score+json"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
# What a platform's page does for the frames in it: LTI Client-Side postMessages and LTI postMessage Platform Storage 0.1
STORAGE = """
const kept = new Map()
addEventListener("message", (event) => {
  const { subject, message_id, key, value } = event.data
  if (event.origin !== TOOL || !["lti.put_data", "lti.get_data"].includes(subject)) return
  if (subject === "lti.put_data") kept.set(key, value)
  event.source.postMessage({ subject: `${subject}.response`, message_id, key, value: kept.get(key) }, event.origin)
})
"""


def key_pair() -> tuple[str, str]:
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


one_key_pair = cache(key_pair)  # making one takes a while, and a platform is made for each test


@dataclass
class User:
    roles: tuple[str, ...] = (f"{MEMBERSHIP}Learner",)
    name: str = ""
    email: str = ""
    status: str = "Active"


@dataclass
class Link:
    """A link in the platform's course; `line_item` is the id of its column, if it has one."""

    url: str
    title: str = "A link"
    custom: dict = field(default_factory=dict)
    line_item: str = ""


@dataclass
class Platform:
    """`url` is its address and issuer; `tool` the address of the tool. `down` answers 503 to all services."""

    url: str
    tool: str
    client_id: str = "academy-client"
    deployment_id: str = "1"
    family: str = "moodle"
    down: bool = False
    page_size: int = 100
    storage: bool = False  # its pages keep what the tool's frames give them (LTI Client-Side postMessages)
    tool_keys: dict | None = None  # of a tool that does not answer at its address
    declarative: bool = True  # the platform gives a link's column its address in each launch
    users: dict[str, User] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    line_items: dict[str, dict] = field(default_factory=dict)
    scores: list[tuple[str, dict]] = field(default_factory=list)
    registered: list[dict] = field(default_factory=list)
    chosen: list[dict] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)  # method and path of what services were asked
    extra_claims: dict = field(default_factory=dict)
    # (status, text, headers, whether it takes the score all the same) that the next scores are answered with
    answers: list[tuple[int, str, dict, bool]] = field(default_factory=list)

    def __post_init__(self):
        self.private_key, self.public_key = one_key_pair()
        self.app = _application(self)

    @property
    def endpoints(self) -> dict[str, str]:
        return {
            "issuer": self.url,
            "authorization_url": f"{self.url}/auth",
            "token_url": f"{self.url}/token",
            "jwks_url": f"{self.url}/jwks",
        }

    def grade(self, line_item: str, user: str) -> dict | None:
        """What stands in the gradebook: the score with the latest timestamp."""
        found = [score for item, score in self.scores if item == line_item and score["userId"] == user]
        return max(found, key=lambda score: score["timestamp"], default=None)

    def take(self, item: str, score: dict) -> tuple[int, str]:
        """A score for a column: what it is answered, (200, "") for one that is taken."""
        if score["userId"] not in self.users:
            return 404, "not in this course"
        precise = 19 if self.family == "moodle" else None  # Moodle looks at whole seconds
        there = self.grade(item, score["userId"])
        if there and there["timestamp"][:precise] >= score["timestamp"][:precise]:
            return 409, "Refusing score with an earlier timestamp"
        self.scores.append((item, score))
        return 200, ""

    def members(self) -> list[dict]:
        return [
            {"user_id": key, "name": user.name, "email": user.email, "roles": list(user.roles), "status": user.status}
            for key, user in self.users.items()
        ]

    def registration(self) -> Registration:
        registration = Registration().set_tool_key_set(self.tool_keys) if self.tool_keys else Registration()
        return (
            registration.set_iss(self.url)
            .set_client_id(self.client_id)
            .set_deployment_id(self.deployment_id)
            .set_launch_url(f"{self.tool}/lti/launch")
            .set_deeplink_launch_url(f"{self.tool}/lti/launch")
            .set_oidc_login_url(f"{self.tool}/lti/login")
            .set_tool_key_set_url(f"{self.tool}/lti/keys.json")
            .set_platform_public_key(self.public_key)
            .set_platform_private_key(self.private_key)
        )

    def start(self, user: str, link: str = "", message: str = "resource") -> str:
        """The address that a person of the platform clicks on."""
        return f"{self.url}/start?" + urlencode({"user": user, "link": link, "message": message})

    def message(self, user: str, link: str, nonce: str, state: str = "", message: str = "resource", **claims) -> dict:
        """The fields of a launch as the platform would post them, without a browser."""
        launch = _Launch(_Asked({"nonce": nonce, "state": state}), _Configuration(self))
        launch.platform, launch.user, launch.link, launch.kind = self, user, link, message
        launch.overrides = claims
        launch._registration = self.registration()
        launch.prepare_launch({"nonce": nonce})
        return launch.generate_launch_request()


class _Asked:
    def __init__(self, fields):
        self.get_data = fields
        self.form_data = {}


class _Configuration(LTI1P3PlatformConfAbstract):
    def __init__(self, platform):
        self.platform = platform
        super().__init__()

    def init_platform_config(self, **_options):
        self._registration = self.platform.registration()

    def get_registration_by_params(self, **_options):
        return self._registration


class _Login(OIDCLoginAbstract):
    hint = ""
    target = ""

    def set_lti_message_hint(self, **_options):
        self._lti_message_hint = self.hint

    def get_redirect(self, url):
        return redirect(re.sub(r"target_link_uri=[^&]*", urlencode({"target_link_uri": self.target}), url))


class _Launch(LTIAdvantageMessageLaunchAbstract):
    platform: Platform
    user = link = kind = ""
    overrides: dict = {}

    def get_preflight_response(self):
        return self._request.args.to_dict() if hasattr(self._request, "args") else self._request.get_data

    def prepare_launch(self, preflight_response):
        user, platform = self.platform.users[self.user], self.platform
        self.set_user_data(self.user, list(user.roles), full_name=user.name, email_address=user.email)
        own = {"https://purl.imsglobal.org/spec/lti/claim/context": {"id": "c1", "title": "Batch 54"}}
        own["https://purl.imsglobal.org/spec/lti/claim/tool_platform"] = {
            "guid": "g",
            "product_family_code": platform.family,
        }
        presentation = {"return_url": f"{platform.url}/course", "document_target": "iframe", "locale": "en"}
        own["https://purl.imsglobal.org/spec/lti/claim/launch_presentation"] = presentation
        if self.kind == "choose":
            self.set_dl(f"{platform.url}/chosen", accept_types={"ltiResourceLink"})
            settings = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
            self._deep_linking_launch_data[settings] |= {"data": "for the platform alone", "accept_multiple": True}
            if settings in self.overrides:
                self._deep_linking_launch_data[settings] = self.overrides[settings]
        else:
            link = platform.links[self.link]
            self.set_resource_link_claim(self.link, title=link.title)
            self.set_custom_parameters_claim(dict(link.custom))
            own["https://purl.imsglobal.org/spec/lti/claim/target_link_uri"] = link.url
            line_item = link.line_item if platform.declarative else ""
            self.set_ags(f"{platform.url}/lineitems?course=1", line_item or None)
        self.set_nrps(f"{platform.url}/members?course=1")
        self.set_extra_claims({**own, **platform.extra_claims, **self.overrides})

    def render_launch_form(self, launch_data, **_options):
        fields = {"id_token": launch_data["id_token"], "state": launch_data["state"]}
        inputs = "".join(f'<input type="hidden" name="{k}" value="{html.escape(v)}">' for k, v in fields.items())
        return f'<form method="post" action="{launch_data["launch_url"]}">{inputs}<button>Go on</button></form>'


def _application(platform: Platform) -> Flask:
    app = Flask("platform")
    configuration = _Configuration(platform)

    @app.before_request
    def _note():
        configuration._registration = platform.registration()  # it would keep the tool's keys for ever
        if request.path.startswith(("/lineitems", "/members", "/token")):
            platform.asked.append((request.method, request.path))
            if platform.down:
                abort(503)

    def authorised():
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            assert token and configuration.validate_token(token)
        except Exception:
            abort(401)

    @app.get("/favicon.ico")
    def favicon():
        return "", 204

    @app.get("/course")
    def course():
        user = request.args.get("user", "")
        frames = "".join(
            f'<h2>{html.escape(link.title)}</h2><iframe width="100%" height="900" name="frame-{key}" '
            f'src="{html.escape(platform.start(user, key))}"></iframe>'
            for key, link in platform.links.items()
        )
        storage = f"<script>const TOOL = {json.dumps(platform.tool)}\n{STORAGE}</script>" if platform.storage else ""
        return f"<!doctype html><h1>Batch 54</h1>{frames if user else ''}{storage}"

    @app.get("/start")
    def start():
        login = _Login(request, configuration)
        link = request.args.get("link", "")
        login.hint = json.dumps([link, request.args["message"]])
        login.target = platform.links[link].url if link else f"{platform.tool}/lti/launch"
        login.set_lti_message_hint()
        answer = login.initiate_login(request.args["user"])
        if platform.storage:
            answer.location += "&lti_storage_target=_parent"
        return answer

    @app.get("/auth")
    def auth():
        launch = _Launch(request, configuration)
        launch.platform, launch.user = platform, request.args["login_hint"]
        launch.link, launch.kind = json.loads(request.args["lti_message_hint"])
        return launch.lti_launch()

    @app.get("/jwks")
    def jwks():
        return jsonify(configuration.get_jwks())

    @app.post("/token")
    def token():
        return jsonify(configuration.get_access_token(request.form.to_dict()))

    @app.route("/lineitems", methods=["GET", "POST"])
    def line_items():
        authorised()
        if request.method == "GET":
            return jsonify(list(platform.line_items.values())), {"Content-Type": LINE_ITEMS}
        assert request.content_type == LINE_ITEM
        number = len(platform.line_items) + 1
        made = {**request.get_json(force=True), "id": f"{platform.url}/lineitems/{number}?course=1"}
        platform.line_items[made["id"]] = made
        return jsonify(made), 201, {"Content-Type": LINE_ITEM}

    @app.post("/lineitems/<number>/scores")
    def scores(number):
        authorised()
        assert request.content_type == SCORE and request.args["course"] == "1"
        score, item = request.get_json(force=True), f"{platform.url}/lineitems/{number}?course=1"
        status, text, headers, takes = platform.answers.pop(0) if platform.answers else (0, "", {}, True)
        if status and not takes:
            return text, status, headers
        refused, why = platform.take(item, score)
        if refused != 200:
            return why, refused
        if status:
            return text, status, headers
        return {"resultUrl": f"{platform.url}/lineitems/{number}/results/1"}

    @app.get("/members")
    def members():
        authorised()
        first = request.args.get("from", 0, type=int)
        told = platform.members()[first : first + platform.page_size]
        headers = {"Content-Type": MEMBERS}
        if first + platform.page_size < len(platform.users):
            following = f"{platform.url}/members?course=1&from={first + platform.page_size}"
            headers["Link"] = f'<{following}>; rel="next"'
        return jsonify({"id": request.url, "context": {"id": "c1"}, "members": told}), headers

    @app.post("/chosen")
    def chosen():
        items = configuration.validate_deeplinking_resp(request.form.to_dict())
        platform.chosen.extend(items)
        for item in items:
            key = f"link-{len(platform.links) + 1}"
            line_item = ""
            if "lineItem" in item:
                line_item = f"{platform.url}/lineitems/{len(platform.line_items) + 1}?course=1"
                platform.line_items[line_item] = {**item["lineItem"], "id": line_item, "resourceLinkId": key}
            platform.links[key] = Link(item["url"], item.get("title", ""), item.get("custom", {}), line_item)
        return f"<h1>{len(items)} links</h1>"

    @app.get("/.well-known/openid-configuration")
    def openid_configuration():
        return jsonify(
            {
                "issuer": platform.url,
                "authorization_endpoint": f"{platform.url}/auth",
                "token_endpoint": f"{platform.url}/token",
                "jwks_uri": f"{platform.url}/jwks",
                "registration_endpoint": f"{platform.url}/register",
                "scopes_supported": ["openid"],
                "https://purl.imsglobal.org/spec/lti-platform-configuration": {
                    "product_family_code": platform.family,
                    "version": "4.5",
                    "messages_supported": [{"type": "LtiResourceLinkRequest"}, {"type": "LtiDeepLinkingRequest"}],
                },
            }
        )

    @app.post("/register")
    def register():
        if request.headers.get("Authorization") != "Bearer a-registration-token":
            abort(403)
        asked = request.get_json()
        platform.registered.append(asked)
        tool = "https://purl.imsglobal.org/spec/lti-tool-configuration"
        return jsonify({**asked, "client_id": platform.client_id, tool: {**asked[tool], "deployment_id": "1"}})

    return app


@contextmanager
def running(tool: str, port: int = 0, kind: type[Platform] = Platform, **details):
    """A platform that answers at an address of its own."""
    platform = kind("", tool, **details)
    server = make_server("127.0.0.1", port, platform.app, threaded=True)
    platform.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield platform
    finally:
        server.shutdown()
