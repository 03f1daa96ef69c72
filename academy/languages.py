"""The languages that the academy offers, and the one that a person reads."""

from contextlib import contextmanager

from babel import Locale
from flask import current_app
from flask_babel import force_locale


def offered() -> list[str]:
    """The first is the default."""
    return current_app.config["LANGUAGES"].split(",")


def named() -> list[tuple[str, str]]:
    """Those, each with its name as its readers write it."""
    return [(tag, Locale.parse(tag).display_name) for tag in offered()]


def of_the_house():
    """What is written meanwhile is in the first language: work that answers nobody's request has none of its own."""
    return force_locale(offered()[0])


@contextmanager
def of(person):
    """What is written meanwhile is in the language that this person reads, as far as it is offered."""
    languages = offered()
    with force_locale(person.language if person.language in languages else languages[0]):
        yield
