"""Items: what a text of a scenario is graded against, put together from the scenario and the rules that it cites."""

from typing import Protocol

from academy.rules.pack import Rules
from scenarios import grading
from scenarios.pack import Facts, Mandate, Occasion, Scenario


class Setting(Protocol):
    """What all texts of an office share: a scenario, or a department in a dialogue."""

    facts: Facts
    mandate: Mandate
    cites: dict[str, str]
    parties: tuple[str, ...]


def of_post(scenario: Scenario, rules: Rules, slug: str, seen: bool = False) -> grading.Item:
    """The item of a post; what stands above it in its thread is its context. `seen`: the writer knows its example."""
    post = scenario.post(slug)
    thread = [scenario.post(post.under)] if post.under else []
    persona = scenario.personas[post.persona]
    return of_occasion(
        scenario,
        rules,
        post,
        seen,
        office=scenario.page.name,
        id=slug,
        kind=post.triage,
        post=grading.Said(persona.name, post.text, post.language),
        thread=tuple(grading.Said(scenario.personas[said.persona].name, said.text, said.language) for said in thread),
        actions=dict(post.actions),
        private=post.channel == "message",
    )


def of_statement(scenario: Scenario, rules: Rules, seen: bool = False) -> grading.Item:
    """The item of a statement, which answers the whole page and no single post."""
    said = grading.Said(scenario.page.name, scenario.summary, scenario.language)
    own = {"office": scenario.page.name, "id": "statement", "kind": "information_request", "post": said}
    return of_occasion(scenario, rules, scenario.statement, seen, **own)


def of_occasion(setting: Setting, rules: Rules, occasion: Occasion, seen: bool, **own) -> grading.Item:
    """What the occasion adds to its setting; `own` are the fields of the item that only the caller knows."""
    mandates = (setting.mandate, occasion.mandate)
    return grading.Item(
        country=rules.country,
        facts=tuple(grading.Fact(fact.text, fact.policy) for fact in (*setting.facts, *occasion.facts)),
        mandate=grading.Mandate(
            can=tuple(line for mandate in mandates for line in mandate.can),
            cannot=tuple(line for mandate in mandates for line in mandate.cannot),
            refer=tuple(
                grading.Referral(rules.office(referral.office).name, referral.channel)
                for mandate in mandates
                for referral in mandate.refer
            ),
        ),
        not_applicable=frozenset(occasion.not_applicable),
        exemplars={name: grading.Exemplars(each.meets, each.misses) for name, each in occasion.exemplars.items()},
        weights=dict(occasion.weights),
        rules=dict(setting.cites),
        parties=setting.parties,
        seen=(occasion.example,) if seen and occasion.example else (),
        **own,
    )
