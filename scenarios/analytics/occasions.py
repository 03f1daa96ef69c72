"""What a scenario asks learners to answer, as it is called on the page: posts, the statement, offices, reactions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from academy import editions
from academy.editions.models import Edition
from scenarios import wording
from scenarios.analytics.models import STATEMENT
from scenarios.pack import Post, Scenario
from scenarios.reaction import Reaction

SHORT = 80  # characters of a text that call it to mind


@dataclass(frozen=True)
class Occasion:
    """A post, or the statement (`post` ""). `limit` is how many minutes there are for it, None for any; `best` says
    what would be best to do."""

    post: str
    number: int
    name: str
    text: str
    limit: int | None
    best: str

    @property
    def title(self) -> str:
        """ "3 · Rafiq Stores"; a name in another script runs its own way."""
        return f"{self.number} · {isolated(self.name)}"

    @property
    def short(self) -> str:
        words = " ".join(self.text.split())
        return words if len(words) <= SHORT else f"{words[: SHORT - 1].rstrip()}…"


@dataclass(frozen=True)
class Cast:
    """What the posts, offices and reactions of the editions played are called, by slug."""

    occasions: Mapping[str, Occasion]
    offices: Mapping[str, str]
    reactions: Mapping[str, str]

    @classmethod
    def of(cls, played: Sequence[Edition]) -> "Cast":
        return cls(known(played), offices(played), reactions(played))

    def in_order(self, posts: Mapping[str, list]) -> dict[str, list]:
        return {slug: posts[slug] for slug in self.occasions if slug in posts}

    def row(self, slug: str) -> tuple[int, str, str, str]:
        """How lines of tables begin: number, slug, who wrote it, and its words in short."""
        occasion = self.occasions[slug]
        return occasion.number, slug, occasion.name, occasion.short

    def title(self, slug: str) -> str:
        return self.occasions[slug].title

    def called(self, slug: str) -> str:
        """With its words."""
        return f"{self.title(slug)}: {isolated(self.occasions[slug].short)}"

    def office(self, slug: str) -> str:
        return self.offices.get(slug, slug)


def isolated(words: str) -> str:
    """Words that leave the direction of the sentence around them alone, where no markup can see to it."""
    return f"\u2068{words}\u2069"


def known(played: Sequence[Edition]) -> dict[str, Occasion]:
    """Every occasion of these editions (the oldest first), by its slug. The newest edition decides on their order and
    what they are called; what only earlier ones had comes after."""
    found = {}
    for edition in reversed(played):
        for post in editions.content(edition).posts:
            if post.slug not in found:
                found[post.slug] = _of_post(edition, post, len(found) + 1)
    newest = editions.content(played[-1])
    title, words = _("Statement"), newest.statement.prompt or _("A statement of the office's own")
    found[STATEMENT] = Occasion(STATEMENT, len(found) + 1, title, words, newest.statement.within, title)
    return found


def offices(played: Sequence[Edition]) -> dict[str, str]:
    """The names of the offices that learners could refer to, by slug."""
    return {slug: office_name(edition, slug) for edition in played for slug in editions.content(edition).directory}


def reactions(played: Sequence[Edition]) -> dict[str, str]:
    """What each reaction of the public is, in the words that it brings."""
    found = {}
    for edition in reversed(played):
        scenario = editions.content(edition)
        for reaction in scenario.reactions:
            found.setdefault(reaction.slug, _of_reaction(scenario, reaction))
    return found


def office_name(edition: Edition, slug: str) -> str:
    office = editions.content(edition.rules).office(slug)
    return office.name if office else slug


def _of_post(edition: Edition, post: Post, number: int) -> Occasion:
    scenario = editions.content(edition)
    best = [action for action, worth in post.actions.items() if worth == "best"]
    named = _(", or ").join(_with_offices(edition, post, action) for action in best)
    return Occasion(post.slug, number, scenario.personas[post.persona].name, post.text, post.limit, named)


def _with_offices(edition: Edition, post: Post, action: str) -> str:
    right = [office_name(edition, slug) for slug in post.targets.refer] if action == "refer" else []
    return f"{wording.ACTIONS[action]} ({', '.join(right)})" if right else str(wording.ACTIONS[action])


def _of_reaction(scenario: Scenario, reaction: Reaction) -> str:
    then = reaction.then
    said = [(comment.persona, comment.text) for comment in then.comments]
    said += [(post.persona, post.text) for slug in then.posts if (post := scenario.post(slug))]
    said += [(swarm.personas[0], swarm.texts[0]) for swarm in then.swarms]
    if said:
        persona, words = said[0]
        return f"{scenario.personas[persona].name}: {words}"
    if then.end:
        return _("The run ends: %(reason)s", reason=then.end)
    return _("The mood changes: %(slug)s", slug=reaction.slug.replace("-", " "))
