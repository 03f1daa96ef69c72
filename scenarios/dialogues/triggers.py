"""The thread: which triggers are set off, when their consequences come, and who writes once more after an answer."""

from collections import Counter
from collections.abc import Iterator

from scenarios.dialogues import arrivals
from scenarios.dialogues.conditions import SINCE, compiled, compiled_move, seconds_ahead
from scenarios.dialogues.happenings import Move
from scenarios.dialogues.pack import Flood
from scenarios.dialogues.stage import MINUTE, Stage
from scenarios.dialogues.trigger import TEXT_ACTIONS, Trigger
from scenarios.reaction import Comment, Swarm
from scenarios.simulation.conditions import compares
from scenarios.simulation.draws import draw, pick
from scenarios.simulation.reactions import BAD_WORDS, GOOD_WORDS, quoting, varied

COMES_BACK = 2  # minutes after which somebody who was sent to the wrong door is in the thread again


class Thread:
    """Triggers are asked together, about the same moment, in the order of the pack; then what they bring happens in that
    order. One that waits for the state of the stage is set off when that becomes true, and again only after it was false.
    """

    def __init__(self, stage: Stage):
        self.stage = stage
        self.of_state = [(each, ways) for each in stage.dialogue.triggers if (ways := _ways_of_state(each))]
        self.of_move = [(each, ways) for each in stage.dialogue.triggers if (ways := _ways_of_move(each))]
        self.true: set[str] = set()
        self.came_true: Counter[str] = Counter()

    def answer(self, move: Move) -> None:
        """What a move brings about; one that is about nothing that came is not heard."""
        slug = self.stage.note(move)
        if slug is None and move.on is not None:
            return
        if slug:
            self._writer_answers(move, slug)
        struck = [
            trigger
            for trigger, ways in self.of_move
            if any(_strikes(way, self.stage, move, slug) for way in ways) and self._set_off(trigger, move.number)
        ]
        self._bring(struck, move)

    def settle(self) -> None:
        """Ask the others until none is set off any more; `times` bounds this."""
        while struck := [trigger for trigger, ways in self.of_state if self._became_true(trigger, ways)]:
            self._bring(struck, None)

    def seconds_ahead(self) -> Iterator[int]:
        for trigger, _ in self.of_state:
            for when in trigger.ways:
                if when.move is None and any(getattr(when, name) for name in SINCE):
                    yield from seconds_ahead(when, self.stage)

    def _writer_answers(self, move, slug):
        stage, matter = self.stage, self.stage.dialogue.matters[slug]
        if move.on.startswith("said-"):
            return
        said = stage.dialogue.matter(slug).wrong_referrals.get(move.target) if move.action == "refer" else None
        if said and not stage.dialogue.is_right(slug, move.target):
            name = f"back-{move.number}"
            stage.later(COMES_BACK, lambda: stage.hear_from(move.on, name, said))
        if move.action in TEXT_ACTIONS and not isinstance(matter, Flood):
            for place, habit in enumerate(stage.dialogue.personas[matter.persona].habits):
                if compares(move.overall, {"good": GOOD_WORDS, "bad": BAD_WORDS}.get(habit.on, ">9")):
                    stage.later(
                        habit.minutes, lambda place=place, habit=habit: stage.speak_again(move.on, place, habit)
                    )

    def _became_true(self, trigger, ways):
        if not self._may(trigger):
            return False
        holds = any(all(test(value, self.stage) for test, value in tests) for tests in ways)
        before = trigger.slug in self.true
        (self.true.add if holds else self.true.discard)(trigger.slug)
        if before or not holds:
            return False
        self.came_true[trigger.slug] += 1
        return self._set_off(trigger, self.came_true[trigger.slug])

    def _may(self, trigger):
        return not self.stage.over and self.stage.set_off[trigger.slug] < trigger.times

    def _set_off(self, trigger, occasion):
        if not self._may(trigger):
            return False
        if trigger.chance < 1 and draw(self.stage.seed, f"trigger {trigger.slug}", occasion) >= trigger.chance:
            return False
        self.stage.set_off[trigger.slug] += 1
        self.of_state = [pair for pair in self.of_state if self._may(pair[0])]
        return True

    def _bring(self, struck, move):
        for trigger in struck:
            if trigger.delay:
                self.stage.later(trigger.delay, lambda trigger=trigger: self._happen(trigger, move))
            else:
                self._happen(trigger, move)

    def _happen(self, trigger: Trigger, move: Move | None) -> None:
        stage = self.stage
        stage.happened[trigger.slug] += 1
        stage.fired.append((trigger.slug, stage.second))
        for slug in (*trigger.then.comments, *trigger.then.floods):
            if not stage.is_held(slug):
                stage.bring(slug, trigger.slug)
        for place, remark in enumerate(trigger.then.remarks):
            self._remark(trigger, place, remark, move)
        for place, swarm in enumerate(trigger.then.swarms):
            self._swarm(trigger, place, swarm)

    def _remark(self, trigger, place, remark: Comment, move):
        name = f"remark-{trigger.slug}-{self.stage.happened[trigger.slug]}-{place}"
        text = quoting(remark.text, trigger, move) if move else remark.text
        self.stage.hear(
            "remark", name, remark.persona, text, remark.language, under=self._under(remark), cause=trigger.slug
        )

    def _swarm(self, trigger, place, swarm: Swarm):
        """Its first voice is heard at once, the others when they are drawn to be."""
        stage, name = self.stage, f"swarm-{trigger.slug}-{self.stage.happened[trigger.slug]}-{place}"
        for count in range(swarm.times):
            wait = int(draw(stage.seed, f"{name} second", count) * swarm.over * MINUTE) if count else 0
            persona = pick(stage.seed, f"{name} persona", count, swarm.personas)
            text = varied(pick(stage.seed, f"{name} text", count, swarm.texts), stage.seed, f"{name} words {count}")
            stage.hear(
                "remark", f"{name}-{count}", persona, text, swarm.language, stage.second + wait,
                under=self._under(swarm), cause=trigger.slug,
            )  # fmt: skip

    def _under(self, said: Comment | Swarm) -> str | None:
        return arrivals.comment_id(said.under) if said.under in self.stage.arrived else None


def _ways_of_state(trigger: Trigger) -> list[list]:
    """The tests of each way that waits for the state of the stage."""
    return [compiled(when) for when in trigger.ways if when.move is None]


def _ways_of_move(trigger: Trigger) -> list[tuple[list, list]]:
    """The tests of the move, and those of the stage, of each way that waits for a move."""
    return [(compiled_move(when.move), compiled(when)) for when in trigger.ways if when.move is not None]


def _strikes(way, stage, move, slug) -> bool:
    of_move, of_stage = way
    return all(test(value, stage, move, slug) for test, value in of_move) and all(
        test(value, stage) for test, value in of_stage
    )
