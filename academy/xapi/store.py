"""Asking a learning record store: one request with a batch of statements, and what its answer means."""

import base64
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests
from flask import current_app

from academy import outbound
from academy.xapi.models import Outlet
from academy.xapi.statements import VERSION

LONGEST_ANSWER = 2000  # characters that are kept of an answer
# Not what was sent is at fault, but the address, the key, or the moment. xAPI 1.0.3, "Error Codes".
NOT_THEIRS = (401, 403, 404, 405, 408, 423, 425, 429)


@dataclass(frozen=True)
class Answer:
    """What a store answered; no `status` where there was no answer at all, and `text` says why."""

    status: int | None
    text: str
    wait: timedelta | None = None

    @property
    def good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def refuses(self) -> bool:
        """Whether it will not have what was sent, now or later."""
        return self.status is not None and 400 <= self.status < 500 and self.status not in NOT_THEIRS


def send(outlet: Outlet, statements: list[dict[str, Any]]) -> Answer:
    """Ask the store to take all of these or none. It is sent no others at the same moment."""
    body = json.dumps(statements, ensure_ascii=False).encode()
    return _ask("POST", _address(outlet), _authorization(outlet), data=body)


def reach() -> Answer:
    """See whether the academy's own store lets it in: one statement is asked for, and forgotten."""
    return _ask("GET", current_app.config["LRS_URL"], _own_authorization(), params={"limit": 1})


def _ask(method: str, address: str, authorization: str, **request: Any) -> Answer:
    headers = {
        "Authorization": authorization,
        "Content-Type": "application/json",
        "X-Experience-API-Version": VERSION,
    }
    try:
        with outbound.session() as session:
            address = f"{outbound.checked(address).rstrip('/')}/statements"
            answer = session.request(method, address, headers=headers, **request)
    except (outbound.NotSafe, requests.RequestException) as error:
        return Answer(None, f"{type(error).__name__}: {error}"[:LONGEST_ANSWER])
    return Answer(answer.status_code, answer.text[:LONGEST_ANSWER], outbound.retry_after(answer))


def _address(outlet: Outlet) -> str:
    return current_app.config["LRS_URL"] if outlet.own else outlet.endpoint


def _authorization(outlet: Outlet) -> str:
    if not outlet.own:
        return f"Basic {outlet.token}"  # the token is the whole of it: cmi5, 8.2.2
    return _own_authorization()


def _own_authorization() -> str:
    pair = f"{current_app.config['LRS_KEY']}:{current_app.config['LRS_SECRET']}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"
