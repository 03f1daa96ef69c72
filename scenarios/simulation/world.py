"""The world of one replay: what is true at its minute, the few ways in which it changes, and the log of them."""

from collections import Counter
from dataclasses import dataclass

from scenarios.pack import Post, Scenario
from scenarios.simulation import gauges
from scenarios.simulation.crowd import VIEWS, Crowd
from scenarios.simulation.feed import Entry, Event, Feed

UNANSWERED = ("open", "expired")


@dataclass(slots=True)
class Voice:
    """A text on the page whose likes are still to be counted; `stopped` is the minute at which it was hidden."""

    id: str
    kind: str
    persona: str | None
    text: str
    language: str | None
    minute: int
    channel: str
    post: str | None = None
    under: str | None = None
    move: int | None = None
    reaction: str | None = None
    likes: int = 0
    shares: int = 0
    stopped: int | None = None
    unloved: bool = False


class World:
    """`status`, `opened` and `due` are kept for the posts that have arrived, by slug."""

    def __init__(self, scenario: Scenario, seed: int):
        self.scenario, self.seed = scenario, seed
        self.posts = {post.slug: post for post in scenario.posts}
        self.minute, self.trust, self.heat = 0, scenario.trust, scenario.heat
        self.ended: str | None = None
        self.status: dict[str, str] = {}
        self.opened: dict[str, int] = {}
        self.due: dict[str, int] = {}
        self.decided: set[str] = set()  # posts on which the learner acted since they were last opened
        self.done: set[tuple[str, str | None]] = set()  # (action, post) of the moves made
        self.counts: Counter[str] = Counter()  # moves by action
        self.own: dict[str, str] = {}  # channel of the office's latest text, by post
        self.made: list[int] = []
        self.late: list[int] = []
        self.busy: list[int] = []  # moves whose target had no place left
        self.echoed: list[int] = []  # moves whose words had been said before
        self.said: set[str] = set()
        self.taken: dict[str, list[int]] = {slug: [] for slug in scenario.capacity}  # minutes at which places come free
        self.fired: list[tuple[str, int]] = []
        self.happened: Counter[str] = Counter()  # reactions whose consequences are there
        self.set_off: Counter[str] = Counter()  # reactions, those still delayed included
        self.voices: list[Voice] = []
        self.voice_of: dict[str, Voice] = {}  # by the post's slug
        self.events: list[Event] = []

    def status_of(self, slug: str) -> str | None:
        return self.status.get(slug)

    def spoke_on(self, slug: str) -> bool:
        return slug in self.own

    def anger(self, post: Post) -> int:
        persona = self.scenario.personas[post.persona]
        return gauges.anger(persona.influence, persona.disposition)

    def free(self, slug: str, minute: int) -> int:
        """The places that an office or desk with a capacity has left."""
        return self.scenario.capacity[slug].places - sum(until > minute for until in self.taken[slug])

    def take(self, slug: str) -> None:
        busy = self.scenario.capacity[slug].busy
        self.taken[slug].append(self.scenario.minutes + 1 if busy is None else self.minute + busy)

    def log(self, kind, slug=None, words="", number=None, cause=None, shift=(0, 0)) -> None:
        """Move the gauges by `shift` (trust, heat) and write down that it happened."""
        trust, heat = self.trust, self.heat
        self.trust, self.heat = _gauge(trust + shift[0]), _gauge(heat + shift[1])
        self.events.append(Event(self.minute, kind, slug, number, cause, words, trust, self.trust, heat, self.heat))

    def arrive(self, post: Post, cause: str | None = None, number: int | None = None) -> None:
        """A post comes once; whoever calls for it again is not heard."""
        if post.slug in self.status:
            return
        under = post.under if post.under in self.status else None
        voice = Voice(f"post-{post.slug}", "post", post.persona, post.text, post.language, self.minute, post.channel)
        voice.post, voice.under, voice.likes, voice.move, voice.reaction = post.slug, under, post.likes, number, cause
        self.voices.append(voice)
        self.voice_of[post.slug] = voice
        self._open(post)
        self.log("arrived", post.slug, number=number, cause=cause)

    def change(self, slug: str, status: str, number=None, cause=None, shift=(0, 0)) -> None:
        """Give a post that has arrived another status."""
        if self.status.get(slug) in (None, status):
            return
        self.status[slug] = status
        self.voice_of[slug].stopped = self.minute if status == "hidden" else None
        if status == "open":
            self._open(self.posts[slug])
        self.log("status", slug, status, number, cause, shift)

    def _open(self, post: Post) -> None:
        self.status[post.slug] = "open"
        self.opened[post.slug], self.due[post.slug] = self.minute, self.minute + post.limit
        self.decided.discard(post.slug)

    def end(self, reason: str, number=None, cause=None) -> None:
        self.ended = reason
        self.log("ended", words=reason, number=number, cause=cause)

    def feed(self, minute: int) -> Feed:
        crowd = Crowd(self.seed, self.events, self.scenario.trust, self.scenario.heat, minute)
        return Feed(
            minute=minute,
            trust=self.trust,
            heat=self.heat,
            ended=self.ended,
            entries=tuple(self._entry(voice, crowd) for voice in self.voices),
            events=tuple(self.events),
            made=tuple(self.made),
            late=tuple(self.late),
            busy=tuple(self.busy),
            echoed=tuple(self.echoed),
            fired=tuple(self.fired),
            free=tuple((slug, self.free(slug, minute)) for slug in self.taken),
        )

    def _entry(self, voice: Voice, crowd: Crowd) -> Entry:
        views, likes, shares = self._counts(voice, crowd)
        slug = voice.post
        return Entry(
            id=voice.id,
            kind=voice.kind,
            persona=voice.persona,
            text=voice.text,
            language=voice.language,
            minute=voice.minute,
            post=slug,
            under=voice.under,
            channel=voice.channel,
            status=self.status.get(slug),
            due=self.due[slug] if self.status.get(slug) in UNANSWERED else None,
            hidden=voice.stopped is not None,
            left=self.status.get(slug) == "open" and slug in self.decided,
            views=views,
            likes=likes,
            shares=shares,
            move=voice.move,
            reaction=voice.reaction,
        )

    def _counts(self, voice: Voice, crowd: Crowd) -> tuple[int, int, int]:
        if voice.channel != "comment":
            return 0, 0, 0
        persona = self.scenario.personas.get(voice.persona)
        influence = persona.influence if persona else 1
        views, likes, shares = crowd.growth(voice.id, voice.kind, influence, voice.minute, voice.stopped, voice.unloved)
        before = max(0, voice.likes)  # whoever liked it has seen it, and so have others
        return VIEWS * before + views, max(0, voice.likes + likes), voice.shares + shares


def _gauge(value: int) -> int:
    return max(0, min(100, value))
