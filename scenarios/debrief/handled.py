"""What the office did with each post, as plain values for the templates of the debrief and the review."""

from dataclasses import dataclass

from academy import editions
from scenarios import simulation
from scenarios.models import Move, Run
from scenarios.pack import Post


@dataclass(frozen=True)
class Handled:
    """One post, or the statements, in the debrief: what was done, what it was worth, what would have worked."""

    post: Post | None
    name: str
    minute: int | None
    line: simulation.Line | None
    moves: list[Move]
    example: str | None


def handled(run: Run, feed: simulation.Feed, score: simulation.Score) -> list[Handled]:
    """Every post that arrived, in order, then the statements if there was or should have been one."""
    scenario = editions.content(run.edition)
    lines = {line.post: line for line in score.lines}
    found = []
    for entry in feed.entries:
        if entry.kind == "post":
            post = scenario.post(entry.post)
            moves = [move for move in run.moves if move.post == post.slug]
            name = scenario.personas[post.persona].name
            found.append(Handled(post, name, entry.minute, lines.get(post.slug), moves, post.example))
    statements = [move for move in run.moves if move.action == "statement"]
    if statements or None in lines:
        page = scenario.page.name
        found.append(Handled(None, page, None, lines.get(None), statements, scenario.statement.example))
    return found
