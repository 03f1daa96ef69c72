"""A feed: the page as it stands at a minute, and what happened up to then."""

import json
from dataclasses import asdict, dataclass

TIME = "time"
NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True, slots=True)
class Entry:
    """A text on the page. `post` and `under` are slugs of posts: the one it is, and the one it stands under.
    `move` and `reaction` say what brought it; `due` is the minute in which an open post expires or did."""

    id: str
    kind: str  # post, comment or office
    persona: str | None
    text: str
    language: str | None  # None for the office's own words
    minute: int
    post: str | None
    under: str | None
    channel: str  # comment, message (private) or press
    status: str | None
    due: int | None
    hidden: bool
    left: bool  # still open, and the learner has chosen to leave it so
    views: int
    likes: int
    shares: int
    move: int | None
    reaction: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """A step of the timeline. `slug` names the post or, for a reaction, the reaction; `number` the move behind it;
    `cause` the reaction that brought a post or changed a status; `words` the action, the status or the reason."""

    minute: int
    kind: str  # arrived, move, void, status, reaction or ended
    slug: str | None
    number: int | None
    cause: str | None
    words: str
    trust_before: int
    trust: int
    heat_before: int
    heat: int


@dataclass(frozen=True, slots=True)
class Feed:
    """`ended` is None, TIME, NOTHING_LEFT or the reason that the author gave. `made` numbers the moves that took
    effect; of these, `late` those that found their post expired or the time for a statement over, `busy` those whose
    target had no place left, `echoed` those whose words the office had said before. `fired` lists (reaction, minute),
    `free` the places left at offices and desks with a capacity."""

    minute: int
    trust: int
    heat: int
    ended: str | None
    entries: tuple[Entry, ...]
    events: tuple[Event, ...]
    made: tuple[int, ...]
    late: tuple[int, ...]
    busy: tuple[int, ...]
    echoed: tuple[int, ...]
    fired: tuple[tuple[str, int], ...]
    free: tuple[tuple[str, int], ...]

    @property
    def open_posts(self) -> tuple[str, ...]:
        return tuple(entry.post for entry in self.entries if entry.status == "open")

    def post(self, slug: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.kind == "post" and entry.post == slug), None)

    def status_of(self, slug: str) -> str | None:
        """The status of a post, None before it has arrived."""
        entry = self.post(slug)
        return entry.status if entry else None

    def spoke_on(self, slug: str) -> bool:
        return any(entry.kind == "office" and entry.under == slug for entry in self.entries)

    def to_json(self) -> str:
        """One form for one feed, byte for byte."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
