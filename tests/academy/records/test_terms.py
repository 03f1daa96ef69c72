"""The terms of an activity: whoever gives it out says them, whoever plays it asks."""

import pytest

from academy.records import terms

TERMS = terms.Terms("The drain", 60, 0, "best", allowed=True, refusal="", back="/")


@pytest.fixture(autouse=True)
def _only_these_providers(monkeypatch):
    monkeypatch.setattr(terms, "_providers", [])


def test_the_first_who_knows_an_activity_says_its_terms():
    terms.provide_terms(lambda enrolment, activity: None)
    terms.provide_terms(lambda enrolment, activity: TERMS if activity == "scenario/drain" else None)

    assert terms.terms_of("enrolment", "scenario/drain") is TERMS


def test_an_activity_that_nobody_gives_out_has_no_terms():
    terms.provide_terms(lambda enrolment, activity: None)

    assert terms.terms_of("enrolment", "scenario/unheard-of") is None


def test_a_provider_who_comes_twice_is_asked_once():
    asked = []

    def provider(enrolment, activity):
        asked.append(activity)

    terms.provide_terms(provider)
    terms.provide_terms(provider)
    terms.terms_of("enrolment", "quiz/check")

    assert asked == ["quiz/check"]
