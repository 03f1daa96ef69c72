"""The records API, version 1: lists and single things, only read."""

from flask import Blueprint, Response, request

from academy.access import public
from academy.api import answers, bearers, description, resources
from academy.api.bearers import reads
from academy.api.problems import Refused
from academy.certificates import serials

bp = Blueprint("records_api", __name__, url_prefix="/api/v1")
bp.teardown_request(bearers.note_used)


@bp.get("/openapi.json")
@public
def openapi():
    """What the API offers, for programs that write programs."""
    response = Response(description.text(), content_type="application/json")
    response.add_etag()
    return response.make_conditional(request)


@bp.get("/people")
@reads(resources.PEOPLE)
def people():
    return answers.some(resources.PEOPLE)


@bp.get("/people/<int:person_id>")
@reads(resources.PEOPLE)
def person(person_id):
    return answers.one(resources.PEOPLE, person_id)


@bp.get("/completions")
@reads(resources.COMPLETIONS)
def completions():
    return answers.some(resources.COMPLETIONS)


@bp.get("/completions/<int:enrolment_id>")
@reads(resources.COMPLETIONS)
def completion(enrolment_id):
    return answers.one(resources.COMPLETIONS, enrolment_id)


@bp.get("/results")
@reads(resources.RESULTS)
def results():
    return answers.some(resources.RESULTS)


@bp.get("/results/<int:result_id>")
@reads(resources.RESULTS)
def result(result_id):
    return answers.one(resources.RESULTS, result_id)


@bp.get("/certificates")
@reads(resources.CERTIFICATES)
def certificates():
    return answers.some(resources.CERTIFICATES)


@bp.get("/certificates/<certificate>")
@reads(resources.CERTIFICATES)
def certificate(certificate):
    serial = serials.normalise(certificate)
    if serial is None:
        raise Refused(404)
    return answers.one(resources.CERTIFICATES, serial)
