"""The competency map of a course with a bank: what each competency means, and what in the course teaches and examines it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from academy import editions
from academy.editions.models import Edition
from courses.bank import Bank, Competency
from courses.drawing import everything
from courses.pack import AnyActivity, Course, Quiz
from courses.questions import LEVELS


@dataclass(frozen=True)
class Objective:
    """What somebody `knows`, `does` or `judges` (its level): `words` say it. `taught` are lessons, `examined` what asks for
    it; `criteria` are those of the rubric of replies that show it."""

    slug: str
    level: str
    words: str
    taught: tuple[AnyActivity, ...] = ()
    examined: tuple[AnyActivity, ...] = ()
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapped:
    """A competency with its three objectives, as a course has it."""

    slug: str
    title: str
    objectives: tuple[Objective, ...]


def bank_of(edition: Edition | None) -> Bank | None:
    """The bank that an edition of a course pins."""
    return edition and editions.cited_content(edition, "bank")


def map_of(edition: Edition) -> list[Mapped]:
    """In the order in which the course names them; nothing without a bank."""
    course, bank = editions.content(edition), bank_of(edition)
    if bank is None:
        return []
    places = _places(course, bank)
    return [_mapped(each, places) for each in _listed(course, bank)]


def objectives_of(edition: Edition, activity: AnyActivity) -> list[Objective]:
    """What an activity is for, in words."""
    bank = bank_of(edition)
    known = {each.slug: each for competency in bank.competencies for each in _objectives(competency)} if bank else {}
    return [known[slug] for slug in getattr(activity, "objectives", ()) if slug in known]


def find(edition: Edition | None, slug: str) -> Competency | None:
    bank = bank_of(edition)
    return next((each for each in bank.competencies if each.slug == slug), None) if bank else None


def _listed(course: Course, bank: Bank) -> list[Competency]:
    known = {each.slug: each for each in bank.competencies}
    return [known[slug] for slug in course.competencies if slug in known]


def _objectives(competency: Competency) -> Iterator[Objective]:
    """Replies show what somebody does."""
    for level in LEVELS:
        criteria = competency.criteria if level == "does" else ()
        yield Objective(f"{competency.slug}/{level}", level, getattr(competency, level), criteria=criteria)


def _places(course: Course, bank: Bank) -> list[tuple[AnyActivity, frozenset[str]]]:
    """Each activity with the objectives that it is for, or may ask for."""
    activities = [one for module in course.modules for one in module.activities]
    return [(one, _asked(one, bank) if one.type == "quiz" else frozenset(one.objectives)) for one in activities]


def _asked(quiz: Quiz, bank: Bank) -> frozenset[str]:
    return frozenset(filter(None, (question.objective for question in everything(quiz, bank).questions)))


def _mapped(competency: Competency, places: list[tuple[AnyActivity, frozenset[str]]]) -> Mapped:
    placed = (_placed(each, places) for each in _objectives(competency))
    return Mapped(competency.slug, competency.title, tuple(placed))


def _placed(objective: Objective, places: list[tuple[AnyActivity, frozenset[str]]]) -> Objective:
    about = [activity for activity, slugs in places if objective.slug in slugs]
    taught = tuple(one for one in about if one.type == "lesson")
    return replace(objective, taught=taught, examined=tuple(one for one in about if one.type != "lesson"))
