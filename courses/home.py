"""What courses show on the start page."""

from academy import home
from courses import studies


@home.part("learner")
def own_courses(person) -> home.Part:
    return home.Part("courses/_home.html", {"studies": studies.of_person(person)})
