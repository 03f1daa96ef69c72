"""What may be sent: forms, and JSON only where a blueprint takes it."""

import pytest
from flask import Blueprint, Flask, request

from academy import input
from tests import factories


@pytest.fixture
def desk():
    """A small application: `/form` is for people, `/program` takes JSON."""
    people, programs = Blueprint("people", __name__), Blueprint("programs", __name__)
    people.post("/form", endpoint="form")(lambda: request.form.get("word", ""))
    programs.post("/program", endpoint="program")(lambda: request.get_json()["word"])
    input.take_json(programs)
    app = Flask(__name__)
    input.init_app(app)
    app.register_blueprint(people)
    app.register_blueprint(programs)
    return app.test_client()


@pytest.mark.parametrize(
    "body", [{"json": {"word": "x"}}, {"data": "x", "content_type": "text/plain"}, {"data": "<x/>", "content_type": "text/xml"}]
)
def test_what_is_no_form_is_refused(desk, body):
    assert desk.post("/form", **body).status_code == 415


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_forms_are_taken(desk, kind):
    assert desk.post("/form", data={"word": "x"}, content_type=kind).text == "x"


def test_a_form_without_fields_is_a_form(desk):
    assert desk.post("/form").status_code == 200


def test_a_blueprint_for_programs_takes_json(desk):
    assert desk.post("/program", json={"word": "x"}).text == "x"


def test_no_page_of_ours_takes_json(client, session):
    learner = client.sign_in(factories.learner())

    assert learner.post("/accounts/password", json={"password": "x"}).status_code == 415
    assert learner.post("/scenarios/runs/1/clock", json={}).status_code == 415
