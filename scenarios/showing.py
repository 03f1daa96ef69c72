"""What the play, debrief and review pages show, as plain values for their templates."""

from dataclasses import dataclass, field

from flask_babel import gettext as _

from academy import charts, editions
from academy.rules.pack import Office
from scenarios import outcomes, simulation
from scenarios.models import Grade, Move, Run
from scenarios.pack import TARGET_ACTIONS, Post, Scenario

DEEDS = TARGET_ACTIONS + ("ignore",)


@dataclass(frozen=True)
class Said:
    """A line of a thread: words of the public or the office, or (with `deed`) an act of the office without words."""

    id: str
    minute: int
    name: str
    text: str
    office: bool = False
    private: bool = False
    likes: int = 0
    shares: int = 0
    language: str | None = None
    deed: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Card:
    """A post with its thread, and what the office can still do about it."""

    entry: simulation.Entry
    post: Post
    name: str
    about: str
    thread: list[Said]
    actions: tuple[str, ...]
    new: bool


@dataclass(frozen=True)
class Page:
    cards: list[Card]
    statements: list[Said]
    free_actions: tuple[str, ...]
    time: str
    left: str
    feed: simulation.Feed
    seen: int
    targets: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def page(run: Run, feed: simulation.Feed, since: int | None = None) -> Page:
    """The public page as it stands; entries from number `since` on are new to the reader."""
    scenario = editions.content(run.edition)
    threads = _threads(run, scenario, feed)
    actions = simulation.allowed(feed, scenario)
    fresh = {entry.id for entry in feed.entries[since:]} if since is not None else _since_last_move(run, feed)
    return Page(
        cards=[
            Card(
                entry=entry,
                post=scenario.post(entry.post),
                name=scenario.personas[entry.persona].name,
                about=scenario.personas[entry.persona].about,
                thread=threads.get(entry.post, []),
                actions=actions.get(entry.post, ()),
                new=entry.id in fresh,
            )
            for entry in feed.entries
            if entry.kind == "post"
        ],
        statements=threads.get(None, []),
        free_actions=actions.get(None, ()),
        time=clock_text(run, feed.minute),
        left=_left(scenario.minutes - feed.minute),
        feed=feed,
        seen=len(feed.entries),
        targets={action: named_targets(run, action) for action in TARGET_ACTIONS},
    )


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


def offices(run: Run) -> list[Office]:
    """The directory that the learner has at hand."""
    rules = editions.content(run.edition.rules)
    return [rules.office(slug) for slug in editions.content(run.edition).directory]


def deed_text(run: Run, move: Move) -> str:
    """What the office did, in words: "Referred to Rescue 1122"."""
    target = dict(named_targets(run, move.action)).get(move.target, move.target or "")
    return {
        "refer": _("Referred to %(target)s", target=target),
        "escalate": _("Escalated to %(target)s", target=target),
        "hide": _("Hidden under the page's rule: %(target)s", target=target),
        "report": _("Reported to %(target)s", target=target),
        "ignore": _("Left alone, on purpose"),
        "wait": _("Waited"),
        "reply": _("Replied in public"),
        "message": _("Wrote a private message"),
        "statement": _("Published a statement"),
        "correct": _("Corrected an earlier reply"),
    }[move.action]


def chart(run: Run, feed: simulation.Feed, rtl: bool) -> tuple[str, list[tuple]]:
    """The two gauges over time as a drawing, and the same as rows of a table."""
    shown = [event for event in feed.events if event.kind in ("arrived", "move", "ended")]
    lines = [
        charts.Line("trust", _("Trust"), _points(feed, "trust")),
        charts.Line("heat", _("Heat"), _points(feed, "heat")),
    ]
    marks = [charts.Mark(event.minute, str(event.number), "move") for event in feed.events if event.kind == "move"]
    hours = [(minute, clock_text(run, minute)) for minute in range(0, feed.minute + 1, 60)]
    svg = charts.timeline(
        _("Trust and heat during the run"), lines, marks, max(feed.minute, 1), hours=hours, rtl=rtl
    )
    rows = [(clock_text(run, event.minute), event_text(run, event), event.trust, event.heat) for event in shown]
    return svg, rows


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


@dataclass(frozen=True)
class Handled:
    """One post, or the statements, in the debrief: what was done, what it was worth, what would have worked."""

    post: Post | None
    name: str
    minute: int | None
    line: simulation.Line | None
    moves: list[Move]
    example: str | None


def handled(run: Run, feed: simulation.Feed, score: simulation.Score) -> list[Handled]:
    """Every post that arrived, in order, then the statements if there was or should have been one."""
    scenario = editions.content(run.edition)
    lines = {line.post: line for line in score.lines}
    found = []
    for entry in feed.entries:
        if entry.kind == "post":
            post = scenario.post(entry.post)
            moves = [move for move in run.moves if move.post == post.slug]
            name = scenario.personas[post.persona].name
            found.append(Handled(post, name, entry.minute, lines.get(post.slug), moves, post.example))
    statements = [move for move in run.moves if move.action == "statement"]
    if statements or None in lines:
        page = scenario.page.name
        found.append(Handled(None, page, None, lines.get(None), statements, scenario.statement.example))
    return found


def criteria(run: Run, grade: Grade) -> list[dict]:
    """The criteria of a grade as the grade component takes them, a review beside what the grader said."""
    review = grade.reviews[-1] if grade.reviews else None
    return [
        {
            "slug": slug,
            "level": each["level"],
            "reason": each["reason"],
            "rule": rule_text(run, each["rule"]),
            "spans": [(span["start"], span["end"]) for span in each["evidence"]],
            "confidence": each["confidence"],
            "reviewed": review.levels[slug] if review and slug in review.reasons else None,
            "reviewer": review.reviewer.name if review else None,
            "note": review.reasons.get(slug) if review else None,
        }
        for slug, each in grade.detail["criteria"].items()
        if each["level"] is not None
    ]


def red_lines(run: Run, move: Move) -> list[str]:
    """Why each red line that counts is one, in the words of the reviewer or else of the grader."""
    judged = judgement(run, move)
    each = {criterion["slug"]: criterion for criterion in criteria(run, move.grade)}
    return [each[name]["note"] or each[name]["reason"] for name in sorted(judged.red_lines)]


def rule_text(run: Run, slug: str | None) -> str | None:
    """A conduct rule as it is cited: number, instrument, what it asks."""
    rule = editions.content(run.edition.rules).rule(slug) if slug else None
    return rule and f"{rule.number}, {rule.instrument}: {rule.text}"


def judgement(run: Run, move: Move) -> outcomes.Judgement | None:
    """The levels of a move's words that count now."""
    return outcomes.as_reviewed(outcomes.item_of(run, move.post), move.grade) if move.grade else None


def _since_last_move(run, feed) -> set[str]:
    """What the public wrote since the learner's last move."""
    if not run.moves:
        return set()
    last = run.moves[-1].minute
    return {entry.id for entry in feed.entries if entry.kind != "office" and entry.minute >= last}


def _threads(run: Run, scenario: Scenario, feed) -> dict[str | None, list[Said]]:
    threads: dict[str | None, list[Said]] = {}
    for entry in feed.entries:
        if entry.kind != "post":
            threads.setdefault(entry.under, []).append(_said(scenario, entry))
    for move in run.moves:
        if move.action in DEEDS:
            deed = Said(f"move-{move.number}", move.minute, "", deed_text(run, move), deed=move.action)
            threads.setdefault(move.post, []).append(deed)
    return {slug: sorted(said, key=lambda one: one.minute) for slug, said in threads.items()}


def _said(scenario, entry) -> Said:
    office = entry.kind == "office"
    return Said(
        id=entry.id,
        minute=entry.minute,
        name=scenario.page.name if office else scenario.personas[entry.persona].name,
        text=entry.text,
        office=office,
        private=entry.channel == "message",
        likes=entry.likes,
        shares=entry.shares,
        language=entry.language,
    )


def _points(feed, gauge) -> list[tuple[int, int]]:
    if not feed.events:
        return [(0, getattr(feed, gauge))]
    first = (0, getattr(feed.events[0], f"{gauge}_before"))
    return [first, *((event.minute, getattr(event, gauge)) for event in feed.events), (feed.minute, getattr(feed, gauge))]


def _left(minutes: int) -> str:
    hours, rest = divmod(max(0, minutes), 60)
    return _("%(hours)d h %(minutes)02d min left", hours=hours, minutes=rest) if hours else _("%(minutes)d min left", minutes=rest)
