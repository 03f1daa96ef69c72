"""What a schema alone cannot see in a scenario pack: that every name which is used exists."""

import re
from collections.abc import Iterator

from academy.packs.parts import repeated
from academy.rules.pack import Rules
from scenarios.pack import Scenario
from scenarios.reaction import MoveWhen, When
from scenarios.simulation.conditions import compares
from scenarios.vocabulary import POST_ACTIONS, TARGET_ACTIONS, TEXT_ACTIONS


def check(content: Scenario, rules: Rules | None) -> Iterator[tuple[tuple, str]]:
    """Every name that is used exists: personas, posts, reactions, offices, rules, desks, clauses and quoted words."""
    yield from _repeated(content, "posts")
    yield from _repeated(content, "reactions")
    yield from _unknown_in_rules(content, rules)
    for slug in content.capacity:
        if slug not in (*content.targets("refer"), *content.targets("escalate")):
            yield ("capacity", slug), f"{slug!r} is neither in the directory nor a desk to escalate to"
    yield from _example_problems(content, content.statement, ("statement",), ("statement", "wait"))
    for number, post in enumerate(content.posts):
        yield from _example_problems(content, post, ("posts", number), POST_ACTIONS)
        yield from _post_problems(content, post, ("posts", number))
    for number, reaction in enumerate(content.reactions):
        yield from _reaction_problems(content, reaction, ("reactions", number))


def _repeated(content, name):
    for path, message in repeated(getattr(content, name)):
        yield (name, *path), message


def _unknown_in_rules(content, rules):
    if rules is None:
        return
    offices = {office.slug for office in rules.offices}
    conduct = {rule.slug for rule in rules.conduct}
    for slug in content.directory:
        if slug not in offices:
            yield ("directory",), f"the rules pack has no office {slug!r}"
    for criterion, slug in content.cites.items():
        if slug not in conduct:
            yield ("cites", criterion), f"the rules pack has no rule {slug!r}"
    occasions = [(("mandate",), content.mandate), (("statement", "mandate"), content.statement.mandate)]
    occasions += [(("posts", n, "mandate"), post.mandate) for n, post in enumerate(content.posts)]
    for at, mandate in occasions:
        for referral in mandate.refer:
            if referral.office not in offices:
                yield (*at, "refer"), f"the rules pack has no office {referral.office!r}"


def _post_problems(content, post, at):
    if post.persona not in content.personas:
        yield (*at, "persona"), f"there is no persona {post.persona!r}"
    if post.under is not None and (content.post(post.under) is None or post.under == post.slug):
        yield (*at, "under"), f"there is no other post {post.under!r}"
    brought = {slug for reaction in content.reactions for slug in reaction.then.posts}
    if post.at is None and post.slug not in brought:
        yield at, f"{post.slug!r} never arrives: give it a minute, or let a reaction bring it"
    if post.at is not None and post.at >= content.minutes:
        yield (*at, "at"), "this is after the end of the run"
    for action in TARGET_ACTIONS:
        for slug in getattr(post.targets, action):
            if slug not in content.targets(action):
                yield (*at, "targets", action), f"{slug!r} is not among the targets that are offered for {action}"
        if post.actions.get(action, "poor") in ("best", "acceptable") and not getattr(post.targets, action):
            yield (*at, "actions", action), f"say which targets of “{action}” are right here"


def _example_problems(content, occasion, at, possible):
    for archetype, example in occasion.examples.items():
        here = (*at, "examples", archetype)
        if example.action not in possible:
            yield here, f"{example.action} is not possible here"
        if example.action in TARGET_ACTIONS and example.target not in content.targets(example.action):
            yield here, f"{example.target!r} is not among the targets that are offered for {example.action}"
        if example.action in TEXT_ACTIONS and not example.reply.strip():
            yield here, f"a {example.action} needs words"


def _reaction_problems(content, reaction, at):
    posts = {post.slug for post in content.posts}
    names = {other.slug for other in content.reactions}
    then = reaction.then
    ways = [((*at, "when"), reaction.when), *(((*at, "or_when", n), way) for n, way in enumerate(reaction.or_when))]
    named_posts = [*then.posts, *then.status, *(crowd.on for crowd in then.crowd)]
    named_posts += [each.under for each in (*then.comments, *then.swarms) if each.under]
    named_posts += [slug for _, when in ways for slug in _posts_of(when)]
    for slug in named_posts:
        if slug not in posts:
            yield at, f"there is no post {slug!r}"
    for here, when in ways:
        for slug in (*when.after, *when.unless):
            if slug not in names:
                yield here, f"there is no reaction {slug!r}"
    for comment in then.comments:
        if comment.persona not in content.personas:
            yield (*at, "then", "comments"), f"there is no persona {comment.persona!r}"
        for kind in re.findall(r"\{(\w+)\}", comment.text):
            if not all(when.move and kind in when.move.found for when in reaction.ways):
                yield (
                    *at,
                    "then",
                    "comments",
                ), f"{{{kind}}} quotes the words: ask for it as found (“Its words hold”), in every “when”"
    for slug in (slug for swarm in then.swarms for slug in swarm.personas):
        if slug not in content.personas:
            yield (*at, "then", "swarms"), f"there is no persona {slug!r}"
    for here, when in ways:
        yield from _idle_conditions(content, reaction.slug, when, here)
        if when == When():
            yield here, "a reaction needs something that it waits for"


def _posts_of(when: When) -> tuple[str, ...]:
    on = when.move.on if when.move else ()
    return (*on, *when.status, *((when.quiet.on,) if when.quiet else ()))


def _idle_conditions(content, slug, when, at):
    """Conditions that hold always, or never."""
    move = when.move or MoveWhen()
    compared = [("trust", when.trust, 101), ("heat", when.heat, 101), ("minute", when.minute, content.minutes + 1)]
    compared += [("count", when.count.times, 200)] if when.count else []
    compared += [("overall", move.overall, 5), *((name, text, 3) for name, text in move.levels.items())]
    for name, text, values in compared:
        held = sum(compares(value, text) for value in range(values)) if text else None
        if held in (0, values):
            yield at, f"{name}: {text!r} holds {'always' if held else 'never'}"
    if (move.overall or move.levels or move.found) and move.action and not set(move.action) & set(TEXT_ACTIONS):
        yield (*at, "move"), "words are judged, and none of these actions carries graded words"
    for name in ("after", "unless"):
        if slug in getattr(when, name):
            yield (*at, name), f"a reaction cannot be {name} itself"
