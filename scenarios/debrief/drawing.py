"""The course of a run as a picture."""

from flask_babel import gettext as _

from academy import charts
from scenarios import simulation, wording
from scenarios.models import Run


def chart(run: Run, feed: simulation.Feed, rtl: bool) -> tuple[str, list[tuple]]:
    """The two gauges over time as a drawing, and the same as rows of a table."""
    shown = [event for event in feed.events if event.kind in ("arrived", "move", "ended")]
    lines = [
        charts.Line("trust", _("Trust"), _points(feed, "trust")),
        charts.Line("heat", _("Heat"), _points(feed, "heat")),
    ]
    marks = [charts.Mark(event.minute, str(event.number), "move") for event in feed.events if event.kind == "move"]
    hours = [(minute, wording.clock_text(run, minute)) for minute in range(0, feed.minute + 1, 60)]
    svg = charts.timeline(
        _("Trust and heat during the run"), lines, marks, max(feed.minute, 1), hours=hours, rtl=rtl
    )
    rows = [(wording.clock_text(run, event.minute), wording.event_text(run, event), event.trust, event.heat) for event in shown]
    return svg, rows


def _points(feed, gauge) -> list[tuple[int, int]]:
    if not feed.events:
        return [(0, getattr(feed, gauge))]
    first = (0, getattr(feed.events[0], f"{gauge}_before"))
    return [first, *((event.minute, getattr(event, gauge)) for event in feed.events), (feed.minute, getattr(feed, gauge))]
