"""The panels of a dashboard that are a figure, by the word in the address of their file, in the order of the page."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l

from academy.charts.shown import Shown
from academy.dashboards import completions, judged, progress, strengths, waiting
from academy.dashboards.scope import Scope
from academy.dashboards.withholding import FEWEST

FIGURES: dict[str, Callable[[Scope], Shown]] = {
    "progress": progress.shown,
    "completions": completions.shown,
    "criteria": strengths.shown,
    "waiting": waiting.shown,
    "judged": judged.shown,
    "instructors": judged.by_instructor,
}
# What each is about, and how it is to be read.
HEADINGS = {
    "progress": (
        _l("Progress"),
        _l(
            "As it stands now; the least completed course is on top, with its number of learners in brackets. The figure "
            "at the end is the share that completed it. Whoever is overdue counts only there, also while a piece of their "
            "work waits for a review."
        ),
    ),
    "completions": (
        _l("Completions over time"),
        _l(
            "Courses completed until each day, as a share of all that were given. The broken line is the day on which the course is due."
        ),
    ),
    "criteria": (
        _l("Strengths and weaknesses"),
        _l(
            "As it stands now. Each learner counts once, with the mean over their texts. A grey field without a figure: "
            "fewer than %(fewest)s people, or all minus the others would tell of so few; or nobody was graded by it.",
            fewest=FEWEST,
        ),
    ),
    "waiting": (
        _l("Work that waits for instructors"),
        _l("As it stands now: appeals, results that hang on an instructor's word, and markers who disagree."),
    ),
    "judged": (
        _l("Work that instructors judged"),
        _l(
            "Of the last twelve weeks, or of the days chosen; at most a year. The wait is from the end of a piece of work, "
            "or from an appeal, to its first judgement."
        ),
    ),
    "instructors": (_l("Who judged"), _l("The same weeks.")),
}


def all_of(scope: Scope) -> dict[str, Shown]:
    """All of them; what two are drawn from is counted once."""
    found = judged.counted(scope)
    known = {"judged": judged.shown(scope, found), "instructors": judged.by_instructor(scope, found)}
    return {name: known.get(name) or draw(scope) for name, draw in FIGURES.items()}
