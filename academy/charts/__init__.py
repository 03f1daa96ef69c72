"""Drawings as inline SVG, without scripts and without colours of their own: the style sheets have those."""

from academy.charts.canvas import WIDTH
from academy.charts.curve import Point, curve
from academy.charts.timeline import Line, Mark, timeline
from academy.charts.whiskers import Dot, Row, whiskers

__all__ = ["WIDTH", "Dot", "Line", "Mark", "Point", "Row", "curve", "timeline", "whiskers"]
