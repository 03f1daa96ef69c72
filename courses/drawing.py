"""Drawing: which questions of its bank an attempt at a quiz asks.

Pure, and the same for ever: an attempt keeps no more than its seed. That of a learner's further attempts is the seed of the
first with the number of the attempt, so that each can do without the questions that the earlier ones drew, as long as there
are others.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from courses.bank import Bank
from courses.pack import Draw, Quiz
from courses.questions import Question

SIGN = "-"  # between the seed of the first attempt and the number
ROUNDS = 100  # attempts; after so many the first comes again


def seed_of(first: str, number: int) -> str:
    """The seed of an attempt, from that of the learner's first one."""
    return first if number == 1 else f"{first}{SIGN}{number}"


def drawn(quiz: Quiz, bank: Bank | None, seed: str) -> Quiz:
    """The quiz as one attempt asks it: its own questions, then what each of its draws has drawn."""
    if not quiz.draws:
        return quiz
    first, _sign, number = seed.partition(SIGN)
    before: Counter[str] = Counter()
    for _attempt in range(_round(number)):
        there = sorted(pool(quiz, bank), key=lambda question: (before[question.slug], _rank(first, question)))
        held = filled(quiz.draws, there)
        before.update(question.slug for each in held for question in each)
    asked = (question for each in held for question in sorted(each, key=lambda question: _rank(seed, question)))
    return quiz.model_copy(update={"questions": (*quiz.questions, *asked), "draws": ()})


def everything(quiz: Quiz, bank: Bank | None) -> Quiz:
    """The quiz with every question that an attempt may ask."""
    return quiz.model_copy(update={"questions": (*quiz.questions, *pool(quiz, bank))})


def pool(quiz: Quiz, bank: Bank | None) -> list[Question]:
    """The questions of the bank that the quiz may draw. One that it has of its own, by slug, it does not ask twice."""
    own = {question.slug for question in quiz.questions}
    there = (question for question in (bank.questions if bank else ()) if question.slug not in own)
    return [question for question in there if any(takes(draw, question) for draw in quiz.draws)]


def takes(draw: Draw, question: Question) -> bool:
    """Whether a question is one of those that are drawn from."""
    examined = not draw.objectives or question.objective in draw.objectives
    return examined and (not draw.triage or not set(draw.triage).isdisjoint(question.triage))


def filled(draws: Sequence[Draw], there: Iterable[Question]) -> list[list[Question]]:
    """The questions of each draw, none of them twice: the draws have as many as they can have together, and those that come
    first are preferred."""
    held: list[list[Question]] = [[] for _ in draws]
    for question in there:
        _place(question, draws, held, set())
    return held


def is_met(quiz: Quiz, bank: Bank | None) -> bool:
    """Whether its draws find as many questions as they ask for, together."""
    return sum(map(len, filled(quiz.draws, pool(quiz, bank)))) == sum(draw.count for draw in quiz.draws)


def _place(question: Question, draws: Sequence[Draw], held: list[list[Question]], tried: set[int]) -> bool:
    """Give a question to a draw that has room, or makes room by handing one of its own on."""
    for number, draw in enumerate(draws):
        if number in tried or not takes(draw, question):
            continue
        tried.add(number)
        if len(held[number]) < draw.count:
            held[number].append(question)
            return True
        for place, other in enumerate(held[number]):
            if _place(other, draws, held, tried):
                held[number][place] = question
                return True
    return False


def _round(number: str) -> int:
    return (int(number) - 1) % ROUNDS + 1 if number.isdecimal() and len(number) < 10 else 1


def _rank(seed: str, question: Question) -> bytes:
    return hashlib.sha256(f"{seed}/{question.slug}".encode()).digest()
