"""The public: which reactions are set off, when their consequences come, and what those do to the world."""

import re
from collections import Counter
from collections.abc import Iterator

from scenarios.pack import Habit, Post, Scenario
from scenarios.reaction import Comment, MoveWhen, Quiet, Reaction, Swarm, Then, When
from scenarios.simulation.conditions import compiled, compiled_move, first_minute
from scenarios.simulation.draws import draw, pick
from scenarios.simulation.moves import Move
from scenarios.simulation.world import UNANSWERED, Voice, World

GOOD_WORDS, BAD_WORDS = ">=3", "<2"  # the overall marks that a habit takes for good and bad words
QUOTED = 120  # characters of a learner's words that a comment repeats at most


class Public:
    """Reactions are asked together, about the same moment, in the order of the pack; then what they bring happens in
    that order. One that waits for the state of the page is set off when that becomes true, and again only after it was
    false in between. What can be set off in several ways is asked for each of them and set off once."""

    def __init__(self, world: World):
        self.world = world
        reactions = (*world.scenario.reactions, *habits(world.scenario, world.seed))
        self.of_state = [(reaction, ways) for reaction in reactions if (ways := _ways_of_state(reaction))]
        self.of_move = [(reaction, ways) for reaction in reactions if (ways := _ways_of_move(reaction))]
        self.of_time = [reaction for reaction, _ in self.of_state if any(_waits(reaction))]
        self.true: set[str] = set()
        self.came_true: Counter[str] = Counter()
        self.pending: list[tuple[int, Reaction, Move | None]] = []  # (due, …), in the order of setting off
        self.swarming: list[Voice] = []  # by the minute in which each is to be heard

    def deliver(self) -> None:
        """Consequences whose delay is over, and who joins a swarm in this minute."""
        self.world.voices += [voice for voice in self.swarming if voice.minute <= self.world.minute]
        self.swarming = [voice for voice in self.swarming if voice.minute > self.world.minute]
        due = [entry for entry in self.pending if entry[0] <= self.world.minute]
        self.pending = [entry for entry in self.pending if entry[0] > self.world.minute]
        for _, reaction, move in due:
            self._happen(reaction, move)

    def answer(self, move: Move, was: str | None) -> None:
        """Ask the reactions that wait for a move about this one; chance is drawn for its number."""
        world = self.world
        struck = [
            reaction
            for reaction, ways in self.of_move
            if any(_strikes(way, world, move, was) for way in ways) and self._set_off(reaction, move.number)
        ]
        self._bring(struck, move)

    def settle(self) -> None:
        """Ask the others until none is set off any more; `times` bounds this."""
        while struck := [reaction for reaction, ways in self.of_state if self._became_true(reaction, ways)]:
            self._bring(struck, None)

    def minutes_ahead(self) -> Iterator[int]:
        """When, if nobody does anything, a reaction may be set off or have its consequences; some are past."""
        world = self.world
        yield from (due for due, *_ in self.pending)
        yield from (voice.minute for voice in self.swarming)
        for reaction in self.of_time:
            if world.ended:
                return
            for when in _waits(reaction):
                if (quiet := when.quiet) and world.status.get(quiet.on) in UNANSWERED:
                    yield world.opened[quiet.on] + quiet.minutes
                if when.minute:
                    yield first_minute(when.minute)

    def _became_true(self, reaction, ways):
        if not self._may(reaction):
            return False
        holds = any(all(test(value, self.world) for test, value in tests) for tests in ways)
        before = reaction.slug in self.true
        (self.true.add if holds else self.true.discard)(reaction.slug)
        if before or not holds:
            return False
        self.came_true[reaction.slug] += 1
        return self._set_off(reaction, self.came_true[reaction.slug])

    def _may(self, reaction):
        return not self.world.ended and self.world.set_off[reaction.slug] < reaction.times

    def _set_off(self, reaction, occurrence):
        if not self._may(reaction):
            return False
        if reaction.chance < 1 and draw(self.world.seed, f"reaction {reaction.slug}", occurrence) >= reaction.chance:
            return False
        self.world.set_off[reaction.slug] += 1
        self._drop_spent()
        return True

    def _drop_spent(self):
        """Those that can never be set off again need not be asked any more."""
        self.of_state = [pair for pair in self.of_state if not self._spent(pair[0])]
        self.of_time = [reaction for reaction in self.of_time if not self._spent(reaction)]

    def _spent(self, reaction):
        set_off = self.world.set_off
        barred = all(any(set_off[slug] for slug in when.unless) for when in reaction.ways)
        return barred or set_off[reaction.slug] >= reaction.times

    def _bring(self, struck, move):
        for reaction in struck:
            if reaction.delay:
                self.pending.append((self.world.minute + reaction.delay, reaction, move))
            else:
                self._happen(reaction, move)

    def _happen(self, reaction: Reaction, move: Move | None) -> None:
        world, then = self.world, reaction.then
        if world.ended:
            return
        number = move.number if move else None
        world.happened[reaction.slug] += 1
        world.fired.append((reaction.slug, world.minute))
        world.log("reaction", reaction.slug, number=number, shift=(then.trust, then.heat))
        for slug in then.posts:
            world.arrive(world.posts[slug], reaction.slug, number)
        for place, comment in enumerate(then.comments):
            self._comment(reaction, place, comment, move)
        for place, swarm in enumerate(then.swarms):
            self._swarm(reaction, place, swarm, number)
        for crowd in then.crowd:
            if voice := world.voice_of.get(crowd.on):
                voice.likes, voice.shares = voice.likes + crowd.likes, voice.shares + crowd.shares
        for slug, status in then.status.items():
            world.change(slug, status, number, reaction.slug)
        if then.end:
            world.end(then.end, number, reaction.slug)

    def _comment(self, reaction, place, comment: Comment, move):
        world = self.world
        name = f"comment-{reaction.slug}-{world.happened[reaction.slug]}-{place}"
        text = quoting(comment.text, reaction, move) if move else comment.text
        number = move.number if move else None
        world.voices.append(self._voice(name, comment, comment.persona, text, world.minute, reaction, number))

    def _swarm(self, reaction, place, swarm: Swarm, number):
        """Its first voice is heard at once, the others when they are drawn to be."""
        seed, name = self.world.seed, f"swarm-{reaction.slug}-{self.world.happened[reaction.slug]}-{place}"
        voices = []
        for count in range(swarm.times):
            minute = self.world.minute + (int(draw(seed, f"{name} minute", count) * swarm.over) if count else 0)
            persona = pick(seed, f"{name} persona", count, swarm.personas)
            text = varied(pick(seed, f"{name} text", count, swarm.texts), seed, f"{name} words {count}")
            voices.append(self._voice(f"{name}-{count}", swarm, persona, text, minute, reaction, number))
        voices.sort(key=lambda voice: voice.minute)
        self.world.voices += [voice for voice in voices if voice.minute <= self.world.minute]
        self.swarming += [voice for voice in voices if voice.minute > self.world.minute]

    def _voice(self, name, said: Comment | Swarm, persona, text, minute, reaction, number) -> Voice:
        world = self.world
        under = said.under if said.under in world.status else None
        channel = world.voice_of[under].channel if under else "comment"
        language = said.language or world.scenario.personas[persona].language or world.scenario.language
        voice = Voice(name, "comment", persona, text, language, minute, channel)
        voice.under, voice.move, voice.reaction = under, number, reaction.slug
        return voice


def _ways_of_state(reaction: Reaction) -> list[list]:
    """The tests of each way that waits for the state of the page."""
    return [compiled(when) for when in reaction.ways if when.move is None]


def _ways_of_move(reaction: Reaction) -> list[tuple[list, list]]:
    """The tests of the move, and those of the page, of each way that waits for a move."""
    return [(compiled_move(when.move), compiled(when)) for when in reaction.ways if when.move is not None]


def _strikes(way, world, move, was) -> bool:
    of_move, of_page = way
    return all(test(value, world, move, was) for test, value in of_move) and all(
        test(value, world) for test, value in of_page
    )


def _waits(reaction: Reaction) -> Iterator[When]:
    """The ways that time alone may bring about."""
    return (when for when in reaction.ways if when.move is None and (when.quiet or when.minute))


def habits(scenario: Scenario, seed: int) -> list[Reaction]:
    """The reactions that the habits of personas amount to, one for each of their posts."""
    return [_habit(post, number, habit, seed) for post in scenario.posts
            for number, habit in enumerate(scenario.personas[post.persona].habits)]


def _habit(post: Post, number: int, habit: Habit, seed: int) -> Reaction:
    slug = f"habit-{number}-{post.slug}"
    if habit.on == "silence":
        when, delay = When(quiet=Quiet(on=post.slug, minutes=habit.minutes)), 0
    else:
        overall = GOOD_WORDS if habit.on == "good" else BAD_WORDS
        when, delay = When(move=MoveWhen(on=(post.slug,), overall=overall)), habit.minutes
    text = pick(seed, slug, 0, habit.texts)
    comment = Comment(persona=post.persona, under=post.slug, text=text, language=post.language)
    return Reaction.model_construct(slug=slug, when=when, then=Then(comments=(comment,)), chance=habit.chance, times=1, delay=delay)


def varied(text: str, seed: int, name: str) -> str:
    """`[this|that]` becomes one of them."""
    count = 0

    def choice(match):
        nonlocal count
        count += 1
        return pick(seed, name, count, match[1].split("|"))

    return re.sub(r"\[([^\[\]|]*(?:\|[^\[\]|]*)+)\]", choice, text)


def quoting(text: str, reaction: Reaction, move: Move) -> str:
    """`{promise}` becomes the words that were found, or, when another of the kinds asked for was found, those."""
    asked = [kind for when in reaction.ways if when.move for kind in when.move.found]

    def words(match):
        quote = move.quote((match[1], *asked)) or "…"
        quote = " ".join(quote.split())
        return quote if len(quote) <= QUOTED else quote[: QUOTED - 1] + "…"

    return re.sub(r"\{(\w+)\}", words, text)
