"""What the office did with each post, as plain values for the templates of the debrief and the review."""

from dataclasses import dataclass

from academy import editions
from scenarios import simulation
from scenarios.debrief import consequences
from scenarios.debrief.consequences import Consequence
from scenarios.models import Move, Run
from scenarios.pack import Post


@dataclass(frozen=True)
class Handled:
    """One post, or the statements, in the debrief: what was done, what it was worth, what came of each move (by number)
    and of silence, what was written and not sent, what would have worked."""

    post: Post | None
    name: str
    minute: int | None
    line: simulation.Line | None
    moves: list[Move]
    example: str | None
    came: dict[int, Consequence]
    silence: Consequence | None
    unsent: str


def handled(run: Run, feed: simulation.Feed, score: simulation.Score) -> list[Handled]:
    """Every post that arrived, in order, then the statements if there was or should have been one."""
    scenario = editions.content(run.edition)
    lines = {line.post: line for line in score.lines}
    unsent = {own.post or None: own.reply for own in run.unsent}

    def made(moves):
        return {move.number: consequences.of_move(scenario, feed, move.number) for move in moves}

    found = []
    for entry in feed.entries:
        if entry.kind == "post":
            post = scenario.post(entry.post)
            moves = [move for move in run.moves if move.post == post.slug]
            name = scenario.personas[post.persona].name
            silence = consequences.of_silence(scenario, feed, post.slug)
            line, words = lines.get(post.slug), unsent.get(post.slug, "")
            found.append(Handled(post, name, entry.minute, line, moves, post.example, made(moves), silence, words))
    statements = [move for move in run.moves if move.action == "statement"]
    if statements or None in lines or unsent.get(None):
        page = scenario.page.name
        line, words = lines.get(None), unsent.get(None, "")
        found.append(Handled(None, page, None, line, statements, scenario.statement.example, made(statements), None, words))
    return found
