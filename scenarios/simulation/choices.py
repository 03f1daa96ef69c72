"""What the learner can do now, and why a move is refused."""

from typing import Protocol

from scenarios.pack import Scenario
from scenarios.vocabulary import ACTIONS, FREE_ACTIONS, POST_ACTIONS, TARGET_ACTIONS, TEXT_ACTIONS

# every code that `refusal` answers with, for who puts them into words
REFUSALS = (
    "over",
    "unknown_action",
    "no_post_wanted",
    "unknown_post",
    "not_arrived",
    "hidden",
    "not_public",
    "nothing_to_correct",
    "needs_target",
    "unknown_target",
    "needs_words",
)


class Page(Protocol):
    """A feed, or the world of a replay that is under way."""

    ended: str | None

    def status_of(self, slug: str) -> str | None: ...

    def spoke_on(self, slug: str) -> bool: ...


def allowed(feed: Page, scenario: Scenario) -> dict[str | None, tuple[str, ...]]:
    """The possible actions by post that has arrived; under None those that are about no post. Empty when it is over."""
    if feed.ended:
        return {}
    posts = [post for post in scenario.posts if feed.status_of(post.slug)]
    possible = {post.slug: tuple(a for a in POST_ACTIONS if not _impossible(feed, post, a)) for post in posts}
    return {None: FREE_ACTIONS} | possible


def refusal(feed: Page, scenario: Scenario, action: str, post: str | None = None, target=None, reply="") -> str | None:
    """One of REFUSALS, or None when the move can be made."""
    if feed.ended:
        return "over"
    if action not in ACTIONS:
        return "unknown_action"
    return _wrong_post(feed, scenario, action, post) or _wrong_particulars(scenario, action, target, reply)


def _wrong_post(feed, scenario, action, slug):
    if action in FREE_ACTIONS:
        return "no_post_wanted" if slug else None
    post = scenario.post(slug) if slug else None
    if post is None:
        return "unknown_post"
    return _impossible(feed, post, action)


def _impossible(feed, post, action):
    status = feed.status_of(post.slug)
    if status is None:
        return "not_arrived"
    if status == "hidden" and action in ("reply", "correct", "hide"):
        return "hidden"
    if action == "hide" and post.channel != "comment":
        return "not_public"
    if action == "correct" and not feed.spoke_on(post.slug):
        return "nothing_to_correct"
    return None


def _wrong_particulars(scenario, action, target, reply):
    if action in TARGET_ACTIONS:
        if not target:
            return "needs_target"
        if target not in scenario.targets(action):
            return "unknown_target"
    return "needs_words" if action in TEXT_ACTIONS and not reply.strip() else None
