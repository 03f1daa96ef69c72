"""Drawings as inline SVG, without scripts and without colours of their own: the style sheets have those."""

from academy.charts.bars import Bar, bars
from academy.charts.canvas import WIDTH
from academy.charts.columns import columns, sketch
from academy.charts.curve import Point, curve
from academy.charts.flow import Stretch, Track, flow
from academy.charts.heat import Cell, heat
from academy.charts.lanes import Arrow, Lane, lanes, sample, sample_arrow
from academy.charts.timeline import Line, Mark, timeline
from academy.charts.whiskers import Dot, Row, whiskers

__all__ = [
    "WIDTH", "Arrow", "Bar", "Cell", "Dot", "Lane", "Line", "Mark", "Point", "Row", "Stretch", "Track", "bars", "columns", "curve",
    "flow", "heat", "lanes", "sample", "sample_arrow", "sketch", "timeline", "whiskers",
]  # fmt: skip
