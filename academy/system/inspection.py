"""Looks the server over, before it starts and whenever somebody asks."""

from academy import languages
from academy.logs import log
from academy.system import configured, others, surroundings
from academy.system.concerns import Concern


class Grave(RuntimeError):
    """The server should not start; the message says all that keeps it from it."""


def concerns(ask_others: bool = False) -> list[Concern]:
    """The grave ones first. Asking other servers may take seconds."""
    found = [*configured.concerns(), *surroundings.concerns()]
    if ask_others:
        found += others.concerns()
    return sorted(found, key=lambda each: not each.grave)


def before_start() -> None:
    """What is no more than a worry is said in the log. Raises Grave."""
    with languages.of_the_house():
        found = concerns()
    for each in found:
        if not each.grave:
            log.warning("concern", extra=each._asdict())
    if grave := [each for each in found if each.grave]:
        raise Grave("\n".join(f"{each.about}: {each.says} {each.remedy}" for each in grave))
