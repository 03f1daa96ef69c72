"""The description of the API, OpenAPI 3.1, made from the same models that check questions and answers."""

import json
from functools import cache
from typing import Any

from flask import current_app
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from academy.api import problems, resources, shapes
from academy.api.resources import Resource

REF = "#/components/schemas/{model}"
ABOUT = """\
What the register of the academy knows, for programs. It is only read. Every request carries a token that an administrator
has made: `Authorization: Bearer acad_…`. Times are UTC, days are those of the academy's zone.

Lists come in pages, in the order of ids. Follow `Link: <…>; rel="next"`, or send `next` of a page as `cursor` with the same
filters, until it is null. What was there when you began, you see exactly once. Send the `ETag` of an answer as
`If-None-Match`, and you get 304 while nothing has changed."""
HEADERS = {
    "ETag": {"required": True, "description": "Changes when the answer does", "schema": {"type": "string"}},
    "Cache-Control": {"required": True, "description": "Ask each time", "schema": {"const": "private, no-cache"}},
}
LINK = {"description": 'The next page, `rel="next"`; absent on the last', "schema": {"type": "string"}}
IN_REFUSALS = {
    401: {"WWW-Authenticate": {"required": True, "schema": {"type": "string", "pattern": "^Bearer "}}},
    403: {"WWW-Authenticate": {"required": True, "schema": {"type": "string", "pattern": "insufficient_scope"}}},
    405: {"Allow": {"required": True, "schema": {"type": "string"}}},
    429: {"Retry-After": {"required": True, "description": "Seconds", "schema": {"type": "integer", "minimum": 0}}},
}
OF_LISTS = (400, 401, 403, 405, 406, 422, 429, 500)
OF_ONE = (400, 401, 403, 404, 405, 406, 422, 429, 500)
SAME_IF = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of what you have",
    "schema": {"type": "string"},
}


def text() -> str:
    return _text(current_app.config["BASE_URL"], current_app.config["NAME"])


@cache
def _text(base_url: str, academy: str) -> str:
    return json.dumps(document(base_url, academy), ensure_ascii=False, indent=1)


def document(base_url: str, academy: str) -> dict[str, Any]:
    token = {"type": "http", "scheme": "bearer", "description": "A token of the records API, acad_…"}
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Records of the {academy}", "version": "1", "description": ABOUT},
        "servers": [{"url": base_url.rstrip("/")}],
        "externalDocs": {"url": f"{base_url.rstrip('/')}/api/"},
        "tags": [{"name": each.name, "description": each.meaning} for each in resources.ALL],
        "paths": {path: {"get": operation} for each in resources.ALL for path, operation in _paths(each)},
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": token},
            "responses": {f"problem_{code}": _refusal(code) for code in problems.DETAILS},
        },
    }


def parameters(resource: Resource) -> list[dict[str, Any]]:
    """Those of a list, as OpenAPI has them."""
    schema = resource.question.model_json_schema()
    return [_parameter(name, dict(each)) for name, each in schema["properties"].items()]


def fields(resource: Resource) -> dict[str, str]:
    """What the fields of an answer mean, by name."""
    return {name: field.description or "" for name, field in resource.shape.model_fields.items()}


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    schema.pop("title", None)
    if schema.get("default", ...) is None:
        del schema["default"]
    said = schema.pop("description", "")
    return {"name": name, "in": "query", "required": False, "description": said, "schema": schema}


def _paths(resource: Resource):
    path = f"{problems.PREFIX}{resource.name}"
    own = resource.shape.model_json_schema(mode="serialization")["properties"][resource.id]
    id = {"name": resource.id, "in": "path", "required": True, "description": own["description"], "schema": _id(own)}
    name = resource.shape.__name__
    yield path, _operation(
        resource, f"list_{resource.name}", f"{resource.meaning}", parameters(resource), f"{name}Page", OF_LISTS
    )
    yield f"{path}/{{{resource.id}}}", _operation(
        resource, f"get_{name.lower()}", f"One of {resource.name}", [id], name, OF_ONE
    )


def _id(field: dict[str, Any]) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1} if field["type"] == "integer" else {"type": "string", "minLength": 1}


def _operation(resource, id: str, summary: str, asked: list, answer: str, refusals: tuple[int, ...]) -> dict[str, Any]:
    headers = HEADERS | ({"Link": LINK} if answer.endswith("Page") else {})
    content = {"application/json": {"schema": {"$ref": REF.format(model=answer)}}}
    same = {"description": "It is as you have it", "headers": HEADERS}
    return {
        "operationId": id,
        "summary": summary,
        "description": f"For tokens with `{resource.scope}`.",
        "tags": [resource.name],
        "security": [{"token": [resource.scope]}],
        "parameters": [*asked, SAME_IF],
        "responses": {
            "200": {"description": resource.meaning, "headers": headers, "content": content},
            "304": same,
            **{str(code): {"$ref": f"#/components/responses/problem_{code}"} for code in refusals},
        },
    }


def _refusal(code: int) -> dict[str, Any]:
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}}
    return {"description": problems.DETAILS[code], "headers": IN_REFUSALS.get(code, {}), "content": content}


def _schemas() -> dict[str, Any]:
    models: list[type[BaseModel]] = [shapes.Problem, *(each.page for each in resources.ALL)]
    _, schemas = models_json_schema([(model, "serialization") for model in models], ref_template=REF)
    return schemas["$defs"]
