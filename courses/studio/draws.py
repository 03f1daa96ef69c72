"""How many questions of the bank each draw of a quiz finds, while the quiz is being written."""

from typing import Any

from pydantic import ValidationError

from courses.bank import Bank
from courses.drawing import takes
from courses.pack import Draw


def matching(quiz: dict, bank: Bank) -> list[tuple[Any, int | None]]:
    """For each draw how many it asks for, as it is written, and how many there are; None where that cannot be told yet."""
    return [(draw.get("count"), _found(draw, quiz, bank)) for draw in quiz.get("draws") or ()]


def _found(draw: dict, quiz: dict, bank: Bank) -> int | None:
    try:
        sound = Draw.model_validate({**draw, "count": 1})
    except ValidationError:
        return None
    own = {question["slug"] for question in quiz.get("questions") or ()}
    return sum(takes(sound, question) for question in bank.questions if question.slug not in own)
