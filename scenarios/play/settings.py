"""How a learner plays: how fast the clock goes, and whether a coach is at their side."""

from scenarios import runs
from scenarios.models import Run
from scenarios.vocabulary import TEMPOS

GENTLEST_FIRST = sorted(TEMPOS, key=TEMPOS.get)


def choose(run: Run, tempo: str, guided: bool) -> None:
    """Play on like this; time that has passed has passed. The gentlest tempo stays on record as an accommodation."""
    if run.finished_at:
        return
    runs.report(run)
    runs.finish_if_over(run)
    run.tempo, run.guided = tempo, guided
    if tempo != "usual":
        run.accommodation = min(filter(None, (run.accommodation, tempo)), key=GENTLEST_FIRST.index)
