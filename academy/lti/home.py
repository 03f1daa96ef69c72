"""What administrators are told of learning platforms on the start page: those that wait for their approval."""

from academy.home import Part, part
from academy.lti import overview


@part("administrator")
def waiting(person) -> Part | None:
    found = overview.waiting()
    return Part("lti_platforms/_home.html", {"platforms": found}) if found else None
