"""The platform's side of cmi5, to test against: it launches as the specification has it, holds our statements to its
rules, and hands them on to a real learning record store."""

import base64
import json
import threading
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import requests
from flask import Flask, jsonify, request
from werkzeug.serving import make_server

from tests.academy.xapi.ralph import KEY, SECRET, VERSION, Ralph

ADL = "http://adlnet.gov/expapi/verbs/"
CATEGORIES = "https://w3id.org/xapi/cmi5/context/categories/"
EXTENSIONS = "https://w3id.org/xapi/cmi5/context/extensions/"


@dataclass
class Session:
    """One launch. `said` are the verbs that came, in order; `token` is given once."""

    id: str
    registration: str
    actor: dict
    data: dict
    preferences: dict | None
    activity: str
    token: str
    fetched: bool = False
    said: list[str] = field(default_factory=list)
    statements: list[dict] = field(default_factory=list)


@dataclass
class Lms:
    url: str
    store: Ralph | None = None
    down: bool = False
    link: str = ""  # on its page
    sessions: dict[str, Session] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def actor(self, name: str, person: str = "") -> dict:
        account = {"homePage": self.url, "name": name}
        return {"objectType": "Agent", "account": account, **({"name": person} if person else {})}

    def launch(
        self, unit: str, user="u-7", name="Ayesha Rehman", registration=None, language=None, **data
    ) -> dict[str, str]:
        """The fields of a launch's address; `unit` is the name of the unit in its package."""
        session = Session(
            id=str(uuid.uuid4()),
            registration=registration or str(uuid.uuid4()),
            actor=self.actor(user, name),
            activity=f"{self.url}/activities/{uuid.uuid4()}",
            token=base64.b64encode(uuid.uuid4().bytes).decode(),
            preferences=language and {"languagePreference": language, "audioPreference": "on"},
            data={},
        )
        session.data = {
            "contextTemplate": {
                "contextActivities": {"grouping": [{"objectType": "Activity", "id": unit}]},
                "extensions": {f"{EXTENSIONS}sessionid": session.id},
            },
            "launchMode": "Normal",
            "moveOn": "CompletedAndPassed",
            "masteryScore": 0.6,
            "returnURL": f"{self.url}/course/view?id=3",
            **data,
        }
        session.data = {name: value for name, value in session.data.items() if value is not None}
        self.sessions[session.id] = session
        return {
            "endpoint": f"{self.url}/xapi/",
            "fetch": f"{self.url}/fetch/{session.id}",
            "registration": session.registration,
            "activityId": session.activity,
            "actor": json.dumps(session.actor),
        }

    def session(self, fields: dict[str, str]) -> Session:
        return self.sessions[fields["fetch"].rpartition("/")[2]]

    def of_registration(self, registration: str) -> list[str]:
        """All verbs of a registration, session by session."""
        return [verb for each in self.sessions.values() if each.registration == registration for verb in each.said]


def application(lms: Lms) -> Flask:
    app = Flask("lms")

    @app.before_request
    def note():
        lms.asked.append(f"{request.method} {request.path}")
        if lms.down:
            return "out of order", 503

    @app.get("/course/view")
    def view():
        """The platform's own course, with the link that opens ours."""
        return f'<!doctype html><html lang="en"><title>The platform</title><h1>The platform</h1><a href="{lms.link}">Open</a>'

    @app.post("/fetch/<session_id>")
    def fetch(session_id):
        session = lms.sessions.get(session_id)
        if session is None or session.fetched:
            return jsonify({"error-code": "1", "error-text": "already in use"})
        session.fetched = True
        return jsonify({"auth-token": session.token})

    def authorized() -> Session | None:
        token = request.headers.get("Authorization", "").removeprefix("Basic ")
        return next((each for each in lms.sessions.values() if each.fetched and each.token == token), None)

    @app.get("/xapi/activities/state")
    def state():
        session, asked = authorized(), request.args
        if session is None or request.headers.get("X-Experience-API-Version") != "1.0.3":
            return "", 401
        right = (session.activity, session.registration, session.actor, "LMS.LaunchData")
        if (asked["activityId"], asked["registration"], json.loads(asked["agent"]), asked["stateId"]) != right:
            return "", 404
        return jsonify(session.data)

    @app.get("/xapi/agents/profile")
    def profile():
        session = authorized()
        if session is None or not session.preferences or request.args["profileId"] != "cmi5LearnerPreferences":
            return "", 404
        return jsonify(session.preferences), {"ETag": '"1"'}

    @app.post("/xapi/statements")
    def statements():
        session = authorized()
        if session is None:
            return "the session has ended", 401
        for said in request.json:
            if trouble := refusal(lms, session, said):
                return trouble, 403
            if said["id"] not in {each["id"] for each in session.statements}:
                session.said.append(said["verb"]["id"].removeprefix(ADL))
                session.statements.append(said)
        if lms.store:
            auth = (KEY, SECRET)
            answer = requests.post(
                f"{lms.store.url}/statements", json=request.json, auth=auth, headers=VERSION, timeout=30
            )
            return answer.text, answer.status_code
        return jsonify([said["id"] for said in request.json])

    return app


def refusal(lms: Lms, session: Session, said: dict) -> str:
    """What is wrong with a statement by cmi5 (9 and 7.1.3), "" if nothing is."""
    verb, context, result = said["verb"]["id"].removeprefix(ADL), said["context"], said.get("result", {})
    if said["id"] in {each["id"] for each in session.statements}:
        return ""
    before = [each for each in lms.of_registration(session.registration)]
    categories = {each["id"] for each in context["contextActivities"]["category"]}
    moves_on = verb in ("completed", "passed", "failed")
    template = session.data["contextTemplate"]
    wrong = {
        "initialized is first": (verb == "initialized") != (not session.said),
        "terminated is last": "terminated" in session.said,
        "a verb comes once": verb in session.said,
        "passed or failed": verb in ("passed", "failed") and bool({"passed", "failed"} & set(session.said)),
        "completed once in a registration": verb == "completed" and "completed" in before,
        "passed once in a registration": verb in ("passed", "failed") and "passed" in before,
        "only in launch mode Normal": moves_on and session.data["launchMode"] != "Normal",
        "the actor is ours": said["actor"] != session.actor,
        "the object is the unit": said["object"]["id"] != session.activity,
        "the registration": context.get("registration") != session.registration,
        "the session": context["extensions"].get(f"{EXTENSIONS}sessionid") != session.id,
        "the template": context["contextActivities"].get("grouping") != template["contextActivities"]["grouping"],
        "the category cmi5": f"{CATEGORIES}cmi5" not in categories,
        "the category moveon": (f"{CATEGORIES}moveon" in categories) != moves_on,
        "success": result.get("success") != {"passed": True, "failed": False}.get(verb),
        "completion": result.get("completion") != {"completed": True}.get(verb),
        "a duration": verb != "initialized" and "duration" not in result,
        "no score": "score" in result and verb not in ("passed", "failed"),
        "UTC": not said["timestamp"].endswith("Z"),
    }
    mastery, scaled = session.data.get("masteryScore"), result.get("score", {}).get("scaled")
    if verb in ("passed", "failed") and mastery is not None and scaled is not None:
        wrong["the mastery score"] = (scaled >= mastery) != (verb == "passed")
        wrong["the mastery score in the context"] = context["extensions"].get(f"{EXTENSIONS}masteryscore") != mastery
    return ", ".join(name for name, broken in wrong.items() if broken)


@contextmanager
def running():
    lms = Lms("")
    server = make_server("127.0.0.1", 0, application(lms), threaded=True)
    lms.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield lms
    finally:
        server.shutdown()
        thread.join()


def address(course: str, fields: dict[str, str]) -> str:
    return f"/cmi5/launch/{course}?{urlencode(fields)}"
