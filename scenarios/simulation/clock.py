"""The simulated clock. It runs while the page is open and jumps by what a move costs; it never looks at a real one."""

from scenarios.pack import Scenario


def now(scenario: Scenario, last_minute: int, open_seconds: float) -> int:
    """The minute on a page that has been open for so many real seconds since the last move. With pace 0 time stands."""
    passed = int(max(0, open_seconds)) * scenario.pace // 60
    return min(last_minute + passed, scenario.minutes)


def next_minute(scenario: Scenario, last_minute: int, action: str, open_seconds: float = 0) -> int:
    """The minute of a move made now. What is under way when time runs out still counts, in the last minute."""
    return min(now(scenario, last_minute, open_seconds) + scenario.cost(action), scenario.minutes)
