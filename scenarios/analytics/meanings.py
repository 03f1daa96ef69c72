"""What the figures say, one plain sentence each: what to look at, or that there is nothing to look at."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from scenarios import wording
from scenarios.analytics import names
from scenarios.analytics.figures import (
    ENOUGH,
    FEWEST,
    Cell,
    Discrimination,
    Distribution,
    Met,
    Mishandled,
    Referral,
    Times,
)
from scenarios.analytics.names import percent, whole
from scenarios.analytics.occasions import Cast

HURRIED = 0.75  # of the time for a post: whoever needs more is close to being late


def distribution(found: Distribution) -> str:
    words = {"median": whole(found.median), "passed": percent(found.passed)}
    said = _("Half of the runs score %(median)s or more, and %(passed)s pass.", **words)
    if not found.provisional:
        return said
    waiting = ngettext(
        "%(num)s result still waits for a review.", "%(num)s results still wait for a review.", found.provisional
    )
    return f"{said} {waiting}"


def heat(cells: Sequence[Cell], cast: Cast) -> str:
    told = [cell for cell in cells if cell.level is not None]
    if not told:
        return _("Too few learners have written anything here.")
    lost = {cell.criterion: _mean([each for each in told if each.criterion == cell.criterion]) for cell in told}
    worst = min(lost, key=lost.get)
    if lost[worst] >= 1.95:
        return _("Hardly a mark is lost on any criterion.")
    where = min((cell for cell in told if cell.criterion == worst), key=lambda cell: cell.level)
    words = {"criterion": wording.CRITERIA[worst], "level": names.decimal(lost[worst])}
    return _(
        "Learners lose most marks on “%(criterion)s” (%(level)s of 2 on average), most of all in %(post)s.",
        post=cast.title(where.post), **words,
    )  # fmt: skip


def mishandled(found: Sequence[Mishandled], cast: Cast) -> str:
    if not found or not found[0].share:
        return _("No post goes wrong.")
    worst = found[0]
    kind = max(worst.shares, key=worst.shares.get)
    return _(
        "%(post)s goes wrong most often: in %(share)s of %(runs)s runs. %(mostly)s",
        post=cast.title(worst.post), share=percent(worst.share), runs=worst.runs, mostly=names.MOSTLY[kind],
    )  # fmt: skip


def times(found: Sequence[Times], cast: Cast) -> str:
    limited = [each for each in found if cast.occasions[each.post].limit]
    if not limited:
        return _("Too few learners have done anything about a post.")
    slowest = max(limited, key=lambda each: each.median / cast.occasions[each.post].limit)
    occasion = cast.occasions[slowest.post]
    said = _(
        "%(post)s takes longest beside its limit: half of the runs need %(minutes)s of %(limit)s minutes or more.",
        post=occasion.title, minutes=whole(slowest.median), limit=occasion.limit,
    )  # fmt: skip
    hurried = sum(each.upper > HURRIED * cast.occasions[each.post].limit for each in limited)
    if not hurried:
        return said
    close = ngettext(
        "In %(num)s post a quarter of the learners use more than three quarters of the time.",
        "In %(num)s posts a quarter of the learners use more than three quarters of the time.",
        hurried,
    )
    return f"{said} {close}"


def referrals(found: Sequence[Referral], cast: Cast) -> str:
    if not found:
        return _("Nobody referred a post to a wrong office.")
    first = found[0]
    return _(
        "Most frequent: %(post)s goes to %(office)s in %(share)s of its runs. Best would be: %(best)s.",
        post=cast.title(first.post), office=cast.office(first.office),
        share=percent(first.runs / first.arrived), best=cast.occasions[first.post].best,
    )  # fmt: skip


def discriminations(found: Sequence[Discrimination], cast: Cast) -> str:
    verdicts = {name: [each for each in found if each.verdict == name] for name in names.VERDICTS}
    if verdicts["negative"] or verdicts["low"]:
        named = ", ".join(cast.title(each.post) for each in (*verdicts["negative"], *verdicts["low"]))
        if verdicts["negative"]:
            return _("Look at %(posts)s: good learners fail there as often as others, or more often.", posts=named)
        return _("Look at %(posts)s: good learners fail there nearly as often as others.", posts=named)
    if verdicts["good"]:
        return _("Whoever does well elsewhere does well on these posts, too: none of them has to be looked at.")
    if verdicts["easy"]:
        return _("Nearly everybody gets the points of these posts, so they tell nobody apart.")
    return _("Too few runs to tell: it takes %(enough)s in which a post counts beside others.", enough=ENOUGH)


def reactions(found: Sequence[Met], cast: Cast) -> str:
    if not found:
        return _("This scenario has no reactions of its own.")
    never = sum(not each.runs for each in found)
    if never == len(found):
        return _("Nobody has met a reaction of the public yet.")
    words = {"share": percent(found[0].share), "words": cast.reactions[found[0].reaction]}
    said = _("Most often met, in %(share)s of the runs: “%(words)s”", **words)
    if not never:
        return said
    rest = ngettext("%(num)s reaction was never met.", "%(num)s reactions were never met.", never)
    return f"{said} {rest}"


def few(learners: int) -> str:
    """Why nothing is drawn."""
    return ngettext(
        "%(num)s learner fits. Figures appear from %(fewest)s on: of fewer they would tell of persons.",
        "%(num)s learners fit. Figures appear from %(fewest)s on: of fewer they would tell of persons.",
        learners,
        fewest=FEWEST,
    )


def _mean(cells: Sequence[Cell]) -> float:
    return sum(cell.level * cell.runs for cell in cells) / sum(cell.runs for cell in cells)
