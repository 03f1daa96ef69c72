"""How trust and heat answer to a move and to silence, before any authored reaction. All numbers are (trust, heat)."""

FELT = {"best": (3, -2), "acceptable": (1, 0), "poor": (-2, 2), "harmful": (-5, 5)}
RED_LINE = (-5, 8)  # comes on top: a sneer is passed round
SILENCE = {"best": (0, -1), "acceptable": (0, 0), "poor": (-3, 1), "harmful": (-6, 3)}  # by the worth of `ignore`
BAD = ("poor", "harmful")  # grows with the anger of the person it happened to


def anger(influence: int, disposition: int) -> int:
    """How far somebody's displeasure travels, and how ready they are to be displeased."""
    return max(0, influence - disposition)


def of_move(felt: str | None, anger: int, red_line: bool, late: bool, repeated: bool) -> tuple[int, int]:
    """What is done twice on one post, or after its time, wins no trust; harm always counts. `anger` is what the person
    adds to heat when it goes badly."""
    trust, heat = FELT.get(felt, (0, 0))
    if (late or repeated) and trust > 0:
        trust = 0
    if repeated and heat < 0:
        heat = 0
    if felt in BAD:
        heat += anger
    if red_line:
        trust, heat = trust + RED_LINE[0], heat + RED_LINE[1]
    return trust, heat


def of_silence(ignoring: str, anger: int) -> tuple[int, int]:
    """A post has run out of time, and leaving it alone was worth this much."""
    trust, heat = SILENCE[ignoring]
    return trust, heat + (anger if ignoring in BAD else 0)
