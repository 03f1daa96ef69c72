"""Moodle 4.5 as a tool meets it, in words of ours: each rule names the file of Moodle 4.5.6 that it was read from, below
mod/lti where nothing else is said. It takes what Moodle takes, refuses what it refuses, and writes as it writes."""

import json
import re
import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from flask import jsonify, request
from jwt.algorithms import RSAAlgorithm

from tests.platform import MEMBERS, SCORE, Link, Platform, User

LTI = "https://purl.imsglobal.org/spec/lti"
AGS, NRPS, DL = f"{LTI}-ags/scope", f"{LTI}-nrps/scope", f"{LTI}-dl/claim"
TOOL = f"{LTI}-tool-configuration"
SCOPES = [f"{AGS}/{each}" for each in ("lineitem.readonly", "result.readonly", "score", "lineitem")]
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
KEY_ID = "moodle-key"
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d+)?([zZ]|[+-]\d\d:?\d\d)?")
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
REQUIRED = (
    "response_types",
    "initiate_login_uri",
    "redirect_uris",
    "client_name",
    "jwks_uri",
    "token_endpoint_auth_method",
    TOOL,
)


class Refused(Exception):
    """What Moodle answers instead: a status, and words."""


@dataclass
class Grade:
    """A row of grade_grades; `modified` in whole seconds, None while Moodle says that nothing was graded."""

    final: float | None = None
    feedback: str | None = None
    modified: int | None = None


@dataclass
class Moodle(Platform):
    """People, activities and grades of one course. `behind` are seconds of its clock, `keys_blocked` that it may not ask the
    tool for its keys (HTTP security), `locked` who has a locked grade."""

    deployment_id: str = "3"
    course: str = "2"
    behind: int = 0
    keys_blocked: bool = False
    locked: set[str] = field(default_factory=set)
    tool_type: dict = field(default_factory=dict)  # what the registration made of the tool
    tokens: dict[str, list[str]] = field(default_factory=dict)
    grades: dict[tuple[str, str], Grade] = field(default_factory=dict)
    hints: dict[str, tuple] = field(default_factory=dict)

    def __post_init__(self):
        super().__post_init__()
        _serve(self)

    @property
    def endpoints(self):
        own = {"authorization_url": "auth", "token_url": "token", "jwks_url": "certs"}
        return {"issuer": self.url} | {name: f"{self.url}/mod/lti/{file}.php" for name, file in own.items()}

    @property
    def now(self) -> int:
        return int(time.time()) - self.behind

    # Registering: classes/local/ltiopenid/registration_helper.php, openid-registration.php

    def configuration(self) -> dict:
        """openid-configuration.php"""
        own = self.endpoints
        return {
            "issuer": own["issuer"],
            "token_endpoint": own["token_url"],
            "jwks_uri": own["jwks_url"],
            "authorization_endpoint": own["authorization_url"],
            "registration_endpoint": f"{self.url}/mod/lti/openid-registration.php",
            "scopes_supported": [*SCOPES, f"{NRPS}/contextmembership.readonly", "openid"],
            "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
            f"{LTI}-platform-configuration": {
                "product_family_code": "moodle",
                "version": "4.5.6 (Build: 20250811)",
                "messages_supported": [
                    {"type": "LtiResourceLinkRequest"},
                    {"type": "LtiDeepLinkingRequest", "placements": ["ContentArea"]},
                ],
                "variables": ["User.id", "Person.name.full"],
            },
        }

    def register(self, told: dict, authorization: str) -> dict:
        if not authorization.startswith("Bearer "):
            raise Refused(401, "missing_registration_token")
        for name in REQUIRED:
            if not told.get(name):
                raise Refused(400, f"missing required attribute {name}")
        own, scopes = told[TOOL], told.get("scope", "").split(" ")
        if not own.get("domain"):
            raise Refused(400, "missing_domain")
        target = own.get("target_link_uri") or f"https://{own['domain']}"
        if _domain(own["domain"]) != _domain(target):
            raise Refused(400, "domain_targetlinkuri_mismatch")
        if "id_token" not in told["response_types"] or told["token_endpoint_auth_method"] != "private_key_jwt":
            raise Refused(400, "invalid")
        if told.get("application_type", "web") != "web":
            raise Refused(400, "invalid_application_type")
        self.tool_type = {
            "toolurl": target,
            "redirectionuris": told["redirect_uris"],
            "initiatelogin": told["initiate_login_uri"],
            "contentitem": any(each["type"] == "LtiDeepLinkingRequest" for each in own.get("messages", [])),
            "gradesynchronization": 2 if SCOPES[3] in scopes else int(bool({*SCOPES} & {*scopes})),
            "memberships": int(f"{NRPS}/contextmembership.readonly" in scopes),
            "sendname": bool({"name", "given_name", "family_name"} & {*own.get("claims", [])}),
            "sendemailaddr": "email" in own.get("claims", []),
        }
        answer = {"client_id": self.client_id, "client_name": told["client_name"], "application_type": "web"}
        return {**answer, TOOL: {"version": "1.3.0", "deployment_id": self.deployment_id, "target_link_uri": target}}

    # Launching: locallib.php, lti_build_login_request, lti_get_launch_data, lti_sign_jwt; auth.php

    def begin(self, user: str, link: str = "", kind: str = "LtiResourceLinkRequest", whose: str = "") -> dict[str, str]:
        """The fields of the login request that Moodle's page posts, for an activity or, with none, to select content."""
        launch = f"ltilaunch{link}_{secrets.randbelow(10**9)}"
        self.hints[launch] = (user, link, kind, whose)
        return {
            "iss": self.url,
            "target_link_uri": self.links[link].url if link else f"{self.tool}/lti/launch",
            "login_hint": user,
            "lti_message_hint": json.dumps({"cmid": f"1{link}", "launchid": launch} if link else {"launchid": launch}),
            "client_id": self.client_id,
            "lti_deployment_id": self.deployment_id,
        }

    def authorize(self, asked: dict[str, str], signed_in_as: str) -> dict[str, str]:
        """The fields that auth.php posts to the tool."""
        if asked.get("redirect_uri") not in self.tool_type["redirectionuris"]:
            raise Refused(404, "invalidrequest")
        state = {"state": asked["state"]} if asked.get("state") else {}
        wanted = {"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none"}
        if any(asked.get(name) != value for name, value in wanted.items()) or not asked.get("nonce"):
            return {"error": "invalid_request", **state}
        user, link, kind, whose = self.hints.pop(json.loads(asked["lti_message_hint"])["launchid"])
        if asked.get("client_id") != self.client_id:
            return {"error": "unauthorized_client", **state}
        if asked.get("login_hint") != signed_in_as or user != signed_in_as:
            return {"error": "access_denied", **state}
        said = self._choosing(user) if kind == "LtiDeepLinkingRequest" else self._activity(user, link, kind, whose)
        payload = {"nonce": asked["nonce"], "iat": self.now, "exp": self.now + 60, "iss": self.url, **said}
        payload |= {"aud": self.client_id, f"{LTI}/claim/deployment_id": self.deployment_id}
        return {"id_token": jwt.encode(payload, self.private_key, "RS256", headers={"kid": KEY_ID}), **state}

    def _person(self, user: str, kind: str) -> dict:
        """What every message says: lti_build_request, lti_build_standard_message. Ids are texts, as the database gives them."""
        person, (given, _, family) = self.users[user], self.users[user].name.partition(" ")
        names = {"given_name": given, "family_name": family, "name": person.name}
        service = {"context_memberships_url": self._memberships, "service_versions": ["1.0", "2.0"]}
        return {
            "sub": user,
            **(names if self.tool_type["sendname"] else {}),
            **({"email": person.email} if self.tool_type["sendemailaddr"] else {}),
            f"{LTI}/claim/version": "1.3.0",
            f"{LTI}/claim/message_type": kind,
            f"{LTI}/claim/roles": sorted(person.roles),
            f"{LTI}/claim/lis": {"person_sourcedid": "", "course_section_sourcedid": ""},
            f"{LTI}/claim/context": {"id": self.course, "label": "B54", "title": "Batch 54", "type": ["CourseSection"]},
            f"{LTI}/claim/ext": {"user_username": given.lower(), "lms": "moodle-2"},
            f"{LTI}/claim/tool_platform": {"product_family_code": "moodle", "version": "2024100706", "guid": "8b1c"},
            f"{LTI}/claim/custom": {"context_memberships_url": self._memberships},
            f"{LTI}-ags/claim/endpoint": {"scope": sorted(self._permitted()[:4]), "lineitems": self._column()},
            f"{LTI}-nrps/claim/namesroleservice": service,
        }

    def _activity(self, user: str, link: str, kind: str, whose: str) -> dict:
        said, activity = self._person(user, kind), self.links[link]
        back = f"{self.url}/mod/lti/return.php?course={self.course}&launch_container=3&instanceid={link}&sesskey=k"
        shown = {"locale": "en", "document_target": "iframe", "return_url": back}
        said |= {f"{LTI}/claim/launch_presentation": shown, f"{LTI}/claim/target_link_uri": activity.url}
        said[f"{LTI}/claim/resource_link"] = {"title": activity.title, "description": "", "id": link}
        said[f"{LTI}/claim/custom"] |= {name: str(value) for name, value in activity.custom.items()}
        if activity.line_item:
            said[f"{LTI}-ags/claim/endpoint"]["lineitem"] = activity.line_item
        return said | ({f"{LTI}/claim/for_user": {"user_id": whose}} if whose else {})

    def _choosing(self, user: str) -> dict:
        """lti_build_content_item_selection_request: neither a link nor a way back, and no word of line items."""
        back = f"{self.url}/mod/lti/contentitem_return.php?course={self.course}&id={self.deployment_id}&sesskey=k"
        no = dict.fromkeys(("accept_copy_advice", "accept_unsigned", "auto_create", "can_confirm"), False)
        settings = {"accept_types": ["ltiResourceLink"], "accept_multiple": True, "deep_link_return_url": back, **no}
        settings |= {
            "accept_presentation_document_targets": ["frame", "iframe", "window"],
            "title": "The tool",
            "text": "",
        }
        target = {f"{LTI}/claim/target_link_uri": self.tool_type["toolurl"], f"{DL}/deep_linking_settings": settings}
        return {
            **self._person(user, "LtiDeepLinkingRequest"),
            **target,
            f"{LTI}/claim/launch_presentation": {"locale": "en"},
        }

    # Keys and tokens: token.php, locallib.php: lti_verify_jwt_signature, lti_verify_with_keyset

    def verified(self, token: str) -> dict:
        """Claims that the tool has signed: by a key with an id, and not a second in the future (php-jwt, without leeway)."""
        if self.keys_blocked:  # download_file_content gives nothing, and fix_jwks_alg wants an array
            raise Refused(404, "<!DOCTYPE html><title>Error</title>Exception - must be of type array, null given")
        keys = {key["kid"]: jwt.PyJWK(key) for key in self.tool_keys["keys"]}
        known = jwt.get_unverified_header(token).get("kid")
        if known not in keys:
            raise Refused(400, '{\n  "error" : "Error: kid must be provided in JWT header."\n}')
        claims = jwt.decode(
            token, keys[known], ["RS256"], options={"verify_aud": False, "verify_iat": False, "verify_exp": False}
        )
        if claims.get("iat", 0) > self.now:
            raise Refused(400, '{\n  "error" : "Cannot handle token with iat prior to now"\n}')
        if claims.get("exp", self.now) < self.now:
            raise Refused(400, '{\n  "error" : "Expired token"\n}')
        return claims

    def token(self, form: dict[str, str], content_type: str) -> dict:
        if content_type.partition(";")[0] != "application/x-www-form-urlencoded" or not form.get("scope"):
            raise Refused(400, '{\n  "error" : "invalid_request"\n}')
        if (form.get("client_assertion_type"), form.get("grant_type")) != (ASSERTION, "client_credentials"):
            raise Refused(400, '{\n  "error" : "unsupported_grant_type"\n}')
        claims = self.verified(form["client_assertion"])
        if claims.get("sub") != self.client_id:
            raise Refused(400, '{\n  "error" : "invalid_client"\n}')
        scopes = [scope for scope in form["scope"].split(" ") if scope in self._permitted()]
        if not scopes:
            raise Refused(400, '{\n  "error" : "invalid_scope"\n}')
        token = secrets.token_hex(16)
        self.tokens[token] = scopes
        return {"access_token": token, "token_type": "Bearer", "expires_in": 3600, "scope": " ".join(scopes)}

    def _permitted(self) -> list[str]:
        columns = SCOPES[: 3 + (self.tool_type["gradesynchronization"] == 2)]
        return [*columns, *([f"{NRPS}/contextmembership.readonly"] if self.tool_type["memberships"] else [])]

    def authorised(self, authorization: str, *scopes: str) -> None:
        """OAuthBody.php: get_oauth_key_from_headers"""
        if not {*self.tokens.get(authorization.removeprefix("Bearer "), ())} & {*scopes}:
            raise Refused(401, "Unauthorized")

    # Grades: service/gradebookservices/classes/local/resources/scores.php, service/gradebookservices.php: save_grade_item,
    # lib/grade/grade_item.php: update_raw_grade

    def take(self, item, score):
        sound = all(score.get(name) for name in ("userId", "timestamp", "gradingProgress", "activityProgress"))
        sound = sound and ISO.fullmatch(score["timestamp"]) and ("scoreGiven" not in score or "scoreMaximum" in score)
        person = self.users.get(score.get("userId"))
        if not sound or person is None or not any(role.endswith("Learner") for role in person.roles):
            raise Refused(400, f"Incorrect score received{json.dumps(score)}")
        grade = self.grades.setdefault((item, score["userId"]), Grade())
        given_at = int(datetime.fromisoformat(score["timestamp"]).timestamp())
        if grade.modified and grade.modified >= given_at:
            raise Refused(409, f"Refusing score with an earlier timestamp for item 1 and user {score['userId']}")
        if score["userId"] in self.locked:
            raise Refused(500, "Internal Server Error")
        final = score.get("scoreGiven") if score["gradingProgress"] == "FullyGraded" else None
        feedback = score.get("comment") or None
        if final is None and feedback is None:
            modified = None
        else:  # words alone are a grade of the moment at which they come
            modified = given_at if final is not None else self.now
        scaled = final if final is None else final * 100 / score["scoreMaximum"]
        grade.final, grade.feedback, grade.modified = scaled, feedback, modified
        self.scores.append((item, score))
        return 200, ""

    # The roster: service/memberships/classes/local/service/memberships.php: users_to_json

    def members(self):
        """Who is enrolled and not suspended, with roles as plain words."""
        return [
            {
                "status": "Active",
                "roles": [role.rpartition("#")[2] for role in user.roles],
                "user_id": key,
                "lis_person_sourcedid": "",
                "name": user.name,
                "email": user.email,
            }
            for key, user in self.users.items()
            if user.status == "Active"
        ]

    # Selected content: contentitem_return.php, locallib.php: lti_convert_from_jwt, content_item_to_form

    def put(self, token: str) -> None:
        """Make activities of what the tool answers: with a column where it asks for one, without its dates and places."""
        claims = self.verified(token)
        if claims["iss"] != self.client_id:
            raise Refused(404, "Consumer key is incorrect.")
        for item in claims.get(f"{DL}/content_items", []):
            assert item["type"] == "ltiResourceLink"
            column = self._column(f"/{len(self.line_items) + 11}/lineitem") if "lineItem" in item else ""
            if column:
                self.line_items[column] = {"id": column, "label": item["title"]}
            self.links[str(len(self.links) + 7)] = Link(item["url"], item["title"], item.get("custom", {}), column)

    @property
    def _memberships(self) -> str:
        return f"{self.url}/mod/lti/services.php/CourseSection/{self.course}/bindings/{self.deployment_id}/memberships"

    def _column(self, rest: str = "") -> str:
        return f"{self.url}/mod/lti/services.php/{self.course}/lineitems{rest}?type_id={self.deployment_id}"


def _domain(address: str) -> str:
    """locallib.php: LTI_URL_DOMAIN_REGEX"""
    return re.match(r"(?:https?://)?(?:www\.)?([^/]+)", address)[1]


def _serve(moodle: Moodle) -> None:
    app, services = moodle.app, "/mod/lti/services.php"

    @app.errorhandler(Refused)
    def refused(error):
        """classes/local/ltiservice/response.php: send. A page, or what a file wrote itself, stays as it is."""
        status, reason = error.args
        if not request.path.startswith(services):
            return reason, status
        return jsonify({"status": status, "reason": reason, "request": {"method": request.method}}), status

    @app.get("/mod/lti/openid-configuration.php")
    def moodle_configuration():
        return jsonify(moodle.configuration())

    @app.post("/mod/lti/openid-registration.php")
    def moodle_registration():
        return jsonify(moodle.register(request.get_json(), request.headers.get("Authorization", "")))

    @app.get("/mod/lti/certs.php")
    def moodle_keys():
        private = load_pem_private_key(moodle.private_key.encode(), None)
        public = json.loads(RSAAlgorithm.to_jwk(private.public_key()))
        return jsonify({"keys": [{**public, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]})

    @app.post("/mod/lti/token.php")
    def moodle_token():
        return jsonify(moodle.token(request.form.to_dict(), request.content_type or ""))

    @app.post(f"{services}/<course>/lineitems/<item>/lineitem/scores")
    def moodle_scores(course, item):
        if request.content_type != SCORE:
            raise Refused(400, "No handler found")
        moodle.authorised(request.headers.get("Authorization", ""), SCOPES[2])
        address = moodle._column(f"/{item}/lineitem")
        if address not in moodle.line_items:
            raise Refused(404, "Line item does not exist")
        moodle.take(address, request.get_json(force=True))
        return "", 200, {"Content-Type": SCORE}

    @app.get(f"{services}/CourseSection/<course>/bindings/<tool>/memberships")
    def moodle_members(course, tool):
        if request.headers.get("Accept") != MEMBERS:
            raise Refused(400, "No handler found")
        moodle.authorised(request.headers.get("Authorization", ""), f"{NRPS}/contextmembership.readonly")
        return jsonify({"id": request.base_url, "context": {"id": course}, "members": moodle.members()}), {
            "Content-Type": MEMBERS
        }


def learner(name: str, **more) -> User:
    return User((f"{MEMBERSHIP}Learner",), name, **more)


def teacher(name: str) -> User:
    return User((f"{MEMBERSHIP}Instructor",), name)


def administrator(name: str) -> User:
    """locallib.php: lti_get_ims_role of somebody who is enrolled nowhere and manages everything."""
    person = "http://purl.imsglobal.org/vocab/lis/v2"
    roles = ("Instructor", f"{person}/system/person#Administrator", f"{person}/institution/person#Administrator")
    return User((MEMBERSHIP + roles[0], *roles[1:]), name)


def path_of(address: str) -> str:
    return urlsplit(address).path
