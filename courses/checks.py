"""What a schema alone cannot see in a course pack: that every name which is used exists, and every draw can be met."""

from collections.abc import Iterator

from academy.packs.parts import repeated
from academy.rules.pack import Rules
from courses import bank as banks
from courses.bank import Bank
from courses.drawing import is_met, pool, takes
from courses.pack import AnyActivity, Course, Quiz, name
from courses.tasks import rubric, words

Problems = Iterator[tuple[tuple, str]]


def check(content: Course, rules: Rules | None, bank: Bank | None) -> Problems:
    """Slugs are unique, prerequisites name earlier modules, questions of a quiz differ, rubrics are sound; what is said of
    the bank is in it."""
    yield from _repeated(content)
    yield from _unknown_competencies(content, bank)
    yield from _placed(("glossary",), repeated(content.glossary, "term"))
    for number, module in enumerate(content.modules):
        for place, activity in enumerate(module.activities):
            at = ("modules", number, "activities", place)
            for part in ("questions", "reflection"):
                yield from _placed((*at, part), repeated(getattr(activity, part, ())))
            yield from _unsound_tasks(activity, at)
            yield from _unknown_objectives(activity, at, bank)
            if activity.type == "quiz":
                yield from _unmet_draws(activity, at, bank)


def _placed(at: tuple, problems: Problems) -> Problems:
    """Problems of a part, by the path from the course."""
    for path, message in problems:
        yield (*at, *path), message


def _repeated(content: Course) -> Problems:
    yield from _placed(("modules",), repeated(content.modules))
    modules, activities = set(), set()
    for number, module in enumerate(content.modules):
        at = ("modules", number)
        for slug in set(module.requires) - modules:
            yield (*at, "requires"), f"requires {slug!r}, which is no module before this one"
        modules.add(module.slug)
        if not module.needed:
            yield (*at, "activities"), "a module has at least one activity that is not optional"
        elif module.enough and module.enough >= len(module.needed):
            yield (*at, "enough"), "enough is less than the number of activities that are not optional"
        for place, activity in enumerate(module.activities):
            if name(activity) in activities:
                yield (*at, "activities", place, "slug"), f"{name(activity)} is used twice in this course"
            activities.add(name(activity))


def _unsound_tasks(activity: AnyActivity, at: tuple) -> Problems:
    if activity.type != "task":
        return
    yield from _placed((*at, "rubric"), rubric.check(activity.rubric))
    limit = activity.words.limit
    for part in ("starter", "example"):
        if limit and words.count(getattr(activity, part) or "") > limit:
            yield (*at, part), f"the {part} has more words than a learner may send"


def _unknown_competencies(content: Course, bank: Bank | None) -> Problems:
    known = banks.titles(bank) if bank else ()
    for number, slug in enumerate(content.competencies if bank else ()):
        if slug not in known:
            yield ("competencies", number), f"the bank has no competency {slug!r}"
        elif slug in content.competencies[:number]:
            yield ("competencies", number), f"the competency {slug!r} is named twice"


def _unknown_objectives(activity: AnyActivity, at: tuple, bank: Bank | None) -> Problems:
    known = banks.objectives(bank) if bank else ()
    for path, objective in _objectives(activity):
        if bank is None:
            yield (*at, *path), "objectives are those of a question bank, and this course names none"
        elif objective not in known:
            yield (*at, *path), f"the bank has no objective {objective!r}"


def _objectives(activity: AnyActivity) -> Iterator[tuple[tuple, str]]:
    for number, objective in enumerate(getattr(activity, "objectives", ())):
        yield ("objectives", number), objective
    for number, question in enumerate(getattr(activity, "questions", ())):
        if question.objective:
            yield ("questions", number, "objective"), question.objective
    for number, draw in enumerate(getattr(activity, "draws", ())):
        for place, objective in enumerate(draw.objectives):
            yield ("draws", number, "objectives", place), objective


def _unmet_draws(quiz: Quiz, at: tuple, bank: Bank | None) -> Problems:
    """Each draw finds its questions, and all of them find theirs together."""
    if quiz.draws and bank is None:
        yield (*at, "draws"), "questions are drawn from a question bank, and this course names none"
        return
    there, short = pool(quiz, bank), False
    for number, draw in enumerate(quiz.draws):
        found = sum(takes(draw, question) for question in there)
        if found < draw.count:
            short = True
            yield (
                *at,
                "draws",
                number,
                "count",
            ), f"{draw.count} questions are drawn, and the bank has {found} that match"
    if not short and not is_met(quiz, bank):
        yield (*at, "draws"), "the draws overlap: the bank has not enough questions to meet all of them together"
