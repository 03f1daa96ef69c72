"""Pieces of pages that are rendered once in a process."""

import pytest
from flask import render_template_string

from academy import fragments
from academy.memory import Memory

SOURCE = "{% macro greet(name, of) %}{{ _('Good') }} <b>{{ name }}</b> {{ of.places[0] }}{% endmacro %}{{ rendered_once(greet, name, of) }}"


@pytest.fixture
def greeting(app, monkeypatch):
    monkeypatch.setattr(fragments, "_kept", Memory(3))

    def greeting(name="Amna", places=("Testpur",)):
        with app.test_request_context():
            return render_template_string(SOURCE, name=name, of={"places": list(places)})

    return greeting


def test_a_fragment_is_rendered_once_for_the_same_arguments(greeting):
    assert greeting() == greeting() == "Good <b>Amna</b> Testpur"
    assert len(fragments._kept) == 1


def test_other_arguments_are_another_fragment_and_are_escaped(greeting):
    assert greeting("<i>") == "Good <b>&lt;i&gt;</b> Testpur"
    assert greeting("<i>", ["Mirpur"]) == "Good <b>&lt;i&gt;</b> Mirpur"


def test_no_more_are_kept_than_fit(greeting):
    for number in range(10):
        greeting(str(number))

    assert 0 < len(fragments._kept) <= 3
