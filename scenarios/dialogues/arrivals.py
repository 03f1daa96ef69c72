"""What arrives in the thread: comments, the voices of floods, remarks that ask for no answer, and what was typed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arrival:
    """`kind` is comment, flood, remark or said (typed by the facilitator). `slug` is the comment or flood of the pack that says
    what it is about, None where nothing is asked; `under` the id of what it stands under; `cause` the trigger that brought it,
    `number` the move or the deed behind it."""

    id: str
    kind: str
    second: int
    persona: str
    name: str
    text: str
    language: str
    slug: str | None = None
    under: str | None = None
    likes: int = 0
    cause: str | None = None
    number: int | None = None

    @property
    def minute(self) -> int:
        return self.second // 60


def comment_id(slug: str) -> str:
    return f"comment-{slug}"


def voice_id(flood: str, place: int) -> str:
    return f"flood-{flood}-{place}"


def slug_in(name: str) -> str | None:
    """The slug of the comment or flood that an id is of; None for what asks for nothing."""
    kind, _, rest = name.partition("-")
    if kind == "comment":
        return rest
    return rest.rpartition("-")[0] if kind == "flood" else None


def place_in(name: str) -> int:
    """Which of its flood a voice is."""
    return int(name.rpartition("-")[2])
