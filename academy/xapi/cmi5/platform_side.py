"""Asking the platform that launches somebody: for the token, for what it says of the launch, for what the learner likes."""

import json
from typing import Any

import requests

from academy import outbound
from academy.xapi.statements import VERSION

IN_USE = "1"  # error-code of a fetch address that was asked before: cmi5, 8.2.3.2
LONGEST = 4000  # characters of a token


class NoAnswer(Exception):
    """The platform did not answer, or not as cmi5 has it; the message says how."""


class AlreadyUsed(Exception):
    """This launch was begun before."""


def token(fetch: str) -> str:
    """The token of a launch: an address gives it once. Raises AlreadyUsed, NoAnswer."""
    said = _json(_ask("POST", fetch))
    if str(said.get("error-code")) == IN_USE:
        raise AlreadyUsed
    found = said.get("auth-token")
    if not isinstance(found, str) or not (found.isascii() and found.isprintable()) or not 0 < len(found) <= LONGEST:
        raise NoAnswer(f"no token, but {json.dumps(said)[:300]}")
    return found


def launch_data(endpoint: str, authorization: str, activity: str, actor: dict, registration: str) -> dict[str, Any]:
    """What the platform has written down of the launch: the proof that it made it. Raises NoAnswer."""
    asked = {
        "stateId": "LMS.LaunchData",
        "activityId": activity,
        "agent": json.dumps(actor),
        "registration": registration,
    }
    answer = _ask("GET", f"{endpoint.rstrip('/')}/activities/state", authorization, asked)
    if answer.status_code != 200:
        raise NoAnswer(f"LMS.LaunchData: {answer.status_code} {answer.text[:300]}")
    return _json(answer)


def preferences(endpoint: str, authorization: str, actor: dict) -> dict[str, Any]:
    """What the learner likes, as far as the platform knows; it need not know anything. Raises NoAnswer."""
    asked = {"profileId": "cmi5LearnerPreferences", "agent": json.dumps(actor)}
    answer = _ask("GET", f"{endpoint.rstrip('/')}/agents/profile", authorization, asked)
    return _json(answer) if answer.status_code == 200 else {}


def _ask(method: str, address: str, authorization: str = "", asked: dict[str, str] | None = None) -> requests.Response:
    headers = {"X-Experience-API-Version": VERSION, "Authorization": f"Basic {authorization}"} if authorization else {}
    try:
        with outbound.session() as session:
            return session.request(method, outbound.checked(address), params=asked, headers=headers)
    except (outbound.NotSafe, requests.RequestException) as error:
        raise NoAnswer(f"{type(error).__name__}: {error}"[:500]) from error


def _json(answer: requests.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except requests.JSONDecodeError as error:
        raise NoAnswer(f"{answer.status_code}, and no JSON") from error
    if not isinstance(said, dict):
        raise NoAnswer(f"{answer.status_code}, and no object")
    return said
