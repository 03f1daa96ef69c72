"""Strengths and weaknesses: mean levels by criterion and service group, of too few people none."""

from collections import defaultdict
from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from academy import charts
from academy.accounts import people
from academy.charts.heat import MOST
from academy.charts.shown import Column, Shown
from academy.charts.written import decimal
from academy.dashboards.scope import Scope
from academy.dashboards.withholding import FEWEST, withheld
from academy.records import criteria
from academy.records.criteria import Strength


@dataclass(frozen=True)
class Line:
    """A criterion: over all people, and by service group where that tells of nobody."""

    criterion: str
    name: str
    people: int
    level: float
    lowest: int
    highest: int
    groups: dict[str, Strength | None]

    def lost(self, level: float) -> float:
        """0 for the best, 1 for the worst."""
        return (self.highest - level) / ((self.highest - self.lowest) or 1)


def counted(scope: Scope) -> list[Line]:
    """In the order of the rubric; a criterion by which fewer than FEWEST people were judged is left out."""
    found: dict[str, list[Strength]] = defaultdict(list)
    for each in criteria.strengths(scope.enrolments()):
        found[each.criterion].append(each)
    lines = map(_line, found.values())
    return [line for line in lines if line.people >= FEWEST]


def _line(groups: list[Strength]) -> Line:
    first, total = groups[0], sum(each.people for each in groups)
    back = withheld({each.service: each.people for each in groups})
    level = sum(each.level * each.people for each in groups) / total
    shown = {each.service: None if each.service in back else each for each in groups}
    return Line(first.criterion, str(first.name), total, level, first.lowest, first.highest, shown)


def shown(scope: Scope) -> Shown:
    lines = counted(scope)
    named = {group.code: group.name for group in people.services()} | {"": _("No service group")}
    services = sorted({code for line in lines for code in line.groups}, key=lambda code: (code == "", code))
    caption, said = _caption(lines), _said(lines)
    columns = (
        Column("criterion", _("Criterion")),
        Column("service_group", _("Service group")),
        Column("short_name", _("Short name")),
        Column("people", _("People"), "count"),
        Column("level", _("Mean level"), "mean"),
        Column("withheld", _("Note")),
    )
    rows = [row for line in lines for row in _rows(line, services, named)]
    return Shown(said, caption, _drawn(caption, said, lines, services) if lines else None, columns, rows)


def _caption(lines: list[Line]) -> str:
    best = ", ".join(sorted({str(line.highest) for line in lines})) or "–"
    return _(
        "Mean level, of %(best)s at best, by criterion and service group; the stronger the colour, the more is lost",
        best=best,
    )


def _drawn(caption: str, said: str, lines: list[Line], services: list[str]) -> Markup:
    """As many service groups as can be read side by side; all people stand before them each time."""
    rtl, room = get_locale().text_direction == "rtl", MOST - 1
    parts = [services[first : first + room] for first in range(0, len(services), room)]
    return Markup("").join(
        charts.heat(
            caption,
            [_("All"), *(code or _("none") for code in part)],
            [
                (line.name, [_cell(line, line.level), *(_cell(line, _level(line, code)) for code in part)])
                for line in lines
            ],
            said,
            rtl,
        )
        for part in parts
    )


def _cell(line: Line, level: float | None) -> charts.Cell | None:
    return None if level is None else charts.Cell(line.lost(level), decimal(level))


def _level(line: Line, code: str) -> float | None:
    return each.level if (each := line.groups.get(code)) else None


def _rows(line: Line, services: list[str], named: dict[str, str]) -> list[tuple]:
    rows = [(line.name, _("All"), _("All"), line.people, line.level, "")]
    for code in (code for code in services if code in line.groups):
        each = line.groups[code]
        note = "" if each else _("withheld: few people, or all minus the others would tell of few")
        figures = (each.people, each.level) if each else (None, None)
        rows.append((line.name, named.get(code, code), code or _("none"), *figures, note))
    return rows


def _said(lines: list[Line]) -> str:
    if not lines:
        return _(
            "Texts of fewer than %(fewest)s people were graded here, so there is no figure. It appears when more have"
            " played a scenario.", fewest=FEWEST,
        )  # fmt: skip
    best, worst = min(lines, key=lambda line: line.lost(line.level)), max(lines, key=lambda line: line.lost(line.level))
    words = _(
        "Weakest: “%(criterion)s”, %(level)s of %(highest)s (%(people)s people).",
        criterion=worst.name, level=decimal(worst.level, "0.00"), highest=worst.highest, people=worst.people,
    )  # fmt: skip
    if worst is best:
        return words
    return " ".join(
        [
            words,
            _(
                "Strongest: “%(criterion)s”, %(level)s of %(highest)s (%(people)s people).",
                criterion=best.name, level=decimal(best.level, "0.00"), highest=best.highest, people=best.people,
            ),
        ]
    )  # fmt: skip
