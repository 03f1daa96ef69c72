"""Live events as part of the house: the hub of this process, and the stream that everybody signed in has."""

from flask import Flask

from academy import live
from academy.access import current_person
from academy.live.hub import Hub


def init_app(app: Flask) -> None:
    app.extensions["hub"] = Hub(app)


live.offer("person", lambda stream: current_person.is_authenticated and stream == live.of_person(current_person))
