"""What learners see of dialogues on their start page: those that they can go to, or where to type a code."""

from academy import home
from scenarios.sittings import planning


@home.part("learner")
def dialogues(person) -> home.Part | None:
    """Nothing where no dialogue is planned or held in this academy."""
    if not planning.any_open():
        return None
    return home.Part("sittings/_home.html", {"open": planning.open_to(person)})
