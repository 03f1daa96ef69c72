"""From a scenario, a seed and the moves made to the feed: the loop over the minutes in which something happens.

Within a minute the world comes first: consequences that are due, posts that arrive, posts that expire, reactions of
state. Then the moves of the minute by number: each is made, the reactions that wait for a move are asked about it, then
those of state. So a move never changes what could already be seen when it was made.
"""

from collections import deque
from collections.abc import Iterable

from scenarios.pack import Scenario
from scenarios.simulation import gauges
from scenarios.simulation.choices import refusal
from scenarios.simulation.feed import NOTHING_LEFT, TIME, Feed
from scenarios.simulation.moves import Move
from scenarios.simulation.reactions import Public
from scenarios.simulation.world import UNANSWERED, Voice, World
from scenarios.simulation.worths import action_worth, felt
from scenarios.vocabulary import TEXT_ACTIONS

# what the public sees of a move; to report is to hand over, and to ignore changes nothing that it could see
STATUS = {"reply": "answered", "message": "moved", "refer": "referred"}
STATUS |= {"escalate": "escalated", "report": "escalated", "hide": "hidden"}

LAST_WORD = 15  # minutes that a run stays open when nothing is left to do: time to read and to correct


def replay(scenario: Scenario, seed: int, moves: Iterable[Move], until: int) -> Feed:
    """The page at minute `until`, or at the minute in which the run ended. Same arguments, same feed, for ever."""
    last = min(until, scenario.minutes)
    world, _ = _played(scenario, seed, moves, last)
    return world.feed(world.minute if world.ended else max(0, last))


def next_change(scenario: Scenario, seed: int, moves: Iterable[Move], until: int) -> int:
    """The first minute after `until` in which anything can happen to the page while the learner does nothing."""
    world, public = _played(scenario, seed, moves, min(until, scenario.minutes))
    ahead = (_next_alone(world, public, _open(world)), _closes(world, public))
    return min((minute for minute in ahead if minute > until), default=scenario.minutes)


def _played(scenario, seed, moves, last):
    """The world and its public after all that happened up to the minute `last`."""
    world = World(scenario, seed)
    public = Public(world)
    ahead = deque(sorted(moves, key=lambda move: move.number))
    minute = 0
    while minute <= last and not world.ended:
        world.minute = minute
        _pass_minute(world, public)
        while ahead and ahead[0].minute <= minute and not world.ended:
            _make(world, public, ahead.popleft())
        if minute == scenario.minutes and not world.ended:
            world.end(TIME)
        minute = _next(world, public, ahead)
    return world, public


def _pass_minute(world, public):
    public.deliver()
    for post in world.scenario.posts:
        if post.at == world.minute and not world.ended:
            world.arrive(post)
    for slug in _expiring(world):
        post = world.posts[slug]
        world.change(slug, "expired", shift=gauges.of_silence(action_worth(post, "ignore"), world.anger(post)))
    _settle(world, public)


def _settle(world, public):
    public.settle()
    if not world.ended and _closes(world, public) <= world.minute < world.scenario.minutes:
        world.end(NOTHING_LEFT)


def _expiring(world):
    if world.ended:
        return []
    return [slug for slug in _open(world) if world.due[slug] <= world.minute]


def _make(world: World, public: Public, move: Move) -> None:
    """A move that the page does not allow (any more, after another move was changed) is noted and has no effect."""
    if refused := refusal(world, world.scenario, move.action, move.post, move.target, move.reply):
        world.log("void", move.post, refused, move.number)
        return
    was = world.status.get(move.post)
    _note(world, move, was)
    mood = felt(world.scenario, move, move.number in world.busy, move.number in world.echoed)
    world.log("move", move.post, move.action, move.number, shift=_shift(world, move, mood, was))
    _remember(world, move)
    if move.action in TEXT_ACTIONS:
        _speak(world, move, mood)
    if move.action in STATUS and was != "hidden":
        world.change(move.post, STATUS[move.action], move.number)
    public.answer(move, was)
    _settle(world, public)


def _shift(world, move, mood, was):
    if move.action in ("ignore", "wait"):  # nobody sees these; silence is felt when the post expires
        return 0, 0
    anger = world.anger(world.posts[move.post]) if move.post else 1
    repeated = (move.action, move.post) in world.done
    return gauges.of_move(mood, anger, bool(move.red_lines), move.number in world.late, repeated)


def _note(world, move, was):
    """What the page knows about a move: too late, to somebody who has no time, or in words that it has read before."""
    limit = world.scenario.statement.within
    if was == "expired" or move.action == "statement" and limit is not None and world.minute > limit:
        world.late.append(move.number)
    if move.action in ("refer", "escalate") and move.target in world.taken:
        if world.free(move.target, world.minute) > 0:
            world.take(move.target)
        else:
            world.busy.append(move.number)
    if move.action in TEXT_ACTIONS:
        words = " ".join(move.reply.casefold().split())
        if words in world.said:
            world.echoed.append(move.number)
        world.said.add(words)


def _remember(world, move):
    world.made.append(move.number)
    world.counts[move.action] += 1
    world.done.add((move.action, move.post))
    if move.post:
        world.decided.add(move.post)


def _speak(world, move, mood):
    channel = "comment"
    if move.post:
        channel = {"message": "message", "correct": world.own.get(move.post)}.get(move.action)
        channel = channel or world.posts[move.post].channel
        world.own[move.post] = channel
    voice = Voice(f"office-{move.number}", "office", None, move.reply, None, world.minute, channel)
    voice.under, voice.move, voice.unloved = move.post, move.number, mood in gauges.BAD
    world.voices.append(voice)


def _closes(world, public):
    """When the run ends: early if nothing waits for the learner and nothing would come of waiting either. A silence
    that was chosen, and rightly, brings nothing."""
    if any(status in UNANSWERED and slug not in world.decided for slug, status in world.status.items()):
        return world.scenario.minutes
    if world.scenario.statement.weight and not world.counts["statement"]:
        return world.scenario.minutes
    felt_silence = [slug for slug in _open(world) if action_worth(world.posts[slug], "ignore") in gauges.BAD]
    if _next_alone(world, public, felt_silence) < world.scenario.minutes:
        return world.scenario.minutes
    last = next((event.minute for event in reversed(world.events) if event.words != "wait"), 0)
    return last + LAST_WORD


def _next(world, public, ahead):
    """The next minute in which something can happen."""
    minutes = [_next_alone(world, public, _open(world)), max(_closes(world, public), world.minute + 1)]
    if ahead:
        minutes.append(max(ahead[0].minute, world.minute + 1))
    return min(minutes)


def _next_alone(world, public, expiring):
    """The same, if the learner does nothing: an arrival, an expiry, a reaction, at last the end of time."""
    minutes = [post.at for post in world.scenario.posts if post.at is not None and post.slug not in world.status]
    minutes += [world.due[slug] for slug in expiring]
    minutes += public.minutes_ahead()
    return min((minute for minute in minutes if minute > world.minute), default=world.scenario.minutes)


def _open(world):
    return [slug for slug, status in world.status.items() if status == "open"]
