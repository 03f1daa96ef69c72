"""How long a replay takes: two hundred legal moves at random in every shipped scenario."""

import random
import time

from scenarios import simulation
from scenarios.simulation import Move
from tests.shipped import CONTENTS

MOVES, TRIES = 200, 7


def main() -> None:
    times = {slug: fastest(scenario) for slug, scenario in CONTENTS.items()}
    slowest = max(times, key=times.get)
    print(f"replay of {MOVES} moves: {1000 * min(times.values()):.0f} to {1000 * times[slowest]:.0f} ms ({slowest})")


def fastest(scenario) -> float:
    """Seconds for one replay, the quickest of some, of a scenario that lasts long enough."""
    scenario = scenario.model_copy(update={"minutes": 2880, "costs": dict.fromkeys(("wait", *scenario.costs), 2)})
    moves, minute = random_moves(scenario)
    return min(timed(scenario, moves, minute) for _ in range(TRIES))


def timed(scenario, moves, minute) -> float:
    began = time.perf_counter()
    simulation.replay(scenario, 1, moves, minute)
    return time.perf_counter() - began


def random_moves(scenario) -> tuple[list[Move], int]:
    chance, moves, minute = random.Random(1), [], 0
    while len(moves) < MOVES:
        feed = simulation.replay(scenario, 1, moves, minute)
        if feed.ended:
            break
        post, actions = chance.choice(list(simulation.allowed(feed, scenario).items()))
        action = chance.choice(actions)
        targets = scenario.targets(action)
        minute = simulation.next_minute(scenario, minute, action)
        target = chance.choice(targets) if targets else None
        overall = chance.randint(1, 4)
        moves.append(Move(len(moves) + 1, minute, action, post, target, f"Words {len(moves)}", {}, overall, 25.0 * overall))
    return moves, minute
