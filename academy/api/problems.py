"""Refusals of the API, for programs: RFC 9457, in English whatever language the academy speaks."""

import json
from collections.abc import Iterable
from http import HTTPStatus

from flask import Response, g
from werkzeug.exceptions import HTTPException

from academy import addresses, errors
from academy.api.shapes import Problem, Trouble

PREFIX = "/api/v1/"
MEDIA_TYPE = "application/problem+json"
DETAILS = {
    400: "The request could not be read. Send plain text without NUL characters.",
    401: "Send a token that is good now: Authorization: Bearer acad_…",
    403: "This token may not read this. An administrator can make another one.",
    404: "There is no such thing, or this token may not read it.",
    405: "This API is only read: use GET.",
    406: "Answers are application/json. Accept that, or send no Accept header.",
    422: "Some parameters are not right. See errors.",
    429: "This token has asked too often. Wait as many seconds as Retry-After says.",
    500: "The academy met something that it did not expect. Try again later, and give the request_id if you ask for help.",
}


class Refused(HTTPException):
    """A request that the API refuses, with further headers, and what is wrong with its parameters."""

    def __init__(self, code: int, troubles: Iterable[Trouble] = (), **headers: str):
        super().__init__()
        self.code, self.troubles = code, list(troubles)
        self.headers = [(name.replace("_", "-"), value) for name, value in headers.items()]

    def get_headers(self, *args, **kwargs):
        return [*super().get_headers(*args, **kwargs), *self.headers]


def answer(error: HTTPException) -> Response:
    code = error.code if error.code in DETAILS else 400 if error.code < 500 else 500
    problem = Problem(
        type=addresses.to("api.index", anchor=f"problem-{code}"),
        title=HTTPStatus(code).phrase,
        status=code,
        detail=DETAILS[code],
        request_id=g.request_id,
        errors=getattr(error, "troubles", []),
    )
    response = error.get_response()
    response.status_code, response.content_type = code, MEDIA_TYPE
    response.data = json.dumps(problem.model_dump(), ensure_ascii=False)
    response.headers["Cache-Control"] = "no-store"
    return response


def wrong(name: str, reason: str) -> Refused:
    return Refused(422, [Trouble(name=name, reason=reason)])


errors.write_under(PREFIX, answer)
