"""The path of a course that is being written: its modules, what has to come first, and how long everything takes."""

from dataclasses import dataclass

from academy.studio.outline import Document

NEAR = 0.25  # of the hours that are printed: so far the minutes may be off without a word


@dataclass(frozen=True)
class Step:
    """A module: the `minutes` of its activities that have any and are needed, of the shortest ones where some are enough, the
    `types` of all, `needs` the titles of what has to be finished first, `wrong` whether one of them does not come before it.
    """

    slug: str
    title: str
    types: tuple[str, ...]
    minutes: int
    needs: tuple[str, ...]
    wrong: bool


@dataclass(frozen=True)
class Plan:
    steps: tuple[Step, ...]
    printed: float | None  # hours

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)

    @property
    def hours(self) -> float:
        return round(self.minutes / 60, 1)

    @property
    def off(self) -> bool:
        """The hours on the certificate are not those that the activities take."""
        return bool(self.printed and self.minutes) and abs(self.printed - self.minutes / 60) > NEAR * self.printed


def of(document: Document) -> Plan:
    """The plan of a draft, whether it is sound or not."""
    modules = document.get("modules") or []
    titles = {module["slug"]: module.get("title") or module["slug"] for module in modules}
    hours = document.get("hours")
    steps = tuple(
        _step(module, titles, {each["slug"] for each in modules[:number]}) for number, module in enumerate(modules)
    )
    return Plan(steps, hours if isinstance(hours, (int, float)) else None)


def _step(module: dict, titles: dict[str, str], before: set[str]) -> Step:
    activities, needed = module.get("activities") or [], module.get("requires") or []
    counting = (each for each in activities if not each.get("optional"))
    minutes = sorted(each["minutes"] for each in counting if isinstance(each.get("minutes"), int))
    enough = module.get("enough") if isinstance(module.get("enough"), int) else None
    return Step(
        module["slug"],
        module.get("title") or module["slug"],
        tuple(activity["type"] for activity in activities),
        sum(minutes[:enough]),
        tuple(titles.get(slug, slug) for slug in needed),
        not before.issuperset(needed),
    )
