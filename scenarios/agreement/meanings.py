"""What the figures of a study mean, one plain sentence for each part of the page."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from scenarios.agreement import names
from scenarios.agreement.names import figure, percent, signed
from scenarios.grading.agreement import Study
from scenarios.grading.agreement.groups import LIMIT as GROUP_LIMIT

KAPPA, DEGRADATION, SMD, EXACT, ADJACENT = 0.70, 0.10, 0.15, 0.50, 0.95


class Standard(NamedTuple):
    """A figure beside what Williamson, Xi and Breyer ask of it; `met` is None where it cannot be told."""

    name: str
    found: str
    asked: str
    met: bool | None


def standards(study: Study) -> list[Standard]:
    """The bars of a grader that counts: of the marks, of the grader beside them, and of fairness."""
    overall = study.overall
    lost = overall.degradation and overall.degradation.value
    worst = max((each.difference.value for each in study.groups if each.difference), key=abs, default=None)
    return [
        _least(_("Two markers give the same overall mark"), overall.human_exact, EXACT, percent),
        _least(_("Two markers are at most one apart"), overall.human_adjacent, ADJACENT, percent),
        _least(_("Grader and marker, QWK"), overall.qwk, KAPPA, figure),
        Standard(
            _("QWK lost beside a second marker"), signed(lost), _at_most(DEGRADATION), _is_at_most(lost, DEGRADATION)
        ),
        _near_zero(_("Overall generosity (SMD)"), overall.smd, SMD),
        _near_zero(_("Largest difference of a group"), worst, GROUP_LIMIT),
    ]


def alarms(study: Study, days: Sequence[date]) -> list[str]:
    """What an instructor should look into before anything else on the page."""
    named = any(each.named for each in study.groups)
    return [*([drift(study, days)] if study.drift.alarm else []), *([groups(study)] if named else [])]


def agreement(study: Study) -> str:
    overall = study.overall
    if overall.qwk is None or not overall.degradation:
        return _("The marks do not differ enough to say how far the grader agrees with them.")
    if overall.degradation.low > DEGRADATION:
        return _(
            "A second marker would agree clearly better with a marker than the grader does: look at the criteria below."
        )
    if overall.qwk < KAPPA:
        return _(
            "The grader agrees less with a marker than a grader that counts should: let people look at more grades."
        )
    if overall.degradation.high <= DEGRADATION:
        return _("The grader agrees with a marker about as well as a second marker does.")
    return _(
        "The grader seems to agree with a marker nearly as well as a second marker does; "
        "more marks would make it certain."
    )


def red_lines(study: Study) -> str:
    found = study.red_lines[names.ANY]
    if not found.recall:
        return _("No marker has seen a red line in these replies.")
    return _(
        "Of the red lines that markers see, the grader finds %(recall)s; of those it finds, markers see %(precision)s. "
        "A person looks at each that it finds, so a missed one does the harm.",
        recall=percent(found.recall.value),
        precision=percent(found.precision and found.precision.value),
    )


def groups(study: Study) -> str:
    if named := [each for each in study.groups if each.named]:
        return "; ".join(_stands_out(each) for each in named) + "."
    if any(each.difference for each in study.groups):
        return _("No group is graded otherwise than the rest, as far as these marks can tell.")
    return _("No group has enough replies to be compared yet.")


def doubt(study: Study) -> str:
    sure, doubtful = study.right_when_sure, study.right_when_doubtful
    return _(
        "The grader asks for a person in %(share)s of the replies. On passing it is right in %(sure)s of those it is "
        "sure of, and in %(doubtful)s of those it doubts.",
        share=percent(study.doubtful.value),
        sure=percent(sure and sure.value),
        doubtful=percent(doubtful and doubtful.value),
    )


def confidence(study: Study) -> str:
    if study.calibration.error is None:
        return _("There is no level to look at.")
    return _(
        "What the grader says of its own certainty is off by %(error)s on average. The same level counts as right, "
        "the next one as half right.",
        error=percent(study.calibration.error),
    )


def drift(study: Study, days: Sequence[date]) -> str:
    if not study.drift.alarm:
        return _("Grades and marks have kept their distance over time.")
    words = {"day": since(study, days), "step": figure(abs(study.drift.step))}
    if study.drift.step > 0:
        return _(
            "Since about %(day)s the grader is %(step)s of a level more generous beside the marks than before: "
            "either it, what it grades, or the markers have changed.", **words,
        )  # fmt: skip
    return _(
        "Since about %(day)s the grader is %(step)s of a level stricter beside the marks than before: "
        "either it, what it grades, or the markers have changed.", **words,
    )  # fmt: skip


def since(study: Study, days: Sequence[date]) -> str:
    """When the step was found, empty without one."""
    return names.day(days[study.drift.start]) if study.drift.alarm else ""


def confusion(study: Study) -> str:
    apart = round((1 - study.overall.adjacent) * study.n)
    if not apart:
        return _("No grade is more than one level from a mark.")
    return ngettext(
        "About %(num)s reply is more than one level from its mark.",
        "About %(num)s replies are more than one level from their marks.",
        apart,
    )  # fmt: skip


def _stands_out(group) -> str:
    words = {"group": names.group(group), "difference": signed(group.difference.value)}
    if group.difference.value < 0:
        return _("%(group)s: the grader marks these replies down (%(difference)s)", **words)
    return _("%(group)s: the grader favours these replies (%(difference)s)", **words)


def _least(name: str, value: float | None, bar: float, write) -> Standard:
    return Standard(name, write(value), _("at least %(bar)s", bar=write(bar)), None if value is None else value >= bar)


def _near_zero(name: str, value: float | None, bar: float) -> Standard:
    return Standard(name, signed(value), _at_most(bar), _is_at_most(value and abs(value), bar))


def _is_at_most(value: float | None, bar: float) -> bool | None:
    return None if value is None else value <= bar


def _at_most(bar: float) -> str:
    return _("at most %(bar)s", bar=figure(bar))
