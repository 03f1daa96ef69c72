"""The stage of one dialogue: what is true at its second, and the few ways in which that changes."""

from collections import Counter
from collections.abc import Callable, Iterator

from scenarios.dialogues import arrivals
from scenarios.dialogues.arrivals import Arrival
from scenarios.dialogues.floods import Course, language_of, most_voices, name_of, voice
from scenarios.dialogues.happenings import DEEDS, MOST, USUAL, Deed, Move
from scenarios.dialogues.pack import Comment, Dialogue, Flood
from scenarios.pack import Habit
from scenarios.simulation.draws import draw, pick

MINUTE = 60
LONGEST = 24 * 60 * MINUTE  # seconds: further nobody draws a dialogue out


class Stage:
    """`second` is the present one, `number` that of the deed or move which is having its effects, 0 for what comes by itself."""

    def __init__(self, dialogue: Dialogue, seed: int):
        self.dialogue, self.seed = dialogue, seed
        self.second = self.number = 0
        self.segment = -1
        self.segment_ends = 0
        self.begun: dict[str, int] = {}  # segments
        self.last: int | None = None  # the second after which nothing comes any more
        self.arrived: dict[str, int] = {}  # comments, by slug
        self.courses: dict[str, Course] = {}  # floods that have begun
        self.retimed: dict[str, int] = {}
        self.holds: dict[str, list[tuple[int, int | None]]] = {slug: [] for slug in dialogue.matters}
        self.pressures = [(0, USUAL)]
        self.raised: dict[str, int] = {}  # lines of status sheets that somebody has contradicted
        self.corrected: dict[str, int] = {}
        self.typed: dict[str, str] = {}  # slugs by id of what the facilitator typed and asks for an answer
        self.handled: set[str] = set()  # ids of what a team has done something about
        self.spoken: set[str] = set()  # habits that had their occasion
        self.happened: Counter[str] = Counter()  # triggers whose consequences are there
        self.set_off: Counter[str] = Counter()  # triggers, those still delayed included
        self.fired: list[tuple[str, int]] = []
        self.heard: list[tuple[tuple, Arrival]] = []  # (order, …), without the voices of floods
        self.pending: list[tuple[int, Callable[[], None]]] = []
        self.waiting = list(dialogue.matters)
        self.within = {slug: int(draw(seed, f"comment {slug} second", 0) * MINUTE) for slug in self.waiting}

    @property
    def over(self) -> bool:
        return self.last is not None

    # Time

    def begin(self, place: int) -> None:
        """A segment begins; one that was passed over never does."""
        segment = self.dialogue.segments[place]
        self.segment, self.begun[segment.slug] = place, self.second
        self.segment_ends = min(self.second + segment.minutes * MINUTE, LONGEST)

    def pass_segments(self) -> None:
        if self.second < self.segment_ends:
            return
        if self.segment + 1 < len(self.dialogue.segments) and self.second < LONGEST:
            self.begin(self.segment + 1)
        else:
            self.last = self.second - 1

    def due(self, slug: str) -> int | None:
        """When something that waits comes by itself; None where it does not, as things stand."""
        if self.is_held(slug):
            return None
        if slug in self.retimed:
            return self.retimed[slug]
        matter = self.dialogue.matters[slug]
        if matter.segment not in self.begun:
            return None
        within = 0 if isinstance(matter, Flood) else self.within[slug]
        return self.begun[matter.segment] + matter.minute * MINUTE + within

    def is_held(self, slug: str) -> bool:
        return any(stop is None for _, stop in self.holds[slug])

    def later(self, minutes: int, does: Callable[[], None]) -> None:
        self.pending.append((self.second + minutes * MINUTE, does))

    def deliver(self) -> None:
        """What was put off until now, and who comes by the clock."""
        now = [does for due, does in self.pending if due <= self.second]
        self.pending = [entry for entry in self.pending if entry[0] > self.second]
        for does in now:
            does()
        for slug in [slug for slug in self.waiting if (due := self.due(slug)) is not None and due <= self.second]:
            self.bring(slug)

    def seconds_ahead(self) -> Iterator[int]:
        """The seconds in which something comes by itself; some are past."""
        yield self.segment_ends
        yield from (due for due, _ in self.pending)
        yield from (due for slug in self.waiting if (due := self.due(slug)) is not None)

    # What arrives

    def bring(self, slug: str, cause: str | None = None) -> None:
        """A comment comes, a flood begins; what is there already is not sent twice."""
        if slug not in self.waiting:
            return
        self.waiting.remove(slug)
        matter = self.dialogue.matters[slug]
        if isinstance(matter, Flood):
            self.courses[slug] = Course(matter, self.seed, self.second, self.number, cause)
        else:
            self._arrive(matter, cause)
        self._raise_line(slug)

    def _raise_line(self, slug: str) -> None:
        if line := self.dialogue.matter(slug).contradicts:
            self.raised.setdefault(line, self.second)

    def _arrive(self, comment: Comment, cause) -> None:
        name, persona = arrivals.comment_id(comment.slug), comment.persona
        self.arrived[comment.slug] = self.second
        self.hear(
            "comment",
            name,
            persona,
            comment.text,
            comment.language,
            slug=comment.slug,
            likes=comment.likes,
            cause=cause,
        )
        for place, habit in enumerate(self.dialogue.personas[persona].habits):
            if habit.on == "silence":
                self.later(habit.minutes, lambda place=place, habit=habit: self._miss(name, place, habit))

    def _miss(self, name, place, habit) -> None:
        if name not in self.handled:
            self.speak_again(name, place, habit)

    def speak_again(self, name: str, place: int, habit: Habit) -> None:
        """Who wrote a comment adds something of their own accord: the habit of this place in the list, once a comment."""
        own = f"habit-{name}-{place}"
        if own not in self.spoken and draw(self.seed, f"{own} chance", 0) < habit.chance:
            self.hear_from(name, own, pick(self.seed, own, 0, habit.texts))
        self.spoken.add(own)

    def hear_from(self, name: str, own: str, text: str) -> None:
        """The writer of a comment or of a flood's voice writes once more, under it."""
        slug = arrivals.slug_in(name)
        matter = self.dialogue.matters[slug]
        if isinstance(matter, Flood):
            first = voice(self.dialogue, self.seed, matter, arrivals.place_in(name), self.second)
            self.hear("remark", own, first.persona, text, first.language, called=first.name, under=name)
        else:
            self.hear("remark", own, matter.persona, text, matter.language, under=name, draws=name)

    def hear(self, kind, name, persona, text, language=None, second=None, called=None, draws=None, **more) -> None:
        second = self.second if second is None else second
        called = called or name_of(self.dialogue, self.seed, persona, draws or name)
        language = language or language_of(self.dialogue, persona)
        more.setdefault("number", self.number or None)
        entry = Arrival(name, kind, second, persona, called, text, language, **more)
        self.heard.append(((second, self.number if second == self.second else 0, 0, "", len(self.heard)), entry))

    # What the facilitator does

    def does(self, deed: Deed) -> None:
        """A deed that makes no sense any more has no effect."""
        if deed.kind in DEEDS:
            getattr(self, f"_{deed.kind}")(deed)

    def _pressure(self, deed):
        self.pressures.append((self.second, max(0, min(MOST, deed.value))))

    def _hold(self, deed):
        if deed.slug in self.holds and not self.is_held(deed.slug):
            self.holds[deed.slug].append((self.second, None))

    def _release(self, slug):
        self.holds[slug] = [(start, self.second if stop is None else stop) for start, stop in self.holds[slug]]

    def _fire(self, deed):
        if deed.slug in self.holds:
            self._release(deed.slug)
            self.bring(deed.slug)

    def _retime(self, deed):
        if deed.slug in self.waiting:
            self._release(deed.slug)
            self.retimed[deed.slug] = max(deed.value, self.second + 1)

    def _say(self, deed):
        if deed.persona in self.dialogue.personas and deed.text.strip():
            name, slug = f"said-{deed.number}", deed.slug if deed.slug in self.dialogue.matters else None
            self.hear("said", name, deed.persona, deed.text, deed.language, slug=slug, under=deed.under)
            if slug:
                self.typed[name] = slug
                self._raise_line(slug)

    def _segment(self, deed):
        slugs = [segment.slug for segment in self.dialogue.segments]
        if deed.slug in slugs[self.segment + 1 :]:
            self.begin(slugs.index(deed.slug))

    def _extend(self, deed):
        self.segment_ends = min(max(self.second + 1, self.segment_ends + deed.value * MINUTE), LONGEST)

    def _end(self, deed):
        self.last = self.second

    # What the teams do

    def note(self, move: Move) -> str | None:
        """Remember a move; gives the slug of what it is about, None where there is nothing of that name."""
        slug = self._slug_of(move.on)
        if slug:
            self.handled.add(move.on)
        line = move.line if move.line in self.dialogue.lines else None
        if slug and move.action in ("reply", "correct") and move.levels.get("mandate") == 2:
            line = line or self.dialogue.matter(slug).contradicts
        if line:
            self.corrected.setdefault(line, self.second)
        return slug

    def _slug_of(self, name: str | None) -> str | None:
        if name in self.typed:
            return self.typed[name]
        slug = arrivals.slug_in(name) if name else None
        if slug in self.arrived and name == arrivals.comment_id(slug):
            return slug
        if slug not in self.courses or name.startswith("comment-"):
            return None
        place = name.rpartition("-")[2]
        return slug if place.isdecimal() and int(place) < most_voices(self.dialogue.matters[slug]) else None
