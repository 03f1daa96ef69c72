"""What administrators are told on the start page: jobs that were given up."""

from academy.home import Part, part
from academy.jobs import desk


@part("administrator")
def failed(person) -> Part | None:
    count = desk.counts()["failed"]
    return Part("jobs/_home.html", {"count": count}) if count else None
