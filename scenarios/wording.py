"""Criteria, and what happens in a run, in words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import editions, wording
from scenarios import simulation
from scenarios.models import Move, Run
from scenarios.pack import Post

CRITERIA = wording.CRITERIA

ACTIONS = {
    "reply": _l("Reply in public"),
    "message": _l("Private message"),
    "statement": _l("Statement"),
    "correct": _l("Correct a reply"),
    "refer": _l("Refer"),
    "escalate": _l("Escalate"),
    "hide": _l("Hide"),
    "report": _l("Report"),
    "ignore": _l("Leave it alone"),
    "wait": _l("Wait"),
}
WORTHS = {"best": _l("the best"), "acceptable": _l("acceptable"), "poor": _l("poor"), "harmful": _l("harmful")}
# of a reply as a whole by its overall mark; its score, of 100, is the only number that people see of it
MARKS = (_l("harmful"), _l("poor"), _l("adequate"), _l("good"), _l("exemplary"))
LEVELS = (_l("missed"), _l("partly met"), _l("met"))  # of a criterion


def clock_text(run: Run, minute: int) -> str:
    """A simulated minute as the clock on the wall."""
    hours, minutes = map(int, editions.content(run.edition).opens.split(":"))
    day, rest = divmod(60 * hours + minutes + minute, 24 * 60)
    time = f"{rest // 60:02}:{rest % 60:02}"
    return _("Day %(day)d, %(time)s", day=day + 1, time=time) if day else time


def named_targets(run: Run, action: str) -> list[tuple[str, str]]:
    """(slug, name) of what the learner may choose for this action."""
    scenario, rules = editions.content(run.edition), editions.content(run.edition.rules)
    names = {
        "refer": lambda: [(slug, rules.office(slug).name) for slug in scenario.directory],
        "escalate": lambda: [(desk.slug, desk.name) for desk in scenario.escalate_to],
        "hide": lambda: [(clause.slug, clause.text) for clause in scenario.page.charter],
        "report": lambda: [(desk.slug, desk.name) for desk in scenario.report_to],
    }
    return names[action]() if action in names else []


def deed_text(run: Run, move: Move) -> str:
    """What the office did, in words: "Referred to Rescue 1122"."""
    target = dict(named_targets(run, move.action)).get(move.target, move.target or "")
    return {
        "refer": _("Referred to %(target)s", target=target),
        "escalate": _("Escalated to %(target)s", target=target),
        "hide": _("Hidden under the charter: %(target)s", target=target),
        "report": _("Reported to %(target)s", target=target),
        "ignore": _("Left alone, on purpose"),
        "wait": _("Waited"),
        "reply": _("Replied in public"),
        "message": _("Wrote a private message"),
        "statement": _("Published a statement"),
        "correct": _("Corrected an earlier reply"),
    }[move.action]


def best_text(run: Run, post: Post) -> str:
    """What would have been best on a post: "Refer (Rescue 1122), or Reply in public"."""
    best = [action for action, worth in post.actions.items() if worth == "best"]
    return _(", or ").join(_with_targets(run, post, action) for action in best)


def _with_targets(run, post, action) -> str:
    names = dict(named_targets(run, action))
    right = [names[slug] for slug in getattr(post.targets, action, ()) if slug in names]
    return f"{ACTIONS[action]} ({', '.join(right)})" if right else str(ACTIONS[action])


def event_text(run: Run, event: simulation.Event) -> str:
    """A step of the timeline in words."""
    scenario = editions.content(run.edition)
    post = scenario.post(event.slug) if event.slug else None
    name = scenario.personas[post.persona].name if post else ""
    if event.kind == "arrived":
        return _("%(name)s writes", name=name)
    if event.kind == "move":
        move = next(move for move in run.moves if move.number == event.number)
        text = deed_text(run, move)
        return _("Move %(number)d, about %(name)s: %(text)s", number=move.number, name=name, text=text) if name else text
    return ended_text(event.words)


def ended_text(reason: str) -> str:
    """Why a run ended."""
    known = {simulation.TIME: _("The day is over."), simulation.NOTHING_LEFT: _("Every post is dealt with.")}
    return known.get(reason, reason)


def rule_text(run: Run, slug: str | None) -> str | None:
    """A conduct rule as it is cited: number, instrument, what it asks."""
    rule = editions.content(run.edition.rules).rule(slug) if slug else None
    return rule and f"{rule.number}, {rule.instrument}: {rule.text}"
