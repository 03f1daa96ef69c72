"""How trust and heat answer to a move and to silence, before any authored reaction. All numbers are (trust, heat)."""

FELT = {"best": (3, -2), "acceptable": (1, 0), "poor": (-2, 2), "harmful": (-5, 5)}
RED_LINE = (-5, 8)  # comes on top: a sneer is passed round
SILENCE = {"best": (0, -1), "acceptable": (0, 0), "poor": (-3, 1), "harmful": (-6, 3)}  # by the worth of `ignore`
BAD = ("poor", "harmful")  # grows with the influence of the person it happened to


def of_move(felt: str | None, influence: int, red_line: bool, late: bool, repeated: bool) -> tuple[int, int]:
    """What is done twice on one post, or after its time, wins no trust; harm always counts."""
    trust, heat = FELT.get(felt, (0, 0))
    if (late or repeated) and trust > 0:
        trust = 0
    if repeated and heat < 0:
        heat = 0
    if felt in BAD:
        heat += influence
    if red_line:
        trust, heat = trust + RED_LINE[0], heat + RED_LINE[1]
    return trust, heat


def of_silence(ignoring: str, influence: int) -> tuple[int, int]:
    """A post has run out of time, and leaving it alone was worth this much."""
    trust, heat = SILENCE[ignoring]
    return trust, heat + (influence if ignoring in BAD else 0)
