"""Measures of a sitting: how soon and how much a table answered, what went wrong, and whether all citizens were treated alike.

Nothing here asks the database: it counts over what was loaded before. Times are seconds of the sitting's clock.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median

from scenarios.dialogues.pack import Dialogue
from scenarios.sittings.handling import Handled, by_name, is_same, is_wrong_referral, may_hide
from scenarios.sittings.models import Turn

FEWEST = 5  # comments of a group below which it is not compared: one of them would be all the difference
INFLUENTIAL = 2  # from this influence on a persona is somebody whom an office likes to answer first
TAKE_BACK = 5 * 60  # how soon a line that does not hold should be taken back
PROMISED = {"promise", "time"}  # what is found in words that let somebody wait for something
ENDS = ("reply", "correct", "hide", "merge")  # nobody waits for more after these


@dataclass(frozen=True)
class Words:
    """What the words of a turn came to: the level of each criterion that counts now, and the kinds of what was found."""

    levels: Mapping[str, int | None]
    found: frozenset[str] = frozenset()

    @property
    def level(self) -> float | None:
        """The mean, from 0 to 2; None where nothing applied."""
        given = [level for level in self.levels.values() if level is not None]
        return mean(given) if given else None


@dataclass(frozen=True)
class Service:
    """Of so many comments that asked, about so many matters, how many were `met`: answered, or brought to an end otherwise.
    Seconds until somebody first did something; None where nobody did anything."""

    asked: int
    met: int
    matters: int
    matters_met: int
    in_time: int
    median: int | None
    worst: int | None


@dataclass(frozen=True)
class Choices:
    """How often a table or a seat did what. `against`: words that missed the mandate, which they also do when they say the
    opposite of what was known by then. `promising`: words in which a promise or a time was found."""

    answers: int = 0
    corrections: int = 0
    statements: int = 0
    referrals: int = 0
    wrong_referrals: int = 0
    merges: int = 0
    wrong_merges: int = 0
    hidden: int = 0
    wrong_hidden: int = 0
    escalated: int = 0
    checked: int = 0
    against: int = 0
    promising: int = 0
    helpful: int = 0
    level: float | None = None


@dataclass(frozen=True)
class Raised:
    """A line of a status sheet that was contradicted in public, when, and when it was taken back."""

    line: str
    department: str
    second: int
    corrected: int | None

    @property
    def in_time(self) -> bool:
        return self.corrected is not None and self.corrected - self.second <= TAKE_BACK


@dataclass(frozen=True)
class Group:
    """Citizens of a kind: their comments, how many of them were met, how soon the first thing was done, and how good the words
    to them were on average (0 to 2)."""

    count: int
    met: int
    median: int | None
    level: float | None

    @property
    def share(self) -> float:
        return self.met / self.count if self.count else 0.0


@dataclass(frozen=True)
class Comparison:
    """Two groups of citizens. `slug` says by what they differ, `language` is that of the second where it is by language."""

    slug: str
    one: Group
    other: Group
    languages: tuple[str, str] | None = None

    @property
    def enough(self) -> bool:
        return min(self.one.count, self.other.count) >= FEWEST


def is_met(content: Dialogue, each: Handled) -> bool:
    """Whether somebody answered it or brought it to an end; sent on to another table it still waits, there."""
    return any(
        turn.action in ENDS or (turn.action == "refer" and turn.target not in content.departments)
        for turn in each.turns
    )


def service(content: Dialogue, handled: Iterable[Handled]) -> Service:
    handled = list(handled)
    firsts = [each.first for each in handled if each.first is not None]
    met = [each for each in handled if is_met(content, each)]
    return Service(
        asked=len(handled),
        met=len(met),
        matters=len(set(map(matter_of, handled))),
        matters_met=len(set(map(matter_of, met))),
        in_time=sum(each.in_time for each in handled),
        median=int(median(firsts)) if firsts else None,
        worst=max(firsts, default=None),
    )


def matter_of(each: Handled) -> str:
    """Voices of a flood and duplicates are about one matter; what a viewer writes is one of its own."""
    return f"matter-{each.matter.slug}" if each.matter else each.entry.name


def choices(
    content: Dialogue,
    handled: Iterable[Handled],
    turns: Iterable[Turn],
    words: Mapping[int, Words],
    helpful: Mapping[int, int],
) -> Choices:
    """Of these turns. `handled` are the comments of the whole sitting, `words` and `helpful` are by the id of a turn."""
    turns, named = list(turns), by_name(handled)
    done = Counter(turn.action for turn in turns)
    said = [words[turn.id] for turn in turns if turn.id in words]
    given = [each.level for each in said if each.level is not None]
    return Choices(
        answers=done["reply"],
        corrections=done["correct"],
        statements=done["statement"],
        referrals=done["refer"],
        wrong_referrals=sum(is_wrong_referral(content, turn) for turn in turns),
        merges=done["merge"],
        wrong_merges=sum(turn.action == "merge" and not is_same(named, turn) for turn in turns),
        hidden=done["hide"],
        wrong_hidden=sum(turn.action == "hide" and not may_hide(content, turn) for turn in turns),
        escalated=done["escalate"],
        checked=done["verify"],
        against=sum(each.levels.get("mandate") == 0 for each in said),
        promising=sum(bool(each.found & PROMISED) for each in said),
        helpful=sum(helpful.get(turn.id, 0) for turn in turns),
        level=mean(given) if given else None,
    )


def lines_raised(content: Dialogue, raised: Iterable, corrected: Iterable) -> list[Raised]:
    """`raised` and `corrected` are (line, second) pairs, as the script has them."""
    back = dict(corrected)
    return [Raised(line, content.lines[line][0], second, back.get(line)) for line, second in raised]


def comparisons(content: Dialogue, handled: Iterable[Handled], words: Mapping[int, Words]) -> list[Comparison]:
    """Between those with influence or a camera and others, the angry and the friendly, viewers and the script, and of the
    language that most wrote in and each other one. What a supervisor asks is no citizen's."""
    asked = [each for each in handled if each.entry.kind != "follow_up"]
    known = [each for each in asked if each.entry.persona in content.personas]

    def compare(slug: str, among: Sequence[Handled], one: Callable, other: Callable, languages=None) -> Comparison:
        groups = (group(content, filter(of, among), words) for of in (one, other))
        return Comparison(slug, *groups, languages)

    by_persona = {each.entry.id: content.personas[each.entry.persona] for each in known}
    mood = {each.entry.id: by_persona[each.entry.id].disposition for each in known}
    found = [
        compare(
            "influence", known, lambda e: is_loud(by_persona[e.entry.id]), lambda e: not is_loud(by_persona[e.entry.id])
        ),
        compare("mood", known, lambda e: mood[e.entry.id] < 0, lambda e: mood[e.entry.id] > 0),
        compare("viewers", asked, lambda e: e.entry.kind == "viewer", lambda e: e.entry.kind != "viewer"),
    ]
    languages = [language for language, _count in Counter(each.entry.language for each in asked).most_common()]
    for other in languages[1:]:
        pair = (languages[0], other)
        found.append(compare("language", asked, _written_in(pair[0]), _written_in(other), pair))
    return found


def group(content: Dialogue, handled: Iterable[Handled], words: Mapping[int, Words]) -> Group:
    handled = list(handled)
    firsts = [each.first for each in handled if each.first is not None]
    said = [words[turn.id].level for each in handled for turn in each.turns if turn.id in words]
    given = [level for level in said if level is not None]
    met = sum(is_met(content, each) for each in handled)
    return Group(len(handled), met, int(median(firsts)) if firsts else None, mean(given) if given else None)


def is_loud(persona) -> bool:
    return persona.journalist or persona.influence >= INFLUENTIAL


def per_minute(seconds: Iterable[int], until: int) -> list[int]:
    """How many of these were in each minute, the one of the second `until` included."""
    found = Counter(second // 60 for second in seconds)
    return [found[minute] for minute in range(until // 60 + 1)]


def _written_in(language: str) -> Callable[[Handled], bool]:
    return lambda each: each.entry.language == language
