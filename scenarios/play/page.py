"""The public page that a run plays on, as plain values for its template."""

import math
from dataclasses import dataclass, field

from flask_babel import gettext as _

from academy import editions
from academy.rules.pack import Office
from scenarios import runs, simulation, wording
from scenarios.models import Run
from scenarios.pack import Post, Scenario
from scenarios.vocabulary import TARGET_ACTIONS, TEMPOS

DEEDS = TARGET_ACTIONS + ("ignore",)
OFTENEST, SELDOMEST = 3, 40  # seconds; runs.REPORT_GAP is longer


@dataclass(frozen=True)
class Said:
    """A line of a thread: words of the public or the office, or (with `deed`) an act of the office without words."""

    id: str
    minute: int
    name: str
    text: str
    office: bool = False
    private: bool = False
    views: int = 0
    likes: int = 0
    shares: int = 0
    language: str | None = None
    deed: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Card:
    """A post with its thread, and what the office can still do about it."""

    entry: simulation.Entry
    post: Post
    name: str
    about: str
    thread: list[Said]
    actions: tuple[str, ...]
    new: bool

    @property
    def state(self) -> str:
        """Its status, or that it was left alone on purpose."""
        return "left" if self.entry.left else self.entry.status

    @property
    def due(self) -> int | None:
        """The minute by which it should be answered, while it waits for that."""
        return self.entry.due if self.state == "open" else None


@dataclass(frozen=True)
class Page:
    cards: list[Card]
    statements: list[Said]
    free_actions: tuple[str, ...]
    time: str
    left: str
    feed: simulation.Feed
    seen: int
    statement_asked: bool = False
    targets: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def page(run: Run, feed: simulation.Feed, since: int | None = None) -> Page:
    """The public page as it stands; entries from number `since` on are new to the reader."""
    scenario = editions.content(run.edition)
    threads = _threads(run, scenario, feed)
    actions = simulation.allowed(feed, scenario)
    fresh = {entry.id for entry in feed.entries[since:]} if since is not None else _since_last_move(run, feed)
    return Page(
        cards=[
            _card(scenario, entry, threads.get(entry.post, []), actions.get(entry.post, ()), entry.id in fresh)
            for entry in feed.entries
            if entry.kind == "post"
        ],
        statements=threads.get(None, []),
        free_actions=actions.get(None, ()),
        time=wording.clock_text(run, feed.minute),
        left=_left(scenario.minutes - feed.minute),
        feed=feed,
        seen=len(feed.entries),
        statement_asked=bool(scenario.statement.prompt) and all(move.action != "statement" for move in run.moves),
        targets={action: _targets(run, feed, action) for action in TARGET_ACTIONS},
    )


def _card(scenario: Scenario, entry: simulation.Entry, thread: list[Said], actions: tuple[str, ...], new: bool) -> Card:
    persona = scenario.personas[entry.persona]
    return Card(entry, scenario.post(entry.post), persona.name, persona.about, thread, actions, new)


def next_report(run: Run) -> int | None:
    """In how many seconds an open page should report: when something can happen next, which the simulation knows, and
    often enough to show that it is open. None where only moves take time."""
    pace = runs.scenario(run).pace * TEMPOS[run.tempo] / 60  # simulated minutes a second
    if not pace:
        return None
    counted = (runs.next_change(run) - run.minute) / pace - run.open_seconds / TEMPOS[run.tempo]
    return min(SELDOMEST, max(OFTENEST, math.ceil(counted) + 1))


def seconds_a_minute(run: Run) -> float | None:
    """Real seconds that a simulated minute lasts on an open page; None where it stands."""
    pace = runs.scenario(run).pace * TEMPOS[run.tempo]
    return 60 / pace if pace else None


def offices(run: Run) -> list[Office]:
    """The directory that the learner has at hand."""
    rules = editions.content(run.edition.rules)
    return [rules.office(slug) for slug in editions.content(run.edition).directory]


def _targets(run: Run, feed: simulation.Feed, action: str) -> list[tuple[str, str]]:
    """(slug, name) to choose from, the name with the places that are left where they are counted."""
    free = dict(feed.free) if action in ("refer", "escalate") else {}
    return [(slug, _with_places(name, free[slug]) if slug in free else name) for slug, name in wording.named_targets(run, action)]


def _with_places(name: str, places: int) -> str:
    return _("%(name)s (%(places)d free)", name=name, places=places) if places > 0 else _("%(name)s (busy)", name=name)


def _since_last_move(run, feed) -> set[str]:
    """What the public wrote since the learner's last move."""
    if not run.moves:
        return set()
    last = run.moves[-1].minute
    return {entry.id for entry in feed.entries if entry.kind != "office" and entry.minute >= last}


def _threads(run: Run, scenario: Scenario, feed) -> dict[str | None, list[Said]]:
    threads: dict[str | None, list[Said]] = {}
    for entry in feed.entries:
        if entry.kind != "post":
            threads.setdefault(entry.under, []).append(said(scenario, entry))
    for move in run.moves:
        if move.action in DEEDS:
            deed = Said(f"move-{move.number}", move.minute, "", wording.deed_text(run, move), deed=move.action)
            threads.setdefault(move.post, []).append(deed)
    return {slug: sorted(said, key=lambda one: one.minute) for slug, said in threads.items()}


def said(scenario: Scenario, entry: simulation.Entry) -> Said:
    """What an entry of the feed says, and who says it."""
    office = entry.kind == "office"
    return Said(
        id=entry.id,
        minute=entry.minute,
        name=scenario.page.name if office else scenario.personas[entry.persona].name,
        text=entry.text,
        office=office,
        private=entry.channel == "message",
        views=entry.views,
        likes=entry.likes,
        shares=entry.shares,
        language=entry.language,
    )


def _left(minutes: int) -> str:
    hours, rest = divmod(max(0, minutes), 60)
    return _("%(hours)d h %(minutes)02d min left", hours=hours, minutes=rest) if hours else _("%(minutes)d min left", minutes=rest)
