"""Answers of the API: a page of a list, or one thing of it, as JSON that a client need not fetch twice."""

import hashlib
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Response, g, request
from pydantic import BaseModel, ValidationError

from academy import addresses
from academy.api import cursors
from academy.api.problems import Refused, wrong
from academy.api.questions import Nothing, Question
from academy.api.resources import Resource
from academy.api.shapes import Trouble
from academy.db import db

PAGING = ("limit", "cursor")
ETAG = 32  # hexadecimal digits


def some(resource: Resource) -> Response:
    """The page that is asked for."""
    asked = _asked(resource.question)
    filters = {name: value for name, value in request.args.items() if name not in PAGING}
    rows = _rows(resource, asked, filters)
    more = len(rows) > asked.limit
    following = cursors.after(rows[asked.limit - 1].key, resource.name, filters) if more else None
    items = [row._asdict() for row in rows[: asked.limit]]
    response = _json(resource.page.model_validate({"items": items, "next": following}))
    if following:
        response.headers["Link"] = f'<{_address(resource, filters, asked.limit, following)}>; rel="next"'
    return response


def one(resource: Resource, id) -> Response:
    """A single thing, if the token may see it."""
    _asked(Nothing)
    query = resource.query(resource.question(), g.api_token.cohort_id).where(resource.id_column == id)
    row = db.session.execute(query).first()
    if row is None:
        raise Refused(404)
    return _json(resource.shape.model_validate(row._asdict()))


def _asked(question: type[Nothing]) -> Any:
    given = request.args.to_dict(flat=False)
    if twice := [name for name, values in given.items() if len(values) > 1]:
        raise Refused(422, [Trouble(name=name, reason="give it once") for name in twice])
    try:
        return question.model_validate({name: values[0] for name, values in given.items()})
    except ValidationError as error:
        raise Refused(422, [_trouble(each) for each in error.errors(include_url=False)]) from error


def _trouble(found) -> Trouble:
    name = str(found["loc"][0]) if found["loc"] else ""
    if found["type"] == "extra_forbidden":
        return Trouble(name=name, reason="there is no such parameter here")
    return Trouble(name=name, reason=found["msg"].removeprefix("Value error, "))


def _rows(resource: Resource, asked: Question, filters: dict[str, str]) -> list[sa.Row]:
    """One more than fits, to know whether there is another page. Nothing is counted or skipped, so that the last page costs
    what the first does."""
    query = resource.query(asked, g.api_token.cohort_id).add_columns(resource.key.label("key"))
    if asked.cursor:
        try:
            query = query.where(resource.key > cursors.key_of(asked.cursor, resource.name, filters))
        except cursors.NotOurs:
            raise wrong("cursor", "take `next` of the page before, with the same filters") from None
    return list(db.session.execute(query.order_by(None).order_by(resource.key).limit(asked.limit + 1)))


def _json(answer: BaseModel) -> Response:
    data = answer.model_dump_json().encode()
    response = Response(data, content_type="application/json")
    response.set_etag(hashlib.sha256(data).hexdigest()[:ETAG])
    response.headers["Cache-Control"] = "private, no-cache"  # ask each time whether it is still so
    response.vary.update(("Authorization", "Accept"))
    return response.make_conditional(request)


def _address(resource: Resource, filters: dict[str, str], limit: int, cursor: str) -> str:
    given = urlencode({**filters, "limit": limit, "cursor": cursor})
    return f"{addresses.to(f'records_api.{resource.name}')}?{given}"
