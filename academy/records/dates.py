"""The dates of a learner in a course."""

from datetime import date
from typing import NamedTuple


class Dates(NamedTuple):
    """Days in the academy's zone, None where there is no such date. `extended`: it is more time than the cohort has."""

    opens_on: date | None = None
    due_on: date | None = None
    closes_on: date | None = None
    extended: bool = False

    def opens_after(self, day: date) -> bool:
        return self.opens_on is not None and day < self.opens_on

    def closed_before(self, day: date) -> bool:
        return self.closes_on is not None and self.closes_on < day

    def due_before(self, day: date) -> bool:
        return self.due_on is not None and self.due_on < day
