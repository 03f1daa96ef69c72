"""Disputes: two people who marked a text blind, and both see it otherwise than what counts."""

from datetime import datetime

from scenarios import grading
from scenarios.review.models import BlindMark, Sample

MARKS = 2  # so many blind marks complete a sample


def since(sample: Sample, judgement) -> datetime | None:
    """Since when both marks of a sample stand against a judgement of its text (an outcomes.Judgement).

    None when they do not, or when somebody has reviewed the text since, with the marks before them.
    """
    if len(sample.marks) < MARKS:
        return None
    last = max(mark.made_at for mark in sample.marks)
    if any(review.made_at >= last for review in sample.grade.reviews):
        return None
    return last if all(against(mark, judgement) for mark in sample.marks) else None


def against(mark: BlindMark, judgement) -> bool:
    """Whether a mark sees another red line, or a pass where there is none or the other way round."""
    red_lines = frozenset(name for name in grading.CONDUCT if mark.levels.get(name) == 0)
    passes = mark.overall >= 2 and not red_lines
    return red_lines != judgement.red_lines or passes != (judgement.overall >= 2 and not judgement.red_lines)
